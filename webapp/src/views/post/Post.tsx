/* One message: who, when, what, and what can be done with it. */
import type {Post as PostData} from '@mattermost/types/posts';
import {memo, useState} from 'react';
import type {KeyboardEvent, MouseEvent} from 'react';

import {Avatar} from '@/components/Avatar';
import {Icon} from '@/components/Icon';
import {ProfilePopover} from '@/components/Profile';
import {Clock, DateAndClock} from '@/components/Time';
import {EmojiGlyph} from '@/emoji/EmojiGlyph';
import {Slot} from '@/plugins/Slot';
import {useAppSelector} from '@/store';
import {customStatusOf} from '@/store/customStatus';
import {nameOf} from '@/store/names';
import {isCompact} from '@/store/preferences';

import {isSystem} from './items';
import {NotSent} from './NotSent';
import {PostBody} from './PostBody';
import {PostEditor} from './PostEditor';
import {PostToolbar} from './PostToolbar';
import {Reactions} from './Reactions';
import {ThreadFooter} from './ThreadFooter';
import {usePostKeys} from './usePostKeys';

export type PostPlace = 'channel' | 'thread' | 'result';

interface PostProps {
    post: PostData;
    follows?: boolean;
    place: PostPlace;
    highlighted?: boolean;
    words?: string[] | undefined;
    onJump?: () => void;
}

function text(value: unknown): string | undefined {
    return typeof value === 'string' && value !== '' ? value : undefined;
}

function overrideName(post: PostData): string | undefined {
    return post.props?.['from_webhook'] === 'true' ? text(post.props['override_username']) : undefined;
}

function overrideIcon(post: PostData): string | undefined {
    return post.props?.['from_webhook'] === 'true' ? text(post.props['override_icon_url']) : undefined;
}

export const Post = memo(function Post({post, follows = false, place, highlighted = false, words, onJump}: PostProps) {
    const [busy, setBusy] = useState(false);
    const author = useAppSelector((state) => overrideName(post) ?? nameOf(state, post.user_id));
    const user = useAppSelector((state) => state.entities.users.profiles[post.user_id]);
    const editing = useAppSelector((state) => state.views.channel.editingPostId === post.id) && place !== 'result';
    const saved = useAppSelector((state) => Boolean(state.entities.preferences.myPreferences[`flagged_post--${post.id}`]));
    const compact = useAppSelector(isCompact);
    const deleted = post.state === 'DELETED';
    const pending = post.id === post.pending_post_id && !post.failed;
    const system = isSystem(post);
    const ephemeral = (post.type as string) === 'system_ephemeral';
    const onKeyDown = usePostKeys(post, place, deleted || system);
    const custom = customStatusOf(user);
    const follow = follows && !highlighted && place !== 'result';

    const classes = [
        'post',
        follow && 'post--follows',
        compact && 'post--compact',
        system && 'post--system',
        ephemeral && 'post--ephemeral',
        (post.is_pinned || saved) && place === 'channel' && 'post--kept',
        highlighted && 'post--highlighted',
        pending && 'post--pending',
        post.failed && 'post--failed',
        busy && 'post--busy',
        editing && 'post--editing',
    ];
    const jumpOnClick = (event: MouseEvent) => {
        if (onJump && !(event.target as HTMLElement).closest('a, button, input, pre')) {
            onJump();
        }
    };
    const jumpOnKey = (event: KeyboardEvent<HTMLElement>) => {
        if (onJump && event.key === 'Enter' && event.target === event.currentTarget) {
            onJump();
        } else {
            onKeyDown(event);
        }
    };
    return (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
        <article
            className={classes.filter(Boolean).join(' ')}
            data-post-id={post.id}
            aria-label={`${author}, ${new Date(post.create_at).toLocaleString()}`}
            aria-busy={pending || undefined}
            tabIndex={-1}
            onClick={onJump ? jumpOnClick : undefined}
            onKeyDown={jumpOnKey}
        >
            <div className="post__gutter">
                {follow ? (
                    <span className="post__hover-time">
                        <Clock at={post.create_at} />
                    </span>
                ) : (
                    <ProfilePopover userId={post.user_id} override={overrideName(post)}>
                        <button type="button" className="post__avatar" aria-label={`Profile of ${author}`}>
                            <Avatar userId={post.user_id} size={compact ? 24 : 36} override={overrideIcon(post)} presence={!overrideName(post)} />
                        </button>
                    </ProfilePopover>
                )}
            </div>
            <div className="post__main">
                {(post.is_pinned || saved || ephemeral) && !deleted && (
                    <div className="post__marks">
                        {post.is_pinned && (
                            <span>
                                <Icon name="pin" size={13} /> Pinned
                            </span>
                        )}
                        {saved && (
                            <span>
                                <Icon name="bookmark" size={13} /> Saved
                            </span>
                        )}
                        {ephemeral && <span>Only visible to you</span>}
                    </div>
                )}
                {!follow && (
                    <header className="post__header">
                        <ProfilePopover userId={post.user_id} override={overrideName(post)}>
                            <button type="button" className="post__author">
                                {ephemeral && !user ? 'System' : author}
                            </button>
                        </ProfilePopover>
                        {(user?.is_bot || post.props?.['from_webhook'] === 'true') && <span className="tag">Bot</span>}
                        {custom && !user?.is_bot && (
                            <span className="post__custom-status" title={custom.text}>
                                <EmojiGlyph name={custom.emoji} />
                            </span>
                        )}
                        <span className="post__time">{place === 'channel' ? <Clock at={post.create_at} /> : <DateAndClock at={post.create_at} />}</span>
                        <Slot name="PostHeader" shape="mark" given={{post, postId: post.id, location: place}} />
                    </header>
                )}
                {editing && !deleted ? <PostEditor post={post} /> : <PostBody post={post} deleted={deleted} words={words} place={place} />}
                {post.failed && <NotSent post={post} place={place} />}
                {!deleted && place !== 'result' && <Reactions post={post} />}
                {!deleted && place === 'channel' && <ThreadFooter post={post} />}
            </div>
            {!deleted && !pending && !post.failed && !editing && (
                <PostToolbar post={post} place={place} saved={saved} onBusy={setBusy} onJump={onJump} />
            )}
        </article>
    );
});
