// People and what belongs to them: profiles, statuses, preferences, roles, tokens, bots, and what the server says of itself.
'use strict';

const assert = require('node:assert/strict');
const {after, before, test} = require('node:test');
const {anonymous, logIn, makeTeam, person, refusal} = require('./lib/people');
const {startServer} = require('./lib/server');

let server;
let ann;
let bob;
let team;

before(async () => {
    server = await startServer();
    ann = await person(server, 'ann');
    bob = await person(server, 'bob');
    team = await makeTeam(ann, 'people', [bob]);
});

after(() => server.remove());

test('people are found by id, name, e-mail, in lists and by searching, and others see no settings', async () => {
    const {client} = ann;
    assert.equal((await client.getUserByUsername('bob')).id, bob.user.id);
    assert.equal((await client.getUserByEmail('bob@example.org')).id, bob.user.id);
    assert.deepEqual((await client.getProfilesByIds([bob.user.id])).map((user) => user.username), ['bob']);
    assert.deepEqual((await client.getProfilesByUsernames(['bob'])).map((user) => user.id), [bob.user.id]);
    const inTeam = await client.getProfilesInTeam(team.id, 0, 60);
    assert.deepEqual(inTeam.map((user) => user.username).sort(), ['ann', 'bob']);
    assert.deepEqual((await client.searchUsers('bo', {})).map((user) => user.username), ['bob']);
    assert.deepEqual((await client.autocompleteUsers('bo', team.id, '')).users.map((user) => user.username), ['bob']);
    const seen = await bob.client.getUser(ann.user.id);
    assert.equal(seen.notify_props, undefined);
    assert.equal(seen.password, undefined);
});

test('a lookup that finds nobody is 404, one that makes no sense is 400, as tools that try one after the other expect', async () => {
    assert.equal((await refusal(ann.client.getUser('abcdefghijklmnopqrstuvwxyz'))).status_code, 404);
    const malformed = await refusal(ann.client.getUser('short'));
    assert.deepEqual([malformed.status_code, malformed.server_error_id], [400, 'api.context.invalid_url_param.app_error']);
    assert.equal((await refusal(ann.client.getUserByUsername('nobody'))).status_code, 404);
    assert.equal((await refusal(ann.client.getUserByEmail('nobody@example.org'))).status_code, 404);
});

test('a whole user that is put back changes what may change and nothing else', async () => {
    const me = await bob.client.getMe();
    const back = await bob.client.patchMe({...me, nickname: 'Bobby', roles: 'system_admin', create_at: 5, delete_at: 9});
    assert.equal(back.nickname, 'Bobby');
    assert.equal(back.roles, 'system_user');
    assert.equal(back.create_at, me.create_at);
    assert.equal(back.delete_at, 0);
});

test('a status is set by its owner, seen by others, and not by them', async () => {
    await bob.client.updateStatus({user_id: bob.user.id, status: 'dnd'});
    assert.equal((await ann.client.getStatus(bob.user.id)).status, 'dnd');
    const [status] = await ann.client.getStatusesByIds([bob.user.id]);
    assert.deepEqual([status.user_id, status.status, status.manual], [bob.user.id, 'dnd', true]);
    const refused = await refusal(bob.client.updateStatus({user_id: ann.user.id, status: 'offline'}));
    assert.equal(refused.status_code, 403);
    await bob.client.updateCustomStatus({emoji: 'palm_tree', text: 'away', duration: ''});
    assert.match((await bob.client.getMe()).props.customStatus, /palm_tree/);
    await bob.client.unsetCustomStatus();
    assert.equal((await bob.client.getMe()).props?.customStatus ?? '', '');
});

test('preferences are kept as given, whatever their names, and only for oneself', async () => {
    const me = bob.user.id;
    const odd = {user_id: me, category: 'pp_some-plugin.v1', name: 'a+b-c.d', value: '{"x":1}'};
    const theme = {user_id: me, category: 'theme', name: '', value: '{"type":"Onyx"}'};
    await bob.client.savePreferences(me, [odd, theme]);
    const kept = await bob.client.getMyPreferences();
    assert.deepEqual(kept.find((one) => one.name === odd.name), odd);
    assert.deepEqual(kept.find((one) => one.category === 'theme'), theme);
    await bob.client.deletePreferences(me, [odd]);
    assert.equal((await bob.client.getMyPreferences()).find((one) => one.name === odd.name), undefined);
    const foreign = await refusal(bob.client.savePreferences(ann.user.id, [{...odd, user_id: ann.user.id}]));
    assert.equal(foreign.status_code, 403);
});

test('the roles somebody has are told with their permissions', async () => {
    const roles = await bob.client.getRolesByNames(['system_user', 'team_user', 'channel_user']);
    assert.deepEqual(roles.map((role) => role.name).sort(), ['channel_user', 'system_user', 'team_user']);
    assert.ok(roles.find((role) => role.name === 'channel_user').permissions.includes('create_post'));
    assert.equal((await refusal(bob.client.getRoleByName('no_such_role'))).status_code, 404);
});

test('the configuration for clients holds texts only, no download links and no diagnostics', async () => {
    for (const client of [anonymous(server), bob.client]) {
        const config = await (client === bob.client ? client.getClientConfig() : bareConfig());
        const other = Object.entries(config).filter(([, value]) => typeof value !== 'string');
        assert.deepEqual(other, []);
        assert.equal(config.NoAccounts, 'false');
        assert.equal(config.DiagnosticsEnabled, 'false');
    }
    const config = await bob.client.getClientConfig();
    assert.deepEqual([config.AppDownloadLink, config.IosAppDownloadLink, config.AndroidAppDownloadLink], ['', '', '']);
    assert.equal(config.EnableOpenServer, 'true');
    const licence = await bob.client.getClientLicenseOld();
    assert.equal(licence.IsLicensed, 'false');
    assert.ok(Object.values(licence).every((value) => typeof value === 'string'));
});

async function bareConfig() {
    const answer = await fetch(`${server.url}/api/v4/config/client?format=old`);
    assert.equal(answer.status, 200);
    return answer.json();
}

test('the server tells its version in the form tools compare', async () => {
    await ann.client.getMe();
    assert.match(ann.client.getServerVersion(), /^11\.\d+\.\d+\.(?:[^.]+\.)+[0-9a-f]{32}\.(true|false)$/);
    const {status, database_status: database, filestore_status: files} = await ann.client.ping(true);
    assert.deepEqual([status, database, files], ['OK', 'OK', 'OK']);
    const limits = await ann.client.getServerLimits();
    assert.ok(limits.data.activeUserCount >= 0);
});

test('a personal access token is a session like any other until it is revoked', async () => {
    await ann.client.getMe();
    const made = await ann.client.createUserAccessToken(ann.user.id, 'for a script');
    const script = anonymous(server);
    script.setToken(made.token);
    assert.equal((await script.getMe()).username, 'ann');
    const listed = await ann.client.getUserAccessTokensForUser(ann.user.id);
    assert.deepEqual(listed.map((token) => [token.id, token.token]), [[made.id, undefined]]);
    await ann.client.revokeUserAccessToken(made.id);
    assert.equal((await refusal(script.getMe())).status_code, 401);
    const other = await refusal(bob.client.createUserAccessToken(ann.user.id, 'not mine'));
    assert.equal(other.status_code, 403);
});

test('a bot is made, posts with its token, cannot log in by password, and is switched off', async () => {
    const bot = await ann.client.createBot({username: 'helper', display_name: 'The Helper', description: 'helps'});
    assert.equal(bot.owner_id, ann.user.id);
    const {token} = await ann.client.createUserAccessToken(bot.user_id, 'of the bot');
    const machine = anonymous(server);
    machine.setToken(token);
    assert.equal((await machine.getMe()).is_bot, true);
    await ann.client.addToTeam(team.id, bot.user_id);
    const square = await ann.client.getChannelByName(team.id, 'town-square');
    const post = await machine.createPost({channel_id: square.id, message: 'beep'});
    assert.equal(post.user_id, bot.user_id);
    assert.equal((await refusal(anonymous(server).login('helper', 'anything at all'))).status_code, 401);
    assert.ok((await ann.client.getBots()).some((one) => one.user_id === bot.user_id));
    assert.equal((await ann.client.patchBot(bot.user_id, {username: 'helper', display_name: 'H', description: ''})).display_name, 'H');
    assert.ok((await ann.client.disableBot(bot.user_id)).delete_at > 0);
    assert.equal((await refusal(machine.getMe())).status_code, 401);
    assert.equal((await ann.client.enableBot(bot.user_id)).delete_at, 0);
    assert.equal((await refusal(bob.client.createBot({username: 'mine'}))).status_code, 403);
});

test('a list of people that is read page by page ends with an empty page, however large the page asked for', async () => {
    const admin = await logIn(server, 'ann');
    const names = [];
    for (let page = 0; ; page += 1) {
        const found = await admin.client.getProfiles(page, 2);
        if (found.length === 0) {
            break;
        }
        names.push(...found.map((user) => user.username));
    }
    assert.deepEqual([...new Set(names)].length, names.length);
    assert.ok(names.includes('ann') && names.includes('bob'));
    assert.equal((await admin.client.getProfiles(0, 100_000_000)).length, names.length);
});
