/* The one store: the library's `entities`, `errors`, `requests`, `websocket`, and our `views` and `plugins`. */
import configureStore from 'mattermost-redux/store';
import {useDispatch, useSelector} from 'react-redux';
import type {Store} from 'redux';

import {readDrafts, loadDrafts, writeDrafts} from './drafts';
import {pluginsReducer} from './plugins';
import type {AppDispatch, AppState} from './types';
import {viewsReducer} from './views';

export type {AppDispatch, AppState, Result, Thunk} from './types';

type Options = Parameters<typeof configureStore>[0];

export const store = configureStore({appReducers: {views: viewsReducer, plugins: pluginsReducer}} as unknown as Options) as unknown as Omit<Store<AppState>, 'dispatch'> & {dispatch: AppDispatch};

export const useAppDispatch: () => AppDispatch = useDispatch as unknown as () => AppDispatch;
export const useAppSelector = useSelector.withTypes<AppState>();

/** Loads the person's drafts and keeps the browser's copy in step from now on. */
export function keepDrafts(userId: string): () => void {
    store.dispatch(loadDrafts(readDrafts(window.localStorage, userId, Date.now())));
    let saved = store.getState().views.drafts;
    let timer = 0;
    const flush = () => {
        window.clearTimeout(timer);
        timer = 0;
        const state = store.getState();
        if (state.entities.users.currentUserId === userId && state.views.drafts !== saved) {
            saved = state.views.drafts;
            writeDrafts(window.localStorage, userId, saved);
        }
    };
    const unsubscribe = store.subscribe(() => {
        if (store.getState().views.drafts !== saved && timer === 0) {
            timer = window.setTimeout(flush, 250);
        }
    });
    window.addEventListener('pagehide', flush);
    return () => {
        flush();
        unsubscribe();
        window.removeEventListener('pagehide', flush);
    };
}
