import {describe, expect, test} from 'vitest';

import {belongsToServer, localPath, safeHref, safeImage} from './address';
import {lex} from './lexer';
import type {Token} from './lexer';
import {onlyEmoji, piecesOf} from './pieces';
import {plainText} from './plain';

function kinds(tokens: Token[]): string[] {
    return tokens.flatMap((token) => [token.type, ...kinds((token as {tokens?: Token[]}).tokens ?? [])]);
}

describe('the safety of messages', () => {
    test('HTML is never more than text', () => {
        for (const source of ['<script>alert(1)</script>', 'a <b onclick=x>bold</b>', '<img src=x onerror=alert(1)>', '<!-- hidden -->', '<details><summary>x</summary></details>']) {
            const found = kinds(lex(source));
            expect(found, source).not.toContain('html');
            expect(found, source).not.toContain('tag');
        }
    });

    test('addresses that could run code lead nowhere', () => {
        for (const bad of ['javascript:alert(1)', 'JAVASCRIPT:alert(1)', ' java\nscript:alert(1)', 'java\u0000script:x', 'data:text/html,<b>', 'vbscript:x', 'file:///etc/passwd', 'blob:x']) {
            expect(safeHref(bad), bad).toBeNull();
        }
    });

    test('ordinary addresses work, and bare ones become https', () => {
        expect(safeHref('https://example.org/a?b=c')).toBe('https://example.org/a?b=c');
        expect(safeHref('mailto:ada@example.org')).toBe('mailto:ada@example.org');
        expect(safeHref('example.org')).toBe('https://example.org');
        expect(safeHref('/engine/pl/abc')).toBe('/engine/pl/abc');
        expect(safeHref('steam:run', ['steam'])).toBe('steam:run');
    });

    test('pictures come from the web or this server only', () => {
        expect(safeImage('https://example.org/a.png')).not.toBeNull();
        expect(safeImage('data:image/svg+xml,x')).toBeNull();
        expect(safeImage('mailto:x@y')).toBeNull();
    });

    test('links to this server stay in the page, but not those to its API', () => {
        expect(localPath('https://chat.example/engine/pl/abc', 'https://chat.example')).toBe('/engine/pl/abc');
        expect(localPath('https://other.example/x', 'https://chat.example')).toBeNull();
        expect(localPath('//evil.example/x', 'https://chat.example')).toBeNull();
        expect(belongsToServer('/api/v4/files/x')).toBe(true);
        expect(belongsToServer('/engine/channels/town-square')).toBe(false);
    });

    test('deep nesting and long lines do not break it', () => {
        expect(() => lex('>'.repeat(2000) + ' x')).not.toThrow();
        expect(() => lex('*'.repeat(20000))).not.toThrow();
        expect(() => lex('[' .repeat(5000))).not.toThrow();
    });
});

describe('what chat adds to Markdown', () => {
    const only = (text: string, kind: string) => piecesOf(text).filter((piece) => piece.kind === kind);

    test('people, channels, emoji and hashtags are found', () => {
        expect(piecesOf('hi @ada, see ~town-square :tada: #cooling').map((piece) => piece.kind)).toEqual(['text', 'mention', 'text', 'channel', 'text', 'emoji', 'text', 'hashtag']);
    });

    test('a dot that ends the sentence does not belong to the name', () => {
        expect(only('ask @ada.', 'mention')).toMatchObject([{name: 'ada', rest: '.'}]);
    });

    test('addresses of mail, times and single signs are left alone', () => {
        expect(only('ada@example.org', 'mention')).toEqual([]);
        expect(only('at 10:30:45', 'emoji')).toEqual([]);
        expect(only('a #1 thing', 'hashtag')).toEqual([]);
    });

    test('two channel links in a line are not struck out', () => {
        expect(kinds(lex('see ~one and ~two~three'))).not.toContain('del');
        expect(kinds(lex('this is ~~gone~~'))).toContain('del');
    });

    test('watched words are marked whole, in any case, with signs taken literally', () => {
        expect(piecesOf('Engine engines C++ c', ['engine', 'c++']).filter((piece) => piece.kind === 'highlight').map((piece) => piece.text)).toEqual(['Engine', 'C++']);
    });

    test('a message of a few emoji is shown large, words and numbers are not', () => {
        expect(onlyEmoji(':tada: 🎉')).toBe(true);
        expect(onlyEmoji('12')).toBe(false);
        expect(onlyEmoji(':tada: yes')).toBe(false);
    });

    test('a notification says the words without the signs', () => {
        expect(plainText('**Bold** and [a link](https://x.example)\n\n- one\n- two')).toBe('Bold and a link one two');
    });
});
