/* The system console: settings that hold, people, teams, numbers, the log. */
import type {Chat} from '../lib/chat.ts';
import {expect, test} from '../lib/stage.ts';
import {PASSWORD} from '../lib/world.ts';

async function openPage(chat: Chat, name: string): Promise<void> {
    await chat.page.getByRole('navigation', {name: 'System console'}).getByRole('link', {name, exact: true}).click();
    await expect(chat.page.getByRole('main').getByRole('heading', {level: 1, name})).toBeVisible();
}

async function act(chat: Chat, username: string, entry: string): Promise<void> {
    await chat.page.getByRole('button', {name: `Actions for ${username}`}).click();
    await chat.menuItem(entry).click();
}

/** The note that says so may still be there from the last time. */
async function saveSettings(chat: Chat): Promise<void> {
    const answered = chat.page.waitForResponse((response) => response.url().endsWith('/api/v4/config/patch'));
    await Promise.all([answered, chat.page.getByRole('button', {name: 'Save', exact: true}).click()]);
    expect((await answered).ok(), 'the settings are taken').toBe(true);
    await expect(chat.notes).toContainText('Settings saved');
}

test('settings are saved and hold at once, and an ordinary member does not get in', async ({world, sit, stranger}) => {
    const bea = await world.person('bea');
    const [ada, other] = await Promise.all([sit(world.admin, {path: '/admin_console/settings/site'}), sit(bea)]);
    await other.isIn('Town Square');
    const save = ada.page.getByRole('button', {name: 'Save', exact: true});
    await expect(save).toBeDisabled();
    await ada.page.getByLabel('Site name').fill('Gardeners');
    await ada.page.getByLabel('Banner text').fill('Frost **tonight**');
    await ada.toggle('Show a banner to everyone').click();
    await expect(ada.page.getByText('3 unsaved changes')).toBeVisible();
    await saveSettings(ada);
    await expect(other.page.getByRole('region', {name: 'Announcement'})).toContainText('Frost tonight');
    await expect(other.page.getByRole('link', {name: 'Gardeners, home'})).toBeVisible();

    const outsider = await stranger({path: '/signup_user_complete'});
    await expect(outsider.page.getByRole('heading', {name: 'An invitation is needed'})).toBeVisible();
    await openPage(ada, 'Sign-up and login');
    await ada.toggle('Without an invitation').click();
    await saveSettings(ada);
    await outsider.page.reload();
    await expect(outsider.page.getByRole('heading', {name: 'Create your account'})).toBeVisible();
    await expect(outsider.page.getByText('Gardeners')).toBeVisible();

    await openPage(ada, 'Passwords');
    await ada.page.getByLabel('Least characters').fill('100');
    await save.click();
    await expect(ada.page.getByRole('alert')).toContainText('5 to 72');

    await other.page.goto('/admin_console');
    await expect(other.page.getByText('Only for administrators')).toBeVisible();
    expect((await other.page.context().request.get('/api/v4/config')).status()).toBe(403);
});

test('people are made, promoted, deactivated, given a new password, and logged out', async ({world, sit, stranger}) => {
    const bea = await world.person('bea');
    const [ada, other] = await Promise.all([sit(world.admin, {path: '/admin_console/users'}), sit(bea)]);
    const row = (name: string) => ada.page.getByRole('row').filter({hasText: `@${name}`});
    await other.isIn('Town Square');
    await ada.page.getByRole('button', {name: 'Create account'}).click();
    await ada.dialog.getByLabel('Email').fill('cleo@example.org');
    await ada.dialog.getByLabel('Username').fill('cleo');
    await ada.dialog.getByLabel('Password').fill(PASSWORD);
    await ada.dialog.getByRole('button', {name: 'Create account'}).click();
    await expect(row('cleo')).toContainText('Member');

    await act(ada, 'bea', 'Make administrator');
    await ada.dialog.getByRole('button', {name: 'Make administrator'}).click();
    await expect(row('bea')).toContainText('Administrator');
    await other.page.getByRole('button', {name: /^Your menu/}).click();
    await expect(other.menuItem('System console')).toBeVisible();
    await other.page.keyboard.press('Escape');
    await act(ada, 'bea', 'Take administrator role');
    await expect(row('bea')).toContainText('Member');

    await act(ada, 'bea', 'Set a new password');
    await ada.dialog.getByLabel('New password').fill('short');
    await ada.dialog.getByRole('button', {name: 'Set password'}).click();
    await expect(ada.dialog.getByRole('alert')).toContainText('characters');
    await ada.dialog.getByLabel('New password').fill('brand new password');
    await ada.dialog.getByRole('button', {name: 'Set password'}).click();
    await expect(ada.notes).toContainText('The password of bea is changed');

    await act(ada, 'bea', 'End all sessions');
    await ada.dialog.getByRole('button', {name: 'End sessions'}).click();
    await expect(ada.notes).toContainText('All sessions ended');
    await expect(other.page.getByRole('heading', {name: 'Welcome back'})).toBeVisible();

    const door = await stranger({path: '/login'});
    const tryIn = async (password: string) => {
        await door.page.getByLabel('Email or username').fill('bea');
        await door.page.getByLabel('Password').fill(password);
        await door.page.getByRole('button', {name: 'Log in'}).click();
    };
    await tryIn(PASSWORD);
    await expect(door.page.getByRole('alert')).toBeVisible();
    await tryIn('brand new password');
    await door.isIn('Town Square');

    await act(ada, 'bea', 'Deactivate');
    await ada.dialog.getByRole('button', {name: 'Deactivate'}).click();
    await expect(row('bea')).toContainText('Deactivated');
    await expect(door.page.getByRole('heading', {name: 'Welcome back'})).toBeVisible();
    await tryIn('brand new password');
    await expect(door.page.getByRole('alert')).toBeVisible();
    await act(ada, 'bea', 'Activate');
    await expect(row('bea')).toContainText('Active');

    await ada.page.getByLabel('Search accounts').fill('cleo');
    await expect(row('bea')).toBeHidden();
    await expect(row('cleo')).toBeVisible();
});

test('the sessions of somebody are listed and one is ended', async ({world, sit}) => {
    const bea = await world.person('bea');
    const [ada, other] = await Promise.all([sit(world.admin, {path: '/admin_console/users'}), sit(bea)]);
    await other.isIn('Town Square');
    await act(ada, 'bea', 'Sessions');
    const rows = ada.dialog.getByRole('listitem');
    const browser = rows.filter({hasText: /Chrom/});
    await expect(browser).toHaveCount(1);
    await browser.getByRole('button', {name: 'Log out'}).click();
    await expect(browser).toHaveCount(0);
    await expect(other.page.getByRole('heading', {name: 'Welcome back'})).toBeVisible();
});

test('teams are listed, archived and brought back', async ({world, sit}) => {
    await world.as(world.admin, 'POST', '/teams', {name: 'orchard', display_name: 'The Orchard', type: 'O'});
    const ada = await sit(world.admin, {path: '/admin_console/teams'});
    const row = ada.page.getByRole('row').filter({hasText: '/orchard'});
    await expect(row).toContainText('The Orchard');
    await expect(row.getByRole('cell').nth(1)).toHaveText('1');
    await ada.page.getByRole('button', {name: 'Actions for The Orchard'}).click();
    await ada.menuItem('Archive').click();
    await ada.dialog.getByRole('button', {name: /^Archive/}).click();
    await expect(row).toContainText('Archived');
    await ada.page.getByRole('button', {name: 'Actions for The Orchard'}).click();
    await ada.menuItem(/Bring back|Restore/).click();
    await expect(row).toContainText('Active');
    await ada.page.getByLabel('Search teams').fill('garden');
    await expect(row).toBeHidden();
});

test('statistics count what is there and draw it, for all teams and for one', async ({world, sit}) => {
    await world.person('bea');
    await world.as(world.admin, 'POST', '/teams', {name: 'orchard', display_name: 'The Orchard', type: 'O'});
    const square = await world.channelNamed('town-square');
    for (const number of [1, 2, 3]) {
        await world.post(world.admin, square, `Message ${number}`);
    }
    const ada = await sit(world.admin, {path: '/admin_console/statistics'});
    const tile = (name: string) => ada.page.locator('.tile').filter({has: ada.page.getByText(name, {exact: true})}).getByRole('definition');
    await expect(tile('People')).toHaveText('2');
    await expect(tile('Teams')).toHaveText('2');
    const before = Number(await tile('Messages').textContent());
    expect(before).toBeGreaterThanOrEqual(3);
    await expect(ada.page.getByRole('figure')).toHaveCount(2);
    await expect(ada.page.getByRole('figure').first().locator('svg')).toBeVisible();
    await ada.page.getByLabel('Team').selectOption('The Orchard');
    await expect.poll(async () => Number(await tile('Messages').textContent())).toBeLessThan(before);
});

test('the server log is read, filtered by level and by word', async ({world, sit}) => {
    const ada = await sit(world.admin, {path: '/admin_console/logs'});
    const lines = ada.page.getByRole('region', {name: 'Log lines'}).getByRole('listitem');
    await expect(lines.filter({hasText: 'ready'}).first()).toBeVisible();
    await ada.page.getByLabel('Filter lines').fill('no line says this');
    await expect(ada.page.getByText('No lines')).toBeVisible();
    await ada.page.getByLabel('Filter lines').fill('ready');
    await expect(lines.first()).toContainText('ready');
    await ada.page.getByLabel('From level').selectOption('error');
    await expect(ada.page.getByText('No lines')).toBeVisible();
});
