import type {Post} from '@mattermost/types/posts';
import {describe, expect, test} from 'vitest';

import {parseLine} from './admin/logLines';
import {niceTop} from './admin/Chart';
import {SETTINGS_PAGES, offered, patchOf} from './admin/settings';
import {passwordProblem, safeRedirect, slug, teamNameProblem, usernameProblem} from './login/names';
import {dialogProblem, firstAnswers} from './modals/dialogAnswers';
import {openFilter, searchWords} from './panel/terms';
import {summarise} from './post/Activity';
import {sizeWords} from './post/Files';
import {fit} from './post/sizes';
import {neighbour} from './shell/useShortcuts';

describe('names', () => {
    test('a team’s address is made from its name, and the server’s own addresses are refused', () => {
        expect(slug('Café & Söhne GmbH')).toBe('cafe-sohne-gmbh');
        expect(teamNameProblem('api')).toBeDefined();
        expect(teamNameProblem('engine')).toBeUndefined();
        expect(teamNameProblem('-x')).toBeDefined();
    });

    test('usernames and passwords follow the rules', () => {
        expect(usernameProblem('ada.l')).toBeUndefined();
        expect(usernameProblem('1ada')).toBeDefined();
        const rules = {minimumLength: 8, requireLowercase: true, requireUppercase: true, requireNumber: true, requireSymbol: false};
        expect(passwordProblem('Lovelace1', rules)).toBeUndefined();
        expect(passwordProblem('lovelace', rules)).toContain('capital');
        expect(passwordProblem('x', rules)).toContain('8');
    });

    test('after logging in one is led only to this server', () => {
        expect(safeRedirect('?redirect_to=%2Fengine%2Fpl%2Fabc')).toBe('/engine/pl/abc');
        expect(safeRedirect('?redirect_to=https%3A%2F%2Fevil.example')).toBe('/');
        expect(safeRedirect('?redirect_to=%2F%2Fevil.example')).toBe('/');
        expect(safeRedirect('?redirect_to=%2F%5Cevil.example')).toBe('/');
    });
});

describe('search', () => {
    test('filters and left-out words are not marked in what was found', () => {
        expect(searchWords('from:ada "long plan" mill* -cooling in:town-square')).toEqual(['long plan', 'mill']);
    });

    test('the filter at the end is the one being filled', () => {
        expect(openFilter('mill from:ad')).toMatchObject({name: 'from', value: 'ad'});
        expect(openFilter('from:ada mill')).toBeNull();
    });
});

describe('system console', () => {
    test('only settings the server has are offered, and only what changed is sent', () => {
        const all = SETTINGS_PAGES.flatMap((page) => page.groups.flatMap((group) => group.settings));
        const [shown] = offered({TeamSettings: {SiteName: 'x'}}, all);
        expect(shown?.key).toBe('SiteName');
        expect(shown && patchOf(new Map([[shown, 'y']]))).toEqual({TeamSettings: {SiteName: 'y'}});
    });

    test('log lines are read as JSON and as text', () => {
        expect(parseLine('{"timestamp":"t","level":"WARN","message":"slow","path":"/x"}')).toMatchObject({level: 'warn', message: 'slow', rest: 'path=/x'});
        expect(parseLine('2026-03-14T12:00:00Z  INFO ready')).toMatchObject({level: 'info', message: 'ready'});
        expect(parseLine('{broken')).toMatchObject({level: '', message: '{broken'});
    });

    test('the axis ends at a round number', () => {
        expect([0, 7, 93, 120].map(niceTop)).toEqual([4, 10, 100, 200]);
    });
});

describe('small things', () => {
    test('sizes are said in words, pictures keep their shape', () => {
        expect(sizeWords(900)).toBe('900 B');
        expect(sizeWords(1536)).toBe('1.5 KB');
        expect(fit(4000, 2000, 400, 400)).toEqual({width: 400, height: 200});
    });

    test('comings and goings become one sentence', () => {
        const join = (username: string) => ({type: 'system_join_channel', props: {username}}) as unknown as Post;
        expect(summarise([join('ada'), join('grace'), join('ada')])).toBe('@ada, @grace joined');
    });

    test('the next channel wraps around and may skip what is read', () => {
        const order = ['a', 'b', 'c'];
        expect(neighbour(order, 'c', 1, () => true)).toBe('a');
        expect(neighbour(order, 'a', -1, () => true)).toBe('c');
        expect(neighbour(order, 'a', 1, (id) => id === 'c')).toBe('c');
        expect(neighbour(order, 'a', 1, () => false)).toBe('');
    });

    test('a dialog begins with its defaults and says what is missing', () => {
        const element = {name: 'n', display_name: 'N', type: 'text', subtype: 'email', optional: false, default: ''};
        expect(firstAnswers([{...element, type: 'bool', default: 'true'}] as never)).toEqual({n: true});
        expect(dialogProblem(element as never, '')).toBeDefined();
        expect(dialogProblem(element as never, 'ada@example.org')).toBeUndefined();
        expect(dialogProblem({...element, optional: true} as never, '')).toBeUndefined();
    });
});
