// Every call of the contract: what it needs, how it is made, and what must come of it. The demo plugin makes them.
'use strict';

const assert = require('node:assert/strict');
const {readFileSync, readdirSync} = require('node:fs');
const path = require('node:path');

const CONTRACT = path.join(__dirname, '..', '..', '..', 'wit', '0.1');

// The text of the contract without comments.
const contract = (file) => readFileSync(path.join(CONTRACT, file), 'utf8').replace(/\/\/.*$/gm, '');

// The functions of every interface a plugin may import, from the contract itself: `users.get`, `files.reader.read`.
function functions() {
    const imported = [...contract('worlds.wit').matchAll(/^\s*import ([a-z-]+);/gm)].map((match) => match[1]);
    return imported.flatMap((name) => {
        let resource = '';
        return contract(`${name}.wit`).split('\n').flatMap((line) => {
            resource = line.match(/^ {4}resource ([a-z-]+)/)?.[1] ?? (line === '    }' ? '' : resource);
            const found = line.match(/^\s*([a-z-]+): func\(/)?.[1];
            return found ? [[name, resource, found].filter(Boolean).join('.')] : [];
        });
    });
}

// The names of the hooks in the contract.
function hooks() {
    const files = readdirSync(CONTRACT).filter((name) => name.startsWith('hook-') && name.endsWith('.wit'));
    return files.map((name) => name.slice('hook-'.length, -'.wit'.length)).sort();
}

const has = (list, key, value) => assert.ok(list.some((one) => one[key] === value), `${value} is not in ${JSON.stringify(list)}`);
// A call that answers nothing.
const done = (answer) => assert.equal(answer, null);
const is = (key, value) => (answer) => assert.equal(answer[key], value);

// Each row: the call, the capabilities it needs, its arguments in a world `w` (see plugins/grants.js), and what its
// answer must be. Rows stand in the order in which they can be made: later ones use what earlier ones made.
const CALLS = [
    ['context.current', [], () => [], (answer, w) => assert.deepEqual([answer.user_id, answer.origin], [w.ann.user.id, 'rest'])],
    ['context.server-info', [], () => [], is('contract', '0.1.0')],
    ['log.write', [], () => ['a line of the log'], async (_, w) => assert.match(await w.plugins.log(w.id), /a line of the log/)],
    ['config.get', [], () => [], (answer) => assert.equal(answer.greeting, 'The demo plugin is here.')],
    ['config.set', [], () => [{greeting: 'Set by itself.'}], async (_, w) => {
        const {PluginSettings} = await w.plugins.get('GET', '/config');
        assert.equal(PluginSettings.Plugins[w.id].greeting, 'Set by itself.');
    }],
    ['config.server', ['config:read'], () => [], ({SqlSettings, TeamSettings}) => {
        assert.equal(typeof TeamSettings.SiteName, 'string');
        assert.match(SqlSettings.DataSource, /^\**$/, 'secrets are masked');
    }],

    ['kv.set', ['kv'], () => ['colour', 'red'], done],
    ['kv.get', ['kv'], () => ['colour'], (answer) => assert.equal(answer, 'red')],
    ['kv.batch', ['kv'], () => [{shape: 'round', size: 7}], (answer) => assert.equal(answer, true)],
    ['kv.get-many', ['kv'], () => [['size', 'none', 'shape']], (answer) => assert.deepEqual(answer, [7, null, 'round'])],
    ['kv.keys', ['kv'], () => ['s'], (answer) => assert.ok(answer.includes('shape') && answer.includes('size'))],
    ['kv.delete', ['kv'], () => ['size'], (answer) => assert.equal(answer, true)],
    ['kv.delete-prefix', ['kv'], () => ['sha'], (answer) => assert.equal(answer, 1)],

    ['bots.ensure', ['bots'], () => ['helper', 'Helper', 'Helps.'], (bot, w) => {
        assert.deepEqual([bot.username, bot.owner_id], ['helper', w.id]);
        w.helper = bot.user_id;
    }],
    ['bots.get', ['bots'], (w) => [w.helper], is('display_name', 'Helper')],
    ['bots.find', ['bots'], () => [], (bots) => has(bots, 'username', 'helper')],
    ['bots.set-picture', ['bots'], (w) => [w.helper], done],
    ['bots.set-active', ['bots'], (w) => [w.idle, false], (bot) => assert.ok(bot.delete_at > 0)],

    ['users.get', ['users:read'], (w) => [w.bob.user.id], is('username', 'bob')],
    ['users.get-by-username', ['users:read'], () => ['bob'], (user, w) => assert.equal(user.id, w.bob.user.id)],
    ['users.get-by-email', ['users:read', 'users:email'], () => ['bob@example.org'], is('username', 'bob')],
    ['users.get-many', ['users:read'], (w) => [[w.bob.user.id, w.ann.user.id]], is('length', 2)],
    ['users.find', ['users:read'], () => [], (users) => has(users, 'username', 'bob')],
    ['users.search', ['users:read'], () => ['bo'], (users) => has(users, 'username', 'bob')],
    ['users.statuses', ['users:read'], (w) => [[w.bob.user.id]], (all, w) => has(all, 'user_id', w.bob.user.id)],
    ['users.has-permission', ['roles:read'], (w) => [w.bob.user.id, 'create_post', '', w.channel.id], (answer) => assert.equal(answer, true)],
    ['users.create', ['users:write'], () => [{username: 'made', email: 'made@example.org', password: 'Made-by-a-plugin-1'}], (user, w) => {
        assert.equal(user.username, 'made');
        w.made = user.id;
    }],
    ['users.update', ['users:write'], (w) => [w.made, {nickname: 'Maddie'}], is('nickname', 'Maddie')],
    ['users.set-status', ['users:status'], (w) => [w.made, 'dnd'], is('status', 'dnd')],
    ['users.set-custom-status', ['users:status'], (w) => [w.made, 'wave', 'here'], done],
    ['users.clear-custom-status', ['users:status'], (w) => [w.made], done],
    ['users.set-active', ['users:write'], (w) => [w.made, false], async (_, w) => {
        assert.ok((await w.plugins.get('GET', `/users/${w.made}`)).delete_at > 0);
    }],

    ['teams.get', ['teams:read'], (w) => [w.team.id], is('name', 'talk')],
    ['teams.get-by-name', ['teams:read'], () => ['talk'], (team, w) => assert.equal(team.id, w.team.id)],
    ['teams.find', ['teams:read'], () => [], (teams) => has(teams, 'name', 'talk')],
    ['teams.of-user', ['teams:read'], (w) => [w.bob.user.id], (teams) => has(teams, 'name', 'talk')],
    ['teams.create', ['teams:write'], () => [{name: 'made-team', display_name: 'Made', type: 'I'}], (team, w) => (w.madeTeam = team.id)],
    ['teams.update', ['teams:write'], (w) => [w.madeTeam, {description: 'For a test'}], is('description', 'For a test')],
    ['teams.add-member', ['teams:write'], (w) => [w.madeTeam, w.bob.user.id], (member, w) => assert.equal(member.user_id, w.bob.user.id)],
    ['teams.member', ['teams:read'], (w) => [w.madeTeam, w.bob.user.id], (member, w) => assert.equal(member.team_id, w.madeTeam)],
    ['teams.members', ['teams:read'], (w) => [w.madeTeam], (members, w) => has(members, 'user_id', w.bob.user.id)],
    ['teams.set-member-roles', ['roles:write'], (w) => [w.madeTeam, w.bob.user.id, 'team_user team_admin'], done],
    ['teams.remove-member', ['teams:write'], (w) => [w.madeTeam, w.bob.user.id], done],
    ['teams.archive', ['teams:write'], (w) => [w.madeTeam], done],

    ['channels.get', ['channels:read'], (w) => [w.channel.id], is('name', 'dev')],
    ['channels.get-by-name', ['channels:read'], (w) => [w.team.id, 'dev'], (channel, w) => assert.equal(channel.id, w.channel.id)],
    ['channels.public-of-team', ['channels:read'], (w) => [w.team.id], (channels, w) => {
        has(channels, 'name', 'dev');
        assert.ok(!channels.some(({id}) => id === w.secret.id));
    }],
    ['channels.of-user', ['channels:read', 'channels:read-private'], (w) => [w.bob.user.id, w.team.id], (channels) => has(channels, 'name', 'secret')],
    ['channels.search', ['channels:read'], (w) => [w.team.id, 'dev'], (channels) => has(channels, 'name', 'dev')],
    ['channels.create', ['channels:write'], (w) => [{team_id: w.team.id, name: 'made', display_name: 'Made', type: 'O'}], (channel, w) => {
        w.madeChannel = channel.id;
    }],
    ['channels.update', ['channels:write'], (w) => [w.madeChannel, {purpose: 'For a test'}], is('purpose', 'For a test')],
    ['channels.add-member', ['channels:write'], (w) => [w.madeChannel, w.bob.user.id], (member, w) => assert.equal(member.user_id, w.bob.user.id)],
    ['channels.member', ['channels:read'], (w) => [w.madeChannel, w.bob.user.id], (member, w) => assert.equal(member.channel_id, w.madeChannel)],
    ['channels.members', ['channels:read'], (w) => [w.madeChannel], (members, w) => has(members, 'user_id', w.bob.user.id)],
    ['channels.set-member-roles', ['roles:write'], (w) => [w.madeChannel, w.bob.user.id, 'channel_user channel_admin'], done],
    ['channels.set-member-notify-props', ['channels:write'], (w) => [w.madeChannel, w.bob.user.id, {desktop: 'mention'}], done],
    ['channels.stats', ['channels:read'], (w) => [w.madeChannel], (stats) => assert.ok(stats.member_count >= 1)],
    ['channels.remove-member', ['channels:write'], (w) => [w.madeChannel, w.bob.user.id], done],
    ['channels.archive', ['channels:write'], (w) => [w.madeChannel], done],
    ['channels.restore', ['channels:write'], (w) => [w.madeChannel], is('delete_at', 0)],
    ['channels.direct', ['posts:write'], (w) => [w.helper, w.bob.user.id], is('type', 'D')],
    ['channels.group', ['posts:write'], (w) => [[w.helper, w.bob.user.id, w.ann.user.id]], is('type', 'G')],

    ['posts.create', ['posts:write'], (w) => [{channel_id: w.channel.id, user_id: w.helper, message: 'hello of a plugin'}], (post, w) => {
        assert.equal(post.user_id, w.helper);
        w.post = post.id;
    }],
    ['posts.update', ['posts:write'], (w) => [w.post, 'hello of a plugin, changed'], is('message', 'hello of a plugin, changed')],
    ['posts.get', ['posts:read'], (w) => [w.post], (post, w) => assert.equal(post.channel_id, w.channel.id)],
    ['posts.thread', ['posts:read'], (w) => [w.post], is('length', 1)],
    ['posts.of-channel', ['posts:read'], (w) => [w.channel.id], (posts, w) => has(posts, 'id', w.post)],
    ['posts.search', ['posts:read', 'posts:read-private'], (w) => [w.bob.user.id, w.team.id, 'changed'], (posts, w) => has(posts, 'id', w.post)],
    ['posts.pin', ['posts:write'], (w) => [w.post], async (_, w) => {
        assert.equal((await w.plugins.get('GET', `/posts/${w.post}`)).is_pinned, true);
    }],
    ['posts.unpin', ['posts:write'], (w) => [w.post], done],
    ['posts.send-ephemeral', ['posts:write'], (w) => [w.bob.user.id, {channel_id: w.channel.id, user_id: w.helper, message: 'psst'}], async (post, w) => {
        await w.told.event('ephemeral_message', (data) => data.post.includes('psst'));
        w.shown = post.id;
    }],
    ['posts.update-ephemeral', ['posts:write'], (w) => [w.bob.user.id, w.shown, {channel_id: w.channel.id, user_id: w.helper, message: 'hush'}],
        (post, w) => assert.deepEqual([post.id, post.message], [w.shown, 'hush'])],
    ['posts.delete-ephemeral', ['posts:write'], (w) => [w.bob.user.id, w.shown, w.channel.id], async (_, w) => {
        await w.told.event('post_deleted', (data) => data.post.includes(w.shown));
    }],

    ['reactions.add', ['reactions:write'], (w) => [w.helper, w.post, 'wave'], is('emoji_name', 'wave')],
    ['reactions.of-post', ['posts:read'], (w) => [w.post], (all, w) => has(all, 'user_id', w.helper)],
    ['reactions.remove', ['reactions:write'], (w) => [w.helper, w.post, 'wave'], done],

    ['files.create', ['files:write'], (w) => [w.channel.id, w.helper, 'note.txt', 'a note'], (info, w) => {
        assert.deepEqual([info.name, info.size], ['note.txt', 6]);
        w.file = info.id;
    }, ['files.writer.write', 'files.writer.finish']],
    ['files.info', ['files:read', 'posts:read'], (w) => [w.file], is('name', 'note.txt')],
    ['files.open', ['files:read', 'posts:read'], (w) => [w.file], (text) => assert.equal(text, 'a note'), ['files.reader.read']],
    ['files.of-post', ['files:read', 'posts:read'], (w) => [w.withFile.id], is('length', 1)],
    ['files.public-link', ['files:read', 'posts:read'], (w) => [w.withFile.file_ids[0]], (link) => assert.match(link, /\/files\/\w{26}\/public/)],

    ['commands.register', ['commands'], () => ['say'], async (_, w) => {
        has(await w.plugins.get('GET', `/commands?team_id=${w.team.id}`), 'trigger', 'say');
    }],
    ['commands.unregister', ['commands'], () => ['', 'say'], async (_, w) => {
        assert.ok(!(await w.plugins.get('GET', `/commands?team_id=${w.team.id}`)).some(({trigger}) => trigger === 'say'));
    }],
    ['commands.execute', ['commands:run'], (w) => [w.bob.user.id, w.team.id, w.channel.id, '/shrug'], async (_, w) => {
        const {posts} = await w.plugins.get('GET', `/channels/${w.channel.id}/posts`);
        assert.ok(Object.values(posts).some((post) => post.user_id === w.bob.user.id && post.message.includes('(ツ)')));
    }],
    ['websocket.publish', ['websocket'], (w) => ['news', {number: 7}, w.channel.id], (_, w) => w.told.event(`custom_${w.id}_news`, (data) => data.number === 7)],
    ['websocket.typing', ['websocket'], (w) => [w.helper, w.channel.id], (_, w) => w.told.event('typing', (data) => data.user_id === w.helper)],
    ['preferences.set', ['preferences:write'], (w) => [w.bob.user.id, [{category: 'pp_demo', name: 'a', value: 'b'}]], done],
    ['preferences.of-user', ['preferences:read'], (w) => [w.bob.user.id, 'pp_demo'], (all) => has(all, 'value', 'b')],
    ['preferences.delete', ['preferences:write'], (w) => [w.bob.user.id, [{category: 'pp_demo', name: 'a', value: 'b'}]], done],
    ['roles.get-by-name', ['roles:read'], () => ['system_admin'], is('name', 'system_admin')],
    ['roles.all', ['roles:read'], () => [], (all) => has(all, 'name', 'team_user')],
    ['roles.grant', ['roles:read'], () => [['system_admin'], 'manage_system'], (answer) => assert.equal(answer, true)],
    ['schedule.every', ['schedule'], () => ['daily', 86_400], done],
    ['schedule.cron', ['schedule'], () => ['weekly', '0 9 * * 1', 'Europe/Berlin'], done],
    ['schedule.at', ['schedule'], () => ['once', 4_102_444_800_000], done],
    ['schedule.entries', ['schedule'], () => [], (all) => ['daily', 'weekly', 'once'].forEach((name) => has(all, 'name', name))],
    ['schedule.cancel', ['schedule'], () => ['daily'], (answer) => assert.equal(answer, true)],
    ['plugins.all', [], () => [], (all, w) => has(all, 'id', w.id)],
    ['plugins.call', ['plugins:call'], () => ['demo', 'who'], (answer, w) => assert.equal(answer, w.id)],
    ['mail.send', ['mail'], () => ['bob@example.org', 'A letter', '<p>Hello.</p>'], (_, w) => w.letters.find(/A letter/)],
    ['dialogs.open', ['dialogs'], () => ['$trigger'], (_, w) => w.own.event('open_dialog')],
    ['posts.delete', ['posts:write'], (w) => [w.post], async (_, w) => assert.equal((await w.plugins.ask('GET', `/posts/${w.post}`)).status, 404)],
].map(([name, needs, given, check, beside = []]) => ({name, needs, given, check, covers: [name, ...beside]}));

module.exports = {CALLS, functions, hooks};
