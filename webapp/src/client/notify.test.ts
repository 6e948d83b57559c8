import {describe, expect, test} from 'vitest';

import {deservesNotice} from './notify';

const quiet = {mentioned: false, following: false, direct: false, isReply: false, status: 'online', muted: false, channel: {}, user: {}};

describe('when a message makes itself heard', () => {
    test('a mention and a direct message do, an ordinary message does not', () => {
        expect(deservesNotice({...quiet, mentioned: true})).toBe(true);
        expect(deservesNotice({...quiet, direct: true})).toBe(true);
        expect(deservesNotice(quiet)).toBe(false);
    });

    test('do-not-disturb and a muted channel silence even mentions', () => {
        expect(deservesNotice({...quiet, mentioned: true, status: 'dnd'})).toBe(false);
        expect(deservesNotice({...quiet, mentioned: true, muted: true})).toBe(false);
    });

    test('the channel’s own setting wins over the person’s', () => {
        expect(deservesNotice({...quiet, channel: {desktop: 'all'}, user: {desktop: 'none'}})).toBe(true);
        expect(deservesNotice({...quiet, mentioned: true, channel: {desktop: 'none'}, user: {desktop: 'all'}})).toBe(false);
        expect(deservesNotice({...quiet, channel: {desktop: 'default'}, user: {desktop: 'all'}})).toBe(true);
    });

    test('replies count when the thread is followed', () => {
        expect(deservesNotice({...quiet, isReply: true, following: true})).toBe(true);
        expect(deservesNotice({...quiet, isReply: true, user: {desktop: 'all'}})).toBe(false);
        expect(deservesNotice({...quiet, isReply: true, following: true, user: {desktop_threads: 'mention'}})).toBe(false);
    });
});
