/* What a person sees and does in the chat, in their words. Everything is found by its role and name, as a screen reader would. */
import type {Locator, Page} from '@playwright/test';

import {expect} from '@playwright/test';

export class Chat {
    constructor(readonly page: Page) {}

    /** Where messages to the open channel are written. */
    get composer(): Locator {
        return this.page.getByRole('main').getByRole('textbox', {name: /^(Write to|Message) /});
    }

    get sidebar(): Locator {
        return this.page.getByRole('navigation', {name: 'Channels'});
    }

    /** The panel on the right. */
    get panel(): Locator {
        return this.page.getByRole('complementary');
    }

    get dialog(): Locator {
        return this.page.getByRole('dialog');
    }

    /** The list of what could complete the text. */
    get suggestions(): Locator {
        return this.page.getByRole('listbox', {name: 'Suggestions'});
    }

    /** The short notes at the edge of the page. */
    get notes(): Locator {
        return this.page.getByRole('region', {name: 'Notes'});
    }

    /** The channel in the sidebar, with what it says about unread messages. */
    channelLink(name: string): Locator {
        return this.sidebar.getByRole('link', {name: new RegExp(`^${escaped(name)}(?![\\w-])`)});
    }

    /** A message of the open channel. */
    post(text: string | RegExp): Locator {
        return this.page.getByRole('main').getByRole('article').filter({hasText: text});
    }

    async isIn(channel: string): Promise<void> {
        await expect(this.page.getByRole('main').getByRole('heading', {level: 1, name: channel, exact: true})).toBeVisible();
        await expect(this.composer).toBeEditable();
    }

    async openChannel(name: string): Promise<void> {
        await this.channelLink(name).click();
        await this.isIn(name);
    }

    /** Writes and sends, and waits until the server has it, or the page knows that it could not be reached. */
    async send(text: string): Promise<void> {
        await this.composer.fill(text);
        const sent = this.page.waitForRequest((request) => request.method() === 'POST' && new URL(request.url()).pathname === '/api/v4/posts');
        await Promise.all([sent, this.composer.press('Enter')]);
        await (await sent).response();
        await expect(this.composer).toHaveValue('');
    }

    /** One of the buttons that appear over a message. */
    async act(post: Locator, name: string): Promise<void> {
        await post.hover();
        await post.getByRole('button', {name, exact: true}).first().click();
    }

    /** One of the lines in the menu of a message. */
    async choose(post: Locator, entry: string): Promise<void> {
        await this.act(post, 'More actions');
        await this.menuItem(entry).click();
    }

    menuItem(name: string | RegExp): Locator {
        return this.page.getByRole('menu').getByRole('menuitem', typeof name === 'string' ? {name: new RegExp(`^${escaped(name)}`)} : {name});
    }

    /** One of the lines in one's own menu in the corner. */
    async ownMenu(entry: string): Promise<void> {
        await this.page.getByRole('button', {name: /^Your menu/}).click();
        await this.page.getByRole('menu').getByRole(/^(Online|Away|Do not disturb|Offline)$/.test(entry) ? 'menuitemradio' : 'menuitem', {name: entry}).click();
    }

    async search(terms: string): Promise<void> {
        const box = this.page.getByRole('combobox', {name: /^Search/});
        await box.fill(terms);
        const answered = this.page.waitForResponse((response) => response.url().endsWith('/posts/search'));
        await Promise.all([answered, box.press('Enter')]);
        await expect(this.panel.getByRole('heading', {name: 'Search results'})).toBeVisible();
    }

    /** A row of a form that is switched on or off. */
    toggle(label: string): Locator {
        return this.page.getByRole('switch', {name: label});
    }
}

export function escaped(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
