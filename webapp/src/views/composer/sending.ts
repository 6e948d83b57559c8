/* From what was typed to a post or a command. */
import type {FileInfo} from '@mattermost/types/files';
import type {Post} from '@mattermost/types/posts';
import {removePost} from 'mattermost-redux/actions/posts';
import {Client4} from 'mattermost-redux/client';

import {navigate} from '@/app/navigation';
import {deliver} from '@/client/deliver';
import {checkCommand, checkPost} from '@/plugins/outgoing';
import {draftKey, typeDraft} from '@/store/drafts';
import {openModal} from '@/store/modals';
import {closePanel} from '@/store/panel';
import {say} from '@/store/toasts';
import type {Thunk} from '@/store/types';

export interface Outgoing {
    channelId: string;
    rootId: string;
    message: string;
    files: FileInfo[];
}

/** `/shrug` is a command; `//` and a path such as `/etc/hosts` typed as `\/etc` are not. */
export function isCommand(message: string): boolean {
    return /^\/[a-z][\w-]*(\s|$)/i.test(message);
}

/** The two commands that only open something in this page. */
function runLocally(message: string): Thunk<boolean> {
    return (dispatch) => {
        const word = message.trim().slice(1).toLowerCase();
        if (word === 'settings') {
            dispatch(openModal({kind: 'settings'}));
            return true;
        }
        if (word === 'shortcuts') {
            dispatch(openModal({kind: 'shortcuts'}));
            return true;
        }
        return false;
    };
}

function runCommand(out: Outgoing, skip: readonly string[]): Thunk<Promise<boolean>> {
    return async (dispatch, getState) => {
        if (dispatch(runLocally(out.message))) {
            return true;
        }
        const {teams} = getState().entities;
        const args = {channel_id: out.channelId, team_id: teams.currentTeamId, root_id: out.rootId};
        const checked = await dispatch(checkCommand({message: out.message, args}, out, (without) => send(out, without), skip));
        if ('done' in checked) {
            return checked.done;
        }
        try {
            const answer = await Client4.executeCommand(checked.message, checked.args as typeof args);
            const goal = answer.goto_location;
            if (goal?.startsWith('/')) {
                navigate(goal);
            } else if (goal && /^https?:/.test(goal)) {
                window.open(goal, '_blank', 'noopener,noreferrer');
            }
            if (/^\/leave\b/.test(out.message)) {
                dispatch(closePanel());
            }
            return true;
        } catch (error) {
            dispatch(say(error instanceof Error ? error.message : 'The command failed.', 'bad'));
            return false;
        }
    };
}

export function newPost(userId: string, out: Outgoing): Post {
    return {
        id: '',
        user_id: userId,
        channel_id: out.channelId,
        root_id: out.rootId,
        message: out.message,
        pending_post_id: '',
        create_at: 0,
        update_at: 0,
        edit_at: 0,
        delete_at: 0,
        is_pinned: false,
        original_id: '',
        type: '',
        props: {},
        hashtags: '',
        reply_count: 0,
        metadata: {} as Post['metadata'],
    };
}

/** True when the text may be cleared. A post that could not be sent stays in the list with a way to try again. */
export function send(out: Outgoing, skip: readonly string[] = []): Thunk<Promise<boolean>> {
    return async (dispatch, getState) => {
        if (isCommand(out.message) && out.files.length === 0) {
            return dispatch(runCommand(out, skip));
        }
        const {currentUserId} = getState().entities.users;
        const checked = await dispatch(checkPost(newPost(currentUserId, out), out.files, (without) => send(out, without), skip));
        if (!checked) {
            return false;
        }
        dispatch(deliver(checked.post, checked.files));
        return true;
    };
}

/** A message that could not be sent goes back to where it was written, to be changed; what is written there since stays behind it. */
export function takeBack(post: Post): Thunk {
    return (dispatch, getState) => {
        const {entities, views} = getState();
        const since = views.drafts[draftKey(post.channel_id, post.root_id)];
        const files = (post.file_ids ?? []).map((id) => entities.files.files[id]).filter((file) => file !== undefined);
        const message = since?.message ? `${post.message}\n\n${since.message}` : post.message;
        dispatch(typeDraft(post.channel_id, post.root_id, {message, files: [...files, ...(since?.files ?? [])], updatedAt: Date.now()}));
        void dispatch(removePost(post));
    };
}
