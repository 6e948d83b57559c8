/* What a channel is: purpose, header, people, files, its address. */
import {getChannelStats} from 'mattermost-redux/actions/channels';
import {haveIChannelPermission} from 'mattermost-redux/selectors/entities/roles';
import {useEffect} from 'react';

import {toggleFavourite, toggleMute} from '@/app/channelActions';
import {Avatar} from '@/components/Avatar';
import {Button} from '@/components/Button';
import {Icon} from '@/components/Icon';
import type {IconName} from '@/components/Icon';
import {Markdown} from '@/markdown/Markdown';
import {useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {channelPath, channelTitle, nameOf, teammateId} from '@/store/names';
import {pushPanel} from '@/store/panel';
import type {PanelView} from '@/store/panel';
import {say} from '@/store/toasts';
import {isFavoriteChannel} from 'mattermost-redux/selectors/entities/channels';

import {FilesFound} from './PostLists';

function Row({icon, label, value, view}: {icon: IconName; label: string; value?: number | undefined; view: PanelView}) {
    const dispatch = useAppDispatch();
    return (
        <li>
            <button type="button" className="info-row" onClick={() => dispatch(pushPanel(view))}>
                <Icon name={icon} size={18} />
                <span>{label}</span>
                {value !== undefined && <span className="info-row__value">{value}</span>}
                <Icon name="chevron-right" size={16} />
            </button>
        </li>
    );
}

export function ChannelInfo({channelId}: {channelId: string}) {
    const dispatch = useAppDispatch();
    const channel = useAppSelector((state) => state.entities.channels.channels[channelId]);
    const stats = useAppSelector((state) => state.entities.channels.stats[channelId]);
    const title = useAppSelector((state) => (channel ? channelTitle(state, channel) : ''));
    const path = useAppSelector((state) => (channel ? channelPath(state, channel) : ''));
    const favourite = useAppSelector((state) => isFavoriteChannel(state, channelId));
    const muted = useAppSelector((state) => state.entities.channels.myMembers[channelId]?.notify_props?.mark_unread === 'mention');
    const myId = useAppSelector((state) => state.entities.users.currentUserId);
    const creator = useAppSelector((state) => (channel && state.entities.users.profiles[channel.creator_id] ? nameOf(state, channel.creator_id) : ''));
    const mayEdit = useAppSelector((state) =>
        haveIChannelPermission(state, channel?.team_id, channelId, channel?.type === 'P' ? 'manage_private_channel_properties' : 'manage_public_channel_properties'),
    );
    useEffect(() => void dispatch(getChannelStats(channelId, true)), [channelId, dispatch]);
    if (!channel) {
        return null;
    }
    const direct = channel.type === 'D' || channel.type === 'G';
    return (
        <div className="info">
            <div className="info__head">
                {channel.type === 'D' ? (
                    <Avatar userId={teammateId(channel, myId)} size={64} presence />
                ) : (
                    <span className="intro__mark">
                        <Icon name={channel.type === 'P' ? 'lock' : channel.type === 'G' ? 'users' : 'hash'} size={28} />
                    </span>
                )}
                <p className="info__title">{title}</p>
            </div>
            <div className="info__actions">
                <Button icon="star" aria-pressed={favourite} onClick={() => dispatch(toggleFavourite(channelId))}>
                    {favourite ? 'Favourite' : 'Add favourite'}
                </Button>
                <Button icon={muted ? 'bell-off' : 'bell'} aria-pressed={muted} onClick={() => dispatch(toggleMute(channelId))}>
                    {muted ? 'Muted' : 'Mute'}
                </Button>
                <Button
                    icon="link"
                    onClick={() => void navigator.clipboard.writeText(window.location.origin + path).then(() => dispatch(say('Link copied', 'good')))}
                >
                    Copy link
                </Button>
            </div>
            <dl className="info__facts">
                {!direct && (
                    <div>
                        <dt>Purpose</dt>
                        <dd>{channel.purpose ? <Markdown text={channel.purpose} /> : <em>None yet</em>}</dd>
                    </div>
                )}
                <div>
                    <dt>Header</dt>
                    <dd>{channel.header ? <Markdown text={channel.header} /> : <em>None yet</em>}</dd>
                </div>
                {creator && (
                    <div>
                        <dt>Created</dt>
                        <dd>
                            by {creator}, {new Date(channel.create_at).toLocaleDateString(undefined, {dateStyle: 'long'})}
                        </dd>
                    </div>
                )}
            </dl>
            {channel.delete_at === 0 && (direct || mayEdit) && (
                <Button icon="edit" onClick={() => dispatch(openModal({kind: 'edit-channel', channelId}))}>
                    {direct ? 'Edit header' : 'Edit channel'}
                </Button>
            )}
            <ul className="info__rows">
                {channel.type !== 'D' && <Row icon="users" label="Members" value={stats?.member_count} view={{kind: 'members', channelId}} />}
                <Row icon="pin" label="Pinned messages" value={stats?.pinnedpost_count} view={{kind: 'pinned', channelId}} />
                <Row icon="file" label="Files" value={stats?.files_count && stats.files_count > 0 ? stats.files_count : undefined} view={{kind: 'files', channelId}} />
            </ul>
            <p className="info__id">
                Channel id <code>{channel.id}</code>
            </p>
        </div>
    );
}

export function ChannelFiles({channelId}: {channelId: string}) {
    const channel = useAppSelector((state) => state.entities.channels.channels[channelId]);
    const teamId = useAppSelector((state) => channel?.team_id || state.entities.teams.currentTeamId);
    return channel ? <FilesFound terms={`in:${channel.name}`} teamId={teamId} /> : null;
}
