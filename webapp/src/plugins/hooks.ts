/* Hooks of plugins on what a person sends: asked one after the other, each within a time limit, none able to lose the text. */
import type {FileInfo} from '@mattermost/types/files';
import type {Post} from '@mattermost/types/posts';

import {store} from '@/store';
import type {PluginPart} from '@/store/plugins';

import {ask, note, pluginName} from './faults';

/** A hook may ask the person something, so the limit is long; without one a forgotten promise would hold the message for ever. */
export const HOOK_LIMIT_MS = 30_000;

/** `pass` goes on; `stop` was decided by a plugin; `broken` means that a plugin failed and nobody decided anything. */
export type Verdict<T> = {kind: 'pass'; value: T} | {kind: 'stop'; words: string} | {kind: 'broken'; pluginId: string; words: string};

export const hooksOf = (slot: string): PluginPart[] => store.getState().plugins.components[slot] ?? [];

function within<T>(pluginId: string, work: Promise<T>, limit: number): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`${pluginName(pluginId)} did not answer within ${limit / 1000} seconds.`)), limit);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

interface Answer {
    error?: {message?: string};
    post?: Post;
    message?: string | null;
    args?: unknown;
    files?: File[] | null;
}

async function call(part: PluginPart, where: string, args: unknown[]): Promise<Answer | undefined> {
    const work = Promise.resolve().then(() => part.hook?.(...args) as unknown);
    const answer = await within(part.pluginId, work, HOOK_LIMIT_MS).catch((failure: unknown) => {
        note(part.pluginId, where, failure);
        throw failure;
    });
    return answer && typeof answer === 'object' ? (answer as Answer) : undefined;
}

/** Runs `step` for each hook; what a hook throws is a broken verdict that names its plugin. */
async function chain<T>(slot: string, where: string, skip: readonly string[], first: T, step: (part: PluginPart, value: T) => Promise<Verdict<T>>): Promise<Verdict<T>> {
    let value = first;
    for (const part of hooksOf(slot)) {
        if (skip.includes(part.pluginId)) {
            continue;
        }
        try {
            const verdict = await step(part, value);
            if (verdict.kind !== 'pass') {
                return verdict;
            }
            value = verdict.value;
        } catch (failure) {
            const words = failure instanceof Error ? failure.message : String(failure);
            return {kind: 'broken', pluginId: part.pluginId, words: `${pluginName(part.pluginId)} failed in ${where}: ${words}`};
        }
    }
    return {kind: 'pass', value};
}

const refusal = (part: PluginPart, answer: Answer): {kind: 'stop'; words: string} => ({
    kind: 'stop',
    words: answer.error?.message || `${pluginName(part.pluginId)} did not accept this and did not say why.`,
});

export function postWillBePosted(post: Post, skip: readonly string[] = []): Promise<Verdict<Post>> {
    const where = 'the check before sending';
    return chain('MessageWillBePosted', where, skip, post, async (part, value) => {
        const answer = await call(part, where, [value]);
        return answer?.error ? refusal(part, answer) : {kind: 'pass', value: answer?.post ?? value};
    });
}

export function postWillBeUpdated(post: Post, before: Post): Promise<Verdict<Post>> {
    const where = 'the check before saving';
    return chain('MessageWillBeUpdated', where, [], post, async (part, value) => {
        const answer = await call(part, where, [value, before]);
        return answer?.error ? refusal(part, answer) : {kind: 'pass', value: {...value, ...answer?.post}};
    });
}

export interface CommandCall {
    message: string;
    args: unknown;
}

export function commandWillBePosted(command: CommandCall, skip: readonly string[] = []): Promise<Verdict<CommandCall>> {
    const where = 'the check before running a command';
    return chain('SlashCommandWillBePosted', where, skip, command, async (part, value) => {
        const answer = await call(part, where, [value.message, value.args]);
        if (!answer) {
            return {kind: 'pass', value};
        }
        if (answer.error) {
            return refusal(part, answer);
        }
        // An empty object says that the plugin did what was to be done.
        if (!answer.message && !answer.args) {
            return {kind: 'stop', words: ''};
        }
        return {kind: 'pass', value: {message: answer.message ?? value.message, args: answer.args ?? value.args}};
    });
}

export interface UploadVerdict {
    files: File[];
    words: string;
}

/** Files that may be sent, and what a plugin had to say about them. A plugin that fails lets none through. */
export async function filesWillUpload(files: File[], send: (files: File[]) => void): Promise<UploadVerdict> {
    const where = 'the check before an upload';
    const said: string[] = [];
    const verdict = await chain('FilesWillUploadHook', where, [], files, async (part, value) => {
        const answer = await call(part, where, [value, send]);
        if (answer?.message) {
            said.push(answer.message);
        }
        return {kind: 'pass', value: answer?.files === null ? [] : (answer?.files ?? value)};
    });
    return verdict.kind === 'pass' ? {files: verdict.value, words: said.join(' ')} : {files: [], words: verdict.words};
}

/** Text as plugins want it shown. */
export function messageWillFormat(post: Post, message: string): string {
    return hooksOf('MessageWillFormat').reduce(
        (text, part) => ask(part.pluginId, 'its formatting of a message', () => String(part.hook?.(post, text) ?? text), text),
        message,
    );
}

export interface NoticeArgs {
    title: string;
    body: string;
    silent: boolean;
    soundName: string;
    url: string;
    notify: boolean;
}

/** A desktop notification as plugins want it; one that fails changes nothing. */
export async function noticeWillShow(post: Post, facts: unknown, channel: unknown, teamId: string, args: NoticeArgs): Promise<NoticeArgs> {
    let value = args;
    for (const part of hooksOf('DesktopNotificationHooks')) {
        const answer = await call(part, 'its check of a notification', [post, facts, channel, teamId, value]).catch(() => undefined);
        if (answer?.args) {
            value = answer.args as NoticeArgs;
        }
    }
    return value;
}

/** The plugin that shows a file in its own way: the first by id that says so. */
export function previewFor(parts: PluginPart[], file: FileInfo, post: Post | undefined): PluginPart | undefined {
    return parts.find((part) => ask(part.pluginId, 'its choice of files', () => Boolean((part['override'] as (file: FileInfo, post: Post | undefined) => unknown)(file, post)), false));
}
