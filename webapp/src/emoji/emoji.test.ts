import {emojiTable} from 'virtual:emoji-data';
import {describe, expect, test} from 'vitest';

import {buildTable, searchEmoji} from './emoji';

const table = buildTable(emojiTable.categories, emojiTable.rows);

describe('the standard emoji', () => {
    test('the names people use everywhere are known', () => {
        for (const name of ['+1', 'thumbsup', '-1', 'heart', 'tada', 'white_check_mark', 'smile', 'joy', 'rocket', 'eyes', 'us', 'man-shrugging', 'slightly_smiling_face', 'hamburger', 'speech_balloon', 'palm_tree', 'sneezing_face']) {
            expect(table.byName.has(name), name).toBe(true);
        }
    });

    test('two names of one emoji lead to the same character', () => {
        expect(table.byName.get('+1')?.character).toBe(table.byName.get('thumbsup')?.character);
    });

    test('the search puts names that begin with the words first', () => {
        const names = searchEmoji(table, 'heart', 5).map((emoji) => emoji.name);
        expect(names[0]).toBe('heart');
        expect(searchEmoji(table, 'zzzz', 5)).toEqual([]);
    });
});
