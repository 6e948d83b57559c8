/* Attachments that integrations send with a message: coloured boxes with fields, buttons and menus. */
import type {MessageAttachment} from '@mattermost/types/message_attachments';
import type {Post, PostImage} from '@mattermost/types/posts';
import {useState} from 'react';

import {Fold} from '@/components/Fold';
import {Icon} from '@/components/Icon';
import {PlainLink} from '@/components/links';
import {safeImage} from '@/markdown/address';
import {Markdown} from '@/markdown/Markdown';

import {AttachmentAction} from './AttachmentAction';
import {fit} from './sizes';

const NAMED: Record<string, string> = {good: '#1f9d63', warning: '#c98a10', danger: '#cf3f43'};
const FOLD_PX = 320;

function colourOf(colour: string | undefined): string | undefined {
    if (!colour) {
        return undefined;
    }
    return NAMED[colour] ?? (/^#[0-9a-f]{3,8}$/i.test(colour) ? colour : undefined);
}

function Picture({url, className, known}: {url: string | undefined; className: string; known?: PostImage | undefined}) {
    const source = url ? safeImage(url) : null;
    const box = known && known.width > 0 ? fit(known.width, known.height, 520, 300) : undefined;
    return source ? <img className={className} src={source} alt="" loading="lazy" referrerPolicy="no-referrer" {...(box ? {width: box.width, height: box.height} : {})} /> : null;
}

function Actions({post, attachment}: {post: Post; attachment: MessageAttachment}) {
    const [problem, setProblem] = useState('');
    const actions = (attachment.actions ?? []).filter((action) => action.id && action.name);
    if (actions.length === 0) {
        return null;
    }
    return (
        <>
            <div className="attachment__actions">
                {actions.map((action) => (
                    <AttachmentAction key={`${action.id} ${action.default_option ?? ''}`} postId={post.id} action={action} onProblem={setProblem} />
                ))}
            </div>
            {problem && (
                <p className="attachment__problem" role="alert">
                    <Icon name="warning" size={15} /> {problem}
                </p>
            )}
        </>
    );
}

function Fields({fields}: {fields: MessageAttachment['fields']}) {
    const list = (fields ?? []).filter((field) => field && (field.title || field.value));
    if (list.length === 0) {
        return null;
    }
    return (
        <dl className="attachment__fields">
            {list.map((field, index) => (
                <div key={index} className={String(field.short) === 'true' ? 'attachment__field attachment__field--short' : 'attachment__field'}>
                    <dt>{field.title}</dt>
                    <dd>
                        <Markdown text={String(field.value ?? '')} />
                    </dd>
                </div>
            ))}
        </dl>
    );
}

function One({post, attachment}: {post: Post; attachment: MessageAttachment}) {
    const colour = colourOf(attachment.color);
    const images = post.metadata?.images ?? {};
    return (
        <>
            {attachment.pretext && <Markdown text={attachment.pretext} />}
            <div className="attachment" style={colour ? {borderInlineStartColor: colour} : undefined}>
                <div className="attachment__main">
                    {attachment.author_name && (
                        <p className="attachment__author">
                            <Picture url={attachment.author_icon} className="attachment__icon" />
                            {attachment.author_link ? <PlainLink href={attachment.author_link}>{attachment.author_name}</PlainLink> : attachment.author_name}
                        </p>
                    )}
                    {attachment.title && (
                        <p className="attachment__title">
                            {attachment.title_link ? <PlainLink href={attachment.title_link}>{attachment.title}</PlainLink> : <Markdown inline text={attachment.title} />}
                        </p>
                    )}
                    {attachment.text && (
                        <Fold height={FOLD_PX} content={attachment.text}>
                            <Markdown text={attachment.text} />
                        </Fold>
                    )}
                    <Fields fields={attachment.fields} />
                    <Picture url={attachment.image_url} className="attachment__image" known={images[attachment.image_url ?? '']} />
                    {attachment.footer && (
                        <p className="attachment__footer">
                            <Picture url={attachment.footer_icon} className="attachment__icon" />
                            {attachment.footer}
                        </p>
                    )}
                    <Actions post={post} attachment={attachment} />
                </div>
                <Picture url={attachment.thumb_url} className="attachment__thumb" />
            </div>
        </>
    );
}

export function Attachments({post}: {post: Post}) {
    const list = post.props?.['attachments'];
    if (!Array.isArray(list) || list.length === 0) {
        return null;
    }
    return (
        <div className="attachments">
            {(list as MessageAttachment[]).map((attachment, index) => (
                <One key={index} post={post} attachment={attachment ?? {}} />
            ))}
        </div>
    );
}
