// Every call a plugin can make: made once with what it needs, refused once for each capability that is not granted and
// once for what its manifest does not ask for. And what a grant's argument narrows.
'use strict';

const assert = require('node:assert/strict');
const {execFile} = require('node:child_process');
const {readFileSync} = require('node:fs');
const path = require('node:path');
const {after, before, test} = require('node:test');
const {promisify} = require('node:util');
const {demo, unpacked, variant} = require('../lib/bundles');
const {CALLS, functions, hooks} = require('../lib/calls');
const {Letters} = require('../lib/letters');
const {PASSWORD, makeChannel, makeTeam, person} = require('../lib/people');
const {Plugins, ask, post, type} = require('../lib/plugins');
const {startServer} = require('../lib/server');
const {Told} = require('../lib/told');

const ROOT = path.join(__dirname, '..', '..', '..');

// The world in which the calls are made.
const w = {id: 'demo'};
let server;
let asked;

before(async () => {
    w.letters = await Letters.open();
    server = await startServer();
    w.ann = await person(server, 'ann');
    w.bob = await person(server, 'bob');
    w.team = await makeTeam(w.ann, 'talk', [w.bob]);
    w.channel = await makeChannel(w.ann, w.team, 'dev', {people: [w.bob]});
    w.secret = await makeChannel(w.ann, w.team, 'secret', {type: 'P', people: [w.bob]});
    w.plugins = new Plugins(server, w.ann);
    await w.plugins.configure({
        FileSettings: {EnablePublicLink: true},
        EmailSettings: {SMTPServer: '127.0.0.1', SMTPPort: `${w.letters.port}`, FeedbackEmail: 'chat@example.org'},
    });
    await w.plugins.install('demo', demo('demo'));
    asked = (await w.plugins.get('GET', '/plugins/demo/grants')).asked.map(({capability}) => capability);
    await grant(asked);
    w.told = await Told.to(server, w.bob);
    w.own = await Told.to(server, w.ann);
    w.idle = (await answer('bots.ensure', ['idle', 'Idle', 'Has nothing to do.'])).user_id;
    w.byBob = (await post(server, w.bob, w.channel, 'a message of bob')).body;
    w.hidden = (await post(server, w.bob, w.secret, 'between us')).body;
    w.withFile = await withFile(w.channel);
    w.hiddenFile = await withFile(w.secret);
});

after(async () => {
    w.told?.close();
    w.own?.close();
    w.letters?.close();
    await server?.remove();
});

async function withFile(channel) {
    const form = new FormData();
    form.append('channel_id', channel.id);
    form.append('files', new File(['attached'], 'attached.txt'));
    const {body: {file_infos: [info]}} = await ask(server, w.bob, 'POST', '/api/v4/files', form);
    return (await ask(server, w.bob, 'POST', '/api/v4/posts', {channel_id: channel.id, message: '', file_ids: [info.id]})).body;
}

const grant = (granted, id = 'demo') => w.plugins.get('PUT', `/plugins/${id}/grants`, {granted});

// Makes a call as a plugin. A dialog needs a click or a command, so that one goes by the command.
async function make(name, given, id = 'demo') {
    if (name === 'dialogs.open') {
        const {body} = await type(server, w.ann, w.channel, `/demo call dialogs.open ${JSON.stringify(given)}`);
        const [, sign, words] = body.text.match(/ ([✓✗]) (.*)/s);
        return sign === '✓' ? {status: 200, body: {answer: JSON.parse(words)}} : {status: 403, body: {id: 'plugin.capability.denied', message: words}};
    }
    return ask(server, w.ann, 'POST', `/plugins/${id}/call`, {call: name, arguments: given});
}

async function answer(name, given, id) {
    const made = await make(name, given, id);
    assert.equal(made.status, 200, `${name}: ${JSON.stringify(made.body)}`);
    return made.body.answer;
}

async function denied(capability, name, given, id = 'demo') {
    const made = await make(name, given, id);
    assert.equal(made.status, 403, `${name} without ${capability}: ${JSON.stringify(made.body)}`);
    assert.equal(made.body.id, 'plugin.capability.denied', name);
    return made.body.message;
}

// Who may read private messages may read the others, so both are taken away together.
const TOGETHER = {'posts:read': ['posts:read', 'posts:read-private']};
const without = (capability) => asked.filter((one) => !(TOGETHER[capability] ?? [capability]).includes(one));

test('the table of calls names every function of the contract once, and none that is not there', () => {
    assert.deepEqual(CALLS.flatMap(({covers}) => covers).sort(), functions().sort());
});

test('hooks are the same in the contract, the SDK, the demo plugin and its component', () => {
    const wanted = hooks();
    const world = [...readFileSync(path.join(ROOT, 'wit/0.1/worlds.wit'), 'utf8').matchAll(/^\s*export hook-([a-z-]+);/gm)];
    assert.deepEqual(world.map(([, name]) => name).sort(), wanted);
    const camel = (name) => name.split('-').map((part) => part[0].toUpperCase() + part.slice(1)).join('');
    const registered = readFileSync(path.join(ROOT, 'plugins-demo/demo/src/lib.rs'), 'utf8').match(/register!\(([^)]*)\)/)[1];
    const shown = registered.split(/[:,]/).map((word) => word.trim()).filter((word) => word && word !== 'Demo');
    assert.deepEqual(shown.sort(), [...wanted.map(camel), 'Http'].sort());
    const sdk = readFileSync(path.join(ROOT, 'plugin-api/rust/src/register.rs'), 'utf8');
    for (const name of wanted) {
        assert.ok(new RegExp(`\\b${camel(name)}\\b`).test(sdk), `the SDK registers ${name}`);
    }
    const component = unpacked(demo('demo'))['server/plugin.wasm'].toString('latin1');
    const exported = new Set([...component.matchAll(/chinwag:plugin\/hook-([a-z-]+)@0\.1\.0/g)].map(([, name]) => name));
    assert.deepEqual([...exported].sort(), wanted);
    const contract = readFileSync(path.join(ROOT, 'server/docs/PLUGIN-CONTRACT.md'), 'utf8');
    for (const name of wanted) {
        const isThere = contract.includes(`\`${name}\``) || contract.includes(`…-${name.split('-').pop()}\``);
        assert.ok(isThere, `PLUGIN-CONTRACT.md speaks of ${name}`);
    }
});

for (const {name, given, check} of CALLS) {
    test(`granted, it is made and does what it says: ${name}`, async () => {
        await check(await answer(name, given(w)), w);
    });
}

const CAPABILITIES = [...new Set(CALLS.flatMap(({needs}) => needs))];

for (const capability of CAPABILITIES) {
    const calls = CALLS.filter(({needs}) => needs.includes(capability));
    test(`not granted, it is refused with the command that grants it: ${capability} (${calls.length} calls)`, async () => {
        await grant(without(capability));
        const command = new RegExp(`asks for \`${capability}[^\`]*\`.*\`wag plugin grant demo ${capability}`);
        for (const {name, given} of calls) {
            assert.match(await denied(capability, name, given(w)), command, name);
        }
        await grant(asked);
    });
}

test('not asked for in the manifest, every call is refused with the line to add, and those for everybody are made', async () => {
    const bare = (id, capabilities) => variant('demo', {manifest: {id, name: id, capabilities}});
    await w.plugins.install('bare', bare('bare', ['serve', 'users:read', 'dialogs']));
    await w.plugins.install('barer', bare('barer', ['serve', 'roles:read']));
    for (const {name, needs, given, check} of CALLS.filter((call) => call.name !== 'dialogs.open')) {
        if (needs.length === 0) {
            await check(await answer(name, given(w), 'bare'), {...w, id: 'bare'});
            continue;
        }
        const id = needs[0] === 'users:read' ? 'barer' : 'bare';
        const words = await denied(needs[0], name, given(w), id);
        const remedy = `add "(${needs[0]}[^"]*)" to "capabilities" in plugin\\.json, then \`wag plugin grant ${id} \\1\``;
        assert.match(words, new RegExp(remedy), name);
    }
    await w.plugins.remove('bare');
    await w.plugins.remove('barer');
});

test('what a manifest asks for with an argument is allowed for that alone', async () => {
    const capabilities = ['serve', 'users:read', 'preferences:read:pp_demo', 'preferences:write:pp_demo', 'plugins:call:demo'];
    await w.plugins.install('narrow', variant('demo', {manifest: {id: 'narrow', name: 'Narrow', capabilities}}));
    const {bob} = w;
    const one = (category) => [bob.user.id, [{category, name: 'a', value: 'b'}]];
    await answer('preferences.set', one('pp_demo'), 'narrow');
    assert.equal((await answer('preferences.of-user', [bob.user.id, 'pp_demo'], 'narrow')).length, 1);
    await answer('preferences.delete', one('pp_demo'), 'narrow');
    assert.equal(await answer('plugins.call', ['demo', 'who'], 'narrow'), 'narrow');

    const theme = await denied('preferences:read', 'preferences.of-user', [bob.user.id, 'theme'], 'narrow');
    assert.match(theme, /add "preferences:read:theme".*wag plugin grant narrow preferences:read:theme/);
    assert.match(await denied('all of them', 'preferences.of-user', [bob.user.id, ''], 'narrow'), /"preferences:read"/);
    for (const call of ['preferences.set', 'preferences.delete']) {
        assert.match(await denied('preferences:write', call, one('theme'), 'narrow'), /"preferences:write:theme"/);
    }
    const mixed = [bob.user.id, [...one('pp_demo')[1], ...one('theme')[1]]];
    await denied('one of the two', 'preferences.set', mixed, 'narrow');
    assert.equal((await answer('preferences.of-user', [bob.user.id, 'pp_demo'], 'narrow')).length, 0, 'nothing of a refused call is done');
    assert.match(await denied('another plugin', 'plugins.call', ['narrow', 'who'], 'narrow'), /"plugins:call:narrow"/);
    await w.plugins.remove('narrow');
});

test('without the grants for private places nothing of them is seen, and public ones are as before', async () => {
    await grant(asked.filter((one) => !['channels:read-private', 'posts:read-private'].includes(one)));
    const {secret, hidden, hiddenFile} = w;
    const places = [
        ['channels.get', [secret.id]], ['channels.get-by-name', [w.team.id, 'secret']], ['channels.member', [secret.id, w.bob.user.id]],
        ['channels.members', [secret.id]], ['channels.stats', [secret.id]],
    ];
    for (const [name, given] of places) {
        assert.match(await denied('channels:read-private', name, given), /wag plugin grant demo channels:read-private/, name);
    }
    const messages = [
        ['posts.get', [hidden.id]], ['posts.thread', [hidden.id]], ['posts.of-channel', [secret.id]], ['reactions.of-post', [hidden.id]],
        ['files.info', [hiddenFile.file_ids[0]]], ['files.open', [hiddenFile.file_ids[0]]], ['files.of-post', [hiddenFile.id]],
        ['files.public-link', [hiddenFile.file_ids[0]]],
    ];
    for (const [name, given] of messages) {
        assert.match(await denied('posts:read-private', name, given), /wag plugin grant demo posts:read-private/, name);
    }
    assert.ok(!(await answer('channels.search', [w.team.id, 'secret'])).some(({id}) => id === secret.id));
    assert.equal((await answer('posts.get', [w.byBob.id])).message, 'a message of bob');
    await grant(asked);
    assert.equal((await answer('posts.get', [hidden.id])).message, 'between us');
    assert.equal(await answer('files.open', [hiddenFile.file_ids[0]]), 'attached');
});

test('e-mail addresses are hidden from a plugin that was not granted them', async () => {
    const {bob} = w;
    const seen = async () => [
        await answer('users.get', [bob.user.id]), await answer('users.get-by-username', ['bob']),
        ...(await answer('users.get-many', [[bob.user.id]])), ...(await answer('users.search', ['bob'])),
        (await answer('users.find', [])).find(({id}) => id === bob.user.id), await answer('users.update', [bob.user.id, {nickname: 'b'}]),
    ];
    assert.deepEqual([...new Set((await seen()).map(({email}) => email))], ['bob@example.org']);
    await grant(without('users:email'));
    const hidden = await seen();
    assert.ok(hidden.every((user) => user.email === '' && !JSON.stringify(user).includes('bob@example.org')), JSON.stringify(hidden));
    await grant(asked);
});

test('without the grant to moderate a plugin acts as its bots alone and leaves the messages of others alone', async () => {
    const {bob, channel, byBob, helper} = w;
    const asBob = {channel_id: channel.id, user_id: bob.user.id, message: 'I am bob'};
    const acts = [
        ['posts.create', [asBob]], ['posts.send-ephemeral', [w.ann.user.id, asBob]], ['reactions.add', [bob.user.id, byBob.id, 'wave']],
        ['reactions.remove', [bob.user.id, byBob.id, 'wave']], ['files.create', [channel.id, bob.user.id, 'a.txt', 'a']],
        ['websocket.typing', [bob.user.id, channel.id]],
    ];
    const changes = [['posts.update', [byBob.id, 'changed']], ['posts.pin', [byBob.id]], ['posts.unpin', [byBob.id]], ['posts.delete', [byBob.id]]];
    await grant(without('posts:moderate'));
    for (const [name, given] of acts) {
        const made = await make(name, given);
        assert.equal(made.status, 403, `${name}: ${JSON.stringify(made.body)}`);
        assert.match(made.body.message, /its own bots.*wag plugin grant demo posts:moderate/, name);
    }
    for (const [name, given] of changes) {
        assert.match(await denied('posts:moderate', name, given), /wag plugin grant demo posts:moderate/, name);
    }
    const kept = await w.plugins.get('GET', `/posts/${byBob.id}`);
    assert.deepEqual([kept.message, kept.is_pinned, kept.metadata?.reactions], ['a message of bob', false, undefined]);
    const own = await answer('posts.create', [{channel_id: channel.id, user_id: helper, message: 'as a bot'}]);
    assert.equal(own.user_id, helper);
    await grant(asked);
    assert.equal((await answer('posts.create', [asBob])).user_id, bob.user.id);
    for (const [name, given] of changes.slice(0, 3)) {
        await answer(name, given);
    }
});

test('what is shown to one person is no way to change or hide a message that is kept, on nobody\'s screen', async () => {
    const draft = {channel_id: w.channel.id, user_id: w.helper, message: 'forged'};
    for (const [name, given] of [
        ['posts.update-ephemeral', [w.bob.user.id, w.byBob.id, draft]], ['posts.delete-ephemeral', [w.bob.user.id, w.byBob.id, w.channel.id]],
    ]) {
        const made = await make(name, given);
        assert.equal(made.status, 400, `${name}: ${JSON.stringify(made.body)}`);
        assert.match(made.body.message, /is kept/);
    }
});

test('a plugin changes its own bots only', async () => {
    const stranger = (await ask(server, w.ann, 'POST', '/api/v4/bots', {username: 'stranger'})).body;
    for (const [name, given] of [['bots.set-active', [stranger.user_id, false]], ['bots.set-picture', [stranger.user_id]]]) {
        const made = await make(name, given);
        assert.ok([403, 404].includes(made.status), `${name}: ${JSON.stringify(made.body)}`);
    }
    assert.equal((await w.plugins.get('GET', `/bots/${stranger.user_id}`)).delete_at, 0);
    const taken = await make('bots.ensure', ['bob', 'Bob', 'Is a person.']);
    assert.ok(taken.status >= 400 && taken.status < 500, JSON.stringify(taken.body));
    assert.equal((await w.plugins.get('GET', '/users/username/bob')).is_bot ?? false, false);
});

test('the command a refusal names, typed as it stands, makes the call work', async () => {
    await grant(without('kv'));
    const command = (await denied('kv', 'kv.keys', [''])).match(/`(wag [^`]+)`/)[1];
    const config = path.join(server.data, 'wag');
    const wag = (...words) => promisify(execFile)(process.env.CHINWAG_TEST_WAG, words, {env: {...process.env, WAG_CONFIG: config}});
    await wag('auth', 'login', server.url, '--username', 'ann', '--password', PASSWORD);
    await wag(...command.split(' ').slice(1));
    assert.ok(Array.isArray(await answer('kv.keys', [''])));
});
