/* Finding again: search with its operators, and jumping with Ctrl K. */
import {expect, test} from '../lib/stage.ts';

const DAY_MS = 86_400_000;

function day(offset: number): string {
    return new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);
}

test('search finds by word, phrase, person, channel, day, start of a word, hashtag, and leaves out what is unwanted', async ({world, sit}) => {
    const bea = await world.person('bea');
    const square = await world.channelNamed('town-square');
    const beds = await world.channel('beds', {people: [bea], title: 'Flower beds'});
    await world.post(world.admin, square, 'Red tulips for the front');
    await world.post(bea, square, 'Yellow tulips for the back #spring');
    await world.post(bea, beds, 'The front is full of tulips');
    await world.post(world.admin, await world.channel('secret', {type: 'P'}), 'Hidden tulips');
    const chat = await sit(bea);
    const hits = chat.panel.getByRole('article');

    const expectations: Array<[string, string[]]> = [
        ['tulips', ['The front is full of tulips', 'Yellow tulips for the back', 'Red tulips for the front']],
        ['from:ada tulips', ['Red tulips for the front']],
        ['in:beds tulips', ['The front is full of tulips']],
        ['"tulips for the back"', ['Yellow tulips for the back']],
        ['tulips -yellow', ['The front is full of tulips', 'Red tulips for the front']],
        ['tul*', ['The front is full of tulips', 'Yellow tulips for the back', 'Red tulips for the front']],
        ['#spring', ['Yellow tulips for the back']],
        [`tulips after:${day(-2)} from:bea in:town-square`, ['Yellow tulips for the back']],
    ];
    for (const [terms, found] of expectations) {
        await chat.search(terms);
        await expect(hits, terms).toHaveCount(found.length);
        await expect(hits, terms).toContainText(found);
    }
    for (const terms of ['turnips', `tulips before:${day(-2)}`, `tulips on:${day(-3)}`]) {
        await chat.search(terms);
        await expect(chat.panel.getByText('Nothing found'), terms).toBeVisible();
    }
    await chat.search('full front');
    await expect(hits.locator('mark')).toHaveText(['front', 'full']);
    await hits.first().hover();
    await hits.first().getByRole('button', {name: 'Jump to message'}).click();
    await chat.isIn('Flower beds');
    await expect(chat.post('The front is full of tulips')).toBeInViewport();
});

test('the search field offers its filters, people and what was searched before', async ({world, sit}) => {
    await world.person('bea');
    const ada = await sit(world.admin);
    const {keyboard} = ada.page;
    const hints = ada.page.getByRole('listbox', {name: 'Search hints'});
    await ada.isIn('Town Square');
    await keyboard.press('Control+Shift+F');
    await keyboard.type('fr');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await expect(ada.page.getByRole('combobox', {name: /^Search/})).toHaveValue('from:');
    await keyboard.type('be');
    await expect(hints.getByRole('option', {name: '@bea'})).toBeVisible();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await keyboard.type('soil');
    await keyboard.press('Enter');
    await expect(ada.panel.getByText('Nothing found')).toBeVisible();
    await ada.page.getByRole('button', {name: 'Clear search'}).click();
    await ada.page.getByRole('combobox', {name: /^Search/}).click();
    await expect(hints.getByRole('option', {name: 'from:bea soil'})).toBeVisible();
});

test('Ctrl K jumps to channels, people and channels not yet joined', async ({world, sit}) => {
    await world.person('beatrice');
    const cleo = await world.person('cleo');
    await world.channel('orchard', {owner: cleo, title: 'Old orchard'});
    const ada = await sit(world.admin);
    const {keyboard} = ada.page;
    await ada.isIn('Town Square');
    await keyboard.press('Control+k');
    await keyboard.type('off');
    await expect(ada.dialog.getByRole('option').first()).toContainText('Off-Topic');
    await keyboard.press('Enter');
    await ada.isIn('Off-Topic');

    await keyboard.press('Control+k');
    await keyboard.type('beat');
    await expect(ada.dialog.getByRole('option', {name: /beatrice/})).toHaveAttribute('aria-selected', 'true');
    await keyboard.press('Enter');
    await ada.isIn('beatrice');

    await keyboard.press('Control+k');
    await keyboard.type('orchard');
    await expect(ada.dialog.getByRole('option', {name: /Old orchard/})).toContainText('not joined');
    await keyboard.press('Enter');
    await ada.isIn('Old orchard');

    await keyboard.press('Control+k');
    await keyboard.type('qqqq');
    await expect(ada.dialog).toContainText('Nothing here is called “qqqq”.');
    await keyboard.press('Escape');
    await expect(ada.dialog).toBeHidden();
});
