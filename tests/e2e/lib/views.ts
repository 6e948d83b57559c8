/* Every main view, as a person gets to it: what the accessibility check and the pictures walk through. */
import {install, webPlugin} from './bundles.ts';
import type {Chat} from './chat.ts';
import {picture} from './files.ts';
import {expect} from './stage.ts';
import type {Channel, Person, World} from './world.ts';

export interface View {
    name: string;
    path: string;
    /** Brings it up and waits until it is there. */
    open: (chat: Chat) => Promise<void>;
}

const RICH = `## A plan for the beds

| bed | plant | rows |
|:----|:------|-----:|
| north | runner beans | 12 |
| south | tomatoes :tomato: | 4 |

\`\`\`rust
fn rows(bed: &str) -> u32 {
    match bed { "north" => 12, _ => 4 } // as agreed
}
\`\`\`

> Sow early, reap often

Thoughts, @bea? See ~beds and [the almanac](https://example.org) — \`inline\`, **bold**, ~~gone~~ #compost`;

/** A garden with some life in it, long names included. */
export async function furnish(world: World): Promise<{bea: Person; beds: Channel; threadId: string}> {
    const bea = await world.person('bea', {first_name: 'Beatrice', last_name: 'Moss', position: 'Keeper of bees'});
    const long = await world.person('maximiliane.longname', {first_name: 'Maximiliane-Theodora', last_name: 'von und zu Hohenstauffen-Wolkenstein'});
    const beds = await world.channel('beds', {title: 'Flower beds', purpose: 'Who plants what, and where', people: [bea, long]});
    await world.channel('a-very-long-name', {title: 'A channel with a name that is longer than most people would pick', people: [bea]});
    await world.channel('secrets', {title: 'Secret recipes', type: 'P', people: [bea]});
    await world.channel('empty', {title: 'Empty room'});
    await world.as(world.admin, 'PUT', `/channels/${beds.id}/patch`, {header: 'Plan: [the map](https://example.org/map) and a header that goes on for a while so that it has to be cut off somewhere on narrow screens'});
    const post = await world.post(world.admin, beds, RICH);
    await world.post(bea, beds, 'Looks good. I would put the beans by the wall.', post.id);
    await world.post(long, beds, 'Agreed!', post.id);
    await world.post(bea, beds, 'First I thought we should wait for the frost to pass, but the forecast has changed and I think that by the weekend we can start, unless somebody objects.');
    const liked = await world.post(bea, beds, `An address without a break: https://example.org/${'a'.repeat(180)}`);
    await world.as(bea, 'POST', `/posts/${liked.id}/pin`);
    for (const name of ['+1', 'tada', 'seedling', 'heart']) {
        await world.as(bea, 'POST', '/reactions', {user_id: bea.id, post_id: liked.id, emoji_name: name});
    }
    await world.as(world.admin, 'POST', '/reactions', {user_id: world.admin.id, post_id: liked.id, emoji_name: 'tada'});
    await world.post(long, beds, 'Short one');
    await world.upload(bea, beds, 'The roses today', [picture('roses.png', 1200, 700, [190, 60, 90])]);
    await world.upload(bea, beds, 'And more', [picture('a.png'), picture('b.png', 500, 700, [220, 170, 40]), {name: 'a-rather-long-file-name-of-a-spreadsheet-of-2026.csv', mimeType: 'text/csv', buffer: Buffer.from('bed,rows\nnorth,12\n')}]);
    const direct = await world.direct(world.admin, bea);
    await world.post(bea, direct, 'Have you seen my gloves?');
    await world.post(world.admin, direct, 'By the pump.');
    await world.as(world.admin, 'POST', '/channels/group', [world.admin.id, bea.id, long.id]);
    await world.post(bea, await world.channelNamed('off-topic'), 'Cake at four, @ada');
    await world.as(world.admin, 'POST', '/drafts', {channel_id: direct.id, message: 'They are **not** by the pump.'});
    await world.as(world.admin, 'POST', '/posts/schedule', {channel_id: direct.id, message: 'Frost from tonight on', scheduled_at: Date.now() + 4 * 86_400_000});
    for (const display_name of ['Almanac', 'A map with a name that is longer than there is room for']) {
        await world.as(world.admin, 'POST', `/channels/${beds.id}/bookmarks`, {type: 'link', display_name, link_url: 'https://example.org'});
    }
    await world.as(world.admin, 'POST', '/hooks/incoming', {channel_id: beds.id, display_name: 'Weather station', description: 'Tells of frost, rain and wind.'});
    await world.as(world.admin, 'POST', '/bots', {username: 'gnome', description: 'Waters at night.'});
    // Not enabled: an enabled one would be loaded by every view. Those that run are looked at in flows/plugins.spec.ts.
    await install(world, FORMS, {enabled: false});
    return {bea, beds, threadId: post.id};
}

/** A plugin with settings of every kind that the page draws. */
const FORMS = webPlugin('forms', 'Forms', {
    manifest: {
        description: 'Asks for everything that can be asked for.',
        homepage_url: 'https://example.org',
        settings_schema: {
            header: 'What is set here holds **at once**.',
            footer: 'More is in [the almanac](https://example.org).',
            sections: [
                {
                    key: 'texts',
                    title: 'Texts',
                    subtitle: 'What people read.',
                    settings: [
                        {key: 'greeting', display_name: 'Greeting', type: 'text', help_text: '`{name}` stands for the person.', max_length: 80, required: true},
                        {key: 'rules', display_name: 'Rules', type: 'longtext', placeholder: 'One a line'},
                        {key: 'code', display_name: 'Code of the garden', type: 'text', pattern: '[A-Z]{3}[0-9]*', help_text: 'Three capitals first.'},
                        {key: 'owner', display_name: 'Whom to ask', type: 'username', placeholder: 'ada'},
                    ],
                },
                {
                    key: 'choices',
                    title: 'Choices',
                    settings: [
                        {key: 'loud', display_name: 'Ring the bell', type: 'bool', help_text: 'For everybody in the channel.', default: true},
                        {key: 'days', display_name: 'Ask again after days', type: 'number', min: 0, max: 365, default: 7},
                        {key: 'season', display_name: 'Season', type: 'dropdown', options: [{display_name: 'Spring', value: 'spring'}, {display_name: 'Autumn', value: 'autumn'}], default: 'spring'},
                        {key: 'size', display_name: 'Size', type: 'radio', help_text: 'Of the pots.', options: [{display_name: 'Small', value: 's'}, {display_name: 'Large', value: 'l'}], default: 's'},
                    ],
                },
                {
                    key: 'secrets',
                    title: 'Secrets',
                    settings: [
                        {key: 'token', display_name: 'Access token', type: 'text', secret: true, help_text: 'From the weather station.'},
                        {key: 'shared', display_name: 'Shared secret', type: 'generated', secret: true, help_text: 'Both sides know it.', regenerate_help_text: 'The old one is good until then.'},
                        {key: 'mark', display_name: 'Mark', type: 'custom', help_text: 'Drawn by the plugin.'},
                    ],
                },
            ],
        },
    },
});

const heading = (name: string | RegExp) => async (chat: Chat) => expect(chat.page.getByRole('heading', {name}).first()).toBeVisible();

/** The list of messages is there before it has found its place, and hides its messages until then. */
async function settle(chat: Chat, title: string, words: string): Promise<void> {
    await chat.isIn(title);
    await expect(chat.page.getByRole('main').getByRole('region', {name: 'Messages', exact: true}).getByText(words).last()).toBeVisible();
}

async function settleInBeds(chat: Chat): Promise<void> {
    await settle(chat, 'Flower beds', 'And more');
}

function modal(name: string, press: (chat: Chat) => Promise<void>): View {
    return {
        name,
        path: BEDS,
        open: async (chat) => {
            await settleInBeds(chat);
            await press(chat);
            await expect(chat.dialog).toBeVisible();
            await expect(chat.dialog.locator('.spinner')).toHaveCount(0);
        },
    };
}

const BEDS = '/garden/channels/beds';

async function settings(chat: Chat, part: string): Promise<void> {
    await chat.page.keyboard.press('Control+Shift+A');
    await chat.dialog.getByRole('button', {name: part, exact: true}).click();
}

async function channelMenu(chat: Chat, entry: string): Promise<void> {
    await chat.page.getByRole('button', {name: /, channel menu$/}).click();
    await chat.menuItem(entry).click();
}

/** Views of somebody who is logged in and may administer. */
export function viewsInside(threadId: string): View[] {
    return [
        {name: 'channel', path: BEDS, open: settleInBeds},
        {name: 'channel-empty', path: '/garden/channels/empty', open: (chat) => settle(chat, 'Empty room', 'This is the start of the channel')},
        {name: 'channel-missing', path: '/garden/channels/nowhere', open: async (chat) => expect(chat.page.getByText('There is no channel')).toBeVisible()},
        {name: 'direct', path: '/garden/messages/@bea', open: async (chat) => expect(chat.post('By the pump.')).toBeVisible()},
        {name: 'thread', path: `/garden/pl/${threadId}`, open: async (chat) => {
            await expect(chat.post('A plan for the beds')).toBeVisible();
            await chat.post('A plan for the beds').getByRole('button', {name: /2 replies/}).click();
            await expect(chat.panel.getByText('Agreed!')).toBeVisible();
        }},
        {name: 'threads', path: `/garden/threads/${threadId}`, open: async (chat) => expect(chat.page.getByRole('article').filter({hasText: 'Agreed!'})).toBeVisible()},
        {name: 'search', path: BEDS, open: async (chat) => {
            await settleInBeds(chat);
            await chat.search('beans');
            await expect(chat.panel.getByRole('article').first()).toBeVisible();
        }},
        {name: 'search-empty', path: BEDS, open: async (chat) => {
            await settleInBeds(chat);
            await chat.search('turnips');
            await expect(chat.panel.getByText('Nothing found')).toBeVisible();
        }},
        {name: 'info', path: BEDS, open: async (chat) => {
            await settleInBeds(chat);
            await chat.page.getByRole('button', {name: 'About this channel'}).click();
            await expect(chat.panel.getByText('Who plants what, and where')).toBeVisible();
        }},
        {name: 'members', path: BEDS, open: async (chat) => {
            await settleInBeds(chat);
            await chat.page.getByRole('button', {name: /^Members/}).click();
            await expect(chat.panel.getByText('@maximiliane.longname')).toBeVisible();
        }},
        {name: 'completion', path: BEDS, open: async (chat) => {
            await settleInBeds(chat);
            await chat.composer.pressSequentially('Ask @');
            await expect(chat.suggestions.getByRole('option').first()).toBeVisible();
        }},
        {name: 'drafts', path: '/garden/drafts', open: async (chat) => expect(chat.page.getByRole('list', {name: 'Drafts'}).getByRole('listitem')).toHaveCount(1)},
        {name: 'scheduled', path: '/garden/scheduled_posts', open: async (chat) => expect(chat.page.getByText('Frost from tonight on')).toBeVisible()},
        {name: 'incoming-hooks', path: '/garden/integrations/incoming_webhooks', open: heading('Weather station')},
        {name: 'outgoing-hooks-empty', path: '/garden/integrations/outgoing_webhooks', open: async (chat) => expect(chat.page.getByText('No outgoing web hooks yet')).toBeVisible()},
        {name: 'bots', path: '/garden/integrations/bots', open: heading(/@gnome/)},
        {name: 'custom-emoji-empty', path: '/garden/emoji', open: async (chat) => expect(chat.page.getByText('No custom emoji yet')).toBeVisible()},
        modal('add-bookmark', (chat) => channelMenu(chat, 'Add a bookmark')),
        modal('emoji', async (chat) => chat.page.getByRole('button', {name: 'Emoji', exact: true}).click()),
        modal('profile-card', async (chat) => chat.page.getByRole('main').getByRole('button', {name: 'bea', exact: true}).first().click()),
        modal('lightbox', async (chat) => chat.page.getByRole('button', {name: 'Open roses.png'}).click()),
        modal('switcher', async (chat) => chat.page.keyboard.press('Control+k')),
        modal('shortcuts', async (chat) => chat.page.keyboard.press('Control+/')),
        modal('create-channel', async (chat) => {
            const drawer = chat.page.getByRole('button', {name: 'Open navigation'});
            if (await drawer.isVisible()) {
                await drawer.click();
            }
            await chat.page.getByRole('button', {name: 'Add channels or people'}).click();
            await chat.menuItem('Create channel').click();
        }),
        {name: 'browse-channels', path: '/garden/channels/nowhere', open: async (chat) => {
            await chat.page.getByRole('button', {name: 'Browse channels'}).click();
            await expect(chat.dialog.getByText('Town Square')).toBeVisible();
        }},
        modal('edit-channel', (chat) => channelMenu(chat, 'Edit channel')),
        modal('add-people', (chat) => channelMenu(chat, 'Add people')),
        modal('channel-notifications', (chat) => channelMenu(chat, 'Notifications')),
        ...['Profile', 'Notifications', 'Display', 'Security', 'Advanced', 'Plugins'].map((part) => modal(`settings-${part.toLowerCase()}`, (chat) => settings(chat, part))),
        {name: 'select-team', path: '/select_team', open: heading('Your teams')},
        {name: 'create-team', path: '/create_team', open: heading(/Create/)},
        ...(['statistics', 'users', 'teams'] as const).map((page): View => ({name: `console-${page}`, path: `/admin_console/${page}`, open: async (chat) => {
            await heading(new RegExp(page, 'i'))(chat);
            await expect(chat.page.locator('.tile, tbody tr').first()).toBeVisible();
        }})),
        {name: 'console-plugins', path: '/admin_console/plugins', open: async (chat) => expect(chat.page.getByRole('switch', {name: 'Enable Forms'})).toBeVisible()},
        {name: 'console-plugin-settings', path: '/admin_console/plugins/plugin_forms', open: async (chat) => expect(chat.page.getByLabel('Greeting')).toBeVisible()},
        ...([['Permissions', 'It asks for nothing'], ['Figures', 'No figures'], ['Log', 'No lines'], ['Nodes', 'Not running']] as const).map(([tab, words]): View => ({name: `console-plugin-${tab.toLowerCase()}`, path: '/admin_console/plugins/plugin_forms', open: async (chat) => {
            await chat.page.getByRole('button', {name: tab, exact: true}).click();
            await expect(chat.page.getByText(words).last()).toBeVisible();
        }})),
        {name: 'console-channels', path: '/admin_console/channels', open: async (chat) => expect(chat.page.getByText('~beds')).toBeVisible()},
        {name: 'console-permissions', path: '/admin_console/permissions', open: async (chat) => expect(chat.page.getByRole('checkbox').first()).toBeVisible()},
        {name: 'console-audit', path: '/admin_console/audit', open: async (chat) => expect(chat.page.getByRole('row').nth(1)).toBeVisible()},
        {name: 'console-maintenance', path: '/admin_console/maintenance', open: heading('Busy state')},
        {name: 'console-log', path: '/admin_console/logs', open: async (chat) => expect(chat.page.getByRole('region', {name: 'Log lines'})).toBeVisible()},
        ...['site', 'signup', 'messages', 'files'].map((page): View => ({name: `console-${page}`, path: `/admin_console/settings/${page}`, open: async (chat) => expect(chat.page.getByRole('button', {name: 'Save', exact: true})).toBeVisible()})),
    ];
}

/** Views of somebody at the door. */
export function viewsOutside(inviteId: string): View[] {
    return [
        {name: 'login', path: '/login', open: heading('Welcome back')},
        {name: 'signup', path: `/signup_user_complete/?id=${inviteId}`, open: heading('Join The Garden')},
        {name: 'signup-refused', path: '/signup_user_complete', open: heading('An invitation is needed')},
        {name: 'reset', path: '/reset_password', open: heading('Reset your password')},
    ];
}
