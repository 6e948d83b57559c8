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

export function lex(source: string): Token[] {
    const text = source.replace(/\r\n?/g, '\n');
    if (text.length > MAX_LENGTH) {
        return [{type: 'paragraph', raw: text, text, tokens: [{type: 'text', raw: text, text}]} as Tokens.Paragraph];
    }
    return marked.lexer(text);
}
