// @vitest-environment jsdom
import type {Post} from '@mattermost/types/posts';
import {Client4} from 'mattermost-redux/client';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';

import {deliver} from '@/client/deliver';
import {show} from '@/plugins/test/page';
import {settle} from '@/plugins/test/render';
import {store} from '@/store';
import {draftKey, typeDraft} from '@/store/drafts';
import {newPost} from '@/views/composer/sending';

import {NotSent} from './NotSent';
import {PostEditor} from './PostEditor';

const CHANNEL = 'c1';
const refused = {message: 'www.spam.example is not wanted here.', server_error_id: 'app.plugin.rejected.app_error', status_code: 400};
const failed = (): Post => Object.values(store.getState().entities.posts.posts).find((post) => post.failed) as Post;
const draft = () => store.getState().views.drafts[draftKey(CHANNEL)];
const refusedAgain = () => vi.waitFor(() => expect(failed()).toBeDefined());
const send = async (message: string, rootId = '') => {
    await settle(() => store.dispatch(deliver(newPost('ada', {channelId: CHANNEL, rootId, message, files: []}), [])));
    await refusedAgain();
};
const button = (box: HTMLElement, name: string) => [...box.querySelectorAll('button')].find((one) => one.textContent === name);

// The library overlooks an answer that comes in the very millisecond of its request, which only a fake server's does.
let now = Date.UTC(2026, 0, 1);

beforeEach(() => {
    Client4.setUrl('http://chat.example');
    vi.spyOn(Date, 'now').mockImplementation(() => (now += 1));
});

afterEach(() => {
    store.dispatch({type: 'LOGOUT_SUCCESS'});
    vi.restoreAllMocks();
});

describe('a message of one’s own that was not sent', () => {
    test('says in the server’s words why it was refused, and can be changed where it was written', async () => {
        vi.spyOn(Client4, 'createPost').mockRejectedValue(refused);
        await send('Buy at www.spam.example');
        store.dispatch(typeDraft(CHANNEL, '', {message: 'Written since', files: [], updatedAt: 1}));
        const shown = show(<NotSent post={failed()} place="channel" />);
        expect(shown.box.querySelector('[role=alert]')?.textContent).toBe('Not sent. www.spam.example is not wanted here.');
        await settle(() => button(shown.box, 'Change it')?.click());
        expect(draft()?.message).toBe('Buy at www.spam.example\n\nWritten since');
        expect(failed()).toBeUndefined();
        expect(store.getState().views.refusals.byId).toEqual({});
        shown.close();
    });

    test('says no more than that when the server could not be reached, and forgets an old reason when it is sent again', async () => {
        vi.spyOn(Client4, 'createPost').mockRejectedValueOnce(refused).mockRejectedValueOnce(new TypeError('Failed to fetch'));
        await send('Hello');
        const shown = show(<NotSent post={failed()} place="channel" />);
        await settle(() => button(shown.box, 'Try again')?.click());
        expect(shown.box.querySelector('[role=alert]')?.textContent).toBe('Not sent.');
        expect(button(shown.box, 'Change it')).toBeUndefined();
        expect(failed().message).toBe('Hello');
        shown.close();
    });

    test('does not count among the replies of its thread, however often it is tried, until it is sent', async () => {
        const replies = () => store.getState().entities.posts.postsReplies['r1'];
        const root = {...newPost('ada', {channelId: CHANNEL, rootId: '', message: 'Root', files: []}), id: 'r1', create_at: 1, update_at: 1, reply_count: 2};
        store.dispatch({type: 'RECEIVED_POSTS', data: {posts: {r1: root}, order: ['r1']}} as {type: string});
        vi.spyOn(Client4, 'createPost').mockRejectedValueOnce(refused).mockRejectedValueOnce(refused).mockImplementation((post) => Promise.resolve({...(post as Post), id: 'p9', create_at: 5, update_at: 5, reply_count: 0}));
        await send('A reply', 'r1');
        expect(replies()).toBe(2);
        const shown = show(<NotSent post={failed()} place="thread" />);
        const again = () => settle(() => button(shown.box, 'Try again')?.click());
        await again();
        await refusedAgain();
        expect(replies()).toBe(2);
        await again();
        await vi.waitFor(() => expect(failed()).toBeUndefined());
        expect(replies()).toBe(3);
        shown.close();
    });

    test('a change that is refused says why beside it, and what was typed stays', async () => {
        vi.spyOn(Client4, 'patchPost').mockRejectedValue(refused);
        const post = {...newPost('ada', {channelId: CHANNEL, rootId: '', message: 'Hello', files: []}), id: 'p1'};
        const shown = show(<PostEditor post={post} />);
        const area = shown.box.querySelector('textarea') as HTMLTextAreaElement;
        await settle(() => {
            Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(area, 'www.spam.example');
            area.dispatchEvent(new Event('input', {bubbles: true}));
        });
        await settle(() => button(shown.box, 'Save')?.click());
        expect(shown.box.querySelector('[role=alert]')?.textContent).toBe('Not saved. www.spam.example is not wanted here.');
        expect(area.value).toBe('www.spam.example');
        shown.close();
    });
});
