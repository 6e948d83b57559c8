// Requests of plugins to the outside: what may be reached is reached, the server's own network is not, whatever it is
// called, and no answer or header does harm.
'use strict';

const assert = require('node:assert/strict');
const http = require('node:http');
const net = require('node:net');
const os = require('node:os');
const {after, before, test} = require('node:test');
const {gzipSync} = require('node:zlib');
const {variant} = require('../lib/bundles');
const {person} = require('../lib/people');
const {Plugins, ask} = require('../lib/plugins');
const {startServer} = require('../lib/server');

const BOMB = gzipSync(Buffer.alloc(10 << 20));

let server;
let ann;
let plugins;
let site;
let other;

before(async () => {
    [site, other] = [await open(pages), await open((_, answer) => answer.end('the other one'))];
    server = await startServer();
    ann = await person(server, 'ann');
    plugins = new Plugins(server, ann);
    await installed('wide', ['http:*']);
    await installed('named', ['http:example.com', 'http:*.example.org', 'http:example.net:8443']);
    await installed('own', [`http-private:127.0.0.1:${site.port}`], {http_response_mib: 1, request_ms: 1500});
});

after(async () => {
    await server?.remove();
    [site, other].forEach((one) => one?.close());
});

// A web server of the own network that remembers what it was asked.
async function open(answer) {
    const heard = [];
    const shop = http.createServer((request, response) => {
        heard.push(request);
        answer(request, response);
    });
    await new Promise((resolve) => shop.listen(0, '0.0.0.0', resolve));
    const close = () => {
        shop.close();
        shop.closeAllConnections();
    };
    return {port: shop.address().port, heard, close, most: 0, now: 0};
}

async function pages(request, answer) {
    switch (new URL(request.url, 'http://here').pathname) {
    case '/hello': return answer.setHeader('x-kind', 'greeting').end('hello');
    case '/echo': return request.pipe(answer);
    case '/elsewhere': return answer.writeHead(302, {Location: `http://127.0.0.1:${other.port}/`}).end();
    case '/metadata': return answer.writeHead(307, {Location: 'http://169.254.169.254/latest/meta-data/'}).end();
    case '/big': return answer.end(Buffer.alloc((1 << 20) + 1));
    case '/fits': return answer.end(Buffer.alloc(1 << 20));
    case '/endless': return endless(answer);
    case '/drip': return answer.writeHead(200).write('a');
    case '/silent': return undefined;
    case '/bomb': return answer.writeHead(200, {'Content-Encoding': 'gzip'}).end(BOMB);
    case '/headers': return answer.writeHead(200, Array.from({length: 5000}, (_, n) => [`x-${n}`, 'y'.repeat(50)]).flat()).end();
    case '/slow': return slow(answer);
    default: return answer.writeHead(404).end();
    }
}

function endless(answer) {
    const more = () => {
        while (!answer.destroyed && answer.write(Buffer.alloc(1 << 16))) {
            // Until the socket is full.
        }
    };
    answer.on('drain', more).on('error', () => {});
    more();
}

function slow(answer) {
    site.now += 1;
    site.most = Math.max(site.most, site.now);
    setTimeout(() => {
        site.now -= 1;
        answer.end('at last');
    }, 200);
}

async function installed(id, wanted, limits = {}) {
    const capabilities = ['serve', 'users:read', ...wanted];
    await plugins.install(id, variant('demo', {manifest: {id, name: id, capabilities, limits}}));
    await plugins.get('PUT', `/plugins/${id}/grants`, {granted: capabilities});
}

const send = (id, url, {method = 'GET', headers = [], body = ''} = {}) => (
    ask(server, ann, 'POST', `/plugins/${id}/call`, {call: 'http.send', arguments: [method, url, headers, body]})
);

async function got(id, url, more) {
    const answer = await send(id, url, more);
    assert.equal(answer.status, 200, `${url}: ${JSON.stringify(answer.body)}`);
    return answer.body.answer;
}

test('a host of the own network that was granted by name and port answers, with headers and body', async () => {
    const answer = await got('own', `http://127.0.0.1:${site.port}/hello?a=b`);
    assert.deepEqual([answer.status, answer.body], [200, 'hello']);
    assert.ok(answer.headers.some(([name, value]) => name === 'x-kind' && value === 'greeting'));
    const sent = {method: 'POST', headers: [['x-mine', 'yes']], body: 'what was sent'};
    assert.equal((await got('own', `http://127.0.0.1:${site.port}/echo`, sent)).body, 'what was sent');
    const request = site.heard.at(-1);
    assert.deepEqual([request.method, request.headers['x-mine'], request.headers.host], ['POST', 'yes', `127.0.0.1:${site.port}`]);
});

const cards = Object.values(os.networkInterfaces()).flat().filter((card) => !card.internal && !card.scopeid);
const OWN_NETWORK = [
    '127.0.0.1', '127.1', '127.255.255.254', '0.0.0.0', '0', '2130706433', '017700000001', '0177.0.0.1', '0x7f.1', '0x7f000001',
    '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[2002:a00:1::]',
    'localhost', 'LOCALHOST', 'localhost.', os.hostname(), '10.0.0.1', '172.16.0.1', '172.31.255.254', '192.168.0.1', '100.64.0.1',
    '169.254.169.254', '[fd00:ec2::254]', '100.100.100.200', '168.63.129.16', '[fe80::1]', '[fc00::1]', '224.0.0.1', '255.255.255.255',
    ...cards.map(({address, family}) => (family === 'IPv6' ? `[${address}]` : address)),
];

test('with every host granted the own network is closed all the same, under each of its names, and not even asked', async () => {
    const before = site.heard.length;
    for (const host of OWN_NETWORK) {
        const answer = await send('wide', `http://${host}:${site.port}/hello`);
        assert.ok(answer.status >= 400, `${host} was reached: ${JSON.stringify(answer.body)}`);
        assert.match(answer.body.message, /own network|not granted|failed/, host);
    }
    assert.equal(site.heard.length, before);
    const log = await plugins.log('wide');
    assert.match(log, /127\.0\.0\.1.*loopback/);
    assert.match(log, /169\.254\.169\.254.*metadata/);
    assert.match(log, /localhost.*loopback/);
});

test('the server itself is part of its own network', async () => {
    const answer = await send('wide', `${server.url}/api/v4/system/ping`);
    assert.equal(answer.status, 403, JSON.stringify(answer.body));
    assert.match(answer.body.message, /own network.*http-private/);
});

test('a host that was not granted is refused before anybody is asked, and the log names the line and the command', async () => {
    const hosts = [
        'example.org', 'sub.example.com', 'example.com.evil.example', 'evilexample.com', 'example.com:8080', 'a.b.example.org.evil.example',
        'example.net', 'example.net:8444', '127.0.0.1', 'localhost', 'example.com@127.0.0.1', 'example.com%2eevil.example', 'xn--exmple-cua.com',
    ];
    for (const host of hosts) {
        const answer = await send('named', `http://${host}/`);
        assert.ok([400, 403].includes(answer.status), `${host}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    const log = await plugins.log('named');
    assert.match(log, /add "http:sub\.example\.com" to "capabilities" in plugin\.json, then `wag plugin grant named http:sub\.example\.com`/);
    assert.match(log, /"http:example\.com:8080"/);
    assert.match(log, /127\.0\.0\.1/);
});

test('a grant for one port of the own network opens no other port, name or machine', async () => {
    const before = other.heard.length;
    for (const host of [`127.0.0.1:${other.port}`, `localhost:${site.port}`, `127.0.0.2:${site.port}`, `[::ffff:127.0.0.1]:${site.port}`]) {
        assert.equal((await send('own', `http://${host}/hello`)).status, 403, host);
    }
    assert.equal(other.heard.length, before);
});

test('a redirect is handed to the plugin and followed by nobody', async () => {
    const before = other.heard.length;
    for (const [page, status] of [['elsewhere', 302], ['metadata', 307]]) {
        const answer = await got('own', `http://127.0.0.1:${site.port}/${page}`, {headers: [['authorization', 'Bearer secret']]});
        assert.equal(answer.status, status);
    }
    assert.equal(other.heard.length, before);
});

test('other schemes, broken addresses, and headers that would smuggle are refused with words', async () => {
    const base = `http://127.0.0.1:${site.port}`;
    for (const url of ['file:///etc/passwd', 'ftp://example.com/', 'gopher://example.com/', 'unix:/run/x.sock', '//example.com', 'example.com', '', 'http://', 'http:///x', `${base}/a b`, `${base}/\r\nx: y`]) {
        const answer = await send('own', url);
        assert.ok(answer.status >= 400, `${url}: ${JSON.stringify(answer.body)}`);
        assert.ok(answer.body.message.length > 15, url);
    }
    const before = site.heard.length;
    const smuggled = [
        ['host', 'evil.example'], ['connection', 'close'], ['transfer-encoding', 'chunked'], ['upgrade', 'websocket'], ['keep-alive', '1'],
        ['proxy-connection', 'x'], ['x-a', 'b\r\nx-c: d'], ['x-a', 'b\nc'], ['x a', 'b'], ['x\r\ny', 'z'], ['', 'x'],
    ];
    for (const header of smuggled) {
        const answer = await send('own', `${base}/hello`, {headers: [header]});
        assert.ok(answer.status >= 400 && answer.status < 500, `${JSON.stringify(header)}: ${answer.status} ${JSON.stringify(answer.body)}`);
        assert.match(answer.body.message, /header/i, JSON.stringify(header));
    }
    assert.equal(site.heard.length, before);
    const lengths = await send('own', `${base}/echo`, {method: 'POST', headers: [['content-length', '3']], body: 'more than three'});
    assert.ok(lengths.status >= 400 || lengths.body.answer.bytes <= 15, JSON.stringify(lengths.body));
    assert.equal((await got('own', `${base}/hello`)).body, 'hello', 'the connection is in order');
});

test('an answer over the limit is cut off, one within it is whole, and a bomb counts as what it unpacks to', async () => {
    const base = `http://127.0.0.1:${site.port}`;
    assert.equal((await got('own', `${base}/fits`)).bytes, 1 << 20);
    for (const page of ['big', 'endless', 'bomb']) {
        const answer = await send('own', `${base}/${page}`);
        assert.ok(answer.status >= 400, `${page}: ${JSON.stringify(answer.body).slice(0, 200)}`);
    }
    assert.match(await plugins.log('own'), /1048576/);
    const headers = await send('own', `${base}/headers`);
    assert.ok(headers.status >= 400, 'thousands of headers are too many');
    assert.equal((await got('own', `${base}/hello`)).body, 'hello');
});

test('a host that never answers or drips costs a plugin its time and nobody else theirs', async () => {
    for (const page of ['silent', 'drip']) {
        const began = Date.now();
        const answer = await send('own', `http://127.0.0.1:${site.port}/${page}`);
        assert.equal(answer.status, 502, JSON.stringify(answer.body));
        assert.ok(Date.now() - began < 6000, `${page} took ${Date.now() - began} ms`);
    }
    assert.equal((await got('own', `http://127.0.0.1:${site.port}/hello`)).body, 'hello', 'the plugin answers again');
});

test('a host that does not take connections is told as such', async () => {
    const shut = net.createServer();
    await new Promise((resolve) => shut.listen(0, '127.0.0.1', resolve));
    const {port} = shut.address();
    await new Promise((resolve) => shut.close(resolve));
    await installed('shut', [`http-private:127.0.0.1:${port}`]);
    const answer = await send('shut', `http://127.0.0.1:${port}/`);
    assert.equal(answer.status, 502, JSON.stringify(answer.body));
    assert.match(await plugins.log('shut'), /refused/i);
});

test('requests at once and requests a minute are limited as the manifest says', async () => {
    const private_ = `http-private:127.0.0.1:${site.port}`;
    await installed('one-by-one', [private_], {http_concurrent: 1});
    const both = await Promise.all([1, 2, 3].map(() => got('one-by-one', `http://127.0.0.1:${site.port}/slow`)));
    assert.ok(both.every(({body}) => body === 'at last'));
    assert.equal(site.most, 1);
    await installed('seldom', [private_], {http_per_minute: 3});
    const statuses = [];
    for (let number = 0; number < 5; number += 1) {
        statuses.push((await send('seldom', `http://127.0.0.1:${site.port}/hello`)).status);
    }
    assert.deepEqual(statuses.slice(0, 3), [200, 200, 200]);
    assert.equal(statuses[4], 403);
    assert.match(await plugins.log('seldom'), /http_per_minute/);
});
