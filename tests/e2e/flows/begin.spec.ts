/* From an empty server to a team of two: the first account, the first team, an invitation, logging in and out. */
import {Chat} from '../lib/chat.ts';
import {expect, test} from '../lib/stage.ts';
import {PASSWORD} from '../lib/world.ts';

test('the first visitor of an empty server sets it up, makes a team and is its administrator', async ({stranger}) => {
    const ada = await stranger();
    const {page} = ada;
    await expect(page.getByRole('heading', {name: 'Set up your server'})).toBeVisible();

    await page.getByLabel('Email').fill('not an address');
    await page.getByLabel('Username').fill('9lives');
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', {name: 'Create the first account'}).click();
    await expect(page.getByText('This does not look like an email address.')).toBeVisible();
    await expect(page.getByText('A username begins with a letter.')).toBeVisible();
    await expect(page.getByText(/^Use at least \d+ characters\.$/)).toBeVisible();

    await page.getByLabel('Email').fill('ada@example.org');
    await page.getByLabel('Username').fill('ada');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', {name: 'Create the first account'}).click();

    await expect(page.getByRole('heading', {name: 'Create your first team'})).toBeVisible();
    await expect(ada.notes).toContainText('administrator of this server');
    await page.getByLabel('Team name').fill('The Garden Club');
    await expect(page.getByLabel('Address')).toHaveValue('the-garden-club');
    await page.getByLabel('Address').fill('admin');
    await page.getByRole('button', {name: 'Create team'}).click();
    await expect(page.getByText('“admin” is used by the server itself.')).toBeVisible();
    await page.getByLabel('Address').fill('garden');
    await page.getByRole('button', {name: 'Create team'}).click();

    await ada.isIn('Town Square');
    await expect(page).toHaveURL(/\/garden\/channels\/town-square$/);
    await ada.send('Is anybody here?');
    await expect(ada.post('Is anybody here?')).toBeVisible();
    await ada.ownMenu('System console');
    await expect(page.getByRole('heading', {name: 'Statistics'})).toBeVisible();
});

test('somebody joins by an invitation link; after it was renewed the old one is refused', async ({world, sit, stranger}) => {
    const ada = await sit(world.admin);
    await ada.page.getByRole('button', {name: 'Add channels or people'}).click();
    await ada.menuItem('Invite people').click();
    const field = ada.dialog.getByLabel('Invitation link');
    const link = await field.inputValue();
    await ada.dialog.getByRole('button', {name: 'Copy'}).click();
    await expect(ada.notes).toContainText('Link copied');
    expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe(link);

    const bea = await stranger({path: link});
    await expect(bea.page.getByRole('heading', {name: 'Join The Garden'})).toBeVisible();
    await bea.page.getByLabel('Email').fill('bea@example.org');
    await bea.page.getByLabel('Username').fill('ada');
    await bea.page.getByLabel('Password').fill(PASSWORD);
    await bea.page.getByRole('button', {name: 'Create account'}).click();
    await expect(bea.page.getByRole('alert')).toContainText(/already|taken|exists/i);
    await bea.page.getByLabel('Username').fill('bea');
    await bea.page.getByRole('button', {name: 'Create account'}).click();
    await bea.isIn('Town Square');
    await bea.send('Thank you for having me');

    await ada.dialog.getByRole('button', {name: 'Make a new link and end the old one'}).click();
    await expect(field).not.toHaveValue(link);
    await ada.dialog.getByRole('button', {name: 'Close'}).click();
    await expect(ada.post('Thank you for having me')).toBeVisible();

    const late = await stranger({path: link});
    await expect(late.page.getByRole('heading', {name: 'An invitation is needed'})).toBeVisible();
});

test('somebody with an account joins another team by its link', async ({world, sit}) => {
    const bea = await world.person('bea', {}, {member: false});
    const page = await sit(bea, {path: `/signup_user_complete/?id=${world.team.invite_id}`});
    await page.page.getByRole('button', {name: 'Join The Garden'}).click();
    await page.isIn('Town Square');
});

test('a wrong password is refused, the right one leads to the page that was asked for, logging out ends it', async ({world, stranger}) => {
    await world.person('bea');
    const bea = await stranger({path: '/garden/channels/off-topic'});
    const {page} = bea;
    await expect(page.getByRole('heading', {name: 'Welcome back'})).toBeVisible();
    await page.getByRole('button', {name: 'Log in'}).click();
    await expect(page.getByRole('alert')).toContainText('Enter your email or username.');

    await page.getByLabel('Email or username').fill('bea');
    await page.getByLabel('Password').fill('wrong horse');
    await page.getByRole('button', {name: 'Log in'}).click();
    await expect(page.getByRole('alert')).toContainText(/password/i);

    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByLabel('Password').press('Enter');
    await bea.isIn('Off-Topic');

    const beside = new Chat(await page.context().newPage());
    await beside.page.goto('/garden/channels/town-square');
    await beside.isIn('Town Square');

    await bea.ownMenu('Log out');
    await expect(page.getByRole('heading', {name: 'Welcome back'})).toBeVisible();
    await expect(beside.page.getByRole('heading', {name: 'Welcome back'})).toBeVisible();
    await page.goto('/garden/channels/town-square');
    await expect(page.getByRole('heading', {name: 'Welcome back'})).toBeVisible();
});
