/* The standard emoji: loaded once, apart from the first page, and looked up by any of their names. */
import {setSystemEmojis} from 'mattermost-redux/actions/emojis';

export interface Emoji {
    character: string;
    name: string;
    names: string[];
    words: string;
    category: number;
}

export interface EmojiTable {
    categories: string[];
    list: Emoji[];
    byName: Map<string, Emoji>;
}

type Rows = Array<[string, string, number, string]>;

export function buildTable(categories: string[], rows: Rows): EmojiTable {
    const list = rows.map(([character, joined, category, words]): Emoji => {
        const names = joined.split(' ');
        return {character, name: names[0] ?? '', names, words, category};
    });
    const byName = new Map<string, Emoji>();
    for (const emoji of list) {
        for (const name of emoji.names) {
            if (!byName.has(name)) {
                byName.set(name, emoji);
            }
        }
    }
    return {categories, list, byName};
}

let table: EmojiTable | undefined;
let loading: Promise<EmojiTable> | undefined;
const waiting = new Set<() => void>();

export function loadEmoji(): Promise<EmojiTable> {
    loading ??= import('virtual:emoji-data').then(({emojiTable}) => {
        table = buildTable(emojiTable.categories, emojiTable.rows);
        setSystemEmojis(new Set(table.byName.keys()));
        waiting.forEach((tell) => tell());
        return table;
    });
    return loading;
}

export function currentEmoji(): EmojiTable | undefined {
    return table;
}

export function onEmojiLoaded(tell: () => void): () => void {
    waiting.add(tell);
    return () => waiting.delete(tell);
}

/** Ranks: the whole name, then a name that begins so, then a word of a name, then a search word. */
export function searchEmoji(emojis: EmojiTable, term: string, limit: number): Emoji[] {
    const wanted = term.toLowerCase();
    const scored: Array<[number, Emoji]> = [];
    for (const emoji of emojis.list) {
        let best = 9;
        for (const name of emoji.names) {
            if (name === wanted) {
                best = 0;
            } else if (name.startsWith(wanted)) {
                best = Math.min(best, 1 + name.length / 100);
            } else if (name.split(/[_-]/).some((word) => word.startsWith(wanted))) {
                best = Math.min(best, 3);
            } else if (wanted.length > 2 && name.includes(wanted)) {
                best = Math.min(best, 4);
            }
        }
        if (best === 9 && wanted.length > 2 && emoji.words.split(' ').some((word) => word.startsWith(wanted))) {
            best = 5;
        }
        if (best < 9) {
            scored.push([best, emoji]);
        }
    }
    return scored
        .sort((a, b) => a[0] - b[0])
        .slice(0, limit)
        .map(([, emoji]) => emoji);
}

const RECENT_KEY = 'chinwag.recent-emoji';
const FIRST_CHOICES = ['+1', 'heart', 'joy', 'tada', 'eyes', 'white_check_mark', 'pray', 'rocket'];

export function recentEmoji(): string[] {
    try {
        const stored: unknown = JSON.parse(window.localStorage.getItem(RECENT_KEY) ?? '[]');
        const names = Array.isArray(stored) ? stored.filter((name): name is string => typeof name === 'string') : [];
        return [...new Set([...names, ...FIRST_CHOICES])].slice(0, 18);
    } catch {
        return FIRST_CHOICES;
    }
}

export function rememberEmoji(name: string): void {
    try {
        const kept = recentEmoji().filter((other) => other !== name);
        window.localStorage.setItem(RECENT_KEY, JSON.stringify([name, ...kept].slice(0, 18)));
    } catch {
        // Without storage the picker just starts with the usual ones.
    }
}
