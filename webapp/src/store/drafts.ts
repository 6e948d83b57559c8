/* What a person has typed but not sent, kept in the browser so that neither a reload nor a server restart loses it; the
 * server keeps it too (client/draftSync.ts). */
import type {FileInfo} from '@mattermost/types/files';

import type {AppAction, Thunk} from './types';

export interface Draft {
    message: string;
    files: FileInfo[];
    updatedAt: number;
    /** Where it belongs. Empty only in drafts that an older version kept for a thread. */
    channelId: string;
    rootId: string;
    /** The `updatedAt` of the text the server has; 0 while it has none. */
    savedAt: number;
}

export type DraftChange = Pick<Draft, 'message' | 'files' | 'updatedAt'>;

export type DraftsState = Record<string, Draft>;

/** A draft belongs to a channel, or to a thread when there is a root. */
export function draftKey(channelId: string, rootId = ''): string {
    return rootId ? `thread:${rootId}` : `channel:${channelId}`;
}

/** True while the server has something else than this page. */
export function isUnsaved(draft: Draft): boolean {
    return draft.updatedAt !== draft.savedAt;
}

const PREFIX = 'chinwag.drafts.';
const MAX_AGE_MS = 90 * 24 * 3600 * 1000;

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export function readDrafts(shelf: Shelf, userId: string, now: number): DraftsState {
    try {
        const parsed: unknown = JSON.parse(shelf.getItem(PREFIX + userId) ?? '{}');
        if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
            return {};
        }
        const kept = Object.entries(parsed as Record<string, Partial<Draft>>).filter(
            ([, draft]) =>
                typeof draft?.message === 'string' &&
                typeof draft.updatedAt === 'number' &&
                now - draft.updatedAt < MAX_AGE_MS,
        );
        return Object.fromEntries(
            kept.map(([key, draft]) => [
                key,
                {
                    message: draft.message ?? '',
                    files: Array.isArray(draft.files) ? draft.files : [],
                    updatedAt: draft.updatedAt ?? now,
                    channelId: draft.channelId ?? (key.startsWith('channel:') ? key.slice('channel:'.length) : ''),
                    rootId: draft.rootId ?? (key.startsWith('thread:') ? key.slice('thread:'.length) : ''),
                    savedAt: typeof draft.savedAt === 'number' ? draft.savedAt : 0,
                },
            ]),
        );
    } catch {
        return {};
    }
}

export function writeDrafts(shelf: Shelf, userId: string, drafts: DraftsState): void {
    try {
        if (Object.keys(drafts).length === 0) {
            shelf.removeItem(PREFIX + userId);
        } else {
            shelf.setItem(PREFIX + userId, JSON.stringify(drafts));
        }
    } catch {
        // A full or forbidden storage costs the draft's survival over a reload, nothing else.
    }
}

export function draftsReducer(state: DraftsState = {}, action: AppAction): DraftsState {
    switch (action.type) {
        case 'DRAFTS_LOADED':
            return action['drafts'] as DraftsState;
        case 'DRAFT_SET': {
            const {key, draft} = action as unknown as {key: string; draft: Draft};
            if (!draft.message.trim() && draft.files.length === 0) {
                return without(state, key);
            }
            return {...state, [key]: draft};
        }
        case 'DRAFT_SAVED': {
            const {key, at} = action as unknown as {key: string; at: number};
            const draft = state[key];
            return draft ? {...state, [key]: {...draft, savedAt: at}} : state;
        }
        case 'DRAFT_DROPPED':
            return without(state, action['key'] as string);
        case 'LOGOUT_SUCCESS':
            return {};
        default:
            return state;
    }
}

function without(state: DraftsState, key: string): DraftsState {
    if (!(key in state)) {
        return state;
    }
    const {[key]: _gone, ...rest} = state;
    return rest;
}

export const putDraft = (draft: Draft) => ({type: 'DRAFT_SET', key: draftKey(draft.channelId, draft.rootId), draft});
export const dropDraft = (key: string) => ({type: 'DRAFT_DROPPED', key});
export const draftSaved = (key: string, at: number) => ({type: 'DRAFT_SAVED', key, at});
export const loadDrafts = (drafts: DraftsState) => ({type: 'DRAFTS_LOADED', drafts});

/** What the person just typed or attached. */
export function typeDraft(channelId: string, rootId: string, change: DraftChange): Thunk {
    return (dispatch, getState) => {
        const known = getState().views.drafts[draftKey(channelId, rootId)];
        dispatch(putDraft({...change, channelId, rootId, savedAt: known?.savedAt ?? 0}));
    };
}
