/* Message text as React elements. Everything is built from tokens; no HTML is ever injected. */
import {Fragment, memo, useMemo} from 'react';
import type {ReactNode} from 'react';

import {ChannelLink, HashtagLink, MentionLink, PlainLink} from '@/components/links';
import {EmojiGlyph} from '@/emoji/EmojiGlyph';
import {fit} from '@/views/post/sizes';

import {safeImage} from './address';
import {CodeBlock} from './Code';
import {lex} from './lexer';
import type {Token, Tokens} from './lexer';
import {onlyEmoji, piecesOf} from './pieces';

/** As far as the server knows it, so that a picture keeps its room before it has loaded. */
export interface Size {
    width: number;
    height: number;
}

interface Paint {
    images: Record<string, Size>;
    words: string[];
    jumbo: boolean;
    inline: boolean;
}

function decode(text: string): string {
    return text
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&');
}

function plain(text: string, paint: Paint): ReactNode {
    return piecesOf(text, paint.words).map((piece, index) => {
        switch (piece.kind) {
            case 'mention':
                return <MentionLink key={index} name={piece.name} text={piece.text} rest={piece.rest} />;
            case 'channel':
                return <ChannelLink key={index} name={piece.name} text={piece.text} />;
            case 'emoji':
                return <EmojiGlyph key={index} name={piece.name} size={paint.jumbo ? 'jumbo' : 'text'} />;
            case 'hashtag':
                return <HashtagLink key={index} tag={piece.text} />;
            case 'highlight':
                return (
                    <mark key={index} className="highlight">
                        {piece.text}
                    </mark>
                );
            default:
                return <Fragment key={index}>{piece.text}</Fragment>;
        }
    });
}

function picture(token: Tokens.Image, paint: Paint): ReactNode {
    const source = safeImage(token.href);
    if (!source) {
        return token.raw;
    }
    const known = paint.images[token.href] ?? paint.images[source];
    const box = known && known.width > 0 ? fit(known.width, known.height, 420, 340) : undefined;
    return <img className="md__image" src={source} alt={token.text} title={token.title ?? undefined} loading="lazy" referrerPolicy="no-referrer" {...(box ?? {})} />;
}

function inline(tokens: Token[] | undefined, paint: Paint): ReactNode {
    return (tokens ?? []).map((token, index) => <Fragment key={index}>{inlineOne(token, paint)}</Fragment>);
}

function inlineOne(token: Token, paint: Paint): ReactNode {
    switch (token.type) {
        case 'text': {
            const inner = (token as Tokens.Text).tokens;
            return inner ? inline(inner, paint) : plain(decode((token as Tokens.Text).text), paint);
        }
        case 'escape':
            return decode((token as Tokens.Escape).text);
        case 'strong':
            return <strong>{inline((token as Tokens.Strong).tokens, paint)}</strong>;
        case 'em':
            return <em>{inline((token as Tokens.Em).tokens, paint)}</em>;
        case 'del':
            return <del>{inline((token as Tokens.Del).tokens, paint)}</del>;
        case 'codespan':
            return <code className="md__code">{decode((token as Tokens.Codespan).text)}</code>;
        case 'br':
            return paint.inline ? ' ' : <br />;
        case 'link': {
            const link = token as Tokens.Link;
            return (
                <PlainLink href={link.href} title={link.title ?? undefined}>
                    {link.raw === link.text || link.raw === link.href ? decode(link.text) : inline(link.tokens, paint)}
                </PlainLink>
            );
        }
        case 'image':
            return picture(token as Tokens.Image, paint);
        default:
            return token.raw;
    }
}

function listItem(item: Tokens.ListItem, index: number, paint: Paint): ReactNode {
    return (
        <li key={index} className={item.task ? 'md__task' : undefined}>
            {item.task && <input type="checkbox" checked={item.checked ?? false} readOnly tabIndex={-1} aria-label={item.checked ? 'Done' : 'Not done'} />}
            {blocks(item.tokens.filter((token) => token.type !== 'checkbox'), paint, true)}
        </li>
    );
}

function table(token: Tokens.Table, paint: Paint): ReactNode {
    return (
        <div className="md__table" tabIndex={0} role="group" aria-label="Table">
            <table>
                <thead>
                    <tr>
                        {token.header.map((cell, index) => (
                            <th key={index} style={{textAlign: cell.align ?? 'left'}}>
                                {inline(cell.tokens, paint)}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {token.rows.map((row, rowIndex) => (
                        <tr key={rowIndex}>
                            {row.map((cell, index) => (
                                <td key={index} style={{textAlign: cell.align ?? 'left'}}>
                                    {inline(cell.tokens, paint)}
                                </td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

function block(token: Token, index: number, paint: Paint, tight: boolean): ReactNode {
    switch (token.type) {
        case 'space':
        case 'def':
            return null;
        case 'paragraph':
            return tight ? (
                <Fragment key={index}>{inline((token as Tokens.Paragraph).tokens, paint)}</Fragment>
            ) : (
                <p key={index}>{inline((token as Tokens.Paragraph).tokens, paint)}</p>
            );
        case 'text':
            return <Fragment key={index}>{inlineOne(token, paint)}</Fragment>;
        case 'heading': {
            const heading = token as Tokens.Heading;
            // A message's headings are below the page's own, so they are drawn, not announced, as headings.
            return (
                <p key={index} className={`md__heading md__heading--${heading.depth}`}>
                    {inline(heading.tokens, paint)}
                </p>
            );
        }
        case 'code': {
            const code = token as Tokens.Code;
            return <CodeBlock key={index} code={code.text} language={(code.lang ?? '').split(/\s/)[0] ?? ''} />;
        }
        case 'blockquote':
            return <blockquote key={index}>{blocks((token as Tokens.Blockquote).tokens, paint, false)}</blockquote>;
        case 'list': {
            const list = token as Tokens.List;
            const items = list.items.map((item, at) => listItem(item, at, paint));
            return list.ordered ? (
                <ol key={index} start={typeof list.start === 'number' ? list.start : 1}>
                    {items}
                </ol>
            ) : (
                <ul key={index}>{items}</ul>
            );
        }
        case 'table':
            return <Fragment key={index}>{table(token as Tokens.Table, paint)}</Fragment>;
        case 'hr':
            return <hr key={index} />;
        default:
            return <p key={index}>{inlineOne(token, paint)}</p>;
    }
}

function blocks(tokens: Token[], paint: Paint, tight: boolean): ReactNode[] {
    return tokens.map((token, index) => block(token, index, paint, tight));
}

export interface MarkdownProps {
    text: string;
    /** Words to mark: one's own mention keys, or what was searched for. */
    words?: string[] | undefined;
    /** One line, without blocks: channel headers, previews. */
    inline?: boolean;
    /** Sizes of the pictures in the text, by their addresses. */
    images?: Record<string, Size> | undefined;
}

const NO_WORDS: string[] = [];
const NO_IMAGES: Record<string, Size> = {};

export const Markdown = memo(function Markdown({text, words = NO_WORDS, inline: single = false, images = NO_IMAGES}: MarkdownProps) {
    const tokens = useMemo(() => lex(text), [text]);
    const paint: Paint = {images, words, jumbo: !single && onlyEmoji(text), inline: single};
    if (single) {
        const flat = tokens.map((token, index) => (
            <Fragment key={index}>
                {index > 0 && ' '}
                {inline((token as {tokens?: Token[]}).tokens, paint)}
            </Fragment>
        ));
        return <span className="md md--inline">{flat}</span>;
    }
    return <div className="md">{blocks(tokens, paint, false)}</div>;
});
