/* People and channels as choices of a picker. */
import type {Channel} from '@mattermost/types/channels';
import {Client4} from 'mattermost-redux/client';
import {getFullName} from 'mattermost-redux/utils/user_utils';

import {store} from '@/store';
import {nameOfUser} from '@/store/names';

import type {Choice} from './Field';
import {findIn} from './Picker';

export async function findPeople(term: string): Promise<Choice[]> {
    const state = store.getState();
    const answer = await Client4.autocompleteUsers(term.replace(/^@/, ''), state.entities.teams.currentTeamId, '', {limit: 25});
    return answer.users.map((user) => ({value: user.id, label: `@${user.username}`, hint: getFullName(user) || user.nickname}));
}

/** The channels of this team that the person is in or may join. */
export async function findChannels(term: string): Promise<Choice[]> {
    const state = store.getState();
    const teamId = state.entities.teams.currentTeamId;
    const mine = Object.values(state.entities.channels.channels).filter((channel) => channel.team_id === teamId && channel.delete_at === 0 && state.entities.channels.myMembers[channel.id]);
    const found: Channel[] = term ? await Client4.autocompleteChannels(teamId, term).catch(() => []) : [];
    const all = new Map([...mine, ...found].map((channel) => [channel.id, channel]));
    const choices = [...all.values()].sort((a, b) => a.display_name.localeCompare(b.display_name)).map((channel) => ({value: channel.id, label: channel.display_name, hint: channel.type === 'P' ? 'Private' : `~${channel.name}`}));
    return findIn(choices, term.replace(/^~/, '')).slice(0, 50);
}

export function personName(id: string): string | undefined {
    const state = store.getState();
    const user = state.entities.users.profiles[id];
    return user ? nameOfUser(state, user) : undefined;
}

export function channelName(id: string): string | undefined {
    return store.getState().entities.channels.channels[id]?.display_name;
}
