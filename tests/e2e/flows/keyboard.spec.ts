/* The main path without a mouse: everything is reached with keys, and the focus is never lost. */
import type {Page} from '@playwright/test';

import {expect, test} from '../lib/stage.ts';
import {PASSWORD} from '../lib/world.ts';

/** Presses Tab until the focus is on what has this name; fails when it cannot be reached. */
async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
    const seen: string[] = [];
    for (let step = 0; step < 60; step += 1) {
        await page.keyboard.press(key);
        const focused = await page.evaluate(() => {
            const element = document.activeElement;
            return element?.getAttribute('aria-label') ?? (element as HTMLInputElement | null)?.labels?.[0]?.textContent ?? element?.textContent ?? '';
        });
        seen.push(focused.trim());
        if (typeof name === 'string' ? focused.trim() === name : name.test(focused.trim())) {
            return;
        }
    }
    throw new Error(`Tab never reached ${String(name)}; it passed ${seen.join(' | ')}`);
}

test('somebody logs in, writes, answers, edits, reacts, searches and leaves with the keyboard alone', async ({world, stranger}) => {
    const bea = await world.person('bea');
    const square = await world.channelNamed('town-square');
    await world.post(bea, square, 'Who waters the roses?');
    const ada = await stranger({path: '/login'});
    const {page} = ada;
    const {keyboard} = page;
    await expect(page.getByLabel('Email or username')).toBeFocused();
    await keyboard.type('ada');
    await keyboard.press('Tab');
    await keyboard.type(PASSWORD);
    await keyboard.press('Enter');
    await ada.isIn('Town Square');
    await expect(ada.composer).toBeFocused();

    await keyboard.type('I will');
    await keyboard.press('Enter');
    await expect(ada.post('I will')).toBeVisible();
    // What is still on its way cannot be edited yet.
    await expect(ada.post('I will')).not.toHaveAttribute('aria-busy');
    await keyboard.press('ArrowUp');
    await expect(page.getByRole('textbox', {name: 'Edit message'})).toBeFocused();
    await keyboard.press('End');
    await keyboard.type(' at noon');
    await keyboard.press('Enter');
    await expect(ada.post('I will at noon')).toBeVisible();
    await expect(ada.composer).toBeFocused();

    await keyboard.press('Control+k');
    await keyboard.type('off');
    await keyboard.press('Enter');
    await ada.isIn('Off-Topic');
    await expect(ada.composer).toBeFocused();
    await keyboard.press('Alt+ArrowDown');
    await ada.isIn('Town Square');

    await keyboard.press('Shift+F6');
    await expect(page.getByRole('region', {name: 'Messages', exact: true})).toBeFocused();
    await tabTo(page, /Who waters|I will|^bea$|Profile of bea/);
    await ada.post('Who waters the roses?').focus();
    await keyboard.press('+');
    await expect(ada.post('Who waters the roses?').getByRole('button', {name: '+1, 1, You'})).toBeVisible();
    await keyboard.press('r');
    const reply = ada.panel.getByRole('textbox', {name: 'Reply in this thread'});
    await expect(reply).toBeFocused();
    await keyboard.type('The can is by the door');
    await keyboard.press('Enter');
    await expect(ada.panel.getByRole('article').filter({hasText: 'The can is by the door'})).toBeVisible();
    await keyboard.press('Escape');
    await expect(ada.panel).toBeHidden();

    await keyboard.press('Control+Shift+F');
    await keyboard.type('roses');
    await keyboard.press('Enter');
    await expect(ada.panel.getByRole('article')).toHaveCount(1);
    await keyboard.press('Escape');
    await expect(ada.panel).toBeHidden();

    await keyboard.press('Control+Shift+A');
    await expect(ada.dialog.getByRole('heading', {name: 'Settings'})).toBeVisible();
    await keyboard.press('Escape');
    await expect(ada.dialog).toBeHidden();

    await tabTo(page, /^Your menu/, 'Shift+Tab');
    await keyboard.press('Enter');
    await expect(page.getByRole('menu')).toBeVisible();
    await keyboard.press('End');
    await keyboard.press('Enter');
    await expect(page.getByRole('heading', {name: 'Welcome back'})).toBeVisible();
});

test('dialogs and menus keep the focus inside, and give it back', async ({world, sit}) => {
    const ada = await sit(world.admin);
    const {page} = ada;
    await ada.isIn('Town Square');
    const plus = page.getByRole('button', {name: 'Add channels or people'});
    await plus.focus();
    await page.keyboard.press('Enter');
    await expect(ada.menuItem('Browse channels')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toBeHidden();
    await expect(plus).toBeFocused();

    await page.keyboard.press('Enter');
    await expect(ada.menuItem('Browse channels')).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(ada.menuItem('Create channel')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(ada.dialog.getByLabel('Name')).toBeFocused();
    // On a busy machine frames come late; the focus must not be outside until the next one.
    await page.evaluate(() => {
        const frame = window.requestAnimationFrame.bind(window);
        window.requestAnimationFrame = (run) => window.setTimeout(() => frame(run), 1_000);
    });
    for (let step = 0; step < 30; step += 1) {
        await page.keyboard.press(step < 15 ? 'Tab' : 'Shift+Tab');
        expect(await ada.dialog.evaluate((dialog) => dialog.contains(document.activeElement)), 'the focus stays in the dialog').toBe(true);
    }
    await page.keyboard.press('Escape');
    await expect(ada.dialog).toBeHidden();
    expect(await page.evaluate(() => document.activeElement?.tagName), 'the focus is somewhere useful').not.toBe('BODY');
});
