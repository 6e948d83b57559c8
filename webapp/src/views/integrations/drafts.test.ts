import {describe, expect, test} from 'vitest';

import {commandDraft, commandProblem, incomingDraft, incomingProblem, lines, outgoingDraft, outgoingProblem} from './drafts';

describe('forms of integrations', () => {
    test('an incoming web hook needs its channel', () => {
        expect(incomingProblem(incomingDraft('t'))).toMatch('channel');
        expect(incomingProblem({...incomingDraft('t'), channel_id: 'c'})).toBe('');
    });

    test('an outgoing web hook needs something that sets it off, and addresses of the web', () => {
        const hook = outgoingDraft('t');
        expect(outgoingProblem(hook)).toMatch('words');
        expect(outgoingProblem({...hook, trigger_words: ['build']})).toMatch('address');
        expect(outgoingProblem({...hook, channel_id: 'c', callback_urls: ['https://ci.example.org', 'ftp://x']})).toMatch('ftp://x');
        expect(outgoingProblem({...hook, channel_id: 'c', callback_urls: ['https://ci.example.org']})).toBe('');
    });

    test('a command needs one word and an address', () => {
        const command = {...commandDraft('t'), url: 'https://x.example.org'};
        expect(commandProblem(command)).toMatch('word');
        expect(commandProblem({...command, trigger: 'two words'})).toMatch('spaces');
        expect(commandProblem({...command, trigger: '/deploy'})).toMatch('slashes');
        expect(commandProblem({...command, trigger: 'deploy', url: 'x'})).toMatch('https://');
        expect(commandProblem({...command, trigger: 'deploy'})).toBe('');
    });

    test('lists are one entry a line', () => {
        expect(lines(' a \n\n b')).toEqual(['a', 'b']);
    });
});
