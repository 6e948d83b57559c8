/* What can be done with a channel, the same in its header and in the sidebar. */
import type {Channel} from '@mattermost/types/channels';
import {deleteChannel, markChannelAsRead, unarchiveChannel} from 'mattermost-redux/actions/channels';
import {isFavoriteChannel, makeGetChannelUnreadCount} from 'mattermost-redux/selectors/entities/channels';
import {makeGetCategoriesForTeam} from 'mattermost-redux/selectors/entities/channel_categories';
import {haveIChannelPermission} from 'mattermost-redux/selectors/entities/roles';
import {useMemo} from 'react';

import {closeDirect, leave, moveTo, toggleFavourite, toggleMute} from '@/app/channelActions';
import type {MenuEntry} from '@/components/Menu';
import {store, useAppDispatch} from '@/store';
import {openModal} from '@/store/modals';
import {channelPath} from '@/store/names';
import {openPanel} from '@/store/panel';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';
import {mayBookmark} from '@/views/bookmarks/rights';

export function useChannelMenu(channel: Channel): () => MenuEntry[] {
    const dispatch = useAppDispatch();
    const categoriesOf = useMemo(makeGetCategoriesForTeam, []);
    const unreadOf = useMemo(makeGetChannelUnreadCount, []);
    return () => {
        const state = store.getState();
        const favourite = isFavoriteChannel(state, channel.id);
        const muted = state.entities.channels.myMembers[channel.id]?.notify_props?.mark_unread === 'mention';
        const unread = unreadOf(state, channel.id).showUnread;
        const direct = channel.type === 'D' || channel.type === 'G';
        const may = (permission: string) => haveIChannelPermission(state, channel.team_id, channel.id, permission);
        const isPrivate = channel.type === 'P';
        const archived = channel.delete_at > 0;
        const isDefault = channel.name === 'town-square';
        const categories = categoriesOf(state, state.entities.teams.currentTeamId);
        const targets = categories.filter(
            (category) => category.type === 'custom' && !category.channel_ids.includes(channel.id),
        );
        const copy = () =>
            void navigator.clipboard
                .writeText(window.location.origin + channelPath(store.getState(), channel))
                .then(() => dispatch(say('Link copied', 'good')));
        const archive = () =>
            dispatch(
                openModal({
                    kind: 'confirm',
                    title: `Archive ${channel.display_name}?`,
                    text: 'Nobody can post in an archived channel. Its messages stay readable, and it can be brought back.',
                    action: 'Archive',
                    danger: true,
                    run: async () => {
                        const result: Result = await dispatch(deleteChannel(channel.id));
                        if (result.error) {
                            dispatch(say(result.error.message ?? 'The channel could not be archived.', 'bad'));
                        }
                    },
                }),
            );
        return [
            unread && {label: 'Mark as read', icon: 'check', run: () => dispatch(markChannelAsRead(channel.id))},
            {label: favourite ? 'Remove from favourites' : 'Add to favourites', icon: 'star', run: () => dispatch(toggleFavourite(channel.id))},
            {label: muted ? 'Unmute' : 'Mute', icon: muted ? 'bell' : 'bell-off', run: () => dispatch(toggleMute(channel.id))},
            {label: 'Notifications…', icon: 'bell', run: () => dispatch(openModal({kind: 'channel-notifications', channelId: channel.id}))},
            'line',
            {label: 'About this channel', icon: 'info', run: () => dispatch(openPanel({kind: 'info', channelId: channel.id}))},
            channel.type !== 'D' && {label: 'Members', icon: 'users', run: () => dispatch(openPanel({kind: 'members', channelId: channel.id}))},
            !direct && !archived && may(isPrivate ? 'manage_private_channel_members' : 'manage_public_channel_members') && {
                label: 'Add people…',
                icon: 'user-plus',
                run: () => dispatch(openModal({kind: 'add-members', channelId: channel.id})),
            },
            !archived && (direct || may(isPrivate ? 'manage_private_channel_properties' : 'manage_public_channel_properties')) && {
                label: direct ? 'Edit header…' : 'Edit channel…',
                icon: 'edit',
                run: () => dispatch(openModal({kind: 'edit-channel', channelId: channel.id})),
            },
            mayBookmark(state, channel, 'add') && {label: 'Add a bookmark…', icon: 'bookmark', run: () => dispatch(openModal({kind: 'bookmark', channelId: channel.id}))},
            {label: 'Copy link', icon: 'link', run: copy},
            'line',
            ...targets.map((category): MenuEntry => ({
                label: `Move to ${category.display_name}`,
                icon: 'forward',
                run: () => dispatch(moveTo(category.id, channel.id)),
            })),
            {label: 'Move to new category…', icon: 'plus', run: () => dispatch(openModal({kind: 'category', channelId: channel.id}))},
            'line',
            direct && {label: 'Close conversation', icon: 'close', run: () => dispatch(closeDirect(channel))},
            !direct && archived && may('manage_team') && {label: 'Bring back', icon: 'refresh', run: () => void dispatch(unarchiveChannel(channel.id))},
            !direct && !archived && !isDefault && may(isPrivate ? 'delete_private_channel' : 'delete_public_channel') && {label: 'Archive channel…', icon: 'archive', danger: true, run: archive},
            !direct && !isDefault && {
                label: 'Leave channel',
                icon: 'logout',
                danger: true,
                run: () =>
                    isPrivate
                        ? dispatch(
                              openModal({
                                  kind: 'confirm',
                                  title: `Leave ${channel.display_name}?`,
                                  text: 'It is private: somebody inside has to invite you again before you can come back.',
                                  action: 'Leave',
                                  danger: true,
                                  run: () => dispatch(leave(channel)),
                              }),
                          )
                        : void dispatch(leave(channel)),
            },
        ];
    };
}
