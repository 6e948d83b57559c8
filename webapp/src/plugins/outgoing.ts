/* What the person sends goes past the plugins first. Whatever a plugin does, the text is sent, refused in words, or back in the composer. */
import type {FileInfo} from '@mattermost/types/files';
import type {Post} from '@mattermost/types/posts';

import {dropDraft, draftKey} from '@/store/drafts';
import {openModal} from '@/store/modals';
import {say} from '@/store/toasts';
import type {Thunk} from '@/store/types';

import {pluginName} from './faults';
import {commandWillBePosted, hooksOf, postWillBePosted} from './hooks';
import type {CommandCall, Verdict} from './hooks';

/** Sending once more with some plugins left out; true when it went. */
export type Again = (skip: readonly string[]) => Thunk<Promise<boolean>>;

interface Place {
    channelId: string;
    rootId: string;
}

/** The value to send, or null when it is not to be sent now; then the person has been told why. */
function judge<T>(verdict: Verdict<T>, place: Place, skip: readonly string[], again: Again): Thunk<T | null> {
    return (dispatch) => {
        if (verdict.kind === 'pass') {
            return verdict.value;
        }
        if (verdict.kind === 'stop') {
            if (verdict.words) {
                dispatch(say(verdict.words, 'bad'));
            }
            return null;
        }
        const {pluginId} = verdict;
        dispatch(
            openModal({
                kind: 'confirm',
                title: `${pluginName(pluginId)} could not check this`,
                text: `${verdict.words.replace(/[.!]?$/, '.')} Nothing was sent; your text is back where you wrote it.`,
                action: 'Send without it',
                // Not waited for: the next plugin may fail as well, and its question takes the place of this one.
                run: () => void dispatch(again([...skip, pluginId])).then((sent) => sent && dispatch(dropDraft(draftKey(place.channelId, place.rootId)))),
            }),
        );
        return null;
    };
}

export interface Checked {
    post: Post;
    files: FileInfo[];
}

export function checkPost(post: Post, files: FileInfo[], again: Again, skip: readonly string[]): Thunk<Promise<Checked | null>> {
    return async (dispatch) => {
        if (hooksOf('MessageWillBePosted').length === 0) {
            return {post, files};
        }
        const shown = files.length > 0 ? {...post, file_ids: files.map((file) => file.id)} : post;
        const verdict = await postWillBePosted(shown, skip);
        const checked = dispatch(judge(verdict, {channelId: post.channel_id, rootId: post.root_id}, skip, again));
        return checked && {post: checked, files: files.filter((file) => checked.file_ids?.includes(file.id) ?? true)};
    };
}

/** `done` is true when a plugin took the command over. */
export type CheckedCommand = CommandCall | {done: boolean};

export function checkCommand(command: CommandCall, place: Place, again: Again, skip: readonly string[]): Thunk<Promise<CheckedCommand>> {
    return async (dispatch) => {
        if (hooksOf('SlashCommandWillBePosted').length === 0) {
            return command;
        }
        const verdict = await commandWillBePosted(command, skip);
        const taken = verdict.kind === 'stop' && verdict.words === '';
        return dispatch(judge(verdict, place, skip, again)) ?? {done: taken};
    };
}
