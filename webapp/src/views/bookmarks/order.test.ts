import type {ChannelBookmark} from '@mattermost/types/channel_bookmarks';
import {describe, expect, test} from 'vitest';

import {bookmarkAddress, inOrder, placeAfterDrop} from './order';

const bookmark = (id: string, sort_order: number, delete_at = 0): ChannelBookmark => ({id, sort_order, delete_at, create_at: 1, update_at: 1, channel_id: 'c', owner_id: 'ada', display_name: id, type: 'link'});

describe('bookmarks of a channel', () => {
    test('stand in their order, deleted ones not at all', () => {
        expect(inOrder([bookmark('b', 2), bookmark('gone', 0, 9), bookmark('a', 1)]).map((one) => one.id)).toEqual(['a', 'b']);
    });

    test('one that is dropped takes the place of the one below it', () => {
        const list = [bookmark('a', 0), bookmark('b', 1), bookmark('c', 2)];
        expect(placeAfterDrop(list, 'a', 2)).toBe(2);
        expect(placeAfterDrop(list, 'a', 0)).toBeNull();
        expect(placeAfterDrop(list, 'stranger', 1)).toBeNull();
    });

    test('an address may be typed without its scheme, words are no address', () => {
        expect(bookmarkAddress('wiki.example.org/x')).toBe('https://wiki.example.org/x');
        expect(bookmarkAddress('http://localhost:8065')).toBe('http://localhost:8065');
        expect(bookmarkAddress('the wiki')).toBe('');
        expect(bookmarkAddress('wiki')).toBe('');
        expect(bookmarkAddress('javascript:alert(1)')).toBe('');
    });
});
