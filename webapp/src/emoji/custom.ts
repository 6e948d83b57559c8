/* Custom emoji of this server: asked for by name when one is met, and all of them for the picker. */
import {autocompleteCustomEmojis, getCustomEmojis, getCustomEmojisByName} from 'mattermost-redux/actions/emojis';

import {store} from '@/store';
import type {Result} from '@/store/types';

import {currentEmoji} from './emoji';

const PAGE = 200;
const MOST_PAGES = 10;

const wanted = new Set<string>();
let all: Promise<void> | undefined;

const enabled = (): boolean => store.getState().entities.general.config.EnableCustomEmoji === 'true';

/** Asks for an emoji that is met and not known; those met in one go are asked for together. */
export function wantEmoji(name: string): void {
    const {emojis} = store.getState().entities;
    if (!enabled() || !currentEmoji() || currentEmoji()?.byName.has(name) || emojis.nonExistentEmoji.has(name) || !/^[a-z0-9_+-]+$/i.test(name)) {
        return;
    }
    if (wanted.size === 0) {
        window.setTimeout(() => {
            const names = [...wanted];
            wanted.clear();
            void store.dispatch(getCustomEmojisByName(names));
        }, 50);
    }
    wanted.add(name);
}

/** All custom emoji, once a page load; later ones come by events. */
export function loadAllCustomEmoji(): Promise<void> {
    const load = async () => {
        for (let page = 0; enabled() && page < MOST_PAGES; page++) {
            const result: Result<unknown[]> = await store.dispatch(getCustomEmojis(page, PAGE, 'name', false));
            if ((result.data?.length ?? 0) < PAGE) {
                return;
            }
        }
    };
    all ??= load();
    return all;
}

export async function findCustomEmoji(term: string): Promise<void> {
    if (enabled() && term.length >= 2) {
        await store.dispatch(autocompleteCustomEmojis(term));
    }
}
