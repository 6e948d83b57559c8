/* Which dialogs are open; each is named here once, with what it needs. */
import type {FileInfo} from '@mattermost/types/files';
import type {OpenDialogRequest} from '@mattermost/types/integrations';
import type {ComponentType} from 'react';

import type {AppAction} from './types';

export type Modal =
    | {kind: 'switcher'}
    | {kind: 'shortcuts'}
    | {kind: 'settings'; section?: string}
    | {kind: 'custom-status'}
    | {kind: 'create-channel'; categoryId?: string}
    | {kind: 'browse-channels'}
    | {kind: 'direct'; channelId?: string}
    | {kind: 'edit-channel'; channelId: string}
    | {kind: 'channel-notifications'; channelId: string}
    | {kind: 'add-members'; channelId: string}
    | {kind: 'invite'}
    | {kind: 'team-settings'}
    | {kind: 'team-members'}
    | {kind: 'category'; categoryId?: string; channelId?: string}
    | {kind: 'lightbox'; files: FileInfo[]; index: number}
    | {kind: 'edit-history'; postId: string}
    | {kind: 'dialog'; request: OpenDialogRequest}
    | {kind: 'send-later'; at?: number; run: (at: number) => Promise<string>}
    | {kind: 'edit-scheduled'; id: string}
    | {kind: 'bookmark'; channelId: string; bookmarkId?: string}
    | {kind: 'plugin'; id: string; dialogType: ComponentType<Record<string, unknown>>; dialogProps: Record<string, unknown>}
    | {kind: 'plugin-faults'; pluginId: string}
    | {kind: 'confirm'; title: string; text: string; action: string; danger?: boolean; run: () => void | Promise<void>};

export interface ModalsState {
    stack: Modal[];
}

const empty: ModalsState = {stack: []};

export function modalsReducer(state: ModalsState = empty, action: AppAction): ModalsState {
    switch (action.type) {
        case 'MODAL_OPEN': {
            const modal = action['modal'] as Modal;
            return {stack: [...state.stack.filter((open) => open.kind !== modal.kind), modal]};
        }
        case 'MODAL_CLOSE':
            return {stack: state.stack.slice(0, -1)};
        case 'MODAL_CLOSE_ALL':
        case 'LOGOUT_SUCCESS':
            return empty;
        default:
            return state;
    }
}

export const openModal = (modal: Modal) => ({type: 'MODAL_OPEN', modal});
export const closeModal = () => ({type: 'MODAL_CLOSE'});
export const closeAllModals = () => ({type: 'MODAL_CLOSE_ALL'});
