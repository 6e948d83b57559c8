import type {Post} from '@mattermost/types/posts';
import {describe, expect, test} from 'vitest';

import type {AppState} from '@/store/types';

import {latecomers} from './channelPosts';

const post = (id: string, at: number, extra: Partial<Post> = {}) => ({id, channel_id: 'c', create_at: at, delete_at: 0, root_id: '', pending_post_id: '', ...extra}) as Post;

function state(posts: Post[], order: string[], recent = true): AppState {
    return {
        entities: {
            general: {config: {CollapsedThreads: 'always_on'}},
            preferences: {myPreferences: {}},
            posts: {posts: Object.fromEntries(posts.map((one) => [one.id, one])), postsInChannel: {c: [{order, recent}]}},
        },
    } as unknown as AppState;
}

const ids = (whole: AppState) => latecomers(whole, 'c').map((one) => one.id);

describe('messages that came while the channel was fetched', () => {
    test('newer ones belong to it, oldest first; an older one that a search found does not', () => {
        const posts = [post('later', 30), post('late', 20), post('newest', 10), post('found', 5), post('elsewhere', 40, {channel_id: 'd'})];
        expect(ids(state(posts, ['newest']))).toEqual(['late', 'later']);
    });

    test('one’s own that is still on its way belongs to it, whatever this computer’s clock says', () => {
        expect(ids(state([post('newest', 10), post('me:1', 3, {pending_post_id: 'me:1'})], ['newest']))).toEqual(['me:1']);
    });

    test('replies and deleted ones do not, nor anything while the newest part is not known', () => {
        const posts = [post('newest', 10), post('reply', 20, {root_id: 'newest'}), post('gone', 30, {state: 'DELETED'} as Partial<Post>)];
        expect(ids(state(posts, ['newest']))).toEqual([]);
        expect(ids(state([post('newest', 10), post('late', 20)], ['newest'], false))).toEqual([]);
    });
});
