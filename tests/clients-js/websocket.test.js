// The published WebSocketClient: what it is told, and that it misses nothing when its connection or the server goes away.
'use strict';

const assert = require('node:assert/strict');
const {after, before, test} = require('node:test');
const WebSocket = require('ws');
const {WebSocketClient} = require('@mattermost/client');
const {makeChannel, makeTeam, person} = require('./lib/people');
const {startServer} = require('./lib/server');

const PATIENCE = 15_000;

// The client takes both from the browser. Its words on connecting and closing would only fill the page.
globalThis.WebSocket = WebSocket;
globalThis.CloseEvent ??= class CloseEvent extends Event {
    constructor(type, {code = 0, reason = '', wasClean = false} = {}) {
        super(type);
        Object.assign(this, {code, reason, wasClean});
    }
};
console.log = () => {};

// A client that keeps what it was told, and waits for what must come.
class Listener {
    events = [];
    reconnects = 0;
    missed = 0;
    waiting = new Set();
    sockets = [];

    constructor({token}) {
        this.client = new WebSocketClient({
            maxWebSocketFails: 100,
            minWebSocketRetryTime: 50,
            maxWebSocketRetryTime: 100,
            reconnectJitterRange: 10,
            clientPingInterval: 30_000,
            newWebSocketFn: (url) => {
                const socket = new WebSocket(url);
                this.sockets.push(socket);
                return socket;
            },
        });
        this.client.addMessageListener((message) => this.told(message));
        this.client.addReconnectListener(() => this.count('reconnects'));
        this.client.addMissedMessageListener(() => this.count('missed'));
        this.client.initialize(server.webSocketUrl, token);
    }

    told(message) {
        this.events.push(message);
        this.look();
    }

    count(what) {
        this[what] += 1;
        this.look();
    }

    look() {
        for (const one of this.waiting) {
            one();
        }
    }

    // Waits until `found` gives something, which it is asked after everything that happens.
    until(what, found) {
        return new Promise((resolve, reject) => {
            const look = () => {
                const result = found();
                if (result) {
                    clearTimeout(timer);
                    this.waiting.delete(look);
                    resolve(result);
                }
            };
            const timer = setTimeout(() => {
                this.waiting.delete(look);
                reject(new Error(`${what} did not come; told: ${this.events.map((one) => one.event)}`));
            }, PATIENCE);
            this.waiting.add(look);
            look();
        });
    }

    event(name, fits = () => true) {
        return this.until(`the event ${name}`, () => this.events.find((one) => one.event === name && fits(one.data)));
    }

    posted(id) {
        return this.event('posted', (data) => JSON.parse(data.post).id === id);
    }

    hello(number) {
        return this.until('a hello', () => this.events.filter((one) => one.event === 'hello')[number - 1]);
    }

    close() {
        this.client.close();
    }
}

let server;
let ann;
let bob;
let channel;

before(async () => {
    server = await startServer();
    ann = await person(server, 'ann');
    bob = await person(server, 'bob');
    const team = await makeTeam(ann, 'live', [bob]);
    channel = await makeChannel(ann, team, 'dev', {people: [bob]});
});

after(() => server.remove());

function listen(t, who) {
    const listener = new Listener(who);
    t.after(() => listener.close());
    return listener;
}

const say = (who, message) => who.client.createPost({channel_id: channel.id, message});

test('the first event is hello with number 0, and numbers have no gaps', async (t) => {
    const listener = listen(t, bob);
    const hello = await listener.hello(1);
    assert.equal(listener.events[0].event, 'hello');
    assert.equal(hello.seq, 0);
    assert.equal(hello.data.connection_id.length, 26);
    assert.match(hello.data.server_version, /^11\.\d+\.\d+\./);
    await listener.posted((await say(ann, 'one')).id);
    await listener.posted((await say(ann, 'two')).id);
    assert.deepEqual(listener.events.map((one) => one.seq), listener.events.map((_, index) => index));
    assert.equal(listener.reconnects, 0);
});

test('a wrong token is answered by closing, never by hello', async (t) => {
    const listener = listen(t, {token: 'a'.repeat(26)});
    await listener.until('a second attempt', () => {
        const [first] = listener.sockets;
        return first?.readyState === WebSocket.CLOSED || (first?.once('close', () => listener.look()) && false);
    });
    assert.deepEqual(listener.events, []);
});

test('a message is told to the members with the texts of JSON that clients parse', async (t) => {
    const listener = listen(t, bob);
    await listener.hello(1);
    const post = await say(ann, 'hello @bob');
    const {data, broadcast} = await listener.posted(post.id);
    assert.equal(data.sender_name, '@ann');
    assert.equal(data.channel_name, 'dev');
    assert.deepEqual(JSON.parse(data.mentions), [bob.user.id]);
    assert.equal(JSON.parse(data.post).message, 'hello @bob');
    assert.equal(broadcast.channel_id, channel.id);
    await ann.client.addReaction(ann.user.id, post.id, 'tada');
    const reaction = JSON.parse((await listener.event('reaction_added')).data.reaction);
    assert.deepEqual([reaction.post_id, reaction.emoji_name], [post.id, 'tada']);
    await ann.client.patchPost({id: post.id, message: 'changed'});
    assert.equal(JSON.parse((await listener.event('post_edited')).data.post).message, 'changed');
    await ann.client.deletePost(post.id);
    assert.equal(JSON.parse((await listener.event('post_deleted')).data.post).id, post.id);
});

test('somebody outside the channel is told nothing of it', async (t) => {
    const eve = await person(server, 'eve');
    const outside = listen(t, eve);
    const inside = listen(t, bob);
    await Promise.all([outside.hello(1), inside.hello(1)]);
    await inside.posted((await say(ann, 'among us')).id);
    await eve.client.savePreferences(eve.user.id, [{user_id: eve.user.id, category: 'x', name: 'y', value: 'z'}]);
    await outside.event('preferences_changed');
    assert.equal(outside.events.some((one) => one.event === 'posted'), false);
});

test('typing is seen by the others and not by the one who types', async (t) => {
    const [mine, his] = [listen(t, ann), listen(t, bob)];
    await Promise.all([mine.hello(1), his.hello(1)]);
    mine.client.userTyping(channel.id, '');
    const typing = await his.event('typing');
    assert.deepEqual([typing.data.user_id, typing.broadcast.channel_id], [ann.user.id, channel.id]);
    await mine.posted((await say(bob, 'after it')).id);
    assert.equal(mine.events.some((one) => one.event === 'typing'), false);
});

test('requests get replies: statuses of those who are there', async (t) => {
    const listener = listen(t, bob);
    await listener.hello(1);
    const reply = await new Promise((resolve) => listener.client.getStatusesByIds([bob.user.id], resolve));
    assert.equal(reply.status, 'OK');
    assert.equal(reply.data[bob.user.id], 'online');
    const foreign = await new Promise((resolve) => listener.client.sendMessage('no_such_action', {}, resolve));
    assert.equal(foreign.status, 'FAIL');
    assert.ok(foreign.error.id);
});

test('a connection that breaks is resumed: what was posted meanwhile comes, once, and with no new hello', async (t) => {
    const listener = listen(t, bob);
    await listener.hello(1);
    await listener.posted((await say(ann, 'before')).id);
    listener.sockets.at(-1).terminate();
    const away = await say(ann, 'while away');
    await listener.posted(away.id);
    const later = await say(ann, 'after');
    await listener.posted(later.id);
    assert.equal(listener.events.filter((one) => one.event === 'hello').length, 1);
    assert.deepEqual([listener.reconnects, listener.missed], [1, 0]);
    assert.deepEqual(listener.events.map((one) => one.seq), listener.events.map((_, index) => index));
});

// The last test: it stops the server.
test('a restarted server tells clients to read again, and what was written meanwhile is there', async (t) => {
    const listener = listen(t, bob);
    const first = (await listener.hello(1)).data.connection_id;
    const last = await say(ann, 'before the stop');
    await listener.posted(last.id);
    assert.equal(await server.stop(), 0);
    await server.start();
    const meanwhile = await say(ann, 'bob may have missed this');
    await listener.until('the call to read again', () => listener.missed > 0);
    assert.notEqual((await listener.hello(2)).data.connection_id, first);
    const read = await bob.client.getPostsSince(channel.id, last.create_at);
    assert.ok(read.order.includes(meanwhile.id));
    await listener.posted((await say(ann, 'and live again')).id);
});
