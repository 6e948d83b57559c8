// What administrators and people do with plugins, by REST.
'use strict';

const assert = require('node:assert/strict');
const {readdirSync} = require('node:fs');
const http = require('node:http');
const path = require('node:path');

const RUNNING = 2;

// A call as somebody (or nobody: null). Gives {status, body, headers}; the body is read as JSON where it is JSON.
async function ask(server, who, method, place, body, more = {}) {
    const headers = {...(who && {Authorization: `Bearer ${who.token}`}), ...more};
    const isForm = body instanceof FormData;
    const isText = typeof body === 'string';
    const sent = body === undefined || isForm || isText ? body : JSON.stringify(body);
    const answer = await fetch(`${server.url}${place}`, {method, headers, body: sent});
    const text = await answer.text();
    let read = text;
    try {
        read = JSON.parse(text);
    } catch {
        // A plugin may answer with anything.
    }
    return {status: answer.status, body: read, headers: answer.headers};
}

// A GET whose path goes out letter by letter: `fetch` takes dots out.
function raw(server, place) {
    return new Promise((resolve, reject) => {
        const {hostname, port} = new URL(server.url);
        const request = http.get({hostname, port, path: place}, (answer) => {
            let text = '';
            answer.on('data', (chunk) => (text += chunk)).on('end', () => resolve({status: answer.statusCode, text}));
        });
        request.on('error', reject);
    });
}

// An administrator's hands on the plugins of a server.
class Plugins {
    constructor(server, who) {
        this.server = server;
        this.who = who;
    }

    ask(method, place, body) {
        return ask(this.server, this.who, method, `/api/v4${place}`, body);
    }

    // An answer that must be a success.
    async get(method, place, body) {
        const answer = await this.ask(method, place, body);
        assert.ok(answer.status < 300, `${method} ${place}: ${answer.status} ${JSON.stringify(answer.body)}`);
        return answer.body;
    }

    tryUpload(bundle, parts = {}) {
        const form = new FormData();
        Object.entries(parts).forEach(([name, value]) => form.append(name, value));
        form.append('plugin', new File([bundle], 'bundle.tar.gz'));
        return this.ask('POST', '/plugins', form);
    }

    async upload(bundle, parts) {
        const answer = await this.tryUpload(bundle, parts);
        assert.equal(answer.status, 201, JSON.stringify(answer.body));
        return answer.body;
    }

    enable(id) {
        return this.get('POST', `/plugins/${id}/enable`);
    }

    disable(id) {
        return this.get('POST', `/plugins/${id}/disable`);
    }

    remove(id, query = '') {
        return this.get('DELETE', `/plugins/${id}${query}`);
    }

    async install(id, bundle) {
        await this.upload(bundle);
        await this.enable(id);
    }

    async status(id) {
        return (await this.get('GET', '/plugins/statuses')).find((one) => one.plugin_id === id);
    }

    async runs(id, version) {
        const status = await this.status(id);
        assert.equal(status?.state, RUNNING, JSON.stringify(status));
        if (version) {
            assert.equal(status.version, version);
        }
    }

    async log(id) {
        const {lines} = await this.get('GET', `/plugins/${id}/logs?lines=1000`);
        return lines.map((line) => line.message).join('\n');
    }

    // Settings of the server, of which only the named ones change.
    configure(patch) {
        return this.get('PUT', '/config/patch', patch);
    }

    set(id, settings) {
        return this.configure({PluginSettings: {Plugins: {[id]: settings}}});
    }

    // Every file that plugins have in the data folder.
    files() {
        const all = readdirSync(this.server.data, {recursive: true, withFileTypes: true});
        const names = all.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
        return names.map((name) => path.relative(this.server.data, name)).filter((name) => name.split('/').includes('plugins')).sort();
    }
}

// Types a slash command.
function type(server, who, channel, command) {
    const body = {channel_id: channel.id, team_id: channel.team_id, command};
    return ask(server, who, 'POST', '/api/v4/commands/execute', body);
}

function post(server, who, channel, message) {
    return ask(server, who, 'POST', '/api/v4/posts', {channel_id: channel.id, message});
}

module.exports = {Plugins, RUNNING, ask, post, raw, type};
