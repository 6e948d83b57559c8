/* Other programs: web hooks, bots, and the buttons and dialogs they put into messages. */
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';

import type {Chat} from '../lib/chat.ts';
import {expect, test} from '../lib/stage.ts';
import type {World} from '../lib/world.ts';

async function openTeamMenu(chat: Chat, entry: string): Promise<void> {
    await chat.sidebar.getByRole('button', {name: 'The Garden'}).click();
    await chat.menuItem(entry).click();
}

test('an incoming web hook is made, used, and deleted; a member is not offered any', async ({world, sit}) => {
    const bea = await world.person('bea');
    const [ada, other] = await Promise.all([sit(world.admin), sit(bea)]);
    await other.isIn('Town Square');
    await other.sidebar.getByRole('button', {name: 'The Garden'}).click();
    await expect(other.menuItem('Members')).toBeVisible();
    await expect(other.menuItem('Integrations')).toHaveCount(0);
    await other.page.keyboard.press('Escape');

    await openTeamMenu(ada, 'Integrations');
    await ada.page.getByRole('button', {name: 'Add incoming web hook'}).click();
    await ada.dialog.getByLabel('Title').fill('Weather station');
    await ada.dialog.getByRole('button', {name: 'Create'}).click();
    await expect(ada.dialog.getByRole('alert')).toContainText('Choose the channel');
    await ada.dialog.getByRole('combobox', {name: 'Channel'}).fill('Town');
    await ada.dialog.getByRole('option', {name: /Town Square/}).click();
    await ada.dialog.getByRole('button', {name: 'Create'}).click();
    await expect(ada.dialog).toContainText('The web hook is ready');
    const address = (await ada.dialog.locator('code').first().textContent()) ?? '';
    await ada.dialog.getByRole('button', {name: 'Done'}).click();

    const say = (text: string) => fetch(address, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({text})});
    expect((await say('Frost **tonight**')).status).toBe(200);
    await expect(other.post('Frost tonight')).toBeVisible();

    await ada.page.getByRole('button', {name: 'Actions for Weather station'}).click();
    await ada.menuItem('Delete').click();
    await ada.dialog.getByRole('button', {name: 'Delete'}).click();
    await expect(ada.page.getByText('No incoming web hooks yet')).toBeVisible();
    expect((await say('Too late')).ok).toBe(false);
});

test('a bot is made with its token, and switched off it can no longer log in', async ({world, sit}) => {
    const ada = await sit(world.admin, {path: `/${world.team.name}/integrations/bots`});
    await ada.page.getByRole('button', {name: 'Add bot'}).first().click();
    await ada.dialog.getByLabel('Username').fill('Gnome!');
    await ada.dialog.getByRole('button', {name: 'Create'}).click();
    await expect(ada.dialog.getByRole('alert')).toBeVisible();
    await ada.dialog.getByLabel('Username').fill('gnome');
    await ada.dialog.getByRole('button', {name: 'Create'}).click();
    await expect(ada.dialog).toContainText('@gnome is ready');
    const token = (await ada.dialog.locator('code').first().textContent()) ?? '';
    await ada.dialog.getByRole('button', {name: 'Done'}).click();
    const me = () => fetch(`${world.server.url}/api/v4/users/me`, {headers: {Authorization: `Bearer ${token}`}});
    expect(((await (await me()).json()) as {username: string}).username).toBe('gnome');

    await ada.page.getByRole('button', {name: 'Actions for @gnome'}).click();
    await ada.menuItem('Switch off').click();
    await ada.dialog.getByRole('button', {name: 'Switch off'}).click();
    await expect(ada.page.getByRole('listitem').filter({hasText: '@gnome'})).toContainText('Off');
    expect((await me()).status).toBe(401);
});

interface Call {
    path: string;
    body: {trigger_id?: string; user_name?: string; type?: string; cancelled?: boolean; submission?: Record<string, unknown>; context?: Record<string, unknown>};
}

/** A program that answers buttons, menus and dialogs, on a port of its own. */
async function responder(world: World): Promise<{url: string; calls: Call[]; close: () => void}> {
    const calls: Call[] = [];
    const dialog = {
        callback_id: 'report',
        title: 'Report a pest',
        submit_label: 'Report',
        notify_on_cancel: true,
        elements: [
            {name: 'what', display_name: 'What', type: 'text', min_length: 3},
            {name: 'many', display_name: 'How many', type: 'text', subtype: 'number', default: '3'},
            {name: 'bed', display_name: 'Bed', type: 'select', options: [{text: 'North', value: 'n'}, {text: 'South', value: 's'}]},
            {name: 'who', display_name: 'Who looks', type: 'select', data_source: 'users', optional: true},
            {name: 'soon', display_name: 'Soon', type: 'bool', optional: true},
            {name: 'day', display_name: 'Day', type: 'date', optional: true},
        ],
    };
    const server = createServer((request, response) => {
        let text = '';
        request.on('data', (piece: Buffer) => (text += piece.toString()));
        request.on('end', async () => {
            const call = {path: request.url ?? '', body: JSON.parse(text || '{}') as Call['body']};
            calls.push(call);
            const {port} = server.address() as AddressInfo;
            if (call.path === '/open') {
                await fetch(`${world.server.url}/api/v4/actions/dialogs/open`, {method: 'POST', body: JSON.stringify({trigger_id: call.body.trigger_id, url: `http://127.0.0.1:${port}/dialog`, dialog})});
            }
            const answers: Record<string, unknown> = {
                '/approve': {update: {message: `Approved by ${call.body.user_name}`, props: {}}},
                '/refuse': {error: {message: 'The shed is locked.'}},
                '/dialog': call.body.submission?.['what'] === 'bugs' ? {errors: {what: 'Which bugs?'}} : {},
            };
            response.setHeader('Content-Type', 'application/json');
            response.end(JSON.stringify(answers[call.path] ?? {}));
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await world.as(world.admin, 'PUT', '/config/patch', {ServiceSettings: {AllowedUntrustedInternalConnections: '127.0.0.1'}});
    const {port} = server.address() as AddressInfo;
    return {url: `http://127.0.0.1:${port}`, calls, close: () => server.close()};
}

test('buttons, menus and dialogs reach the program behind them, and its refusals are shown', async ({world, sit}) => {
    const program = await responder(world);
    try {
        const action = (name: string, path: string, more = {}) => ({id: name.toLowerCase().replace(/\W/g, ''), name, integration: {url: program.url + path, context: {}}, ...more});
        await world.as(world.admin, 'POST', '/posts', {
            channel_id: (await world.channelNamed('town-square')).id,
            message: 'Shall we spray?',
            props: {attachments: [{text: 'Aphids on the roses', actions: [action('Approve', '/approve', {style: 'primary'}), action('Refuse', '/refuse'), action('Report', '/open'), action('Where', '/choose', {type: 'select', options: [{text: 'Roses', value: 'r'}, {text: 'Beans', value: 'b'}]})]}]},
        });
        const ada = await sit(world.admin);
        const post = ada.post('Aphids on the roses');
        await post.getByRole('button', {name: 'Refuse'}).click();
        await expect(post.getByRole('alert')).toContainText('The shed is locked.');
        await post.getByRole('combobox', {name: 'Where'}).click();
        await ada.page.getByRole('option', {name: 'Beans'}).click();
        await expect.poll(() => program.calls.find((call) => call.path === '/choose')?.body.context).toMatchObject({selected_option: 'b'});

        await post.getByRole('button', {name: 'Report'}).click();
        await expect(ada.dialog).toContainText('Report a pest');
        await ada.dialog.getByRole('button', {name: 'Report'}).click();
        await expect(ada.dialog.getByRole('alert')).toHaveText(['This is needed.', 'This is needed.']);
        await ada.dialog.getByLabel('What').fill('bugs');
        await ada.dialog.getByRole('combobox', {name: 'Bed'}).click();
        await ada.dialog.getByRole('option', {name: 'South'}).click();
        await ada.dialog.getByRole('combobox', {name: /Who looks/}).fill('ad');
        await ada.dialog.getByRole('option', {name: /@ada/}).click();
        await ada.dialog.getByRole('switch', {name: /Soon/}).click();
        await ada.dialog.getByLabel(/Day/).fill('2027-03-04');
        await ada.dialog.getByRole('button', {name: 'Report'}).click();
        await expect(ada.dialog.getByRole('alert')).toHaveText('Which bugs?');
        await ada.dialog.getByLabel('What').fill('Aphids');
        await ada.dialog.getByRole('button', {name: 'Report'}).click();
        await expect(ada.dialog).toHaveCount(0);
        expect(program.calls.at(-1)?.body).toMatchObject({type: 'dialog_submission', submission: {what: 'Aphids', many: 3, bed: 's', who: world.admin.id, soon: true, day: '2027-03-04'}});

        await post.getByRole('button', {name: 'Report'}).click();
        await expect(ada.dialog).toBeVisible();
        await ada.page.keyboard.press('Escape');
        await expect.poll(() => program.calls.at(-1)?.body).toMatchObject({type: 'dialog_cancellation', cancelled: true});

        await post.getByRole('button', {name: 'Approve'}).click();
        await expect(ada.post('Approved by ada')).toBeVisible();
    } finally {
        program.close();
    }
});

test('bookmarks stand over the messages of everyone, in the order they were given', async ({world, sit}) => {
    const bea = await world.person('bea');
    const [ada, other] = await Promise.all([sit(world.admin), sit(bea)]);
    await Promise.all([ada.isIn('Town Square'), other.isIn('Town Square')]);
    const add = async (link: string, title: string) => {
        await ada.page.getByRole('main').getByRole('button', {name: 'Town Square, channel menu'}).click();
        await ada.menuItem('Add a bookmark').click();
        await ada.dialog.getByLabel('Link').fill(link);
        await ada.dialog.getByLabel('Title').fill(title);
        await ada.dialog.getByRole('button', {name: 'Add bookmark'}).click();
    };
    await add('not an address', 'Almanac');
    await expect(ada.dialog.getByRole('alert')).toContainText('not an address');
    await ada.dialog.getByLabel('Link').fill('almanac.example.org');
    await ada.dialog.getByRole('button', {name: 'Add bookmark'}).click();
    await expect(ada.dialog).toHaveCount(0);
    await add('https://example.org/map', 'Map');
    const bar = (chat: Chat) => chat.page.getByRole('navigation', {name: 'Bookmarks'}).getByRole('listitem');
    await expect(bar(other)).toHaveText(['Almanac', 'Map']);
    await expect(bar(other).getByRole('link', {name: 'Almanac'})).toHaveAttribute('href', 'https://almanac.example.org');
    await ada.page.getByRole('button', {name: 'Actions for Map'}).click();
    await ada.menuItem('Move left').click();
    await expect(bar(other)).toHaveText(['Map', 'Almanac']);
    await ada.page.getByRole('button', {name: 'Actions for Map'}).click();
    await ada.menuItem('Delete').click();
    await ada.dialog.getByRole('button', {name: 'Delete bookmark'}).click();
    await expect(bar(other)).toHaveText(['Almanac']);
});
