/* The shape of the whole store, and the dispatch function that knows thunks. */
import type {GlobalState} from '@mattermost/types/store';

import type {PluginsState} from './plugins';
import type {ViewsState} from './views';

export interface AppState extends GlobalState {
    plugins: PluginsState;
    views: ViewsState;
}

export interface AppAction {
    type: string;
    [key: string]: unknown;
}

export interface AppDispatch {
    <R>(thunk: (...args: never[]) => R): R;
    (action: {type: string}): void;
}

export type GetState = () => AppState;
export type Thunk<R = void> = (dispatch: AppDispatch, getState: GetState) => R;

/** What every library action resolves to. */
export interface Result<T = unknown> {
    data?: T;
    error?: {message?: string; server_error_id?: string; status_code?: number};
}
