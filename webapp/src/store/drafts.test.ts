import {describe, expect, test} from 'vitest';

import {clearDraft, draftKey, draftsReducer, loadDrafts, readDrafts, setDraft, writeDrafts} from './drafts';

function shelf(content: Record<string, string> = {}) {
    const kept = new Map(Object.entries(content));
    return {
        kept,
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => void kept.set(key, value),
        removeItem: (key: string) => void kept.delete(key),
    };
}

const NOW = 1_800_000_000_000;
const draft = (message: string, updatedAt = NOW) => ({message, files: [], updatedAt});

describe('drafts', () => {
    test('what was typed comes back after the page was closed', () => {
        const disk = shelf();
        writeDrafts(disk, 'ada', {[draftKey('c1')]: draft('half a thought')});
        expect(readDrafts(disk, 'ada', NOW)[draftKey('c1')]?.message).toBe('half a thought');
    });

    test('one person does not see the drafts of another', () => {
        const disk = shelf();
        writeDrafts(disk, 'ada', {[draftKey('c1')]: draft('mine')});
        expect(readDrafts(disk, 'grace', NOW)).toEqual({});
    });

    test('broken, foreign and very old content is left out', () => {
        expect(readDrafts(shelf({'chinwag.drafts.ada': '{nonsense'}), 'ada', NOW)).toEqual({});
        expect(readDrafts(shelf({'chinwag.drafts.ada': '[1,2]'}), 'ada', NOW)).toEqual({});
        const mixed = JSON.stringify({good: draft('yes'), bad: {message: 5}, none: null, old: draft('old', 1)});
        expect(Object.keys(readDrafts(shelf({'chinwag.drafts.ada': mixed}), 'ada', NOW))).toEqual(['good']);
    });

    test('a full storage does not stop the typing', () => {
        const full = {...shelf(), setItem: () => { throw new Error('quota'); }};
        expect(() => writeDrafts(full, 'ada', {a: draft('x')})).not.toThrow();
    });

    test('an emptied field is no draft any more, and logging out keeps nothing in the page', () => {
        let state = draftsReducer({}, loadDrafts({a: draft('x')}));
        state = draftsReducer(state, setDraft('b', draft('  ')));
        expect(Object.keys(state)).toEqual(['a']);
        state = draftsReducer(state, clearDraft('a'));
        expect(state).toEqual({});
        expect(draftsReducer({a: draft('x')}, {type: 'LOGOUT_SUCCESS'})).toEqual({});
    });

    test('a thread has a draft of its own', () => {
        expect(draftKey('c1', 'root')).not.toBe(draftKey('c1'));
    });
});
