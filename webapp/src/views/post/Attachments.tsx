/* Attachments that integrations send with a message: coloured boxes with fields, buttons and menus. */
import type {Post} from '@mattermost/types/posts';
import {doPostActionWithCookie} from 'mattermost-redux/actions/posts';
import {useState} from 'react';

import {Button} from '@/components/Button';
import {PlainLink} from '@/components/links';
import {safeImage} from '@/markdown/address';
import {Markdown} from '@/markdown/Markdown';
import {useAppDispatch} from '@/store';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';

interface Action {
    id?: string;
    name?: string;
    type?: string;
    style?: string;
    disabled?: boolean;
    tooltip?: string;
    cookie?: string;
    options?: Array<{text: string; value: string}>;
    default_option?: string;
}

interface Attachment {
    pretext?: string;
    text?: string;
    title?: string;
    title_link?: string;
    author_name?: string;
    author_link?: string;
    author_icon?: string;
    color?: string;
    image_url?: string;
    thumb_url?: string;
    footer?: string;
    footer_icon?: string;
    fields?: Array<{title?: string; value?: unknown; short?: boolean}> | null;
    actions?: Action[] | null;
}

const NAMED: Record<string, string> = {good: '#1f9d63', warning: '#c98a10', danger: '#cf3f43'};

function colourOf(colour: string | undefined): string | undefined {
    if (!colour) {
        return undefined;
    }
    return NAMED[colour] ?? (/^#[0-9a-f]{3,8}$/i.test(colour) ? colour : undefined);
}

function Picture({url, className}: {url: string | undefined; className: string}) {
    const source = url ? safeImage(url) : null;
    return source ? <img className={className} src={source} alt="" loading="lazy" referrerPolicy="no-referrer" /> : null;
}

function ActionControl({post, action}: {post: Post; action: Action}) {
    const dispatch = useAppDispatch();
    const [busy, setBusy] = useState(false);
    const run = async (option?: string) => {
        setBusy(true);
        const result: Result = await dispatch(doPostActionWithCookie(post.id, action.id ?? '', action.cookie ?? '', option ?? ''));
        setBusy(false);
        if (result.error) {
            dispatch(say(result.error.message ?? 'The action failed.', 'bad'));
        }
    };
    if (action.type === 'select') {
        return (
            <select
                className="input input--select attachment__select"
                aria-label={action.name ?? 'Choose'}
                defaultValue={action.default_option ?? ''}
                disabled={busy || action.disabled}
                onChange={(event) => void run(event.target.value)}
            >
                <option value="" disabled>
                    {action.name ?? 'Choose…'}
                </option>
                {(action.options ?? []).map((option) => (
                    <option key={option.value} value={option.value}>
                        {option.text}
                    </option>
                ))}
            </select>
        );
    }
    const tone = action.style === 'primary' || action.style === 'good' ? 'primary' : action.style === 'danger' ? 'danger' : 'plain';
    return (
        <Button size="small" tone={tone} busy={busy} disabled={busy || Boolean(action.disabled)} title={action.tooltip} onClick={() => void run()}>
            {action.name ?? 'Action'}
        </Button>
    );
}

function One({post, attachment}: {post: Post; attachment: Attachment}) {
    const colour = colourOf(attachment.color);
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
                    {attachment.text && <Markdown text={attachment.text} />}
                    {attachment.fields && attachment.fields.length > 0 && (
                        <dl className="attachment__fields">
                            {attachment.fields.map((field, index) => (
                                <div key={index} className={field.short ? 'attachment__field attachment__field--short' : 'attachment__field'}>
                                    <dt>{field.title}</dt>
                                    <dd>
                                        <Markdown text={String(field.value ?? '')} />
                                    </dd>
                                </div>
                            ))}
                        </dl>
                    )}
                    <Picture url={attachment.image_url} className="attachment__image" />
                    {attachment.footer && (
                        <p className="attachment__footer">
                            <Picture url={attachment.footer_icon} className="attachment__icon" />
                            {attachment.footer}
                        </p>
                    )}
                    {attachment.actions && attachment.actions.length > 0 && (
                        <div className="attachment__actions">
                            {attachment.actions.filter((action) => action.id && action.name).map((action) => (
                                <ActionControl key={action.id} post={post} action={action} />
                            ))}
                        </div>
                    )}
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
            {(list as Attachment[]).map((attachment, index) => (
                <One key={index} post={post} attachment={attachment ?? {}} />
            ))}
        </div>
    );
}
