/* All teams: how large, open or not, archived or not. */
import type {Team} from '@mattermost/types/teams';
import {Client4} from 'mattermost-redux/client';
import {useCallback, useEffect, useState} from 'react';

import {IconButton} from '@/components/Button';
import {Menu} from '@/components/Menu';
import {Empty, Failed, Loading} from '@/components/states';
import {useAppDispatch} from '@/store';
import {openModal} from '@/store/modals';
import {say} from '@/store/toasts';

import {PageHead} from './PageHead';

export function TeamsPage() {
    const dispatch = useAppDispatch();
    const [term, setTerm] = useState('');
    const [teams, setTeams] = useState<Team[] | null>(null);
    const [counts, setCounts] = useState<Record<string, number>>({});
    const [error, setError] = useState('');
    const load = useCallback(() => {
        const request = term.trim() ? Client4.searchTeams(term.trim(), {}) : Client4.getTeams(0, 200);
        (request as Promise<Team[] | {teams: Team[]}>).then(
            (answer) => {
                const list = Array.isArray(answer) ? answer : answer.teams;
                setTeams(list);
                setError('');
                for (const team of list.slice(0, 100)) {
                    Client4.getTeamStats(team.id).then(
                        (stats) => setCounts((before) => ({...before, [team.id]: stats.total_member_count})),
                        () => undefined,
                    );
                }
            },
            (problem: {message?: string}) => setError(problem.message ?? 'The teams could not be loaded.'),
        );
    }, [term]);
    useEffect(() => {
        const timer = window.setTimeout(load, term ? 200 : 0);
        return () => window.clearTimeout(timer);
    }, [load, term]);
    const attempt = async (work: () => Promise<unknown>, done: string) => {
        try {
            await work();
            dispatch(say(done, 'good'));
            load();
        } catch (problem) {
            dispatch(say((problem as {message?: string}).message ?? 'That did not work.', 'bad'));
        }
    };
    return (
        <div className="admin-page admin-page--wide">
            <PageHead title="Teams" lead={teams ? `${teams.length} teams` : undefined} />
            <div className="toolbar">
                <input className="input" type="search" placeholder="Search teams" aria-label="Search teams" value={term} onChange={(event) => setTerm(event.target.value)} />
            </div>
            {error ? (
                <Failed text={error} onRetry={load} />
            ) : teams === null ? (
                <Loading />
            ) : teams.length === 0 ? (
                <Empty icon="compass" title="No team found" />
            ) : (
                <div className="card table-card" tabIndex={0} role="region" aria-label="Teams">
                    <table className="table">
                        <thead>
                            <tr>
                                <th scope="col">Team</th>
                                <th scope="col">Members</th>
                                <th scope="col">Who may join</th>
                                <th scope="col">State</th>
                                <th scope="col">Created</th>
                                <th scope="col">
                                    <span className="visually-hidden">Actions</span>
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            {teams.map((team) => {
                                const archived = team.delete_at > 0;
                                return (
                                    <tr key={team.id} className={archived ? 'table__row--off' : undefined}>
                                        <td>
                                            <strong>{team.display_name}</strong>
                                            <small className="table__under">/{team.name}</small>
                                        </td>
                                        <td>{counts[team.id] ?? '–'}</td>
                                        <td>{team.allow_open_invite ? 'Everyone here' : 'By invitation'}</td>
                                        <td>{archived ? <span className="tag">Archived</span> : <span className="tag tag--good">Active</span>}</td>
                                        <td>{new Date(team.create_at).toLocaleDateString()}</td>
                                        <td className="table__tools">
                                            <Menu
                                                label={`Actions for ${team.display_name}`}
                                                placement="bottom-end"
                                                entries={[
                                                    {
                                                        label: team.allow_open_invite ? 'Only by invitation' : 'Open to everyone here',
                                                        icon: team.allow_open_invite ? 'lock' : 'globe',
                                                        run: () => void attempt(() => Client4.patchTeam({id: team.id, allow_open_invite: !team.allow_open_invite}), 'Saved'),
                                                    },
                                                    archived
                                                        ? {label: 'Bring back', icon: 'refresh', run: () => void attempt(() => Client4.unarchiveTeam(team.id), `${team.display_name} is back`)}
                                                        : {
                                                              label: 'Archive',
                                                              icon: 'archive',
                                                              danger: true,
                                                              run: () =>
                                                                  dispatch(
                                                                      openModal({
                                                                          kind: 'confirm',
                                                                          title: `Archive ${team.display_name}?`,
                                                                          text: 'Its members can no longer open it. It can be brought back.',
                                                                          action: 'Archive',
                                                                          danger: true,
                                                                          run: () => attempt(() => Client4.deleteTeam(team.id), `${team.display_name} is archived`),
                                                                      }),
                                                                  ),
                                                          },
                                                ]}
                                            >
                                                <IconButton icon="more" label={`Actions for ${team.display_name}`} />
                                            </Menu>
                                        </td>
                                    </tr>
                                );
                            })}
                        </tbody>
                    </table>
                </div>
            )}
        </div>
    );
}
