// Installing: what is refused leaves nothing, what is taken is shown, enabled, replaced, taken back and removed.
'use strict';

const assert = require('node:assert/strict');
const {after, before, test} = require('node:test');
const {demo, packed, variant} = require('../lib/bundles');
const {spoiled} = require('../lib/component');
const {makeChannel, makeTeam, person} = require('../lib/people');
const {Plugins, RUNNING, ask, post, type} = require('../lib/plugins');
const {startServer} = require('../lib/server');
const {Told, until} = require('../lib/told');

// Read before any server starts: without the bundles nothing here is worth starting one.
const TODO = demo('todo');

let server;
let ann;
let bob;
let channel;
let plugins;

before(async () => {
    server = await startServer();
    ann = await person(server, 'ann');
    bob = await person(server, 'bob');
    const team = await makeTeam(ann, 'talk', [bob]);
    channel = await makeChannel(ann, team, 'dev', {people: [bob]});
    plugins = new Plugins(server, ann);
});

after(() => server?.remove());

const say = (who, message) => post(server, who, channel, message);
const manifest = (more) => JSON.stringify({id: 'bad', name: 'Bad', version: '1.0.0', ...more});
const ELF = Buffer.concat([Buffer.from('\x7fELF', 'latin1'), Buffer.alloc(200)]);

const BROKEN = {
    'an archive cut short': [TODO.subarray(0, 30_000), /truncated|corrupt/, /end|cut|broken|damaged|middle/],
    'no archive at all': [Buffer.from('this is no archive'), /archive/, /gzip/],
    'a name that leads out of the folder': [
        packed({'plugin.json': manifest(), '../../escaped.txt': 'out'}), /archive\.name_traversal/, /\.\./,
    ],
    'native executables alone': [
        packed({
            'plugin.json': manifest({server: {executables: {'linux-amd64': 'server/plugin-linux-amd64'}}}),
            'server/plugin-linux-amd64': ELF,
        }),
        /manifest\.native_only/, /wasm32-wasip2/,
    ],
    'no manifest': [packed({'readme.txt': 'hello'}), /manifest/, /plugin\.json/],
};

for (const [what, [bundle, id, words]] of Object.entries(BROKEN)) {
    test(`a bundle is refused with words that help and leaves nothing: ${what}`, async () => {
        const [files, statuses] = [plugins.files(), await plugins.get('GET', '/plugins/statuses')];
        const answer = await plugins.tryUpload(bundle, {force: 'true'});
        assert.equal(answer.status, 400, JSON.stringify(answer.body));
        assert.match(answer.body.id, id);
        assert.match(`${answer.body.message} ${answer.body.detailed_error}`, words);
        assert.deepEqual(plugins.files(), files);
        assert.deepEqual(await plugins.get('GET', '/plugins/statuses'), statuses);
    });
}

test('who is no administrator neither uploads, lists, enables nor reads logs, and nobody does without logging in', async () => {
    const files = plugins.files();
    const [stranger, nobody] = [new Plugins(server, bob), new Plugins(server, null)];
    assert.equal((await stranger.tryUpload(demo('todo'))).status, 403);
    assert.equal((await nobody.tryUpload(demo('todo'))).status, 401);
    const calls = [
        ['GET', '/plugins'], ['GET', '/plugins/statuses'], ['POST', '/plugins/todo/enable'], ['DELETE', '/plugins/todo'],
        ['GET', '/plugins/todo/logs'], ['GET', '/plugins/todo/grants'], ['PUT', '/plugins/todo/grants', {granted: []}],
        ['POST', '/plugins/todo/rollback'], ['POST', '/plugins/install_from_url?plugin_download_url=https://a.example'],
    ];
    for (const call of calls) {
        assert.equal((await stranger.ask(...call)).status, 403, call.join(' '));
        assert.equal((await nobody.ask(...call)).status, 401, call.join(' '));
    }
    assert.deepEqual(plugins.files(), files);
});

test('the published client uploads, lists, enables, disables and removes, by the types it declares', async () => {
    const {client} = ann;
    const bundle = new File([demo('demo')], 'demo.tar.gz');
    assert.equal((await client.uploadPlugin(bundle)).id, 'demo');
    assert.ok((await client.getPlugins()).inactive.some(({id}) => id === 'demo'));
    await client.enablePlugin('demo');
    assert.ok((await client.getPlugins()).active.some(({id}) => id === 'demo'));
    assert.equal((await client.getPluginStatuses()).find((one) => one.plugin_id === 'demo').state, RUNNING);
    assert.ok((await client.getWebappPlugins()).some(({id}) => id === 'demo'));
    await client.disablePlugin('demo');
    assert.ok(!(await client.getWebappPlugins()).some(({id}) => id === 'demo'));
    await client.removePlugin('demo');
    assert.equal(await plugins.status('demo'), undefined);
});

test('an uploaded plugin waits, says what it asks for in words, and once enabled works and is told to everybody', async () => {
    const [told, own] = [await Told.to(server, bob), await Told.to(server, ann)];
    const uploaded = await plugins.upload(demo('link-guard'));
    assert.deepEqual([uploaded.id, uploaded.version], ['link-guard', '0.1.0']);
    const list = await plugins.get('GET', '/plugins');
    assert.ok(list.inactive.some(({id}) => id === 'link-guard'));
    assert.ok(!list.active.some(({id}) => id === 'link-guard'));
    assert.equal((await plugins.status('link-guard')).state, 0);
    const grants = await plugins.get('GET', '/plugins/link-guard/grants');
    const asked = Object.fromEntries(grants.asked.map((line) => [line.capability, line]));
    assert.deepEqual(Object.keys(asked).sort(), ['posts:moderate', 'posts:read']);
    for (const line of grants.asked) {
        assert.match(line.words, /\w+ \w+ \w+/, 'a sentence and not a name');
        assert.equal(line.granted, false);
    }
    assert.equal((await say(bob, 'https://a.example/?utm_source=x')).body.message, 'https://a.example/?utm_source=x');

    await plugins.enable('link-guard');
    const {manifest: shown} = await told.event('plugin_enabled', (data) => data.manifest.id === 'link-guard');
    assert.match(shown.webapp.bundle_path, /^\/static\//);
    assert.equal((await plugins.status('link-guard')).state, RUNNING);
    assert.ok((await plugins.get('GET', '/plugins')).active.some(({id}) => id === 'link-guard'));
    const isRunning = (one) => one.plugin_id === 'link-guard' && one.state === RUNNING;
    await own.event('plugin_statuses_changed', ({plugin_statuses: all}) => all.some(isRunning));
    assert.ok(!told.events.some(({event}) => event === 'plugin_statuses_changed'), 'statuses are for administrators');
    told.close();
    own.close();
});

test('a message is changed or refused with the plugin\'s words while it is enabled, and passes when it is not', async () => {
    const told = await Told.to(server, bob);
    const tracked = 'see https://a.example/p?utm_source=x&id=7';
    await plugins.set('link-guard', {blocked_hosts: 'bad.example'});
    assert.equal((await say(bob, tracked)).body.message, 'see https://a.example/p?id=7');
    const refused = await say(bob, 'go to https://www.bad.example/x');
    assert.equal(refused.status, 400);
    assert.match(refused.body.message, /Links to www\.bad\.example are not wanted here\./);
    const {order, posts} = (await ask(server, ann, 'GET', `/api/v4/channels/${channel.id}/posts`)).body;
    assert.ok(!order.some((id) => posts[id].message.includes('bad.example')), 'what was refused is not there');

    const edited = (await say(bob, 'harmless')).body;
    const edit = await ask(server, bob, 'PUT', `/api/v4/posts/${edited.id}/patch`, {message: 'https://bad.example'});
    assert.equal(edit.status, 400, 'an edit is judged as well');

    await plugins.disable('link-guard');
    await told.event('plugin_disabled', (data) => data.manifest.id === 'link-guard');
    assert.equal((await say(bob, tracked)).body.message, tracked);
    assert.equal((await say(bob, 'https://bad.example')).status, 201);
    assert.equal((await plugins.status('link-guard')).state, 0);
    told.close();
});

test('a second upload needs force, replaces what was there, stays enabled, and can be taken back', async () => {
    await plugins.install('todo', demo('todo'));
    await type(server, bob, channel, '/todo add milk');
    const newer = variant('todo', {manifest: {version: '0.2.0'}});
    const refused = await plugins.tryUpload(newer);
    assert.equal(refused.status, 400);
    assert.match(refused.body.id, /install_id/);
    assert.match(refused.body.message, /force/);
    await plugins.runs('todo', '0.1.0');

    await plugins.upload(newer, {force: 'true'});
    await plugins.runs('todo', '0.2.0');
    assert.match((await type(server, bob, channel, '/todo list')).body.text, /milk/);
    await plugins.get('POST', '/plugins/todo/rollback');
    await plugins.runs('todo', '0.1.0');
    assert.match((await type(server, bob, channel, '/todo list')).body.text, /milk/);
    await plugins.get('POST', '/plugins/todo/rollback');
    await plugins.runs('todo', '0.2.0');
});

test('a new version that asks for more runs with what was allowed before, and shows what is new', async () => {
    const told = await Told.to(server, bob);
    const old = (await plugins.get('GET', '/plugins/todo/grants')).asked;
    assert.ok(old.every(({granted}) => granted));
    const capabilities = [...old.map(({capability}) => capability), 'users:email'];
    await plugins.upload(variant('todo', {manifest: {version: '0.2.1', capabilities}}), {force: 'true'});
    await told.event('plugin_enabled', (data) => data.manifest.id === 'todo' && data.manifest.version === '0.2.1');
    told.close();
    const shown = await plugins.get('GET', '/plugins/todo/grants');
    assert.equal(shown.needs_consent, true);
    const more = shown.asked.find(({capability}) => capability === 'users:email');
    assert.deepEqual([more.granted, more.new], [false, true]);
    assert.ok(shown.asked.filter((line) => line !== more).every((line) => line.granted && !line.new));
    assert.match((await type(server, bob, channel, '/todo list')).body.text, /milk/);
    const agreed = await plugins.get('PUT', '/plugins/todo/grants', {granted: capabilities});
    assert.equal(agreed.needs_consent, false);

    await plugins.get('POST', '/plugins/todo/rollback');
    const back = await plugins.get('GET', '/plugins/todo/grants');
    assert.ok(!back.asked.some(({capability}) => capability === 'users:email'));
    await plugins.runs('todo', '0.2.0');
});

test('a plugin without a version before is not rolled back, and one that is not there is 404', async () => {
    const answer = await plugins.ask('POST', '/plugins/link-guard/rollback');
    assert.equal(answer.status, 400);
    assert.match(answer.body.message, /no version before/);
    for (const [method, place] of [['POST', 'enable'], ['POST', 'disable'], ['GET', 'grants'], ['GET', 'logs']]) {
        assert.equal((await plugins.ask(method, `/plugins/nosuch/${place}`)).status, 404, place);
    }
    assert.equal((await plugins.ask('DELETE', '/plugins/nosuch')).status, 404);
});

test('a new version that does not start leaves the old one running, and says why', async () => {
    const files = plugins.files();
    const bad = {
        '0.3.0': [(bytes) => spoiled(bytes, 'activate', 'traps'), /old one stays.*activate/s],
        '0.3.1': [(bytes) => bytes.subarray(0, bytes.length - 100), /component|wasm/i],
        '0.3.2': [() => ELF, /native|wasm32-wasip2/],
    };
    for (const [version, [component, words]] of Object.entries(bad)) {
        const refused = await plugins.tryUpload(variant('todo', {manifest: {version}, component}), {force: 'true'});
        assert.equal(refused.status, 400, `${version}: ${JSON.stringify(refused.body)}`);
        assert.match(refused.body.message, words);
        await plugins.runs('todo', '0.2.0');
        assert.match((await type(server, bob, channel, '/todo list')).body.text, /milk/);
    }
    assert.deepEqual(plugins.files(), files, 'nothing of them is left');
});

test('removing keeps what a plugin stored unless it is told not to, and its command is gone', async () => {
    const told = await Told.to(server, bob);
    await plugins.remove('todo', '?keep_data=true');
    await told.event('plugin_disabled', (data) => data.manifest.id === 'todo');
    told.close();
    assert.equal(await plugins.status('todo'), undefined);
    assert.equal((await type(server, bob, channel, '/todo list')).status, 404);
    await plugins.install('todo', demo('todo'));
    assert.match((await type(server, bob, channel, '/todo list')).body.text, /milk/);

    await plugins.remove('todo', '?keep_data=false');
    await plugins.install('todo', demo('todo'));
    assert.match((await type(server, bob, channel, '/todo list')).body.text, /Nothing to do/);
});

test('a removed plugin leaves no file, and neither does a version of it that did not start', async () => {
    await plugins.upload(variant('todo', {manifest: {version: '0.2.2'}}), {force: 'true'});
    await plugins.remove('todo', '?keep_data=false');
    await until('its files are gone', () => plugins.files().every((name) => !name.includes('/todo/')), 5000);
    await plugins.install('todo', demo('todo'));
});

test('of two uploads of a plugin at once one is there in the end, whole and running', async () => {
    if (!(await plugins.status('todo'))) {
        await plugins.upload(demo('todo'));
    }
    await plugins.enable('todo');
    const versions = ['0.4.0', '0.5.0'];
    const bundles = versions.map((version) => variant('todo', {manifest: {version}}));
    const answers = await Promise.all(bundles.map((bundle) => plugins.tryUpload(bundle, {force: 'true'})));
    const taken = versions.filter((_, number) => answers[number].status === 201);
    answers.forEach((answer) => assert.ok([201, 400].includes(answer.status), JSON.stringify(answer.body)));
    assert.ok(taken.length > 0);
    const status = await plugins.status('todo');
    assert.ok(taken.includes(status.version), status.version);
    await plugins.runs('todo');
    assert.equal((await type(server, bob, channel, '/todo add tea')).status, 200);
    const shown = (await plugins.get('GET', '/plugins')).active.filter(({id}) => id === 'todo');
    assert.deepEqual(shown.map(({version}) => version), [status.version]);
});
