/* What plugins have hung into the page. Other people's bundles read this slice, so its shape is Mattermost's. */
import type {ClientPluginManifest} from '@mattermost/types/plugins';
import type {ComponentType, ReactNode} from 'react';

import type {AppAction} from './types';

// What a plugin hands over is its own business: the slot that uses it says which fields it reads.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Foreign = any;

export interface PluginPart {
    id: string;
    pluginId: string;
    component?: ComponentType<Foreign>;
    text?: ReactNode | ComponentType<Foreign>;
    icon?: ReactNode | ComponentType<Foreign>;
    action?: (...args: Foreign[]) => Foreign;
    hook?: (...args: Foreign[]) => Foreign;
    [key: string]: Foreign;
}

export interface PluginManifestInPage extends ClientPluginManifest {
    homepage_url?: string;
    support_url?: string;
    props?: Record<string, unknown>;
    webapp: {bundle_path: string; integrity?: string};
}

export interface CustomComponent {
    key: string;
    pluginId: string;
    component: ComponentType<Foreign>;
    options: {showTitle?: boolean};
}

export interface PluginUserSettings {
    id: string;
    uiName: string;
    icon?: string;
    action?: {title: string; text: string; buttonText: string; onClick: () => void};
    sections: Foreign[];
}

export interface PluginsState {
    plugins: Record<string, PluginManifestInPage>;
    components: Record<string, PluginPart[]>;
    postTypes: Record<string, PluginPart>;
    postCardTypes: Record<string, PluginPart>;
    adminConsoleReducers: Record<string, (definition: Foreign) => Foreign>;
    adminConsoleCustomComponents: Record<string, Record<string, CustomComponent>>;
    adminConsoleCustomSections: Record<string, Record<string, CustomComponent>>;
    siteStatsHandlers: Record<string, () => Promise<Foreign>>;
    userSettings: Record<string, PluginUserSettings>;
}

export const noPlugins: PluginsState = {
    plugins: {},
    components: {},
    postTypes: {},
    postCardTypes: {},
    adminConsoleReducers: {},
    adminConsoleCustomComponents: {},
    adminConsoleCustomSections: {},
    siteStatsHandlers: {},
    userSettings: {},
};

type ByPlugin = 'adminConsoleReducers' | 'adminConsoleCustomComponents' | 'adminConsoleCustomSections' | 'siteStatsHandlers' | 'userSettings';

const BY_PLUGIN: ByPlugin[] = ['adminConsoleReducers', 'adminConsoleCustomComponents', 'adminConsoleCustomSections', 'siteStatsHandlers', 'userSettings'];

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
    if (!(key in record)) {
        return record;
    }
    const {[key]: _gone, ...rest} = record;
    return rest;
}

function keep<T>(record: Record<string, T>, wanted: (value: T) => boolean): Record<string, T> {
    const kept = Object.entries(record).filter(([, value]) => wanted(value));
    return kept.length === Object.keys(record).length ? record : Object.fromEntries(kept);
}

/** By plugin id; parts of one plugin stay in the order in which it registered them. */
function insert(list: PluginPart[], part: PluginPart): PluginPart[] {
    const others = list.filter((one) => one.id !== part.id);
    const at = others.findIndex((one) => one.pluginId > part.pluginId);
    return at < 0 ? [...others, part] : [...others.slice(0, at), part, ...others.slice(at)];
}

function dropParts(components: Record<string, PluginPart[]>, wanted: (part: PluginPart) => boolean): Record<string, PluginPart[]> {
    let changed = false;
    const entries = Object.entries(components).map(([slot, list]): [string, PluginPart[]] => {
        const kept = list.filter(wanted);
        changed ||= kept.length !== list.length;
        return [slot, kept.length === list.length ? list : kept];
    });
    return changed ? Object.fromEntries(entries.filter(([, list]) => list.length > 0)) : components;
}

/** Of two plugins that want the same kind of post, the first by id draws it. */
function claim(types: Record<string, PluginPart>, type: string, part: PluginPart): Record<string, PluginPart> {
    const holder = types[type];
    return holder && holder.pluginId < part.pluginId ? types : {...types, [type]: part};
}

function dropPlugin(state: PluginsState, id: string): PluginsState {
    const next: PluginsState = {
        ...state,
        plugins: without(state.plugins, id),
        components: dropParts(state.components, (part) => part.pluginId !== id),
        postTypes: keep(state.postTypes, (part) => part.pluginId !== id),
        postCardTypes: keep(state.postCardTypes, (part) => part.pluginId !== id),
    };
    return {
        ...next,
        adminConsoleReducers: without(next.adminConsoleReducers, id),
        adminConsoleCustomComponents: without(next.adminConsoleCustomComponents, id),
        adminConsoleCustomSections: without(next.adminConsoleCustomSections, id),
        siteStatsHandlers: without(next.siteStatsHandlers, id),
        userSettings: without(next.userSettings, id),
    };
}

function dropComponent(state: PluginsState, id: string): PluginsState {
    return {
        ...state,
        components: dropParts(state.components, (part) => part.id !== id),
        postTypes: keep(state.postTypes, (part) => part.id !== id),
        postCardTypes: keep(state.postCardTypes, (part) => part.id !== id),
    };
}

function addCustom(state: PluginsState, where: 'adminConsoleCustomComponents' | 'adminConsoleCustomSections', custom: CustomComponent): PluginsState {
    const ofPlugin = {...state[where][custom.pluginId], [custom.key.toLowerCase()]: custom};
    return {...state, [where]: {...state[where], [custom.pluginId]: ofPlugin}};
}

export function pluginsReducer(state: PluginsState = noPlugins, action: AppAction): PluginsState {
    const pluginId = action['pluginId'] as string;
    switch (action.type) {
        case 'PLUGIN_LOADED': {
            const manifest = action['manifest'] as PluginManifestInPage;
            return {...state, plugins: {...state.plugins, [manifest.id]: manifest}};
        }
        case 'PLUGIN_DROPPED':
            return dropPlugin(state, pluginId);
        case 'PLUGIN_PART': {
            const slot = action['slot'] as string;
            const part = action['part'] as PluginPart;
            return {...state, components: {...state.components, [slot]: insert(state.components[slot] ?? [], part)}};
        }
        case 'PLUGIN_PART_GONE':
            return dropComponent(state, action['id'] as string);
        case 'PLUGIN_POST_TYPE':
            return {...state, postTypes: claim(state.postTypes, action['kind'] as string, action['part'] as PluginPart)};
        case 'PLUGIN_POST_CARD_TYPE':
            return {...state, postCardTypes: claim(state.postCardTypes, action['kind'] as string, action['part'] as PluginPart)};
        case 'PLUGIN_CONSOLE_COMPONENT':
            return addCustom(state, 'adminConsoleCustomComponents', action['custom'] as CustomComponent);
        case 'PLUGIN_CONSOLE_SECTION':
            return addCustom(state, 'adminConsoleCustomSections', action['custom'] as CustomComponent);
        case 'PLUGIN_SET': {
            const key = action['key'] as ByPlugin;
            return BY_PLUGIN.includes(key) ? ({...state, [key]: {...state[key], [pluginId]: action['value']}} as PluginsState) : state;
        }
        case 'PLUGIN_UNSET': {
            const key = action['key'] as ByPlugin;
            return BY_PLUGIN.includes(key) ? ({...state, [key]: without(state[key] as Record<string, unknown>, pluginId)} as PluginsState) : state;
        }
        default:
            return state;
    }
}

export const pluginLoaded = (manifest: PluginManifestInPage) => ({type: 'PLUGIN_LOADED', manifest});
export const pluginDropped = (pluginId: string) => ({type: 'PLUGIN_DROPPED', pluginId});
export const addPart = (slot: string, part: PluginPart) => ({type: 'PLUGIN_PART', slot, part});
export const removePart = (id: string) => ({type: 'PLUGIN_PART_GONE', id});
export const addPostType = (kind: string, part: PluginPart) => ({type: 'PLUGIN_POST_TYPE', kind, part});
export const addPostCardType = (kind: string, part: PluginPart) => ({type: 'PLUGIN_POST_CARD_TYPE', kind, part});
export const addConsoleComponent = (custom: CustomComponent) => ({type: 'PLUGIN_CONSOLE_COMPONENT', custom});
export const addConsoleSection = (custom: CustomComponent) => ({type: 'PLUGIN_CONSOLE_SECTION', custom});
export const setOfPlugin = (key: ByPlugin, pluginId: string, value: unknown) => ({type: 'PLUGIN_SET', key, pluginId, value});
export const unsetOfPlugin = (key: ByPlugin, pluginId: string) => ({type: 'PLUGIN_UNSET', key, pluginId});
