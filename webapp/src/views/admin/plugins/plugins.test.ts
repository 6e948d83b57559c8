import {describe, expect, test} from 'vitest';

import {readGrants, readLogLine} from './api';
import type {PluginRow, SettingOfPlugin} from './api';
import {extraPages, patchFrom, pathOf, readPath, wordsFrom} from './definition';
import type {Definition} from './definition';
import {steps, timeWords} from './Figures';
import {proposed, sorted} from './Grants';
import {parcelOf} from './InstallBox';
import {MASK, limitWords, problemOf, valueOf} from './limits';
import {fitsPattern} from './patterns';
import {settingsPatch, storedValues} from './PluginSettings';
import {randomSecret} from './SchemaForm';
import {summary} from './states';

const status = (state: number, error = '') => ({plugin_id: 'a', cluster_id: String(state), plugin_path: '', state, name: '', description: '', version: '1', error});
const row = (states: number[], active = true): PluginRow => ({manifest: {id: 'a', name: 'A', version: '1'}, active, statuses: states.map((state) => status(state, state === 3 ? 'no memory' : ''))});

describe('the list of plugins', () => {
    test('shows the worst of what its nodes say, with the reason', () => {
        expect(summary(row([2, 2]))).toMatchObject({words: 'Running', tone: 'good', error: ''});
        expect(summary(row([2, 3]))).toMatchObject({words: 'Failed to start', tone: 'bad', error: 'no memory'});
        expect(summary(row([], false))).toMatchObject({words: 'Not running', tone: 'quiet'});
    });
});

describe('permissions', () => {
    test('are read with what is missing filled in, new ones first and then the riskiest', () => {
        const grants = readGrants({asked: [{capability: 'kv', words: 'keeps data', risk: 'low', granted: true}, {capability: 'posts:read', risk: 'high'}, {capability: 'http:x', risk: 'low', new: true}], gone: [{capability: 'files:read'}]});
        expect(sorted(grants.asked).map((one) => one.capability)).toEqual(['http:x', 'posts:read', 'kv']);
        expect(grants.asked[1]).toEqual({capability: 'posts:read', words: 'uses posts:read', risk: 'high', granted: false, new: false, explicit: false});
        expect(grants.gone).toEqual([{capability: 'files:read', words: 'files:read'}]);
        expect(readGrants({}).asked).toEqual([]);
    });

    test('are proposed all at first, later only what is new; never what must be named, nor what was denied', () => {
        const asked = (granted: boolean) => readGrants({asked: [{capability: 'kv', granted}, {capability: 'posts:read'}, {capability: 'serve', new: true}, {capability: 'roles:write', explicit: true, new: true}]}).asked;
        expect(proposed(asked(false))).toEqual(['kv', 'posts:read', 'serve']);
        expect(proposed(asked(true))).toEqual(['kv', 'serve']);
    });
});

describe('what is dropped on the page', () => {
    const file = (name: string, text = '') => new File([text], name);

    test('is one bundle, alone or with its signature', async () => {
        const bundle = file('todo-1.0.0.tar.gz');
        expect(await parcelOf([bundle])).toEqual({bundle, signature: ''});
        expect(await parcelOf([file('todo-1.0.0.tar.gz.minisig', 'signed'), bundle])).toEqual({bundle, signature: 'signed'});
        expect(await parcelOf([file('a.minisig')])).toContain('without its bundle');
        expect(await parcelOf([bundle, file('b.tar.gz')])).toContain('One bundle at a time');
    });
});

describe('figures and lines', () => {
    test('are said in the unit that reads best, and a restart is no negative number', () => {
        expect([timeWords(3.2), timeWords(1500), timeWords(25_000), timeWords(2_500_000)]).toEqual(['3 µs', '1.5 ms', '25 ms', '2.5 s']);
        expect(steps([1, 4, 2, 5])).toEqual([3, 0, 3]);
    });

    test('a line of the log has its time and what goes with it', () => {
        const line = readLogLine({at: 1_800_000_000_123, level: 'warn', message: 'late', fields: {by: '3', of: '4'}});
        expect(line).toMatchObject({level: 'warn', message: 'late', rest: 'by=3  of=4'});
        expect(line.time).toMatch(/^2027-01-1\d \d\d:\d\d:\d\d\.123$/);
    });
});

describe('settings', () => {
    const setting = (extra: Partial<SettingOfPlugin>): SettingOfPlugin => ({key: 'Colour', display_name: 'Colour', type: 'text', help_text: '', placeholder: '', default: 'red', ...extra});

    test('are found by their keys in any case, and begin with what the manifest says', () => {
        const values = storedValues({PluginSettings: {Plugins: {a: {COLOUR: 'blue'}}}}, 'a');
        expect(valueOf(setting({}), values)).toBe('blue');
        expect(valueOf(setting({}), storedValues({}, 'a'))).toBe('red');
        expect(valueOf(setting({type: 'bool', default: undefined}), {})).toBe(false);
        expect(valueOf(setting({type: 'bool'}), {colour: false})).toBe(false);
    });

    test('say their limits, and what is wrong with a value, as the server does', () => {
        const days = setting({type: 'number', min: 0, max: 365, default: 7});
        expect(limitWords(days)).toBe('From 0 to 365.');
        expect(problemOf(days, 400)).toBe('This must be from 0 to 365; it is 400.');
        expect(problemOf(days, '7')).toBe('');
        expect(problemOf(days, '')).toContain('7');
        const name = setting({max_length: 3, required: true, default: undefined});
        expect(limitWords(name)).toBe('At most 3 characters. Must be filled in.');
        expect(problemOf(name, '🌻🌻🌻')).toBe('');
        expect(problemOf(name, 'four')).toBe('This may have 3 characters; it has 4.');
        expect([problemOf(name, ''), problemOf(name, MASK)]).toEqual(['This must be filled in.', '']);
        expect(problemOf(setting({type: 'radio', options: [{value: 'a', display_name: 'A'}]}), 'b')).toBe('Choose one of these.');
        expect(problemOf(setting({pattern: '[a-z]+'}), 'A1')).toContain('[a-z]+');
    });

    test('a pattern means what the server means by it, or only the server tells', () => {
        expect([fitsPattern('\\w+', 'Zoë'), fitsPattern('[\\w.]+', 'Zoë.'), fitsPattern('\\d{2}', '٣٤'), fitsPattern('a|b', 'ab'), fitsPattern('a|b', 'b')]).toEqual([true, true, true, false, true]);
        expect(['(?i)a', '\\bx', '[a-z&&[^b]]', '[[:alpha:]]', '(?P<a>x)', '\\pL'].map((pattern) => fitsPattern(pattern, 'x'))).toEqual(Array(6).fill(null));
    });

    test('are sent only when they were changed, under the server’s key or else the manifest’s, and an emptied number as none', () => {
        const schema = {header: '', footer: '', settings: [setting({key: 'Days', type: 'number'})]};
        const config = {PluginSettings: {Plugins: {a: {Token: MASK, COLOUR: 'blue'}}}};
        expect(settingsPatch(config, 'a', schema, {colour: 'red', days: ''})).toEqual({PluginSettings: {Plugins: {a: {COLOUR: 'red', Days: null}}}});
    });

    test('a generated secret is long and never the same', () => {
        expect(randomSecret()).toMatch(/^[a-z0-9]{32}$/);
        expect(randomSecret()).not.toBe(randomSecret());
    });
});

describe('pages that plugins bring', () => {
    test('come from what the plugin added, whether it made a new object or changed the given one', () => {
        const pages = extraPages({
            zeta: (definition: Definition) => ({...definition, boards: {sectionTitle: 'Boards', subsections: {general: {url: 'boards/general', title: {id: 'x', defaultMessage: 'Boards'}, schema: {settings: [{type: 'bool', key: 'PluginSettings.Plugins.zeta.loud', label: 'Loud'}]}}}}}),
            alpha: (definition: Definition) => {
                definition['site']?.subsections?.['site']?.schema?.settings?.push({type: 'text', key: 'PluginSettings.Plugins.alpha.word', label: 'Word'});
                return definition;
            },
            broken: () => {
                throw new Error('no');
            },
        });
        expect(pages.map((page) => [page.pluginId, page.path, page.title, page.settings.map((one) => one.display_name)])).toEqual([
            ['alpha', 'settings/site/alpha', 'Site', ['Word']],
            ['zeta', 'boards/general', 'Boards', ['Loud']],
        ]);
    });

    test('read and write the values their keys name, with dots in a plugin’s id', () => {
        expect(pathOf('PluginSettings.Plugins.com+example.Loud')).toEqual(['PluginSettings', 'Plugins', 'com.example', 'loud']);
        expect(pathOf('ServiceSettings.SiteURL')).toEqual(['ServiceSettings', 'SiteURL']);
        const patch = patchFrom({'PluginSettings.Plugins.com.example.loud': true, 'ServiceSettings.SiteURL': 'x'});
        expect(patch).toEqual({PluginSettings: {Plugins: {'com.example': {loud: true}}}, ServiceSettings: {SiteURL: 'x'}});
        expect(readPath(patch, pathOf('PluginSettings.Plugins.com+example.loud'))).toBe(true);
        expect(wordsFrom({props: {defaultMessage: 'Hello'}}, '')).toBe('Hello');
    });
});
