/* Presence of the people one can see. The server tells each person only about themselves, so the others are asked for. */
import {getStatusesByIds} from 'mattermost-redux/actions/users';

import {store} from '@/store';
import {teammateId} from '@/store/names';
import type {AppState} from '@/store/types';

const EVERY_MS = 60_000;
const MOST = 200;

/** The partners of direct conversations, and who wrote lately in the open channel. */
export function peopleInSight(state: AppState): string[] {
    const {channels, posts, users} = state.entities;
    const ids = new Set<string>();
    for (const channel of Object.values(channels.channels)) {
        if (channel.type === 'D' && channels.myMembers[channel.id]) {
            ids.add(teammateId(channel, users.currentUserId));
        }
    }
    for (const block of posts.postsInChannel[channels.currentChannelId] ?? []) {
        for (const id of block.order.slice(0, 100)) {
            ids.add(posts.posts[id]?.user_id ?? '');
        }
    }
    for (const id of users.profilesInChannel[channels.currentChannelId] ?? []) {
        ids.add(id);
    }
    ids.delete('');
    return [...ids].slice(0, MOST);
}

function ask(): void {
    const state = store.getState();
    if (document.visibilityState !== 'visible' || state.entities.general.config.EnableUserStatuses === 'false') {
        return;
    }
    const ids = peopleInSight(state);
    if (ids.length > 0) {
        void store.dispatch(getStatusesByIds(ids));
    }
}

export function startStatusPoll(): () => void {
    const timer = window.setInterval(ask, EVERY_MS);
    document.addEventListener('visibilitychange', ask);
    return () => {
        window.clearInterval(timer);
        document.removeEventListener('visibilitychange', ask);
    };
}
