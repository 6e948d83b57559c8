/* All channels of all teams. */
import type {ChannelWithTeamData} from '@mattermost/types/channels';
import {Client4} from 'mattermost-redux/client';
import {useCallback, useEffect, useState} from 'react';

import {Button, IconButton} from '@/components/Button';
import {Select} from '@/components/Field';
import {Icon} from '@/components/Icon';
import {Menu} from '@/components/Menu';
import type {MenuEntry} from '@/components/Menu';
import {Empty, Failed, Loading} from '@/components/states';
import {useAppDispatch} from '@/store';
import {openModal} from '@/store/modals';
import {say} from '@/store/toasts';

import {PageHead} from './PageHead';

const PAGE = 50;

type Which = 'all' | 'public' | 'private' | 'archived';

function useChannels(term: string, which: Which, page: number) {
    const [list, setList] = useState<ChannelWithTeamData[] | null>(null);
    const [total, setTotal] = useState(0);
    const [error, setError] = useState('');
    const load = useCallback(() => {
        // One search serves all four kinds: an empty text finds everything.
        const options = {page, per_page: PAGE, include_deleted: which === 'archived', deleted: which === 'archived', public: which === 'public', private: which === 'private', nonAdminSearch: false};
        Client4.searchAllChannels(term, options).then(
            (answer) => {
                setList(answer.channels ?? []);
                setTotal(answer.total_count ?? 0);
                setError('');
            },
            (problem: {message?: string}) => setError(problem.message ?? 'The channels could not be read.'),
        );
    }, [page, term, which]);
    useEffect(() => {
        const timer = window.setTimeout(load, term ? 200 : 0);
        return () => window.clearTimeout(timer);
    }, [load, term]);
    return {list, total, error, load};
}

export function ChannelsPage() {
    const dispatch = useAppDispatch();
    const [term, setTerm] = useState('');
    const [which, setWhich] = useState<Which>('all');
    const [page, setPage] = useState(0);
    const {list, total, error, load} = useChannels(term.trim(), which, page);
    const attempt = async (work: () => Promise<unknown>, done: string) => {
        try {
            await work();
            dispatch(say(done, 'good'));
        } catch (problem) {
            dispatch(say((problem as {message?: string}).message ?? 'That did not work.', 'bad'));
        }
        load();
    };
    const ask = (title: string, text: string, action: string, run: () => Promise<void>) => dispatch(openModal({kind: 'confirm', title, text, action, danger: true, run}));
    const entries = (channel: ChannelWithTeamData): MenuEntry[] => {
        const isDefault = channel.name === 'town-square';
        const privacy = channel.type === 'O' ? 'P' : 'O';
        return [
            channel.delete_at === 0 &&
                !isDefault && {
                    label: privacy === 'P' ? 'Make private' : 'Make public',
                    icon: privacy === 'P' ? 'lock' : 'hash',
                    run: () =>
                        ask(
                            `Make ${channel.display_name} ${privacy === 'P' ? 'private' : 'public'}?`,
                            privacy === 'P' ? 'Its members stay. Others can no longer find or join it by themselves.' : 'Everyone in the team can find, join and read it, with all its history.',
                            privacy === 'P' ? 'Make private' : 'Make public',
                            () => attempt(() => Client4.updateChannelPrivacy(channel.id, privacy), 'Channel changed'),
                        ),
                },
            channel.delete_at > 0
                ? {label: 'Bring back', icon: 'refresh', run: () => void attempt(() => Client4.unarchiveChannel(channel.id), 'Channel brought back')}
                : !isDefault && {label: 'Archive', icon: 'archive', danger: true, run: () => ask(`Archive ${channel.display_name}?`, 'Nobody can post in it. Its messages stay readable, and it can be brought back.', 'Archive', () => attempt(() => Client4.deleteChannel(channel.id), 'Channel archived'))},
        ];
    };
    return (
        <div className="admin-page admin-page--wide">
            <PageHead title="Channels" lead={list ? `${total.toLocaleString()} channels` : undefined} />
            <div className="toolbar">
                <input
                    className="input"
                    type="search"
                    placeholder="Search channels"
                    aria-label="Search channels"
                    value={term}
                    onChange={(event) => {
                        setTerm(event.target.value);
                        setPage(0);
                    }}
                />
                <Select
                    label="Show"
                    value={which}
                    onChange={(event) => {
                        setWhich(event.target.value as Which);
                        setPage(0);
                    }}
                    choices={[
                        {value: 'all', label: 'All in use'},
                        {value: 'public', label: 'Public'},
                        {value: 'private', label: 'Private'},
                        {value: 'archived', label: 'Archived'},
                    ]}
                />
            </div>
            {error ? (
                <Failed text={error} onRetry={load} />
            ) : !list ? (
                <Loading />
            ) : list.length === 0 ? (
                <Empty icon="hash" title="No channels found" />
            ) : (
                <div className="card table-card" tabIndex={0} role="region" aria-label="Channels">
                    <table className="table">
                        <thead>
                            <tr>
                                <th scope="col">Channel</th>
                                <th scope="col">Team</th>
                                <th scope="col">State</th>
                                <th scope="col">Messages</th>
                                <th scope="col">Last message</th>
                                <th scope="col">
                                    <span className="visually-hidden">Actions</span>
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            {list.map((channel) => (
                                <tr key={channel.id} className={channel.delete_at > 0 ? 'table__row--off' : undefined}>
                                    <td>
                                        <span className="table__channel">
                                            <Icon name={channel.type === 'P' ? 'lock' : 'hash'} size={15} />
                                            <strong>{channel.display_name}</strong>
                                        </span>
                                        <small className="table__under">~{channel.name}</small>
                                    </td>
                                    <td>{channel.team_display_name}</td>
                                    <td>{channel.delete_at > 0 ? <span className="tag">Archived</span> : <span className="tag tag--good">In use</span>}</td>
                                    <td>{((channel as {total_msg_count?: number}).total_msg_count ?? 0).toLocaleString()}</td>
                                    <td>{channel.last_post_at ? new Date(channel.last_post_at).toLocaleDateString(undefined, {dateStyle: 'medium'}) : '–'}</td>
                                    <td className="table__tools">
                                        {entries(channel).some(Boolean) && (
                                            <Menu label={`Actions for ${channel.display_name}`} entries={() => entries(channel)} placement="bottom-end">
                                                <IconButton icon="more" label={`Actions for ${channel.display_name}`} />
                                            </Menu>
                                        )}
                                    </td>
                                </tr>
                            ))}
                        </tbody>
                    </table>
                </div>
            )}
            {list && (page > 0 || list.length === PAGE) && (
                <div className="pager">
                    <Button disabled={page === 0} onClick={() => setPage(page - 1)}>
                        Previous
                    </Button>
                    <span>Page {page + 1}</span>
                    <Button disabled={list.length < PAGE} onClick={() => setPage(page + 1)}>
                        Next
                    </Button>
                </div>
            )}
        </div>
    );
}
