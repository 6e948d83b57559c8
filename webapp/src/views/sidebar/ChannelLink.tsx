/* One channel in the sidebar: name, presence, unread weight, mention count, its menu. */
import type {Channel} from '@mattermost/types/channels';
import {makeGetChannelUnreadCount} from 'mattermost-redux/selectors/entities/channels';
import {memo, useMemo} from 'react';
import {Link, useLocation} from 'react-router-dom';

import {Avatar} from '@/components/Avatar';
import {IconButton} from '@/components/Button';
import {Icon, knownIcon} from '@/components/Icon';
import {Menu} from '@/components/Menu';
import {EmojiGlyph} from '@/emoji/EmojiGlyph';
import {useAppDispatch, useAppSelector} from '@/store';
import {customStatusOf} from '@/store/customStatus';
import {draftKey} from '@/store/drafts';
import {ask} from '@/plugins/faults';
import {Slot, useParts} from '@/plugins/Slot';
import {channelPath, channelTitle, teammateId} from '@/store/names';
import {setDrawer} from '@/store/views';
import {useChannelMenu} from '@/views/channel/useChannelMenu';

export const ChannelLink = memo(function ChannelLink({channel: given}: {channel: Channel}) {
    const dispatch = useAppDispatch();
    // The list passes channels with filled-in names; the store's own object says more about the channel.
    const channel = useAppSelector((state) => state.entities.channels.channels[given.id]) ?? given;
    const unreadOf = useMemo(makeGetChannelUnreadCount, []);
    const unread = useAppSelector((state) => unreadOf(state, channel.id));
    const title = useAppSelector((state) => channelTitle(state, channel));
    const path = useAppSelector((state) => channelPath(state, channel));
    const myId = useAppSelector((state) => state.entities.users.currentUserId);
    const current = useAppSelector((state) => state.entities.channels.currentChannelId === channel.id);
    const muted = useAppSelector((state) => state.entities.channels.myMembers[channel.id]?.notify_props?.mark_unread === 'mention');
    const drafted = useAppSelector((state) => Boolean(state.views.drafts[draftKey(channel.id)])) && !current;
    const other = channel.type === 'D' ? teammateId(channel, myId) : '';
    const teammate = useAppSelector((state) => state.entities.users.profiles[other]);
    const size = useAppSelector((state) => state.entities.users.profilesInChannel[channel.id]?.size);
    const custom = customStatusOf(teammate);
    const entries = useChannelMenu(channel);
    const override = useParts('ChannelIconOverride').find((part) => ask(part.pluginId, 'its choice of channels', () => Boolean((part['matcher'] as (one: Channel) => unknown)(channel)), false));
    const {pathname} = useLocation();
    const here = current && /^\/[^/]+\/(channels|messages)\//.test(pathname);
    return (
        <div className={`channel-row ${muted ? 'channel-row--muted' : ''}`}>
            <Link
                to={path}
                className={`channel-link ${unread.showUnread && !muted ? 'channel-link--unread' : ''} ${here ? 'channel-link--active' : ''}`}
                aria-current={here ? 'page' : undefined}
                draggable
                onDragStart={(event) => {
                    event.dataTransfer.setData('application/x-chinwag-channel', channel.id);
                    event.dataTransfer.effectAllowed = 'move';
                }}
                onClick={() => dispatch(setDrawer(false))}
            >
                <span className="channel-link__lead">
                    {channel.type === 'D' ? (
                        <Avatar userId={other} size={20} presence />
                    ) : channel.type === 'G' ? (
                        <span className="channel-link__number" aria-hidden="true">{Math.max(2, (size ?? 3) - 1)}</span>
                    ) : channel.delete_at > 0 ? (
                        <Icon name="archive" size={16} />
                    ) : (
                        <Icon name={(override && knownIcon(override['iconName'])) || (channel.type === 'P' ? 'lock' : 'hash')} size={16} />
                    )}
                </span>
                <span className="channel-link__name">{title}</span>
                <Slot name="SidebarChannelLinkLabel" shape="silent" given={{channel}} />
                {custom && (
                    <span className="channel-link__status">
                        <EmojiGlyph name={custom.emoji} />
                    </span>
                )}
                {drafted && <Icon name="edit" size={14} />}
                {muted && <Icon name="bell-off" size={13} />}
                {unread.mentions > 0 && (
                    <span className="badge">
                        {unread.mentions > 99 ? '99+' : unread.mentions}
                        <span className="visually-hidden"> {unread.mentions === 1 ? 'mention' : 'mentions'}</span>
                    </span>
                )}
                <span className="visually-hidden">
                    {unread.showUnread && unread.mentions === 0 && ', unread'}
                    {drafted && ', draft'}
                    {muted && ', muted'}
                </span>
            </Link>
            <Menu label={`${title} menu`} entries={entries} placement="bottom-start">
                <IconButton icon="more" size={15} label={`${title} menu`} className="channel-row__menu" tabIndex={here ? 0 : -1} />
            </Menu>
        </div>
    );
});
