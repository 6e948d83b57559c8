/* Messages: how they look, and what can be done with them, seen by the one who does it and by another. */
import {gate} from '../lib/gate.ts';
import {expect, test} from '../lib/stage.ts';

const LETTER = `## Seeds

| plant | rows |
|:------|-----:|
| bean  |   12 |

\`\`\`rust
fn grow(rows: u32) -> u32 { rows * 2 }
\`\`\`

> Sow early,
> reap often

- a **bold** seed and an *old* one
- [the almanac](https://example.org/almanac) and :tomato:

Ask @bea in ~town-square about #compost, <b>not bold</b>`;

test('markdown is shown as what it means: tables, highlighted code, quotes, lists, links, emoji, mentions', async ({world, sit}) => {
    await world.person('bea');
    const ada = await sit(world.admin);
    await ada.isIn('Town Square');
    await ada.page.keyboard.insertText(LETTER);
    await ada.page.getByRole('button', {name: 'Preview', exact: true}).click();
    await expect(ada.page.getByRole('region', {name: 'Preview'}).getByRole('table')).toBeVisible();
    await ada.page.getByRole('button', {name: 'Back to writing'}).click();
    await ada.page.getByRole('button', {name: 'Send', exact: true}).click();

    const post = ada.post('Sow early');
    await expect(post.getByText('Seeds', {exact: true})).toBeVisible();
    await expect(post.getByRole('cell', {name: '12'})).toHaveCSS('text-align', 'right');
    await expect(post.getByRole('columnheader', {name: 'plant'})).toBeVisible();
    const keyword = post.locator('code', {hasText: 'fn grow'}).getByText('fn', {exact: true});
    const plain = post.locator('code', {hasText: 'fn grow'});
    const colour = (element: Element) => getComputedStyle(element).color;
    expect(await keyword.evaluate(colour)).not.toBe(await plain.first().evaluate(colour));
    await expect(post.getByRole('blockquote')).toContainText('reap often');
    await expect(post.getByRole('listitem')).toHaveCount(2);
    await expect(post.getByRole('strong').filter({hasText: 'bold'})).toHaveText('bold');
    await expect(post.getByRole('link', {name: 'the almanac'})).toHaveAttribute('rel', /noopener/);
    await expect(post.getByText('🍅')).toBeVisible();
    await expect(post.getByRole('button', {name: '@bea'})).toBeVisible();
    await expect(post.getByRole('button', {name: '#compost'})).toBeVisible();
    await expect(post.getByText('<b>not bold</b>')).toBeVisible();
    await post.getByRole('link', {name: 'Town Square'}).click();
    await ada.isIn('Town Square');
});

test('a link that would run a script is text, and a picture from elsewhere shows nobody’s secrets', async ({world, sit}) => {
    const ada = await sit(world.admin);
    await ada.send('[press me](javascript:alert(1)) and <img src=x onerror=alert(2)>');
    await expect(ada.post('press me')).toBeVisible();
    await expect(ada.post('press me').getByRole('link')).toHaveCount(0);
    await expect(ada.post('press me').locator('img[src="x"]')).toHaveCount(0);
});

test('people, channels, emoji and commands complete while one types', async ({world, sit}) => {
    await world.person('beatrice', {first_name: 'Beatrice', last_name: 'Moss'});
    await world.channel('compost', {title: 'Compost heap'});
    const ada = await sit(world.admin);
    await ada.isIn('Town Square');
    const {keyboard} = ada.page;

    await keyboard.type('Hello @moss');
    await expect(ada.suggestions.getByRole('option', {name: /@beatrice/})).toHaveAttribute('aria-selected', 'true');
    await keyboard.press('Tab');
    await expect(ada.composer).toHaveValue('Hello @beatrice ');

    await keyboard.type('see ~comp');
    await expect(ada.suggestions.getByRole('option', {name: /Compost heap/})).toBeVisible();
    await keyboard.press('Enter');
    await expect(ada.composer).toHaveValue('Hello @beatrice see ~compost ');

    await keyboard.type(':tomat');
    await expect(ada.suggestions.getByRole('option', {name: /:tomato:/})).toBeVisible();
    await keyboard.press('Escape');
    await expect(ada.suggestions).toBeHidden();
    await keyboard.type('o');
    await ada.suggestions.getByRole('option', {name: /:tomato:/}).click();
    await expect(ada.composer).toHaveValue('Hello @beatrice see ~compost :tomato: ');
    await keyboard.press('Enter');
    await expect(ada.post('Hello')).toContainText('🍅');

    await keyboard.type('/shru');
    await expect(ada.suggestions.getByRole('option', {name: /^\/shrug/})).toBeVisible();
    await keyboard.press('Tab');
    await expect(ada.composer).toHaveValue('/shrug ');
    await keyboard.type('so it goes');
    await keyboard.press('Enter');
    await expect(ada.post('so it goes')).toContainText('¯\\_(ツ)_/¯');

    await keyboard.type('/nosuchcommand');
    await keyboard.press('Enter');
    await expect(ada.notes.getByRole('alert')).toContainText('nosuchcommand');
    await expect(ada.composer).toHaveValue('/nosuchcommand');
});

test('a message is edited, then deleted, and the other one sees each', async ({world, sit}) => {
    const [ada, bea] = await Promise.all([sit(world.admin), sit(await world.person('bea'))]);
    await ada.send('Meet at noom');
    await expect(bea.post('Meet at noom')).toBeVisible();
    await bea.post('Meet at noom').hover();
    await bea.post('Meet at noom').getByRole('button', {name: 'More actions'}).click();
    await expect(bea.menuItem('Copy link')).toBeVisible();
    await expect(bea.menuItem('Edit')).toBeHidden();
    await expect(bea.menuItem('Delete')).toBeHidden();
    await bea.page.keyboard.press('Escape');

    await ada.choose(ada.post('Meet at noom'), 'Edit');
    await ada.page.getByRole('textbox', {name: 'Edit message'}).fill('Meet at noon');
    await ada.page.keyboard.press('Enter');
    await expect(bea.post('Meet at noon')).toBeVisible();
    await expect(bea.post('Meet at noom')).toBeHidden();
    await ada.post('Meet at noon').getByRole('button', {name: 'edited'}).click();
    await expect(ada.dialog.getByText('Meet at noom')).toBeVisible();
    await ada.page.keyboard.press('Escape');

    await ada.choose(ada.post('Meet at noon'), 'Delete');
    await ada.dialog.getByRole('button', {name: 'Cancel'}).click();
    await expect(ada.post('Meet at noon')).toBeVisible();
    await ada.choose(ada.post('Meet at noon'), 'Delete');
    await ada.dialog.getByRole('button', {name: 'Delete'}).click();
    await expect(ada.post('Meet at noon')).toBeHidden();
    await expect(bea.post('Meet at noon')).toBeHidden();
});

test('what is said, changed and deleted while the messages are on their way is seen all the same', async ({world, sit}) => {
    const bea = await world.person('bea');
    const square = await world.channelNamed('town-square');
    const doomed = await world.post(world.admin, square, 'Soon gone');
    const changing = await world.post(world.admin, square, 'Meet at noom');
    const other = await sit(bea, {path: '/garden/channels/off-topic'});
    await other.isIn('Off-Topic');
    const [written, arrives] = [gate(), gate()];
    await other.page.route(new RegExp(`/channels/${square.id}/posts`), async (route) => {
        const response = await route.fetch();
        written.open();
        await arrives.opened;
        await route.fulfill({response});
    });
    await other.channelLink('Town Square').click();
    await written.opened;
    await world.post(world.admin, square, 'Said meanwhile');
    await world.as(world.admin, 'PUT', `/posts/${changing.id}/patch`, {message: 'Meet at noon'});
    await world.as(world.admin, 'DELETE', `/posts/${doomed.id}`);
    // Events come in order: when this one is seen, the others have come.
    await world.post(world.admin, await world.channelNamed('off-topic'), 'Last of all');
    await expect(other.channelLink('Off-Topic')).toHaveAccessibleName(/unread$/);
    await expect(other.post('Meet at')).toHaveCount(0);
    arrives.open();
    await expect(other.post('Said meanwhile')).toBeVisible();
    await expect(other.post('Meet at noon')).toBeVisible();
    await expect(other.post('Meet at noom')).toHaveCount(0);
    await expect(other.post('Soon gone')).toHaveCount(0);
});

test('a reaction is added with the picker, counted with another’s, and taken back', async ({world, sit}) => {
    const bea = await world.person('bea');
    await world.post(bea, await world.channelNamed('town-square'), 'The frost is over');
    const [ada, other] = await Promise.all([sit(world.admin), sit(bea)]);
    const post = ada.post('The frost is over');
    await ada.act(post, 'Add reaction');
    const picker = ada.page.getByRole('dialog', {name: 'Choose a reaction'});
    await picker.getByRole('searchbox').fill('tada');
    await expect(picker.getByText(':tada:')).toBeVisible();
    await ada.page.keyboard.press('Enter');
    await expect(post.getByRole('button', {name: 'tada, 1, You'})).toHaveAttribute('aria-pressed', 'true');

    const theirs = other.post('The frost is over');
    await theirs.getByRole('button', {name: 'tada, 1, ada'}).click();
    await expect(post.getByRole('button', {name: /^tada, 2/})).toBeVisible();
    await post.getByRole('button', {name: /^tada, 2/}).click();
    await expect(theirs.getByRole('button', {name: 'tada, 1, You'})).toBeVisible();
    await expect(post.getByRole('button', {name: 'tada, 1, bea'})).toHaveAttribute('aria-pressed', 'false');
});

test('an answer goes into the thread, and who began it is told', async ({world, sit}) => {
    const bea = await world.person('bea');
    const root = await world.post(bea, await world.channelNamed('town-square'), 'Who has a spade?');
    const [ada, other] = await Promise.all([sit(world.admin), sit(bea, {path: '/garden/channels/off-topic'})]);
    await other.isIn('Off-Topic');
    await ada.act(ada.post('Who has a spade?'), 'Reply in thread');
    const reply = ada.panel.getByRole('textbox', {name: 'Reply in this thread'});
    await expect(ada.panel.getByText('No replies yet')).toBeVisible();
    await reply.fill('I have two');
    await reply.press('Enter');
    await expect(ada.panel.getByRole('article').filter({hasText: 'I have two'})).toBeVisible();
    await expect(ada.post('I have two')).toBeHidden();
    await expect(ada.post('Who has a spade?').getByRole('button', {name: /1 reply/})).toBeVisible();

    const threads = other.sidebar.getByRole('link', {name: /^Threads/});
    await expect(threads).toHaveClass(/unread/);
    await threads.click();
    await expect(other.page.getByRole('link', {name: /Who has a spade\?/})).toContainText('1 new');
    await other.page.getByRole('link', {name: /Who has a spade\?/}).click();
    await expect(other.page.getByRole('article').filter({hasText: 'I have two'})).toBeVisible();
    const answer = other.page.getByRole('textbox', {name: 'Reply in this thread'});
    await answer.fill('Lend me one');
    await answer.press('Enter');
    await expect(ada.panel.getByRole('article').filter({hasText: 'Lend me one'})).toBeVisible();
    await expect(ada.post('Who has a spade?').getByRole('button', {name: /2 replies/})).toBeVisible();
    await ada.page.goto(`/garden/pl/${root.id}`);
    await expect(ada.post('Who has a spade?').getByRole('button', {name: /2 replies/})).toBeVisible();
});

test('a message is pinned for everybody and saved for oneself', async ({world, sit}) => {
    const bea = await world.person('bea');
    await world.post(bea, await world.channelNamed('town-square'), 'The key is under the pot');
    const [ada, other] = await Promise.all([sit(world.admin), sit(bea)]);
    await ada.choose(ada.post('The key is under the pot'), 'Pin to channel');
    await expect(other.post('The key is under the pot')).toContainText('Pinned');
    await other.page.getByRole('button', {name: 'Pinned messages'}).click();
    await expect(other.panel.getByRole('article').filter({hasText: 'The key is under the pot'})).toBeVisible();

    await ada.act(ada.post('The key is under the pot'), 'Save');
    await expect(ada.post('The key is under the pot')).toContainText('Saved');
    await expect(other.post('The key is under the pot')).not.toContainText('Saved');
    await ada.sidebar.getByRole('button', {name: 'Saved'}).click();
    await expect(ada.panel.getByRole('article').filter({hasText: 'The key is under the pot'})).toBeVisible();
    await ada.panel.getByRole('article').hover();
    await ada.panel.getByRole('button', {name: 'Remove from saved'}).click();
    await expect(ada.panel.getByText('Nothing saved')).toBeVisible();
});

test('the copied link of an old message opens there, and for a stranger says why not', async ({world, sit}) => {
    const bea = await world.person('bea');
    const channel = await world.channel('history', {title: 'History', type: 'P', people: [bea]});
    await world.post(world.admin, channel, 'The oldest word');
    for (let number = 1; number <= 80; number += 1) {
        await world.post(world.admin, channel, `Filler number ${number}`);
    }
    const [ada, other, cleo] = await Promise.all([sit(world.admin, {path: '/garden/channels/history'}), sit(bea), sit(await world.person('cleo'))]);
    await expect(ada.post('Filler number 80')).toBeVisible();
    await ada.search('oldest');
    await ada.choose(ada.panel.getByRole('article').filter({hasText: 'oldest word'}), 'Copy link');
    await expect(ada.notes).toContainText('Link copied');
    const link = await ada.page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/\/garden\/pl\/[a-z0-9]{26}$/);

    await other.page.goto(link);
    await expect(other.page).toHaveURL(/\/garden\/channels\/history$/);
    await expect(other.post('The oldest word')).toBeInViewport();
    await other.page.getByRole('button', {name: 'Jump to latest'}).click();
    await expect(other.post('Filler number 80')).toBeInViewport();

    await cleo.page.goto(link);
    await expect(cleo.page.getByText('This message cannot be shown')).toBeVisible();
});
