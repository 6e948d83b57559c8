import type {Draft as ServerDraft} from '@mattermost/types/drafts';
import {describe, expect, test} from 'vitest';

import {draftKey} from '@/store/drafts';
import type {Draft} from '@/store/drafts';

import {merge} from './draftSync';

const mine = (change: Partial<Draft> = {}): Draft => ({message: 'mine', files: [], updatedAt: 100, savedAt: 100, channelId: 'c1', rootId: '', ...change});
const theirs = (change: Partial<ServerDraft> = {}): ServerDraft => ({create_at: 1, update_at: 200, delete_at: 0, user_id: 'ada', channel_id: 'c1', root_id: '', message: 'theirs', props: {}, ...change});
const everywhere = () => true;
const c1 = draftKey('c1');

describe('drafts of the server and of this page', () => {
    test('a draft written elsewhere appears here', () => {
        expect(merge({}, [theirs()], everywhere).take).toMatchObject([{message: 'theirs', channelId: 'c1', savedAt: 200, updatedAt: 200}]);
    });

    test('what is typed here and not saved yet wins over an older draft, and loses to a newer one', () => {
        const typed = mine({updatedAt: 300, savedAt: 100});
        expect(merge({[c1]: typed}, [theirs()], everywhere).take).toEqual([]);
        expect(merge({[c1]: typed}, [theirs({update_at: 400})], everywhere).take).toHaveLength(1);
    });

    test('a draft that was sent on another device goes away here, a new one stays', () => {
        expect(merge({[c1]: mine()}, [], everywhere).drop).toEqual([c1]);
        expect(merge({[c1]: mine({savedAt: 0})}, [], everywhere).drop).toEqual([]);
        expect(merge({[c1]: mine({updatedAt: 101})}, [], everywhere).drop).toEqual([]);
    });

    test('drafts of other teams are left alone', () => {
        expect(merge({[c1]: mine()}, [], () => false).drop).toEqual([]);
    });
});
