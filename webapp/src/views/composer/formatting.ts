/* Markdown around the selected words, and how Enter behaves. Pure text. */

export interface Selection {
    text: string;
    start: number;
    end: number;
}

export type Format = 'bold' | 'italic' | 'strike' | 'code' | 'link' | 'quote' | 'list' | 'heading';

const AROUND: Partial<Record<Format, string>> = {bold: '**', italic: '_', strike: '~~', code: '`'};
const LINE: Partial<Record<Format, string>> = {quote: '> ', list: '- ', heading: '### '};

function around({text, start, end}: Selection, sign: string): Selection {
    const chosen = text.slice(start, end);
    const outside = text.slice(start - sign.length, start) === sign && text.slice(end, end + sign.length) === sign;
    if (outside) {
        return {
            text: text.slice(0, start - sign.length) + chosen + text.slice(end + sign.length),
            start: start - sign.length,
            end: end - sign.length,
        };
    }
    return {
        text: text.slice(0, start) + sign + chosen + sign + text.slice(end),
        start: start + sign.length,
        end: end + sign.length,
    };
}

function fence({text, start, end}: Selection): Selection {
    const chosen = text.slice(start, end);
    const lead = start > 0 && text[start - 1] !== '\n' ? '\n' : '';
    const block = `${lead}\`\`\`\n${chosen}\n\`\`\`\n`;
    const at = start + lead.length + 4;
    return {text: text.slice(0, start) + block + text.slice(end), start: at, end: at + chosen.length};
}

function lines({text, start, end}: Selection, sign: string): Selection {
    const from = text.lastIndexOf('\n', start - 1) + 1;
    const chosen = text.slice(from, end).split('\n');
    const all = chosen.every((line) => line.startsWith(sign));
    const changed = chosen.map((line) => (all ? line.slice(sign.length) : sign + line)).join('\n');
    const shift = changed.length - (end - from);
    return {
        text: text.slice(0, from) + changed + text.slice(end),
        start: Math.max(from, start + (all ? -sign.length : sign.length)),
        end: end + shift,
    };
}

export function format(selection: Selection, kind: Format): Selection {
    const {text, start, end} = selection;
    const chosen = text.slice(start, end);
    if (kind === 'code' && chosen.includes('\n')) {
        return fence(selection);
    }
    const sign = AROUND[kind];
    if (sign) {
        return around(selection, sign);
    }
    const line = LINE[kind];
    if (line) {
        return lines(selection, line);
    }
    const isAddress = /^https?:\/\/\S+$/.test(chosen);
    const label = isAddress ? '' : chosen;
    const address = isAddress ? chosen : 'https://';
    const made = `[${label}](${address})`;
    const caret = isAddress || label === '' ? start + 1 : start + label.length + 3;
    const stop = isAddress || label === '' ? caret : caret + address.length;
    return {text: text.slice(0, start) + made + text.slice(end), start: caret, end: stop};
}

/** What Enter does with a list or an open code fence: the text to put in, or null to send. */
export function newlineFor(text: string, caret: number): {insert: string; drop: number} | null {
    const before = text.slice(0, caret);
    if ((before.match(/^\s*```/gm)?.length ?? 0) % 2 === 1) {
        return {insert: '\n', drop: 0};
    }
    return null;
}

/** Shift+Enter inside a list goes on with the list; on an empty entry it ends it. */
export function continueList(text: string, caret: number): {insert: string; drop: number} | null {
    const line = text.slice(text.lastIndexOf('\n', caret - 1) + 1, caret);
    const match = /^(\s*)([-*+]|\d+[.)])(\s+\[[ x]\])?\s+(.*)$/.exec(line) ?? /^(\s*)([-*+]|\d+[.)])()\s+()$/.exec(line);
    if (!match) {
        return null;
    }
    const [, indent = '', bullet = '', task = '', rest = ''] = match;
    if (!rest.trim()) {
        return {insert: '', drop: line.length};
    }
    const number = /^(\d+)([.)])$/.exec(bullet);
    const next = number ? `${Number(number[1]) + 1}${number[2]}` : bullet;
    return {insert: `\n${indent}${next}${task ? ' [ ]' : ''} `, drop: 0};
}
