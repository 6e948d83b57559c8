import {describe, expect, test} from 'vitest';

import {draftKey, draftSaved, draftsReducer, dropDraft, isUnsaved, loadDrafts, putDraft, readDrafts, writeDrafts} from './drafts';

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
const draft = (message: string, updatedAt = NOW, channelId = 'c1') => ({message, files: [], updatedAt, channelId, rootId: '', savedAt: 0});

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
        state = draftsReducer(state, putDraft(draft('  ', NOW, 'b')));
        expect(Object.keys(state)).toEqual(['a']);
        state = draftsReducer(state, dropDraft('a'));
        expect(state).toEqual({});
        expect(draftsReducer({a: draft('x')}, {type: 'LOGOUT_SUCCESS'})).toEqual({});
    });

    test('a thread has a draft of its own', () => {
        expect(draftKey('c1', 'root')).not.toBe(draftKey('c1'));
    });

    test('a draft counts as saved only while it is what the server has', () => {
        const key = draftKey('c1');
        let state = draftsReducer({}, putDraft(draft('one')));
        expect(isUnsaved(state[key] ?? draft(''))).toBe(true);
        state = draftsReducer(state, draftSaved(key, NOW));
        expect(state[key]).toBeDefined();
        expect(isUnsaved(state[key] ?? draft(''))).toBe(false);
        state = draftsReducer(state, putDraft({...draft('one more', NOW + 1), savedAt: NOW}));
        expect(isUnsaved(state[key] ?? draft(''))).toBe(true);
    });

    test('what an older version kept says where it belongs by its key', () => {
        const old = JSON.stringify({'channel:c9': {message: 'x', files: [], updatedAt: NOW}, 'thread:r9': {message: 'y', files: [], updatedAt: NOW}});
        const read = readDrafts(shelf({'chinwag.drafts.ada': old}), 'ada', NOW);
        expect(read['channel:c9']).toMatchObject({channelId: 'c9', rootId: '', savedAt: 0});
        expect(read['thread:r9']).toMatchObject({channelId: '', rootId: 'r9'});
    });
});
