/* A picture of every main view in both themes and three widths. Nothing is compared: a person looks at them. */
import type {Chat} from '../lib/chat.ts';
import {test} from '../lib/stage.ts';
import {furnish, viewsInside, viewsOutside} from '../lib/views.ts';
import type {View} from '../lib/views.ts';

const SIZES = [
    {width: 360, height: 740},
    {width: 1440, height: 900},
    {width: 2560, height: 1440},
];

/** `PICTURES=console npm run pictures` takes only the views with this in their name. */
const WANTED = process.env['PICTURES'] ?? '';

async function shoot(chat: Chat, views: View[], width: number): Promise<void> {
    for (const view of views.filter(({name}) => name.includes(WANTED))) {
        for (const colorScheme of ['light', 'dark'] as const) {
            await chat.page.emulateMedia({colorScheme, reducedMotion: 'reduce'});
            if (colorScheme === 'light') {
                await chat.page.goto(view.path);
                await view.open(chat);
                await chat.page.evaluate(() => document.fonts.ready);
            }
            await chat.page.screenshot({path: `out/pictures/${view.name}-${width}-${colorScheme}.png`, animations: 'disabled'});
        }
    }
}

for (const viewport of SIZES) {
    test(`pictures at ${viewport.width}`, async ({world, sit, stranger}) => {
        const {threadId} = await furnish(world);
        await shoot(await sit(world.admin, {viewport, path: '/select_team'}), viewsInside(threadId), viewport.width);
        await shoot(await stranger({viewport, path: '/login'}), viewsOutside(world.team.invite_id), viewport.width);
    });
}
