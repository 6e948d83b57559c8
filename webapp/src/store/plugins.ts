/* Where plugins will hang their parts: one list of components for each named slot. */
import type {ComponentType} from 'react';

import type {AppAction} from './types';

export interface PluginPart {
    id: string;
    pluginId: string;
    component?: ComponentType<Record<string, unknown>>;
    [key: string]: unknown;
}

export interface PluginsState {
    components: Record<string, PluginPart[]>;
    postTypes: Record<string, PluginPart>;
}

const empty: PluginsState = {components: {}, postTypes: {}};

// The reducer holds still until the plugin loader brings its actions; the slots already read from it.
export function pluginsReducer(state: PluginsState = empty, _action: AppAction): PluginsState {
    return state;
}
