/* The server goes away and comes back: nothing that was written is lost. */
import {gate} from '../lib/gate.ts';
import {expect, test} from '../lib/stage.ts';

const LOST = 'The connection to the server is lost.';

test('a draft outlives a power cut, a message sent meanwhile arrives once, and what was missed is fetched', async ({world, sit}) => {
    const bea = await world.person('bea');
    const square = await world.channelNamed('town-square');
    const [ada, other] = await Promise.all([sit(world.admin), sit(bea)]);
    await ada.send('Before the storm');
    await expect(other.post('Before the storm')).toBeVisible();

    await world.server.kill();
    await expect(ada.page.getByText(LOST)).toBeVisible();
    await ada.send('Into the storm');
    await expect(ada.post('Into the storm').getByRole('alert')).toContainText('Not sent.');
    await ada.composer.fill('Half a thought');
    await expect(other.page.getByText(LOST)).toBeVisible();

    await world.server.start();
    await world.post(bea, square, 'After the storm');
    await expect(ada.page.getByText(LOST)).toBeHidden();
    await expect(ada.post('After the storm')).toBeVisible();
    await expect(ada.composer).toHaveValue('Half a thought');
    await expect(ada.post('Into the storm').getByText('Not sent.')).toBeHidden();
    await expect(other.post('Into the storm')).toHaveCount(1);
    await expect(ada.post('Into the storm')).toHaveCount(1);

    await ada.page.reload();
    await ada.isIn('Town Square');
    await expect(ada.composer).toHaveValue('Half a thought');
    await expect(ada.post('Into the storm')).toHaveCount(1);
    await ada.send('A whole one');
    await expect(other.post('A whole one')).toBeVisible();
});

test('a page whose connection comes late shows what there is, and then what it was not told', async ({world, sit}) => {
    const square = await world.channelNamed('town-square');
    await world.post(world.admin, square, 'Early');
    const person = await world.person('bea');
    const bea = await sit(person, {path: '/select_team'});
    await expect(bea.page.getByRole('heading', {name: 'Your teams'})).toBeVisible();
    const opens = gate();
    await bea.page.routeWebSocket(/\/api\/v4\/websocket/, async (socket) => {
        await opens.opened;
        socket.connectToServer();
    });
    await bea.page.goto('/garden/channels/town-square');
    await expect(bea.post('Early')).toBeVisible();
    await world.post(world.admin, square, 'Told to nobody');
    await world.channel('beds', {title: 'Flower beds', people: [person]});
    opens.open();
    await expect(bea.post('Told to nobody')).toBeVisible();
    await expect(bea.channelLink('Flower beds')).toBeVisible();
});

test('a message that could not be sent is sent again by hand, or taken away', async ({world, sit}) => {
    const ada = await sit(world.admin);
    await ada.isIn('Town Square');
    await ada.page.route('**/api/v4/posts', (route) => route.abort('connectionreset'));
    await ada.send('First try');
    await ada.send('Better not');
    await expect(ada.post('First try').getByRole('alert')).toContainText('Not sent.');
    await ada.post('Better not').getByRole('button', {name: 'Remove'}).click();
    await expect(ada.post('Better not')).toBeHidden();
    await ada.post('First try').getByRole('button', {name: 'Try again'}).click();
    await expect(ada.post('First try').getByRole('alert')).toContainText('Not sent.');
    await ada.page.unroute('**/api/v4/posts');
    await ada.post('First try').getByRole('button', {name: 'Try again'}).click();
    await expect(ada.post('First try').getByText('Not sent.')).toBeHidden();
    await ada.page.reload();
    await expect(ada.post('First try')).toHaveCount(1);
    await expect(ada.post('Better not')).toHaveCount(0);
});

test('a page opened while the server does not answer says so and goes on when it does', async ({world, sit}) => {
    const ada = await sit(world.admin);
    await ada.isIn('Town Square');
    await ada.page.route('**/api/v4/**', (route) => route.abort('connectionrefused'));
    await ada.page.reload();
    await expect(ada.page.getByRole('alert')).toContainText('The server does not answer.');
    await ada.page.getByRole('button', {name: 'Try again'}).click();
    await expect(ada.page.getByRole('alert')).toContainText('The server does not answer.');
    await ada.page.unroute('**/api/v4/**');
    await ada.page.getByRole('button', {name: 'Try again'}).click();
    await ada.isIn('Town Square');
});

test('logging in while the server is down is told apart from a wrong password', async ({world, stranger}) => {
    const chat = await stranger({path: '/login'});
    await chat.page.getByLabel('Email or username').fill('ada');
    await chat.page.getByLabel('Password').fill('whatever it is');
    await world.server.kill();
    await chat.page.getByRole('button', {name: 'Log in'}).click();
    await expect(chat.page.getByRole('alert')).toContainText('The server does not answer.');
});

test('addresses that lead nowhere say so and show a way on', async ({world, sit}) => {
    const ada = await sit(world.admin, {path: '/garden/channels/no-such-channel'});
    await expect(ada.page.getByText('There is no channel “no-such-channel” here for you')).toBeVisible();
    await ada.page.getByRole('button', {name: 'Browse channels'}).click();
    await expect(ada.dialog.getByRole('button', {name: 'Open Town Square'})).toBeVisible();
    await ada.page.goto('/garden/messages/@nobody');
    await expect(ada.page.getByText('Nobody here is called @nobody')).toBeVisible();
    await ada.page.goto('/no-such-team/channels/town-square');
    await expect(ada.page.getByRole('heading', {name: 'Your teams'})).toBeVisible();
});
