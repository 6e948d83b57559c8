/* Hands a message to the library for sending, and takes back what the library counted when it could not be sent. */
import type {FileInfo} from '@mattermost/types/files';
import type {Post} from '@mattermost/types/posts';
import {createPost} from 'mattermost-redux/actions/posts';

import type {AppAction, AppState, GetState, Thunk} from '@/store/types';

interface Count {
    replies: number;
    inThread: number | undefined;
}

function countOf(state: AppState, rootId: string): Count {
    return {replies: state.entities.posts.postsReplies[rootId] ?? 0, inThread: state.entities.threads.threads[rootId]?.reply_count};
}

/** Says how many replies a thread has; the library takes that from the thread's root alone. */
function recount(rootId: string, {replies, inThread}: Count): Thunk {
    return (dispatch, getState) => {
        const {posts, threads, teams} = getState().entities;
        const root = posts.posts[rootId];
        const thread = threads.threads[rootId];
        if (root) {
            dispatch({type: 'RECEIVED_POSTS', data: {posts: {[rootId]: {...root, reply_count: replies}}, order: []}} as AppAction);
        }
        if (thread && inThread !== undefined) {
            dispatch({type: 'RECEIVED_THREAD', data: {thread: {...thread, reply_count: inThread}, team_id: teams.currentTeamId}} as AppAction);
        }
    };
}

type Raw = (dispatch: (action: AppAction) => unknown, getState: GetState) => unknown;

/** A reply counts from the moment it is on its way; one that failed would count for good, and once more with each new try. */
export function deliver(post: Post, files: FileInfo[]): Thunk {
    return (dispatch, getState) => {
        const before = countOf(getState(), post.root_id);
        const told = (action: AppAction): unknown => {
            const result: unknown = dispatch(action);
            if (post.root_id && action.type === 'BATCH_CREATE_POST_FAILED') {
                dispatch(recount(post.root_id, before));
            }
            return result;
        };
        void (createPost(post, files) as unknown as Raw)(told, getState);
    };
}
