/* Everyone in the team. */
import type {UserProfile} from '@mattermost/types/users';
import {getTeamMembersByIds, removeUserFromTeam, updateTeamMemberSchemeRoles} from 'mattermost-redux/actions/teams';
import {getProfilesInTeam, searchProfiles} from 'mattermost-redux/actions/users';
import {haveITeamPermission} from 'mattermost-redux/selectors/entities/roles';
import {getFullName} from 'mattermost-redux/utils/user_utils';
import {useEffect, useMemo, useState} from 'react';

import {openDirect} from '@/app/channelActions';
import {Avatar} from '@/components/Avatar';
import {Button, IconButton} from '@/components/Button';
import {Menu} from '@/components/Menu';
import {Modal} from '@/components/Modal';
import {Loading} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';
import {sortByRank} from '@/views/composer/trigger';

import type {ModalProps} from './Modals';

const NOBODY = new Set<string>();
const PAGE = 100;

export function TeamMembers({close}: ModalProps<'team-members'>) {
    const dispatch = useAppDispatch();
    const team = useAppSelector((state) => state.entities.teams.teams[state.entities.teams.currentTeamId]);
    const teamId = team?.id ?? '';
    const ids = useAppSelector((state) => state.entities.users.profilesInTeam[teamId] ?? NOBODY);
    const profiles = useAppSelector((state) => state.entities.users.profiles);
    const members = useAppSelector((state) => state.entities.teams.membersInTeam[teamId]);
    const myId = useAppSelector((state) => state.entities.users.currentUserId);
    const mayRole = useAppSelector((state) => haveITeamPermission(state, teamId, 'manage_team_roles'));
    const mayRemove = useAppSelector((state) => haveITeamPermission(state, teamId, 'remove_user_from_team'));
    const [term, setTerm] = useState('');
    const [page, setPage] = useState(0);
    const [more, setMore] = useState(false);
    const [loading, setLoading] = useState(true);
    useEffect(() => {
        void dispatch(getProfilesInTeam(teamId, page, PAGE)).then((result: Result<UserProfile[]>) => {
            setLoading(false);
            setMore((result.data?.length ?? 0) >= PAGE);
            if (result.data && result.data.length > 0) {
                void dispatch(getTeamMembersByIds(teamId, result.data.map((user) => user.id)));
            }
        });
    }, [dispatch, page, teamId]);
    useEffect(() => {
        const timer = window.setTimeout(() => term && void dispatch(searchProfiles(term, {team_id: teamId})), 150);
        return () => window.clearTimeout(timer);
    }, [dispatch, teamId, term]);
    const people = useMemo(() => {
        const list = [...ids].map((id) => profiles[id]).filter((user): user is UserProfile => user !== undefined && user.delete_at === 0);
        list.sort((a, b) => a.username.localeCompare(b.username));
        return sortByRank(list, (user) => [user.username, getFullName(user), user.nickname].filter(Boolean), term, 500);
    }, [ids, profiles, term]);
    const report = (result: Result) => result.error && dispatch(say(result.error.message ?? 'That did not work.', 'bad'));
    return (
        <Modal title={`Members of ${team?.display_name ?? 'the team'}`} onClose={close}>
            <input className="input" type="search" placeholder="Search members" aria-label="Search members" value={term} onChange={(event) => setTerm(event.target.value)} />
            {loading && people.length === 0 ? (
                <Loading />
            ) : (
                <ul className="members__list">
                    {people.map((user) => {
                        const admin = Boolean(members?.[user.id]?.scheme_admin);
                        const name = getFullName(user) || user.username;
                        return (
                            <li key={user.id} className="member-row">
                                <span className="member-row__who">
                                    <Avatar userId={user.id} size={32} presence />
                                    <span>
                                        <strong>
                                            {name}
                                            {user.id === myId && ' (you)'}
                                        </strong>
                                        <small>@{user.username}</small>
                                    </span>
                                </span>
                                {admin && <span className="tag tag--accent">Admin</span>}
                                {user.id !== myId && (
                                    <Menu
                                        label={`Actions for ${name}`}
                                        placement="bottom-end"
                                        entries={[
                                            {
                                                label: 'Message',
                                                icon: 'send',
                                                run: () => {
                                                    close();
                                                    void dispatch(openDirect([user.id]));
                                                },
                                            },
                                            mayRole && {
                                                label: admin ? 'Make an ordinary member' : 'Make team admin',
                                                icon: 'shield',
                                                run: () => void dispatch(updateTeamMemberSchemeRoles(teamId, user.id, true, !admin)).then(report),
                                            },
                                            mayRemove && {label: 'Remove from team', icon: 'trash', danger: true, run: () => void dispatch(removeUserFromTeam(teamId, user.id)).then(report)},
                                        ]}
                                    >
                                        <IconButton icon="more" label={`Actions for ${name}`} />
                                    </Menu>
                                )}
                            </li>
                        );
                    })}
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
