/* Reading a search text: its filters, and the words worth marking in what was found. */

export interface SearchFilter {
    name: 'from' | 'in' | 'before' | 'after' | 'on';
    hint: string;
    example: string;
}

export const FILTERS: SearchFilter[] = [
    {name: 'from', hint: 'messages by a person', example: 'from:ada'},
    {name: 'in', hint: 'messages in a channel', example: 'in:town-square'},
    {name: 'on', hint: 'messages of a day', example: 'on:2026-03-14'},
    {name: 'before', hint: 'messages before a day', example: 'before:2026-03-14'},
    {name: 'after', hint: 'messages after a day', example: 'after:2026-03-14'},
];

const FILTER = /-?\b(?:from|in|channel|before|after|on|ext):\s*(?:"[^"]*"|\S+)/gi;

export function searchWords(terms: string): string[] {
    const rest = terms.replace(FILTER, ' ');
    const words: string[] = [];
    for (const match of rest.matchAll(/(-?)(?:"([^"]+)"|(\S+))/g)) {
        const word = (match[2] ?? match[3] ?? '').replace(/\*+$/, '').replace(/^[#@]/, '');
        if (!match[1] && word.length > 1) {
            words.push(word);
        }
    }
    return words;
}

/** The filter being typed at the end of the text, such as `from:ad`. */
export function openFilter(terms: string): {name: SearchFilter['name']; value: string; from: number} | null {
    const match = /(?:^|\s)-?(from|in|before|after|on):([^\s"]*)$/i.exec(terms);
    if (!match) {
        return null;
    }
    const value = match[2] ?? '';
    return {name: (match[1] ?? '').toLowerCase() as SearchFilter['name'], value, from: terms.length - value.length};
}
