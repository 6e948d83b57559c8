// Starts the real server on a port and a data folder of its own, stops it, and starts it again on the same ones.
'use strict';

const {spawn} = require('node:child_process');
const {mkdtempSync, rmSync} = require('node:fs');
const {tmpdir} = require('node:os');
const path = require('node:path');
const readline = require('node:readline');

const PATIENCE = 30_000;

class Server {
    constructor(data, settings = {}, fileBytes = 0) {
        this.data = data;
        this.settings = settings;
        this.fileBytes = fileBytes;
        this.listen = '127.0.0.1:0';
        this.said = [];
    }

    get url() {
        return `http://${this.listen}`;
    }

    get webSocketUrl() {
        return `ws://${this.listen}/api/v4/websocket`;
    }

    // Resolves when the server says it is ready; rejects with its last words when it ends before.
    async start() {
        const binary = process.env.CHINWAG_TEST_SERVER;
        if (!binary) {
            throw new Error('CHINWAG_TEST_SERVER is not set: it names the chinwag binary to test');
        }
        const environment = {...process.env, CHINWAG_TEAMSETTINGS_ENABLEOPENSERVER: 'true', ...this.settings};
        const [program, words] = this.command([binary, 'serve', '--data', this.data, '--listen', this.listen]);
        this.child = spawn(program, words, {
            env: environment,
            stdio: ['ignore', 'ignore', 'pipe'],
        });
        this.ended = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve({code, signal})));
        this.listen = await this.ready();
    }

    // What to run; no file may grow beyond `fileBytes`, when they are set, as if the disk were full.
    command([binary, ...words]) {
        if (!this.fileBytes) {
            return [binary, words];
        }
        return ['prlimit', [`--fsize=${this.fileBytes}`, 'sh', '-c', 'trap "" XFSZ; exec "$0" "$@"', binary, ...words]];
    }

    ready() {
        return new Promise((resolve, reject) => {
            const last = () => this.said.slice(-10).join('\n');
            const timer = setTimeout(() => reject(new Error(`the server is not ready in time:\n${last()}`)), PATIENCE);
            readline.createInterface({input: this.child.stderr}).on('line', (line) => {
                this.said.push(line);
                const entry = parsed(line);
                if (entry?.message === 'ready') {
                    clearTimeout(timer);
                    resolve(entry.addresses);
                }
            });
            this.ended.then(() => {
                clearTimeout(timer);
                reject(new Error(`the server ended:\n${last()}`));
            });
        });
    }

    // Ends the server as an operator would and gives its exit code.
    async stop() {
        this.child.kill('SIGTERM');
        const timer = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE);
        const {code} = await this.ended;
        clearTimeout(timer);
        return code;
    }

    // Ends the server as a power cut would.
    async kill() {
        this.child.kill('SIGKILL');
        await this.ended;
    }

    async remove() {
        await this.stop();
        rmSync(this.data, {recursive: true, force: true});
    }
}

function parsed(line) {
    try {
        return JSON.parse(line);
    } catch {
        return null;
    }
}

// `settings`: environment variables of the server beside those it always gets. `fileBytes`: how long a file may get.
async function startServer(settings, {fileBytes} = {}) {
    const server = new Server(mkdtempSync(path.join(tmpdir(), 'chinwag-js-')), settings, fileBytes);
    await server.start();
    return server;
}

module.exports = {startServer};
