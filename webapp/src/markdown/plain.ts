/* A message as one line of plain words, for notifications and previews. */
import {lex} from './lexer';
import type {Token} from './lexer';

function words(token: Token): string {
    switch (token.type) {
        case 'code':
        case 'codespan':
            return (token as {text: string}).text;
        case 'image':
            return (token as {text: string}).text || 'image';
        case 'list':
            return ((token as {items: Token[]}).items ?? []).map(words).join(' ');
        case 'table': {
            const table = token as unknown as {header: Array<{text: string}>; rows: Array<Array<{text: string}>>};
            return [...table.header, ...table.rows.flat()].map((cell) => cell.text).join(' ');
        }
        case 'br':
        case 'space':
        case 'hr':
            return ' ';
        case 'escape':
            return (token as {text: string}).text;
        default: {
            const inner = (token as {tokens?: Token[]}).tokens;
            return inner ? inner.map(words).join('') : ((token as {text?: string}).text ?? token.raw);
        }
    }
}

export function plainText(message: string): string {
    return lex(message)
        .map(words)
        .join(' ')
        .replace(/\s+/g, ' ')
        .trim();
}
