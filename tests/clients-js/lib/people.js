// Clients of people: a `Client4` each, whose every answer is checked against the types the client declares.
'use strict';

const {Client4} = require('@mattermost/client');
const {checked} = require('./answers');

const PASSWORD = 'correct horse';

// A client that has not logged in.
function anonymous(server) {
    const client = new Client4();
    client.setUrl(server.url);
    client.setIncludeCookies(false);
    return checked(client);
}

// Makes the account if there is none, logs in with the token, and gives {client, user, token}.
async function person(server, name) {
    const client = anonymous(server);
    const account = {username: name, email: `${name}@example.org`, password: PASSWORD};
    await client.createUser(account, '', '');
    return logIn(server, name);
}

async function logIn(server, name) {
    const client = anonymous(server);
    const user = await client.login(name, PASSWORD);
    return {client, user, token: client.getToken()};
}

// What a refused call was refused with: {status_code, server_error_id, message}. Throws when it was not refused.
async function refusal(call) {
    try {
        await call;
    } catch (error) {
        if (error.status_code === undefined) {
            throw error;
        }
        return error;
    }
    throw new Error('this was expected to be refused');
}

async function makeTeam(admin, name, people = []) {
    const team = await admin.client.createTeam({name, display_name: name, type: 'O', allow_open_invite: true});
    for (const {user} of people) {
        await admin.client.addToTeam(team.id, user.id);
    }
    return team;
}

async function makeChannel(owner, team, name, {type = 'O', people = []} = {}) {
    const channel = await owner.client.createChannel({team_id: team.id, name, display_name: name, type});
    for (const {user} of people) {
        await owner.client.addToChannel(user.id, channel.id);
    }
    return channel;
}

module.exports = {PASSWORD, anonymous, person, logIn, refusal, makeTeam, makeChannel};
