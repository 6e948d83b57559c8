/* The buttons that appear over a message. */
import type {Post} from '@mattermost/types/posts';
import {haveIChannelPermission} from 'mattermost-redux/selectors/entities/roles';
import {lazy, Suspense} from 'react';

import {markUnreadFrom} from '@/app/channelActions';
import {confirmDelete, copyLink, copyText, toggleFollow, togglePinned, toggleReaction, toggleSaved} from '@/app/postActions';
import {IconButton} from '@/components/Button';
import {Menu} from '@/components/Menu';
import type {MenuEntry} from '@/components/Menu';
import {Popover} from '@/components/Popover';
import {Loading} from '@/components/states';
import {usePostEntries} from '@/plugins/posts';
import {Slot} from '@/plugins/Slot';
import {useAppDispatch, useAppSelector} from '@/store';
import {openPanel} from '@/store/panel';
import type {AppState} from '@/store/types';
import {editPostInPlace} from '@/store/views';

import {isSystem} from './items';
import type {PostPlace} from './Post';

const EmojiPicker = lazy(() => import('@/emoji/EmojiPicker').then((module) => ({default: module.EmojiPicker})));

interface PostToolbarProps {
    post: Post;
    place: PostPlace;
    saved: boolean;
    onBusy: (busy: boolean) => void;
    onJump?: (() => void) | undefined;
}

export function mayDelete(state: AppState, post: Post): boolean {
    const {users, channels} = state.entities;
    const teamId = channels.channels[post.channel_id]?.team_id;
    const permission = post.user_id === users.currentUserId ? 'delete_post' : 'delete_others_posts';
    return haveIChannelPermission(state, teamId, post.channel_id, permission);
}

function mayEdit(state: AppState, post: Post): boolean {
    const {users, channels, general} = state.entities;
    const teamId = channels.channels[post.channel_id]?.team_id;
    const limit = Number(general.config.PostEditTimeLimit ?? -1);
    const permission = post.user_id === users.currentUserId ? 'edit_post' : 'edit_others_posts';
    const inTime = limit < 0 || Date.now() < post.create_at + limit * 1000;
    return post.user_id === users.currentUserId && inTime && haveIChannelPermission(state, teamId, post.channel_id, permission);
}

export function PostToolbar({post, place, saved, onBusy, onJump}: PostToolbarProps) {
    const dispatch = useAppDispatch();
    const canEdit = useAppSelector((state) => mayEdit(state, post));
    const canDelete = useAppSelector((state) => mayDelete(state, post));
    const ephemeral = (post.type as string) === 'system_ephemeral';
    const system = isSystem(post);
    const rootId = post.root_id || post.id;
    const following = useAppSelector((state) => state.entities.threads.threads[rootId]?.is_following ?? state.entities.posts.posts[rootId]?.is_following ?? false);
    const teamId = useAppSelector((state) => state.entities.channels.channels[post.channel_id]?.team_id || state.entities.teams.currentTeamId);
    const archived = useAppSelector((state) => (state.entities.channels.channels[post.channel_id]?.delete_at ?? 0) > 0);
    const pluginEntries = usePostEntries(post);
    if (ephemeral) {
        return null;
    }
    const entries = (): MenuEntry[] => [
        place !== 'thread' && !system && {label: 'Reply in thread', icon: 'reply', hint: 'R', run: () => dispatch(openPanel({kind: 'thread', rootId}))},
        !system && {
            label: following ? 'Stop following thread' : 'Follow thread',
            icon: 'bell',
            run: () => void dispatch(toggleFollow(rootId, teamId, !following)),
        },
        {label: 'Mark unread from here', icon: 'eye', hint: 'U', run: () => void dispatch(markUnreadFrom(post.id))},
        !system && !archived && {label: post.is_pinned ? 'Unpin from channel' : 'Pin to channel', icon: 'pin', run: () => void dispatch(togglePinned(post))},
        'line',
        {label: 'Copy link', icon: 'link', hint: 'C', run: () => dispatch(copyLink(post))},
        post.message !== '' && {label: 'Copy text', icon: 'copy', run: () => dispatch(copyText(post))},
        canEdit && !archived && !system && {label: 'Edit', icon: 'edit', hint: 'E', run: () => dispatch(editPostInPlace(post.id))},
        ...pluginEntries(),
        canDelete && !archived && 'line',
        canDelete && !archived && {label: 'Delete', icon: 'trash', hint: 'Del', danger: true, run: () => dispatch(confirmDelete(post))},
    ];
    return (
        <div className="post-toolbar" role="group" aria-label="Message actions">
            {onJump && (
                <IconButton icon="forward" label="Jump to message" onClick={onJump} />
            )}
            {!system && !archived && place !== 'result' && (
                <Popover
                    label="Choose a reaction"
                    placement="top-end"
                    onOpenChange={onBusy}
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
                    <IconButton icon="smile-plus" label="Add reaction" />
                </Popover>
            )}
            {place === 'channel' && !system && (
                <IconButton icon="reply" label="Reply in thread" shortcut="R" onClick={() => dispatch(openPanel({kind: 'thread', rootId}))} />
            )}
            {!system && <Slot name="PostAction" shape="mark" given={{post, postId: post.id, location: place === 'thread' ? 'RHS_COMMENT' : 'CENTER'}} />}
            <IconButton icon="bookmark" filled={saved} label={saved ? 'Remove from saved' : 'Save'} shortcut="S" onClick={() => void dispatch(toggleSaved(post))} />
            <Menu label="More actions" entries={entries} placement="bottom-end" onOpenChange={onBusy}>
                <IconButton icon="more" label="More actions" />
            </Menu>
        </div>
    );
}
