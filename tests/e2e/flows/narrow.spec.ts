/* The main path on a telephone, 360 pixels wide: nothing sticks out, everything can be reached. */
import type {Page} from '@playwright/test';

import {picture} from '../lib/files.ts';
import {expect, test} from '../lib/stage.ts';
import {PASSWORD} from '../lib/world.ts';

const PHONE = {viewport: {width: 360, height: 740}, hasTouch: true, isMobile: true};

async function fits(page: Page, where: string): Promise<void> {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, `${where} is no wider than the screen`).toBeLessThanOrEqual(360);
}

test('somebody logs in, reads, writes, sends a picture, answers and searches on a narrow screen', async ({world, stranger}) => {
    const bea = await world.person('bea');
    const square = await world.channelNamed('town-square');
    await world.channel('a-very-long-name', {title: 'A channel with a name that is longer than most people would pick'});
    await world.post(bea, square, `A word of many letters: ${'x'.repeat(300)}`);
    await world.post(bea, square, `| one | two | three | four | five |\n|--|--|--|--|--|\n|${' some longer cell |'.repeat(5)}`);
    await world.post(bea, square, `\`\`\`\n${'let code = wide; '.repeat(20)}\n\`\`\``);
    const ada = await stranger({...PHONE, path: '/login'});
    const {page} = ada;
    await fits(page, 'the login page');
    await page.getByLabel('Email or username').fill('ada');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', {name: 'Log in'}).tap();
    await ada.isIn('Town Square');
    await fits(page, 'a channel');
    await expect(ada.sidebar).not.toBeInViewport();

    await page.getByRole('button', {name: 'Open navigation'}).tap();
    await expect(ada.sidebar).toBeInViewport();
    await fits(page, 'the navigation');
    await ada.channelLink('A channel with a name').tap();
    await expect(ada.sidebar).not.toBeInViewport();
    await expect(ada.composer).toBeEditable();
    await fits(page, 'a channel with a long name');
    await page.getByRole('button', {name: 'Open navigation'}).tap();
    await ada.channelLink('Town Square').tap();
    await ada.isIn('Town Square');

    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', {name: 'Attach files'}).tap();
    await (await chooser).setFiles(picture('wide.png', 1600, 300));
    await expect(page.getByRole('button', {name: 'Remove wide.png'})).toBeVisible();
    await ada.composer.fill('A wide picture');
    await page.getByRole('button', {name: 'Send', exact: true}).tap();
    await expect(ada.post('A wide picture').getByRole('button', {name: 'Open wide.png'})).toBeVisible();
    await fits(page, 'a picture');

    await ada.post('A wide picture').getByText('A wide picture').tap();
    await ada.post('A wide picture').getByRole('button', {name: 'Reply in thread'}).tap();
    await expect(ada.panel.getByRole('textbox', {name: 'Reply in this thread'})).toBeVisible();
    await fits(page, 'the thread');
    await ada.panel.getByRole('textbox', {name: 'Reply in this thread'}).fill('Wide indeed');
    await ada.panel.getByRole('button', {name: 'Send', exact: true}).tap();
    await expect(ada.panel.getByRole('article').filter({hasText: 'Wide indeed'})).toBeVisible();
    await ada.panel.getByRole('button', {name: 'Close panel'}).tap();
    await expect(ada.post('A wide picture').getByRole('button', {name: /1 reply/})).toBeVisible();

    await ada.search('picture');
    await fits(page, 'the search');
    await ada.panel.getByRole('article').getByText('A wide').tap();
    await expect(ada.panel).toBeHidden();

    await ada.ownMenu('Settings');
    await expect(ada.dialog).toBeVisible();
    await fits(page, 'the settings');
    await ada.dialog.getByRole('button', {name: 'Close'}).tap();
    await ada.ownMenu('System console');
    await expect(page.getByRole('heading', {name: 'Statistics'})).toBeVisible();
    await fits(page, 'the statistics');
    await page.getByRole('button', {name: 'Pages'}).tap();
    await page.getByRole('link', {name: 'Users'}).tap();
    await expect(page.getByRole('heading', {name: 'Users'})).toBeVisible();
    await fits(page, 'the users');
    await page.getByRole('button', {name: 'Back to chat'}).tap();
    await ada.isIn('Town Square');
});
