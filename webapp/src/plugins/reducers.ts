/* Reducers of plugins in the running store, at `state['plugins-<id>']`. */
import reducerRegistry from 'mattermost-redux/store/reducer_registry';
import type {Reducer} from 'redux';

import {note} from './faults';

const keyOf = (pluginId: string): string => `plugins-${pluginId}`;

/** A reducer that throws, or answers undefined, would stop every change of the whole page: it keeps its state instead. */
function tame(pluginId: string, reducer: Reducer): Reducer {
    let complained = false;
    return (state, action) => {
        try {
            const next: unknown = reducer(state, action);
            return next === undefined ? (state ?? null) : next;
        } catch (failure) {
            if (!complained) {
                complained = true;
                note(pluginId, `its reducer, at ${action.type}`, failure);
            }
            return state ?? null;
        }
    };
}

export function addReducer(pluginId: string, reducer: Reducer): void {
    reducerRegistry.register(keyOf(pluginId), tame(pluginId, reducer));
}

export function dropReducer(pluginId: string): void {
    const {[keyOf(pluginId)]: gone, ...rest} = reducerRegistry.getReducers();
    if (gone) {
        reducerRegistry.setReducers(rest);
        reducerRegistry.emitChange?.(rest);
    }
}
