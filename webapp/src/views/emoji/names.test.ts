import {describe, expect, test} from 'vitest';

import {emojiProblem, nameFromFile} from './names';

describe('custom emoji', () => {
    test('a file proposes its name', () => {
        expect(nameFromFile('Party Parrot!.gif')).toBe('party_parrot');
        expect(nameFromFile('+1.png')).toBe('+1');
    });

    test('needs a small picture and a free name of its letters', () => {
        const picture = {size: 100};
        expect(emojiProblem('parrot', null, () => false)).toMatch('picture');
        expect(emojiProblem('parrot', {size: 600 * 1024}, () => false)).toMatch('512 KB');
        expect(emojiProblem('Party Parrot', picture, () => false)).toMatch('small letters');
        expect(emojiProblem('smile', picture, (name) => name === 'smile')).toMatch('standard');
        expect(emojiProblem('parrot', picture, () => false)).toBe('');
    });
});
