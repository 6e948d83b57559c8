/* The bar over the messages: which channel, what it is about, and its panels. */
import type {Channel} from '@mattermost/types/channels';
import {isFavoriteChannel} from 'mattermost-redux/selectors/entities/channels';

import {Avatar, STATUS_WORDS} from '@/components/Avatar';
import {IconButton} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {Menu} from '@/components/Menu';
import {Tooltip} from '@/components/Tooltip';
import {EmojiGlyph} from '@/emoji/EmojiGlyph';
import {Markdown} from '@/markdown/Markdown';
import {HeaderTools} from '@/plugins/HeaderTools';
import {menuEntries} from '@/plugins/menu';
import {useParts} from '@/plugins/Slot';
import {store, useAppDispatch, useAppSelector} from '@/store';
import {customStatusOf} from '@/store/customStatus';
import {channelTitle, teammateId} from '@/store/names';
import {closePanel, openPanel} from '@/store/panel';
import type {PanelView} from '@/store/panel';
import {setDrawer} from '@/store/views';
import {toggleFavourite} from '@/app/channelActions';

import {useChannelMenu} from './useChannelMenu';

export function ChannelHeader({channel}: {channel: Channel}) {
    const dispatch = useAppDispatch();
    const title = useAppSelector((state) => channelTitle(state, channel));
    const myId = useAppSelector((state) => state.entities.users.currentUserId);
    const favourite = useAppSelector((state) => isFavoriteChannel(state, channel.id));
    const stats = useAppSelector((state) => state.entities.channels.stats[channel.id]);
    const muted = useAppSelector((state) => state.entities.channels.myMembers[channel.id]?.notify_props?.mark_unread === 'mention');
    const shown = useAppSelector((state) => state.views.panel.stack.at(-1));
    const other = channel.type === 'D' ? teammateId(channel, myId) : '';
    const status = useAppSelector((state) => state.entities.users.statuses[other] ?? 'offline');
    const teammate = useAppSelector((state) => state.entities.users.profiles[other]);
    const custom = customStatusOf(teammate);
    const own = useChannelMenu(channel);
    const parts = useParts('ChannelHeader');
    const entries = () => [
        ...own(),
        ...menuEntries(parts, {where: 'the channel menu', args: [channel.id], shows: (part) => typeof part['shouldRender'] !== 'function' || (part['shouldRender'] as (state: unknown) => unknown)(store.getState())}),
    ];
    const show = (view: PanelView) => dispatch(shown?.kind === view.kind ? closePanel() : openPanel(view));
    return (
        <header className="channel-header">
            <IconButton icon="menu" label="Open navigation" className="only-narrow" onClick={() => dispatch(setDrawer(true))} />
            {channel.type === 'D' && <Avatar userId={other} size={28} presence />}
            <div className="channel-header__names">
                <Menu label="Channel menu" entries={entries}>
                    <button type="button" className="channel-header__title" aria-label={`${title}, channel menu`}>
                        {channel.type === 'O' && <Icon name="hash" size={18} />}
                        {channel.type === 'P' && <Icon name="lock" size={16} />}
                        {channel.type === 'G' && <Icon name="users" size={18} />}
                        <h1>{title}</h1>
                        {muted && <Icon name="bell-off" size={15} />}
                        <Icon name="chevron" size={15} />
                    </button>
                </Menu>
                <div className="channel-header__about">
                    {channel.type === 'D' && (
                        <span className="channel-header__status">
                            {STATUS_WORDS[status]}
                            {custom && (
                                <>
                                    {' · '}
                                    <EmojiGlyph name={custom.emoji} /> {custom.text}
                                </>
                            )}
                        </span>
                    )}
                    {channel.header && <Markdown inline text={channel.header} />}
                </div>
            </div>
            <div className="channel-header__tools">
                <HeaderTools channel={channel} />
                <IconButton
                    icon="star"
                    filled={favourite}
                    active={favourite}
                    label={favourite ? 'Remove from favourites' : 'Add to favourites'}
                    aria-pressed={favourite}
                    className="not-narrow"
                    onClick={() => dispatch(toggleFavourite(channel.id))}
                />
                {channel.type !== 'D' && (
                    <Tooltip text="Members">
                        <button
                            type="button"
                            className={`icon-button icon-button--count ${shown?.kind === 'members' ? 'icon-button--active' : ''}`}
                            aria-label={`Members, ${stats?.member_count ?? 0}`}
                            onClick={() => show({kind: 'members', channelId: channel.id})}
                        >
                            <Icon name="users" size={18} />
                            {(stats?.member_count ?? 0) > 0 && <span>{stats?.member_count}</span>}
                        </button>
                    </Tooltip>
                )}
                <IconButton icon="pin" label="Pinned messages" className="not-narrow" active={shown?.kind === 'pinned'} onClick={() => show({kind: 'pinned', channelId: channel.id})} />
                <IconButton icon="info" label="About this channel" active={shown?.kind === 'info'} onClick={() => show({kind: 'info', channelId: channel.id})} />
            </div>
        </header>
    );
}
