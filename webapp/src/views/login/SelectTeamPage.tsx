/* One's teams, and those that are open to join. */
import type {Team} from '@mattermost/types/teams';
import {logout} from 'mattermost-redux/actions/users';
import {addUserToTeam, getTeams} from 'mattermost-redux/actions/teams';
import {getJoinableTeams, getMyTeams} from 'mattermost-redux/selectors/entities/teams';
import {haveISystemPermission} from 'mattermost-redux/selectors/entities/roles';
import {useEffect, useState} from 'react';
import {Link, useHistory} from 'react-router-dom';

import {enter} from '@/client/boot';
import {Icon} from '@/components/Icon';
import {Empty, Loading, Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import type {Result} from '@/store/types';
import {initials} from '@/views/sidebar/TeamRail';

import {Frame} from './Frame';

export function SelectTeamPage() {
    const dispatch = useAppDispatch();
    const history = useHistory();
    const mine = useAppSelector(getMyTeams);
    const open = useAppSelector(getJoinableTeams);
    const userId = useAppSelector((state) => state.entities.users.currentUserId);
    const mayCreate = useAppSelector((state) => haveISystemPermission(state, {permission: 'create_team'}));
    const [loading, setLoading] = useState(true);
    const [busy, setBusy] = useState('');
    const [error, setError] = useState('');
    useEffect(() => {
        void dispatch(getTeams(0, 200)).then(() => setLoading(false));
    }, [dispatch]);
    const join = async (team: Team) => {
        setBusy(team.id);
        const result: Result = await dispatch(addUserToTeam(team.id, userId));
        if (result.error) {
            setError(result.error.message ?? `You could not join ${team.display_name}.`);
            setBusy('');
            return;
        }
        await dispatch(enter());
        history.push(`/${team.name}`);
    };
    const row = (team: Team, joined: boolean) => (
        <li key={team.id}>
            <button type="button" className="team-row" disabled={busy !== ''} onClick={() => (joined ? history.push(`/${team.name}`) : void join(team))}>
                <span className="team-row__mark">{initials(team.display_name)}</span>
                <span className="team-row__text">
                    <strong>{team.display_name}</strong>
                    {team.description && <small>{team.description}</small>}
                </span>
                {busy === team.id ? <span className="spinner spinner--small" /> : joined ? <Icon name="chevron-right" size={18} /> : <span className="tag tag--accent">Join</span>}
            </button>
        </li>
    );
    return (
        <Frame
            title="Your teams"
            foot={
                <p>
                    <button type="button" className="link-button" onClick={() => void dispatch(logout())}>
                        Log out
                    </button>
                </p>
            }
        >
            {error && <Notice tone="bad">{error}</Notice>}
            {mine.length > 0 && <ul className="team-rows">{mine.map((team) => row(team, true))}</ul>}
            {loading ? (
                <Loading />
            ) : open.length > 0 ? (
                <>
                    <h2 className="front__section">Open to everyone here</h2>
                    <ul className="team-rows">{open.map((team) => row(team, false))}</ul>
                </>
            ) : (
                mine.length === 0 && (
                    <Empty icon="users" title="No team yet">
                        {mayCreate ? 'Create the first one, or use an invitation link.' : 'Ask a colleague for an invitation link.'}
                    </Empty>
                )
            )}
            {mayCreate && (
                <Link className="button button--plain button--large" to="/create_team">
                    <Icon name="plus" size={16} /> Create a team
                </Link>
            )}
        </Frame>
    );
}
