// Logging in as the published client does: by token, and by cookies with a CSRF value as in a browser.
'use strict';

const assert = require('node:assert/strict');
const {after, before, test} = require('node:test');
const {anonymous, logIn, makeTeam, PASSWORD, person, refusal} = require('./lib/people');
const {startServer} = require('./lib/server');

let server;
let ann;

before(async () => {
    server = await startServer();
    ann = await person(server, 'ann');
    await person(server, 'bob');
});

after(() => server.remove());

test('the first person is the administrator and the second is not', async () => {
    assert.match(ann.user.roles, /system_admin/);
    const bob = await logIn(server, 'bob');
    assert.doesNotMatch(bob.user.roles, /system_admin/);
});

test('a login by name, by e-mail, and a wrong password', async () => {
    const client = anonymous(server);
    assert.equal((await client.login('ann', PASSWORD)).username, 'ann');
    assert.equal((await client.login('ann@example.org', PASSWORD)).username, 'ann');
    assert.equal(client.getToken().length, 26);
    const wrong = await refusal(anonymous(server).login('ann', 'wrong horse'));
    assert.equal(wrong.status_code, 401);
    assert.equal(wrong.server_error_id, 'api.user.login.invalid_credentials_email_username');
});

test('a call without a session is refused with 401, one without the right with 403', async () => {
    const none = await refusal(anonymous(server).getMe());
    assert.deepEqual([none.status_code, none.server_error_id], [401, 'api.context.session_expired.app_error']);
    const bob = await logIn(server, 'bob');
    const forbidden = await refusal(bob.client.patchMe({username: 'ann'}));
    assert.ok(forbidden.status_code === 400 || forbidden.status_code === 409, 'a name that is taken');
    const team = await makeTeam(ann, 'closed');
    const outside = await refusal(bob.client.patchTeam({id: team.id, display_name: 'mine'}));
    assert.deepEqual([outside.status_code, outside.server_error_id], [403, 'api.context.permissions.app_error']);
});

test('after logging out the token is worth nothing', async () => {
    const bob = await logIn(server, 'bob');
    await bob.client.logout();
    const again = anonymous(server);
    again.setToken(bob.token);
    assert.equal((await refusal(again.getMe())).status_code, 401);
});

test('a session that is revoked ends, and the list of sessions shows no token', async () => {
    const first = await logIn(server, 'bob');
    const second = await logIn(server, 'bob');
    const sessions = await first.client.getSessions('me');
    assert.ok(sessions.length >= 2);
    assert.ok(sessions.every((session) => session.token === ''));
    for (const session of sessions) {
        await ann.client.revokeSession(first.user.id, session.id);
    }
    assert.equal((await refusal(second.client.getMe())).status_code, 401);
});

// The scheme of `Authorization` is written in four ways by the clients there are.
for (const scheme of ['BEARER', 'Bearer', 'bearer', 'token']) {
    test(`a token is taken with the scheme ${scheme}`, async () => {
        const answer = await fetch(`${server.url}/api/v4/users/me`, {headers: {Authorization: `${scheme} ${ann.token}`}});
        assert.equal(answer.status, 200);
        assert.equal(answer.headers.get('content-type'), 'application/json');
    });
}

// What a browser does: cookies are kept and sent back, and the client reads none of the HttpOnly ones.
class Browser {
    cookies = new Map();
    real = globalThis.fetch;

    open() {
        globalThis.fetch = async (url, options = {}) => {
            const headers = {...options.headers};
            headers.Cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
            const answer = await this.real(url, {...options, headers});
            for (const line of answer.headers.getSetCookie()) {
                const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
                this.cookies.set(name, value);
            }
            return answer;
        };
    }

    close() {
        globalThis.fetch = this.real;
    }
}

test('a browser logs in by cookies and writes only with the CSRF value', async (t) => {
    const browser = new Browser();
    browser.open();
    t.after(() => browser.close());
    const client = anonymous(server);
    client.setAuthHeader = false;
    const user = await client.login('ann', PASSWORD);
    assert.equal(browser.cookies.get('MMUSERID'), user.id);
    assert.equal(browser.cookies.get('MMAUTHTOKEN').length, 26);
    assert.equal((await client.getMe()).id, user.id, 'reading needs no CSRF value');
    const without = await refusal(client.patchMe({nickname: 'Annie'}));
    assert.deepEqual([without.status_code, without.server_error_id], [401, 'api.context.session_expired.app_error']);
    client.setCSRF('a'.repeat(26));
    assert.equal((await refusal(client.patchMe({nickname: 'Annie'}))).status_code, 401, 'a made-up value');
    client.setCSRF(browser.cookies.get('MMCSRF'));
    assert.equal((await client.patchMe({nickname: 'Annie'})).nickname, 'Annie');
});

test('a login that does not come from the web app gets the token and no cookies', async () => {
    const body = JSON.stringify({login_id: 'ann', password: PASSWORD});
    const plain = await fetch(`${server.url}/api/v4/users/login`, {method: 'POST', body});
    assert.equal(plain.status, 200);
    assert.equal(plain.headers.get('token').length, 26);
    assert.deepEqual(plain.headers.getSetCookie(), []);
    const headers = {'X-Requested-With': 'XMLHttpRequest'};
    const web = await fetch(`${server.url}/api/v4/users/login`, {method: 'POST', body, headers});
    const cookies = web.headers.getSetCookie();
    assert.deepEqual(cookies.map((line) => line.split('=')[0]).sort(), ['MMAUTHTOKEN', 'MMCSRF', 'MMUSERID']);
    assert.match(cookies.find((line) => line.startsWith('MMAUTHTOKEN')), /HttpOnly/i);
});
