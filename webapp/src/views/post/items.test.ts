import type {Post} from '@mattermost/types/posts';
import {describe, expect, test} from 'vitest';

import {buildItems, prepended} from './items';

const BASE = new Date(2026, 2, 14, 12, 0, 0).getTime();
const MINUTE = 60_000;

function post(id: string, minutes: number, extra: Partial<Post> = {}): Post {
    return {id, create_at: BASE + minutes * MINUTE, user_id: 'ada', type: '', root_id: '', pending_post_id: '', message: id, props: {}, ...extra} as Post;
}

const options = {lastViewedAt: 0, myId: 'me', collapsed: true, hideActivity: false};

describe('the items of a message list', () => {
    test('messages of one author within five minutes run together, later ones do not', () => {
        const items = buildItems([post('a', 0), post('b', 2), post('c', 9)], options);
        expect(items.map((item) => item.kind === 'post' && item.follows)).toEqual([false, true, false]);
    });

    test('a new day begins with a line and ends a run', () => {
        const items = buildItems([post('a', 0), post('b', 24 * 60)], options);
        expect(items[1]?.day).not.toBeNull();
        expect(items[1]?.kind === 'post' && items[1].follows).toBe(false);
    });

    test('the New line stands before the first message of somebody else, and only there', () => {
        const list = [post('old', 0), post('mine', 5, {user_id: 'me'}), post('first', 6), post('second', 7)];
        const marks = buildItems(list, {...options, lastViewedAt: BASE + MINUTE}).map((item) => item.isNew);
        expect(marks).toEqual([false, false, true, false]);
    });

    test('replies stay out of the channel when threads are collapsed, and in it when they are not', () => {
        const list = [post('root', 0), post('reply', 1, {root_id: 'root'})];
        expect(buildItems(list, options)).toHaveLength(1);
        expect(buildItems(list, {...options, collapsed: false})).toHaveLength(2);
    });

    test('joins in a row fold into one item', () => {
        const list = [post('j1', 0, {type: 'system_join_channel'}), post('j2', 1, {type: 'system_leave_channel'}), post('a', 2)];
        const items = buildItems(list, options);
        expect(items.map((item) => item.kind)).toEqual(['activity', 'post']);
        expect(buildItems(list, {...options, hideActivity: true})).toHaveLength(1);
    });

    test('older messages put in front are counted, newer ones are not', () => {
        const before = buildItems([post('c', 20), post('d', 30)], options);
        const after = buildItems([post('a', 0), post('b', 10), post('c', 20), post('d', 30), post('e', 40)], options);
        expect(prepended(before, after)).toBe(2);
        expect(prepended([], after)).toBe(0);
    });

    test('a message keeps its key when the server has given it an id', () => {
        const [pending] = buildItems([post('me:1', 0, {pending_post_id: 'me:1'})], options);
        const [sent] = buildItems([post('realid', 0, {pending_post_id: 'me:1'})], options);
        expect(sent?.key).toBe(pending?.key);
    });
});
