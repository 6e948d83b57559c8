/* The system console's permissions, channels, maintenance and search. */
import {expect, test} from '../lib/stage.ts';

test('a permission that is taken away is gone for members at once, and comes back', async ({world, sit}) => {
    const bea = await world.person('bea');
    const [ada, other] = await Promise.all([sit(world.admin, {path: '/admin_console/permissions'}), sit(bea)]);
    await other.isIn('Town Square');
    const addChannels = async () => {
        await other.sidebar.getByRole('button', {name: 'Add channels or people'}).click();
        await expect(other.menuItem('Browse channels')).toBeVisible();
        const there = await other.menuItem('Create channel').count();
        await other.page.keyboard.press('Escape');
        return there;
    };
    expect(await addChannels()).toBe(1);
    const create = (part: string) => ada.page.getByRole('checkbox', {name: `Members: ${part}, Create`});
    const save = ada.page.getByRole('button', {name: 'Save', exact: true});
    await create('Public channels').click();
    await create('Private channels').click();
    await expect(ada.page.getByText('1 role changed')).toBeVisible();
    await save.click();
    await expect(ada.notes).toContainText('Permissions saved');
    await expect.poll(addChannels).toBe(0);
    await expect(world.as(bea, 'POST', '/channels', {team_id: world.team.id, name: 'weeds', display_name: 'Weeds', type: 'O'})).rejects.toThrow('403');
    await create('Public channels').click();
    await save.click();
    await expect.poll(addChannels).toBe(1);
});

test('a single setting is found by its name, and maintenance says what it found', async ({world, sit}) => {
    const ada = await sit(world.admin, {path: '/admin_console/maintenance'});
    const job = (name: string) => ada.page.getByRole('listitem').filter({has: ada.page.getByRole('heading', {name})});
    await job('Test the file store').getByRole('button').click();
    await expect(job('Test the file store').getByRole('status')).toHaveText('The store can be written and read.');
    await job('Reload the configuration').getByRole('button').click();
    await expect(job('Reload the configuration').getByRole('status')).toHaveText('The file was read again.');
    await job('Test mail').getByRole('button').click();
    await expect(job('Test mail').getByRole('alert')).toContainText('SMTPServer');

    await ada.page.getByRole('searchbox', {name: 'Find a page or setting'}).fill('ServiceSettings.PostEdit');
    await ada.page.getByRole('link', {name: /Seconds in which a message may be edited/}).click();
    await expect(ada.page.getByRole('heading', {level: 1, name: 'Messages'})).toBeVisible();
    await expect(ada.page.getByLabel('Seconds in which a message may be edited')).toBeFocused();
});

test('a channel is archived and brought back from the console, and logins are on record', async ({world, sit}) => {
    const bea = await world.person('bea');
    const beds = await world.channel('beds', {title: 'Flower beds', people: [bea]});
    const ada = await sit(world.admin, {path: '/admin_console/channels'});
    await ada.page.getByRole('searchbox', {name: 'Search channels'}).fill('flower');
    await expect(ada.page.getByRole('row')).toHaveCount(2);
    await ada.page.getByRole('button', {name: 'Actions for Flower beds'}).click();
    await ada.menuItem('Archive').click();
    await ada.dialog.getByRole('button', {name: 'Archive'}).click();
    await expect(ada.page.getByText('No channels found')).toBeVisible();
    expect((await world.as<{delete_at: number}>(bea, 'GET', `/channels/${beds.id}`)).delete_at).toBeGreaterThan(0);
    await ada.page.getByLabel('Show').selectOption('Archived');
    await ada.page.getByRole('button', {name: 'Actions for Flower beds'}).click();
    await ada.menuItem('Bring back').click();
    await expect(ada.page.getByText('No channels found')).toBeVisible();
    expect((await world.as<{delete_at: number}>(bea, 'GET', `/channels/${beds.id}`)).delete_at).toBe(0);

    await ada.page.getByRole('link', {name: 'Audit records'}).click();
    await ada.page.getByRole('combobox', {name: 'Person'}).fill('bea');
    await ada.page.getByRole('option', {name: /@bea/}).click();
    await expect(ada.page.getByRole('row').filter({hasText: '@ada'})).toHaveCount(0);
    await expect(ada.page.getByRole('row').filter({hasText: '@bea'}).first()).toContainText('login');
});
