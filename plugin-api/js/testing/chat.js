// A fake server for tests under `node --test`: import this first, then the plugin with `await import(…)`.
//
// It keeps values, knows which commands were registered and what was logged. What a test wants answered otherwise it puts
// into `chat.answers`, by interface and function: `chat.answers.users = {get: (id) => ({id, username: 'ann'})}`.

import {register} from 'node:module';

register('./loader.js', import.meta.url);

const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);

/** The fake server of this process. */
export const chat = {
    values: new Map(),
    commands: new Map(),
    lines: [],
    answers: {},

    /** As after the start. */
    reset() {
        this.values.clear();
        this.commands.clear();
        this.lines.length = 0;
        this.answers = {};
    },
};

const kv = {
    get: (key) => chat.values.get(key) ?? null,
    set(key, value, {onlyIf}) {
        const is = chat.values.get(key);
        const conditions = {
            always: () => true,
            absent: () => is === undefined,
            equals: () => is !== undefined && same(is, onlyIf.val),
        };
        const condition = conditions[onlyIf?.tag];
        if (!condition) {
            throw new Error('onlyIf is a variant: {tag: \'always\'}, {tag: \'absent\'} or {tag: \'equals\', val: bytes}.');
        }
        const holds = condition();
        if (holds) {
            chat.values.set(key, Uint8Array.from(value));
        }
        return holds;
    },
    delete: (key) => chat.values.delete(key),
    keys: (prefix, after, limit) => [...chat.values.keys()].filter((key) => key.startsWith(prefix) && key > after).sort().slice(0, limit),
};

const own = {
    'chinwag:plugin/kv': kv,
    'chinwag:plugin/commands': {register: (command) => void chat.commands.set(command.trigger, command)},
    'chinwag:plugin/log': {write: (level, message, fields) => void chat.lines.push({level, message, fields: Object.fromEntries(fields)})},
};

/** What the loader puts in place of the server's interfaces. */
globalThis.chinwagInterface = (name) => new Proxy({}, {
    get(_, call) {
        const short = name.split('/')[1];
        const answer = chat.answers[short]?.[call] ?? own[name]?.[call];
        if (!answer) {
            return () => {
                throw new Error(`The fake server has no ${short}.${String(call)}: set chat.answers['${short}'].`);
            };
        }
        return answer;
    },
});
