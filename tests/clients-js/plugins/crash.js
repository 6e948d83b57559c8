// The server dies while a plugin is installed, replaced, enabled, disabled or removed, at every step there is; it comes
// back with the old or with the new, whole, and nothing else. And disks that are full.
'use strict';

const assert = require('node:assert/strict');
const {mkdtempSync, readdirSync, rmSync} = require('node:fs');
const {tmpdir} = require('node:os');
const path = require('node:path');
const {after, before, test} = require('node:test');
const {demo, variant} = require('../lib/bundles');
const {makeChannel, makeTeam, person} = require('../lib/people');
const {Plugins, RUNNING, post, type} = require('../lib/plugins');
const {startServer} = require('../lib/server');
const {until} = require('../lib/told');

const ID = 'link-guard';

// The server's folder for temporary files: nobody sweeps it, so nothing that outlives a crash may lie there.
const temporary = mkdtempSync(path.join(tmpdir(), 'chinwag-temporary-'));

let server;
let ann;
let channel;
let plugins;

before(async () => {
    server = await startServer({TMPDIR: temporary});
    ann = await person(server, 'ann');
    channel = await makeChannel(ann, await makeTeam(ann, 'talk'), 'dev');
    plugins = new Plugins(server, ann);
});

after(async () => {
    await server?.remove();
    rmSync(temporary, {recursive: true, force: true});
});

const version = (number) => variant(ID, {manifest: {version: number}});

// Starts the server anew; with a point, it dies when it comes there.
async function startAnew(point) {
    await server.stop();
    server.settings = {TMPDIR: temporary, ...(point ? {CHINWAG_FAIL_POINT: point} : {})};
    await server.start();
}

// Does something during which the server must die at the point, and brings it back.
async function dieAt(point, deed) {
    await startAnew(point);
    await until('plugins are up', async () => (await plugins.ask('GET', '/plugins/statuses')).status === 200);
    await deed().catch(() => null);
    const {signal} = await Promise.race([server.ended, new Promise((_, reject) => setTimeout(reject, 20_000, new Error(`it did not die at ${point}`)))]);
    assert.equal(signal, 'SIGABRT');
    server.settings = {TMPDIR: temporary};
    await server.start();
}

const below = (...names) => {
    const folder = path.join(server.data, ...names);
    try {
        return readdirSync(folder);
    } catch (error) {
        // Not there; or swept between a question and the next, while the server begins.
        assert.equal(error.code, 'ENOENT');
        return [];
    }
};

// What of a plugin lies in the data folder: unpacked versions and stored archives, by their digests.
function lying(id = ID) {
    const archives = plugins.files().filter((name) => name.endsWith('.tar.gz') && name.includes(`/${id}/`));
    return {
        folders: below('plugins', id).sort(),
        archives: archives.map((name) => path.basename(name, '.tar.gz')).sort(),
    };
}

// Whatever happened: nothing half is there, what is there is listed, and nothing lies about.
async function insistOnOrder(versions) {
    await until('nothing is on its way', async () => below('plugins', '.staging').length === 0);
    await until(`${versions} versions lie there`, async () => lying().folders.length === versions && lying().archives.length === versions, 5000)
        .catch(() => assert.fail(`not ${versions} versions: ${JSON.stringify(lying())}`));
    assert.deepEqual(lying().archives, lying().folders);
    assert.deepEqual(readdirSync(temporary), []);
}

const runs = () => until('it runs', async () => (await plugins.status(ID))?.state === RUNNING);
const works = async () => assert.equal((await post(server, ann, channel, 'https://a.example/?utm_source=x')).body.message, 'https://a.example/');

const gone = async () => {
    if (await plugins.status(ID)) {
        await plugins.remove(ID);
    }
};

const OLD_STAYS = ['install.staged', 'install.compiled', 'install.stored', 'install.moved', 'take_over.started'];
const NEW_IS_THERE = ['take_over.recorded', 'take_over.old_stopped', 'take_over.swept'];

for (const point of [...OLD_STAYS, ...NEW_IS_THERE]) {
    const isNew = NEW_IS_THERE.includes(point);
    test(`killed at ${point} of an upgrade: the ${isNew ? 'new' : 'old'} version runs, and nothing else is left`, async () => {
        await gone();
        await plugins.install(ID, version('0.1.0'));
        await dieAt(point, () => plugins.tryUpload(version('0.2.0'), {force: 'true'}));
        await runs();
        assert.equal((await plugins.status(ID)).version, isNew ? '0.2.0' : '0.1.0');
        await works();
        await insistOnOrder(isNew ? 2 : 1);
        await plugins.upload(version('0.3.0'), {force: 'true'});
        await plugins.runs(ID, '0.3.0');
        await insistOnOrder(2);
    });
}

for (const point of ['install.stored', 'install.moved', 'take_over.started', 'take_over.recorded']) {
    const isThere = point === 'take_over.recorded';
    test(`killed at ${point} of a first install: it is ${isThere ? 'there and waits' : 'not there, nor is anything of it'}`, async () => {
        await gone();
        await dieAt(point, () => plugins.tryUpload(version('0.1.0')));
        await insistOnOrder(isThere ? 1 : 0);
        assert.equal((await plugins.status(ID))?.state, isThere ? 0 : undefined);
        await plugins.upload(version('0.1.0'), {force: 'true'});
        await plugins.enable(ID);
        await works();
    });
}

test('killed while it is enabled, it is off or on; killed while it is disabled, it stays off', async () => {
    await gone();
    await plugins.upload(version('0.1.0'));
    await dieAt('enable.granted', () => plugins.ask('POST', `/plugins/${ID}/enable`));
    assert.equal((await plugins.status(ID)).state, 0);
    await dieAt('enable.wanted', () => plugins.ask('POST', `/plugins/${ID}/enable`));
    await runs();
    await works();
    await dieAt('disable.unwanted', () => plugins.ask('POST', `/plugins/${ID}/disable`));
    assert.equal((await plugins.status(ID)).state, 0);
    await plugins.enable(ID);
    await works();
});

test('killed while it is removed, it is there and off or gone with all that was its own', async () => {
    for (const point of ['remove.stopped', 'remove.emptied']) {
        await gone();
        await plugins.install(ID, version('0.1.0'));
        await dieAt(point, () => plugins.ask('DELETE', `/plugins/${ID}`));
        assert.equal((await plugins.status(ID)).state, 0, point);
        await insistOnOrder(1);
    }
    await plugins.enable(ID);
    await works();
    await dieAt('remove.forgotten', () => plugins.ask('DELETE', `/plugins/${ID}`));
    assert.equal(await plugins.status(ID), undefined);
    await insistOnOrder(0);
});

test('killed at any moment of two uploads at once, one whole version runs and the next upload is taken', async () => {
    await gone();
    await plugins.install(ID, version('0.1.0'));
    const known = ['0.1.0'];
    for (let round = 1; round <= 5; round += 1) {
        const given = [`0.${round}.1`, `0.${round}.2`];
        known.push(...given);
        const uploads = given.map((one) => plugins.tryUpload(version(one), {force: 'true'}).catch(() => null));
        await Promise.race([Promise.all(uploads), new Promise((resolve) => setTimeout(resolve, round * 90))]);
        await server.kill();
        const answers = await Promise.all(uploads);
        await server.start();
        await runs();
        const now = (await plugins.status(ID)).version;
        assert.ok(known.includes(now), now);
        if (answers.some((answer) => answer?.status === 201)) {
            assert.ok(given.includes(now), `what was taken is there, and not ${now}`);
        }
        await works();
        await until('all is in order', async () => {
            const {folders, archives} = lying();
            return folders.length <= 2 && JSON.stringify(folders) === JSON.stringify(archives);
        }, 5000).catch(() => assert.fail(JSON.stringify(lying())));
    }
});

test('on a full disk an install is refused with words, leaves nothing, and the old version runs on', async () => {
    const full = await startServer({}, {fileBytes: 10 << 20});
    try {
        const who = await person(full, 'ann');
        const there = await makeChannel(who, await makeTeam(who, 'talk'), 'dev');
        const hands = new Plugins(full, who);
        await hands.install('todo', demo('todo'));
        const files = hands.files();
        const large = variant('todo', {manifest: {version: '0.2.0'}, files: {'assets/large.bin': Buffer.alloc(11 << 20)}});
        for (let time = 0; time < 3; time += 1) {
            const refused = await hands.tryUpload(large, {force: 'true'});
            assert.ok(refused.status >= 400, JSON.stringify(refused.body));
            assert.match(refused.body.message, /large|space|disk|written|unpacked/i);
            assert.deepEqual(hands.files(), files);
        }
        await hands.runs('todo', '0.1.0');
        assert.equal((await type(full, who, there, '/todo add milk')).body.text, '1. milk');
    } finally {
        await full.remove();
    }
});
