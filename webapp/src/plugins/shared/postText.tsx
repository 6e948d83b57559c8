/*
 * `window.PostUtils`: message text as HTML, and that HTML as elements of this page.
 * Both ends are ours: the writer escapes everything, and the reader builds only elements it knows; no HTML is injected.
 */
import {createElement, Fragment} from 'react';
import type {ReactNode} from 'react';

import {HashtagLink, ChannelLink, MentionLink, PlainLink} from '@/components/links';
import {EmojiGlyph} from '@/emoji/EmojiGlyph';
import {safeHref, safeImage} from '@/markdown/address';
import {CodeBlock} from '@/markdown/Code';
import {lex} from '@/markdown/lexer';
import type {Token, Tokens} from '@/markdown/lexer';
import {piecesOf} from '@/markdown/pieces';

const ENTITIES: Record<string, string> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'};

function escape(text: string): string {
    return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** The lexer hands text over escaped already. */
function raw(text: string): string {
    return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

interface Options {
    singleline?: boolean;
    markdown?: boolean;
    atMentions?: boolean;
    mentionHighlight?: boolean;
}

function words(text: string, options: Options): string {
    return piecesOf(text)
        .map((piece) => {
            const shown = escape(piece.text);
            switch (piece.kind) {
                case 'mention':
                    return options.atMentions === false ? shown : `<span data-mention="${escape(piece.name + piece.rest)}">${shown}</span>`;
                case 'channel':
                    return `<span data-channel-mention="${escape(piece.name)}">${shown}</span>`;
                case 'emoji':
                    return `<span data-emoticon="${escape(piece.name)}">${shown}</span>`;
                case 'hashtag':
                    return `<a class="mention-link" href="#" data-hashtag="${shown}">${shown}</a>`;
                default:
                    return shown;
            }
        })
        .join('');
}

function inline(tokens: Token[] | undefined, options: Options): string {
    return (tokens ?? []).map((token) => inlineOne(token, options)).join('');
}

function inlineOne(token: Token, options: Options): string {
    switch (token.type) {
        case 'text': {
            const text = token as Tokens.Text;
            return text.tokens ? inline(text.tokens, options) : words(raw(text.text), options);
        }
        case 'strong':
            return `<strong>${inline((token as Tokens.Strong).tokens, options)}</strong>`;
        case 'em':
            return `<em>${inline((token as Tokens.Em).tokens, options)}</em>`;
        case 'del':
            return `<del>${inline((token as Tokens.Del).tokens, options)}</del>`;
        case 'codespan':
            return `<code>${escape(raw((token as Tokens.Codespan).text))}</code>`;
        case 'br':
            return options.singleline ? ' ' : '<br/>';
        case 'link': {
            const link = token as Tokens.Link;
            const href = safeHref(link.href);
            const text = link.raw === link.text || link.raw === link.href ? escape(raw(link.text)) : inline(link.tokens, options);
            return href ? `<a class="markdown__link" href="${escape(href)}" rel="noreferrer" target="_blank">${text}</a>` : text;
        }
        case 'image': {
            const image = token as Tokens.Image;
            const source = safeImage(image.href);
            return source ? `<img class="markdown-inline-img" src="${escape(source)}" alt="${escape(image.text)}"/>` : escape(token.raw);
        }
        case 'escape':
            return escape(raw((token as Tokens.Escape).text));
        default:
            return escape(token.raw);
    }
}

function list(token: Tokens.List, options: Options): string {
    const items = token.items.map((item) => `<li>${blocks(item.tokens.filter((one) => one.type !== 'checkbox'), options, true)}</li>`).join('');
    const start = typeof token.start === 'number' ? token.start : 1;
    return token.ordered ? `<ol start="${start}">${items}</ol>` : `<ul>${items}</ul>`;
}

function table(token: Tokens.Table, options: Options): string {
    const cells = (row: Tokens.TableCell[], tag: string) => row.map((cell) => `<${tag}>${inline(cell.tokens, options)}</${tag}>`).join('');
    const body = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('');
    return `<table class="markdown__table"><thead><tr>${cells(token.header, 'th')}</tr></thead><tbody>${body}</tbody></table>`;
}

function block(token: Token, options: Options, tight: boolean): string {
    switch (token.type) {
        case 'space':
        case 'def':
            return '';
        case 'paragraph':
            return tight || options.singleline ? inline((token as Tokens.Paragraph).tokens, options) : `<p>${inline((token as Tokens.Paragraph).tokens, options)}</p>`;
        case 'heading': {
            const heading = token as Tokens.Heading;
            return `<h${heading.depth} class="markdown__heading">${inline(heading.tokens, options)}</h${heading.depth}>`;
        }
        case 'code': {
            const code = token as Tokens.Code;
            const language = escape((code.lang ?? '').split(/\s/)[0] ?? '');
            return `<pre data-codeblock-language="${language}"><code>${escape(raw(code.text))}</code></pre>`;
        }
        case 'blockquote':
            return `<blockquote>${blocks((token as Tokens.Blockquote).tokens, options, false)}</blockquote>`;
        case 'list':
            return list(token as Tokens.List, options);
        case 'table':
            return table(token as Tokens.Table, options);
        case 'hr':
            return '<hr/>';
        default:
            return inlineOne(token, options);
    }
}

function blocks(tokens: Token[], options: Options, tight: boolean): string {
    return tokens.map((token) => block(token, options, tight)).join(options.singleline ? ' ' : '');
}

/** A message's text as HTML with nothing in it that runs. */
export function formatText(text: string, options: Options = {}): string {
    if (options.markdown === false) {
        return words(text, options).replaceAll('\n', options.singleline ? ' ' : '<br/>');
    }
    return blocks(lex(text), options, false);
}

const TAGS = new Set(['p', 'strong', 'b', 'em', 'i', 'del', 's', 'u', 'code', 'br', 'ul', 'ol', 'li', 'blockquote', 'hr', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'span', 'div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'sub', 'sup', 'small']);
const HOLLOW = new Set(['br', 'hr']);

function special(node: Element, inner: () => ReactNode, key: number): ReactNode | undefined {
    const text = node.textContent ?? '';
    const mention = node.getAttribute('data-mention');
    if (mention) {
        return <MentionLink key={key} name={mention} text={text} rest="" />;
    }
    const channel = node.getAttribute('data-channel-mention');
    if (channel) {
        return <ChannelLink key={key} name={channel} text={text} />;
    }
    const emoji = node.getAttribute('data-emoticon');
    if (emoji) {
        return <EmojiGlyph key={key} name={emoji} size="text" />;
    }
    const hashtag = node.getAttribute('data-hashtag');
    if (hashtag) {
        return <HashtagLink key={key} tag={hashtag} />;
    }
    switch (node.tagName.toLowerCase()) {
        case 'a':
            return (
                <PlainLink key={key} href={node.getAttribute('href') ?? ''}>
                    {inner()}
                </PlainLink>
            );
        case 'img': {
            const source = safeImage(node.getAttribute('src') ?? '');
            return source ? <img key={key} className="md__image" src={source} alt={node.getAttribute('alt') ?? ''} loading="lazy" referrerPolicy="no-referrer" /> : null;
        }
        case 'pre':
            return <CodeBlock key={key} code={text} language={node.getAttribute('data-codeblock-language') ?? ''} />;
        case 'code':
            return (
                <code key={key} className="md__code">
                    {text}
                </code>
            );
        default:
            return undefined;
    }
}

function elementOf(node: Node, key: number): ReactNode {
    if (node.nodeType === Node.TEXT_NODE) {
        return node.textContent;
    }
    if (!(node instanceof Element)) {
        return null;
    }
    const tag = node.tagName.toLowerCase();
    if (tag === 'script' || tag === 'style' || tag === 'iframe' || tag === 'object' || tag === 'template') {
        return null;
    }
    const inner = () => [...node.childNodes].map(elementOf);
    const found = special(node, inner, key);
    if (found !== undefined) {
        return found;
    }
    if (HOLLOW.has(tag)) {
        return createElement(tag, {key});
    }
    return TAGS.has(tag) ? createElement(tag, {key}, ...inner()) : <Fragment key={key}>{inner()}</Fragment>;
}

/** HTML of `formatText` as elements: names of people open their card, channels are links, code is coloured. */
export function messageHtmlToComponent(html: string): ReactNode {
    const parsed = new DOMParser().parseFromString(html, 'text/html');
    return <div className="md">{[...parsed.body.childNodes].map(elementOf)}</div>;
}
