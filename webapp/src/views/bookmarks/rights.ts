/* Who may change the bookmarks of a channel. */
import type {Channel} from '@mattermost/types/channels';
import {haveIChannelPermission} from 'mattermost-redux/selectors/entities/roles';

import type {AppState} from '@/store/types';

type Verb = 'add' | 'edit' | 'delete' | 'order';

/** In direct and group messages every member may; elsewhere permissions say it. */
export function mayBookmark(state: AppState, channel: Channel, verb: Verb): boolean {
    if (channel.delete_at > 0) {
        return false;
    }
    if (channel.type === 'D' || channel.type === 'G') {
        return true;
    }
    return haveIChannelPermission(state, channel.team_id, channel.id, `${verb}_bookmark_${channel.type === 'P' ? 'private' : 'public'}_channel`);
}
