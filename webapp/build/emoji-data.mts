/*
 * A Vite plugin that serves `virtual:emoji-data`: every standard emoji as a compact row.
 * Names come from two data sets, because clients in the field use both: the short names of
 * emoji-datasource first, then the aliases of gemoji.
 */
import datasource from 'emoji-datasource/emoji.json' with {type: 'json'};
import {gemoji} from 'gemoji';
import type {Plugin} from 'vite';

const VIRTUAL_ID = 'virtual:emoji-data';
const RESOLVED_ID = `\0${VIRTUAL_ID}`;

interface SourceEmoji {
    unified: string;
    short_names: string[];
    category: string;
    sort_order: number;
    skin_variations?: Record<string, unknown>;
}

/** [character, names joined by a space, category index, extra search words joined by a space] */
type EmojiRow = [string, string, number, string];

function characterOf(unified: string): string {
    return String.fromCodePoint(...unified.split('-').map((part) => Number.parseInt(part, 16)));
}

const withoutVariant = (text: string): string => text.replaceAll('\uFE0F', '');

export function buildEmojiTable(): {categories: string[]; rows: EmojiRow[]} {
    const aliases = new Map(gemoji.map((entry) => [withoutVariant(entry.emoji), entry]));
    const categories: string[] = [];
    const sorted = (datasource as unknown as SourceEmoji[])
        .filter((entry) => entry.category !== 'Component')
        .sort((a, b) => a.sort_order - b.sort_order);
    const rows = sorted.map((entry): EmojiRow => {
        const character = characterOf(entry.unified);
        const twin = aliases.get(withoutVariant(character));
        const names = new Set([...entry.short_names, ...(twin?.names ?? [])]);
        let category = categories.indexOf(entry.category);
        if (category === -1) {
            category = categories.push(entry.category) - 1;
        }
        return [character, [...names].join(' '), category, (twin?.tags ?? []).join(' ')];
    });
    return {categories, rows};
}

export function emojiData(): Plugin {
    return {
        name: 'chinwag-emoji-data',
        resolveId: (id) => (id === VIRTUAL_ID ? RESOLVED_ID : undefined),
        load(id) {
            if (id !== RESOLVED_ID) {
                return undefined;
            }
            const json = JSON.stringify(JSON.stringify(buildEmojiTable()));
            return `export const emojiTable = JSON.parse(${json});`;
        },
    };
}
