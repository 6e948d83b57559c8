/* Events about followed threads. */
import type {UserThread} from '@mattermost/types/threads';
import {
    getThread,
    getThreadCounts,
    handleAllMarkedRead,
    handleAllThreadsInChannelMarkedRead,
    handleFollowChanged,
    handleReadChanged,
    handleThreadArrived,
} from 'mattermost-redux/actions/threads';

import {threadOnScreen} from '@/client/attention';
import type {Frame} from '@/client/frame';
import {count, nested, text} from '@/client/frame';
import type {Thunk} from '@/store/types';

export function threadUpdated(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const thread = nested<UserThread>(frame.data['thread']);
        const teamId = frame.broadcast.team_id || getState().entities.teams.currentTeamId;
        if (!thread?.id) {
            return;
        }
        const previous = frame.data['previous_unread_replies'];
        handleThreadArrived(
            dispatch as never,
            getState,
            thread,
            teamId,
            typeof previous === 'number' ? previous : undefined,
            typeof frame.data['previous_unread_mentions'] === 'number'
                ? count(frame.data['previous_unread_mentions'])
                : undefined,
        );
        threadOnScreen(thread.id);
    };
}

export function threadFollowChanged(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const {currentUserId} = getState().entities.users;
        const threadId = text(frame.data['thread_id']);
        const teamId = frame.broadcast.team_id || getState().entities.teams.currentTeamId;
        const following = frame.data['state'] === true;
        handleFollowChanged(dispatch as never, threadId, teamId, following);
        if (following && !getState().entities.threads.threads[threadId]) {
            void dispatch(getThread(currentUserId, teamId, threadId, true));
        }
        void dispatch(getThreadCounts(currentUserId, teamId));
    };
}

export function threadReadChanged(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const teamId = frame.broadcast.team_id || getState().entities.teams.currentTeamId;
        const threadId = text(frame.data['thread_id']);
        const timestamp = count(frame.data['timestamp']);
        if (threadId) {
            dispatch(
                handleReadChanged(threadId, teamId, text(frame.data['channel_id']), {
                    lastViewedAt: timestamp,
                    prevUnreadMentions: count(frame.data['previous_unread_mentions']),
                    newUnreadMentions: count(frame.data['unread_mentions']),
                    prevUnreadReplies: count(frame.data['previous_unread_replies']),
                    newUnreadReplies: count(frame.data['unread_replies']),
                }),
            );
        } else if (frame.broadcast.channel_id) {
            dispatch(handleAllThreadsInChannelMarkedRead(frame.broadcast.channel_id, timestamp));
        } else {
            dispatch(handleAllMarkedRead(teamId) as {type: string});
        }
    };
}
