// mattermost-redux, the state of the web app: it starts up on the real server, and its state holds what was written.
'use strict';

const assert = require('node:assert/strict');
const {after, before, test} = require('node:test');
const {Client4} = require('mattermost-redux/client');
const channelActions = require('mattermost-redux/actions/channels');
const categoryActions = require('mattermost-redux/actions/channel_categories');
const generalActions = require('mattermost-redux/actions/general');
const limitActions = require('mattermost-redux/actions/limits');
const postActions = require('mattermost-redux/actions/posts');
const preferenceActions = require('mattermost-redux/actions/preferences');
const roleActions = require('mattermost-redux/actions/roles');
const teamActions = require('mattermost-redux/actions/teams');
const threadActions = require('mattermost-redux/actions/threads');
const userActions = require('mattermost-redux/actions/users');
const {TeamTypes} = require('mattermost-redux/action_types');
const configureStore = require('mattermost-redux/store').default;
const {makeChannel, makeTeam, person} = require('./lib/people');
const {startServer} = require('./lib/server');

let server;
let ann;
let bob;
let team;
let channel;
let store;

const entities = () => store.getState().entities;

// Runs an action of the library and insists that it did not end in an error.
async function run(action) {
    const result = await store.dispatch(action);
    if (result && typeof result === 'object' && 'error' in result) {
        throw result.error;
    }
    return result?.data;
}

// The library does not wait for what it saves; gives what to wait for when `method` is called next.
function called(method) {
    const original = Client4[method];
    return new Promise((resolve, reject) => {
        Client4[method] = (...given) => {
            Client4[method] = original;
            const answer = original(...given);
            answer.then(resolve, reject);
            return answer;
        };
    });
}

// Waits for a state that an action brings about later.
function until(what, holds) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${what} did not come`)), 10_000);
        let stop = () => {};
        const look = () => {
            if (holds()) {
                clearTimeout(timer);
                stop();
                resolve();
            }
        };
        stop = store.subscribe(look);
        look();
    });
}

before(async () => {
    server = await startServer();
    ann = await person(server, 'ann');
    bob = await person(server, 'bob');
    team = await makeTeam(ann, 'state', [bob]);
    channel = await makeChannel(ann, team, 'dev', {people: [bob]});
    Client4.setUrl(server.url);
    Client4.setIncludeCookies(false);
    Client4.setToken(bob.token);
    store = configureStore({appReducers: {}});
});

after(() => server.remove());

test('the start-up reads configuration, licence, oneself, teams, channels, roles and limits', async () => {
    await run(generalActions.getClientConfig());
    await run(generalActions.getLicenseConfig());
    await run(userActions.loadMe());
    await run(channelActions.fetchAllMyTeamsChannels());
    await run(channelActions.fetchAllMyChannelMembers());
    await run(limitActions.getServerLimits());
    store.dispatch({type: TeamTypes.SELECT_TEAM, data: team.id});
    assert.equal(entities().general.config.EnableOpenServer, 'true');
    assert.equal(entities().general.license.IsLicensed, 'false');
    assert.equal(entities().users.currentUserId, bob.user.id);
    assert.equal(entities().users.profiles[bob.user.id].username, 'bob');
    assert.equal(entities().teams.teams[team.id].name, 'state');
    assert.ok(entities().teams.myMembers[team.id]);
    const names = Object.values(entities().channels.channels).map((one) => one.name).sort();
    assert.deepEqual(names, ['dev', 'off-topic', 'town-square']);
    assert.ok(entities().channels.myMembers[channel.id]);
    await run(roleActions.loadRolesIfNeeded(['system_user', 'team_user', 'channel_user']));
    await until('the roles', () => entities().roles.roles.channel_user);
    assert.ok(entities().roles.roles.channel_user.permissions.includes('create_post'));
});

test('the channels of one team are read with what is in them', async () => {
    await run(channelActions.fetchChannelsAndMembers(team.id));
    assert.ok(entities().channels.channelsInTeam[team.id].has(channel.id));
    assert.ok(entities().channels.messageCounts[channel.id].total >= 0);
});

test('the sidebar is read and a category is made and filled', async () => {
    await run(categoryActions.fetchMyCategories(team.id));
    const order = entities().channelCategories.orderByTeam[team.id];
    assert.equal(order.length, 3);
    const made = await run(categoryActions.createCategory(team.id, 'Work', [channel.id]));
    await run(categoryActions.fetchMyCategories(team.id));
    assert.deepEqual(entities().channelCategories.byId[made.id].channel_ids, [channel.id]);
    assert.equal(entities().channelCategories.byId[made.id].display_name, 'Work');
    await run(categoryActions.setCategoryCollapsed(made.id, true));
    await run(categoryActions.fetchMyCategories(team.id));
    assert.equal(entities().channelCategories.byId[made.id].collapsed, true);
});

test('a preference is saved and read again', async () => {
    const preference = {user_id: bob.user.id, category: 'display_settings', name: 'use_military_time', value: 'true'};
    const saved = called('savePreferences');
    await run(preferenceActions.savePreferences(bob.user.id, [preference]));
    await saved;
    await run(preferenceActions.getMyPreferences());
    assert.deepEqual(entities().preferences.myPreferences['display_settings--use_military_time'], preference);
    const deleted = called('deletePreferences');
    await run(preferenceActions.deletePreferences(bob.user.id, [preference]));
    await deleted;
    await run(preferenceActions.getMyPreferences());
    assert.equal(entities().preferences.myPreferences['display_settings--use_military_time'], undefined);
});

test('a message that is sent replaces its pending copy, and comes back by reading', async () => {
    const pending = `${bob.user.id}:${Date.now()}`;
    const draft = {channel_id: channel.id, message: 'from the store', pending_post_id: pending, user_id: bob.user.id, props: {}, create_at: Date.now(), update_at: Date.now(), root_id: '', metadata: {}};
    await run(postActions.createPost(draft));
    const sent = () => Object.values(entities().posts.posts).find((post) => post.message === 'from the store' && post.id !== pending);
    await until('the message as the server keeps it', sent);
    assert.equal(sent().pending_post_id, pending);
    assert.equal(entities().posts.posts[pending], undefined);
    const fresh = configureStore({appReducers: {}});
    await fresh.dispatch(postActions.getPosts(channel.id));
    assert.ok(fresh.getState().entities.posts.posts[sent().id]);
});

test('what an event tells fits into the state as what is read does', async () => {
    const post = await ann.client.createPost({channel_id: channel.id, message: 'told by an event'});
    store.dispatch(postActions.receivedPost(post));
    assert.equal(entities().posts.posts[post.id].message, 'told by an event');
    await run(postActions.addReaction(post.id, 'tada'));
    await run(postActions.getPosts(channel.id));
    assert.ok(entities().posts.reactions[post.id][`${bob.user.id}-tada`]);
});

test('a thread is read, followed and marked read', async () => {
    const root = await bob.client.createPost({channel_id: channel.id, message: 'a root'});
    const reply = await ann.client.createPost({channel_id: channel.id, root_id: root.id, message: 'a reply'});
    await run(postActions.getPostThread(root.id));
    assert.deepEqual(entities().posts.postsInThread[root.id], [reply.id]);
    await run(threadActions.getThreadsForCurrentTeam({}));
    assert.equal(entities().threads.threads[root.id].unread_replies, 1);
    await run(threadActions.getThreadCounts(bob.user.id, team.id));
    assert.ok(entities().threads.countsIncludingDirect[team.id].total_unread_threads >= 1);
    await run(threadActions.updateThreadRead(bob.user.id, team.id, root.id, Date.now() + 1));
    await run(threadActions.getThread(bob.user.id, team.id, root.id));
    assert.equal(entities().threads.threads[root.id].unread_replies, 0);
    await run(threadActions.setThreadFollow(bob.user.id, team.id, root.id, false));
    const {threads} = await run(threadActions.fetchThreads(bob.user.id, team.id));
    assert.equal(threads.some((thread) => thread.id === root.id), false);
});

test('a team and a channel are made from the store', async () => {
    const made = await run(channelActions.createChannel({team_id: team.id, name: 'made-here', display_name: 'Made here', type: 'O'}, bob.user.id));
    assert.equal(entities().channels.channels[made.id].display_name, 'Made here');
    assert.equal(entities().channels.myMembers[made.id].user_id, bob.user.id);
    await run(teamActions.getTeamMembers(team.id, 0, 60));
    assert.equal(Object.keys(entities().teams.membersInTeam[team.id]).length, 2);
});

test('a refusal ends up as an error of the action and leaves the state alone', async () => {
    const count = Object.keys(entities().channels.channels).length;
    const body = {team_id: 'abcdefghijklmnopqrstuvwxyz', name: 'elsewhere', display_name: 'Elsewhere', type: 'O'};
    const result = await store.dispatch(channelActions.createChannel(body, bob.user.id));
    assert.ok([403, 404].includes(result.error.status_code), result.error.message);
    assert.equal(Object.keys(entities().channels.channels).length, count);
});
