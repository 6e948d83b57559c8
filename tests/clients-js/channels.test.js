// Teams, channels, who is in them, what is unread in them, and how they are sorted in the sidebar.
'use strict';

const assert = require('node:assert/strict');
const {after, before, test} = require('node:test');
const {makeChannel, makeTeam, person, refusal} = require('./lib/people');
const {startServer} = require('./lib/server');

let server;
let ann;
let bob;
let team;

before(async () => {
    server = await startServer();
    ann = await person(server, 'ann');
    bob = await person(server, 'bob');
    team = await makeTeam(ann, 'crew', [bob]);
});

after(() => server.remove());

test('a team is found by those in it, changed by its administrator and by nobody else', async () => {
    assert.equal((await bob.client.getTeamByName('crew')).id, team.id);
    assert.deepEqual((await bob.client.getMyTeams()).map((one) => one.name), ['crew']);
    assert.deepEqual((await bob.client.getMyTeamMembers()).map((one) => one.team_id), [team.id]);
    assert.deepEqual(await ann.client.checkIfTeamExists('crew'), {exists: true});
    assert.deepEqual(await ann.client.checkIfTeamExists('no-such-crew'), {exists: false});
    assert.equal((await ann.client.patchTeam({id: team.id, display_name: 'The Crew'})).display_name, 'The Crew');
    assert.equal((await refusal(bob.client.patchTeam({id: team.id, display_name: 'Mine'}))).status_code, 403);
    assert.equal((await ann.client.getTeamStats(team.id)).total_member_count, 2);
    assert.deepEqual((await ann.client.getTeams(0, 100_000_000)).map((one) => one.name), ['crew']);
});

test('the same team name again is refused with words', async () => {
    const again = await refusal(makeTeam(ann, 'crew'));
    assert.equal(again.status_code, 400);
    assert.match(again.message, /crew/);
});

test('a public channel is joined by whoever likes, a private one is not even seen', async () => {
    const open = await makeChannel(ann, team, 'open');
    const secret = await makeChannel(ann, team, 'secret', {type: 'P'});
    assert.equal((await bob.client.addToChannel(bob.user.id, open.id)).user_id, bob.user.id);
    assert.equal((await bob.client.getChannelByNameAndTeamName('crew', 'open')).id, open.id);
    assert.equal((await refusal(bob.client.getChannelByName(team.id, 'secret'))).status_code, 404);
    assert.equal((await refusal(bob.client.getChannel(secret.id))).status_code, 403);
    const seen = (await bob.client.getChannels(team.id)).map((channel) => channel.name);
    assert.ok(seen.includes('open') && !seen.includes('secret'));
    assert.ok((await bob.client.searchChannels(team.id, 'open')).some((channel) => channel.id === open.id));
    assert.ok((await bob.client.autocompleteChannels(team.id, 'op')).some((channel) => channel.id === open.id));
    const stats = await ann.client.getChannelStats(open.id);
    assert.deepEqual([stats.member_count, stats.guest_count], [2, 0]);
    await bob.client.removeFromChannel(bob.user.id, open.id);
    assert.equal((await bob.client.getMyChannels(team.id)).some((channel) => channel.id === open.id), false);
});

test('a direct channel is named by its two people and is the same for both', async () => {
    const mine = await ann.client.createDirectChannel([ann.user.id, bob.user.id]);
    const his = await bob.client.createDirectChannel([bob.user.id, ann.user.id]);
    assert.equal(mine.id, his.id);
    assert.equal(mine.name, [ann.user.id, bob.user.id].sort().join('__'));
    assert.deepEqual([mine.type, mine.team_id], ['D', '']);
    const cid = await person(server, 'cid');
    const group = await ann.client.createGroupChannel([ann.user.id, bob.user.id, cid.user.id]);
    assert.equal(group.type, 'G');
    assert.equal((await refusal((await person(server, 'dan')).client.getChannel(mine.id))).status_code, 403);
});

test('a channel is changed, archived and gone from the list', async () => {
    const channel = await makeChannel(ann, team, 'fleeting');
    const changed = await ann.client.patchChannel(channel.id, {header: 'see https://example.org', purpose: 'short'});
    assert.deepEqual([changed.header, changed.purpose], ['see https://example.org', 'short']);
    await ann.client.deleteChannel(channel.id);
    assert.equal((await ann.client.getChannels(team.id)).some((one) => one.id === channel.id), false);
    assert.ok((await ann.client.getChannel(channel.id)).delete_at > 0);
});

test('what others write is unread until the channel is viewed', async () => {
    const channel = await makeChannel(ann, team, 'news', {people: [bob]});
    await bob.client.viewMyChannel(channel.id);
    await ann.client.createPost({channel_id: channel.id, message: 'hello @bob'});
    await ann.client.createPost({channel_id: channel.id, message: 'and more'});
    const unread = await bob.client.getMyChannelMember(channel.id);
    const seen = await bob.client.getChannel(channel.id);
    assert.equal(seen.total_msg_count - unread.msg_count, 2);
    assert.equal(unread.mention_count, 1);
    const [counts] = await bob.client.getMyTeamUnreads();
    assert.ok(counts.mention_count >= 1 && counts.msg_count >= 2);
    const viewed = await bob.client.viewMyChannel(channel.id);
    assert.ok(viewed.last_viewed_at_times[channel.id] > 0);
    const read = await bob.client.getMyChannelMember(channel.id);
    assert.deepEqual([read.msg_count, read.mention_count], [seen.total_msg_count, 0]);
});

test('a channel is muted by its member alone', async () => {
    const channel = await makeChannel(ann, team, 'loud', {people: [bob]});
    await bob.client.updateChannelNotifyProps({channel_id: channel.id, user_id: bob.user.id, mark_unread: 'mention'});
    assert.equal((await bob.client.getMyChannelMember(channel.id)).notify_props.mark_unread, 'mention');
    const props = {channel_id: channel.id, user_id: ann.user.id, mark_unread: 'mention'};
    assert.equal((await refusal(bob.client.updateChannelNotifyProps(props))).status_code, 403);
});

test('all channels and all memberships are read at once, the memberships as lines', async () => {
    const channels = await bob.client.getAllTeamsChannels();
    const members = await bob.client.getAllChannelsMembers(bob.user.id, -1);
    assert.deepEqual(new Set(members.map((one) => one.channel_id)), new Set(channels.map((one) => one.id)));
    const headers = {Authorization: `Bearer ${bob.token}`};
    const answer = await fetch(`${server.url}/api/v4/users/me/channel_members?page=-1`, {headers});
    assert.equal(answer.headers.get('content-type'), 'application/x-ndjson');
    assert.equal((await answer.text()).trim().split('\n').length, members.length);
    const page = await bob.client.getAllChannelsMembers(bob.user.id, 0, 2);
    assert.equal(page.length, 2);
});

test('somebody without any channel gets no empty stream, which the client cannot read', async () => {
    const eve = await person(server, 'eve');
    assert.deepEqual(await eve.client.getAllChannelsMembers(eve.user.id, -1), []);
});

test('the sidebar has the three categories everybody has, and takes a new one', async () => {
    const {client, user} = bob;
    const {categories, order} = await client.getChannelCategories(user.id, team.id);
    const kinds = categories.map((category) => category.type);
    assert.deepEqual(kinds, ['favorites', 'channels', 'direct_messages']);
    assert.deepEqual(order, categories.map((category) => category.id));
    const square = await client.getChannelByName(team.id, 'town-square');
    const wanted = {user_id: user.id, team_id: team.id, display_name: 'Work', channel_ids: [square.id]};
    const made = await client.createChannelCategory(user.id, team.id, wanted);
    assert.deepEqual([made.type, made.channel_ids], ['custom', [square.id]]);
    const favorites = categories[0];
    const changed = await client.updateChannelCategory(user.id, team.id, {...favorites, channel_ids: [square.id], sorting: 'alpha'});
    assert.deepEqual([changed.id, changed.channel_ids, changed.sorting], [favorites.id, [square.id], 'alpha']);
    assert.equal((await client.getChannelCategory(user.id, team.id, favorites.id)).type, 'favorites');
    const turned = [...(await client.getChannelCategoryOrder(user.id, team.id))].reverse();
    assert.deepEqual(await client.updateChannelCategoryOrder(user.id, team.id, turned), turned);
    await client.deleteChannelCategory(user.id, team.id, made.id);
    assert.equal((await refusal(client.getChannelCategory(user.id, team.id, made.id))).status_code, 404);
    assert.equal((await refusal(client.deleteChannelCategory(user.id, team.id, favorites.id))).status_code, 400);
    assert.equal((await refusal(client.getChannelCategories(ann.user.id, team.id))).status_code, 403);
});
