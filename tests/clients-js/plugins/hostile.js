// What a plugin, or somebody without any rights, may try against the server and other people: floods, loops, forged
// answers, senseless arguments.
'use strict';

const assert = require('node:assert/strict');
const {after, before, test} = require('node:test');
const {demo, variant} = require('../lib/bundles');
const {CALLS} = require('../lib/calls');
const {spoiled} = require('../lib/component');
const {makeChannel, makeTeam, person} = require('../lib/people');
const {Plugins, ask, post, raw, type} = require('../lib/plugins');
const {startServer} = require('../lib/server');
const {Told, until} = require('../lib/told');

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
    await plugins.install('demo', demo('demo'));
    await grantAll('demo');
});

after(() => server?.remove());

async function grantAll(id) {
    const {asked} = await plugins.get('GET', `/plugins/${id}/grants`);
    await plugins.get('PUT', `/plugins/${id}/grants`, {granted: asked.map(({capability}) => capability)});
}

// The demo plugin under another name, with limits, or with a hook that loops or traps.
async function twin(id, {limits, capabilities, component} = {}) {
    const manifest = {id, name: id, limits, ...(capabilities && {capabilities: ['serve', 'users:read', ...capabilities]})};
    await plugins.install(id, variant('demo', {manifest, component}));
}

const call = (id, name, ...given) => ask(server, ann, 'POST', `/plugins/${id}/call`, {call: name, arguments: given});

async function made(id, name, ...given) {
    const answer = await call(id, name, ...given);
    assert.equal(answer.status, 200, `${name}: ${JSON.stringify(answer.body)}`);
    return answer.body.answer;
}

const isWell = async () => assert.equal((await type(server, bob, channel, '/demo words')).status, 200);

test('ten thousand keys are kept, listed and thrown away, and another plugin sees none of them', async () => {
    await twin('keeper', {capabilities: ['kv'], limits: {kv_mib: 1}});
    for (let batch = 0; batch < 100; batch += 1) {
        const all = Array.from({length: 100}, (_, number) => [`k:${String(batch * 100 + number).padStart(5, '0')}`, number]);
        assert.equal(await made('keeper', 'kv.batch', Object.fromEntries(all)), true);
    }
    const keys = await made('keeper', 'kv.keys', 'k:');
    assert.deepEqual([keys.length, keys[0], keys.at(-1)], [10_000, 'k:00000', 'k:09999']);
    assert.deepEqual(await made('demo', 'kv.keys', 'k:'), []);
    assert.equal(await made('demo', 'kv.get', 'k:00000'), null);
    assert.equal(await made('demo', 'kv.delete-prefix', 'k:'), 0);
    assert.equal(await made('keeper', 'kv.delete-prefix', 'k:'), 10_000);
    assert.deepEqual(await made('keeper', 'kv.keys', 'k:'), []);
});

test('a full store refuses with the limit, keeps what is there, and has room again when something goes', async () => {
    const large = 'x'.repeat(200 << 10);
    const statuses = [];
    for (let number = 0; number < 6; number += 1) {
        const answer = await call('keeper', 'kv.set', `large:${number}`, large);
        statuses.push(answer.status);
        if (answer.status !== 200) {
            assert.match(answer.body.message, /kv_mib|MiB|bytes/);
        }
    }
    assert.deepEqual(statuses.slice(0, 4), [200, 200, 200, 200]);
    assert.ok(statuses.at(-1) >= 400 && statuses.at(-1) < 500, `${statuses}`);
    assert.equal((await made('keeper', 'kv.get', 'large:0')).length, large.length);
    assert.equal((await call('keeper', 'kv.batch', {small: 1, 'large:9': large})).status, statuses.at(-1));
    assert.equal(await made('keeper', 'kv.get', 'small'), null, 'all of a batch or nothing');
    await made('keeper', 'kv.delete-prefix', 'large:');
    await made('keeper', 'kv.set', 'large:0', large);
    await made('demo', 'kv.set', 'beside', 1);

    for (const key of ['', 'x'.repeat(151), 'a\0b']) {
        const refused = await call('keeper', 'kv.set', key, 1);
        assert.equal(refused.status, 400, JSON.stringify(key));
        assert.match(refused.body.message, /1 to 150 bytes/);
    }
    assert.ok([413, 502].includes((await call('keeper', 'kv.set', 'huge', 'x'.repeat((1 << 20) + 1))).status));
    assert.equal(await made('keeper', 'kv.get', 'huge'), null);
});

test('a flood of log lines is cut to the plugin\'s share, and no escape sequence gets through', async () => {
    await twin('talker', {capabilities: [], limits: {log_kib_per_minute: 16}});
    await made('talker', 'log.write', '\u001b[31mred\u0007 and\u0000 more', 1);
    await made('talker', 'log.write', 'flood '.repeat(200), 2000);
    const log = await plugins.log('talker');
    assert.match(log, /red and more/);
    assert.doesNotMatch(log, /[\u0000-\u0008\u001b]/);
    const shown = log.split('flood flood').length - 1;
    assert.ok(log.length < 64 << 10, `${log.length} bytes of log`);
    assert.ok(shown > 0, 'some of it is there');
    await isWell();
});

test('events and messages beyond the limits of a minute are refused with the limit, and reach nobody', async () => {
    await twin('loud', {capabilities: ['websocket', 'posts:write'], limits: {events_per_minute: 5, posts_per_minute: 3}});
    const told = await Told.to(server, bob);
    const statuses = [];
    for (let number = 0; number < 50; number += 1) {
        const answer = await call('loud', 'websocket.publish', 'news', {number}, channel.id);
        statuses.push(answer.status);
        if (number === 49) {
            assert.match(answer.body.message, /5 events a minute.*events_per_minute/);
        }
    }
    assert.deepEqual(statuses.slice(0, 5), [200, 200, 200, 200, 200]);
    assert.ok(statuses.slice(7).every((status) => status === 429), `${statuses}`);
    for (const event of ['', 'a b', 'x'.repeat(129), '../x', 'a\nb']) {
        assert.ok([400, 429].includes((await call('loud', 'websocket.publish', event, {}, channel.id)).status), event);
    }
    const posts = [];
    for (let number = 0; number < 6; number += 1) {
        const draft = {channel_id: channel.id, message: `loud ${number}`};
        posts.push(await call('loud', 'posts.send-ephemeral', bob.user.id, draft));
    }
    assert.deepEqual(posts.slice(0, 3).map(({status}) => status), [200, 200, 200]);
    assert.equal(posts.at(-1).status, 429);
    assert.match(posts.at(-1).body.message, /3 messages a minute.*posts_per_minute/);
    await told.event('ephemeral_message', (data) => data.post.includes('loud 2'));
    assert.ok(!told.events.some(({data}) => data?.post?.includes?.('loud 5')));
    const news = told.events.filter(({event}) => event === 'custom_loud_news');
    assert.ok(news.length >= 5 && news.length <= 7, `${news.length} events came`);
    told.close();
});

test('a hook that posts what it hears is ended by the server, and what was posted stays', async () => {
    await post(server, bob, channel, 'demo:loop');
    const said = async () => {
        const {posts} = (await ask(server, bob, 'GET', `/api/v4/channels/${channel.id}/posts?per_page=200`)).body;
        return Object.values(posts).filter(({message}) => message === 'demo:loop').length;
    };
    await until('the chain has come to its end', async () => (await said()) >= 8);
    // A message behind the chain, which is heard after it.
    const last = (await post(server, bob, channel, 'demo:echo done?')).body;
    await until('the plugin has heard all', async () => (await ask(server, bob, 'GET', `/api/v4/posts/${last.id}/thread`)).body.order.length === 2);
    const count = await said();
    assert.ok(count <= 10, `${count} messages of a loop`);
});

const SENSELESS = ['', 'x', '../../etc/passwd', '\u0000', 'x'.repeat(20_000), '💥'.repeat(100), "'; DROP TABLE posts; --", '%', null, -1, [], {}, {a: {b: [null]}}];

test('no senseless argument of any call makes the server fail', async () => {
    const failed = [];
    for (const {name} of CALLS.filter((one) => !['dialogs.open', 'log.write', 'config.set'].includes(one.name))) {
        for (const value of SENSELESS) {
            const answer = await call('demo', name, value, value, value, value);
            if ([500, 502].includes(answer.status)) {
                failed.push(`${name}(${JSON.stringify(value)?.slice(0, 40)}): ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`);
            }
        }
    }
    assert.deepEqual(failed, []);
    await isWell();
});

test('settings a plugin gives itself are an object, and stay its own', async () => {
    for (const value of [null, 7, 'x', [], true]) {
        assert.equal((await call('demo', 'config.set', value)).status, 400, JSON.stringify(value));
    }
    const before = (await plugins.get('GET', '/config')).PluginSettings;
    await made('demo', 'config.set', {greeting: 'x', PluginStates: {demo: {Enable: false}}, '../other': 1});
    const now = (await plugins.get('GET', '/config')).PluginSettings;
    assert.deepEqual(now.PluginStates, before.PluginStates);
    assert.deepEqual({...now.Plugins, demo: 0}, {...before.Plugins, demo: 0});
});

test('what a plugin answers logs nobody in, has no say over the connection, and its own cookies and headers pass', async () => {
    const answer = (headers, more) => ask(server, ann, 'POST', '/plugins/demo/answer', {headers, ...more});
    const cookies = ['theme=dark; Path=/', 'MMAUTHTOKEN=stolen; Path=/', ' mmuserid=x', '=MMAUTHTOKEN=x', 'MMCSRF=x; a=é'];
    const good = await answer([['x-mine', 'yes'], ...cookies.map((cookie) => ['set-cookie', cookie])], {status: 203, body: 'hello'});
    assert.deepEqual([good.status, good.body, good.headers.get('x-mine')], [203, 'hello', 'yes']);
    assert.deepEqual(good.headers.getSetCookie(), ['theme=dark; Path=/']);
    for (const header of [['connection', 'close'], ['transfer-encoding', 'gzip'], ['keep-alive', 'x'], ['upgrade', 'h2c'], ['x', 'a\r\nset-cookie: MMAUTHTOKEN=x']]) {
        const bad = await answer([header]);
        assert.equal(bad.headers.get('set-cookie'), null);
        assert.notEqual(bad.headers.get(header[0]), header[1], header[0]);
    }
    for (const length of ['3', '3000', '-1', 'x']) {
        const body = await answer([['content-length', length]], {body: 'more than three'}).catch(() => null);
        assert.ok(body === null || body.status >= 200);
        await isWell();
    }
    for (const status of [0, 99, 199, 600, 1000, 65_535]) {
        const odd = await answer([], {status}).catch(() => null);
        assert.ok(odd === null || (odd.status >= 200 && odd.status < 600), `${status} became ${odd?.status}`);
    }
    const large = await answer([], {body: 'x'.repeat(1 << 10), times: 8 << 10});
    assert.equal(large.body.length, 8 << 20);
    assert.equal((await answer([], {body: 'x'.repeat(1 << 10), times: 1 << 17})).status, 502, 'more than the plugin\'s memory');
    await isWell();
});

test('whoever is nobody is nobody to a plugin, however the request is dressed, and a huge body does no harm', async () => {
    const forged = [
        ['Mattermost-User-Id', ann.user.id], ['MATTERMOST-USER-ID', ann.user.id], ['Mattermost_User_Id', ann.user.id],
        ['Mattermost-Session-Id', 'x'], ['Chinwag-User-Id', ann.user.id], ['Cookie', `MMUSERID=${ann.user.id}; MMAUTHTOKEN=${'x'.repeat(26)}`],
        ['Authorization', `Bearer ${'x'.repeat(26)}`], ['Authorization', `Basic ${ann.token}`],
    ];
    for (const [name, value] of forged) {
        assert.equal((await ask(server, null, 'GET', '/plugins/demo/me', undefined, {[name]: value})).status, 401, name);
        const own = await ask(server, bob, 'GET', '/plugins/demo/me', undefined, name === 'Authorization' ? {} : {[name]: value});
        assert.ok(own.status === 401 || own.body.username === 'bob', `${name}: ${JSON.stringify(own.body)}`);
    }
    assert.equal((await ask(server, bob, 'POST', '/plugins/demo/call', {call: 'roles.all'})).status, 403);
    assert.equal((await ask(server, bob, 'POST', '/plugins/demo/answer', {})).status, 403);
    for (const place of ['/plugins/demo%2f..%2fdemo/me', '/plugins/..%2fapi%2fv4%2fusers', '/plugins/%00/x', '/plugins/demo%00/me', '/plugins/DEMO/hello', '/plugins/./hello', '/plugins/%2e%2e/hello', '/plugins//hello', `/plugins/${'x'.repeat(5000)}/y`]) {
        const {status, text} = await raw(server, place);
        assert.ok([400, 404, 414].includes(status) || text.includes('<html') || text.includes('<!doctype'), `${place}: ${status} ${text.slice(0, 80)}`);
    }
    const huge = await ask(server, ann, 'POST', '/plugins/demo/echo', 'x'.repeat(80 << 20)).catch((error) => error);
    assert.ok(!(huge.status < 400), `80 MiB are more than the plugin's memory: ${huge.status}`);
    await isWell();
    assert.equal((await ask(server, ann, 'GET', '/plugins/demo/hello')).status, 200);
});

for (const [deed, hook, ask_] of [
    ['loops', 'http', () => ask(server, bob, 'GET', '/plugins/bad-loops-http/hello')],
    ['traps', 'http', () => ask(server, bob, 'GET', '/plugins/bad-traps-http/hello')],
]) {
    test(`a plugin that ${deed} where it answers web requests costs its limit of time and nobody else theirs`, async () => {
        const id = `bad-${deed}-${hook}`;
        await twin(id, {capabilities: [], limits: {request_ms: 300}, component: (bytes) => spoiled(bytes, hook, deed)});
        const began = Date.now();
        const answers = await Promise.all([ask_(), ask_(), isWell()]);
        assert.deepEqual(answers.slice(0, 2).map(({status}) => status), [502, 502]);
        assert.ok(Date.now() - began < 5000, `${Date.now() - began} ms`);
        assert.match(answers[0].body.message, new RegExp(id));
        await plugins.remove(id);
    });
}

test('a huge answer to a command is refused or cut, and the next one is right', async () => {
    await made('demo', 'kv.set', 'large', 'y'.repeat(900 << 10));
    const answer = await type(server, ann, channel, '/demo call kv.get ["large"]');
    assert.ok(JSON.stringify(answer.body).length < 2 << 20);
    assert.ok(answer.status < 500 || /demo/.test(answer.body.message), JSON.stringify(answer.body).slice(0, 300));
    await isWell();
});

test('an id in capitals is the same plugin, and one that only looks alike is no id at all', async () => {
    const alike = async (id) => plugins.tryUpload(variant('todo', {manifest: {id}}));
    const capital = await alike('DEMO');
    assert.equal(capital.status, 400);
    assert.match(capital.body.id, /install_id/);
    for (const id of ['dеmo', 'demo ', 'demo\u200b', 'de/mo', '..', 'con', 'ｄemo', 'statuses']) {
        const refused = await alike(id);
        assert.equal(refused.status, 400, id);
        assert.match(refused.body.id, /manifest/, `${id}: ${refused.body.id}`);
    }
    assert.equal((await plugins.status('demo')).version, '0.1.0');
});

test('a component that imports what this server does not offer, or another contract, is refused by name', async () => {
    const renamed = (from, to) => (bytes) => Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
    const unknown = await plugins.tryUpload(variant('todo', {component: renamed('chinwag:plugin/kv@0.1.0', 'chinwag:plugin/xy@0.1.0')}));
    assert.equal(unknown.status, 400);
    assert.match(unknown.body.message, /does not fit.*chinwag:plugin\/xy@0\.1\.0/s);
    const newer = await plugins.tryUpload(variant('todo', {component: renamed('chinwag:plugin/kv@0.1.0', 'chinwag:plugin/kv@0.7.0')}));
    assert.equal(newer.status, 400);
    assert.match(newer.body.message, /0\.7\.0 of the contract.*0\.1\.0/);
    assert.equal(await plugins.status('todo'), undefined);
});
