/* What is there before a flow begins: people, a team, channels, messages; made through the API, as nobody looks on. */
import type {File} from './files.ts';
import type {Server} from './server.ts';

export const PASSWORD = 'correct horse battery';

export interface Person {
    id: string;
    username: string;
    token: string;
}

export interface Team {
    id: string;
    name: string;
    display_name: string;
    invite_id: string;
}

export interface Channel {
    id: string;
    name: string;
    display_name: string;
}

export interface Post {
    id: string;
    message: string;
}

interface PersonWishes {
    first_name?: string;
    last_name?: string;
    nickname?: string;
    position?: string;
}

export class World {
    constructor(
        readonly server: Server,
        readonly admin: Person,
        readonly team: Team,
    ) {}

    /** A server with its administrator, called ada, and one team. */
    static async begin(server: Server): Promise<World> {
        const user = await call<{id: string}>(server, '', 'POST', '/users', {email: 'ada@example.org', username: 'ada', password: PASSWORD});
        const admin = {id: user.id, username: 'ada', token: await logIn(server, 'ada')};
        const team = await call<Team>(server, admin.token, 'POST', '/teams', {name: 'garden', display_name: 'The Garden', type: 'O'});
        return new World(server, admin, team);
    }

    as<T>(person: Person, method: string, path: string, body?: unknown): Promise<T> {
        return call<T>(this.server, person.token, method, path, body);
    }

    /** Somebody with an account; in the team unless told otherwise. */
    async person(username: string, wishes: PersonWishes = {}, {member = true} = {}): Promise<Person> {
        const account = {email: `${username}@example.org`, username, password: PASSWORD, ...wishes};
        const user = await this.as<{id: string}>(this.admin, 'POST', '/users', account);
        if (member) {
            await this.as(this.admin, 'POST', `/teams/${this.team.id}/members`, {team_id: this.team.id, user_id: user.id});
        }
        return {id: user.id, username, token: await logIn(this.server, username)};
    }

    async channel(name: string, {type = 'O', owner = this.admin, people = [] as Person[], title = '', purpose = ''} = {}): Promise<Channel> {
        const draft = {team_id: this.team.id, name, display_name: title || name[0]?.toUpperCase() + name.slice(1), type, purpose};
        const channel = await this.as<Channel>(owner, 'POST', '/channels', draft);
        for (const person of people) {
            await this.as(owner, 'POST', `/channels/${channel.id}/members`, {user_id: person.id});
        }
        return channel;
    }

    async channelNamed(name: string): Promise<Channel> {
        return this.as<Channel>(this.admin, 'GET', `/teams/${this.team.id}/channels/name/${name}`);
    }

    async direct(one: Person, other: Person): Promise<Channel> {
        return this.as<Channel>(one, 'POST', '/channels/direct', [one.id, other.id]);
    }

    async post(author: Person, channel: Channel, message: string, rootId = ''): Promise<Post> {
        return this.as<Post>(author, 'POST', '/posts', {channel_id: channel.id, message, root_id: rootId});
    }

    /** A message with files. */
    async upload(author: Person, channel: Channel, message: string, files: File[]): Promise<Post> {
        const form = new FormData();
        form.append('channel_id', channel.id);
        for (const file of files) {
            form.append('files', new Blob([new Uint8Array(file.buffer)], {type: file.mimeType}), file.name);
        }
        const answer = await fetch(`${this.server.url}/api/v4/files`, {method: 'POST', headers: {Authorization: `Bearer ${author.token}`}, body: form});
        const {file_infos: infos} = (await answer.json()) as {file_infos: Array<{id: string}>};
        return this.as<Post>(author, 'POST', '/posts', {channel_id: channel.id, message, file_ids: infos.map((info) => info.id)});
    }
}

async function call<T>(server: Server, token: string, method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${server.url}/api/v4${path}`, {
        method,
        headers: {'Content-Type': 'application/json', ...(token ? {Authorization: `Bearer ${token}`} : {})},
        ...(body === undefined ? {} : {body: JSON.stringify(body)}),
    });
    if (!answer.ok) {
        throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    }
    return (await answer.json()) as T;
}

async function logIn(server: Server, username: string): Promise<string> {
    const answer = await fetch(`${server.url}/api/v4/users/login`, {method: 'POST', body: JSON.stringify({login_id: username, password: PASSWORD})});
    const token = answer.headers.get('Token');
    if (!token) {
        throw new Error(`${username} could not log in: ${answer.status} ${await answer.text()}`);
    }
    return token;
}
