/* Files: by button, from the clipboard, dragged in; on their way, arrived, looked at, refused. */
import type {Locator} from '@playwright/test';

import type {Chat} from '../lib/chat.ts';
import {handOver, picture, plain} from '../lib/files.ts';
import type {File} from '../lib/files.ts';
import {expect, test} from '../lib/stage.ts';

async function attach(chat: Chat, ...files: File[]): Promise<void> {
    const chooser = chat.page.waitForEvent('filechooser');
    await chat.page.getByRole('button', {name: 'Attach files'}).click();
    await (await chooser).setFiles(files);
}

function tray(chat: Chat): Locator {
    return chat.page.getByRole('list', {name: 'Attached files'}).getByRole('listitem');
}

const drawn = (image: HTMLImageElement): boolean => image.complete && image.naturalWidth > 0;

test('a file shows how far it is, can be taken back, and arrives for the other one', async ({world, sit}) => {
    const [ada, bea] = await Promise.all([sit(world.admin), sit(await world.person('bea'))]);
    await ada.isIn('Town Square');
    const network = await ada.page.context().newCDPSession(ada.page);
    const speed = (uploadThroughput: number) => network.send('Network.emulateNetworkConditions', {offline: false, latency: 0, downloadThroughput: -1, uploadThroughput});
    await network.send('Network.enable');
    await speed(40_000);
    await attach(ada, plain('almanac.txt', 400_000));
    const progress = ada.page.getByRole('progressbar', {name: 'Sending almanac.txt'});
    await expect(progress).toBeVisible();
    await expect.poll(() => progress.evaluate((bar) => (bar as HTMLProgressElement).value)).toBeGreaterThan(0);
    expect(await progress.evaluate((bar) => (bar as HTMLProgressElement).value)).toBeLessThan(1);
    await expect(ada.page.getByRole('button', {name: 'Send', exact: true})).toBeDisabled();
    await ada.page.getByRole('button', {name: 'Cancel almanac.txt'}).click();
    await expect(tray(ada)).toHaveCount(0);

    await speed(-1);
    await attach(ada, plain('seeds.txt', 2_000), plain('weeds.txt', 10));
    await expect(tray(ada)).toHaveCount(2);
    await ada.page.getByRole('button', {name: 'Remove weeds.txt'}).click();
    await ada.send('The list of seeds');
    const card = bea.post('The list of seeds').getByRole('link', {name: /seeds\.txt/});
    await expect(card).toBeVisible();
    await expect(bea.post('The list of seeds')).not.toContainText('weeds.txt');
    const answer = await bea.page.context().request.get((await card.getAttribute('href')) ?? '');
    expect((await answer.body()).equals(plain('seeds.txt', 2_000).buffer)).toBe(true);
});

test('pictures are pasted and dragged in, shown, and looked at one after the other', async ({world, sit}) => {
    const [ada, bea] = await Promise.all([sit(world.admin), sit(await world.person('bea'))]);
    await ada.isIn('Town Square');
    await handOver(ada.composer, 'paste', picture('rose.png'));
    await expect(tray(ada)).toContainText('rose.png');
    const middle = ada.page.getByRole('main');
    await handOver(middle, 'dragenter', picture('tulip.png', 300, 900, [180, 40, 60]));
    await expect(ada.page.getByText('Drop files to attach them')).toBeVisible();
    await handOver(middle, 'drop', picture('tulip.png', 300, 900, [180, 40, 60]));
    await expect(ada.page.getByText('Drop files to attach them')).toBeHidden();
    await expect(tray(ada)).toHaveCount(2);
    await expect(ada.page.getByRole('button', {name: 'Remove tulip.png'})).toBeVisible();
    await ada.send('In bloom');

    const post = bea.post('In bloom');
    await expect(post.getByRole('button', {name: 'Open tulip.png'})).toBeVisible();
    await expect.poll(() => post.getByRole('button', {name: 'Open rose.png'}).locator('img').evaluate(drawn)).toBe(true);
    await post.getByRole('button', {name: 'Open rose.png'}).click();
    await expect(bea.dialog.getByRole('img', {name: 'rose.png'})).toBeVisible();
    await expect(bea.dialog).toContainText('1 of 2');
    await bea.page.keyboard.press('ArrowRight');
    await expect.poll(() => bea.dialog.getByRole('img', {name: 'tulip.png'}).evaluate(drawn)).toBe(true);
    await expect(bea.dialog.getByRole('link', {name: 'Download picture'})).toHaveAttribute('download', 'tulip.png');
    await bea.page.keyboard.press('Escape');
    await expect(bea.dialog).toBeHidden();
});

test('a file beyond the limit and one too many are refused in words, and the message is still there', async ({world, sit}) => {
    await world.as(world.admin, 'PUT', '/config/patch', {FileSettings: {MaxFileSize: 1_048_576}});
    const ada = await sit(world.admin);
    await ada.composer.fill('See the appendix');
    await attach(ada, plain('appendix.txt', 1_048_577));
    await expect(ada.notes.getByRole('alert')).toContainText('appendix.txt is larger than the limit of 1 MB');
    await expect(tray(ada)).toHaveCount(0);
    await attach(ada, ...Array.from({length: 11}, (_, index) => plain(`page-${index}.txt`, 5)));
    await expect(tray(ada)).toHaveCount(10);
    await expect(ada.notes).toContainText('A message can hold at most 10 files.');
    await expect(ada.composer).toHaveValue('See the appendix');
});
