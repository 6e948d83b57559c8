/* What a flow is given: a server of its own, a world on it, and browsers in which people sit. */
import {test as base, expect} from '@playwright/test';
import type {BrowserContext, BrowserContextOptions} from '@playwright/test';

import {Chat} from './chat.ts';
import {Server} from './server.ts';
import {PASSWORD, World} from './world.ts';
import type {Person} from './world.ts';

type Options = BrowserContextOptions & {path?: string};

interface Stage {
    /** An empty server: nobody has an account. */
    server: Server;
    /** The server with its administrator ada and the team “The Garden”. */
    world: World;
    /** A browser of its own in which nobody is logged in. */
    stranger: (options?: Options) => Promise<Chat>;
    /** A browser of its own in which this person is logged in, in the team's default channel or at `path`. */
    sit: (person: Person, options?: Options) => Promise<Chat>;
}

export const test = base.extend<Stage & {troubles: string[]}>({
    // Whatever a page throws and nobody catches fails the flow, also when everything looked right.
    troubles: [
        async ({}, use) => {
            const troubles: string[] = [];
            await use(troubles);
            expect(troubles, 'errors nobody caught in a page').toEqual([]);
        },
        {auto: true},
    ],
    server: async ({}, use, info) => {
        const server = new Server();
        await server.start();
        await use(server);
        if (info.status !== info.expectedStatus) {
            await info.attach('server log', {body: server.lastWords, contentType: 'text/plain'});
        }
        await server.remove();
    },
    world: async ({server}, use) => {
        await use(await World.begin(server));
    },
    stranger: async ({browser, server, troubles, contextOptions}, use) => {
        const contexts: BrowserContext[] = [];
        await use(async ({path = '/', ...options} = {}) => {
            const context = await browser.newContext({...contextOptions, baseURL: server.url, permissions: ['clipboard-read', 'clipboard-write'], ...options});
            contexts.push(context);
            const page = await context.newPage();
            page.on('pageerror', (error) => troubles.push(`${error.name}: ${error.message}`));
            await page.goto(path);
            return new Chat(page);
        });
        await Promise.all(contexts.map((context) => context.close()));
    },
    sit: async ({browser, world, troubles, contextOptions}, use) => {
        const contexts: BrowserContext[] = [];
        await use(async (person, {path = `/${world.team.name}/channels/town-square`, ...options} = {}) => {
            const context = await browser.newContext({...contextOptions, baseURL: world.server.url, permissions: ['clipboard-read', 'clipboard-write'], ...options});
            contexts.push(context);
            // Cookies are for those who ask as a page does.
            const headers = {'X-Requested-With': 'XMLHttpRequest'};
            const answer = await context.request.post('/api/v4/users/login', {headers, data: {login_id: person.username, password: PASSWORD}});
            expect(answer.ok(), `${person.username} logs in`).toBe(true);
            const page = await context.newPage();
            page.on('pageerror', (error) => troubles.push(`${person.username}: ${error.name}: ${error.message}`));
            await page.goto(path);
            return new Chat(page);
        });
        await Promise.all(contexts.map((context) => context.close()));
    },
});

export {expect};
