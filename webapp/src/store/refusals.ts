/* Why messages that are not sent were refused: what the server said, by the pending id of the message. */
import type {Post} from '@mattermost/types/posts';

import type {AppAction, Result} from './types';

export interface Refusal {
    /** The server's words; empty when it could not be reached or had none. */
    words: string;
    /** Sending the same once more would be refused once more. */
    final: boolean;
}

export interface RefusalsState {
    /** Of the failure that was just told: the library says only with the next action which message it was. */
    last: Refusal;
    byId: Record<string, Refusal>;
}

const SILENT: Refusal = {words: '', final: false};
const empty: RefusalsState = {last: SILENT, byId: {}};

/** Too late, too often, logged out: these pass. */
const PASSING = new Set([401, 408, 429]);

export function refusalOf(error: Result['error']): Refusal {
    const status = error?.status_code ?? 0;
    if (!error || status === 0) {
        return SILENT;
    }
    return {words: error.message ?? '', final: status >= 400 && status < 500 && !PASSING.has(status)};
}

function without(state: RefusalsState, id: string): RefusalsState {
    if (!(id in state.byId)) {
        return state;
    }
    const {[id]: _gone, ...byId} = state.byId;
    return {...state, byId};
}

export function refusalsReducer(state: RefusalsState = empty, action: AppAction): RefusalsState {
    const post = action['data'] as Partial<Post> | undefined;
    switch (action.type) {
        case 'CREATE_POST_FAILURE':
            return {...state, last: refusalOf(action['error'] as Result['error'])};
        case 'RECEIVED_POST':
        case 'RECEIVED_NEW_POST': {
            const id = post?.pending_post_id;
            if (!id) {
                return state;
            }
            return post.failed ? {...state, byId: {...state.byId, [id]: state.last}} : without(state, id);
        }
        case 'POST_REMOVED':
            return without(state, post?.pending_post_id || post?.id || '');
        case 'LOGOUT_SUCCESS':
            return empty;
        default:
            return state;
    }
}
