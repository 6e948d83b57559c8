/* What a person has typed but not sent, kept in the browser so that neither a reload nor a server restart loses it. */
import type {FileInfo} from '@mattermost/types/files';

import type {AppAction} from './types';

export interface Draft {
    message: string;
    files: FileInfo[];
    updatedAt: number;
}

export type DraftsState = Record<string, Draft>;

/** A draft belongs to a channel, or to a thread when there is a root. */
export function draftKey(channelId: string, rootId = ''): string {
    return rootId ? `thread:${rootId}` : `channel:${channelId}`;
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
                if (!(key in state)) {
                    return state;
                }
                const {[key]: _gone, ...rest} = state;
                return rest;
            }
            return {...state, [key]: draft};
        }
        case 'LOGOUT_SUCCESS':
            return {};
        default:
            return state;
    }
}

export const setDraft = (key: string, draft: Draft) => ({type: 'DRAFT_SET', key, draft});
export const clearDraft = (key: string) => setDraft(key, {message: '', files: [], updatedAt: 0});
export const loadDrafts = (drafts: DraftsState) => ({type: 'DRAFTS_LOADED', drafts});
