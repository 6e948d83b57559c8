/* One's own account: profile, picture, password, what notifies, how it looks. */
import {picture} from '../lib/files.ts';
import type {Chat} from '../lib/chat.ts';
import {expect, test} from '../lib/stage.ts';
import {PASSWORD} from '../lib/world.ts';

async function openSettings(chat: Chat, part: string): Promise<void> {
    await chat.ownMenu('Settings');
    await chat.dialog.getByRole('button', {name: part, exact: true}).click();
    await expect(chat.dialog.getByRole('region', {name: part})).toBeVisible();
}

test('name, position and picture are changed, and the other sees them at once', async ({world, sit}) => {
    const bea = await world.person('bea');
    await world.post(bea, await world.channelNamed('town-square'), 'Good morning');
    const [ada, other] = await Promise.all([sit(world.admin), sit(bea)]);
    await other.isIn('Town Square');
    await other.ownMenu('Profile');
    await other.dialog.getByLabel('Username').fill('ada');
    await other.dialog.getByRole('button', {name: 'Save profile'}).click();
    await expect(other.dialog.getByRole('alert')).toBeVisible();
    await other.dialog.getByLabel('Username').fill('beatrice');
    await other.dialog.getByLabel('First name').fill('Beatrice');
    await other.dialog.getByLabel('Last name').fill('Moss');
    await other.dialog.getByLabel('Position').fill('Keeper of bees');
    const before = await ada.post('Good morning').locator('img').first().getAttribute('src');
    await other.dialog.getByRole('button', {name: 'Save profile'}).click();
    await expect(other.notes).toContainText('Saved');
    const chooser = other.page.waitForEvent('filechooser');
    await other.dialog.getByRole('button', {name: 'Change picture'}).click();
    await (await chooser).setFiles(picture('me.png', 200, 200, [200, 150, 20]));
    await expect(ada.post('Good morning').locator('img').first()).not.toHaveAttribute('src', before ?? '');

    await ada.post('Good morning').getByRole('button', {name: 'beatrice', exact: true}).click();
    const card = ada.page.getByRole('dialog', {name: 'Profile'});
    await expect(card).toContainText('Beatrice Moss');
    await expect(card).toContainText('Keeper of bees');
    await expect(card).toContainText('@beatrice');
});

test('the theme, the clock, names and density are chosen and kept, also in another browser', async ({world, sit}) => {
    const bea = await world.person('bea', {first_name: 'Beatrice', last_name: 'Moss'});
    await world.post(bea, await world.channelNamed('town-square'), 'Good morning');
    const ada = await sit(world.admin);
    const post = ada.post('Good morning');
    await expect(post.getByRole('time').first()).toHaveText(/[AP]M$/);
    const light = await ada.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const tall = (await post.boundingBox())?.height ?? 0;
    await openSettings(ada, 'Display');
    await ada.dialog.getByText('Dark', {exact: true}).click();
    await ada.dialog.getByText('24 hours, 16:00').click();
    await ada.dialog.getByRole('radio', {name: 'Full name', exact: true}).click();
    await ada.dialog.getByRole('radio', {name: /^Compact/}).click();
    await ada.page.keyboard.press('Escape');

    for (const chat of [ada, await sit(world.admin)]) {
        const same = chat.post('Good morning');
        await expect(same.getByRole('button', {name: 'Beatrice Moss', exact: true})).toBeVisible();
        await expect(same.getByRole('time').first()).toHaveText(/^\d\d:\d\d$/);
        await expect.poll(() => chat.page.evaluate(() => getComputedStyle(document.body).backgroundColor)).not.toBe(light);
        await expect.poll(async () => (await same.boundingBox())?.height ?? Infinity).toBeLessThan(tall);
        await chat.page.reload();
        await expect(chat.page.locator('html')).toHaveAttribute('data-theme', 'dark');
    }
});

test('a word one watches counts as a mention, another does not', async ({world, sit}) => {
    const bea = await world.person('bea');
    const channel = await world.channel('news', {people: [bea], title: 'News'});
    const other = await sit(bea, {path: '/garden/channels/news'});
    await other.isIn('News');
    await other.openChannel('Town Square');
    await openSettings(other, 'Notifications');
    await other.dialog.getByLabel('Other words').fill('compost, bees');
    await other.dialog.getByRole('button', {name: 'Save notifications'}).click();
    await expect(other.notes).toContainText('Saved');
    await other.page.keyboard.press('Escape');
    await world.post(world.admin, channel, 'The flowers are out');
    await expect(other.channelLink('News')).toHaveAccessibleName(/unread$/);
    await other.openChannel('News');
    await other.openChannel('Town Square');
    await world.post(world.admin, channel, 'and the bees are in');
    await expect(other.channelLink('News')).toHaveAccessibleName(/ 1 mention$/);
});

test('the password is changed with the old one only, and other sessions can be ended', async ({world, sit, stranger}) => {
    const bea = await world.person('bea');
    const other = await sit(bea);
    await openSettings(other, 'Security');
    await other.dialog.getByLabel('Current password').fill('not it at all');
    await other.dialog.getByLabel('New password').fill('a new password 1');
    await other.dialog.getByRole('button', {name: 'Change password'}).click();
    await expect(other.dialog.getByRole('alert')).toContainText(/password/i);
    await other.dialog.getByLabel('Current password').fill(PASSWORD);
    await other.dialog.getByRole('button', {name: 'Change password'}).click();
    await expect(other.notes).toContainText('Your password is changed');

    const again = await stranger({path: '/login'});
    await again.page.getByLabel('Email or username').fill('bea');
    await again.page.getByLabel('Password').fill(PASSWORD);
    await again.page.getByRole('button', {name: 'Log in'}).click();
    await expect(again.page.getByRole('alert')).toBeVisible();
    await again.page.getByLabel('Password').fill('a new password 1');
    await again.page.getByRole('button', {name: 'Log in'}).click();
    await again.isIn('Town Square');

    await openSettings(again, 'Security');
    const rows = again.dialog.getByRole('listitem').filter({has: again.page.getByRole('button', {name: 'Log out'})});
    await expect(rows.first()).toContainText(/Chrom/);
    const count = await rows.count();
    await rows.last().getByRole('button', {name: 'Log out'}).click();
    await expect(rows).toHaveCount(count - 1);
});

test('an access token is made, and deleted by an answer to a question that lies on the settings', async ({world, sit}) => {
    const ada = await sit(world.admin);
    await openSettings(ada, 'Security');
    const settings = ada.page.getByRole('dialog', {name: 'Settings'});
    await settings.getByLabel('What is it for?').fill('Backup');
    await settings.getByRole('button', {name: 'Create token'}).click();
    const token = (await settings.locator('code').first().textContent()) ?? '';
    const me = async () => (await fetch(`${world.server.url}/api/v4/users/me`, {headers: {Authorization: `Bearer ${token}`}})).status;
    expect(await me()).toBe(200);

    const ask = async () => {
        await settings.getByRole('button', {name: 'Actions for Backup'}).click();
        await ada.menuItem('Delete').click();
        return ada.page.getByRole('dialog', {name: 'Delete the token “Backup”?'});
    };
    await expect(await ask()).toBeVisible();
    await ada.page.keyboard.press('Escape');
    await expect(settings.getByRole('button', {name: 'Actions for Backup'})).toBeVisible();
    const question = await ask();
    await question.getByRole('button', {name: 'Delete token'}).click();
    await expect(question).toHaveCount(0);
    await expect(settings.getByRole('button', {name: 'Actions for Backup'})).toHaveCount(0);
    expect(await me()).toBe(401);
});
