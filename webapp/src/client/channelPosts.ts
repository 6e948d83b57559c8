/* Fetching the messages of a channel while messages come and go.
 *
 * The answer shows the channel as it was when the server wrote it, events may have been quicker. The library overlooks
 * new messages of a channel that is not loaded, and deleted ones it does not know; both are made good here. */
import type {Post, PostList} from '@mattermost/types/posts';
import {postDeleted, receivedNewPost} from 'mattermost-redux/actions/posts';
import {isCollapsedThreadsEnabled} from 'mattermost-redux/selectors/entities/preferences';

import type {AppState, Result, Thunk} from '@/store/types';

const deletedIds = new Set<string>();

/** Remembers that a message is gone, for answers that still hold it. */
export function heardOfDeletion(postId: string): void {
    deletedIds.add(postId);
}

/** Known messages that belong to the newest part of the channel and are not listed there, oldest first. */
export function latecomers(state: AppState, channelId: string): Post[] {
    const {posts, postsInChannel} = state.entities.posts;
    const recent = postsInChannel[channelId]?.find((block) => block.recent);
    if (!recent) {
        return [];
    }
    const listed = new Set(recent.order);
    const waits = (post: Post) => post.id === post.pending_post_id;
    const newest = recent.order.map((id) => posts[id]).find((post) => post !== undefined && !waits(post))?.create_at ?? 0;
    const inChannel = isCollapsedThreadsEnabled(state) ? (post: Post) => post.root_id === '' : () => true;
    return Object.values(posts)
        .filter((post) => post.channel_id === channelId && !listed.has(post.id) && inChannel(post))
        .filter((post) => post.delete_at === 0 && post.state !== 'DELETED' && (waits(post) || post.create_at > newest))
        .sort((a, b) => a.create_at - b.create_at);
}

/** Fetches messages of a channel, and puts right what changed while they were on their way. */
export function fetchingPosts(channelId: string, fetch: (...args: never[]) => Promise<Result<PostList>>): Thunk<Promise<Result<PostList>>> {
    return async (dispatch, getState) => {
        const result = await dispatch(fetch);
        const crt = isCollapsedThreadsEnabled(getState());
        Object.values(result.data?.posts ?? {})
            .filter((post) => deletedIds.has(post.id))
            .forEach((post) => dispatch(postDeleted(post) as {type: string}));
        latecomers(getState(), channelId).forEach((post) => dispatch(receivedNewPost(post, crt) as {type: string}));
        return result;
    };
}
