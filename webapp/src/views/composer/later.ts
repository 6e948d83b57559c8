/* Keeping a message on the server until its time. */
import type {ScheduledPost} from '@mattermost/types/schedule_post';
import {createSchedulePost, deleteScheduledPost, fetchTeamScheduledPosts, updateScheduledPost} from 'mattermost-redux/actions/scheduled_posts';

import {deliver} from '@/client/deliver';
import {say} from '@/store/toasts';
import type {Result, Thunk} from '@/store/types';

import {isCommand, newPost} from './sending';
import type {Outgoing} from './sending';

/** Why the message was not accepted; empty when it waits now. */
export function sendLater(out: Outgoing, at: number): Thunk<Promise<string>> {
    return async (dispatch, getState) => {
        if (isCommand(out.message)) {
            return 'Commands run at once; they cannot be sent later.';
        }
        const state = getState();
        const teamId = state.entities.channels.channels[out.channelId]?.team_id ?? '';
        if (!state.entities.scheduledPosts.byTeamId[teamId || 'directChannels']) {
            // The library can only add to a list that is there.
            await dispatch(fetchTeamScheduledPosts(state.entities.teams.currentTeamId, true));
        }
        const draft = {
            channel_id: out.channelId,
            root_id: out.rootId,
            message: out.message,
            file_ids: out.files.map((file) => file.id),
            props: {},
            scheduled_at: at,
        };
        const result: Result = await dispatch(createSchedulePost(draft as ScheduledPost, teamId, state.websocket.connectionId));
        return result.error ? (result.error.message ?? 'The message was not accepted.') : '';
    };
}

export function changeScheduled(post: ScheduledPost, change: Partial<Pick<ScheduledPost, 'message' | 'scheduled_at'>>): Thunk<Promise<string>> {
    return async (dispatch, getState) => {
        const result: Result = await dispatch(updateScheduledPost({...post, ...change}, getState().websocket.connectionId));
        return result.error ? (result.error.message ?? 'The change was not saved.') : '';
    };
}

export function dropScheduled(post: ScheduledPost): Thunk<Promise<boolean>> {
    return async (dispatch, getState) => {
        const result: Result = await dispatch(deleteScheduledPost(post.user_id, post.id, getState().websocket.connectionId));
        if (result.error) {
            dispatch(say(result.error.message ?? 'It was not deleted.', 'bad'));
        }
        return !result.error;
    };
}

/** Taken back first, so that its time cannot come while it is sent. */
export function sendScheduledNow(post: ScheduledPost): Thunk<Promise<boolean>> {
    return async (dispatch) => {
        if (!(await dispatch(dropScheduled(post)))) {
            return false;
        }
        const out = {channelId: post.channel_id, rootId: post.root_id, message: post.message, files: post.metadata?.files ?? []};
        dispatch(deliver(newPost(post.user_id, out), out.files));
        return true;
    };
}
