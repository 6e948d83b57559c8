/* `window.WebappUtils`: doing things in the page from a plugin. */
import {favoriteChannel, unfavoriteChannel} from 'mattermost-redux/actions/channels';
import {isFavoriteChannel} from 'mattermost-redux/selectors/entities/channels';
import type {ComponentType} from 'react';

import {browserHistory, navigate} from '@/app/navigation';
import {chime} from '@/client/notify';
import {store} from '@/store';
import {openModal} from '@/store/modals';
import type {Foreign} from '@/store/plugins';

interface ModalRequest {
    modalId: string;
    dialogType: ComponentType<Foreign>;
    dialogProps?: Record<string, unknown>;
}

function openPluginModal({modalId, dialogType, dialogProps}: ModalRequest) {
    return openModal({kind: 'plugin', id: modalId, dialogType, dialogProps: dialogProps ?? {}});
}

const MODAL_IDS = ['CHANNEL_INVITE', 'CHANNEL_MEMBERS', 'CHANNEL_NOTIFICATIONS', 'EDIT_CHANNEL_HEADER', 'INVITATION', 'USER_SETTINGS', 'PLUGIN_MARKETPLACE', 'CREATE_DM_CHANNEL', 'NEW_CHANNEL_MODAL', 'CONFIRM_NOTIFY_ADMIN', 'POST_REMINDER_CUSTOM_TIME_PICKER', 'FILE_PREVIEW_MODAL', 'EDIT_CHANNEL_PURPOSE', 'DELETE_CHANNEL', 'LEAVE_CHANNEL', 'MORE_CHANNELS', 'QUICK_SWITCH', 'INTERACTIVE_DIALOG', 'CUSTOM_STATUS', 'TEAM_SETTINGS', 'TEAM_MEMBERS'];

let ringing: ReturnType<typeof setInterval> | undefined;

function stopRing(): void {
    clearInterval(ringing);
    ringing = undefined;
}

function ring(): void {
    stopRing();
    chime();
    ringing = setInterval(chime, 1500);
}

interface Notice {
    title: string;
    body: string;
    silent?: boolean;
    url?: string;
}

function sendDesktopNotificationToMe(title: string | Notice, body?: string, _channel?: unknown, _teamId?: string, silent = false, _soundName?: string, url?: string): void {
    const notice: Notice = typeof title === 'object' ? title : {title, body: body ?? '', silent, ...(url ? {url} : {})};
    if (!notice.silent) {
        chime();
    }
    if ('Notification' in window && Notification.permission === 'granted') {
        const shown = new Notification(notice.title, {body: notice.body, silent: true});
        shown.onclick = () => {
            window.focus();
            if (notice.url?.startsWith('/')) {
                navigate(notice.url);
            }
            shown.close();
        };
    }
}

/** Settings are opened at a part: `display`, `notifications`, or a plugin's own by its id. */
function openUserSettings(options?: string | {activeTab?: string}): void {
    const section = typeof options === 'string' ? options : options?.activeTab;
    store.dispatch(openModal({kind: 'settings', ...(section ? {section} : {})}));
}

export const webappParts = {
    browserHistory,
    modals: {
        openModal: openPluginModal,
        openModalById: (modalId: string) => (modalId === 'user_settings' ? openModal({kind: 'settings'}) : openModal({kind: 'switcher'})),
        ModalIdentifiers: Object.fromEntries(MODAL_IDS.map((name) => [name, name.toLowerCase()])),
    },
    notificationSounds: {ring, stopRing},
    sendDesktopNotificationToMe,
    openUserSettings,
    channels: {favoriteChannel, unfavoriteChannel, isFavoriteChannel},
    // Panels do not open in windows of their own here, so there is never a parent to talk to.
    popouts: {
        sendToParent: () => undefined,
        onMessageFromParent: () => () => undefined,
        isPopoutWindow: () => false,
        canPopout: () => false,
        popoutRhsPlugin: () => undefined,
    },
};
