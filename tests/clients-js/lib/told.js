// What the server tells a person over the WebSocket, and waiting for it.
'use strict';

const WebSocket = require('ws');

const PATIENCE = 20_000;

class Told {
    events = [];
    waiting = new Set();

    // Resolves when the server has said hello.
    static async to(server, {token}) {
        const told = new Told();
        told.socket = new WebSocket(server.webSocketUrl, {headers: {Authorization: `Bearer ${token}`}});
        told.socket.on('error', () => {});
        told.socket.on('message', (text) => {
            told.events.push(JSON.parse(text));
            told.waiting.forEach((look) => look());
        });
        await told.event('hello');
        return told;
    }

    // The first event of a name that fits, of those that came since `from` (see `mark`).
    event(name, fits = () => true, from = 0) {
        return new Promise((resolve, reject) => {
            const look = () => {
                const found = this.events.slice(from).find((one) => one.event === name && fits(one.data));
                if (found) {
                    clearTimeout(timer);
                    this.waiting.delete(look);
                    resolve(found.data);
                }
            };
            const timer = setTimeout(() => {
                this.waiting.delete(look);
                reject(new Error(`${name} was not told; told: ${this.events.map(({event}) => event)}`));
            }, PATIENCE);
            this.waiting.add(look);
            look();
        });
    }

    mark() {
        return this.events.length;
    }

    close() {
        this.socket.terminate();
    }
}

// Asks again until the answer is something, and gives it.
async function until(what, ask, patience = PATIENCE) {
    const end = Date.now() + patience;
    for (;;) {
        const answer = await ask();
        if (answer) {
            return answer;
        }
        if (Date.now() > end) {
            throw new Error(`in vain was waited until ${what}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 25));
    }
}

module.exports = {Told, until};
