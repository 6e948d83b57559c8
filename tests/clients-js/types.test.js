// The checks themselves: schemas made from the published types accept a real answer and refuse a spoiled one.
'use strict';

const assert = require('node:assert/strict');
const {after, before, test} = require('node:test');
const {faults, insist} = require('./lib/answers');
const {person, makeChannel, makeTeam} = require('./lib/people');
const {startServer} = require('./lib/server');

let server;
const samples = {};

before(async () => {
    server = await startServer();
    const ann = await person(server, 'ann');
    const {client, user} = ann;
    const team = await makeTeam(ann, 'types');
    const channel = await makeChannel(ann, team, 'dev');
    const post = await client.createPost({channel_id: channel.id, message: 'a sample'});
    Object.assign(samples, {
        User: await client.getUser(user.id),
        Me: await client.getMe(),
        Team: team,
        TeamMember: (await client.getMyTeamMembers())[0],
        Channel: channel,
        ChannelMember: await client.getMyChannelMember(channel.id),
        Post: post,
        PostList: await client.getPosts(channel.id),
        Config: await client.getClientConfig(),
        License: await client.getClientLicenseOld(),
    });
    await client.savePreferences(user.id, [{user_id: user.id, category: 'a', name: 'b', value: 'c'}]);
    samples.PreferenceType = (await client.getMyPreferences())[0];
    samples.UserStatus = await client.getStatus(user.id);
    samples.Role = await client.getRoleByName('system_user');
    samples.OrderedChannelCategories = await client.getChannelCategories(user.id, team.id);
    samples.Reaction = await client.addReaction(user.id, post.id, 'tada');
    const form = new FormData();
    form.append('channel_id', channel.id);
    form.append('client_ids', 'one');
    form.append('files', new Blob(['some text']), 'notes.txt');
    samples.FileInfo = (await client.uploadFile(form)).file_infos[0];
});

after(() => server.remove());

const spoiled = {
    User: (user) => ({...user, username: 5}),
    Me: (me) => ({...me, notify_props: {...me.notify_props, desktop: 'loud'}}),
    Team: (team) => ({...team, type: 'X'}),
    TeamMember: (member) => ({...member, scheme_admin: 'no'}),
    Channel: (channel) => ({...channel, total_msg_count: undefined}),
    ChannelMember: (member) => ({...member, msg_count: '3'}),
    Post: (post) => ({...post, create_at: new Date(post.create_at).toISOString()}),
    PostList: (list) => ({...list, order: null}),
    Reaction: (reaction) => ({...reaction, emoji_name: undefined}),
    FileInfo: (info) => ({...info, size: String(info.size)}),
    PreferenceType: (preference) => ({...preference, value: true}),
    UserStatus: (status) => ({...status, manual: 0}),
    Role: (role) => ({...role, permissions: role.permissions.join(' ')}),
    OrderedChannelCategories: ({categories, order}) => ({categories: [{...categories[0], sorting: 'by size'}], order}),
    Config: (config) => ({...config, EnableOpenServer: true}),
    License: () => ({IsLicensed: false}),
};

for (const [type, spoil] of Object.entries(spoiled)) {
    test(`a real ${type} is as the published types say and a spoiled one is refused`, () => {
        const sample = samples[type];
        assert.ok(sample, 'a sample from the server');
        insist(type, JSON.parse(JSON.stringify(sample)));
        assert.notEqual(faults(type, JSON.parse(JSON.stringify(spoil(sample)))), '');
    });
}
