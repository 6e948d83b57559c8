/* State of the page itself: what is open, what is being typed, what was just said to the person. */
import {combineReducers} from 'redux';

import {draftsReducer} from './drafts';
import type {DraftsState} from './drafts';
import {modalsReducer} from './modals';
import type {ModalsState} from './modals';
import {panelReducer} from './panel';
import type {PanelState} from './panel';
import {pluginHealthReducer} from './pluginHealth';
import type {PluginHealth} from './pluginHealth';
import {refusalsReducer} from './refusals';
import type {RefusalsState} from './refusals';
import {toastsReducer} from './toasts';
import type {ToastsState} from './toasts';
import type {AppAction} from './types';

export interface ChannelView {
    /** Time of the last view when the channel was opened: where the "New" line goes. */
    lastViewedAt: Record<string, number>;
    /** The channel that keeps its unread mark although it is open. */
    editingPostId: string;
    replyFocus: number;
}

export interface ShellView {
    drawerOpen: boolean;
    unreadOnly: boolean;
    online: boolean;
    everConnected: boolean;
    announcement: string;
}

export interface ViewsState {
    channel: ChannelView;
    shell: ShellView;
    panel: PanelState;
    modals: ModalsState;
    toasts: ToastsState;
    drafts: DraftsState;
    pluginHealth: PluginHealth;
    refusals: RefusalsState;
}

const emptyChannel: ChannelView = {lastViewedAt: {}, editingPostId: '', replyFocus: 0};

function channelReducer(state: ChannelView = emptyChannel, action: AppAction): ChannelView {
    switch (action.type) {
        case 'VIEW_CHANNEL_OPENED':
            return {
                ...state,
                editingPostId: '',
                lastViewedAt: {...state.lastViewedAt, [action['channelId'] as string]: action['at'] as number},
            };
        case 'VIEW_EDIT_POST':
            return {...state, editingPostId: action['postId'] as string};
        case 'LOGOUT_SUCCESS':
            return emptyChannel;
        default:
            return state;
    }
}

const emptyShell: ShellView = {
    drawerOpen: false,
    unreadOnly: false,
    online: true,
    everConnected: false,
    announcement: '',
};

function shellReducer(state: ShellView = emptyShell, action: AppAction): ShellView {
    switch (action.type) {
        case 'VIEW_DRAWER':
            return {...state, drawerOpen: action['open'] as boolean};
        case 'VIEW_UNREAD_ONLY':
            return {...state, unreadOnly: action['on'] as boolean};
        case 'VIEW_CONNECTION':
            return {
                ...state,
                online: action['online'] as boolean,
                everConnected: state.everConnected || (action['online'] as boolean),
            };
        case 'VIEW_ANNOUNCE':
            return {...state, announcement: action['text'] as string};
        case 'LOGOUT_SUCCESS':
            return emptyShell;
        default:
            return state;
    }
}

export const viewsReducer = combineReducers({
    channel: channelReducer,
    shell: shellReducer,
    panel: panelReducer,
    modals: modalsReducer,
    toasts: toastsReducer,
    drafts: draftsReducer,
    pluginHealth: pluginHealthReducer,
    refusals: refusalsReducer,
}) as unknown as (state: ViewsState | undefined, action: AppAction) => ViewsState;

export const channelOpened = (channelId: string, at: number) => ({type: 'VIEW_CHANNEL_OPENED', channelId, at});
export const editPostInPlace = (postId: string) => ({type: 'VIEW_EDIT_POST', postId});
export const setDrawer = (open: boolean) => ({type: 'VIEW_DRAWER', open});
export const setUnreadOnly = (on: boolean) => ({type: 'VIEW_UNREAD_ONLY', on});
export const setConnection = (online: boolean) => ({type: 'VIEW_CONNECTION', online});
export const announce = (text: string) => ({type: 'VIEW_ANNOUNCE', text});
