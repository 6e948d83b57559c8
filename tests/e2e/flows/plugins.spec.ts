/* Plugins: brought in by the administrator, at work in everybody's open page, in trouble, and gone again. */
import {createHash, generateKeyPairSync, randomBytes, sign} from 'node:crypto';
import {writeFileSync} from 'node:fs';

import type {Page} from '@playwright/test';

import {inspect} from '../lib/axe.ts';
import {bundle, demo, install, packed, setPlugin, webPlugin} from '../lib/bundles.ts';
import type {Chat} from '../lib/chat.ts';
import type {File} from '../lib/files.ts';
import {expect, test} from '../lib/stage.ts';

const PLUGINS = '/admin_console/plugins';
const pageOf = (id: string): string => `${PLUGINS}/plugin_${id}`;

/** Types a command and waits until the server has dealt with it. */
async function command(chat: Chat, text: string): Promise<void> {
    await chat.composer.fill(text);
    const answered = chat.page.waitForResponse((response) => response.url().endsWith('/api/v4/commands/execute'));
    await Promise.all([answered, chat.composer.press('Enter')]);
}

async function upload(chat: Chat, ...files: File[]): Promise<void> {
    const chosen = chat.page.waitForEvent('filechooser');
    await chat.page.getByRole('button', {name: 'choose a file'}).click();
    await (await chosen).setFiles(files);
}

async function save(page: Page): Promise<boolean> {
    const answered = page.waitForResponse((response) => response.url().endsWith('/api/v4/config/patch'));
    await page.getByRole('button', {name: 'Save', exact: true}).click();
    return (await answered).ok();
}

const todoButton = (chat: Chat) => chat.page.getByRole('button', {name: 'Your list of things to do'});

test('a plugin is uploaded, allowed in words, enabled, used in a page that is open already, disabled and removed', async ({world, sit}) => {
    const todo = demo('todo');
    const bea = await world.person('bea');
    const [ada, other] = await Promise.all([sit(world.admin, {path: PLUGINS}), sit(bea)]);
    await other.isIn('Town Square');
    await expect(ada.page.getByText('No plugins yet')).toBeVisible();
    await upload(ada, todo);
    await expect(ada.page.getByRole('main').getByRole('heading', {level: 1, name: 'To do'})).toBeVisible();
    await expect(ada.page.getByText('Not running', {exact: true})).toBeVisible();
    await expect(todoButton(other)).toHaveCount(0);

    await ada.page.getByRole('button', {name: 'Enable', exact: true}).click();
    await expect(ada.dialog).toContainText('Enable To do?');
    const asked = ada.dialog.getByRole('listitem');
    await expect(asked).toHaveCount(4);
    for (const line of await asked.all()) {
        await expect(line).toHaveText(/^It \w+ \w+.*/);
    }
    await ada.dialog.getByRole('button', {name: 'Allow and enable'}).click();
    await expect(ada.page.getByText('Running', {exact: true})).toBeVisible();

    await todoButton(other).click();
    await expect(other.panel.getByRole('heading', {name: 'To do'})).toBeVisible();
    await other.panel.getByLabel('What is to be done?').fill('Water the beans');
    await other.panel.getByRole('button', {name: 'Add'}).click();
    await expect(other.panel.getByRole('listitem')).toHaveText([/Water the beans/]);
    await command(other, '/todo add Call the roofer');
    await expect(other.panel.getByRole('listitem')).toHaveText([/Water the beans/, /Call the roofer/]);
    const answers = other.post('Only visible to you').getByRole('list');
    await expect(answers).toHaveText([/Water the beans\s*Call the roofer/]);
    await command(other, '/todo list');
    await expect(answers).toHaveText([/Water the beans\s*Call the roofer/, /Water the beans\s*Call the roofer/]);
    await command(other, '/todo dance');
    await expect(other.notes).toContainText('There is no');

    await ada.page.getByRole('button', {name: 'Disable', exact: true}).click();
    await expect(ada.page.getByText('Not running', {exact: true})).toBeVisible();
    await expect(todoButton(other)).toHaveCount(0);
    await expect(other.panel.getByText('Water the beans')).toHaveCount(0);
    await ada.page.getByRole('button', {name: 'Remove', exact: true}).click();
    await ada.dialog.getByRole('button', {name: 'Remove', exact: true}).click();
    await expect(ada.page.getByText('No plugins yet')).toBeVisible();
});

test('a message that a plugin refuses says why and is changed, one it changes is shown changed, and edits are judged as well', async ({world, sit}) => {
    await install(world, demo('link-guard'));
    await setPlugin(world, 'link-guard', {blocked_hosts: 'spam.example'});
    const bea = await world.person('bea');
    const [ada, other] = await Promise.all([sit(world.admin), sit(bea)]);
    await Promise.all([ada.isIn('Town Square'), other.isIn('Town Square')]);
    await other.send('see https://almanac.example/beans?utm_source=mail&id=7');
    for (const chat of [ada, other]) {
        await expect(chat.post('see https://almanac.example/beans?id=7')).toContainText('A tracker was taken out of a link.');
    }

    await other.send('Seeds at https://www.spam.example/cheap');
    const refused = other.post('Seeds at');
    await expect(refused.getByRole('alert')).toHaveText('Not sent. Links to www.spam.example are not wanted here.');
    await refused.getByRole('button', {name: 'Change it'}).click();
    await expect(refused).toHaveCount(0);
    await expect(other.composer).toHaveValue('Seeds at https://www.spam.example/cheap');
    await expect(other.composer).toBeFocused();
    await other.send('Seeds at the market');
    await expect(ada.post('Seeds at')).toHaveText(/Seeds at the market/);

    await other.choose(other.post('Seeds at the market'), 'Edit');
    const editor = other.page.getByRole('textbox', {name: 'Edit message'});
    await editor.fill('Seeds at https://spam.example');
    await editor.press('Enter');
    await expect(other.post('Seeds at').getByRole('alert')).toHaveText('Not saved. Links to spam.example are not wanted here.');
    await editor.press('Escape');
    await expect(other.post('Seeds at')).toHaveText(/Seeds at the market/);
});

test('in safe mode no plugin is loaded: for one tab by its address, for the browser by the person’s switch', async ({world, sit}) => {
    await install(world, webPlugin('bell', 'Bell', {initialize: 'registry.registerChannelHeaderButtonAction(React.createElement("b", null, "!"), () => undefined, "Ring", "Ring the bell");'}));
    const ada = await sit(world.admin, {path: '/garden/channels/town-square?plugins=off'});
    const safe = ada.page.getByRole('region', {name: 'Safe mode'});
    const ring = ada.page.getByRole('button', {name: 'Ring the bell'});
    await ada.isIn('Town Square');
    await expect(safe).toContainText('no plugin is loaded in this tab');
    await expect(ring).toHaveCount(0);
    await safe.getByRole('button', {name: 'Load plugins again'}).click();
    await expect(ring).toBeVisible();
    await expect(safe).toHaveCount(0);

    const openSettings = async () => {
        await ada.ownMenu('Settings');
        await ada.dialog.getByRole('button', {name: 'Plugins', exact: true}).click();
    };
    await openSettings();
    await expect(ada.dialog.getByRole('listitem')).toContainText('Bell');
    await ada.toggle('Load no plugins in this browser').click();
    await expect(safe).toContainText('you have switched off plugins');
    await ada.isIn('Town Square');
    await expect(ring).toHaveCount(0);
    await openSettings();
    await ada.toggle('Load no plugins in this browser').click();
    await expect(ring).toBeVisible();
    await expect(safe).toHaveCount(0);
});

const SETTINGS = [
    {key: 'greeting', display_name: 'Greeting', type: 'text', max_length: 20, default: 'Hello'},
    {key: 'days', display_name: 'Days', type: 'number', min: 0, max: 365, default: 7},
    // Only the server reads this pattern.
    {key: 'code', display_name: 'Code', type: 'text', pattern: '(?i)[a-z]+', default: 'abc'},
    {key: 'token', display_name: 'Token', type: 'text', secret: true},
    {key: 'shared', display_name: 'Shared secret', type: 'generated', secret: true},
];

test('settings of a plugin say their limits, are refused in words and saved, and what is secret is kept and not shown', async ({world, sit}) => {
    const id = await install(world, webPlugin('forms', 'Forms', {manifest: {settings_schema: {settings: SETTINGS}}}), {enabled: false});
    const ada = await sit(world.admin, {path: pageOf(id)});
    const {page} = ada;
    const [days, token, shared] = [page.getByLabel('Days'), page.getByLabel('Token'), page.getByLabel('Shared secret')];
    await expect(days).toHaveAccessibleDescription('From 0 to 365.');
    await days.fill('400');
    await page.getByLabel('Greeting').fill('A greeting that is too long');
    await expect(page.getByRole('alert')).toHaveText(['This must be from 0 to 365; it is 400.']);
    await page.getByRole('button', {name: 'Save', exact: true}).click();
    await expect(page.getByText('Not saved: 2 values do not fit.')).toBeVisible();
    await expect(page.getByLabel('Greeting')).toBeFocused();
    await expect(page.getByLabel('Greeting')).toHaveAccessibleDescription('This may have 20 characters; it has 27.');
    await page.getByLabel('Greeting').fill('Good day');
    await days.fill('14');
    await token.fill('a token of nobody');
    await page.getByRole('button', {name: 'Generate'}).click();
    await expect(shared).toHaveValue(/^[a-z0-9]{32}$/);
    expect(await save(page)).toBe(true);
    await expect(ada.notes).toContainText('Settings saved');

    await page.reload();
    await expect(days).toHaveValue('14');
    for (const secret of [token, shared]) {
        await expect(secret).toHaveValue('');
        await expect(secret).toHaveAttribute('placeholder', 'Kept, and not shown');
    }
    await page.getByLabel('Code').fill('123');
    expect(await save(page)).toBe(false);
    await expect(page.getByRole('alert')).toHaveText(/Code.*\(\?i\)\[a-z\]\+/);
    await expect(ada.notes).not.toContainText('Settings saved');
    await page.getByLabel('Code').fill('ABC');
    const sent = page.waitForRequest((request) => request.url().endsWith('/api/v4/config/patch'));
    expect(await save(page)).toBe(true);
    expect((await sent).postDataJSON()).toEqual({PluginSettings: {Plugins: {forms: {code: 'ABC'}}}});
    await page.getByRole('button', {name: 'Take away'}).click();
    expect(await save(page)).toBe(true);
    await expect(token).not.toHaveAttribute('placeholder', 'Kept, and not shown');
    await expect(shared).toHaveAttribute('placeholder', 'Kept, and not shown');
});

test('a component of a plugin that throws takes down its own place alone, and names its plugin', async ({world, sit}) => {
    await install(
        world,
        webPlugin('clumsy', 'Clumsy', {
            initialize: `
                registry.registerLeftSidebarHeaderComponent(() => { throw new Error('The vase fell.'); });
                registry.registerChannelHeaderButtonAction(React.createElement('b', null, '?'), () => { throw new Error('The tray fell.'); }, 'Serve', 'Serve tea');
            `,
        }),
    );
    await install(world, webPlugin('steady', 'Steady', {initialize: 'registry.registerLeftSidebarHeaderComponent(() => React.createElement("p", null, "All is well"));'}));
    const ada = await sit(world.admin);
    await ada.isIn('Town Square');
    const failure = ada.page.getByRole('alert').filter({hasText: 'Clumsy stopped working here.'});
    await expect(failure).toContainText('The vase fell.');
    await expect(ada.sidebar.getByText('All is well')).toBeVisible();
    await ada.page.getByRole('button', {name: 'Serve tea'}).click();
    await expect(ada.notes).toContainText('Clumsy: The tray fell.');
    await ada.send('Life goes on');
    await expect(ada.post('Life goes on')).toBeVisible();
    await failure.getByRole('button', {name: 'Details'}).click();
    const faults = ada.page.getByRole('dialog', {name: 'Clumsy in this page'});
    await expect(faults).toBeVisible();
    await expect(ada.dialog).toContainText('The vase fell.');
    await expect(ada.dialog).toContainText('The tray fell.');
    expect(await inspect(ada, 'faults')).toEqual([]);
    await ada.page.keyboard.press('Escape');
    await expect(ada.dialog).toHaveCount(0);
    expect(await inspect(ada, 'failure')).toEqual([]);

    // The same from the settings, one dialog on the other.
    await ada.ownMenu('Settings');
    const settings = ada.page.getByRole('dialog', {name: 'Settings'});
    await settings.getByRole('button', {name: 'Plugins', exact: true}).click();
    await settings.getByRole('listitem').filter({hasText: 'Clumsy'}).getByRole('button', {name: 'Details'}).click();
    await faults.getByRole('strong').filter({hasText: 'The vase fell.'}).click();
    await expect(faults.getByText(/^Error: The vase fell\.\s+at .*plugins\/clumsy/)).toBeVisible();
    await ada.page.keyboard.press('Escape');
    await expect(faults).toHaveCount(0);
    await expect(settings).toBeVisible();
    await ada.page.keyboard.press('Escape');
    await expect(settings).toHaveCount(0);
});

test('a plugin’s buttons change its message and open a dialog, whose answers it judges', async ({world, sit}) => {
    await install(world, demo('demo'));
    const ada = await sit(world.admin);
    await ada.isIn('Town Square');
    await command(ada, '/demo button');
    const post = ada.post('Buttons of a plugin.');
    await post.getByRole('button', {name: 'Press me'}).click();
    await post.getByRole('button', {name: 'Pressed 1×'}).click();
    await expect(post.getByRole('button', {name: 'Pressed 2×'})).toBeVisible();

    await post.getByRole('button', {name: 'Open a dialog'}).click();
    await expect(ada.dialog).toContainText('A dialog');
    await ada.dialog.getByLabel('Your name').fill('nobody');
    await ada.dialog.getByRole('switch', {name: /Sure/}).click();
    await ada.dialog.getByRole('button', {name: 'Tell'}).click();
    await expect(ada.dialog.getByRole('alert')).toHaveText('Everybody has a name.');
    await ada.dialog.getByLabel('Your name').fill('Ada');
    await ada.dialog.getByRole('button', {name: 'Tell'}).click();
    await expect(ada.dialog).toHaveCount(0);
    await expect(ada.post('Ada chose small (from the command).')).toContainText('Only visible to you');
});

test('a bundle that is none is refused in words that help, whatever its name, and nothing is installed', async ({world, sit}) => {
    const ada = await sit(world.admin, {path: PLUGINS});
    const alert = ada.page.getByRole('region', {name: 'Install a plugin'}).getByRole('alert');
    const manifest = (more: object) => JSON.stringify({id: 'bad', name: 'Bad', version: '1.0.0', ...more});
    const native = {'plugin.json': manifest({server: {executables: {'linux-amd64': 'server/plugin-linux-amd64'}}}), 'server/plugin-linux-amd64': `\x7fELF${'.'.repeat(200)}`};
    const refusals: Array<[string, Buffer, RegExp]> = [
        ['notes.tar.gz', Buffer.from('this is no archive'), /gzip/],
        [`${'very-long-name-'.repeat(16)}.tar.gz`, packed({'readme.txt': 'hello'}), /plugin\.json/],
        ['escape.tar.gz', packed({'plugin.json': manifest({}), '../../out.txt': 'out'}), /\.\./],
        ['native.tar.gz', packed(native), /wasm32-wasip2/],
    ];
    for (const [name, bytes, words] of refusals) {
        await upload(ada, bundle(name, bytes));
        await expect(alert).toHaveText(words);
        await expect(ada.page.getByRole('button', {name: 'choose a file'})).toBeVisible();
        expect(await ada.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `the page keeps its width with ${name}`).toBe(true);
    }
    await expect(ada.page.getByText('No plugins yet')).toBeVisible();
});

/** A key, and what it signs, as minisign makes them. */
function signer() {
    const {privateKey, publicKey} = generateKeyPairSync('ed25519');
    const id = randomBytes(8);
    const bare = publicKey.export({type: 'spki', format: 'der'}).subarray(-32);
    const line = (...parts: Array<string | Buffer>) => Buffer.concat(parts.map((part) => Buffer.from(part))).toString('base64');
    return {
        key: `untrusted comment: minisign public key\n${line('Ed', id, bare)}\n`,
        sign: (file: File): File => {
            const signature = sign(null, createHash('blake2b512').update(file.buffer).digest(), privateKey);
            const trusted = `timestamp:1\tfile:${file.name}\thashed`;
            const whole = sign(null, Buffer.concat([signature, Buffer.from(trusted)]), privateKey);
            const text = `untrusted comment: signature\n${line('ED', id, signature)}\ntrusted comment: ${trusted}\n${line(whole)}\n`;
            return {name: `${file.name}.minisig`, mimeType: 'text/plain', buffer: Buffer.from(text)};
        },
    };
}

test('where signatures are demanded, a bundle is installed with its signature and refused in words without', async ({world, sit}, info) => {
    const [own, strange] = [signer(), signer()];
    const keys = info.outputPath('trusted.pub');
    writeFileSync(keys, own.key);
    await world.as(world.admin, 'PUT', '/config/patch', {PluginSettings: {RequirePluginSignature: true, SignaturePublicKeyFiles: [keys]}});
    const plugin = webPlugin('bell', 'Bell');
    const ada = await sit(world.admin, {path: PLUGINS});
    const alert = ada.page.getByRole('region', {name: 'Install a plugin'}).getByRole('alert');
    for (const files of [[plugin], [plugin, strange.sign(plugin)]]) {
        await upload(ada, ...files);
        await expect(alert).toContainText(/sign/);
    }
    await upload(ada, own.sign(plugin));
    await expect(alert).toContainText('without its bundle');
    await expect(ada.page.getByText('No plugins yet')).toBeVisible();
    await upload(ada, own.sign(plugin), plugin);
    await expect(ada.page.getByRole('main').getByRole('heading', {level: 1, name: 'Bell'})).toBeVisible();
});

test('what is not ticked is not allowed; axe finds nothing serious on the pages of a plugin that runs, nor in its dialogs', async ({world, sit}) => {
    await install(world, demo('link-guard'), {enabled: false});
    const ada = await sit(world.admin, {path: pageOf('link-guard'), reducedMotion: 'reduce'});
    const {page} = ada;
    const found: string[] = [];
    await page.getByRole('button', {name: 'Enable', exact: true}).click();
    await expect(ada.dialog.getByRole('listitem')).toHaveCount(2);
    found.push(...(await inspect(ada, 'consent')));
    await expect(ada.dialog.getByRole('checkbox', {checked: true})).toHaveCount(2);
    await ada.dialog.getByRole('checkbox', {name: /change, refuse and delete/}).uncheck();
    await ada.dialog.getByRole('button', {name: 'Allow and enable'}).click();
    await expect(page.getByText('Running', {exact: true})).toBeVisible();
    const tabs: Array<[string, () => Promise<void>]> = [
        ['Settings', () => expect(page.getByLabel('Unwanted hosts')).toBeVisible()],
        ['Permissions', async () => {
            await expect(page.getByRole('checkbox', {name: /change, refuse and delete/})).not.toBeChecked();
            await expect(page.getByRole('checkbox', {checked: true})).toHaveCount(1);
        }],
        ['Figures', () => expect(page.getByRole('figure')).toHaveCount(3)],
        ['Log', () => expect(page.getByRole('switch', {name: 'Follow'})).toBeVisible()],
        ['Nodes', () => expect(page.getByRole('row')).toHaveCount(2)],
    ];
    for (const [name, there] of tabs) {
        await page.getByRole('button', {name, exact: true}).click();
        await there();
        found.push(...(await inspect(ada, name)));
    }
    await page.getByRole('button', {name: 'Remove', exact: true}).click();
    await expect(ada.dialog).toBeVisible();
    found.push(...(await inspect(ada, 'removal')));
    expect(found).toEqual([]);
});
