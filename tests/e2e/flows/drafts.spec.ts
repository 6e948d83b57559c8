/* What is not sent yet: drafts on every device, messages sent later. */
import {expect, test} from '../lib/stage.ts';

test('a draft follows to another browser, and goes everywhere when it is sent', async ({world, sit}) => {
    const [desk, sofa] = [await sit(world.admin), await sit(world.admin)];
    await Promise.all([desk.isIn('Town Square'), sofa.isIn('Town Square')]);
    await desk.composer.fill('The beans are');
    await expect(sofa.composer).toHaveValue('The beans are');
    await sofa.composer.fill('The beans are up');
    await expect(desk.composer).toHaveValue('The beans are up');

    await sofa.sidebar.getByRole('link', {name: /^Drafts/}).click();
    const drafts = sofa.page.getByRole('list', {name: 'Drafts'}).getByRole('listitem');
    await expect(drafts).toHaveCount(1);
    await expect(drafts).toContainText('Town Square');
    await expect(drafts).toContainText('The beans are up');
    await drafts.getByRole('button', {name: 'Send', exact: true}).click();
    await expect(sofa.page.getByText('No drafts')).toBeVisible();
    await expect(desk.post('The beans are up')).toBeVisible();
    await expect(desk.composer).toHaveValue('');
    expect(await world.as<unknown[]>(world.admin, 'GET', `/users/me/teams/${world.team.id}/drafts`)).toEqual([]);
});

test('a draft of a thread is found again, and a deleted one is gone after a reload', async ({world, sit}) => {
    const root = await world.post(world.admin, await world.channelNamed('town-square'), 'Who waters?');
    const ada = await sit(world.admin);
    await ada.act(ada.post('Who waters?'), 'Reply in thread');
    await ada.panel.getByRole('textbox').fill('I could on Sunday');
    await expect(ada.sidebar.getByRole('link', {name: /^Drafts/})).toBeVisible();
    await ada.page.goto(`/${world.team.name}/drafts`);
    const draft = ada.page.getByRole('list', {name: 'Drafts'}).getByRole('listitem');
    await expect(draft).toContainText('Thread in');
    await draft.getByRole('button', {name: 'Edit'}).click();
    await expect(ada.panel.getByRole('textbox')).toHaveValue('I could on Sunday');

    await ada.page.goto(`/${world.team.name}/drafts`);
    await draft.getByRole('button', {name: 'Delete draft'}).click();
    await ada.dialog.getByRole('button', {name: 'Delete draft'}).click();
    await expect(ada.page.getByText('No drafts')).toBeVisible();
    await expect.poll(() => world.as<unknown[]>(world.admin, 'GET', `/users/me/teams/${world.team.id}/drafts`)).toEqual([]);
    await ada.page.goto(`/${world.team.name}/pl/${root.id}`);
    await expect(ada.post('Who waters?')).toBeVisible();
    await ada.act(ada.post('Who waters?'), 'Reply in thread');
    await expect(ada.panel.getByRole('textbox')).toHaveValue('');
});

test('a message waits for its time, is changed, put off, and sent at once after all', async ({world, sit}) => {
    const bea = await world.person('bea');
    const [ada, other] = await Promise.all([sit(world.admin), sit(bea)]);
    await other.isIn('Town Square');
    await ada.isIn('Town Square');
    await expect(ada.page.getByRole('main').getByRole('button', {name: 'Send later'})).toBeDisabled();
    await ada.composer.fill('Harvest begins');
    await ada.page.getByRole('main').getByRole('button', {name: 'Send later'}).click();
    await ada.menuItem('Choose a time').click();
    const moment = ada.dialog.getByLabel('Day and time');
    await moment.fill('2020-01-01T09:00');
    await ada.dialog.getByRole('button', {name: 'Schedule'}).click();
    await expect(ada.dialog.getByRole('alert')).toContainText('still to come');
    const year = new Date().getFullYear() + 1;
    await moment.fill(`${year}-06-01T09:00`);
    await ada.dialog.getByRole('button', {name: 'Schedule'}).click();
    await expect(ada.composer).toHaveValue('');
    await expect(ada.page.getByRole('main').getByText('A message will be sent')).toBeVisible();

    await ada.page.getByRole('link', {name: 'See it'}).click();
    const row = ada.page.getByRole('list', {name: 'Scheduled messages'}).getByRole('listitem');
    await expect(row.getByRole('time')).toContainText(`Jun 1, ${year}`);
    await row.getByRole('button', {name: 'Edit'}).click();
    await ada.dialog.getByLabel('Message').fill('Harvest begins at dawn');
    await ada.dialog.getByRole('button', {name: 'Save'}).click();
    await expect(row).toContainText('Harvest begins at dawn');
    await row.getByRole('button', {name: 'Reschedule'}).click();
    await ada.dialog.getByLabel('Day and time').fill(`${year}-07-02T09:00`);
    await ada.dialog.getByRole('button', {name: 'Reschedule'}).click();
    await expect(row.getByRole('time')).toContainText(`Jul 2, ${year}`);
    await expect(other.post('Harvest')).toHaveCount(0);
    await row.getByRole('button', {name: 'Send now'}).click();
    await expect(other.post('Harvest begins at dawn')).toBeVisible();
    await expect(ada.page.getByText('Nothing is scheduled')).toBeVisible();
});
