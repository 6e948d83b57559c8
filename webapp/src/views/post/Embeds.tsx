/* Previews the server found for links: pages, pictures, other messages. */
import type {OpenGraphMetadata, Post, PostEmbed, PostPreviewMetadata} from '@mattermost/types/posts';
import {getMissingProfilesByIds} from 'mattermost-redux/actions/users';
import {useEffect} from 'react';
import {Link} from 'react-router-dom';

import {Avatar} from '@/components/Avatar';
import {DateAndClock} from '@/components/Time';
import {safeHref, safeImage} from '@/markdown/address';
import {Markdown} from '@/markdown/Markdown';
import {useAppDispatch, useAppSelector} from '@/store';
import {nameOf} from '@/store/names';
import {showsPreviews} from '@/store/preferences';

import {fit} from './Files';

function PageCard({embed, graph}: {embed: PostEmbed; graph: OpenGraphMetadata | undefined}) {
    const href = safeHref(embed.url);
    if (!href || !graph?.title) {
        return null;
    }
    const image = graph.images?.[0];
    const source = image ? safeImage(image.secure_url || image.url) : null;
    return (
        <a className="page-card" href={href} target="_blank" rel="noopener noreferrer nofollow">
            <span className="page-card__text">
                <span className="page-card__site">{graph.site_name || new URL(href, window.location.href).hostname}</span>
                <span className="page-card__title">{graph.title}</span>
                {graph.description && <span className="page-card__description">{graph.description}</span>}
            </span>
            {source && <img src={source} alt="" loading="lazy" referrerPolicy="no-referrer" />}
        </a>
    );
}

function MessageCard({preview}: {preview: PostPreviewMetadata}) {
    const dispatch = useAppDispatch();
    const post = preview.post;
    const known = useAppSelector((state) => Boolean(post && state.entities.users.profiles[post.user_id]));
    const author = useAppSelector((state) => (post ? nameOf(state, post.user_id) : ''));
    useEffect(() => {
        if (post && !known) {
            void dispatch(getMissingProfilesByIds([post.user_id]));
        }
    }, [dispatch, known, post]);
    if (!post) {
        return null;
    }
    return (
        <div className="message-card">
            <p className="message-card__head">
                <Avatar userId={post.user_id} size={20} />
                <strong>{author}</strong>
                <DateAndClock at={post.create_at} />
            </p>
            <Markdown text={post.message} />
            <Link className="message-card__link" to={`/${preview.team_name || '_redirect'}/pl/${post.id}`}>
                From {preview.channel_type === 'D' ? 'a direct message' : preview.channel_display_name}
            </Link>
        </div>
    );
}

export function Embeds({post}: {post: Post}) {
    const wanted = useAppSelector(showsPreviews);
    const graphs = useAppSelector((state) => state.entities.posts.openGraph[post.id]);
    const embed = post.metadata?.embeds?.find((candidate) => candidate.type !== 'message_attachment' && candidate.type !== 'link');
    if (!embed) {
        return null;
    }
    if (embed.type === 'permalink') {
        return <MessageCard preview={embed.data as PostPreviewMetadata} />;
    }
    if (!wanted) {
        return null;
    }
    if (embed.type === 'image') {
        const source = safeImage(embed.url);
        const known = post.metadata.images?.[embed.url];
        const box = fit(known?.width ?? 0, known?.height ?? 0, 420, 340);
        return source ? (
            <a className="picture" style={{width: box.width, aspectRatio: `${box.width} / ${box.height}`}} href={source} target="_blank" rel="noopener noreferrer nofollow">
                <img src={source} alt="" loading="lazy" referrerPolicy="no-referrer" />
            </a>
        ) : null;
    }
    return <PageCard embed={embed} graph={graphs?.[embed.url] ?? (embed.data as OpenGraphMetadata | undefined)} />;
}
