/* Message text to tokens. HTML is never understood, only shown; single tildes belong to channel links. */
import {Marked} from 'marked';
import type {Token, Tokens} from 'marked';

export type {Token, Tokens};

const marked = new Marked({gfm: true, breaks: true});

marked.use({
    tokenizer: {
        // `~town-square` and `~off-topic` in one line must not strike the text between them.
        del(src) {
            const match = /^~~(?=[^\s~])([\s\S]*?[^\s~])~~(?!~)/.exec(src);
            if (!match) {
                return undefined;
            }
            const text = match[1] ?? '';
            return {type: 'del', raw: match[0], text, tokens: this.lexer.inlineTokens(text)};
        },
        html() {
            return undefined;
        },
        tag() {
            return undefined;
        },
    },
});

/** Longer texts are shown plain: the limit of a message is 16383 characters, so only hand-made input gets there. */
const MAX_LENGTH = 70_000;

/** Nobody writes deeper than this; a message that does would tear down the pages of all its readers. */
const MAX_DEPTH = 40;

function plainParagraph(text: string): Token[] {
    return [{type: 'paragraph', raw: text, text, tokens: [{type: 'text', raw: text, text}]} as Tokens.Paragraph];
}

function children(token: Token): Token[] {
    const {tokens, items} = token as {tokens?: Token[]; items?: Token[]};
    return [...(tokens ?? []), ...(items ?? [])];
}

function tooDeep(tokens: Token[]): boolean {
    let level = tokens;
    for (let depth = 0; level.length > 0; depth++) {
        if (depth > MAX_DEPTH) {
            return true;
        }
        level = level.flatMap(children);
    }
    return false;
}

export function lex(source: string): Token[] {
    const text = source.replace(/\r\n?/g, '\n');
    if (text.length > MAX_LENGTH) {
        return plainParagraph(text);
    }
    try {
        const tokens = marked.lexer(text);
        return tooDeep(tokens) ? plainParagraph(text) : tokens;
    } catch {
        // The parser recurses; input made to exhaust its stack is shown as it was typed.
        return plainParagraph(text);
    }
}
