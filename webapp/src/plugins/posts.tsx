/* What plugins do with messages: draw whole kinds of them, add to them, change their text, add to their menus. */
import type {Post, PostEmbed} from '@mattermost/types/posts';
import {useMemo, useState} from 'react';
import type {ReactNode} from 'react';

import type {MenuEntry} from '@/components/Menu';
import {useAppDispatch, useAppSelector} from '@/store';
import {openPanel} from '@/store/panel';
import type {PluginPart} from '@/store/plugins';
import {isCompact} from '@/store/preferences';
import type {PostPlace} from '@/views/post/Post';

import {ask} from './faults';
import {messageWillFormat} from './hooks';
import {iconOf, menuEntries, menuItem} from './menu';
import {Part, Slot, useParts} from './Slot';

/** The text after every plugin that wanted to change how it is shown. */
export function useFormatted(post: Post, message: string): string {
    const parts = useParts('MessageWillFormat');
    return useMemo(() => (parts.length > 0 ? messageWillFormat(post, message) : message), [message, parts, post]);
}

interface PluginPostProps {
    part: PluginPart;
    post: Post;
    place: PostPlace;
    fallback: ReactNode;
}

/** A message of a kind that a plugin draws. */
export function PluginPost({part, post, place, fallback}: PluginPostProps) {
    const compactDisplay = useAppSelector(isCompact);
    return part.component ? (
        <div className="plugin-post">
            <Part pluginId={part.pluginId} where={`a message of type ${post.type}`} component={part.component} fallback={fallback} given={{post, compactDisplay, isRHS: place === 'thread'}} />
        </div>
    ) : (
        fallback
    );
}

/** What stands under the text of every message, and the way to a message's card. */
export function PostAdditions({post}: {post: Post}) {
    const dispatch = useAppDispatch();
    const hasCard = useAppSelector((state) => Boolean(state.plugins.postCardTypes[post.type]) && Boolean(post.props?.['card'] ?? true));
    return (
        <>
            <Slot name="PostMessageAttachment" given={{postId: post.id, post, onHeightChange: () => undefined}} />
            {hasCard && (
                <button type="button" className="link-button post__card" onClick={() => dispatch(openPanel({kind: 'card', postId: post.id}))}>
                    Show more about this
                </button>
            )}
        </>
    );
}

export function PluginEmbed({part, embed}: {part: PluginPart; embed: PostEmbed}) {
    const [open, setOpen] = useState(true);
    if (!part.component) {
        return null;
    }
    return (
        <div className="plugin-embed">
            {part['toggleable'] && (
                <button type="button" className="files__toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
                    {open ? 'Hide preview' : 'Show preview'}
                </button>
            )}
            {open && <Part pluginId={part.pluginId} where="a preview" component={part.component} given={{embed}} />}
        </div>
    );
}

function order(part: PluginPart): number {
    return typeof part['sortOrder'] === 'number' ? part['sortOrder'] : 0;
}

/** Entries for the menu of one message. */
export function usePostEntries(post: Post): () => MenuEntry[] {
    const actions = useParts('PostDropdownMenu');
    const components = useParts('PostDropdownMenuItem');
    const intelligent = useParts('AIActionMenuItem');
    return () => {
        const sorted = [...intelligent].sort((a, b) => order(a) - order(b));
        const own = menuEntries(actions, {where: 'the menu of a message', args: [post.id], shows: (part) => typeof part['filter'] !== 'function' || (part['filter'] as (id: string) => unknown)(post.id)});
        const blocks = components.map((part): MenuEntry => part.component && {block: <Part pluginId={part.pluginId} where="the menu of a message" component={part.component} given={{postId: post.id, post}} />});
        const ai = sorted.map((part): MenuEntry =>
            part.component && !part.action
                ? {block: <Part pluginId={part.pluginId} where="the menu of a message" component={part.component} given={{post, postId: post.id}} />}
                : {...menuItem(part, [post.id], 'the menu of a message'), lead: iconOf(part)},
        );
        return [...own, ...(own.length === 0 && blocks.length + ai.length > 0 ? (['line'] as MenuEntry[]) : []), ...ai, ...blocks];
    };
}

/** Whether some plugin wants a part in this message; used where drawing nothing is cheaper than asking. */
export function wants(parts: PluginPart[], key: string, ...args: unknown[]): PluginPart[] {
    return parts.filter((part) => typeof part[key] !== 'function' || ask(part.pluginId, key, () => Boolean((part[key] as (...all: unknown[]) => unknown)(...args)), false));
}
