/* The panel on the right: what it shows, and the way back. */
import type {AppAction} from './types';

export type PanelView =
    | {kind: 'thread'; rootId: string; focusPostId?: string}
    | {kind: 'search'; terms: string}
    | {kind: 'mentions'}
    | {kind: 'saved'}
    | {kind: 'pinned'; channelId: string}
    | {kind: 'info'; channelId: string}
    | {kind: 'members'; channelId: string}
    | {kind: 'files'; channelId: string}
    | {kind: 'plugin'; pluggableId: string}
    /** More about a message, drawn by the plugin that knows its kind. */
    | {kind: 'card'; postId: string};

export interface PanelState {
    stack: PanelView[];
}

const empty: PanelState = {stack: []};

export function panelReducer(state: PanelState = empty, action: AppAction): PanelState {
    switch (action.type) {
        case 'PANEL_OPEN':
            return {stack: [action['view'] as PanelView]};
        case 'PANEL_PUSH':
            return {stack: [...state.stack.slice(-4), action['view'] as PanelView]};
        case 'PANEL_BACK':
            return {stack: state.stack.slice(0, -1)};
        case 'PANEL_CLOSE':
        case 'LOGOUT_SUCCESS':
            return empty;
        default:
            return state;
    }
}

export const openPanel = (view: PanelView) => ({type: 'PANEL_OPEN', view});
export const pushPanel = (view: PanelView) => ({type: 'PANEL_PUSH', view});
export const backPanel = () => ({type: 'PANEL_BACK'});
export const closePanel = () => ({type: 'PANEL_CLOSE'});
