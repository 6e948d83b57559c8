/* Creating an account: the server's first one, one by invitation, or an open one. */
import type {UserProfile} from '@mattermost/types/users';
import {getClientConfig} from 'mattermost-redux/actions/general';
import {Client4} from 'mattermost-redux/client';
import {getPasswordConfig} from 'mattermost-redux/selectors/entities/general';
import {useEffect, useState} from 'react';
import {Link, useHistory, useLocation} from 'react-router-dom';

import {enter} from '@/client/boot';
import {Button} from '@/components/Button';
import {TextField} from '@/components/Field';
import {Loading, Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {say} from '@/store/toasts';

import {Frame} from './Frame';
import {emailProblem, passwordProblem, safeRedirect, usernameProblem} from './names';

interface Invitation {
    phase: 'none' | 'loading' | 'good' | 'bad';
    team: string;
    problem: string;
}

function useInvitation(id: string): Invitation {
    const [invitation, setInvitation] = useState<Invitation>({phase: id ? 'loading' : 'none', team: '', problem: ''});
    useEffect(() => {
        if (!id) {
            return;
        }
        Client4.getTeamInviteInfo(id).then(
            (info: {display_name: string}) => setInvitation({phase: 'good', team: info.display_name, problem: ''}),
            (error: {message?: string}) => setInvitation({phase: 'bad', team: '', problem: error.message ?? 'This invitation is not valid any more.'}),
        );
    }, [id]);
    return invitation;
}

function JoinTeam({inviteId, team}: {inviteId: string; team: string}) {
    const dispatch = useAppDispatch();
    const history = useHistory();
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState('');
    const join = async () => {
        setBusy(true);
        try {
            const member = await Client4.addToTeamFromInvite('', inviteId);
            await dispatch(enter());
            const joined = await Client4.getTeam(member.team_id);
            history.replace(`/${joined.name}`);
        } catch (failure) {
            setError((failure as {message?: string}).message ?? 'You could not join.');
            setBusy(false);
        }
    };
    return (
        <Frame title={`Join ${team}`} lead="You were invited to this team." foot={<Link to="/">Not now</Link>}>
            {error && <Notice tone="bad">{error}</Notice>}
            <Button tone="primary" size="large" busy={busy} onClick={() => void join()}>
                Join {team}
            </Button>
        </Frame>
    );
}

export function SignupPage() {
    const dispatch = useAppDispatch();
    const history = useHistory();
    const {search} = useLocation();
    const query = new URLSearchParams(search);
    const inviteId = query.get('id') ?? '';
    const token = query.get('t') ?? '';
    const config = useAppSelector((state) => state.entities.general.config);
    const rules = useAppSelector(getPasswordConfig);
    const inside = useAppSelector((state) => state.entities.users.currentUserId !== '');
    const invitation = useInvitation(inviteId);
    const [email, setEmail] = useState('');
    const [username, setUsername] = useState('');
    const [password, setPassword] = useState('');
    const [tried, setTried] = useState(false);
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    const first = config.NoAccounts === 'true';

    if (invitation.phase === 'loading') {
        return <Loading />;
    }
    if (inside && !busy) {
        return invitation.phase === 'good' ? (
            <JoinTeam inviteId={inviteId} team={invitation.team} />
        ) : (
            <Frame title="You are logged in" lead={invitation.problem || 'You already have an account here.'}>
                <Button tone="primary" size="large" onClick={() => history.replace('/')}>
                    Go to your teams
                </Button>
            </Frame>
        );
    }
    const problems = {
        email: emailProblem(email),
        username: usernameProblem(username),
        password: passwordProblem(password, rules),
    };
    const submit = async () => {
        setTried(true);
        if (problems.email || problems.username || problems.password) {
            return;
        }
        setBusy(true);
        setError('');
        try {
            const user = {email, username, password, allow_marketing: false} as unknown as UserProfile;
            await Client4.createUser(user, token, inviteId);
            await Client4.login(email, password);
            await dispatch(enter());
            void dispatch(getClientConfig());
            if (first) {
                dispatch(say('Your account is the administrator of this server.', 'good'));
            }
            history.replace(first ? '/create_team' : safeRedirect(search));
        } catch (failure) {
            setError((failure as {message?: string}).message ?? 'The account could not be created.');
        }
        setBusy(false);
    };
    const allowed = first || inviteId !== '' || token !== '' || (config.EnableUserCreation !== 'false' && config.EnableOpenServer === 'true');
    if (!allowed || invitation.phase === 'bad') {
        return (
            <Frame title="An invitation is needed" lead={invitation.problem || 'Ask somebody on this server for an invitation link.'} foot={<Link to="/login">Log in instead</Link>}>
                {null}
            </Frame>
        );
    }
    const title = first ? 'Set up your server' : invitation.team ? `Join ${invitation.team}` : 'Create your account';
    return (
        <Frame
            title={title}
            lead={first ? 'Create the first account. It will be the administrator.' : undefined}
            foot={
                !first && (
                    <p>
                        Already have an account? <Link to={`/login${inviteId ? `?redirect_to=${encodeURIComponent(`/signup_user_complete/?id=${inviteId}`)}` : ''}`}>Log in</Link>
                    </p>
                )
            }
        >
            {error && <Notice tone="bad">{error}</Notice>}
            <form
                className="front__form"
                noValidate
                onSubmit={(event) => {
                    event.preventDefault();
                    void submit();
                }}
            >
                <TextField label="Email" type="email" name="email" autoComplete="email" autoFocus value={email} error={tried ? problems.email : undefined} onChange={(event) => setEmail(event.target.value.trim())} />
                <TextField
                    label="Username"
                    name="username"
                    autoComplete="username"
                    autoCapitalize="none"
                    hint="How others mention you: small letters, digits, . _ -"
                    value={username}
                    error={tried ? problems.username : undefined}
                    onChange={(event) => setUsername(event.target.value.toLowerCase().trim())}
                />
                <TextField
                    label="Password"
                    type="password"
                    name="password"
                    autoComplete="new-password"
                    hint={`At least ${rules.minimumLength} characters`}
                    value={password}
                    error={tried ? problems.password : undefined}
                    onChange={(event) => setPassword(event.target.value)}
                />
                <Button type="submit" tone="primary" size="large" busy={busy}>
                    {first ? 'Create the first account' : 'Create account'}
                </Button>
            </form>
        </Frame>
    );
}
