import type {DialogElement} from '@mattermost/types/integrations';
import {describe, expect, test} from 'vitest';

import {dateOf, dialogProblem, firstAnswers, toSend} from './dialogAnswers';

const element = (change: Partial<DialogElement>): DialogElement => ({
    display_name: 'Field', name: 'field', type: 'text', subtype: '', default: '', placeholder: '', help_text: '', optional: false, min_length: 0, max_length: 0, data_source: '', options: [], ...change,
});

describe('dialogs of integrations', () => {
    test('begin with what the integration proposes, each in its own type', () => {
        const elements = [
            element({name: 'yes', type: 'bool', default: 'True'}),
            element({name: 'count', subtype: 'number', default: '7'}),
            element({name: 'tags', type: 'select', multiselect: true, default: 'a, b'}),
            element({name: 'one', type: 'select', default: 'x'}),
        ];
        expect(firstAnswers(elements)).toEqual({yes: true, count: 7, tags: ['a', 'b'], one: 'x'});
    });

    test('dates may be said in words, nonsense is no date', () => {
        const noon = new Date(2027, 4, 10, 12).getTime();
        expect(dateOf('today', noon)).toBe('2027-05-10');
        expect(dateOf('+1w', noon)).toBe('2027-05-17');
        expect(dateOf('-1d', noon)).toBe('2027-05-09');
        expect(dateOf('2027-02-03', noon)).toBe('2027-02-03');
        expect(dateOf('soon', noon)).toBe('');
    });

    test('needed fields are asked for, optional ones may stay empty', () => {
        expect(dialogProblem(element({}), '')).toBe('This is needed.');
        expect(dialogProblem(element({}), '   ')).toBe('This is needed.');
        expect(dialogProblem(element({optional: true}), '')).toBeUndefined();
        expect(dialogProblem(element({type: 'select', multiselect: true}), [])).toBe('This is needed.');
        expect(dialogProblem(element({type: 'select', multiselect: true}), ['a'])).toBeUndefined();
    });

    test('lengths, numbers, addresses are checked where they are asked for', () => {
        expect(dialogProblem(element({min_length: 3}), 'ab')).toBe('At least 3 characters.');
        expect(dialogProblem(element({subtype: 'email'}), 'ada')).toMatch('email');
        expect(dialogProblem(element({subtype: 'number'}), 'many')).toMatch('number');
        expect(dialogProblem(element({subtype: 'url'}), 'ftp://x')).toMatch('https://');
        expect(dialogProblem(element({subtype: 'number'}), 0)).toBeUndefined();
    });

    test('are sent in the types integrations read', () => {
        const elements = [element({name: 'n', subtype: 'number'}), element({name: 'empty', optional: true}), element({name: 'at', type: 'datetime'}), element({name: 'tags', type: 'select', multiselect: true})];
        const at = new Date(Date.UTC(2027, 0, 2, 3, 4));
        const local = `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}T${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
        expect(toSend(elements, {n: '12', empty: '', at: local, tags: ['a']})).toEqual({n: 12, empty: null, at: '2027-01-02T03:04:00Z', tags: ['a']});
    });
});
