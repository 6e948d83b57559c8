/* Channels and conversations: making, finding, joining, leaving. */
import {expect, test} from '../lib/stage.ts';

test('a channel is created, found by browsing, joined and left by somebody else', async ({world, sit}) => {
    const [ada, bea] = await Promise.all([sit(world.admin), sit(await world.person('bea'))]);
    await ada.page.getByRole('button', {name: 'Add channels or people'}).click();
    await ada.menuItem('Create channel').click();
    await ada.dialog.getByRole('button', {name: 'Create channel'}).click();
    await expect(ada.dialog.getByText('Give the channel a name.')).toBeVisible();
    await ada.dialog.getByLabel('Name').fill('Rose Beds');
    await expect(ada.dialog.getByLabel('Address')).toHaveValue('rose-beds');
    await ada.dialog.getByLabel('Purpose (optional)').fill('Thorns and all');
    await ada.dialog.getByRole('button', {name: 'Create channel'}).click();
    await ada.isIn('Rose Beds');
    await expect(ada.page.getByRole('main')).toContainText('Thorns and all');

    await bea.page.getByRole('button', {name: 'Add channels or people'}).click();
    await bea.menuItem('Browse channels').click();
    await bea.dialog.getByLabel('Search channels').fill('zzz');
    await expect(bea.dialog.getByText('No channels found')).toBeVisible();
    await bea.dialog.getByLabel('Search channels').fill('rose');
    await expect(bea.dialog.getByText('Thorns and all')).toBeVisible();
    await bea.dialog.getByRole('button', {name: 'Join Rose Beds'}).click();
    await bea.isIn('Rose Beds');
    await expect(ada.page.getByRole('main').getByText('bea joined')).toBeVisible();
    await expect(ada.page.getByRole('button', {name: 'Members, 2'})).toBeVisible();

    await bea.page.getByRole('button', {name: 'Rose Beds, channel menu'}).click();
    await bea.menuItem('Leave channel').click();
    await bea.isIn('Town Square');
    await expect(bea.channelLink('Rose Beds')).toBeHidden();
    await expect(ada.page.getByRole('button', {name: 'Members, 1'})).toBeVisible();
});

test('a private channel is invisible until one is added, and gone again when removed', async ({world, sit}) => {
    const person = await world.person('bea');
    await world.channel('secrets', {type: 'P', title: 'Secrets'});
    const [ada, bea] = await Promise.all([sit(world.admin, {path: '/garden/channels/secrets'}), sit(person, {path: '/garden/channels/secrets'})]);
    await expect(bea.page.getByText('There is no channel “secrets” here for you')).toBeVisible();
    await bea.page.getByRole('button', {name: 'Browse channels'}).click();
    await bea.dialog.getByLabel('Search channels').fill('secrets');
    await expect(bea.dialog.getByText('No channels found')).toBeVisible();
    await bea.page.keyboard.press('Escape');

    await ada.isIn('Secrets');
    await ada.page.getByRole('button', {name: 'Secrets, channel menu'}).click();
    await ada.menuItem('Add people').click();
    await ada.dialog.getByLabel('People to add').fill('be');
    await ada.dialog.getByRole('option', {name: 'bea'}).click();
    await ada.dialog.getByRole('button', {name: 'Add', exact: true}).click();
    await expect(ada.notes).toContainText('bea was added');
    await bea.openChannel('Secrets');

    await ada.page.getByRole('button', {name: /^Members/}).click();
    await ada.panel.getByRole('button', {name: 'Actions for bea'}).click();
    await ada.menuItem('Remove from channel').click();
    await expect(bea.channelLink('Secrets')).toBeHidden();
    await expect(bea.composer).toHaveAttribute('aria-label', 'Write to Town Square');
});

test('a direct message opens on both sides, and a conversation of three on all', async ({world, sit}) => {
    const [beaHerself, cleoHerself] = [await world.person('bea'), await world.person('cleo')];
    const [ada, bea, cleo] = await Promise.all([sit(world.admin), sit(beaHerself), sit(cleoHerself)]);
    await ada.page.getByRole('button', {name: 'New conversation'}).click();
    await ada.dialog.getByRole('combobox', {name: 'People'}).fill('nobody-at-all');
    await expect(ada.dialog.getByText('Nobody by that name.')).toBeVisible();
    await ada.dialog.getByRole('combobox', {name: 'People'}).fill('bea');
    await ada.dialog.getByRole('option', {name: 'bea'}).click();
    await ada.dialog.getByRole('button', {name: 'Start', exact: true}).click();
    await ada.isIn('bea');
    await ada.send('Between us');
    await expect(bea.channelLink('ada')).toContainText('1');
    await bea.openChannel('ada');
    await expect(bea.post('Between us')).toBeVisible();
    await bea.send('Not a word to anybody');
    await expect(ada.post('Not a word to anybody')).toBeVisible();
    await expect(cleo.channelLink('ada')).toBeHidden();

    await cleo.page.getByRole('button', {name: 'New conversation'}).click();
    for (const name of ['ada', 'bea']) {
        await cleo.dialog.getByRole('combobox', {name: 'People'}).fill(name);
        await cleo.dialog.getByRole('option', {name}).click();
    }
    await cleo.dialog.getByRole('button', {name: 'Start group'}).click();
    await cleo.isIn('ada, bea');
    await cleo.send('All three of us');
    await bea.openChannel('ada, cleo');
    await expect(bea.post('All three of us')).toBeVisible();
    await ada.openChannel('bea, cleo');
    await expect(ada.post('All three of us')).toBeVisible();
});

test('a channel is renamed, archived and favoured, and everybody sees it', async ({world, sit}) => {
    const person = await world.person('bea');
    await world.channel('plans', {people: [person], title: 'Plans'});
    const [ada, bea] = await Promise.all([sit(world.admin, {path: '/garden/channels/plans'}), sit(person, {path: '/garden/channels/plans'})]);
    await ada.page.getByRole('button', {name: 'Plans, channel menu'}).click();
    await ada.menuItem('Edit channel').click();
    await ada.dialog.getByLabel('Name').fill('Summer plans');
    await ada.dialog.getByLabel('Header').fill('See [the map](https://example.org/map)');
    await ada.dialog.getByRole('button', {name: 'Save'}).click();
    await bea.isIn('Summer plans');
    await expect(bea.page.getByRole('link', {name: 'the map'}).first()).toHaveAttribute('href', 'https://example.org/map');

    await bea.page.getByRole('button', {name: 'Add to favourites'}).click();
    await expect(bea.sidebar.getByRole('region', {name: 'Favourites'}).getByRole('link', {name: /^Summer plans/})).toBeVisible();

    await ada.page.getByRole('button', {name: 'Summer plans, channel menu'}).click();
    await ada.menuItem('Archive channel').click();
    await ada.dialog.getByRole('button', {name: 'Archive'}).click();
    await expect(bea.page.getByText('This channel is archived.')).toBeVisible();
    await expect(bea.composer).toBeHidden();
});
