/* Events about messages that are not sent yet: drafts, and messages that wait for their time. */
import type {Draft} from '@mattermost/types/drafts';
import type {ScheduledPost} from '@mattermost/types/schedule_post';
import {ScheduledPostTypes} from 'mattermost-redux/action_types';

import {draftCame, draftWent, syncsDrafts} from '@/client/draftSync';
import type {Frame} from '@/client/frame';
import {nested} from '@/client/frame';
import type {Thunk} from '@/store/types';

export function saved(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const draft = nested<Draft>(frame.data['draft']);
        if (draft && syncsDrafts(getState())) {
            dispatch(draftCame(draft));
        }
    };
}

export function gone(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const draft = nested<Draft>(frame.data['draft']);
        if (draft && syncsDrafts(getState())) {
            dispatch(draftWent(draft));
        }
    };
}

export function scheduled(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const scheduledPost = nested<ScheduledPost>(frame.data['scheduledPost']);
        const state = getState();
        const teamId = state.entities.channels.channels[scheduledPost?.channel_id ?? '']?.team_id ?? '';
        // The library adds only to a list that was fetched before; an unfetched one will be complete when it is.
        if (scheduledPost && state.entities.scheduledPosts.byTeamId[teamId || 'directChannels']) {
            dispatch({type: ScheduledPostTypes.SINGLE_SCHEDULED_POST_RECEIVED, data: {scheduledPost, teamId}} as {type: string});
        }
    };
}

export function rescheduled(frame: Frame): Thunk {
    return (dispatch) => {
        const scheduledPost = nested<ScheduledPost>(frame.data['scheduledPost']);
        if (scheduledPost) {
            dispatch({type: ScheduledPostTypes.SCHEDULED_POST_UPDATED, data: {scheduledPost}} as {type: string});
        }
    };
}

export function unscheduled(frame: Frame): Thunk {
    return (dispatch) => {
        const scheduledPost = nested<ScheduledPost>(frame.data['scheduledPost']);
        if (scheduledPost) {
            dispatch({type: ScheduledPostTypes.SCHEDULED_POST_DELETED, data: {scheduledPost}} as {type: string});
        }
    };
}
