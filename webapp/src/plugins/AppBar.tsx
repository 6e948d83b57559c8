/* The strip of plugin icons at the right edge; absent while no plugin put anything there. */
import {Menu} from '@/components/Menu';
import type {MenuEntry} from '@/components/Menu';
import {IconButton} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {Tooltip} from '@/components/Tooltip';
import {store, useAppSelector} from '@/store';
import type {PluginPart} from '@/store/plugins';

import {act, pluginName} from './faults';
import {useParts} from './Slot';

const CHAT = 'channels';
const SHOWN = 12;

function belongs(part: PluginPart, productId: string): boolean {
    const ids = part['supportedProductIds'] as string | string[] | null | undefined;
    if (ids === undefined || ids === null || ids === '') {
        return productId === CHAT;
    }
    return ids === '*' || (Array.isArray(ids) ? ids.includes(productId) : ids === productId);
}

export function useBarParts(productId = CHAT): PluginPart[] {
    return useParts('AppBar').filter((part) => belongs(part, productId));
}

export function runBarPart(part: PluginPart): void {
    const {channels} = store.getState().entities;
    act(part.pluginId, 'the app bar', part.action, channels.channels[channels.currentChannelId], channels.myMembers[channels.currentChannelId]);
}

export function barLabel(part: PluginPart): string {
    return typeof part['tooltipText'] === 'string' && part['tooltipText'] ? part['tooltipText'] : pluginName(part.pluginId);
}

export function BarIcon({part}: {part: PluginPart}) {
    return typeof part['iconUrl'] === 'string' && part['iconUrl'] ? <img src={part['iconUrl']} alt="" /> : <Icon name="plug" size={18} />;
}

function BarButton({part}: {part: PluginPart}) {
    const open = useAppSelector((state) => {
        const view = state.views.panel.stack.at(-1);
        return view?.kind === 'plugin' && view.pluggableId === part['rhsComponentId'];
    });
    const label = barLabel(part);
    return (
        <Tooltip text={label}>
            <button type="button" className={`app-bar__button ${open ? 'app-bar__button--open' : ''}`} aria-label={label} aria-pressed={part['rhsComponentId'] ? open : undefined} onClick={() => runBarPart(part)}>
                <BarIcon part={part} />
            </button>
        </Tooltip>
    );
}

export function AppBar({productId = CHAT}: {productId?: string}) {
    const parts = useBarParts(productId);
    if (parts.length === 0) {
        return null;
    }
    const hidden = parts.slice(SHOWN);
    const entries = hidden.map((part): MenuEntry => ({label: barLabel(part), lead: <span className="plugin-icon"><BarIcon part={part} /></span>, run: () => runBarPart(part)}));
    return (
        <div className="app-bar" role="toolbar" aria-label="Apps" aria-orientation="vertical">
            {parts.slice(0, SHOWN).map((part) => (
                <BarButton key={part.id} part={part} />
            ))}
            {hidden.length > 0 && (
                <Menu label="More apps" entries={entries} placement="left-start">
                    <IconButton icon="more-vertical" label="More apps" />
                </Menu>
            )}
        </div>
    );
}
