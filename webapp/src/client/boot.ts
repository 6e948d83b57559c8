/* Start-up: who is here, which teams, which channels; and the end of a session. */
import {Client4} from 'mattermost-redux/client';
import {getClientConfig, getLicenseConfig} from 'mattermost-redux/actions/general';
import {fetchAllMyChannelMembers, fetchAllMyTeamsChannels} from 'mattermost-redux/actions/channels';
import {fetchMyCategories} from 'mattermost-redux/actions/channel_categories';
import {loadRolesIfNeeded} from 'mattermost-redux/actions/roles';
import {fetchTeamScheduledPosts} from 'mattermost-redux/actions/scheduled_posts';
import {getThreadCounts} from 'mattermost-redux/actions/threads';
import {getMissingProfilesByIds, getProfilesInGroupChannels, getStatusesByIds, loadMe} from 'mattermost-redux/actions/users';
import {get, isCollapsedThreadsEnabled} from 'mattermost-redux/selectors/entities/preferences';

import {loadEmoji} from '@/emoji/emoji';
import {teammateId} from '@/store/names';
import {schedulesPosts} from '@/store/schedule';
import type {Result, Thunk} from '@/store/types';
import {adoptTheme} from '@/theme/theme';

import {fetchDrafts} from './draftSync';
import {closeSocket, openSocketEarly, releaseFrames, untilGreeted} from './socket';

export type BootOutcome = 'in' | 'out' | 'unreachable';

export function prepareClient(): void {
    Client4.setUrl(window.location.origin);
    Client4.setAuthHeader = false;
    Client4.setIncludeCookies(true);
}

/** The token from the login answer is dropped: the page lives on its cookies. */
export function liveOnCookies(): void {
    Client4.setToken('');
    Client4.setAuthHeader = false;
}

function hasSessionCookie(): boolean {
    return /(?:^|;\s*)MMUSERID=[^;]+/.test(document.cookie);
}

export function boot(): Thunk<Promise<BootOutcome>> {
    return async (dispatch, getState) => {
        if (hasSessionCookie()) {
            openSocketEarly();
        }
        const results: Result[] = await Promise.all([dispatch(getClientConfig()), dispatch(getLicenseConfig())]);
        if (results.some((result) => result.error)) {
            return 'unreachable';
        }
        if (!hasSessionCookie()) {
            return 'out';
        }
        return (await dispatch(enter())) && getState().entities.users.currentUserId ? 'in' : 'out';
    };
}

/** Loads what belongs to the person; true when there is a session. */
export function enter(): Thunk<Promise<boolean>> {
    return async (dispatch, getState) => {
        liveOnCookies();
        openSocketEarly();
        await dispatch(loadMe());
        const {users} = getState().entities;
        const me = users.profiles[users.currentUserId];
        if (!me) {
            closeSocket();
            return false;
        }
        releaseFrames();
        void loadEmoji();
        adoptTheme(get(getState(), 'display_settings', 'chinwag_theme', ''));
        void dispatch(loadRolesIfNeeded(me.roles.split(' ')));
        void dispatch(getStatusesByIds([me.id]));
        const memberships = Object.values(getState().entities.teams.myMembers);
        void dispatch(loadRolesIfNeeded(memberships.flatMap((member) => member.roles.split(' '))));
        await untilGreeted();
        if (memberships.length > 0) {
            await dispatch(loadChannels());
        }
        return true;
    };
}

export function loadChannels(): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        await Promise.all([dispatch(fetchAllMyTeamsChannels()), dispatch(fetchAllMyChannelMembers())]);
        const {channels, teams, users} = getState().entities;
        const teamId = teams.currentTeamId;
        if (teamId) {
            await dispatch(loadTeam(teamId));
        }
        const mine = Object.values(channels.channels).filter((channel) => channels.myMembers[channel.id]);
        const direct = mine.filter((channel) => channel.type === 'D');
        const groups = mine.filter((channel) => channel.type === 'G');
        const people = direct.map((channel) => teammateId(channel, users.currentUserId)).filter(Boolean);
        if (people.length > 0) {
            void dispatch(getMissingProfilesByIds(people));
            void dispatch(getStatusesByIds(people));
        }
        if (groups.length > 0) {
            void dispatch(getProfilesInGroupChannels(groups.map((channel) => channel.id)));
        }
    };
}

/** What the sidebar of one team needs beside its channels. */
export function loadTeam(teamId: string): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        await dispatch(fetchMyCategories(teamId, false));
        const state = getState();
        if (isCollapsedThreadsEnabled(state)) {
            void dispatch(getThreadCounts(state.entities.users.currentUserId, teamId));
        }
        void dispatch(fetchDrafts(teamId));
        if (schedulesPosts(state)) {
            void dispatch(fetchTeamScheduledPosts(teamId, true));
        }
    };
}
