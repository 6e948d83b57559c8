// Half an hour of people who chat while ten plugins are upgraded, die, and are switched on again. No message that was
// answered is lost or there twice, every one was told over the WebSocket, memory stays flat, and no request hangs.
//
// `npm run soak` with CHINWAG_TEST_SERVER and CHINWAG_TEST_PLUGINS; CHINWAG_SOAK_MINUTES says how long (30),
// CHINWAG_SOAK_WITHOUT which plugins stay out (`dies,words`), to find what a figure comes from.
'use strict';

const assert = require('node:assert/strict');
const {readFileSync, readdirSync} = require('node:fs');
const {test} = require('node:test');
const WebSocket = require('ws');
const {demo, variant} = require('../lib/bundles');
const {spoiled} = require('../lib/component');
const {makeChannel, makeTeam, person} = require('../lib/people');
const {Plugins, ask, type} = require('../lib/plugins');
const {startServer} = require('../lib/server');

const MINUTES = Number(process.env.CHINWAG_SOAK_MINUTES ?? 30);
const CHANNELS = 4;
const WRITERS = 8;
const READERS = 4;
// Between a client's answer and its next request, so that the machine is busy and not full.
const PAUSE = 30;
// No request may take longer: beyond it the server has forgotten somebody.
const STUCK = 30_000;
const WITHOUT = (process.env.CHINWAG_SOAK_WITHOUT ?? '').split(',');
const SEED = 20_260_101;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// The same choices in every run (mulberry32).
function choices(seed) {
    let state = seed;
    return (most) => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
    };
}

const open = (hook) => ({[hook]: {policy: 'open'}});
const named = (id, more) => ({id, name: id, ...more});
const guarding = {hooks: {...open('message-will-be-posted'), ...open('message-will-be-updated')}, limits: {hook_ms: 50}};

// The plugins: which bundle a version of each is.
const PLUGINS = takingPart({
    todo: (version) => variant('todo', {manifest: {version}}),
    welcome: (version) => variant('welcome', {manifest: {version}}),
    github: (version) => variant('github', {manifest: {version}}),
    'link-guard': (version) => variant('link-guard', {manifest: {version}}),
    'guard-two': (version) => variant('link-guard', {manifest: named('guard-two', {version})}),
    'guard-three': (version) => variant('link-guard', {manifest: named('guard-three', {version})}),
    demo: (version) => variant('demo', {manifest: {version}}),
    dies: (version) => hostile('dies', version, 'message-will-be-posted', 'traps'),
    loops: (version) => hostile('loops', version, 'message-will-be-posted', 'loops'),
    'dies-behind': (version) =>
        variant('demo', {
            manifest: named('dies-behind', {version, capabilities: ['posts:read', 'kv']}),
            component: (bytes) => spoiled(bytes, 'message-has-been-posted', 'traps'),
        }),
});
// In other languages; nobody touches them.
const STEADY = takingPart({dice: () => demo('dice'), words: () => demo('words')});

function takingPart(bundles) {
    return Object.fromEntries(Object.entries(bundles).filter(([id]) => !WITHOUT.includes(id)));
}

function hostile(id, version, hook, deed) {
    const component = (bytes) => spoiled(bytes, hook, deed);
    return variant('link-guard', {manifest: named(id, {version, ...guarding}), component});
}

// What the run counts.
class Count {
    accepted = new Map();
    told = new Set();
    refused = {};
    broken = [];
    requests = 0;
    longest = 0;
    deeds = {};

    // Awaits an answer, however it ends, and remembers how long it took.
    async timed(request) {
        const began = Date.now();
        this.requests += 1;
        try {
            return await request;
        } catch (error) {
            this.broken.push(`${error.message} (${error.cause?.message ?? 'no cause'})`);
            return null;
        } finally {
            this.longest = Math.max(this.longest, Date.now() - began);
        }
    }

    add(table, what) {
        this[table][what] = (this[table][what] ?? 0) + 1;
    }
}

async function writes(server, who, number, channels, count, going) {
    for (let sent = 0; going(); sent += 1) {
        const channel = channels[(number + sent) % CHANNELS];
        const message = `w${number}-${sent} hello https://a.example/page?utm_source=x&id=${sent}`;
        const answer = await count.timed(ask(server, who, 'POST', '/api/v4/posts', {channel_id: channel.id, message}));
        if (answer?.status === 201) {
            count.accepted.set(answer.body.id, `w${number}-${sent}`);
        } else if (answer) {
            count.add('refused', `${answer.status} ${answer.body?.id}`);
        }
        if (answer?.status === 201 && sent % 10 === 0) {
            const reaction = {user_id: who.user.id, post_id: answer.body.id, emoji_name: 'thumbsup'};
            await count.timed(ask(server, who, 'POST', '/api/v4/reactions', reaction));
        }
        await pause(PAUSE);
    }
}

async function reads(server, who, number, channels, count, going) {
    const places = (channel) => [
        `/channels/${channel.id}/posts?per_page=60`,
        '/users/me',
        `/users/me/channels/${channel.id}/unread`,
        `/channels/${channel.id}/members`,
        '/plugins/webapp',
    ];
    for (let turn = number; going(); turn += 1) {
        const all = places(channels[turn % CHANNELS]);
        await count.timed(ask(server, who, 'GET', `/api/v4${all[turn % all.length]}`));
        if (turn % 25 === 0) {
            await count.timed(type(server, who, channels[0], '/todo list'));
            await count.timed(ask(server, who, 'GET', '/plugins/demo/hello'));
        }
        await pause(PAUSE);
    }
}

// An administrator who upgrades, switches off and on, takes out and brings back.
async function administers(plugins, count, going, choose) {
    const ids = Object.keys(PLUGINS);
    const versions = Object.fromEntries(ids.map((id) => [id, 1]));
    const upload = (id) => plugins.tryUpload(PLUGINS[id](`1.0.${(versions[id] += 1)}`), {force: 'true'});
    const deeds = {
        upgrade: upload,
        'off and on': async (id) => {
            await plugins.ask('POST', `/plugins/${id}/disable`);
            return plugins.ask('POST', `/plugins/${id}/enable`);
        },
        'enable what died': (id) => plugins.ask('POST', `/plugins/${id}/enable`),
        'remove and install': async (id) => {
            await plugins.ask('DELETE', `/plugins/${id}`);
            await upload(id);
            return plugins.ask('POST', `/plugins/${id}/enable`);
        },
    };
    const names = Object.keys(deeds);
    while (going()) {
        const id = ids[choose(ids.length)];
        const deed = names[choose(names.length)];
        const answer = await count.timed(deeds[deed](id));
        count.add('deeds', `${deed}: ${answer?.status ?? 'broken'}`);
        await pause(500);
    }
}

function listens(server, {token}, count) {
    const socket = new WebSocket(server.webSocketUrl, {headers: {Authorization: `Bearer ${token}`}});
    const seen = {next: 0, gaps: 0, closed: false};
    socket.on('close', () => (seen.closed = true));
    socket.on('error', () => (seen.closed = true));
    socket.on('message', (text) => {
        const told = JSON.parse(text);
        if (told.seq === undefined) {
            return;
        }
        seen.gaps += told.seq === seen.next ? 0 : 1;
        seen.next = told.seq + 1;
        if (told.event === 'posted') {
            count.told.add(JSON.parse(told.data.post).id);
        }
    });
    return {socket, seen};
}

function holds(pid) {
    const field = (file, name) => Number(readFileSync(`/proc/${pid}/${file}`, 'utf8').match(new RegExp(`${name}:\\s+(\\d+)`))[1]);
    return {
        // Its own: pages of files that others may have mapped are the system's cache.
        memory: field('smaps_rollup', 'Anonymous') / 1024,
        files: readdirSync(`/proc/${pid}/fd`).length,
        threads: readdirSync(`/proc/${pid}/task`).length,
    };
}

// Everything that stands in a channel, from the newest back.
async function everything(server, who, channel) {
    const ids = [];
    for (let before = ''; ; ) {
        const query = before ? `per_page=200&before=${before}` : 'per_page=200';
        const {status, body} = await ask(server, who, 'GET', `/api/v4/channels/${channel.id}/posts?${query}`);
        assert.equal(status, 200, JSON.stringify(body));
        ids.push(...body.order);
        if (body.order.length < 200) {
            return ids;
        }
        before = body.order.at(-1);
    }
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

test(`${MINUTES} minutes: nothing is lost, memory is flat, nothing hangs`, {timeout: (MINUTES + 15) * 60_000}, async (t) => {
    const server = await startServer();
    const count = new Count();
    const samples = [];
    try {
        const ann = await person(server, 'ann');
        const people = [ann];
        for (let number = 1; number < WRITERS; number += 1) {
            people.push(await person(server, `writer${number}`));
        }
        const team = await makeTeam(ann, 'talk', people.slice(1));
        const channels = [];
        for (let number = 0; number < CHANNELS; number += 1) {
            channels.push(await makeChannel(ann, team, `soak-${number}`, {people: people.slice(1)}));
        }
        const plugins = new Plugins(server, ann);
        for (const [id, bundle] of Object.entries({...PLUGINS, ...STEADY})) {
            await plugins.install(id, bundle('1.0.1'));
        }
        const end = Date.now() + MINUTES * 60_000;
        const going = () => Date.now() < end && !listener.seen.closed;
        const listener = listens(server, people[1], count);
        const work = [
            ...people.map((who, number) => writes(server, who, number, channels, count, going)),
            ...Array.from({length: READERS}, (_, number) => reads(server, people[number], number, channels, count, going)),
            administers(plugins, count, going, choices(SEED)),
        ];
        const watching = setInterval(() => {
            samples.push(holds(server.child.pid));
            if (samples.length % 12 === 0) {
                t.diagnostic(`after ${samples.length / 12} min: ${JSON.stringify(samples.at(-1))}`);
            }
        }, 5_000);
        await Promise.all(work);
        clearInterval(watching);
        await pause(2_000);
        listener.socket.terminate();

        if (STEADY.words) {
            const said = await type(server, ann, channels[0], '/words 1');
            assert.match(said.body.text, /^1\. hello \(\d+×\)$/, JSON.stringify(said.body));
        }
        for (const id of Object.keys(STEADY)) {
            const {calls, faults, last_faults: last} = await plugins.get('GET', `/plugins/${id}/figures`);
            // On a machine that is full a deadline may pass now and then.
            const others = last.filter(({kind}) => kind !== 'deadline');
            assert.deepEqual(others, [], `${id} died`);
            assert.ok(faults < calls / 1000, `${id}: ${faults} of ${calls} calls failed: ${JSON.stringify(last)}`);
        }

        const stored = new Map();
        for (const channel of channels) {
            for (const id of await everything(server, ann, channel)) {
                stored.set(id, (stored.get(id) ?? 0) + 1);
            }
        }
        const accepted = [...count.accepted.keys()];
        const quarter = Math.ceil(samples.length / 4);
        // The first quarter fills caches; the second is what the last one is held against.
        const [early, late] = [samples.slice(quarter, 2 * quarter), samples.slice(-quarter)];
        const of = (what, some) => Math.round(mean(some.map((sample) => sample[what])));
        const figures = {
            posts: accepted.length,
            requests: count.requests,
            refused: count.refused,
            deeds: count.deeds,
            longest_ms: count.longest,
            memory_mib: {first: Math.round(samples[0].memory), early: of('memory', early), late: of('memory', late), most: Math.round(Math.max(...samples.map(({memory}) => memory)))},
            files: [of('files', early), of('files', late)],
            threads: [of('threads', early), of('threads', late)],
        };
        t.diagnostic(JSON.stringify(figures));
        assert.deepEqual(count.broken, [], 'requests that broke');
        assert.ok(!listener.seen.closed || Date.now() >= end, 'the socket was closed');
        assert.deepEqual(accepted.filter((id) => !stored.has(id)), [], 'posts that were answered 201 and are gone');
        assert.deepEqual([...stored].filter(([, times]) => times > 1), [], 'posts that are there twice');
        assert.deepEqual(accepted.filter((id) => !count.told.has(id)), [], 'posts nobody was told of');
        assert.equal(listener.seen.gaps, 0, 'gaps in the numbers of events');
        // On a machine that is full a plugin that must be asked may miss its deadline now and then.
        const refusals = Object.values(count.refused).reduce((sum, times) => sum + times, 0);
        assert.ok(refusals <= accepted.length / 100_000, `refused: ${JSON.stringify(count.refused)}`);
        assert.ok(count.longest < STUCK, `a request took ${count.longest} ms`);
        assert.ok(figures.memory_mib.late < figures.memory_mib.early * 1.1 + 8, `memory grew: ${JSON.stringify(figures.memory_mib)}`);
        assert.ok(figures.files[1] <= figures.files[0] + 16 && figures.threads[1] <= figures.threads[0] + 8, JSON.stringify(figures));
        const texts = new Set(count.accepted.values());
        assert.equal(texts.size, accepted.length, 'one id for each message');
        assert.ok(accepted.length > MINUTES * 60, `only ${accepted.length} posts: this was no load`);
    } finally {
        await server.remove();
    }
});
