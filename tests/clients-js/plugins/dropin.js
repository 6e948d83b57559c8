// The folder that is watched while the server runs: what is laid into it is installed, once, when it is whole.
'use strict';

const assert = require('node:assert/strict');
const {appendFileSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync} = require('node:fs');
const path = require('node:path');
const {after, before, test} = require('node:test');
const {demo, packed, variant} = require('../lib/bundles');
const {person} = require('../lib/people');
const {Plugins, RUNNING} = require('../lib/plugins');
const {startServer} = require('../lib/server');
const {signer} = require('../lib/signer');
const {until} = require('../lib/told');

// Compiling takes its time where much else runs.
const SLOW = 60_000;

let server;
let plugins;
let folder;

before(async () => {
    server = await startServer();
    plugins = new Plugins(server, await person(server, 'ann'));
    folder = path.join(server.data, 'prepackaged_plugins');
});

after(() => server?.remove());

const lay = (name, bytes) => writeFileSync(path.join(folder, name), bytes);
const newer = (version, more) => variant('todo', {manifest: {version, ...more}});
const said = (words) => until(`the server says ${words}`, async () => server.said.some((line) => words.test(line)), SLOW);
const hasVersion = (version, id = 'todo') => until(`${id} is ${version}`, async () => (await plugins.status(id))?.version === version, SLOW);

// Waits until the server has looked at the folder anew: a bundle laid now is reported when it was looked at twice.
let looks = 0;
async function looked() {
    looks += 1;
    lay(`look-${looks}.tar.gz`, `no archive ${looks}`);
    await said(new RegExp(`look-${looks}\\.tar\\.gz could not be installed`));
    rmSync(path.join(folder, `look-${looks}.tar.gz`));
}

test('a folder that comes to be later is watched, a bundle in it is installed and not enabled, a broken one is named', async () => {
    mkdirSync(folder);
    const files = plugins.files();
    lay('broken.tar.gz', demo('welcome').subarray(0, 20_000));
    lay('nothing.tar.gz', '');
    lay('notes.txt', 'no bundle');
    mkdirSync(path.join(folder, 'folder.tar.gz'));
    await said(/broken\.tar\.gz could not be installed/);
    await said(/nothing\.tar\.gz could not be installed/);
    assert.deepEqual(plugins.files().filter((name) => !name.endsWith('.prepackaged')), files, 'nothing of them is left');
    lay('welcome.tar.gz', demo('welcome'));
    await hasVersion('0.1.0', 'welcome');
    assert.equal((await plugins.status('welcome')).state, 0);
    assert.ok(!server.said.some((line) => line.includes('notes.txt') || line.includes('folder.tar.gz')));
});

test('a bundle that is still being copied is waited for, and one that was read half is read again', async () => {
    const bundle = demo('todo');
    const parts = Array.from({length: 24}, (_, number) => bundle.subarray(number * 3000, number === 23 ? undefined : (number + 1) * 3000));
    lay('copied.tar.gz', '');
    for (const part of parts) {
        appendFileSync(path.join(folder, 'copied.tar.gz'), part);
        await new Promise((resolve) => setTimeout(resolve, 250));
        assert.equal(await plugins.status('todo'), undefined);
    }
    await hasVersion('0.1.0');
    assert.ok(!server.said.some((line) => /copied\.tar\.gz could not/.test(line)), 'it was not read before it was whole');

    const second = newer('0.1.1');
    lay('stuck.tar.gz', second.subarray(0, 30_000));
    await said(/stuck\.tar\.gz could not be installed/);
    appendFileSync(path.join(folder, 'stuck.tar.gz'), second.subarray(30_000));
    await hasVersion('0.1.1');
});

test('a newer version takes the place of the old one, which stays enabled; an older one does not', async () => {
    await plugins.enable('todo');
    // As careful people do it: under another name first, then moved.
    lay('.todo.partial', newer('0.3.0'));
    renameSync(path.join(folder, '.todo.partial'), path.join(folder, 'todo.tar.gz'));
    await hasVersion('0.3.0');
    assert.equal((await plugins.status('todo')).state, RUNNING);
    lay('old.tar.gz', newer('0.2.0'));
    lay('bad.tar.gz', newer('0.4.0', {capabilities: ['kv', 'no-such-thing']}));
    await looked();
    await plugins.runs('todo', '0.3.0');
    await said(/bad\.tar\.gz could not be installed/);
});

test('a file that is taken away removes nothing, and what an administrator removed does not come back', async () => {
    rmSync(path.join(folder, 'todo.tar.gz'));
    utimesSync(path.join(folder, 'copied.tar.gz'), new Date(), new Date());
    await looked();
    await plugins.runs('todo', '0.3.0');
    await plugins.remove('welcome');
    utimesSync(path.join(folder, 'welcome.tar.gz'), new Date(), new Date());
    await looked();
    assert.equal(await plugins.status('welcome'), undefined);
    await server.stop();
    await server.start();
    await until('todo runs', async () => (await plugins.status('todo'))?.state === RUNNING);
    assert.equal(await plugins.status('welcome'), undefined);
    await plugins.runs('todo', '0.3.0');
});

test('where signatures are required, one beside the bundle lets it in and a bundle without one stays out', async () => {
    const own = signer();
    const key = path.join(server.data, 'trusted.pub');
    writeFileSync(key, own.key);
    await plugins.configure({PluginSettings: {RequirePluginSignature: true, SignaturePublicKeyFiles: [key]}});
    const bundle = demo('link-guard');
    lay('signed.tar.gz.minisig', own.sign(bundle));
    lay('signed.tar.gz', bundle);
    lay('unsigned.tar.gz', demo('github'));
    await hasVersion('0.1.0', 'link-guard');
    await said(/unsigned\.tar\.gz could not be installed/);
    assert.equal(await plugins.status('github'), undefined);
    const foreign = packed({'plugin.json': JSON.stringify({id: 'foreign', name: 'Foreign', version: '1.0.0'})});
    lay('foreign.tar.gz.minisig', signer().sign(foreign));
    lay('foreign.tar.gz', foreign);
    await said(/foreign\.tar\.gz could not be installed/);
    assert.equal(await plugins.status('foreign'), undefined);
});
