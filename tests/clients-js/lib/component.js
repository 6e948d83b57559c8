// Hostile plugins without a compiler: the body of an exported function of a component is replaced by a bad one of the
// same length.
'use strict';

const MODULE = 1;
const IMPORTS = 2;
const EXPORTS = 7;
const CODE = 10;

// Bodies: no locals; then the deed, and what makes the rest valid whatever the function returns.
const BODIES = {
    // loop; br 0; end
    loops: [0x00, 0x03, 0x40, 0x0c, 0x00, 0x0b],
    traps: [0x00, 0x00],
};
const NOP = 0x01;
const END = [0x00, 0x0b];

function number(bytes, at) {
    let value = 0;
    let shift = 0;
    for (;;) {
        const byte = bytes[at];
        at += 1;
        value |= (byte & 0x7f) << shift;
        if (!(byte & 0x80)) {
            return [value >>> 0, at];
        }
        shift += 7;
    }
}

function* sections(bytes, from, to) {
    let at = from;
    while (at < to) {
        const id = bytes[at];
        const [length, start] = number(bytes, at + 1);
        yield {id, start, end: start + length};
        at = start + length;
    }
}

function name(bytes, at) {
    const [length, start] = number(bytes, at);
    return [bytes.subarray(start, start + length).toString(), start + length];
}

// How many functions a module imports: they are numbered before its own.
function importedFunctions(bytes, {start}) {
    let [count, at] = number(bytes, start);
    let functions = 0;
    for (; count > 0; count -= 1) {
        [, at] = name(bytes, at);
        [, at] = name(bytes, at);
        const kind = bytes[at];
        at += 1;
        if (kind !== 0) {
            throw new Error(`the module imports something of kind ${kind}, which is not foreseen here`);
        }
        [, at] = number(bytes, at);
        functions += 1;
    }
    return functions;
}

// The number of the function whose exported name fits.
function exportedFunction(bytes, {start}, wanted) {
    let [count, at] = number(bytes, start);
    for (; count > 0; count -= 1) {
        let found;
        let index;
        [found, at] = name(bytes, at);
        [index, at] = number(bytes, at + 1);
        if (wanted.test(found)) {
            return index;
        }
    }
    throw new Error(`the component's module exports nothing like ${wanted}`);
}

function overwrite(bytes, {start}, index, body) {
    let [, at] = number(bytes, start);
    for (let skipped = 0; skipped < index; skipped += 1) {
        const [length, from] = number(bytes, at);
        at = from + length;
    }
    const [length, from] = number(bytes, at);
    const filler = length - body.length - END.length;
    if (filler < 0) {
        throw new Error(`the function has only ${length} bytes`);
    }
    Buffer.from([...body, ...Array(filler).fill(NOP), ...END]).copy(bytes, from);
}

// The component with a hook whose function `loops` for ever or `traps`; `http` is the one that answers web requests.
function spoiled(component, hook, deed) {
    const bytes = Buffer.from(component);
    const [module] = [...sections(bytes, 8, bytes.length)].filter(({id}) => id === MODULE);
    const inner = [...sections(bytes, module.start + 8, module.end)];
    const of = (id) => inner.find((section) => section.id === id);
    const exported = hook === 'http' ? /^wasi:http\/incoming-handler@[\d.]+#handle$/ : new RegExp(`^chinwag:plugin/hook-${hook}@0\\.1\\.0#${hook}$`);
    const index = exportedFunction(bytes, of(EXPORTS), exported) - importedFunctions(bytes, of(IMPORTS));
    overwrite(bytes, of(CODE), index, BODIES[deed]);
    return bytes;
}

module.exports = {spoiled};
