/* Entries that plugins add to menus of the page. */
import type {MenuEntry, MenuItem} from '@/components/Menu';
import {Icon} from '@/components/Icon';
import type {PluginPart} from '@/store/plugins';

import {act, ask, pluginName} from './faults';
import {Piece} from './Slot';

/** Words for readers of the screen and for typing ahead: the plugin's own when it gave any. */
export function labelOf(part: PluginPart, value: unknown = part.text): string {
    return typeof value === 'string' && value ? value : pluginName(part.pluginId);
}

export function iconOf(part: PluginPart, value: unknown = part.icon) {
    if (typeof value === 'string' && /^(https?:|\/|data:image\/)/.test(value)) {
        return <img className="plugin-icon" src={value} alt="" />;
    }
    // A string is the name of an icon in a font this page does not have.
    return value && typeof value !== 'string' ? (
        <span className="plugin-icon">
            <Piece part={part} value={value} where="an icon" />
        </span>
    ) : (
        <Icon name="plug" size={17} />
    );
}

/** `args` is what the action gets; `filter` decides whether the entry shows. */
export function menuItem(part: PluginPart, args: unknown[], where: string): MenuItem {
    const text = part.text ?? part['dropdownText'];
    return {
        label: labelOf(part, text),
        ...(typeof text === 'string' ? {} : {content: <Piece part={part} value={text} where={where} />}),
        lead: iconOf(part),
        run: () => act(part.pluginId, where, part.action, ...args),
    };
}

interface EntriesOptions {
    where: string;
    args?: unknown[];
    /** Answers whether a part shows; a plugin that fails at it does not. */
    shows?: (part: PluginPart) => unknown;
}

/** Entries with a line before them, or none at all. */
export function menuEntries(parts: PluginPart[], {where, args = [], shows}: EntriesOptions): MenuEntry[] {
    const shown = parts.filter((part) => !shows || ask(part.pluginId, where, () => Boolean(shows(part)), false));
    const entries = shown.flatMap((part): MenuEntry[] => {
        const inner = part['subMenu'] as PluginPart[] | undefined;
        if (!inner) {
            return [menuItem(part, args, where)];
        }
        const visible = inner.filter((one) => typeof one['filter'] !== 'function' || ask(part.pluginId, where, () => Boolean((one['filter'] as (...all: unknown[]) => unknown)(...args)), false));
        return visible.length > 0 ? [{...menuItem(part, args, where), inner: visible.map((one) => menuItem(one, args, where))}] : [];
    });
    return entries.length > 0 ? ['line', ...entries] : [];
}
