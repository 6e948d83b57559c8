import type {Post} from '@mattermost/types/posts';
import {describe, expect, test} from 'vitest';

import type {AppState} from '@/store/types';

import {againDraft, failedPosts, newestKnown} from './resync';

const NOW = 1_800_000_000_000;
const post = (id: string, extra: Partial<Post> = {}) => ({id, user_id: 'ada', create_at: NOW - 1000, pending_post_id: '', ...extra}) as Post;

describe('after the connection came back', () => {
    test('one’s own failed messages go out again, oldest first; old ones, other people’s, and those the server will not have do not', () => {
        const posts = {
            b: post('b', {failed: true, create_at: NOW - 10}),
            a: post('a', {failed: true, create_at: NOW - 500}),
            sent: post('sent'),
            other: post('other', {failed: true, user_id: 'grace'}),
            ancient: post('ancient', {failed: true, create_at: NOW - 3_600_000}),
            unwanted: post('unwanted', {failed: true}),
        };
        const refusals = {unwanted: {words: 'Not here.', final: true}, a: {words: 'The server is busy.', final: false}};
        expect(failedPosts(posts, refusals, 'ada', NOW).map((one) => one.id)).toEqual(['a', 'b']);
    });

    test('a repeat carries the same pending id, so that the server can tell it is one', () => {
        const again = againDraft(post('ada:1', {pending_post_id: 'ada:1', failed: true, message: 'hello'}));
        expect(again).toMatchObject({id: '', pending_post_id: 'ada:1', message: 'hello'});
        expect('failed' in again).toBe(false);
    });

    test('what is fetched begins at the newest message the server confirmed', () => {
        const state = {
            entities: {
                posts: {
                    posts: {
                        p: post('ada:2', {pending_post_id: 'ada:2', create_at: NOW}),
                        x: post('x', {failed: true, create_at: NOW - 5}),
                        real: post('real', {create_at: NOW - 100}),
                    },
                    postsInChannel: {c: [{order: ['p', 'x', 'real'], recent: true}]},
                },
            },
        } as unknown as AppState;
        expect(newestKnown(state, 'c')).toBe(NOW - 100);
        expect(newestKnown(state, 'unknown')).toBe(0);
    });
});
