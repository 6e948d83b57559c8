/* Where the completions come from: what is known here first, then what the server adds. */
import type {Channel} from '@mattermost/types/channels';
import type {AutocompleteSuggestion} from '@mattermost/types/integrations';
import type {UserProfile} from '@mattermost/types/users';
import {autocompleteUsers} from 'mattermost-redux/actions/users';
import {autocompleteChannels} from 'mattermost-redux/actions/channels';
import {Client4} from 'mattermost-redux/client';
import {getCustomEmojis} from 'mattermost-redux/selectors/entities/emojis';
import {getFullName} from 'mattermost-redux/utils/user_utils';

import {findCustomEmoji} from '@/emoji/custom';
import {currentEmoji, searchEmoji} from '@/emoji/emoji';
import type {AppState, Result, Thunk} from '@/store/types';

import type {Trigger} from './trigger';
import {sortByRank} from './trigger';

export interface Suggestion {
    key: string;
    insert: string;
    title: string;
    detail: string;
    userId?: string;
    emoji?: string;
    channelType?: string;
    note?: string;
    command?: boolean;
    /** Choosing it goes on completing instead of ending. */
    open?: boolean;
}

const LIMIT = 8;

function userKeys(user: UserProfile): string[] {
    return [user.username, user.nickname, getFullName(user), user.last_name].filter(Boolean);
}

const SPECIAL: Suggestion[] = [
    {key: '@here', insert: '@here', title: '@here', detail: 'Everyone online in this channel', note: 'group'},
    {key: '@channel', insert: '@channel', title: '@channel', detail: 'Everyone in this channel', note: 'group'},
    {key: '@all', insert: '@all', title: '@all', detail: 'Everyone in this channel', note: 'group'},
];

function toUserSuggestion(user: UserProfile, outside: boolean): Suggestion {
    const suggestion: Suggestion = {
        key: user.id,
        insert: `@${user.username}`,
        title: `@${user.username}`,
        detail: [getFullName(user), user.nickname && `(${user.nickname})`].filter(Boolean).join(' '),
        userId: user.id,
    };
    return outside ? {...suggestion, note: 'not in this channel'} : suggestion;
}

function localMentions(state: AppState, channelId: string, term: string): Suggestion[] {
    const {users} = state.entities;
    const inside = users.profilesInChannel[channelId] ?? new Set<string>();
    const recent = Object.values(users.profiles).filter((user) => user.delete_at === 0);
    const known = [...recent].sort((a, b) => Number(inside.has(b.id)) - Number(inside.has(a.id)));
    const people = sortByRank(known, userKeys, term, LIMIT).map((user) => toUserSuggestion(user, inside.size > 0 && !inside.has(user.id)));
    const special = SPECIAL.filter((entry) => term.length > 0 && entry.key.slice(1).startsWith(term.toLowerCase()));
    return term ? [...people, ...special].slice(0, LIMIT + 3) : [...people.slice(0, LIMIT - 3), ...SPECIAL];
}

function mentions(channelId: string, term: string): Thunk<Promise<Suggestion[]>> {
    return async (dispatch, getState) => {
        const {teams, channels} = getState().entities;
        const teamId = channels.channels[channelId]?.team_id || teams.currentTeamId;
        const result: Result<{users: UserProfile[]; out_of_channel?: UserProfile[]}> = await dispatch(
            autocompleteUsers(term.toLowerCase(), teamId, channelId, {limit: 25}),
        );
        const outside = new Set((result.data?.out_of_channel ?? []).map((user) => user.id));
        return localMentions(getState(), channelId, term).map((one) => {
            const {note: _note, ...rest} = one;
            return outside.has(one.key) ? {...one, note: 'not in this channel'} : one.note === 'group' ? one : rest;
        });
    };
}

function channelSuggestions(state: AppState, term: string): Suggestion[] {
    const {channels, teams} = state.entities;
    const list = Object.values(channels.channels).filter(
        (channel) => channel.team_id === teams.currentTeamId && channel.delete_at === 0 && (channel.type === 'O' || channel.type === 'P'),
    );
    return sortByRank(list, (channel) => [channel.name, channel.display_name], term, LIMIT).map((channel: Channel) => ({
        key: channel.id,
        insert: `~${channel.name}`,
        title: channel.display_name,
        detail: `~${channel.name}`,
        channelType: channel.type,
    }));
}

function emojiSuggestions(state: AppState, term: string): Suggestion[] {
    const own = Object.values(getCustomEmojis(state))
        .filter((emoji) => emoji.name.includes(term.toLowerCase()))
        .map((emoji) => emoji.name);
    const table = currentEmoji();
    const standard = table ? searchEmoji(table, term, LIMIT).map((emoji) => emoji.names.find((name) => name.startsWith(term.toLowerCase())) ?? emoji.name) : [];
    return [...own, ...standard].slice(0, LIMIT).map((name) => ({key: name, insert: `:${name}:`, title: `:${name}:`, detail: '', emoji: name}));
}

function commands(channelId: string, rootId: string, typed: string): Thunk<Promise<Suggestion[]>> {
    return async (_dispatch, getState) => {
        const {teams} = getState().entities;
        const list: AutocompleteSuggestion[] = await Client4.getCommandAutocompleteSuggestionsList(
            `/${typed}`,
            teams.currentTeamId,
            {channel_id: channelId, ...(rootId ? {root_id: rootId} : {})},
        ).catch(() => []);
        // Where any text may stand there is no word to choose: choosing it would only get in the way of sending.
        const words = list.filter((entry) => entry.Suggestion);
        return words.slice(0, 12).map((entry) => {
            const complete = String(entry.Complete ?? '').trimEnd();
            return {
                key: complete || String(entry.Suggestion),
                insert: complete.startsWith('/') ? `${complete} ` : `/${complete} `,
                title: typed.includes(' ') ? String(entry.Suggestion) : `/${String(entry.Suggestion).replace(/^\//, '')}`,
                detail: [entry.Hint, entry.Description].filter(Boolean).join(' — '),
                command: true,
            };
        });
    };
}

/** What is known at once, without asking. */
export function suggestNow(state: AppState, trigger: Trigger, channelId: string): Suggestion[] {
    switch (trigger.kind) {
        case 'mention':
            return localMentions(state, channelId, trigger.term);
        case 'channel':
            return channelSuggestions(state, trigger.term);
        case 'emoji':
            return emojiSuggestions(state, trigger.term);
        default:
            return [];
    }
}

export function suggestMore(trigger: Trigger, channelId: string, rootId: string): Thunk<Promise<Suggestion[]>> {
    return async (dispatch, getState) => {
        switch (trigger.kind) {
            case 'mention':
                return dispatch(mentions(channelId, trigger.term));
            case 'channel':
                await dispatch(autocompleteChannels(getState().entities.teams.currentTeamId, trigger.term));
                return channelSuggestions(getState(), trigger.term);
            case 'command':
                return dispatch(commands(channelId, rootId, trigger.term));
            default:
                await findCustomEmoji(trigger.term);
                return emojiSuggestions(getState(), trigger.term);
        }
    };
}
