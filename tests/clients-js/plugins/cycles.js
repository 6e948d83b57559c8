// On and off, again and again: nothing is left of it. `CHINWAG_TEST_CYCLES` says how often; the figures are shown.
'use strict';

const assert = require('node:assert/strict');
const {readFileSync, readdirSync, readlinkSync} = require('node:fs');
const {test} = require('node:test');
const {demo} = require('../lib/bundles');
const {makeChannel, makeTeam, person} = require('../lib/people');
const {Plugins, post} = require('../lib/plugins');
const {startServer} = require('../lib/server');
const {until} = require('../lib/told');

const CYCLES = Number(process.env.CHINWAG_TEST_CYCLES ?? 300);
const WARM_UP = 50;

function link(name) {
    try {
        return readlinkSync(name);
    } catch {
        return ''; // It was closed meanwhile.
    }
}

// What a process holds: memory in MiB, files, sockets, threads.
function holds(pid) {
    const resident = readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1];
    const open = readdirSync(`/proc/${pid}/fd`).map((number) => link(`/proc/${pid}/fd/${number}`));
    return {
        memory: Math.round(resident / 1024),
        files: open.length,
        sockets: open.filter((name) => name.startsWith('socket:')).length,
        threads: readdirSync(`/proc/${pid}/task`).length,
    };
}

const MORE = {memory: 48, files: 8, sockets: 8, threads: 8};

test(`${CYCLES} times on and off leaves no memory, file, socket, thread or instance, and a plugin that works`, async (t) => {
    const server = await startServer();
    try {
        const ann = await person(server, 'ann');
        const channel = await makeChannel(ann, await makeTeam(ann, 'talk'), 'dev');
        const plugins = new Plugins(server, ann);
        const say = async () => (await post(server, ann, channel, 'https://a.example/?utm_source=x')).body.message;
        await plugins.install('link-guard', demo('link-guard'));
        const files = plugins.files();
        const cycle = async () => {
            await plugins.disable('link-guard');
            await plugins.enable('link-guard');
        };
        for (let number = 0; number < WARM_UP; number += 1) {
            await cycle();
        }
        const before = holds(server.child.pid);
        const began = Date.now();
        for (let number = 0; number < CYCLES; number += 1) {
            await cycle();
            if (number % 50 === 0) {
                assert.equal(await say(), 'https://a.example/', `after ${number} cycles`);
            }
        }
        const each = (Date.now() - began) / CYCLES;
        let after = holds(server.child.pid);
        t.diagnostic(`${CYCLES} cycles, ${each.toFixed(1)} ms each: ${JSON.stringify(before)} before, ${JSON.stringify(after)} after`);
        // What is still being closed gets its time.
        await until('nothing is held that was not held before', async () => {
            after = holds(server.child.pid);
            return Object.keys(MORE).every((what) => after[what] <= before[what] + MORE[what]);
        }).catch(() => assert.fail(`${JSON.stringify(before)} became ${JSON.stringify(after)}`));
        await plugins.runs('link-guard');
        assert.equal(await say(), 'https://a.example/');
        assert.deepEqual(plugins.files(), files);
        await plugins.disable('link-guard');
        assert.equal((await plugins.status('link-guard')).state, 0);
        assert.equal((await plugins.get('GET', '/plugins/link-guard/figures')).instances, 0);
        assert.equal(await say(), 'https://a.example/?utm_source=x');
    } finally {
        await server.remove();
    }
});
