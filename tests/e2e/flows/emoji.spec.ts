/* Custom emoji: added once, used by everyone. */
import {picture} from '../lib/files.ts';
import {expect, test} from '../lib/stage.ts';

test('a custom emoji is added, found in the picker by another, and leaves its name when it is deleted', async ({world, sit}) => {
    const bea = await world.person('bea');
    const ada = await sit(world.admin, {path: `/${world.team.name}/emoji`});
    await ada.page.getByRole('button', {name: 'Add custom emoji'}).click();
    await ada.dialog.getByLabel('Picture').setInputFiles(picture('Green Thumb.png', 64, 64));
    await expect(ada.dialog.getByLabel('Name')).toHaveValue('green_thumb');
    await ada.dialog.getByLabel('Name').fill('smile');
    await ada.dialog.getByRole('button', {name: 'Add emoji'}).click();
    await expect(ada.dialog.getByRole('alert')).toContainText('standard emoji');
    await ada.dialog.getByLabel('Name').fill('green_thumb');
    await ada.dialog.getByRole('button', {name: 'Add emoji'}).click();
    await expect(ada.page.getByRole('list', {name: 'Custom emoji'}).getByRole('listitem')).toHaveText(/:green_thumb:\s*by ada/);

    const other = await sit(bea);
    await other.isIn('Town Square');
    await other.page.getByRole('main').getByRole('button', {name: 'Emoji', exact: true}).click();
    await other.page.getByRole('searchbox', {name: 'Search emoji'}).fill('green_th');
    await other.page.getByRole('button', {name: 'green thumb'}).click();
    await expect(other.composer).toHaveValue(/:green_thumb:/);
    await other.composer.press('Enter');
    await expect(other.page.getByRole('main').getByRole('img', {name: ':green_thumb:'})).toBeVisible();

    await other.page.goto(`/${world.team.name}/emoji`);
    await expect(other.page.getByText(':green_thumb:')).toBeVisible();
    await expect(other.page.getByRole('button', {name: 'Delete :green_thumb:'})).toHaveCount(0);
    await ada.page.getByRole('button', {name: 'Delete :green_thumb:'}).click();
    await ada.dialog.getByRole('button', {name: 'Delete emoji'}).click();
    await expect(ada.page.getByText('No custom emoji yet')).toBeVisible();
    await other.page.goto(`/${world.team.name}/channels/town-square`);
    await expect(other.post(':green_thumb:')).toBeVisible();
});
