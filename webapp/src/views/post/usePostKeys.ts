/* One-letter commands on a message that has the focus, and moving between messages with the arrows. */
import type {Post} from '@mattermost/types/posts';
import type {KeyboardEvent} from 'react';

import {markUnreadFrom} from '@/app/channelActions';
import {copyLink, confirmDelete, toggleReaction, toggleSaved} from '@/app/postActions';
import {useAppDispatch, useAppSelector} from '@/store';
import {openPanel} from '@/store/panel';
import {editPostInPlace} from '@/store/views';

import type {PostPlace} from './Post';

function moveFocus(from: HTMLElement, step: 1 | -1): boolean {
    const scope = from.closest('[data-post-list]');
    const all = [...(scope?.querySelectorAll<HTMLElement>('article.post') ?? [])];
    const next = all[all.indexOf(from) + step];
    next?.focus();
    return Boolean(next);
}

export function usePostKeys(post: Post, place: PostPlace, inert: boolean): (event: KeyboardEvent<HTMLElement>) => void {
    const dispatch = useAppDispatch();
    const mine = useAppSelector((state) => state.entities.users.currentUserId === post.user_id);
    return (event) => {
        if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) {
            return;
        }
        if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
            if (moveFocus(event.currentTarget, event.key === 'ArrowUp' ? -1 : 1)) {
                event.preventDefault();
            }
            return;
        }
        if (inert) {
            return;
        }
        const commands: Record<string, (() => void) | undefined> = {
            r: place === 'channel' ? () => dispatch(openPanel({kind: 'thread', rootId: post.root_id || post.id})) : undefined,
            e: mine ? () => dispatch(editPostInPlace(post.id)) : undefined,
            s: () => dispatch(toggleSaved(post)),
            u: () => void dispatch(markUnreadFrom(post.id)),
            c: () => dispatch(copyLink(post)),
            '+': () => dispatch(toggleReaction(post, '+1')),
            Delete: mine ? () => dispatch(confirmDelete(post)) : undefined,
        };
        const run = commands[event.key];
        if (run) {
            event.preventDefault();
            run();
        }
    };
}
