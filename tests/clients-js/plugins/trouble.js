// Trouble: plugins that loop or trap, the server killed at bad moments, signatures demanded, many changes.
'use strict';

const assert = require('node:assert/strict');
const {randomBytes} = require('node:crypto');
const {existsSync, mkdirSync, readdirSync, rmSync, writeFileSync} = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const {afterEach, beforeEach, test} = require('node:test');
const {demo, variant} = require('../lib/bundles');
const {spoiled} = require('../lib/component');
const {logIn, makeChannel, makeTeam, person} = require('../lib/people');
const {Plugins, RUNNING, ask, post, type} = require('../lib/plugins');
const {startServer} = require('../lib/server');
const {signer} = require('../lib/signer');
const {until} = require('../lib/told');

const FAILED_TO_START = 3;
const FAILED_TO_STAY_RUNNING = 4;

let server;
let ann;
let bob;
let team;
let channel;
let plugins;

beforeEach(async () => {
    server = await startServer();
    ann = await person(server, 'ann');
    bob = await person(server, 'bob');
    team = await makeTeam(ann, 'talk', [bob]);
    channel = await makeChannel(ann, team, 'dev', {people: [bob]});
    plugins = new Plugins(server, ann);
});

afterEach(() => server?.remove());

const say = (message) => post(server, bob, channel, message);

function hostile(deed, more) {
    const component = (bytes) => spoiled(bytes, 'message-will-be-posted', deed);
    const hooks = {'message-will-be-posted': {policy: 'open'}};
    return variant('link-guard', {manifest: {id: 'hostile', name: 'Hostile', hooks, ...more}, component});
}

for (const [deed, words] of [['loops', 'loops for ever'], ['traps', 'traps']]) {
    test(`a plugin that ${words} is stopped again and again, then for good; others answer all the while`, async () => {
        await plugins.install('todo', demo('todo'));
        await plugins.install('hostile', hostile(deed));
        let number = 0;
        await until('it has failed to stay running', async () => {
            number += 1;
            const began = Date.now();
            const said = await say(`message ${number}`);
            assert.equal(said.status, 201, `the policy is open: ${JSON.stringify(said.body)}`);
            assert.ok(Date.now() - began < 5000, `a message took ${Date.now() - began} ms`);
            const beside = await type(server, bob, channel, '/todo list');
            assert.equal(beside.status, 200, JSON.stringify(beside.body));
            return (await plugins.status('hostile')).state === FAILED_TO_STAY_RUNNING;
        }, 90_000);
        assert.ok(number >= 5, `it was given up after ${number} messages`);
        const status = await plugins.status('hostile');
        assert.ok(status.error.length > 10, 'the status says why');
        await plugins.runs('todo');
        assert.equal((await say('after')).body.message, 'after');
        assert.match(await plugins.log('hostile'), /message-will-be-posted/);

        await plugins.disable('hostile');
        assert.equal((await plugins.status('hostile')).state, 0);
        await plugins.enable('hostile');
        await plugins.runs('hostile');
    });
}

test('a failing plugin that must be asked first refuses the message and is named', async () => {
    await plugins.install('hostile', hostile('traps', {hooks: {'message-will-be-posted': {policy: 'closed'}}}));
    const refused = await say('hello');
    assert.equal(refused.status, 503);
    assert.match(refused.body.message, /hostile/);
});

const CHANGES = {
    replaced: () => plugins.upload(variant('link-guard', {manifest: {version: '0.2.0'}}), {force: 'true'}),
    'switched off': () => plugins.disable('link-guard'),
};

for (const [what, change] of Object.entries(CHANGES)) {
    test(`a message that is on its way while a plugin that must be asked is ${what} is not refused`, async () => {
        // Asked first, one message at a time, it holds messages up for as long as it may.
        const alone = {component: 'server/plugin.wasm', instances: {min: 1, max: 1}};
        const hooks = {'message-will-be-posted': {policy: 'open', priority: -20}};
        await plugins.install('hostile', hostile('loops', {server: alone, hooks, limits: {hook_ms: 3000}}));
        await plugins.install('link-guard', demo('link-guard'));
        const said = [1, 2].map((id) => say(`https://a.example/?utm_source=x&id=${id}`));
        await until('both are on their way', async () => (await plugins.get('GET', '/plugins/hostile/figures')).queue === 1);
        await change();
        for (const [number, {status, body}] of (await Promise.all(said)).entries()) {
            assert.deepEqual([status, body.message], [201, `https://a.example/?id=${number + 1}`], JSON.stringify(body));
        }
    });
}

// The messages that the welcome bot sent somebody.
async function greetings(who) {
    const channels = (await ask(server, who, 'GET', `/api/v4/users/me/teams/${team.id}/channels`)).body;
    const found = [];
    for (const direct of channels.filter(({type: kind}) => kind === 'D')) {
        const {order, posts} = (await ask(server, who, 'GET', `/api/v4/channels/${direct.id}/posts`)).body;
        found.push(...order.map((id) => posts[id].message).filter((message) => message.startsWith('Welcome to')));
    }
    return found;
}

test('whoever joins a team is greeted, also when the server dies in between', async () => {
    await plugins.install('welcome', demo('welcome'));
    const cid = await person(server, 'cid');
    await ann.client.addToTeam(team.id, cid.user.id);
    const first = await until('cid is greeted', async () => (await greetings(cid))[0]);
    assert.equal(first, 'Welcome to talk, cid! Ask me nothing, but ask everybody else anything.');

    const late = [];
    for (const name of ['dora', 'emil', 'fay', 'gil', 'hal']) {
        late.push(await person(server, name));
    }
    await Promise.all(late.map(({user}) => ann.client.addToTeam(team.id, user.id)));
    await server.kill();
    await server.start();
    let twice = 0;
    for (const {user} of late) {
        const who = await logIn(server, user.username);
        await until(`${user.username} is greeted`, async () => (await greetings(who)).length > 0);
        twice += (await greetings(who)).length - 1;
    }
    assert.ok(twice <= 1, `${twice} were greeted again: only who was being greeted may be`);
    assert.deepEqual((await greetings(await logIn(server, 'cid'))).length, 1);
});

test('what was enabled is back after a restart, what was not is not', async () => {
    await plugins.install('todo', demo('todo'));
    await plugins.upload(demo('link-guard'));
    await type(server, bob, channel, '/todo add milk');
    assert.equal(await server.stop(), 0);
    await server.start();
    await until('todo runs', async () => (await plugins.status('todo'))?.state === RUNNING);
    assert.equal((await plugins.status('link-guard')).state, 0);
    assert.match((await type(server, bob, channel, '/todo list')).body.text, /milk/);
});

test('a plugin whose files are gone is put back from its stored bundle, a large one too; without it the status says what is missing', async () => {
    const large = randomBytes(9 << 20);
    await plugins.install('todo', variant('todo', {files: {'public/large.bin': large}}));
    await type(server, bob, channel, '/todo add milk');
    const unpacked = path.join(server.data, 'plugins', 'todo');
    await server.stop();
    assert.ok(existsSync(unpacked));
    rmSync(unpacked, {recursive: true});
    await server.start();
    await until('todo runs', async () => (await plugins.status('todo'))?.state === RUNNING);
    const served = await fetch(`${server.url}/plugins/todo/public/large.bin`);
    assert.ok(large.equals(Buffer.from(await served.arrayBuffer())), 'byte for byte as it was uploaded');
    assert.deepEqual(readdirSync(path.join(server.data, 'plugins', '.staging')), []);

    await server.stop();
    rmSync(unpacked, {recursive: true});
    plugins.files().filter((name) => name.endsWith('.tar.gz')).forEach((name) => rmSync(path.join(server.data, name)));
    await server.start();
    const {state, error} = await until('todo has its status', () => plugins.status('todo'));
    assert.equal(state, FAILED_TO_START);
    assert.match(error, /stored bundle cannot be read.*upload/i);
    const refused = await plugins.ask('POST', '/plugins/todo/enable');
    assert.deepEqual([refused.status, /upload/.test(refused.body.message)], [400, true], JSON.stringify(refused.body));
    await plugins.upload(demo('todo'), {force: 'true'});
    await plugins.runs('todo');
    assert.match((await type(server, bob, channel, '/todo list')).body.text, /milk/, 'what it kept is there');
});

// What is there when an upload has come so far, in the data folder.
const POINTS = {
    'the bundle is unpacked to its staging place': () => {
        const staging = path.join(server.data, 'plugins', '.staging');
        return existsSync(staging) && readdirSync(staging).length > 0;
    },
    'the archive is stored': () => plugins.files().filter((name) => name.endsWith('.tar.gz')).length > 1,
    'the new version has its folder': () => readdirSync(path.join(server.data, 'plugins', 'link-guard')).length > 1,
};

for (const [point, reached] of Object.entries(POINTS)) {
    test(`killed in the middle of an upload the server comes back with the old version or the new: ${point}`, async () => {
        await plugins.install('link-guard', demo('link-guard'));
        const upload = plugins.tryUpload(variant('link-guard', {manifest: {version: '0.2.0'}}), {force: 'true'}).catch(() => null);
        let isDone = false;
        upload.then(() => (isDone = true));
        await until(point, async () => reached() || isDone);
        await server.kill();
        const answer = await upload;
        await server.start();
        await until('it runs', async () => (await plugins.status('link-guard'))?.state === RUNNING);
        const {version} = await plugins.status('link-guard');
        assert.ok(['0.1.0', '0.2.0'].includes(version));
        if (answer?.status === 201) {
            assert.equal(version, '0.2.0', 'what was answered with success is there');
        }
        assert.equal((await say('https://a.example/?utm_source=x')).body.message, 'https://a.example/');
        const staging = path.join(server.data, 'plugins', '.staging');
        assert.ok(!existsSync(staging) || readdirSync(staging).length === 0, 'nothing half done is left');
        await plugins.upload(variant('link-guard', {manifest: {version: '0.3.0'}}), {force: 'true'});
        await plugins.runs('link-guard', '0.3.0');
    });
}

// A web server that has one file, and its signature beside it when there is one.
async function shelf(content, signature) {
    const shop = http.createServer((request, answer) => {
        const beside = request.url.endsWith('.minisig');
        answer.statusCode = beside && !signature ? 404 : 200;
        answer.end(beside ? signature : content);
    });
    await new Promise((resolve) => shop.listen(0, '127.0.0.1', resolve));
    return {url: `http://127.0.0.1:${shop.address().port}/todo.tar.gz`, close: () => shop.close()};
}

const fromUrl = (url) => plugins.ask('POST', `/plugins/install_from_url?plugin_download_url=${encodeURIComponent(url)}`);

test('a bundle is installed from an address, and only from one that is allowed', async () => {
    const shop = await shelf(demo('todo'));
    const plain = await fromUrl(shop.url);
    assert.equal(plain.status, 400);
    assert.match(plain.body.message, /AllowInsecureDownloadURL/);
    await plugins.configure({PluginSettings: {AllowInsecureDownloadURL: true}});
    const inside = await fromUrl(shop.url);
    assert.equal(inside.status, 400, 'the own network is closed until it is opened');
    await plugins.configure({ServiceSettings: {AllowedUntrustedInternalConnections: '127.0.0.1'}});
    const installed = await fromUrl(shop.url);
    assert.equal(installed.status, 201, JSON.stringify(installed.body));
    assert.equal((await plugins.status('todo')).state, 0);
    shop.close();
});

test('where signatures are required no way in takes a bundle without a good one', async () => {
    const [own, strange, bundle] = [signer(), signer(), demo('todo')];
    const keyFile = path.join(server.data, 'trusted.pub');
    writeFileSync(keyFile, own.key);
    const shop = await shelf(bundle);
    await plugins.configure({
        PluginSettings: {RequirePluginSignature: true, SignaturePublicKeyFiles: [keyFile], AllowInsecureDownloadURL: true},
        ServiceSettings: {AllowedUntrustedInternalConnections: '127.0.0.1'},
    });
    const refused = async (what, answer) => {
        assert.equal(answer.status, 400, `${what}: ${JSON.stringify(answer.body)}`);
        assert.match(answer.body.id, /signature/, what);
        assert.equal(await plugins.status('todo'), undefined, what);
        assert.deepEqual(plugins.files(), [], what);
    };
    await refused('unsigned', await plugins.tryUpload(bundle));
    await refused('from an address', await fromUrl(shop.url));
    const index = await shelf(JSON.stringify([{manifest: {id: 'todo', version: '0.1.0', name: 'To do'}, download_url: shop.url}]));
    await plugins.configure({PluginSettings: {MarketplaceURL: index.url}});
    const [offer] = await plugins.get('GET', '/plugins/marketplace?filter=to%20do');
    assert.deepEqual([offer.manifest.id, offer.installed_version], ['todo', '']);
    await refused('from the marketplace', await plugins.ask('POST', '/plugins/marketplace', {id: 'todo', version: '0.1.0'}));
    index.close();
    await refused('a stranger\'s', await plugins.tryUpload(bundle, {signature: strange.sign(bundle)}));
    await refused('of another bundle', await plugins.tryUpload(bundle, {signature: own.sign(demo('welcome'))}));
    await refused('nonsense', await plugins.tryUpload(bundle, {signature: 'trust me'}));
    shop.close();
    const wrong = await shelf(bundle, strange.sign(bundle));
    await refused('from an address with a stranger\'s beside it', await fromUrl(wrong.url));
    wrong.close();

    const folder = path.join(server.data, 'prepackaged_plugins');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'todo.tar.gz'), bundle);
    await server.stop();
    await server.start();
    await until('the server has looked at what came with it', async () => server.said.some((line) => line.includes('todo.tar.gz')));
    assert.equal(await plugins.status('todo'), undefined, 'neither does one that came with the server');
    rmSync(folder, {recursive: true});

    await plugins.upload(bundle, {signature: own.sign(bundle)});
    await plugins.enable('todo');
    await plugins.runs('todo');
});

test('a signature comes along with a bundle from an address and from the marketplace', async () => {
    const [own, bundle, next] = [signer(), demo('todo'), variant('todo', {manifest: {version: '0.2.0'}})];
    const keyFile = path.join(server.data, 'trusted.pub');
    writeFileSync(keyFile, own.key);
    await plugins.configure({
        PluginSettings: {RequirePluginSignature: true, SignaturePublicKeyFiles: [keyFile], AllowInsecureDownloadURL: true},
        ServiceSettings: {AllowedUntrustedInternalConnections: '127.0.0.1'},
    });
    const shop = await shelf(bundle, own.sign(bundle));
    const installed = await fromUrl(shop.url);
    assert.equal(installed.status, 201, JSON.stringify(installed.body));
    shop.close();

    const bare = await shelf(next);
    const entry = {manifest: {id: 'todo', version: '0.2.0', name: 'To do'}, download_url: bare.url};
    const signature = Buffer.from(own.sign(next)).toString('base64');
    const index = await shelf(JSON.stringify([{...entry, signature}]));
    await plugins.configure({PluginSettings: {MarketplaceURL: index.url}});
    const upgraded = await plugins.ask('POST', '/plugins/marketplace', {id: 'todo', version: '0.2.0'});
    assert.equal(upgraded.status, 201, JSON.stringify(upgraded.body));
    assert.equal((await plugins.status('todo')).version, '0.2.0');
    index.close();
    bare.close();
});

test('a bundle laid beside the server is installed when it starts', async () => {
    const folder = path.join(server.data, 'prepackaged_plugins');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'todo.tar.gz'), demo('todo'));
    await server.stop();
    await server.start();
    const status = await until('it is there', () => plugins.status('todo'));
    assert.equal(status.version, '0.1.0');
});
