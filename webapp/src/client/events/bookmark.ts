/* Events about the bookmarks of channels. */
import type {ChannelBookmark} from '@mattermost/types/channel_bookmarks';
import {ChannelBookmarkTypes} from 'mattermost-redux/action_types';

import type {Frame} from '@/client/frame';
import {nested} from '@/client/frame';
import type {Thunk} from '@/store/types';

export function kept(frame: Frame): Thunk {
    return (dispatch) => {
        const bookmark = nested<ChannelBookmark>(frame.data['bookmark']);
        if (bookmark?.id) {
            dispatch({type: ChannelBookmarkTypes.RECEIVED_BOOKMARK, data: bookmark} as {type: string});
        }
    };
}

export function changed(frame: Frame): Thunk {
    return (dispatch) => {
        const change = nested<{updated?: ChannelBookmark; deleted?: ChannelBookmark}>(frame.data['bookmarks'] ?? frame.data['bookmark']);
        if (change?.deleted) {
            dispatch({type: ChannelBookmarkTypes.BOOKMARK_DELETED, data: change.deleted} as {type: string});
        }
        if (change?.updated) {
            dispatch({type: ChannelBookmarkTypes.RECEIVED_BOOKMARK, data: change.updated} as {type: string});
        }
    };
}

export function gone(frame: Frame): Thunk {
    return (dispatch) => {
        const bookmark = nested<ChannelBookmark>(frame.data['bookmark']);
        if (bookmark?.id) {
            dispatch({type: ChannelBookmarkTypes.BOOKMARK_DELETED, data: bookmark} as {type: string});
        }
    };
}

export function sorted(frame: Frame): Thunk {
    return (dispatch) => {
        const bookmarks = nested<ChannelBookmark[]>(frame.data['bookmarks']);
        const channelId = frame.broadcast.channel_id || bookmarks?.[0]?.channel_id;
        if (bookmarks && channelId) {
            dispatch({type: ChannelBookmarkTypes.RECEIVED_BOOKMARKS, data: {channelId, bookmarks}} as {type: string});
        }
    };
}
