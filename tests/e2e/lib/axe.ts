/* What axe finds in a view, in both themes. */
import AxeBuilder from '@axe-core/playwright';

import type {Chat} from './chat.ts';
import type {View} from './views.ts';

/** Only colours differ between the themes: what axe says of the rest it says once. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** Serious findings in the page as it is, one line each. */
export async function inspect(chat: Chat, name: string): Promise<string[]> {
    const lines: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
        await chat.page.emulateMedia({colorScheme, reducedMotion: 'reduce'});
        const axe = new AxeBuilder({page: chat.page});
        const {violations} = await (colorScheme === 'dark' ? axe.withRules(COLOURS) : axe).analyze();
        for (const violation of violations.filter(({impact}) => impact === 'serious' || impact === 'critical')) {
            lines.push(...violation.nodes.map((node) => `${name}, ${colorScheme}: ${violation.id} at ${node.target.join(' ')}: ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`));
        }
    }
    return lines;
}

/** Serious findings in views, each opened first. */
export async function inspectAll(chat: Chat, views: View[]): Promise<string[]> {
    const found: string[] = [];
    for (const view of views) {
        await chat.page.goto(view.path);
        await view.open(chat);
        found.push(...(await inspect(chat, view.name)));
    }
    return found;
}
