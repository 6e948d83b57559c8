// Bundles of plugins: the demo plugins as they were built, others made of them, and broken ones.
'use strict';

const {existsSync, readFileSync, readdirSync} = require('node:fs');
const path = require('node:path');
const {gunzipSync, gzipSync} = require('node:zlib');

const BLOCK = 512;

function octal(number, length) {
    return `${number.toString(8).padStart(length - 1, '0')}\0`;
}

function header(name, size) {
    const block = Buffer.alloc(BLOCK);
    block.write(name, 0);
    block.write(octal(0o644, 8), 100);
    block.write(octal(0, 8), 108);
    block.write(octal(0, 8), 116);
    block.write(octal(size, 12), 124);
    block.write(octal(0, 12), 136);
    block.write(' '.repeat(8), 148);
    block.write('0', 156);
    block.write('ustar\0', 257);
    block.write('00', 263);
    const sum = block.reduce((total, byte) => total + byte, 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return block;
}

// An archive of {name: bytes}; names are taken as they are, so that bad ones can be made.
function packed(files) {
    const blocks = [];
    for (const [name, content] of Object.entries(files)) {
        const bytes = Buffer.from(content);
        blocks.push(header(name, bytes.length), bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK));
    }
    return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
}

function unpacked(bundle) {
    const tar = gunzipSync(bundle);
    const files = {};
    let at = 0;
    while (at + BLOCK <= tar.length && tar[at] !== 0) {
        const name = tar.subarray(at, at + 100).toString().replace(/\0.*$/s, '');
        const size = parseInt(tar.subarray(at + 124, at + 136).toString(), 8);
        if (tar[at + 156] !== 0x35) {
            files[name] = Buffer.from(tar.subarray(at + BLOCK, at + BLOCK + size));
        }
        at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    }
    return files;
}

// A demo plugin's bundle as `cargo xtask demo` made it.
function demo(id) {
    const folder = process.env.CHINWAG_TEST_PLUGINS;
    const remedy = 'build the demo plugins with `cargo xtask demo` and set it to the folder of their bundles';
    if (!folder || !existsSync(folder)) {
        throw new Error(`CHINWAG_TEST_PLUGINS ${folder ? `names no folder (${folder})` : 'is not set'}: ${remedy}`);
    }
    const file = readdirSync(folder).find((name) => name.startsWith(`${id}-`) && name.endsWith('.tar.gz'));
    if (!file) {
        throw new Error(`${folder} has no bundle of ${id}: ${remedy}`);
    }
    return readFileSync(path.join(folder, file));
}

// A demo plugin with some of its manifest, its component or its files changed.
function variant(id, {manifest = {}, component = (bytes) => bytes, files = {}} = {}) {
    const old = unpacked(demo(id));
    const changed = {...JSON.parse(old['plugin.json']), ...manifest};
    return packed({
        ...old,
        'plugin.json': JSON.stringify(changed),
        'server/plugin.wasm': component(old['server/plugin.wasm']),
        ...files,
    });
}

module.exports = {demo, packed, unpacked, variant};
