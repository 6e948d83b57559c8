/* Keeps drafts on the server in step with this page: what is typed here goes up after a pause, what other devices
 * change comes down by events and when a team is opened. */
import type {Draft as ServerDraft} from '@mattermost/types/drafts';
import {Client4} from 'mattermost-redux/client';
import {getBool} from 'mattermost-redux/selectors/entities/preferences';

import {store} from '@/store';
import {draftKey, draftSaved, dropDraft, isUnsaved, putDraft} from '@/store/drafts';
import type {Draft, DraftsState} from '@/store/drafts';
import type {AppState, Thunk} from '@/store/types';

const PAUSE_MS = 1000;
const AGAIN_MS = 15_000;

export function syncsDrafts(state: AppState): boolean {
    return state.entities.general.config.AllowSyncedDrafts === 'true' && getBool(state, 'advanced_settings', 'sync_drafts', true);
}

export function fromServer(draft: ServerDraft): Draft {
    return {
        message: draft.message,
        files: draft.metadata?.files ?? [],
        updatedAt: draft.update_at,
        savedAt: draft.update_at,
        channelId: draft.channel_id,
        rootId: draft.root_id,
    };
}

/** What the page does with the drafts the server has for a team: which it takes over, and which are gone elsewhere. */
export function merge(local: DraftsState, server: ServerDraft[], covers: (channelId: string) => boolean): {take: Draft[]; drop: string[]} {
    const found = new Map(server.map((draft) => [draftKey(draft.channel_id, draft.root_id), fromServer(draft)]));
    const take = [...found].filter(([key, theirs]) => {
        const mine = local[key];
        return !mine || (isUnsaved(mine) ? theirs.updatedAt > mine.updatedAt : theirs.updatedAt !== mine.updatedAt);
    });
    const drop = Object.entries(local)
        .filter(([key, mine]) => !found.has(key) && mine.savedAt > 0 && !isUnsaved(mine) && covers(mine.channelId))
        .map(([key]) => key);
    return {take: take.map(([, draft]) => draft), drop};
}

/** The places where the server is known to keep a draft of this person. */
const kept = new Map<string, {channelId: string; rootId: string}>();
const timers = new Map<string, number>();
const running = new Set<string>();

function note(draft: Draft): void {
    kept.set(draftKey(draft.channelId, draft.rootId), {channelId: draft.channelId, rootId: draft.rootId});
}

async function push(key: string, draft: Draft): Promise<void> {
    const state = store.getState();
    const body = {
        create_at: 0,
        update_at: 0,
        delete_at: 0,
        user_id: state.entities.users.currentUserId,
        channel_id: draft.channelId,
        root_id: draft.rootId,
        message: draft.message,
        props: {},
        file_ids: draft.files.map((file) => file.id),
    };
    note(draft);
    await Client4.upsertDraft(body, state.websocket.connectionId);
    store.dispatch(draftSaved(key, draft.updatedAt));
}

/** Brings one place in step; runs one at a time, so that a delete cannot overtake the save before it. */
async function settle(key: string): Promise<void> {
    if (running.has(key)) {
        return;
    }
    running.add(key);
    try {
        for (;;) {
            const draft = store.getState().views.drafts[key];
            const place = kept.get(key);
            if (draft?.channelId && isUnsaved(draft)) {
                await push(key, draft);
            } else if (!draft && place) {
                await Client4.deleteDraft(place.channelId, place.rootId, store.getState().websocket.connectionId);
                if (!store.getState().views.drafts[key]) {
                    kept.delete(key);
                }
            } else {
                return;
            }
        }
    } catch (error) {
        // Offline, or a channel one may not write in any more: the browser's copy stays.
        const status = (error as {status_code?: number}).status_code ?? 0;
        if (status === 0 || status >= 500) {
            plan(key, AGAIN_MS);
        }
    } finally {
        running.delete(key);
    }
}

function plan(key: string, wait = PAUSE_MS): void {
    window.clearTimeout(timers.get(key));
    timers.set(
        key,
        window.setTimeout(() => {
            timers.delete(key);
            void settle(key);
        }, wait),
    );
}

/** Watches the store from log-in to log-out. */
export function startDraftSync(): () => void {
    let before = store.getState().views.drafts;
    Object.values(before).filter((draft) => draft.savedAt > 0).forEach(note);
    const look = () => {
        const state = store.getState();
        const now = state.views.drafts;
        if (now === before || !syncsDrafts(state) || !state.entities.users.currentUserId) {
            return;
        }
        const old = before;
        before = now;
        for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
            const draft = now[key];
            if (old[key] !== draft && (draft ? isUnsaved(draft) : kept.has(key))) {
                plan(key, draft ? PAUSE_MS : 0);
            }
        }
    };
    const hurry = () => {
        if (document.visibilityState === 'hidden') {
            [...timers.keys()].forEach((key) => plan(key, 0));
        }
    };
    const stop = store.subscribe(look);
    document.addEventListener('visibilitychange', hurry);
    return () => {
        stop();
        document.removeEventListener('visibilitychange', hurry);
        timers.forEach((timer) => window.clearTimeout(timer));
        timers.clear();
        kept.clear();
    };
}

/** Drafts of a team's channels and of direct messages, from the server; what it lacks goes up. */
export function fetchDrafts(teamId: string): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        if (!teamId || !syncsDrafts(getState())) {
            return;
        }
        try {
            const server = (await Client4.getUserDrafts(teamId)) ?? [];
            const {channels} = getState().entities.channels;
            const {take, drop} = merge(getState().views.drafts, server, (id) => channels[id] !== undefined && [teamId, ''].includes(channels[id].team_id));
            server.map(fromServer).forEach(note);
            drop.forEach((key) => {
                kept.delete(key);
                dispatch(dropDraft(key));
            });
            take.forEach((draft) => dispatch(putDraft(draft)));
            Object.entries(getState().views.drafts)
                .filter(([, draft]) => isUnsaved(draft))
                .forEach(([key]) => plan(key));
        } catch {
            // The next opening of a team asks again; the browser's copies are shown meanwhile.
        }
    };
}

/** Another device saved a draft. */
export function draftCame(draft: ServerDraft): Thunk {
    return (dispatch, getState) => {
        const theirs = fromServer(draft);
        const mine = getState().views.drafts[draftKey(theirs.channelId, theirs.rootId)];
        note(theirs);
        if (!mine || !isUnsaved(mine) || mine.updatedAt < theirs.updatedAt) {
            dispatch(putDraft(theirs));
        }
    };
}

/** Another device sent or deleted a draft. */
export function draftWent(draft: ServerDraft): Thunk {
    return (dispatch, getState) => {
        const key = draftKey(draft.channel_id, draft.root_id);
        const mine = getState().views.drafts[key];
        kept.delete(key);
        if (mine && !isUnsaved(mine)) {
            dispatch(dropDraft(key));
        }
    };
}
