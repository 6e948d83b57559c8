/* The reactions under a message. */
import type {Post} from '@mattermost/types/posts';
import type {Reaction} from '@mattermost/types/reactions';
import {lazy, Suspense, useMemo} from 'react';

import {toggleReaction} from '@/app/postActions';
import {Icon} from '@/components/Icon';
import {Popover} from '@/components/Popover';
import {Loading} from '@/components/states';
import {Tooltip} from '@/components/Tooltip';
import {EmojiGlyph} from '@/emoji/EmojiGlyph';
import {useAppDispatch, useAppSelector} from '@/store';
import {nameOf} from '@/store/names';

const EmojiPicker = lazy(() => import('@/emoji/EmojiPicker').then((module) => ({default: module.EmojiPicker})));

interface Group {
    name: string;
    users: string[];
    first: number;
}

export function groupReactions(reactions: Record<string, Reaction> | undefined): Group[] {
    const groups = new Map<string, Group>();
    for (const reaction of Object.values(reactions ?? {}).sort((a, b) => a.create_at - b.create_at)) {
        const group = groups.get(reaction.emoji_name) ?? {name: reaction.emoji_name, users: [], first: reaction.create_at};
        group.users.push(reaction.user_id);
        groups.set(reaction.emoji_name, group);
    }
    return [...groups.values()].sort((a, b) => a.first - b.first);
}

function ReactionButton({post, group}: {post: Post; group: Group}) {
    const dispatch = useAppDispatch();
    const mine = useAppSelector((state) => group.users.includes(state.entities.users.currentUserId));
    const who = useAppSelector((state) => {
        const names = group.users.map((id) => (id === state.entities.users.currentUserId ? 'You' : nameOf(state, id)));
        const shown = names.slice(0, 8).join(', ');
        return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
    });
    return (
        <Tooltip text={`${who} reacted with :${group.name}:`}>
            <button
                type="button"
                className={`reaction ${mine ? 'reaction--mine' : ''}`}
                aria-pressed={mine}
                aria-label={`${group.name.replaceAll('_', ' ')}, ${group.users.length}, ${who}`}
                onClick={() => void dispatch(toggleReaction(post, group.name))}
            >
                <EmojiGlyph name={group.name} />
                <span>{group.users.length}</span>
            </button>
        </Tooltip>
    );
}

export function Reactions({post}: {post: Post}) {
    const dispatch = useAppDispatch();
    const reactions = useAppSelector((state) => state.entities.posts.reactions[post.id]);
    const groups = useMemo(() => groupReactions(reactions), [reactions]);
    if (groups.length === 0) {
        return null;
    }
    return (
        <div className="reactions" role="group" aria-label="Reactions">
            {groups.map((group) => (
                <ReactionButton key={group.name} post={post} group={group} />
            ))}
            <Popover
                label="Choose a reaction"
                placement="top-start"
                content={(close) => (
                    <Suspense fallback={<Loading />}>
                        <EmojiPicker
                            onPick={(name) => {
                                close();
                                void dispatch(toggleReaction(post, name));
                            }}
                        />
                    </Suspense>
                )}
            >
                <button type="button" className="reaction reaction--add" aria-label="Add reaction">
                    <Icon name="smile-plus" size={16} />
                </button>
            </Popover>
        </div>
    );
}
