/* Events about channels, memberships, categories. */
import type {Channel, ChannelMembership} from '@mattermost/types/channels';
import type {ChannelCategory} from '@mattermost/types/channel_categories';
import {ChannelCategoryTypes, ChannelTypes, UserTypes} from 'mattermost-redux/action_types';
import {fetchMyCategories, receivedCategoryOrder} from 'mattermost-redux/actions/channel_categories';
import {
    getChannel,
    getChannelAndMyMember,
    getChannelStats,
    markMultipleChannelsAsRead,
} from 'mattermost-redux/actions/channels';
import {getMissingProfilesByIds, getProfilesInChannel} from 'mattermost-redux/actions/users';
import {getRedirectChannelNameForTeam} from 'mattermost-redux/selectors/entities/channels';

import {navigate} from '@/app/navigation';
import type {Frame} from '@/client/frame';
import {nested, text} from '@/client/frame';
import {say} from '@/store/toasts';
import type {Thunk} from '@/store/types';

export function channelAppeared(frame: Frame): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const id = text(frame.data['channel_id']) || (frame.broadcast.channel_id ?? '');
        if (!id) {
            return;
        }
        await dispatch(getChannelAndMyMember(id));
        const {channels, teams} = getState().entities;
        const channel = channels.channels[id];
        if (channel?.type === 'D' || channel?.type === 'G') {
            void dispatch(getProfilesInChannel(id, 0));
        }
        void dispatch(fetchMyCategories(channel?.team_id || teams.currentTeamId, false));
    };
}

export function channelUpdated(frame: Frame): Thunk {
    return (dispatch) => {
        const channel = nested<Channel>(frame.data['channel']);
        if (channel) {
            dispatch({type: ChannelTypes.RECEIVED_CHANNEL, data: channel} as {type: string});
        } else if (text(frame.data['channel_id'])) {
            void dispatch(getChannel(text(frame.data['channel_id'])));
        }
    };
}

export function channelArchived(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const id = text(frame.data['channel_id']);
        const channel = getState().entities.channels.channels[id];
        if (channel) {
            dispatch({
                type: ChannelTypes.RECEIVED_CHANNEL,
                data: {...channel, delete_at: Number(frame.data['delete_at']) || Date.now()},
            } as {type: string});
        }
    };
}

export function channelRestored(frame: Frame): Thunk {
    return (dispatch) => void dispatch(getChannel(text(frame.data['channel_id'])));
}

export function memberUpdated(frame: Frame): Thunk {
    return (dispatch) => {
        const member = nested<ChannelMembership>(frame.data['channelMember']);
        if (member) {
            dispatch({type: ChannelTypes.RECEIVED_MY_CHANNEL_MEMBER, data: member} as {type: string});
        }
    };
}

export function channelsViewed(frame: Frame): Thunk {
    return (dispatch) => {
        const times = frame.data['channel_times'];
        if (typeof times === 'object' && times !== null) {
            dispatch(markMultipleChannelsAsRead(times as Record<string, number>));
        }
        const single = text(frame.data['channel_id']);
        if (single) {
            dispatch(markMultipleChannelsAsRead({[single]: Date.now()}));
        }
    };
}

export function userAdded(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const userId = text(frame.data['user_id']);
        const channelId = frame.broadcast.channel_id ?? '';
        const {currentUserId, profiles} = getState().entities.users;
        if (userId === currentUserId) {
            void dispatch(channelAppeared(frame));
            return;
        }
        if (!profiles[userId]) {
            void dispatch(getMissingProfilesByIds([userId]));
        }
        dispatch({type: UserTypes.RECEIVED_PROFILE_IN_CHANNEL, data: {id: channelId, user_id: userId}} as {
            type: string;
        });
        if (getState().entities.channels.currentChannelId === channelId) {
            void dispatch(getChannelStats(channelId));
        }
    };
}

/** Somebody removed us: say so, and do not leave us standing before a closed door. */
function shownOut(channel: Channel): Thunk {
    return (dispatch, getState) => {
        const state = getState();
        dispatch(say(`You were removed from ${channel.display_name}.`));
        if (state.entities.channels.currentChannelId === channel.id) {
            const team = state.entities.teams.teams[channel.team_id];
            navigate(`/${team?.name ?? ''}/channels/${getRedirectChannelNameForTeam(state, channel.team_id)}`);
        }
    };
}

export function userRemoved(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const {currentUserId} = getState().entities.users;
        const channelId = text(frame.data['channel_id']) || (frame.broadcast.channel_id ?? '');
        const userId = text(frame.data['user_id']) || (frame.broadcast.user_id ?? '');
        if (!channelId) {
            return;
        }
        const {channels, currentChannelId} = getState().entities.channels;
        if (userId === currentUserId) {
            const channel = channels[channelId];
            if (channel) {
                const remover = text(frame.data['remover_id']);
                if (remover && remover !== currentUserId) {
                    dispatch(shownOut(channel));
                }
                dispatch({
                    type: ChannelTypes.LEAVE_CHANNEL,
                    data: {id: channelId, user_id: userId, team_id: channel.team_id, type: channel.type},
                } as {type: string});
            }
            return;
        }
        dispatch({type: UserTypes.RECEIVED_PROFILE_NOT_IN_CHANNEL, data: {id: channelId, user_id: userId}} as {
            type: string;
        });
        if (currentChannelId === channelId) {
            void dispatch(getChannelStats(channelId));
        }
    };
}

export function categoriesChanged(frame: Frame): Thunk {
    return (dispatch, getState) => {
        const updated = nested<ChannelCategory[]>(frame.data['updatedCategories']);
        if (updated && updated.length > 0) {
            dispatch({type: ChannelCategoryTypes.RECEIVED_CATEGORIES, data: updated} as {type: string});
            return;
        }
        const teamId = frame.broadcast.team_id || getState().entities.teams.currentTeamId;
        void dispatch(fetchMyCategories(teamId, false));
    };
}

export function categoryOrder(frame: Frame): Thunk {
    return (dispatch) => {
        const order = frame.data['order'];
        if (Array.isArray(order) && frame.broadcast.team_id) {
            dispatch(receivedCategoryOrder(frame.broadcast.team_id, order as string[]) as {type: string});
        }
    };
}
