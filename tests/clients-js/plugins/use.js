// Using plugins: commands, web requests with identity, grants, settings with secrets, webhooks, files of the web part.
'use strict';

const assert = require('node:assert/strict');
const {createHash, createHmac} = require('node:crypto');
const {readFileSync} = require('node:fs');
const path = require('node:path');
const {after, before, test} = require('node:test');
const {demo, unpacked, variant} = require('../lib/bundles');
const {PASSWORD, makeChannel, makeTeam, person} = require('../lib/people');
const {Plugins, ask, post, raw, type} = require('../lib/plugins');
const {startServer} = require('../lib/server');
const {Told, until} = require('../lib/told');

const SECRET = 'known-to-both-sides';
const TOKEN = 'ghp_a-token-of-nobody';
const MASK = '*'.repeat(32);

let server;
let ann;
let bob;
let team;
let channel;
let plugins;

before(async () => {
    server = await startServer();
    ann = await person(server, 'ann');
    bob = await person(server, 'bob');
    team = await makeTeam(ann, 'talk', [bob]);
    channel = await makeChannel(ann, team, 'dev', {people: [bob]});
    plugins = new Plugins(server, ann);
    const logo = {'public/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>', 'public/note.txt': 'a note'};
    await plugins.install('todo', variant('todo', {files: logo}));
});

after(() => server?.remove());

const items = (who, method = 'GET', more = {}) => ask(server, who, method, '/plugins/todo/items', undefined, more);
const todo = async (who, words) => (await type(server, who, channel, `/todo ${words}`)).body.text;

test('a command of a plugin is offered while typing, answers its author alone, and its refusals are words', async () => {
    const query = `user_input=%2Fto&team_id=${team.id}&channel_id=${channel.id}`;
    const offers = (await ask(server, bob, 'GET', `/api/v4/teams/${team.id}/commands/autocomplete_suggestions?${query}`)).body;
    assert.ok(offers.some((offer) => offer.Suggestion === 'todo'), JSON.stringify(offers));
    const listed = (await ask(server, bob, 'GET', `/api/v4/teams/${team.id}/commands/autocomplete`)).body;
    assert.ok(listed.some((command) => command.trigger === 'todo'));

    const told = await Told.to(server, bob);
    const answer = (await type(server, bob, channel, '/todo add buy milk')).body;
    assert.deepEqual([answer.response_type, answer.text], ['ephemeral', '1. buy milk']);
    const changed = await told.event('custom_todo_changed');
    assert.equal(JSON.stringify(changed).includes('buy milk'), true);
    told.close();
    const wrong = await type(server, bob, channel, '/todo dance');
    assert.match(`${wrong.body.message ?? ''}${wrong.body.text ?? ''}`, /There is no `\/todo dance`/);
    assert.match(await todo(ann, 'list'), /Nothing to do/, 'a list is its owner\'s alone');
});

test('inside a command of a plugin its sub-commands are offered, with what they take', async () => {
    const place = `/api/v4/teams/${team.id}/commands/autocomplete_suggestions`;
    const offers = async (typed) => (await ask(server, bob, 'GET', `${place}?user_input=${encodeURIComponent(typed)}&team_id=${team.id}`)).body;
    const words = (list) => list.map((offer) => offer.Suggestion).sort();
    assert.deepEqual(words(await offers('/todo ')), ['add', 'clean', 'done', 'list']);
    const [done, ...more] = await offers('/todo d');
    assert.deepEqual([done.Suggestion, done.Complete, more], ['done', 'todo done', []]);
    assert.match(done.Description, /Tick one off/);
    assert.deepEqual(await offers('/todo zzz'), []);
});

test('a plugin\'s web requests carry who asks, whatever the request says, and nobody is refused', async () => {
    const own = await items(bob);
    assert.equal(own.status, 200);
    assert.deepEqual(own.body.map((item) => item.text), ['buy milk']);
    const forged = {'Mattermost-User-Id': bob.user.id, 'mattermost-user-id': bob.user.id};
    assert.deepEqual((await items(ann, 'GET', forged)).body, [], 'ann is not bob because she says so');
    assert.equal((await items(null)).status, 401);
    assert.equal((await items(null, 'GET', forged)).status, 401);
    assert.equal((await items({token: 'no-such-token'})).status, 401);
    const posted = await ask(server, ann, 'POST', '/plugins/todo/items', {text: 'tea'}, {'Content-Type': 'application/json'});
    assert.equal(posted.status, 201);
    assert.equal((await ask(server, bob, 'DELETE', '/plugins/todo/items/x')).status, 400);
    assert.equal((await ask(server, ann, 'GET', '/plugins/nosuch/items')).status, 404);
});

test('a grant taken away is felt at once, with the remedy in the plugin\'s log, and given back it works again', async () => {
    const asked = ['commands', 'kv', 'serve', 'websocket'];
    const put = (granted) => plugins.get('PUT', '/plugins/todo/grants', {granted});
    const shown = await put(asked.filter((capability) => capability !== 'kv'));
    assert.equal(shown.asked.find(({capability}) => capability === 'kv').granted, false);
    const denied = await type(server, bob, channel, '/todo list');
    assert.match(`${denied.body.message ?? ''}${denied.body.text ?? ''}`, /kv/);
    const log = await plugins.log('todo');
    assert.match(log, /plugin todo may not/);
    assert.match(log, /wag plugin grant todo kv/);
    await put(asked);
    assert.match(await todo(bob, 'list'), /buy milk/);

    await put(asked.filter((capability) => capability !== 'serve'));
    assert.equal((await items(bob)).status, 404);
    await put(asked);
    assert.equal((await items(bob)).status, 200);
});

test('grants that cannot be read or were not asked for are refused and change nothing', async () => {
    const before = await plugins.get('GET', '/plugins/todo/grants');
    const bodies = [
        {}, {granted: 'kv'}, {granted: [1]}, {granted: null}, [], {granted: ['nonsense']}, {granted: ['users:email']},
        {granted: ['kv', 'http:evil.example']}, 'no json',
    ];
    for (const body of bodies) {
        const answer = await plugins.ask('PUT', '/plugins/todo/grants', body);
        assert.equal(answer.status, 400, `${JSON.stringify(body)}: ${JSON.stringify(answer.body)}`);
        assert.ok(answer.body.message.length > 10);
    }
    assert.deepEqual(await plugins.get('GET', '/plugins/todo/grants'), before);
    assert.match(await todo(bob, 'list'), /buy milk/);
});

test('secrets of a plugin are shown masked and stored sealed, and the mask sent back changes nothing', async () => {
    await plugins.install('github', demo('github'));
    await plugins.set('github', {webhook_secret: SECRET, token: TOKEN});
    const shown = JSON.stringify(await plugins.get('GET', '/config'));
    assert.ok(!shown.includes(SECRET) && !shown.includes(TOKEN), 'no secret is shown');
    const stored = readFileSync(path.join(server.data, 'config.json'), 'utf8');
    assert.ok(!stored.includes(SECRET) && !stored.includes(TOKEN), 'no secret lies open');
    assert.match(stored, /sealed:/);
    const config = await plugins.get('GET', '/config');
    assert.equal(config.PluginSettings.Plugins.github.webhook_secret, MASK);
    await plugins.get('PUT', '/config', config);
    assert.equal((await hook(ping())).status, 200, 'the plugin still knows it');
});

const ping = () => JSON.stringify({repository: {full_name: 'Org/App'}, sender: {login: 'octo'}});
const opened = (number) => JSON.stringify({
    action: 'opened', sender: {login: 'octo'}, repository: {full_name: 'Org/App'},
    issue: {number, title: 'It breaks', html_url: `https://github.com/Org/App/issues/${number}`},
});

function hook(body, {secret = SECRET, event = 'ping', signed = true, sent = body} = {}) {
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const headers = {'X-GitHub-Event': event, ...(signed && {'X-Hub-Signature-256': signature})};
    return ask(server, null, 'POST', '/plugins/github/webhook', sent, headers);
}

test('a webhook that is signed is told to the channel that wants it, one that is not is refused', async () => {
    const subscribed = await type(server, ann, channel, '/github subscribe org/app');
    assert.match(subscribed.body.text ?? JSON.stringify(subscribed.body), /org\/app/);
    const told = await hook(opened(7), {event: 'issues'});
    assert.deepEqual([told.status, told.body], [200, 'Told 1 of 1 channels.']);
    for (const wrong of [{secret: 'guessed'}, {signed: false}, {sent: opened(8)}]) {
        assert.equal((await hook(opened(9), {event: 'issues', ...wrong})).status, 401, JSON.stringify(wrong));
    }
    const {order, posts} = (await ask(server, bob, 'GET', `/api/v4/channels/${channel.id}/posts`)).body;
    const said = order.map((id) => posts[id].message).filter((message) => message.includes('issue ['));
    assert.equal(said.length, 1);
    assert.match(said[0], /octo\*\* opened issue \[#7 It breaks\]/);
});

test('settings are kept only when they fit what the plugin says of them, and a secret that was kept stays', async () => {
    await plugins.install('welcome', demo('welcome'));
    const change = (settings) => plugins.ask('PUT', '/config/patch', {PluginSettings: {Plugins: {welcome: settings}}});
    const kept = async () => (await plugins.get('GET', '/config')).PluginSettings.Plugins.welcome;
    assert.equal((await change({follow_up_days: 30})).status, 200);
    for (const [wrong, words] of [[99999, /0 to 365/], [-1, /0 to 365/], ['soon', /must be a number/], [true, /must be a number/]]) {
        const answer = await change({follow_up_days: wrong});
        assert.equal(answer.status, 400, JSON.stringify(answer.body));
        assert.equal(answer.body.id, 'app.plugin.settings.app_error');
        assert.match(answer.body.message, /`welcome` were not saved: “Ask again after days” cannot have this value/);
        assert.match(answer.body.message, words);
        assert.equal((await kept()).follow_up_days, 30, 'nothing was changed');
    }
    const whole = await plugins.get('GET', '/config');
    assert.equal((await plugins.ask('PUT', '/config', whole)).status, 200, 'the whole configuration may be sent back, masks and all');
    assert.equal((await kept()).follow_up_days, 30);
});

test('the file of a web part is named by its content, kept for ever by browsers, and clients can check it', async () => {
    const shown = (await ask(server, bob, 'GET', '/api/v4/plugins/webapp')).body;
    const manifest = shown.find(({id}) => id === 'todo');
    assert.match(manifest.webapp.bundle_path, /^\/static\/todo\/todo_[0-9a-f]+_bundle\.js$|^\/static\/plugins\/todo\//);
    assert.equal(manifest.settings_schema, undefined);
    const place = manifest.webapp.bundle_path.replace(/^\/static\/(?!plugins\/)/, '/static/plugins/');
    const answer = await fetch(`${server.url}${place}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('cache-control'), /max-age=31536000.*immutable/);
    assert.match(answer.headers.get('content-type'), /javascript/);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.deepEqual(bytes, unpacked(demo('todo'))['webapp/dist/main.js']);
    const integrity = `sha256-${createHash('sha256').update(bytes).digest('base64')}`;
    const hex = createHash('sha256').update(bytes).digest('hex');
    const text = JSON.stringify(manifest);
    assert.ok(text.includes(integrity) || text.includes(hex), `the hash is among ${text}`);
    assert.equal((await fetch(`${server.url}/static/plugins/todo/plugin.json`)).status, 404);
});

test('public files of a plugin are read by anybody, never run, and no path leads out of their folder', async () => {
    const note = await ask(server, null, 'GET', '/plugins/todo/public/note.txt');
    assert.deepEqual([note.status, note.body], [200, 'a note']);
    const logo = await ask(server, null, 'GET', '/plugins/todo/public/logo.svg');
    assert.equal(logo.status, 200);
    assert.match(logo.headers.get('content-security-policy'), /sandbox/);
    assert.equal(logo.headers.get('content-disposition'), 'attachment');
    assert.equal((await ask(server, ann, 'POST', '/plugins/todo/public/note.txt', 'x')).status, 405);
    const ways = [
        '../plugin.json', '%2e%2e/plugin.json', '..%2fplugin.json', '..%5cplugin.json', './../plugin.json',
        '..;/plugin.json', '/etc/passwd', '%2fetc%2fpasswd', 'x/../../plugin.json', 'note.txt%00', '', '.',
        '../server/plugin.wasm', '%252e%252e/plugin.json',
    ];
    for (const base of ['/plugins/todo/public/', '/static/plugins/todo/']) {
        for (const way of ways) {
            const answer = await raw(server, base + way);
            assert.ok([400, 401, 404].includes(answer.status), `${base}${way}: ${answer.status} ${answer.text.slice(0, 100)}`);
            assert.ok(!answer.text.includes('"capabilities"') && !answer.text.includes('root:'), base + way);
        }
    }
});

test('a browser writes to a plugin only with the CSRF value, and no token reaches the plugin\'s eyes', async () => {
    const body = JSON.stringify({login_id: 'bob', password: PASSWORD});
    const login = await fetch(`${server.url}/api/v4/users/login`, {
        method: 'POST', body, headers: {'X-Requested-With': 'XMLHttpRequest'},
    });
    const cookies = login.headers.getSetCookie().map((line) => line.split(';')[0]);
    const csrf = cookies.find((pair) => pair.startsWith('MMCSRF=')).slice('MMCSRF='.length);
    const write = (more) => ask(server, null, 'POST', '/plugins/todo/items', {text: 'forged'}, {Cookie: cookies.join('; '), ...more});
    assert.equal((await write({})).status, 401, 'another site\'s form is nobody');
    assert.equal((await write({'X-CSRF-Token': 'guessed'})).status, 401);
    const good = await write({'X-CSRF-Token': csrf});
    assert.equal(good.status, 201);
    assert.equal(good.body.filter(({text}) => text === 'forged').length, 1);
    const read = await ask(server, null, 'GET', '/plugins/todo/items', undefined, {Cookie: cookies.join('; ')});
    assert.equal(read.status, 200);
});

test('the demo plugin makes every call it may, is denied what was not allowed, and does what messages ask for', async () => {
    await plugins.install('demo', demo('demo'));
    const {asked} = await plugins.get('GET', '/plugins/demo/grants');
    // Not to the outside: tests stay on this machine, and the denial is worth a look.
    const granted = asked.map(({capability}) => capability).filter((capability) => !capability.startsWith('http:'));
    await plugins.get('PUT', '/plugins/demo/grants', {granted});
    const tour = (await type(server, ann, channel, '/demo tour all')).body;
    const lines = tour.text.split('\n');
    assert.ok(lines.length > 60, tour.text);
    assert.match(lines.find((line) => line.includes('http (out)')), /was not granted this host/);
    assert.match(await plugins.log('demo'), /wag plugin grant demo http:example\.com/);
    assert.doesNotMatch(lines.filter((line) => !line.includes('http (out)')).join('\n'), /may not|denied/);
    assert.doesNotMatch(await plugins.log('demo'), /tour ended early/);
    await plugins.disable('demo');
    await plugins.enable('demo');
    const denied = (await plugins.get('GET', '/plugins/demo/grants')).asked.filter((line) => !line.granted);
    assert.deepEqual(denied.map(({capability}) => capability.split(':')[0]), ['http'], 'enabling again gives nothing that was denied');
    const refused = await type(server, bob, channel, '/demo tour all');
    assert.match(`${refused.body.message ?? ''}${refused.body.text ?? ''}`, /administrators/);

    const say = (message) => post(server, bob, channel, message);
    assert.equal((await say('demo:shout hear')).body.message, 'HEAR');
    assert.match((await say('demo:refuse')).body.message, /asked to be refused/);
    assert.equal((await say('demo:fail now')).body.message, 'demo:fail now', 'its policy is open');
    const secret = (await say('demo:secret of mine')).body;
    const read = async (who) => (await ask(server, who, 'GET', `/api/v4/posts/${secret.id}`)).body.message;
    assert.deepEqual([await read(bob), await read(ann)], ['demo:secret of mine', '*a secret of its author*']);
    const echoed = (await say('demo:echo hello')).body;
    const thread = () => ask(server, bob, 'GET', `/api/v4/posts/${echoed.id}/thread`);
    await until('the bot answers in the thread', async () => (await thread()).body.order.length === 2);
});
