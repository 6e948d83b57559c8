/* What to call people and channels on the screen. */
import type {Channel} from '@mattermost/types/channels';
import type {UserProfile} from '@mattermost/types/users';
import {getTeammateNameDisplaySetting} from 'mattermost-redux/selectors/entities/preferences';
import {displayUsername} from 'mattermost-redux/utils/user_utils';

import type {AppState} from './types';

export function nameOf(state: AppState, userId: string): string {
    const user = state.entities.users.profiles[userId];
    return user ? displayUsername(user, getTeammateNameDisplaySetting(state)) : 'Somebody';
}

export function nameOfUser(state: AppState, user: UserProfile): string {
    return displayUsername(user, getTeammateNameDisplaySetting(state));
}

/** The other person of a direct channel; one's own id when it is a note to self. */
export function teammateId(channel: Channel, myId: string): string {
    const [first = '', second = ''] = channel.name.split('__');
    return first === myId ? second : first;
}

export function channelTitle(state: AppState, channel: Channel): string {
    const {currentUserId} = state.entities.users;
    if (channel.type === 'D') {
        const other = teammateId(channel, currentUserId);
        const name = state.entities.users.profiles[other] ? nameOf(state, other) : channel.display_name || 'Direct message';
        return other === currentUserId ? `${name} (you)` : name;
    }
    if (channel.type === 'G') {
        const ids = [...(state.entities.users.profilesInChannel[channel.id] ?? [])].filter((id) => id !== currentUserId);
        const names = ids.filter((id) => state.entities.users.profiles[id]).map((id) => nameOf(state, id));
        return names.length > 0 ? names.sort((a, b) => a.localeCompare(b)).join(', ') : channel.display_name;
    }
    return channel.display_name;
}

export function channelPath(state: AppState, channel: Channel, teamName?: string): string {
    const {teams, users} = state.entities;
    const team = teamName ?? teams.teams[channel.team_id]?.name ?? teams.teams[teams.currentTeamId]?.name ?? '';
    if (channel.type === 'D') {
        const other = users.profiles[teammateId(channel, users.currentUserId)];
        return `/${team}/messages/${other ? `@${other.username}` : channel.name}`;
    }
    return channel.type === 'G' ? `/${team}/messages/${channel.name}` : `/${team}/channels/${channel.name}`;
}
