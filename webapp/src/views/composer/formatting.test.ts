import {describe, expect, test} from 'vitest';

import {continueList, format, newlineFor} from './formatting';
import {isCommand} from './sending';

describe('formatting the selection', () => {
    test('bold goes around the words and away again', () => {
        const bold = format({text: 'a word here', start: 2, end: 6}, 'bold');
        expect(bold.text).toBe('a **word** here');
        expect(format(bold, 'bold').text).toBe('a word here');
    });

    test('an address becomes the target of a link, words become its label', () => {
        expect(format({text: 'https://a.example', start: 0, end: 17}, 'link').text).toBe('[](https://a.example)');
        const made = format({text: 'words', start: 0, end: 5}, 'link');
        expect(made.text).toBe('[words](https://)');
        expect(made.text.slice(made.start, made.end)).toBe('https://');
    });

    test('several lines become a fence, one becomes a code span', () => {
        expect(format({text: 'a\nb', start: 0, end: 3}, 'code').text).toBe('```\na\nb\n```\n');
        expect(format({text: 'a', start: 0, end: 1}, 'code').text).toBe('`a`');
    });

    test('every chosen line is quoted', () => {
        expect(format({text: 'a\nb', start: 0, end: 3}, 'quote').text).toBe('> a\n> b');
    });
});

describe('the Enter key', () => {
    test('inside an open fence it makes a line, outside it sends', () => {
        expect(newlineFor('```\ncode', 8)).not.toBeNull();
        expect(newlineFor('words', 5)).toBeNull();
    });

    test('a list goes on with the next bullet or number, and ends on an empty one', () => {
        expect(continueList('- one', 5)?.insert).toBe('\n- ');
        expect(continueList('2. two', 6)?.insert).toBe('\n3. ');
        expect(continueList('- [x] done', 10)?.insert).toBe('\n- [ ] ');
        expect(continueList('- ', 2)).toEqual({insert: '', drop: 2});
        expect(continueList('words', 5)).toBeNull();
    });
});

describe('commands', () => {
    test('a slash and a word is one; a path or a double slash is not', () => {
        expect(isCommand('/shrug')).toBe(true);
        expect(isCommand('/msg @ada hello')).toBe(true);
        expect(isCommand('/etc/hosts')).toBe(false);
        expect(isCommand('// a remark')).toBe(false);
    });
});
