/* Noticing each other: unread, mentions, typing, presence. */
import {expect, test} from '../lib/stage.ts';

test('messages elsewhere make a channel bold, a mention counts, and reading clears both', async ({world, sit}) => {
    const bea = await world.person('bea');
    const [ada, other] = await Promise.all([sit(world.admin), sit(bea, {path: '/garden/channels/off-topic'})]);
    await other.isIn('Off-Topic');
    await ada.send('Fresh mulch arrived');
    await expect(other.channelLink('Town Square')).toHaveAccessibleName(/unread$/);
    await expect(other.page).toHaveTitle(/^• Off-Topic/);
    await ada.send('@bea will you fetch it?');
    await expect(other.channelLink('Town Square')).toHaveAccessibleName(/ 1 mention$/);
    await expect(other.page).toHaveTitle(/^\(1\) Off-Topic/);

    await other.openChannel('Town Square');
    await expect(other.page.getByRole('separator', {name: 'New messages'})).toBeVisible();
    await expect(other.post('will you fetch it?')).toBeInViewport();
    await expect(other.channelLink('Town Square')).toHaveAccessibleName('Town Square');
    await expect(other.page).toHaveTitle(/^Town Square/);
    await other.sidebar.getByRole('button', {name: 'Mentions'}).click();
    await expect(other.panel.getByRole('article').filter({hasText: 'will you fetch it?'})).toBeVisible();
    await expect(other.panel.getByText('Fresh mulch arrived')).toBeHidden();

    await other.choose(other.post('Fresh mulch arrived'), 'Mark unread from here');
    await other.openChannel('Off-Topic');
    await expect(other.channelLink('Town Square')).toHaveAccessibleName(/mention|unread/);
});

test('a muted channel keeps quiet but for mentions', async ({world, sit}) => {
    const bea = await world.person('bea');
    const channel = await world.channel('chatter', {title: 'Chatter', people: [bea]});
    const other = await sit(bea, {path: '/garden/channels/chatter'});
    await other.page.getByRole('button', {name: 'Chatter, channel menu'}).click();
    await other.menuItem('Mute').click();
    await expect(other.channelLink('Chatter')).toHaveAccessibleName(/^Chatter ?, muted$/);
    await other.openChannel('Off-Topic');
    await world.post(world.admin, channel, 'Blah blah');
    await world.post(world.admin, await world.channelNamed('town-square'), 'Something that is heard');
    await expect(other.channelLink('Town Square')).toHaveAccessibleName(/unread$/);
    await expect(other.channelLink('Chatter')).toHaveAccessibleName(/^Chatter ?, muted$/);
    await world.post(world.admin, channel, 'But @bea, this is for you');
    await expect(other.channelLink('Chatter')).toContainText('1');
});

test('one sees the other type, in the channel and in the thread', async ({world, sit}) => {
    const root = await world.post(world.admin, await world.channelNamed('town-square'), 'Shall we plant?');
    const [ada, bea] = await Promise.all([sit(world.admin), sit(await world.person('bea'))]);
    await bea.isIn('Town Square');
    await ada.isIn('Town Square');
    await ada.composer.pressSequentially('Well');
    await expect(bea.page.getByText('ada is typing…')).toBeVisible();
    await ada.composer.press('Enter');
    await expect(bea.page.getByText('ada is typing…')).toBeHidden();
    await expect(bea.post('Well')).toBeVisible();

    await bea.page.goto(`/garden/pl/${root.id}`);
    await bea.act(bea.post('Shall we plant?'), 'Reply in thread');
    await ada.act(ada.post('Shall we plant?'), 'Reply in thread');
    await ada.panel.getByRole('textbox', {name: 'Reply in this thread'}).pressSequentially('Hm');
    await expect(bea.panel.getByText('ada is typing…')).toBeVisible();
    await expect(bea.page.getByRole('main').getByText('ada is typing…')).toBeHidden();
});

test('presence and custom status of the other are seen, and that they left', async ({world, sit}) => {
    const bea = await world.person('bea');
    await world.direct(world.admin, bea);
    const other = await sit(bea);
    await other.isIn('Town Square');
    const ada = await sit(world.admin);
    await ada.page.clock.install();
    await ada.page.goto('/garden/messages/@bea');
    const header = ada.page.getByRole('main').locator('header').first();
    await expect(header).toContainText('Online');

    await other.ownMenu('Set a custom status');
    await other.dialog.getByRole('textbox', {name: 'Status'}).fill('In the greenhouse');
    await other.dialog.getByRole('button', {name: /^(Set|Save)/}).click();
    await expect(header).toContainText('In the greenhouse');

    await other.ownMenu('Do not disturb');
    await expect(other.page.getByRole('button', {name: 'Your menu, Do not disturb'})).toBeVisible();
    // Others' presence is asked for once a minute; the minute is given here.
    await ada.page.clock.fastForward(61_000);
    await expect(header).toContainText('Do not disturb');
    await other.ownMenu('Online');
    await expect(other.page.getByRole('button', {name: 'Your menu, Online'})).toBeVisible();
    await other.page.context().close();
    await expect(async () => {
        await ada.page.clock.fastForward(61_000);
        await expect(header).toContainText('Offline', {timeout: 1_000});
    }).toPass();
});
