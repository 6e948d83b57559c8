import {describe, expect, test} from 'vitest';

import {applyCompletion, findTrigger, insideCode, rank, sortByRank} from './trigger';

const at = (text: string) => findTrigger(text, text.length);

describe('what is being completed', () => {
    test('a person after @, also behind a bracket, but not inside an email address', () => {
        expect(at('hello @al')).toMatchObject({kind: 'mention', term: 'al', from: 6, to: 9});
        expect(at('(@al')).toMatchObject({kind: 'mention', term: 'al'});
        expect(at('mail ada@exam')).toBeNull();
    });

    test('a channel after ~, an emoji after : and two letters', () => {
        expect(at('see ~tow')).toMatchObject({kind: 'channel', term: 'tow'});
        expect(at('nice :th')).toMatchObject({kind: 'emoji', term: 'th'});
        expect(at('nice :t')).toBeNull();
        expect(at('at 10:30')).toBeNull();
    });

    test('a command only at the very beginning', () => {
        expect(at('/shr')).toMatchObject({kind: 'command', term: 'shr'});
        expect(at('and /shr')).toBeNull();
        expect(at('//comment')).toBeNull();
    });

    test('nothing inside code', () => {
        expect(at('`@al')).toBeNull();
        expect(at('```\n@al')).toBeNull();
        expect(at('```\ncode\n```\n@al')).toMatchObject({kind: 'mention'});
        expect(insideCode('a `b` c')).toBe(false);
    });

    test('the choice replaces what was typed and leaves the caret behind it', () => {
        const text = 'hello @al and more';
        const trigger = findTrigger(text, 9);
        expect(trigger).not.toBeNull();
        if (trigger) {
            const done = applyCompletion(text, trigger, '@alan');
            expect(done.text).toBe('hello @alan and more');
            expect(done.text.slice(0, done.caret)).toBe('hello @alan ');
        }
    });
});

describe('how well a name fits', () => {
    test('the whole name is best, then its beginning, then a word, then any place; else it does not fit', () => {
        const order = [['ada'], ['adam'], ['miss ada'], ['canada']].map((keys) => rank(keys, 'ada') ?? 99);
        expect(order).toEqual([...order].sort((a, b) => a - b));
        expect(rank(['grace'], 'ada')).toBeNull();
    });

    test('equal fits keep their order', () => {
        expect(sortByRank(['b1', 'a1', 'b2'], (one) => [one], 'b', 5)).toEqual(['b1', 'b2']);
    });
});
