/* The middle of the page: one channel. Opens it, keeps it read, shows its messages and the composer. */
import type {Channel} from '@mattermost/types/channels';
import {getChannelStats, markChannelAsRead, selectChannel} from 'mattermost-redux/actions/channels';
import {isManuallyUnread} from 'mattermost-redux/selectors/entities/channels';
import {haveIChannelPermission} from 'mattermost-redux/selectors/entities/roles';
import {getProfilesInChannel, getStatusesByIds} from 'mattermost-redux/actions/users';
import {useEffect} from 'react';

import {showDirect} from '@/app/channelActions';
import {lookAtChannel} from '@/client/attention';
import {sendPresence} from '@/client/socket';
import {Button} from '@/components/Button';
import {store, useAppDispatch, useAppSelector} from '@/store';
import {isCentered, savePreference} from '@/store/preferences';
import {channelTitle, teammateId} from '@/store/names';
import {channelOpened} from '@/store/views';
import {BookmarksBar} from '@/views/bookmarks/BookmarksBar';
import {Composer} from '@/views/composer/Composer';

import {ChannelHeader} from './ChannelHeader';
import {PostStream} from './PostStream';
import {TypingLine} from './TypingLine';

function useOpenChannel(channelId: string): void {
    const dispatch = useAppDispatch();
    useEffect(() => {
        const before = store.getState().entities;
        const member = before.channels.myMembers[channelId];
        const channel = before.channels.channels[channelId];
        const total = before.channels.messageCounts[channelId]?.total ?? 0;
        // Never viewed means that nothing had been written: then all that is unread is new.
        const never = member && total > member.msg_count ? 1 : 0;
        dispatch(channelOpened(channelId, member?.last_viewed_at || never));
        dispatch(selectChannel(channelId) as {type: string});
        lookAtChannel(channelId);
        sendPresence(channelId, before.teams.currentTeamId);
        if (document.hasFocus() && !isManuallyUnread(store.getState(), channelId)) {
            dispatch(markChannelAsRead(channelId));
        }
        void dispatch(getChannelStats(channelId));
        if (channel?.type === 'D' || channel?.type === 'G') {
            dispatch(showDirect(channel));
        }
        if (channel?.type === 'D') {
            void dispatch(getStatusesByIds([teammateId(channel, before.users.currentUserId)]));
        } else {
            void dispatch(getProfilesInChannel(channelId, 0, 100));
        }
        void dispatch(savePreference('last', 'channel', channelId));
        return () => {
            lookAtChannel('');
        };
    }, [channelId, dispatch]);
    useEffect(() => {
        const onFocus = () => {
            const state = store.getState();
            const member = state.entities.channels.myMembers[channelId];
            const total = state.entities.channels.messageCounts[channelId]?.total ?? 0;
            if (member && total > member.msg_count && !isManuallyUnread(state, channelId)) {
                dispatch(markChannelAsRead(channelId));
            }
        };
        window.addEventListener('focus', onFocus);
        return () => window.removeEventListener('focus', onFocus);
    }, [channelId, dispatch]);
}

function useRememberPlace(channel: Channel): void {
    const teamId = useAppSelector((state) => state.entities.teams.currentTeamId);
    useEffect(() => {
        try {
            window.localStorage.setItem(`chinwag.last.${teamId}`, channel.id);
            window.localStorage.setItem('chinwag.last-team', teamId);
        } catch {
            // Without storage the next visit starts in the default channel.
        }
    }, [channel.id, teamId]);
}

export function ChannelView({channel, focusId = ''}: {channel: Channel; focusId?: string}) {
    useOpenChannel(channel.id);
    useRememberPlace(channel);
    const title = useAppSelector((state) => channelTitle(state, channel));
    const mayPost = useAppSelector((state) => haveIChannelPermission(state, channel.team_id, channel.id, 'create_post'));
    const rolesKnown = useAppSelector((state) => Object.keys(state.entities.roles.roles).length > 0);
    const gone = useAppSelector((state) => channel.type === 'D' && (state.entities.users.profiles[teammateId(channel, state.entities.users.currentUserId)]?.delete_at ?? 0) > 0);
    const centered = useAppSelector(isCentered);
    const prefix = channel.type === 'O' || channel.type === 'P' ? `Write to ${title}` : `Message ${title}`;
    return (
        <main className={`channel ${centered ? 'channel--centered' : ''}`} id="main" aria-label={title}>
            <ChannelHeader channel={channel} />
            <BookmarksBar channel={channel} />
            <PostStream channel={channel} focusId={focusId} />
            <TypingLine channelId={channel.id} />
            {channel.delete_at > 0 ? (
                <p className="composer-note">This channel is archived. Its messages can be read, not answered.</p>
            ) : gone ? (
                <p className="composer-note">This account is deactivated; no more messages can be sent.</p>
            ) : rolesKnown && !mayPost ? (
                <p className="composer-note">You may read this channel, not write in it.</p>
            ) : (
                <Composer channelId={channel.id} placeholder={prefix} />
            )}
        </main>
    );
}

export function NoChannel({name, onBrowse}: {name: string; onBrowse: () => void}) {
    return (
        <main className="channel channel--missing" id="main">
            <div className="state state--empty">
                <p className="state__title">There is no channel “{name}” here for you</p>
                <p className="state__text">It may be private, renamed or gone.</p>
                <Button tone="primary" icon="compass" onClick={onBrowse}>
                    Browse channels
                </Button>
            </div>
        </main>
    );
}
