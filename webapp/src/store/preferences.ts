/* Preferences by the names other clients use, so that a person finds the same choices everywhere. */
import {savePreferences} from 'mattermost-redux/actions/preferences';
import {get, getBool} from 'mattermost-redux/selectors/entities/preferences';

import type {AppState, Thunk} from './types';

export const wants24Hours = (state: AppState): boolean => getBool(state, 'display_settings', 'use_military_time');
export const isCompact = (state: AppState): boolean =>
    get(state, 'display_settings', 'message_display', 'clean') === 'compact';

// Messages in a column in the middle, for wide windows; a preference of other clients as well.
export const isCentered = (state: AppState): boolean => get(state, 'display_settings', 'channel_display_mode', 'full') === 'centered';
export const showsPreviews = (state: AppState): boolean =>
    getBool(state, 'display_settings', 'link_previews', true) &&
    state.entities.general.config.EnableLinkPreviews !== 'false';
export const collapsesImages = (state: AppState): boolean => getBool(state, 'display_settings', 'collapse_previews');
export const sendsOnCtrlEnter = (state: AppState): boolean =>
    getBool(state, 'advanced_settings', 'send_on_ctrl_enter');

export function savePreference(category: string, name: string, value: string): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const userId = getState().entities.users.currentUserId;
        await dispatch(savePreferences(userId, [{user_id: userId, category, name, value}]));
    };
}
