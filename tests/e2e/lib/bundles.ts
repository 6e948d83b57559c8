/* Bundles of plugins: the demo plugins as they were built, and small ones made here. */
import {existsSync, readFileSync, readdirSync} from 'node:fs';
import path from 'node:path';
import {gzipSync} from 'node:zlib';

import type {File} from './files.ts';
import type {World} from './world.ts';

const BLOCK = 512;
const REMEDY = 'build the demo plugins with `cargo xtask demo` and set it to the folder of their bundles';

function octal(number: number, length: number): string {
    return `${number.toString(8).padStart(length - 1, '0')}\0`;
}

function header(name: string, size: number): Buffer {
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

/** An archive of files by their names. */
export function packed(files: Record<string, string>): Buffer {
    const blocks = Object.entries(files).flatMap(([name, content]) => {
        const bytes = Buffer.from(content);
        return [header(name, bytes.length), bytes, Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK)];
    });
    return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
}

export function bundle(name: string, buffer: Buffer): File {
    return {name, mimeType: 'application/gzip', buffer};
}

interface Wishes {
    /** More of the manifest. */
    manifest?: Record<string, unknown>;
    /** What `initialize` does; it knows `registry`, `store` and `React`. */
    initialize?: string;
}

/** A plugin that is a web part alone. */
export function webPlugin(id: string, name: string, {manifest = {}, initialize = ''}: Wishes = {}): File {
    const whole = {id, name, version: '1.0.0', webapp: {bundle_path: 'webapp/dist/main.js'}, ...manifest};
    const script = `window.registerPlugin(${JSON.stringify(id)}, {initialize(registry, store) { const React = window.React; ${initialize} }, uninitialize() {}});`;
    return bundle(`${id}-1.0.0.tar.gz`, packed({'plugin.json': JSON.stringify(whole), 'webapp/dist/main.js': script}));
}

/** A demo plugin's bundle as `cargo xtask demo` made it. */
export function demo(id: string): File {
    const folder = process.env['CHINWAG_TEST_PLUGINS'];
    if (!folder || !existsSync(folder)) {
        throw new Error(`CHINWAG_TEST_PLUGINS ${folder ? `names no folder (${folder})` : 'is not set'}: ${REMEDY}`);
    }
    const name = readdirSync(folder).find((one) => one.startsWith(`${id}-`) && one.endsWith('.tar.gz'));
    if (!name) {
        throw new Error(`${folder} has no bundle of ${id}: ${REMEDY}`);
    }
    return bundle(name, readFileSync(path.join(folder, name)));
}

/** Uploads a plugin as the administrator, and allows and enables it unless told otherwise. */
export async function install(world: World, file: File, {enabled = true} = {}): Promise<string> {
    const form = new FormData();
    form.append('plugin', new Blob([new Uint8Array(file.buffer)], {type: file.mimeType}), file.name);
    const answer = await fetch(`${world.server.url}/api/v4/plugins`, {method: 'POST', headers: {Authorization: `Bearer ${world.admin.token}`}, body: form});
    if (!answer.ok) {
        throw new Error(`${file.name} is not installed: ${answer.status} ${await answer.text()}`);
    }
    const {id} = (await answer.json()) as {id: string};
    if (enabled) {
        await world.as(world.admin, 'POST', `/plugins/${id}/enable`);
    }
    return id;
}

/** Sets some of a plugin's settings. */
export async function setPlugin(world: World, id: string, settings: Record<string, unknown>): Promise<void> {
    await world.as(world.admin, 'PUT', '/config/patch', {PluginSettings: {Plugins: {[id]: settings}}});
}
