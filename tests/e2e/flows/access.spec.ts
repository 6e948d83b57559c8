/* Every main view in both themes, checked by axe: nothing serious may be found. */
import {inspectAll} from '../lib/axe.ts';
import {expect, test} from '../lib/stage.ts';
import {furnish, viewsInside, viewsOutside} from '../lib/views.ts';

const PARTS = 8;

for (let part = 0; part < PARTS; part += 1) {
    test(`axe finds nothing serious in the views of the chat and the console (${part + 1} of ${PARTS})`, async ({world, sit}) => {
        test.slow();
        const {threadId} = await furnish(world);
        const views = viewsInside(threadId).filter((_, index) => index % PARTS === part);
        expect(await inspectAll(await sit(world.admin, {path: '/select_team', reducedMotion: 'reduce'}), views)).toEqual([]);
    });
}

test('axe finds nothing serious at the door', async ({world, stranger}) => {
    expect(await inspectAll(await stranger({path: '/login', reducedMotion: 'reduce'}), viewsOutside(world.team.invite_id))).toEqual([]);
});

test('axe finds nothing serious on an empty server', async ({stranger}) => {
    const chat = await stranger();
    expect(await inspectAll(chat, [{name: 'set-up', path: '/', open: async () => expect(chat.page.getByRole('heading', {name: 'Set up your server'})).toBeVisible()}])).toEqual([]);
});
