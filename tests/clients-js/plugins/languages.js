// Plugins in JavaScript and Python at work in the server: what their authors' own tests, with a fake host, cannot see.
'use strict';

const assert = require('node:assert/strict');
const {after, before, test} = require('node:test');
const {demo} = require('../lib/bundles');
const {makeChannel, makeTeam, person} = require('../lib/people');
const {Plugins, ask, post, type} = require('../lib/plugins');
const {startServer} = require('../lib/server');
const {until} = require('../lib/told');

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

const said = async (command) => {
    const {status, body} = await type(server, bob, channel, command);
    return {status, kind: body.response_type, text: body.text ?? body.message};
};

async function nothingFailed(id) {
    const {calls, faults, last_faults: last} = await plugins.get('GET', `/plugins/${id}/figures`);
    assert.ok(calls > 0, `${id} was never called`);
    assert.equal(faults, 0, JSON.stringify(last));
}

test('a plugin in JavaScript rolls dice for a command and inside a message, and refuses what are no dice', async () => {
    await plugins.install('dice', demo('dice'));
    await plugins.runs('dice');

    assert.match((await said('/roll')).text, /^0 dice were rolled/);
    const {kind, text} = await said('/roll 3d6+2');
    const [, sum, eyes] = text.match(/^🎲 3d6\+2: \*\*(\d+)\*\* \((\d(?:, \d){2})\)$/);
    assert.equal(kind, 'in_channel');
    assert.equal(Number(sum), eyes.split(', ').reduce((total, eye) => total + Number(eye), 2));
    const wrong = await said('/roll 7 apples');
    assert.deepEqual([wrong.kind, /`7 apples` are no dice/.test(wrong.text)], ['ephemeral', true], wrong.text);

    const message = (await post(server, bob, channel, 'I need [[1d6]], not [[apples]]')).body.message;
    assert.match(message, /^I need 1d6: \*\*[1-6]\*\*, not \[\[apples\]\]$/);
    assert.match((await said('/roll')).text, /^4 dice were rolled/, 'it remembers between calls');
    await nothingFailed('dice');
});

test('a plugin in Python hears messages, counts their words for a command, and refuses what is no number', async () => {
    await plugins.install('words', demo('words'));
    await plugins.runs('words');

    assert.equal((await said('/words')).text, 'Nothing was said here yet.');
    await post(server, bob, channel, 'Hello world, `hidden code` and hello again');
    await post(server, ann, channel, 'hello? https://hello.example/hello');
    const told = await until('three times hello were counted', async () => {
        const {text} = await said('/words 2');
        return text.startsWith('1. hello (3×)') && text;
    });
    assert.match(told, /^1\. hello \(3×\)\n2\. \p{L}+ \(1×\)$/u);
    assert.doesNotMatch((await said('/words 50')).text, /hidden|code|example/);
    assert.match((await said('/words 51')).text, /`51` is not how many: a number from 1 to 50/);

    // Off and on again it starts from the compiled code that is kept, and knows what it knew.
    await plugins.disable('words');
    assert.equal((await ask(server, bob, 'GET', '/plugins/words/')).status, 404);
    await plugins.enable('words');
    assert.match((await said('/words 1')).text, /^1\. hello \(3×\)$/);
    await nothingFailed('words');
});
