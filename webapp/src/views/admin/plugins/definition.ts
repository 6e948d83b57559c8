/* The console as an object that plugins may rewrite, in the shape they know; and what they added to it. */
import {ask} from '@/plugins/faults';
import type {Foreign} from '@/store/plugins';
import {SETTINGS_PAGES} from '@/views/admin/settings';

import type {SettingOfPlugin} from './api';

interface DefinitionSetting {
    type?: string;
    key?: string;
    label?: unknown;
    help_text?: unknown;
    [name: string]: unknown;
}

interface DefinitionPage {
    url?: string;
    title?: unknown;
    schema?: {id?: string; name?: unknown; settings?: DefinitionSetting[]; component?: Foreign; header?: unknown; footer?: unknown};
    [name: string]: unknown;
}

interface DefinitionSection {
    sectionTitle?: unknown;
    title?: unknown;
    subsections?: Record<string, DefinitionPage>;
    [name: string]: unknown;
}

export type Definition = Record<string, DefinitionSection>;

/** A page of the console that a plugin brought. */
export interface ExtraPage {
    pluginId: string;
    path: string;
    title: string;
    settings: SettingOfPlugin[];
    component?: Foreign;
    header: string;
    footer: string;
}

/** Sections that plugins may look into without asking whether they are there. */
const SECTIONS = ['about', 'billing', 'reporting', 'user_management', 'environment', 'site', 'authentication', 'plugins', 'products', 'integrations', 'compliance', 'experimental'];

export function baseDefinition(): Definition {
    const sections: Definition = Object.fromEntries(SECTIONS.map((key) => [key, {icon: null, sectionTitle: key.replaceAll('_', ' '), subsections: {}}]));
    const pages = SETTINGS_PAGES.map((page): [string, DefinitionPage] => {
        const settings = page.groups.flatMap((group) => group.settings.map((setting) => ({type: setting.kind === 'switch' ? 'bool' : 'text', key: `${setting.section}.${setting.key}`, label: setting.label, help_text: setting.hint ?? ''})));
        return [page.id, {url: `settings/${page.id}`, title: page.title, schema: {id: page.id, name: page.title, settings}}];
    });
    return {...sections, site: {icon: null, sectionTitle: 'Settings', subsections: Object.fromEntries(pages)}};
}

/** Words handed over as a text, as a message of react-intl, or as something else that has none. */
export function wordsFrom(value: unknown, otherwise: string): string {
    if (typeof value === 'string' && value) {
        return value;
    }
    const message = (value as {defaultMessage?: unknown; props?: {defaultMessage?: unknown}} | null) ?? {};
    const found = message.defaultMessage ?? message.props?.defaultMessage;
    return typeof found === 'string' && found ? found : otherwise;
}

function settingFrom(given: DefinitionSetting, index: number): SettingOfPlugin {
    const options = (given['options'] as Array<{value: string; display_name?: unknown; displayName?: unknown}> | undefined) ?? [];
    const component = given['component'] as Foreign;
    return {
        key: given.key ?? `setting ${index}`,
        type: given.type ?? 'text',
        display_name: wordsFrom(given.label, given.key ?? ''),
        help_text: wordsFrom(given.help_text, ''),
        placeholder: wordsFrom(given['placeholder'], ''),
        default: given['default'],
        options: options.map((option) => ({value: option.value, display_name: wordsFrom(option.display_name ?? option.displayName, option.value)})),
        ...(component ? {component} : {}),
    };
}

function added(pluginId: string, before: Definition, after: Definition): ExtraPage[] {
    return Object.entries(after).flatMap(([sectionKey, section]) =>
        Object.entries(section?.subsections ?? {}).flatMap(([key, page]): ExtraPage[] => {
            const old = before[sectionKey]?.subsections?.[key];
            const known = new Set((old?.schema?.settings ?? []).map((setting) => setting.key));
            const settings = (page.schema?.settings ?? []).filter((setting) => !known.has(setting.key)).map(settingFrom);
            const component = old ? undefined : (page.schema?.component as Foreign);
            if (settings.length === 0 && !component) {
                return [];
            }
            const title = wordsFrom(page.title, wordsFrom(page.schema?.name, key));
            const path = old ? `${page.url ?? key}/${pluginId}` : (page.url ?? `${sectionKey}/${key}`);
            const schema = page.schema ?? {};
            return [{pluginId, path: path.replace(/^\/+/, ''), title, settings, ...(component ? {component} : {}), header: wordsFrom(schema.header, ''), footer: wordsFrom(schema.footer, '')}];
        }),
    );
}

type Rewrite = (definition: Foreign) => Foreign;

/** Every page that plugins add, each plugin seeing what those before it made. */
export function extraPages(rewrites: Record<string, Rewrite>): ExtraPage[] {
    let current = baseDefinition();
    return Object.entries(rewrites)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([pluginId, rewrite]) => {
            // It may change the object in place, so what was there before is copied first.
            const before = structuredCloneOf(current);
            const next = ask<Definition | undefined>(pluginId, 'the system console', () => rewrite(current) as Definition, undefined);
            current = next && typeof next === 'object' ? next : before;
            return added(pluginId, before, current);
        });
}

function structuredCloneOf(definition: Definition): Definition {
    return Object.fromEntries(
        Object.entries(definition).map(([key, section]) => [
            key,
            {...section, subsections: Object.fromEntries(Object.entries(section.subsections ?? {}).map(([name, page]) => [name, {...page, schema: {...page.schema, settings: [...(page.schema?.settings ?? [])]}}]))},
        ]),
    );
}

/** A key of the console as the way to its value: `PluginSettings.Plugins.com+example.greeting`. */
export function pathOf(key: string): string[] {
    const match = /^PluginSettings\.Plugins\.(.+)\.([^.]+)$/.exec(key);
    return match ? ['PluginSettings', 'Plugins', (match[1] ?? '').replaceAll('+', '.'), (match[2] ?? '').toLowerCase()] : key.split('.');
}

export function readPath(config: unknown, path: string[]): unknown {
    return path.reduce<unknown>((value, step) => (value && typeof value === 'object' ? (value as Record<string, unknown>)[step] : undefined), config);
}

/** One object with all changed values at their places. */
export function patchFrom(changes: Record<string, unknown>): Record<string, unknown> {
    const patch: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(changes)) {
        const path = pathOf(key);
        let at = patch;
        for (const step of path.slice(0, -1)) {
            at[step] ??= {};
            at = at[step] as Record<string, unknown>;
        }
        at[path.at(-1) ?? key] = value;
    }
    return patch;
}
