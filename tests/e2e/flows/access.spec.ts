/* Every main view in both themes, checked by axe: nothing serious may be found. */
import AxeBuilder from '@axe-core/playwright';

import type {Chat} from '../lib/chat.ts';
import {expect, test} from '../lib/stage.ts';
import {furnish, viewsInside, viewsOutside} from '../lib/views.ts';
import type {View} from '../lib/views.ts';

const PARTS = 8;

/** Only colours differ between the themes: what axe says of the rest it says once. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe finds in a view in both themes, one line a finding. */
async function findings(chat: Chat, view: View): Promise<string[]> {
    await chat.page.goto(view.path);
    await view.open(chat);
    const lines: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
        await chat.page.emulateMedia({colorScheme, reducedMotion: 'reduce'});
        const axe = new AxeBuilder({page: chat.page});
        const {violations} = await (colorScheme === 'dark' ? axe.withRules(COLOURS) : axe).analyze();
        for (const violation of violations.filter(({impact}) => impact === 'serious' || impact === 'critical')) {
            lines.push(...violation.nodes.map((node) => `${view.name}, ${colorScheme}: ${violation.id} at ${node.target.join(' ')}: ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`));
        }
    }
    return lines;
}

async function check(chat: Chat, views: View[]): Promise<void> {
    const found: string[] = [];
    for (const view of views) {
        found.push(...(await findings(chat, view)));
    }
    expect(found).toEqual([]);
}

for (let part = 0; part < PARTS; part += 1) {
    test(`axe finds nothing serious in the views of the chat and the console (${part + 1} of ${PARTS})`, async ({world, sit}) => {
        test.slow();
        const {threadId} = await furnish(world);
        const views = viewsInside(threadId).filter((_, index) => index % PARTS === part);
        await check(await sit(world.admin, {path: '/select_team', reducedMotion: 'reduce'}), views);
    });
}

test('axe finds nothing serious at the door', async ({world, stranger}) => {
    await check(await stranger({path: '/login', reducedMotion: 'reduce'}), viewsOutside(world.team.invite_id));
});

test('axe finds nothing serious on an empty server', async ({stranger}) => {
    const chat = await stranger();
    await check(chat, [{name: 'set-up', path: '/', open: async () => expect(chat.page.getByRole('heading', {name: 'Set up your server'})).toBeVisible()}]);
});
