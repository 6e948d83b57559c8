/* Creating a team: its name, then its address. */
import type {Team} from '@mattermost/types/teams';
import {checkIfTeamExists, createTeam} from 'mattermost-redux/actions/teams';
import {getMyTeams} from 'mattermost-redux/selectors/entities/teams';
import {useState} from 'react';
import {Link, useHistory} from 'react-router-dom';

import {loadChannels} from '@/client/boot';
import {Button} from '@/components/Button';
import {TextField} from '@/components/Field';
import {Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import type {Result} from '@/store/types';
import {loadRolesIfNeeded} from 'mattermost-redux/actions/roles';

import {Frame} from './Frame';
import {slug, teamNameProblem} from './names';

export function CreateTeamPage() {
    const dispatch = useAppDispatch();
    const history = useHistory();
    const mine = useAppSelector(getMyTeams);
    const [displayName, setDisplayName] = useState('');
    const [typedName, setTypedName] = useState<string | null>(null);
    const [tried, setTried] = useState(false);
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    const name = typedName ?? slug(displayName);
    const nameError = tried ? teamNameProblem(name) : undefined;
    const titleError = tried && displayName.trim().length < 2 ? 'Give the team a name of at least 2 characters.' : undefined;
    const submit = async () => {
        setTried(true);
        if (displayName.trim().length < 2 || teamNameProblem(name)) {
            return;
        }
        setBusy(true);
        setError('');
        const taken: Result<boolean | {exists: boolean}> = await dispatch(checkIfTeamExists(name));
        if (taken.data === true || (typeof taken.data === 'object' && taken.data.exists)) {
            setError(`The address “${name}” is taken. Choose another.`);
            setBusy(false);
            return;
        }
        const result: Result<Team> = await dispatch(createTeam({display_name: displayName.trim(), name, type: 'O'} as Team));
        if (!result.data) {
            setError(result.error?.message ?? 'The team could not be created.');
            setBusy(false);
            return;
        }
        void dispatch(loadRolesIfNeeded(['team_user', 'team_admin', 'channel_user', 'channel_admin']));
        await dispatch(loadChannels());
        history.replace(`/${result.data.name}/channels/town-square`);
    };
    return (
        <Frame title={mine.length === 0 ? 'Create your first team' : 'Create a team'} lead="A team holds channels and the people in them." foot={<Link to="/select_team">Join a team instead</Link>}>
            {error && <Notice tone="bad">{error}</Notice>}
            <form
                className="front__form"
                noValidate
                onSubmit={(event) => {
                    event.preventDefault();
                    void submit();
                }}
            >
                <TextField label="Team name" autoFocus maxLength={64} placeholder="Your company, club or household" value={displayName} error={titleError} onChange={(event) => setDisplayName(event.target.value)} />
                <TextField label="Address" hint={`${window.location.host}/${name || '…'}`} value={name} error={nameError} onChange={(event) => setTypedName(event.target.value.toLowerCase())} />
                <Button type="submit" tone="primary" size="large" busy={busy}>
                    Create team
                </Button>
            </form>
        </Frame>
    );
}
