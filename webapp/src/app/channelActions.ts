/* What a person does with channels: open, create, join, leave, mute, favourite, mark. */
import type {Channel} from '@mattermost/types/channels';
import {
    addChannelToCategory,
    addChannelToInitialCategory,
} from 'mattermost-redux/actions/channel_categories';
import {
    createDirectChannel,
    createGroupChannel,
    favoriteChannel,
    getChannelAndMyMember,
    joinChannel,
    leaveChannel,
    unfavoriteChannel,
    updateChannelNotifyProps,
} from 'mattermost-redux/actions/channels';
import {setUnreadPost} from 'mattermost-redux/actions/posts';
import {getProfilesInChannel} from 'mattermost-redux/actions/users';
import {getRedirectChannelNameForTeam, isFavoriteChannel} from 'mattermost-redux/selectors/entities/channels';
import {getDirectChannelName} from 'mattermost-redux/utils/channel_utils';

import {channelPath, teammateId} from '@/store/names';
import {savePreference} from '@/store/preferences';
import {say} from '@/store/toasts';
import type {Result, Thunk} from '@/store/types';

import {navigate} from './navigation';

export function goTo(channel: Channel): Thunk {
    return (_dispatch, getState) => navigate(channelPath(getState(), channel));
}

/** Opens the direct channel with one person, or the group with several. */
export function openDirect(userIds: string[]): Thunk<Promise<boolean>> {
    return async (dispatch, getState) => {
        const {users, channels} = getState().entities;
        const [first = ''] = userIds;
        let channel: Channel | undefined;
        if (userIds.length === 1) {
            const name = getDirectChannelName(users.currentUserId, first);
            channel = Object.values(channels.channels).find((known) => known.type === 'D' && known.name === name);
        }
        if (!channel) {
            const result: Result<Channel> =
                userIds.length === 1
                    ? await dispatch(createDirectChannel(users.currentUserId, first))
                    : await dispatch(createGroupChannel(userIds));
            if (!result.data) {
                dispatch(say(result.error?.message ?? 'The conversation could not be opened.', 'bad'));
                return false;
            }
            channel = result.data;
            await dispatch(getProfilesInChannel(channel.id, 0));
        }
        dispatch(showDirect(channel));
        void dispatch(savePreference('channel_open_time', channel.id, String(Date.now())));
        dispatch(goTo(channel));
        return true;
    };
}

/** A conversation one opens, or that somebody writes in, comes back to the sidebar. */
export function showDirect(channel: Channel): Thunk {
    return (dispatch, getState) => {
        const {preferences, users} = getState().entities;
        const direct = channel.type === 'D';
        const category = direct ? 'direct_channel_show' : 'group_channel_show';
        const name = direct ? teammateId(channel, users.currentUserId) : channel.id;
        if (preferences.myPreferences[`${category}--${name}`]?.value !== 'true') {
            void dispatch(savePreference(category, name, 'true'));
        }
    };
}

export function closeDirect(channel: Channel): Thunk {
    return (dispatch, getState) => {
        const {users, channels, teams} = getState().entities;
        const name =
            channel.type === 'D'
                ? (channel.name.split('__').find((id) => id !== users.currentUserId) ?? users.currentUserId)
                : channel.id;
        void dispatch(
            savePreference(channel.type === 'D' ? 'direct_channel_show' : 'group_channel_show', name, 'false'),
        );
        if (channels.currentChannelId === channel.id) {
            const team = teams.teams[teams.currentTeamId];
            navigate(`/${team?.name ?? ''}/channels/${getRedirectChannelNameForTeam(getState(), teams.currentTeamId)}`);
        }
    };
}

export function join(channel: Channel): Thunk<Promise<boolean>> {
    return async (dispatch, getState) => {
        const {currentUserId} = getState().entities.users;
        const result: Result = await dispatch(joinChannel(currentUserId, channel.team_id, channel.id));
        if (result.error) {
            dispatch(say(result.error.message ?? `You could not join ${channel.display_name}.`, 'bad'));
            return false;
        }
        await dispatch(getChannelAndMyMember(channel.id));
        await dispatch(addChannelToInitialCategory(channel));
        return true;
    };
}

export function leave(channel: Channel): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const {teams} = getState().entities;
        const result: Result = await dispatch(leaveChannel(channel.id));
        if (result.error) {
            dispatch(say(result.error.message ?? `You could not leave ${channel.display_name}.`, 'bad'));
            return;
        }
        const team = teams.teams[channel.team_id];
        navigate(`/${team?.name ?? ''}/channels/${getRedirectChannelNameForTeam(getState(), channel.team_id)}`);
    };
}

export function toggleFavourite(channelId: string): Thunk {
    return (dispatch, getState) => {
        const favourite = isFavoriteChannel(getState(), channelId);
        void dispatch(favourite ? unfavoriteChannel(channelId) : favoriteChannel(channelId));
    };
}

export function toggleMute(channelId: string): Thunk {
    return (dispatch, getState) => {
        const {channels, users} = getState().entities;
        const muted = channels.myMembers[channelId]?.notify_props?.mark_unread === 'mention';
        void dispatch(
            updateChannelNotifyProps(users.currentUserId, channelId, {mark_unread: muted ? 'all' : 'mention'}),
        );
    };
}

export function moveTo(categoryId: string, channelId: string): Thunk {
    return (dispatch) => void dispatch(addChannelToCategory(categoryId, channelId));
}

export function markUnreadFrom(postId: string): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const result: Result = await dispatch(setUnreadPost(getState().entities.users.currentUserId, postId));
        if (result.error) {
            dispatch(say(result.error.message ?? 'The message could not be marked unread.', 'bad'));
        }
    };
}
