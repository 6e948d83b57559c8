import assert from 'node:assert/strict';
import {beforeEach, test} from 'node:test';

import {chat} from '../../../plugin-api/js/testing/chat.js';

const {hookActivate, hookExecuteCommand, hookMessageWillBePosted} = await import('../src/plugin.js');

function roll(command) {
    return hookExecuteCommand.executeCommand({command});
}

beforeEach(() => {
    chat.reset();
    // Each draw is 4, so that each die shows 5.
    chat.answers.random = {getRandomBytes: () => Uint8Array.from([0, 0, 0, 4])};
});

test('the command is there after the start', () => {
    hookActivate.activate();
    assert.equal(chat.commands.get('roll').autoCompleteHint, '[2d6+1]');
});

test('dice are rolled in the channel and counted', () => {
    assert.deepEqual(
        [roll('/roll d6').text, roll('/roll 3d6-1').text],
        ['🎲 d6: **5**', '🎲 3d6-1: **14** (5, 5, 5)'],
    );
    assert.equal(roll('/roll d6').responseType, 'in_channel');
    assert.match(roll('/roll').text, /^5 dice were rolled/);
    assert.equal(roll('/roll').responseType, 'ephemeral');
});

test('what are no dice is refused in words, to the person alone', () => {
    for (const wrong of ['six', '0d6', '101d6', '2d1', '2d1001', '2d6+']) {
        const {responseType, text} = roll(`/roll ${wrong}`);
        assert.equal(responseType, 'ephemeral');
        assert.ok(text.includes(`\`${wrong}\` are no dice`), text);
    }
    assert.match(roll('/roll').text, /^0 dice/);
});

test('dice in a message are rolled before it is posted, and nothing else changes', () => {
    const post = {id: '', message: 'I hit with [[2d6]] and [[luck]]', kind: ''};
    assert.deepEqual(hookMessageWillBePosted.messageWillBePosted(post), {
        tag: 'replace',
        val: {...post, message: 'I hit with 2d6: **10** (5, 5) and [[luck]]'},
    });
    assert.deepEqual(hookMessageWillBePosted.messageWillBePosted({...post, message: 'hello [[luck]]'}), {tag: 'keep'});
});

test('numbers at the end of the range are drawn again, so that all are as likely', () => {
    const draws = [[255, 255, 255, 255], [0, 0, 0, 7]];
    chat.answers.random = {getRandomBytes: () => Uint8Array.from(draws.shift())};
    assert.equal(roll('/roll d6').text, '🎲 d6: **2**');
    assert.equal(draws.length, 0);
});

test('a failure of the server is answered as a text', () => {
    chat.answers.kv = {
        get() {
            throw {payload: {id: 'x', status: 500, message: 'the store is full', detail: ''}};
        },
    };
    assert.throws(() => roll('/roll d6'), (thrown) => thrown === 'the store is full');
});
