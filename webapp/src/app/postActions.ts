/* What a person does with messages. */
import type {Post} from '@mattermost/types/posts';
import {
    addReaction,
    flagPost,
    getPost as fetchPost,
    pinPost,
    removePost,
    removeReaction,
    unflagPost,
    unpinPost,
} from 'mattermost-redux/actions/posts';
import {setThreadFollow} from 'mattermost-redux/actions/threads';
import {Client4} from 'mattermost-redux/client';

import {rememberEmoji} from '@/emoji/emoji';
import {openModal} from '@/store/modals';
import {say} from '@/store/toasts';
import type {AppState, Result, Thunk} from '@/store/types';

import {navigate} from './navigation';

export function permalink(state: AppState, post: Post): string {
    const {teams, channels} = state.entities;
    const teamId = channels.channels[post.channel_id]?.team_id || teams.currentTeamId;
    return `/${teams.teams[teamId]?.name ?? '_redirect'}/pl/${post.id}`;
}

export function copyLink(post: Post): Thunk {
    return (dispatch, getState) => {
        const address = window.location.origin + permalink(getState(), post);
        navigator.clipboard.writeText(address).then(
            () => dispatch(say('Link copied', 'good')),
            () => dispatch(say(address)),
        );
    };
}

export function copyText(post: Post): Thunk {
    return (dispatch) => {
        navigator.clipboard.writeText(post.message).then(
            () => dispatch(say('Text copied', 'good')),
            () => dispatch(say('The browser did not allow copying.', 'bad')),
        );
    };
}

export function jumpTo(post: Post): Thunk {
    return (_dispatch, getState) => navigate(permalink(getState(), post));
}

function complain(result: Result, otherwise: string): Thunk {
    return (dispatch) => {
        if (result.error) {
            dispatch(say(result.error.message ?? otherwise, 'bad'));
        }
    };
}

export function toggleReaction(post: Post, name: string): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const {posts, users} = getState().entities;
        const mine = posts.reactions[post.id]?.[`${users.currentUserId}-${name}`];
        rememberEmoji(name);
        const result: Result = await dispatch(mine ? removeReaction(post.id, name) : addReaction(post.id, name));
        dispatch(complain(result, 'The reaction was not saved.'));
    };
}

export function toggleSaved(post: Post): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const saved = Boolean(getState().entities.preferences.myPreferences[`flagged_post--${post.id}`]);
        const result: Result = await dispatch(saved ? unflagPost(post.id) : flagPost(post.id));
        dispatch(complain(result, 'The message could not be saved.'));
    };
}

export function togglePinned(post: Post): Thunk<Promise<void>> {
    return async (dispatch) => {
        const result: Result = await dispatch(post.is_pinned ? unpinPost(post.id) : pinPost(post.id));
        dispatch(complain(result, 'The message could not be pinned.'));
    };
}

export function toggleFollow(rootId: string, teamId: string, follow: boolean): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const {currentUserId} = getState().entities.users;
        const result: Result = await dispatch(setThreadFollow(currentUserId, teamId, rootId, follow));
        dispatch(complain(result, 'The thread could not be changed.'));
    };
}

export function confirmDelete(post: Post): Thunk {
    return (dispatch) => {
        dispatch(
            openModal({
                kind: 'confirm',
                title: 'Delete message?',
                text: post.reply_count > 0 ? 'The message and its replies are deleted for everyone.' : 'The message is deleted for everyone.',
                action: 'Delete',
                danger: true,
                run: async () => {
                    try {
                        await Client4.deletePost(post.id);
                        dispatch(removePost(post));
                    } catch (error) {
                        dispatch(say(error instanceof Error ? error.message : 'The message could not be deleted.', 'bad'));
                        await dispatch(fetchPost(post.id));
                    }
                },
            }),
        );
    };
}

