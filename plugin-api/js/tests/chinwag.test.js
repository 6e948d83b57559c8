import assert from 'node:assert/strict';
import {beforeEach, test} from 'node:test';

import {chat} from '../testing/chat.js';

const {
    bytesOf, commandHook, ephemeral, hook, load, registerCommand, remove, restOf, save, saveNew, textOf, update, verdictHook, wordsOf,
} = await import('../chinwag.js');

beforeEach(() => chat.reset());

test('values come back as they were, whatever their letters', () => {
    save('a', {name: 'Jürgen 🎲 100%', list: [1, null]});
    assert.deepEqual(load('a'), {name: 'Jürgen 🎲 100%', list: [1, null]});
    assert.equal(load('none', 'otherwise'), 'otherwise');
    assert.equal(textOf(bytesOf('ä€🎲')), 'ä€🎲');
});

test('a change by another instance meanwhile is not lost', () => {
    let tries = 0;
    const count = update('count', 0, (old) => {
        if (tries++ === 0) {
            save('count', 41);
        }
        return old + 1;
    });
    assert.deepEqual([count, tries, load('count')], [42, 2, 42]);
});

test('a change that others are always faster than gives up in words', () => {
    let other = 0;
    const slow = () => update('count', 0, (old) => {
        save('count', ++other);
        return old;
    });
    assert.throws(slow, /`count` was changed by others 32 times/);
});

test('a failing hook throws a text, whatever was thrown in it', () => {
    const thrown = (what) => {
        try {
            hook(() => {
                throw what;
            })();
        } catch (problem) {
            return problem;
        }
        return undefined;
    };
    assert.equal(thrown(new Error('broken')), 'broken');
    assert.equal(thrown({id: 'x', status: 403, message: 'not granted', detail: ''}), 'not granted');
    assert.equal(thrown('plain'), 'plain');
    assert.equal(wordsOf({payload: {message: 'wrapped'}}), 'wrapped');
    assert.equal(hook((a, b) => a + b)(1, 2), 3);
});

test('a new value never takes the place of another', () => {
    assert.deepEqual([saveNew('a', 1), saveNew('a', 2), load('a')], [true, false, 1]);
    assert.deepEqual([remove('a'), remove('a'), saveNew('a', 3), load('a')], [true, false, true, 3]);
});

test('what the contract has no form for is refused before it goes out', () => {
    assert.throws(() => save(5, 1), /A key is a text, and this is number: 5/);
    assert.throws(() => save('a', undefined), /JSON cannot hold undefined/);
    for (const seconds of [-1, 1.5, Number.NaN, '60', null]) {
        assert.throws(() => save('a', 1, seconds), /whole number from 0/);
    }
    assert.equal(load('a', 'nothing'), 'nothing');
    assert.equal(ephemeral('\ud800 🎲').text, '\ufffd 🎲');
    assert.equal(ephemeral(null).text, '');
});

test('words are found for whatever is thrown', () => {
    for (const what of [undefined, null, Object.create(null), Symbol('x'), {message: Object.create(null)}]) {
        assert.equal(typeof wordsOf(what), 'string');
    }
    assert.equal(wordsOf(new Error('\udfff')), '\ufffd');
});

test('a promise is no answer of a hook', () => {
    for (const wrapped of [hook, commandHook, verdictHook]) {
        assert.throws(() => wrapped(async () => 'later')(), (thrown) => /answered a promise/.test(thrown));
    }
});

test('a command answers a whole response or fails in words', () => {
    assert.equal(commandHook(() => 'hello')().text, 'hello');
    assert.deepEqual(commandHook(() => ({text: 5, username: null, other: true}))(), {...ephemeral('5')});
    for (const nothing of [undefined, null, 5, true]) {
        assert.throws(() => commandHook(() => nothing)(), (thrown) => /answered nothing/.test(thrown));
    }
});

test('a verdict is whole: nothing is keep, a replaced post keeps what was not said', () => {
    const post = {id: 'p', message: 'old', fileIds: ['f'], isPinned: false};
    const judge = (verdict, ...given) => verdictHook(() => verdict)(...given);
    assert.deepEqual(judge(undefined, post), {tag: 'keep'});
    assert.deepEqual(judge({tag: 'discard', val: 1}, post), {tag: 'discard'});
    assert.deepEqual(judge({tag: 'refuse'}, post), {tag: 'refuse', val: ''});
    assert.deepEqual(judge({tag: 'replace', val: {message: 'new', nonsense: 1}}, post, {}), {tag: 'replace', val: {...post, message: 'new'}});
    assert.deepEqual(judge({tag: 'replace', val: '{}'}, '{"a":1}'), {tag: 'replace', val: '{}'});
    const bytes = new Uint8Array([1]);
    assert.deepEqual(judge({tag: 'replace', val: ['a.txt', bytes]}, {id: 'f'}, bytes), {tag: 'replace', val: ['a.txt', bytes]});
    assert.throws(() => judge({tag: 'replace', val: {message: 5}}, post), (thrown) => /`message`.* is string, and was answered as number: 5/.test(thrown));
    assert.throws(() => judge({tag: 'replace', val: {fileIds: {}}}, post), (thrown) => /`fileIds`/.test(thrown));
    for (const wrong of [{tag: 'maybe'}, 'keep', 5, {}]) {
        assert.throws(() => judge(wrong, post), (thrown) => /no verdict/.test(thrown));
    }
});

test('a command is registered with what it offers while typing', () => {
    registerCommand('roll', {about: 'Rolls', hint: '[2d6]'});
    assert.equal(JSON.parse(chat.commands.get('roll').autoCompleteData).Hint, '[2d6]');
    assert.equal(restOf('/roll  2d6 now '), '2d6 now');
    assert.equal(restOf('/roll'), '');
});
