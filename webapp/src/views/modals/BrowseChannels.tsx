/* All channels one may join. */
import type {Channel} from '@mattermost/types/channels';
import {getArchivedChannels, getChannels, getChannelsMemberCount, searchChannels} from 'mattermost-redux/actions/channels';
import {getChannelsMemberCount as selectCounts} from 'mattermost-redux/selectors/entities/channels';
import {haveICurrentTeamPermission} from 'mattermost-redux/selectors/entities/roles';
import {useEffect, useMemo, useState} from 'react';

import {goTo, join} from '@/app/channelActions';
import {Button} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {Modal} from '@/components/Modal';
import {Empty, Loading} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {sortByRank} from '@/views/composer/trigger';

import type {ModalProps} from './Modals';

function ChannelRow({channel, close}: {channel: Channel; close: () => void}) {
    const dispatch = useAppDispatch();
    const member = useAppSelector((state) => Boolean(state.entities.channels.myMembers[channel.id]));
    const count = useAppSelector((state) => selectCounts(state)[channel.id]);
    const [busy, setBusy] = useState(false);
    const open = async () => {
        setBusy(true);
        if (member || (await dispatch(join(channel)))) {
            close();
            dispatch(goTo(channel));
        }
        setBusy(false);
    };
    return (
        <li className="browse-row">
            <Icon name={channel.delete_at > 0 ? 'archive' : channel.type === 'P' ? 'lock' : 'hash'} size={18} />
            <div className="browse-row__text">
                <strong>{channel.display_name}</strong>
                <small>
                    {count !== undefined && `${count} ${count === 1 ? 'member' : 'members'}`}
                    {count !== undefined && channel.purpose && ' · '}
                    {channel.purpose}
                </small>
            </div>
            {member && <span className="tag">Joined</span>}
            <Button size="small" tone={member ? 'quiet' : 'plain'} busy={busy} aria-label={`${member ? 'Open' : 'Join'} ${channel.display_name}`} onClick={() => void open()}>
                {member ? 'Open' : 'Join'}
            </Button>
        </li>
    );
}

export function BrowseChannels({close}: ModalProps<'browse-channels'>) {
    const dispatch = useAppDispatch();
    const teamId = useAppSelector((state) => state.entities.teams.currentTeamId);
    const all = useAppSelector((state) => state.entities.channels.channels);
    const mayCreate = useAppSelector((state) => haveICurrentTeamPermission(state, 'create_public_channel'));
    const [term, setTerm] = useState('');
    const [archived, setArchived] = useState(false);
    const [page, setPage] = useState(0);
    const [more, setMore] = useState(false);
    const [loading, setLoading] = useState(true);
    useEffect(() => {
        setLoading(true);
        void dispatch(archived ? getArchivedChannels(teamId, page, 100) : getChannels(teamId, page, 100)).then((result) => {
            setLoading(false);
            setMore((result.data?.length ?? 0) >= 100);
            if (result.data && result.data.length > 0) {
                void dispatch(getChannelsMemberCount(result.data.map((channel) => channel.id)));
            }
        });
    }, [archived, dispatch, page, teamId]);
    useEffect(() => {
        const timer = window.setTimeout(() => term && void dispatch(searchChannels(teamId, term)), 150);
        return () => window.clearTimeout(timer);
    }, [dispatch, teamId, term]);
    const list = useMemo(() => {
        const here = Object.values(all).filter((channel) => channel.team_id === teamId && (channel.type === 'O' || channel.type === 'P') && channel.delete_at > 0 === archived);
        here.sort((a, b) => a.display_name.localeCompare(b.display_name));
        return sortByRank(here, (channel) => [channel.display_name, channel.name, channel.purpose].filter(Boolean), term, 500);
    }, [all, archived, teamId, term]);
    return (
        <Modal title="Browse channels" onClose={close} width="wide">
            <div className="browse__top">
                <input className="input" type="search" placeholder="Search channels" aria-label="Search channels" autoFocus value={term} onChange={(event) => setTerm(event.target.value)} />
                {mayCreate && (
                    <Button tone="primary" icon="plus" onClick={() => { close(); dispatch(openModal({kind: 'create-channel'})); }}>
                        Create
                    </Button>
                )}
            </div>
            <div className="tabs" role="group" aria-label="Which channels">
                <button type="button" className="tab" aria-pressed={!archived} onClick={() => { setArchived(false); setPage(0); }}>
                    Active
                </button>
                <button type="button" className="tab" aria-pressed={archived} onClick={() => { setArchived(true); setPage(0); }}>
                    Archived
                </button>
            </div>
            {loading && list.length === 0 ? (
                <Loading />
            ) : list.length === 0 ? (
                <Empty icon="compass" title="No channels found" />
            ) : (
                <ul className="browse__list">
                    {list.map((channel) => (
                        <ChannelRow key={channel.id} channel={channel} close={close} />
                    ))}
                    {more && !term && (
                        <li className="members__more">
                            <Button onClick={() => setPage(page + 1)}>Load more</Button>
                        </li>
                    )}
                </ul>
            )}
        </Modal>
    );
}
