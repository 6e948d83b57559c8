/* Previews the server found for links: pages, pictures, other messages. They fold, and the author can take them away. */
import type {OpenGraphMetadata, Post, PostEmbed, PostPreviewMetadata} from '@mattermost/types/posts';
import {PostTypes} from 'mattermost-redux/action_types';
import {getMissingProfilesByIds} from 'mattermost-redux/actions/users';
import {Client4} from 'mattermost-redux/client';
import {useEffect, useState} from 'react';
import type {ReactNode} from 'react';
import {Link} from 'react-router-dom';

import {Avatar} from '@/components/Avatar';
import {IconButton} from '@/components/Button';
import {Fold} from '@/components/Fold';
import {Icon} from '@/components/Icon';
import {DateAndClock} from '@/components/Time';
import {safeHref, safeImage} from '@/markdown/address';
import {Markdown} from '@/markdown/Markdown';
import {ask} from '@/plugins/faults';
import {PluginEmbed} from '@/plugins/posts';
import {useParts} from '@/plugins/Slot';
import {store, useAppDispatch, useAppSelector} from '@/store';
import {nameOf} from '@/store/names';
import {collapsesImages, showsPreviews} from '@/store/preferences';
import {say} from '@/store/toasts';

import {Attachments} from './Attachments';
import {sizeWords} from './Files';
import {fit} from './sizes';

/** What the person folded or unfolded, kept while the list drops and rebuilds the message. */
const folded = new Map<string, boolean>();

export function hostOf(address: string): string {
    try {
        return new URL(address, window.location.href).hostname.replace(/^www\./, '');
    } catch {
        return '';
    }
}

interface FoldableProps {
    post: Post;
    label: string;
    removable: boolean;
    children: ReactNode;
}

function Foldable({post, label, removable, children}: FoldableProps) {
    const dispatch = useAppDispatch();
    const collapsed = useAppSelector(collapsesImages);
    const mine = useAppSelector((state) => state.entities.users.currentUserId === post.user_id);
    const [own, setOwn] = useState(folded.get(post.id));
    const shut = own ?? collapsed;
    const remove = async () => {
        try {
            const known = store.getState().entities.posts.posts[post.id] ?? post;
            const changed = await Client4.patchPost({id: post.id, props: {...known.props, remove_link_preview: 'true'}} as unknown as Post);
            dispatch({type: PostTypes.RECEIVED_POST, data: changed} as {type: string});
        } catch (error) {
            dispatch(say((error as {message?: string}).message ?? 'The preview was not removed.', 'bad'));
        }
    };
    return (
        <div className="embed">
            <div className="embed__bar">
                <button
                    type="button"
                    className="embed__toggle"
                    aria-expanded={!shut}
                    onClick={() => {
                        folded.set(post.id, !shut);
                        setOwn(!shut);
                    }}
                >
                    <Icon name={shut ? 'chevron-right' : 'chevron'} size={14} />
                    <span>{label}</span>
                </button>
                {removable && mine && <IconButton icon="close" size={14} label="Remove preview" className="embed__remove" onClick={() => void remove()} />}
            </div>
            {!shut && children}
        </div>
    );
}

function PageCard({post, embed, graph}: {post: Post; embed: PostEmbed; graph: OpenGraphMetadata}) {
    const href = safeHref(embed.url);
    if (!href || !(graph.title || graph.description)) {
        return null;
    }
    const image = graph.images?.[0];
    const address = image ? image.secure_url || image.url : '';
    const source = address ? safeImage(address) : null;
    const known = post.metadata.images?.[address];
    const [width, height] = [known?.width ?? image?.width ?? 0, known?.height ?? image?.height ?? 0];
    // A wide picture is the point of a page's card; a small or upright one stands beside the words.
    const large = source !== null && width >= 300 && width > height * 1.2;
    const box = fit(width, height, 420, 260);
    return (
        <Foldable post={post} label={graph.site_name || hostOf(href)} removable>
            <a className={`page-card ${large ? 'page-card--large' : ''}`} href={href} target="_blank" rel="noopener noreferrer nofollow">
                <span className="page-card__text">
                    <span className="page-card__title">{graph.title || hostOf(href)}</span>
                    {graph.description && <span className="page-card__description">{graph.description}</span>}
                </span>
                {source && <img src={source} alt="" loading="lazy" referrerPolicy="no-referrer" {...(large ? {width: box.width, height: box.height} : {})} />}
            </a>
        </Foldable>
    );
}

function PictureEmbed({post, embed}: {post: Post; embed: PostEmbed}) {
    const source = safeImage(embed.url);
    const known = post.metadata.images?.[embed.url];
    const box = fit(known?.width ?? 0, known?.height ?? 0, 420, 340);
    const [broken, setBroken] = useState(false);
    if (!source || broken) {
        return null;
    }
    return (
        <Foldable post={post} label={decodeURIComponent(embed.url.split(/[?#]/)[0]?.split('/').pop() ?? '') || hostOf(embed.url)} removable>
            <a className="picture" style={{width: box.width, aspectRatio: `${box.width} / ${box.height}`}} href={source} target="_blank" rel="noopener noreferrer nofollow">
                <img src={source} alt={`From ${hostOf(embed.url)}`} loading="lazy" referrerPolicy="no-referrer" onError={() => setBroken(true)} />
            </a>
        </Foldable>
    );
}

const WHERE: Record<string, string> = {D: 'a direct message', G: 'a group message'};

export function MessageCard({preview}: {preview: PostPreviewMetadata}) {
    const dispatch = useAppDispatch();
    const post = preview.post;
    const known = useAppSelector((state) => Boolean(post && state.entities.users.profiles[post.user_id]));
    const hooked = post?.props?.['from_webhook'] === 'true' && typeof post.props['override_username'] === 'string' ? post.props['override_username'] : '';
    const author = useAppSelector((state) => (post ? hooked || nameOf(state, post.user_id) : ''));
    useEffect(() => {
        if (post && !known) {
            void dispatch(getMissingProfilesByIds([post.user_id]));
        }
    }, [dispatch, known, post]);
    if (!post) {
        return null;
    }
    const files = post.metadata?.files ?? [];
    return (
        <div className="message-card">
            <p className="message-card__head">
                <Avatar userId={post.user_id} size={20} />
                <strong>{author}</strong>
                <DateAndClock at={post.create_at} />
            </p>
            {post.message && (
                <Fold height={200} content={post.message}>
                    <Markdown text={post.message} images={post.metadata?.images} />
                </Fold>
            )}
            <Attachments post={post} />
            {files.length > 0 && (
                <ul className="message-card__files">
                    {files.map((file) => (
                        <li key={file.id}>
                            <Icon name={file.mime_type.startsWith('image/') ? 'image' : 'file'} size={14} /> <span>{file.name}</span> <small>{sizeWords(file.size)}</small>
                        </li>
                    ))}
                </ul>
            )}
            <Link className="message-card__link" to={`/${preview.team_name || '_redirect'}/pl/${post.id}`}>
                From {WHERE[preview.channel_type] ?? `~${preview.channel_display_name}`}
            </Link>
        </div>
    );
}

export function Embeds({post}: {post: Post}) {
    const wanted = useAppSelector(showsPreviews);
    const messages = useAppSelector((state) => (state.entities.general.config as Record<string, string | undefined>)['EnablePermalinkPreviews'] !== 'false');
    const graphs = useAppSelector((state) => state.entities.posts.openGraph[post.id]);
    const parts = useParts('PostWillRenderEmbedComponent');
    const embed = post.metadata?.embeds?.find((candidate) => candidate.type !== 'message_attachment' && candidate.type !== 'link');
    const taken = parts.length > 0 ? (embed ?? post.metadata?.embeds?.[0]) : undefined;
    const part = taken && parts.find((one) => ask(one.pluginId, 'its choice of previews', () => Boolean((one['match'] as (candidate: PostEmbed) => unknown)(taken)), false));
    if (part && taken) {
        return <PluginEmbed part={part} embed={taken} />;
    }
    if (!embed) {
        return null;
    }
    if (embed.type === 'permalink') {
        return messages && embed.data ? <MessageCard preview={embed.data as PostPreviewMetadata} /> : null;
    }
    if (!wanted || String(post.props?.['remove_link_preview']) === 'true') {
        return null;
    }
    if (embed.type === 'image') {
        return <PictureEmbed post={post} embed={embed} />;
    }
    const graph = graphs?.[embed.url] ?? (embed.data as OpenGraphMetadata | undefined);
    return graph ? <PageCard post={post} embed={embed} graph={graph} /> : null;
}
