// Helpers for plugins in JavaScript: values as JSON in the key-value store, commands with what they offer while typing,
// answers to commands, and errors in words.
//
// Everything the contract offers can be imported by its name as well, such as `chinwag:plugin/posts@0.1.0`; names are
// written in camelCase there (`channelId`, `ofChannel`), variants as {tag, val}. What is handed to those must have exactly
// the form of the contract: a value of another form ends the instance instead of throwing. What is handed to the helpers
// here is checked or completed first, so that a mistake becomes the hook's error, in words.

import commands from 'chinwag:plugin/commands@0.1.0';
import kv from 'chinwag:plugin/kv@0.1.0';
import log from 'chinwag:plugin/log@0.1.0';

// An option of an option: {tag: 'none'} for no condition; as `val`, null for “only if there is none”, or what must be there.
const ALWAYS = {tag: 'always'};
const ABSENT = {tag: 'absent'};
const TRIES = 32;
const LONE_SURROGATE = /[\ud800-\udfff]/gu;
const RESPONSE = {responseType: 'ephemeral', text: '', username: '', iconUrl: '', gotoLocation: '', props: ''};
const BARE_VERDICTS = ['keep', 'discard'];
const VERDICTS = [...BARE_VERDICTS, 'replace', 'refuse'];

// Any value as text that the contract takes: Unicode throughout.
function plain(value) {
    return (value === null || value === undefined ? '' : String(value)).replace(LONE_SURROGATE, '\ufffd');
}

function keyOf(key) {
    if (typeof key !== 'string') {
        throw new Error(`A key is a text, and this is ${typeof key}: ${plain(key)}.`);
    }
    return plain(key);
}

function secondsOf(seconds) {
    if (!Number.isSafeInteger(seconds) || seconds < 0) {
        throw new Error(`Seconds until a value goes are a whole number from 0 (never) on, and not ${plain(seconds)}.`);
    }
    return seconds;
}

function encoded(value) {
    const text = JSON.stringify(value);
    if (text === undefined) {
        throw new Error(`JSON cannot hold ${typeof value}: save null, or remove the key.`);
    }
    return bytesOf(text);
}

function write(key, value, expireSeconds, onlyIf) {
    return kv.set(keyOf(key), encoded(value), {expireSeconds: secondsOf(expireSeconds), onlyIf});
}

/** Text as bytes: UTF-8, without relying on what the engine brings. */
export function bytesOf(text) {
    const escaped = encodeURIComponent(plain(text));
    const bytes = [];
    for (let at = 0; at < escaped.length; at++) {
        if (escaped[at] === '%') {
            bytes.push(parseInt(escaped.slice(at + 1, at + 3), 16));
            at += 2;
        } else {
            bytes.push(escaped.charCodeAt(at));
        }
    }
    return new Uint8Array(bytes);
}

/** Bytes as text. */
export function textOf(bytes) {
    let escaped = '';
    for (const byte of bytes) {
        escaped += `%${byte.toString(16).padStart(2, '0')}`;
    }
    return decodeURIComponent(escaped);
}

/** A value of the key-value store; `otherwise` where there is none. */
export function load(key, otherwise = null) {
    const bytes = kv.get(keyOf(key));
    return bytes === null || bytes === undefined ? otherwise : JSON.parse(textOf(bytes));
}

/** Writes a value: anything JSON can hold. `expireSeconds` until it goes by itself, 0 for never. */
export function save(key, value, expireSeconds = 0) {
    write(key, value, expireSeconds, ALWAYS);
}

/** Writes a value only where there is none yet; says whether it did. */
export function saveNew(key, value, expireSeconds = 0) {
    return write(key, value, expireSeconds, ABSENT);
}

/** Takes a value away; says whether there was one. */
export function remove(key) {
    return kv.delete(keyOf(key));
}

/**
 * Changes a value so that no other instance's change is lost: reads it, lets `change` give another, writes that if the
 * value is still what was read, else begins again. Gives what was written.
 */
export function update(key, otherwise, change) {
    for (let tries = 0; tries < TRIES; tries++) {
        const old = kv.get(keyOf(key));
        const there = old !== null && old !== undefined;
        const value = change(there ? JSON.parse(textOf(old)) : otherwise);
        if (write(key, value, 0, there ? {tag: 'equals', val: old} : ABSENT)) {
            return value;
        }
    }
    throw new Error(`\`${key}\` was changed by others ${TRIES} times in a row.`);
}

/** Registers a command. `about` is what it does, `hint` what follows it. */
export function registerCommand(trigger, {about = '', hint = '', teamId = ''} = {}) {
    const [name, does, follows] = [trigger, about, hint].map(plain);
    const tree = {Trigger: name, Hint: follows, HelpText: does, RoleID: '', Arguments: [], SubCommands: []};
    commands.register({
        trigger: name,
        teamId: plain(teamId),
        displayName: name,
        description: does,
        autoComplete: true,
        autoCompleteDesc: does,
        autoCompleteHint: follows,
        autoCompleteData: JSON.stringify(tree),
        iconUrl: '',
    });
}

/** An answer to a command, shown to the person alone. */
export const ephemeral = (text) => ({...RESPONSE, text: plain(text)});

/** An answer to a command, posted to the channel. */
export const inChannel = (text) => ({...RESPONSE, responseType: 'in_channel', text: plain(text)});

/** What follows a command's name, trimmed. */
export function restOf(command) {
    const space = command.trim().search(/\s/);
    return space < 0 ? '' : command.trim().slice(space).trim();
}

/** What went wrong in words, whatever was thrown: an Error, a text, or an error of the contract. */
export function wordsOf(problem) {
    try {
        const found = problem?.payload ?? problem;
        return plain(found?.message || String(found));
    } catch {
        return 'The plugin threw something that has no words.';
    }
}

function present(answered) {
    if (typeof answered?.then === 'function') {
        throw new Error('The hook answered a promise: hooks are plain functions, without `async`.');
    }
    return answered;
}

/**
 * A hook that answers failures as the contract wants them: with a text, so that the plugin lives on. What it answers must
 * have the form of the contract; `commandHook` and `verdictHook` see to that for theirs.
 */
export function hook(answer) {
    return (...given) => {
        try {
            return present(answer(...given));
        } catch (problem) {
            throw wordsOf(problem);
        }
    };
}

/** The hook of commands: answers a text (to the person alone), `ephemeral(…)`, `inChannel(…)` or fields of a response. */
export function commandHook(answer) {
    return hook((given) => {
        const found = present(answer(given));
        if (typeof found === 'string') {
            return ephemeral(found);
        }
        if (found === null || typeof found !== 'object') {
            throw new Error('The command answered nothing: return ephemeral(…) or inChannel(…).');
        }
        return Object.fromEntries(Object.entries(RESPONSE).map(([name, usual]) => [name, plain(found[name] ?? usual)]));
    });
}

// What is to stand in place of what a hook was given: JSON as text, a file as [name, bytes], or a record, such as a post,
// whose fields are of the kinds they were; those left out stay.
function replacement(wanted, given) {
    if (typeof wanted === 'string') {
        return plain(wanted);
    }
    if (Array.isArray(wanted) && wanted[1] instanceof Uint8Array) {
        return [plain(wanted[0]), wanted[1]];
    }
    if (wanted === null || typeof wanted !== 'object' || given === null || typeof given !== 'object') {
        throw new Error('The hook replaces by a record like the one given, by JSON as text, or by [name, Uint8Array].');
    }
    return Object.fromEntries(Object.entries(given).map(([name, old]) => [name, field(name, wanted[name] ?? old, old)]));
}

function field(name, value, old) {
    if (typeof value !== typeof old || Array.isArray(value) !== Array.isArray(old)) {
        throw new Error(`\`${name}\` of what replaces is ${typeof old}, and was answered as ${typeof value}: ${plain(value)}.`);
    }
    return typeof value === 'string' ? plain(value) : value;
}

/** A hook that judges, such as over messages before they are posted: a verdict by its tag; nothing answered is `keep`. */
export function verdictHook(answer) {
    return hook((...given) => {
        const found = present(answer(...given)) ?? {tag: 'keep'};
        if (!VERDICTS.includes(found.tag)) {
            throw new Error(`The hook's answer is no verdict: {tag, val} with one of the tags ${VERDICTS.join(', ')}.`);
        }
        if (BARE_VERDICTS.includes(found.tag)) {
            return {tag: found.tag};
        }
        return {tag: found.tag, val: found.tag === 'refuse' ? plain(found.val) : replacement(found.val, given[0])};
    });
}

/** Writes a line to the plugin's log; fields are any values. */
export function info(message, fields = {}) {
    log.write('info', plain(message), Object.entries(fields).map(([name, value]) => [plain(name), wordsOf(value)]));
}
