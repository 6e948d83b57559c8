/* Events about posts: new, edited, deleted, reactions, unread marks, typing. */
import type {Post} from '@mattermost/types/posts';
import type {Reaction} from '@mattermost/types/reactions';
import {ChannelTypes, PostTypes, WebSocketTypes} from 'mattermost-redux/action_types';
import {
    actionsToMarkChannelAsUnread,
    getChannelAndMyMember,
    markChannelAsRead,
} from 'mattermost-redux/actions/channels';
import {
    batchFetchStatusesProfilesGroupsFromPosts,
} from 'mattermost-redux/actions/status_profile_polling';
import {getThread} from 'mattermost-redux/actions/threads';
import {getPostThread, postDeleted, receivedNewPost, receivedPost} from 'mattermost-redux/actions/posts';
import {getMissingProfilesByIds} from 'mattermost-redux/actions/users';
import {isManuallyUnread} from 'mattermost-redux/selectors/entities/channels';
import {isCollapsedThreadsEnabled} from 'mattermost-redux/selectors/entities/preferences';
import {shouldIgnorePost} from 'mattermost-redux/utils/post_utils';

import {showDirect} from '@/app/channelActions';
import {isReading} from '@/client/attention';
import {heardOfDeletion} from '@/client/channelPosts';
import type {Frame} from '@/client/frame';
import {count, nested, text} from '@/client/frame';
import {notifyOfPost} from '@/client/notify';
import {nameOf} from '@/store/names';
import type {AppDispatch, Thunk} from '@/store/types';
import {announce} from '@/store/views';

const TYPING_MS = 5000;

export function posted(frame: Frame): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const post = nested<Post>(frame.data['post']);
        if (!post) {
            return;
        }
        let fetchedMember = false;
        if (!getState().entities.channels.myMembers[post.channel_id]) {
            await dispatch(getChannelAndMyMember(post.channel_id));
            fetchedMember = true;
        }
        const state = getState();
        const crt = isCollapsedThreadsEnabled(state);
        const mine = post.user_id === state.entities.users.currentUserId;
        dispatch(receivedNewPost(post, crt) as {type: string});
        dispatch(stoppedTyping(post.channel_id + post.root_id, post.user_id));
        dispatch(batchFetchStatusesProfilesGroupsFromPosts([post]));
        if (post.root_id && !state.entities.posts.posts[post.root_id]) {
            void dispatch(getPostThread(post.root_id));
        }
        const channel = getState().entities.channels.channels[post.channel_id];
        if (channel?.type === 'D' || channel?.type === 'G') {
            dispatch(showDirect(channel));
        }
        if (!mine) {
            dispatch(countUnread(post, frame, fetchedMember));
            dispatch(notifyOfPost(post, frame));
            if (isReading(post.channel_id)) {
                const author = nameOf(getState(), post.user_id);
                dispatch(announce(post.type.startsWith('system_') ? post.message : `${author}: ${post.message}`));
            }
        }
    };
}

function countUnread(post: Post, frame: Frame, fetchedMember: boolean): Thunk {
    return (dispatch, getState) => {
        const state = getState();
        if (shouldIgnorePost(post, state.entities.users.currentUserId)) {
            return;
        }
        const reading = isReading(post.channel_id) && !isManuallyUnread(state, post.channel_id);
        if (reading) {
            dispatch(markChannelAsRead(post.channel_id));
            return;
        }
        const mentions = text(frame.data['mentions']);
        const actions = actionsToMarkChannelAsUnread(
            getState,
            text(frame.data['team_id']),
            post.channel_id,
            mentions,
            fetchedMember,
            post.root_id === '',
            post.metadata?.priority?.priority ?? '',
        );
        actions.forEach((action) => dispatch(action as {type: string}));
    };
}

export function postEdited(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const post = nested<Post>(frame.data['post']);
        if (post) {
            dispatch(receivedPost(post, isCollapsedThreadsEnabled(getState())) as {type: string});
            dispatch(batchFetchStatusesProfilesGroupsFromPosts([post]));
        }
    };
}

export function postGone(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const post = nested<Post>(frame.data['post']);
        if (!post) {
            return;
        }
        heardOfDeletion(post.id);
        dispatch(postDeleted(post) as {type: string});
        const state = getState();
        if (post.root_id && isCollapsedThreadsEnabled(state) && state.entities.threads.threads[post.root_id]) {
            const {currentUserId} = state.entities.users;
            void dispatch(getThread(currentUserId, state.entities.teams.currentTeamId, post.root_id, true));
        }
    };
}

export function postUnread(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const channelId = frame.broadcast.channel_id ?? '';
        const member = getState().entities.channels.myMembers[channelId];
        const msgCount = count(frame.data['msg_count']);
        const msgCountRoot = count(frame.data['msg_count_root']);
        const data = {
            teamId: frame.broadcast.team_id ?? '',
            channelId,
            msgCount,
            msgCountRoot,
            mentionCount: count(frame.data['mention_count']),
            mentionCountRoot: count(frame.data['mention_count_root']),
            urgentMentionCount: count(frame.data['urgent_mention_count']),
            lastViewedAt: count(frame.data['last_viewed_at']),
            deltaMsgs: (member?.msg_count ?? msgCount) - msgCount,
            deltaMsgsRoot: (member?.msg_count_root ?? msgCountRoot) - msgCountRoot,
        };
        dispatch({type: ChannelTypes.POST_UNREAD_SUCCESS, data} as {type: string});
    };
}

export function ephemeral(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const post = nested<Post>(frame.data['post']);
        if (post) {
            dispatch(receivedNewPost(post, isCollapsedThreadsEnabled(getState())) as {type: string});
        }
    };
}

export function reactionAdded(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const reaction = nested<Reaction>(frame.data['reaction']);
        if (reaction) {
            dispatch({type: PostTypes.RECEIVED_REACTION, data: reaction} as {type: string});
            if (!getState().entities.users.profiles[reaction.user_id]) {
                void dispatch(getMissingProfilesByIds([reaction.user_id]));
            }
        }
    };
}

export function reactionRemoved(frame: Frame): Thunk {
    return (dispatch) => {
        const reaction = nested<Reaction>(frame.data['reaction']);
        if (reaction) {
            dispatch({type: PostTypes.REACTION_DELETED, data: reaction} as {type: string});
        }
    };
}

function stoppedTyping(id: string, userId: string) {
    return {type: WebSocketTypes.STOPPED_TYPING, data: {id, userId, now: Date.now()}} as {type: string};
}

export function typing(frame: Frame): Thunk {
    return (dispatch: AppDispatch, getState) => {
        const userId = text(frame.data['user_id']);
        const id = (frame.broadcast.channel_id ?? '') + text(frame.data['parent_id']);
        const {users} = getState().entities;
        if (!userId || userId === users.currentUserId) {
            return;
        }
        if (!users.profiles[userId]) {
            void dispatch(getMissingProfilesByIds([userId]));
        }
        dispatch({type: WebSocketTypes.TYPING, data: {id, userId, now: Date.now()}} as {type: string});
        setTimeout(() => dispatch(stoppedTyping(id, userId)), TYPING_MS);
    };
}
