import {describe, expect, test} from 'vitest';

import type {Permission, Table} from './permissions';
import {cellOf, changedRoles, PERMISSIONS, toggled} from './permissions';
import {findSettings, SETTINGS_PAGES, variableOf} from './settings';

const write: Permission = {id: 'create_post', label: 'Write', scope: 'channel'};
const teams: Permission = {id: 'create_team', label: 'Create teams', scope: 'system'};
const table: Table = {channel_user: ['create_post'], channel_guest: [], channel_admin: [], team_admin: ['manage_team'], system_user: ['create_team'], team_user: []};

describe('permissions', () => {
    test('administrators have what members have, and it cannot be taken from them alone', () => {
        expect(cellOf(table, 'members', write)).toBe('on');
        expect(cellOf(table, 'channelAdmins', write)).toBe('inherited');
        expect(cellOf(table, 'guests', write)).toBe('off');
        expect(cellOf({...table, system_user: []}, 'teamAdmins', teams)).toBe('none');
    });

    test('giving lands in the role of the scope, taking leaves no trace', () => {
        const given = toggled(table, 'guests', write);
        expect(changedRoles(table, given)).toEqual(['channel_guest']);
        expect(changedRoles(table, toggled(given, 'guests', write))).toEqual([]);
        expect(changedRoles(table, toggled(table, 'members', teams))).toEqual(['system_user']);
    });

    test('no permission stands in the list twice', () => {
        const ids = PERMISSIONS.flatMap((part) => part.permissions.map((one) => one.id));
        expect(new Set(ids).size).toBe(ids.length);
    });
});

describe('settings', () => {
    test('are found by what they say and by their key', () => {
        expect(findSettings('smtp port').map((found) => found.setting.key)).toContain('SMTPPort');
        expect(findSettings('ServiceSettings.SiteURL').map((found) => found.page.id)).toEqual(['site']);
        expect(findSettings('no such thing at all')).toEqual([]);
        expect(findSettings('  ')).toEqual([]);
    });

    test('each stands on one page alone, and names its variable', () => {
        const keys = SETTINGS_PAGES.flatMap((page) => page.groups.flatMap((group) => group.settings.map((setting) => `${setting.section}.${setting.key}`)));
        expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
        expect(variableOf({section: 'ServiceSettings', key: 'SiteURL', label: '', kind: 'text'})).toBe('CHINWAG_SERVICESETTINGS_SITEURL');
    });
});
