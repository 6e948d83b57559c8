/* After a lost connection: fetch what was missed, and send again what could not be sent. */
import type {Post} from '@mattermost/types/posts';
import {getPosts, getPostsSince, getPostThread} from 'mattermost-redux/actions/posts';
import {getThreadCounts, getThreadsForCurrentTeam} from 'mattermost-redux/actions/threads';
import {loadMe} from 'mattermost-redux/actions/users';
import {getOldestPostTimeInChannel} from 'mattermost-redux/selectors/entities/posts';
import {isCollapsedThreadsEnabled} from 'mattermost-redux/selectors/entities/preferences';

import type {Refusal} from '@/store/refusals';
import type {AppState, Thunk} from '@/store/types';

import {loadChannels} from './boot';
import {fetchingPosts} from './channelPosts';
import {deliver} from './deliver';

const RETRY_WITHIN_MS = 15 * 60 * 1000;

/** Posts of one's own that failed recently, oldest first; not those the server will not have. */
export function failedPosts(posts: Record<string, Post>, refusals: Record<string, Refusal>, userId: string, now: number): Post[] {
    return Object.values(posts)
        .filter((post) => post.failed && post.user_id === userId && now - post.create_at < RETRY_WITHIN_MS && !refusals[post.id]?.final)
        .sort((a, b) => a.create_at - b.create_at);
}

/** The draft of a failed post, keeping the pending id so that the server can tell a repeat. */
export function againDraft(post: Post): Post {
    const {failed: _failed, id: _id, ...rest} = post;
    return {...rest, id: ''};
}

export function retryPost(post: Post): Thunk {
    return (dispatch, getState) => {
        const files = (post.file_ids ?? [])
            .map((id) => getState().entities.files.files[id])
            .filter((file) => file !== undefined);
        dispatch(deliver(againDraft(post), files));
    };
}

/** The newest time up to which the channel is known to be complete. */
export function newestKnown(state: AppState, channelId: string): number {
    const blocks = state.entities.posts.postsInChannel[channelId] ?? [];
    const recent = blocks.find((block) => block.recent);
    const newest = recent?.order.map((id) => state.entities.posts.posts[id]).find((post) => post && !post.failed && post.id !== post.pending_post_id);
    return newest?.create_at ?? 0;
}

export function resync(reach: 'short' | 'full'): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        if (reach === 'full') {
            await dispatch(loadMe());
            await dispatch(loadChannels());
        }
        const state = getState();
        const {currentChannelId} = state.entities.channels;
        const {currentTeamId} = state.entities.teams;
        const userId = state.entities.users.currentUserId;
        if (!userId) {
            return;
        }
        if (currentChannelId) {
            const since = newestKnown(state, currentChannelId) || getOldestPostTimeInChannel(state, currentChannelId);
            await dispatch(fetchingPosts(currentChannelId, since ? getPostsSince(currentChannelId, since) : getPosts(currentChannelId)));
        }
        const panel = state.views.panel.stack.at(-1);
        if (panel?.kind === 'thread') {
            void dispatch(getPostThread(panel.rootId));
        }
        if (reach === 'full' && currentTeamId && isCollapsedThreadsEnabled(state)) {
            void dispatch(getThreadCounts(userId, currentTeamId));
            void dispatch(getThreadsForCurrentTeam());
        }
        const {entities, views} = getState();
        failedPosts(entities.posts.posts, views.refusals.byId, userId, Date.now()).forEach((post) => dispatch(retryPost(post)));
    };
}
