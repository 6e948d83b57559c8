// Messages: writing, changing, threads, reactions, files, searching, drafts; and what posts from outside (hooks, commands).
'use strict';

const assert = require('node:assert/strict');
const {after, before, test} = require('node:test');
const {anonymous, makeChannel, makeTeam, person, refusal} = require('./lib/people');
const {startServer} = require('./lib/server');

let server;
let ann;
let bob;
let team;
let channel;

before(async () => {
    server = await startServer();
    ann = await person(server, 'ann');
    bob = await person(server, 'bob');
    team = await makeTeam(ann, 'talk', [bob]);
    channel = await makeChannel(ann, team, 'dev', {people: [bob]});
});

after(() => server.remove());

const say = (who, message, more = {}) => who.client.createPost({channel_id: channel.id, message, ...more});
const messages = (list) => list.order.map((id) => list.posts[id].message);

test('a message is written, read, changed by its author and by nobody else, and deleted', async () => {
    const post = await say(ann, 'hello #world', {pending_post_id: `${ann.user.id}:1`});
    assert.equal(post.pending_post_id, `${ann.user.id}:1`);
    assert.equal(post.hashtags, '#world');
    assert.equal((await bob.client.getPost(post.id)).message, 'hello #world');
    const changed = await ann.client.patchPost({id: post.id, message: 'hello all'});
    assert.ok(changed.edit_at > 0);
    assert.equal((await refusal(bob.client.patchPost({id: post.id, message: 'mine'}))).status_code, 403);
    assert.deepEqual((await ann.client.getPostEditHistory(post.id)).map((old) => old.message), ['hello #world']);
    assert.equal((await refusal(bob.client.deletePost(post.id))).status_code, 403);
    await ann.client.deletePost(post.id);
    assert.equal((await refusal(bob.client.getPost(post.id))).status_code, 404);
});

test('the same attempt sent twice makes one message', async () => {
    const attempt = {pending_post_id: `${ann.user.id}:twice`};
    const first = await say(ann, 'once', attempt);
    assert.equal((await say(ann, 'once', attempt)).id, first.id);
    assert.equal(messages(await ann.client.getPosts(channel.id)).filter((message) => message === 'once').length, 1);
});

test('an empty message and one that is too long are refused with words', async () => {
    assert.equal((await refusal(say(ann, ''))).status_code, 400);
    const long = await refusal(say(ann, 'x'.repeat(16_384)));
    assert.equal(long.status_code, 400);
    assert.match(long.message, /16383/);
});

test('the messages of a channel are read page by page to an empty page, and around one of them', async () => {
    const quiet = await makeChannel(ann, team, 'pages', {people: [bob]});
    const made = [];
    for (let number = 1; number <= 5; number += 1) {
        made.push(await ann.client.createPost({channel_id: quiet.id, message: `number ${number}`}));
    }
    const read = [];
    for (let page = 0; ; page += 1) {
        const list = await bob.client.getPosts(quiet.id, page, 2);
        if (list.order.length === 0) {
            break;
        }
        read.push(...list.order);
    }
    const written = made.map((post) => post.id).reverse();
    assert.deepEqual(read.filter((id) => written.includes(id)), written);
    const before = await bob.client.getPostsBefore(quiet.id, made[2].id, 0, 2);
    assert.deepEqual(messages(before), ['number 2', 'number 1']);
    const later = await bob.client.getPostsAfter(quiet.id, made[2].id, 0, 60);
    assert.deepEqual(messages(later), ['number 5', 'number 4']);
    const since = await bob.client.getPostsSince(quiet.id, made[3].create_at);
    assert.ok(messages(since).includes('number 5') && !messages(since).includes('number 1'));
    assert.deepEqual((await bob.client.getPostsByIds([made[0].id])).map((post) => post.message), ['number 1']);
});

test('a reply makes a thread that its author follows, with what is unread in it', async () => {
    const root = await say(ann, 'a question');
    const reply = await say(bob, 'an answer', {root_id: root.id});
    const thread = await ann.client.getPostThread(root.id);
    assert.deepEqual(thread.order[0], root.id);
    assert.equal(thread.posts[reply.id].root_id, root.id);
    assert.equal(thread.posts[root.id].reply_count, 1);
    const options = {before: '', after: '', perPage: 30, extended: false, deleted: false, unread: false, since: 0};
    const list = await ann.client.getUserThreads(ann.user.id, team.id, options);
    const mine = list.threads.find((one) => one.id === root.id);
    assert.deepEqual([mine.reply_count, mine.unread_replies], [1, 1]);
    assert.ok(list.total_unread_threads >= 1);
    await ann.client.updateThreadReadForUser(ann.user.id, team.id, root.id, Date.now() + 1);
    const read = await ann.client.getUserThread(ann.user.id, team.id, root.id);
    assert.deepEqual([read.unread_replies, read.is_following], [0, true]);
    await ann.client.updateThreadFollowForUser(ann.user.id, team.id, root.id, false);
    assert.equal((await refusal(ann.client.getUserThread(ann.user.id, team.id, root.id))).status_code, 404);
    const foreign = await refusal(bob.client.getUserThreads(ann.user.id, team.id, options));
    assert.equal(foreign.status_code, 403);
});

test('a reaction is added, listed, and taken back by its owner alone', async () => {
    const post = await say(ann, 'react to me');
    for (const name of ['+1', 'white_check_mark', 'e-mail']) {
        assert.equal((await bob.client.addReaction(bob.user.id, post.id, name)).emoji_name, name);
    }
    assert.deepEqual((await ann.client.getReactionsForPost(post.id)).map((one) => one.emoji_name).sort(), ['+1', 'e-mail', 'white_check_mark']);
    assert.equal((await ann.client.getPost(post.id)).metadata.reactions.length, 3);
    assert.equal((await refusal(bob.client.addReaction(ann.user.id, post.id, '+1'))).status_code, 403);
    await bob.client.removeReaction(bob.user.id, post.id, '+1');
    assert.equal((await ann.client.getReactionsForPost(post.id)).length, 2);
});

test('a message is pinned, saved and marked unread', async () => {
    const post = await say(ann, 'keep this');
    await bob.client.pinPost(post.id);
    assert.ok((await ann.client.getPinnedPosts(channel.id)).order.includes(post.id));
    await bob.client.unpinPost(post.id);
    assert.equal((await ann.client.getPinnedPosts(channel.id)).order.includes(post.id), false);
    const saved = {user_id: bob.user.id, category: 'flagged_post', name: post.id, value: 'true'};
    await bob.client.savePreferences(bob.user.id, [saved]);
    assert.deepEqual((await bob.client.getFlaggedPosts(bob.user.id)).order, [post.id]);
    await bob.client.viewMyChannel(channel.id);
    const unread = await bob.client.markPostAsUnread(bob.user.id, post.id);
    assert.equal(unread.channel_id, channel.id);
    const around = await bob.client.getPostsUnread(channel.id, bob.user.id);
    assert.ok(around.order.includes(post.id));
});

function form(names, {late = false} = {}) {
    const data = new FormData();
    const fields = () => {
        data.append('channel_id', channel.id);
        names.forEach((name) => data.append('client_ids', `id-of-${name}`));
    };
    if (!late) {
        fields();
    }
    names.forEach((name) => data.append('files', new Blob([`text of ${name}`]), name));
    if (late) {
        fields();
    }
    return data;
}

for (const late of [false, true]) {
    test(`files are uploaded with their fields ${late ? 'after' : 'before'} them, posted and read back`, async () => {
        const {file_infos: infos, client_ids: ids} = await ann.client.uploadFile(form(['a.txt', 'b.txt'], {late}));
        assert.deepEqual(infos.map((info) => info.name), ['a.txt', 'b.txt']);
        assert.deepEqual(ids, ['id-of-a.txt', 'id-of-b.txt']);
        const post = await say(ann, 'two files', {file_ids: infos.map((info) => info.id)});
        assert.deepEqual(post.metadata.files.map((info) => info.id), infos.map((info) => info.id));
        assert.equal((await bob.client.getFileInfosForPost(post.id)).length, 2);
        const headers = {Authorization: `Bearer ${bob.token}`};
        const file = await fetch(bob.client.getFileUrl(infos[0].id, 0), {headers});
        assert.equal(await file.text(), 'text of a.txt');
        const nobody = await fetch(bob.client.getFileUrl(infos[0].id, 0));
        assert.equal(nobody.status, 401);
    });
}

test('words are found by searching, only in channels one is in', async () => {
    const secret = await makeChannel(ann, team, 'vault', {type: 'P'});
    await ann.client.createPost({channel_id: secret.id, message: 'the zanzibar plan'});
    const open = await say(ann, 'a zanzibar trip');
    assert.deepEqual((await bob.client.searchPosts(team.id, 'zanzibar', false)).order, [open.id]);
    assert.equal((await ann.client.searchPosts(team.id, 'zanzibar', false)).order.length, 2);
    assert.equal((await ann.client.searchPosts(team.id, 'zanzibar in:vault', false)).order.length, 1);
    assert.deepEqual((await ann.client.searchPosts(team.id, 'zanzibar from:bob', false)).order, []);
});

test('a draft is kept for its writer and deleted', async () => {
    const draft = {channel_id: channel.id, user_id: bob.user.id, root_id: '', message: 'not yet', create_at: 1, update_at: 1, delete_at: 0, props: {}};
    assert.equal((await bob.client.upsertDraft(draft, '')).message, 'not yet');
    assert.deepEqual((await bob.client.getUserDrafts(team.id)).map((one) => one.message), ['not yet']);
    assert.deepEqual((await ann.client.getUserDrafts(team.id)).filter((one) => one.message === 'not yet'), []);
    await bob.client.deleteDraft(channel.id, '', '');
    assert.deepEqual(await bob.client.getUserDrafts(team.id), []);
});

test('an incoming hook posts as it says, and a removed one is gone', async () => {
    const hook = await ann.client.createIncomingWebhook({channel_id: channel.id, display_name: 'builds'});
    const send = (body) => fetch(`${server.url}/hooks/${hook.id}`, {method: 'POST', body});
    const answer = await send(JSON.stringify({text: 'build **passed**', username: 'ci'}));
    assert.deepEqual([answer.status, await answer.text()], [200, 'ok']);
    const {order, posts} = await bob.client.getPosts(channel.id, 0, 1);
    assert.equal(posts[order[0]].message, 'build **passed**');
    assert.equal(posts[order[0]].props.from_webhook, 'true');
    assert.equal(hook.last_used, 0);
    const listed = (await ann.client.getIncomingWebhooks(team.id)).find((one) => one.id === hook.id);
    assert.ok(listed.last_used >= hook.create_at);
    await ann.client.removeIncomingWebhook(hook.id);
    assert.notEqual((await send(JSON.stringify({text: 'again'}))).status, 200);
    assert.equal((await refusal(anonymous(server).getIncomingWebhooks(team.id))).status_code, 401);
});

test('commands are run, completed and made', async () => {
    const where = {channel_id: channel.id, team_id: team.id};
    assert.ok((await ann.client.executeCommand('/shrug why', where)).response_type);
    const {order, posts} = await bob.client.getPosts(channel.id, 0, 1);
    assert.match(posts[order[0]].message, /why.*¯/);
    assert.equal((await refusal(ann.client.executeCommand('/no-such-command', where))).status_code, 404);
    const offered = await ann.client.getCommandAutocompleteSuggestionsList('/sh', team.id, where);
    assert.ok(offered.some((one) => one.Complete === 'shrug'));
    const custom = {team_id: team.id, trigger: 'weather', method: 'P', url: 'http://127.0.0.1:9/weather'};
    const made = await ann.client.addCommand(custom);
    assert.equal(made.token.length, 26);
    assert.deepEqual((await ann.client.getCustomTeamCommands(team.id)).map((one) => one.trigger), ['weather']);
    assert.equal((await refusal(bob.client.addCommand({...custom, trigger: 'mine'}))).status_code, 403);
});
