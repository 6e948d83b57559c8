/* The table from event names to what they do to the store. */
import type {OpenDialogRequest} from '@mattermost/types/integrations';

import type {Frame} from '@/client/frame';
import {nested} from '@/client/frame';
import {openModal} from '@/store/modals';
import type {Thunk} from '@/store/types';

import * as bookmark from './bookmark';
import * as channel from './channel';
import * as draft from './draft';
import * as post from './post';
import * as thread from './thread';
import * as user from './user';

type Handler = (frame: Frame) => Thunk<void | Promise<void>>;

function openDialog(frame: Frame): Thunk {
    return (dispatch) => {
        const request = nested<OpenDialogRequest>(frame.data['dialog']);
        if (request?.dialog) {
            dispatch(openModal({kind: 'dialog', request}));
        }
    };
}

const handlers: Record<string, Handler> = {
    posted: post.posted,
    post_edited: post.postEdited,
    post_deleted: post.postGone,
    post_unread: post.postUnread,
    ephemeral_message: post.ephemeral,
    reaction_added: post.reactionAdded,
    reaction_removed: post.reactionRemoved,
    typing: post.typing,

    channel_created: channel.channelAppeared,
    direct_added: channel.channelAppeared,
    group_added: channel.channelAppeared,
    channel_updated: channel.channelUpdated,
    channel_converted: channel.channelUpdated,
    channel_deleted: channel.channelArchived,
    channel_restored: channel.channelRestored,
    channel_member_updated: channel.memberUpdated,
    multiple_channels_viewed: channel.channelsViewed,
    channel_viewed: channel.channelsViewed,
    user_added: channel.userAdded,
    user_removed: channel.userRemoved,
    sidebar_category_created: channel.categoriesChanged,
    sidebar_category_updated: channel.categoriesChanged,
    sidebar_category_deleted: channel.categoriesChanged,
    sidebar_category_order_updated: channel.categoryOrder,

    status_change: user.statusChange,
    user_updated: user.userUpdated,
    new_user: user.newUser,
    user_role_updated: user.roleOfUser,
    role_updated: user.roleUpdated,
    memberrole_updated: user.memberRoleUpdated,
    preferences_changed: user.preferencesChanged,
    preference_changed: user.preferencesChanged,
    preferences_deleted: user.preferencesDeleted,
    added_to_team: user.addedToTeam,
    leave_team: user.leftTeam,
    update_team: user.teamUpdated,
    delete_team: user.teamUpdated,
    restore_team: user.teamUpdated,
    config_changed: user.configChanged,
    emoji_added: user.emojiAdded,

    thread_updated: thread.threadUpdated,
    thread_follow_changed: thread.threadFollowChanged,
    thread_read_changed: thread.threadReadChanged,

    draft_created: draft.saved,
    draft_updated: draft.saved,
    draft_deleted: draft.gone,
    scheduled_post_created: draft.scheduled,
    scheduled_post_updated: draft.rescheduled,
    scheduled_post_deleted: draft.unscheduled,

    channel_bookmark_created: bookmark.kept,
    channel_bookmark_updated: bookmark.changed,
    channel_bookmark_deleted: bookmark.gone,
    channel_bookmark_sorted: bookmark.sorted,

    open_dialog: openDialog,
};

export function handleFrame(frame: Frame): Thunk<void | Promise<void>> | undefined {
    return handlers[frame.event]?.(frame);
}

export const knownEvents = Object.keys(handlers);
