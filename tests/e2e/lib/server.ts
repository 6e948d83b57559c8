/* The real server on a port and a data folder of its own: started, killed, started again on the same ones, removed. */
import {spawn} from 'node:child_process';
import type {ChildProcess} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import readline from 'node:readline';

const PATIENCE_MS = 30_000;

function words(line: string): {message?: string; addresses?: string} {
    try {
        return JSON.parse(line) as {message?: string; addresses?: string};
    } catch {
        return {};
    }
}

export class Server {
    private listen = '127.0.0.1:0';
    private readonly data = mkdtempSync(path.join(tmpdir(), 'chinwag-e2e-'));
    private readonly said: string[] = [];
    private child: ChildProcess | undefined;
    private ended: Promise<void> = Promise.resolve();

    get url(): string {
        return `http://${this.listen}`;
    }

    /** The last lines of its log, for the words of a failure. */
    get lastWords(): string {
        return this.said.slice(-20).join('\n');
    }

    /** Resolves when it says it is ready. */
    async start(): Promise<void> {
        const binary = process.env['CHINWAG_TEST_SERVER'];
        if (!binary) {
            throw new Error('CHINWAG_TEST_SERVER is not set: it names the chinwag binary to test');
        }
        const child = spawn(binary, ['serve', '--data', this.data, '--listen', this.listen], {stdio: ['ignore', 'ignore', 'pipe']});
        this.child = child;
        this.ended = new Promise((resolve) => child.once('exit', () => resolve()));
        this.listen = await this.ready(child);
    }

    private ready(child: ChildProcess): Promise<string> {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`the server is not ready in time:\n${this.lastWords}`)), PATIENCE_MS);
            if (!child.stderr) {
                throw new Error('the server has no stderr to read');
            }
            readline.createInterface({input: child.stderr}).on('line', (line) => {
                this.said.push(line);
                const {message, addresses} = words(line);
                if (message === 'ready' && addresses) {
                    clearTimeout(timer);
                    resolve(addresses);
                }
            });
            void this.ended.then(() => {
                clearTimeout(timer);
                reject(new Error(`the server ended:\n${this.lastWords}`));
            });
        });
    }

    /** As a power cut would. */
    async kill(): Promise<void> {
        this.child?.kill('SIGKILL');
        await this.ended;
    }

    /** As an operator would. */
    async stop(): Promise<void> {
        this.child?.kill('SIGTERM');
        const timer = setTimeout(() => this.child?.kill('SIGKILL'), PATIENCE_MS);
        await this.ended;
        clearTimeout(timer);
    }

    async remove(): Promise<void> {
        await this.kill();
        rmSync(this.data, {recursive: true, force: true});
    }
}
