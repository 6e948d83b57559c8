/* Logging in. */
import {Client4} from 'mattermost-redux/client';
import {useState} from 'react';
import {Link, Redirect, useHistory, useLocation} from 'react-router-dom';

import {enter} from '@/client/boot';
import {Button} from '@/components/Button';
import {TextField} from '@/components/Field';
import {Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';

import {Frame} from './Frame';
import {safeRedirect} from './names';

function idLabel(email: boolean, username: boolean): string {
    if (email && username) {
        return 'Email or username';
    }
    return username ? 'Username' : 'Email';
}

export function LoginPage() {
    const dispatch = useAppDispatch();
    const history = useHistory();
    const location = useLocation();
    const config = useAppSelector((state) => state.entities.general.config);
    const inside = useAppSelector((state) => state.entities.users.currentUserId !== '');
    const [loginId, setLoginId] = useState('');
    const [password, setPassword] = useState('');
    const [code, setCode] = useState('');
    const [asksCode, setAsksCode] = useState(false);
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    const target = safeRedirect(location.search);
    if (config.NoAccounts === 'true' && !inside) {
        return <Redirect to="/signup_user_complete" />;
    }
    if (inside && !busy) {
        return <Redirect to={target} />;
    }
    const submit = async () => {
        if (!loginId.trim() || !password) {
            setError(!loginId.trim() ? 'Enter your email or username.' : 'Enter your password.');
            return;
        }
        setBusy(true);
        setError('');
        try {
            await Client4.login(loginId.trim(), password, code.trim());
            if (await dispatch(enter())) {
                history.replace(target);
            } else {
                setError('You are logged in, but your account could not be loaded. Try again.');
            }
        } catch (failure) {
            const problem = failure as {server_error_id?: string; message?: string; status_code?: number};
            if (problem.server_error_id?.includes('mfa') && !asksCode) {
                setAsksCode(true);
            } else {
                setError(problem.status_code === undefined ? 'The server does not answer. Check your connection and try again.' : (problem.message ?? 'That did not work.'));
            }
        }
        setBusy(false);
    };
    const open = config.EnableUserCreation !== 'false' && config.EnableSignUpWithEmail !== 'false' && config.EnableOpenServer === 'true';
    return (
        <Frame
            title="Welcome back"
            foot={
                <>
                    {open && (
                        <p>
                            New here? <Link to={`/signup_user_complete${location.search}`}>Create an account</Link>
                        </p>
                    )}
                    <p>
                        <Link to="/reset_password">Forgotten password</Link>
                    </p>
                </>
            }
        >
            {new URLSearchParams(location.search).get('extra') === 'expired' && <Notice tone="plain">Your session ended. Log in again to go on.</Notice>}
            {error && <Notice tone="bad">{error}</Notice>}
            <form
                className="front__form"
                noValidate
                onSubmit={(event) => {
                    event.preventDefault();
                    void submit();
                }}
            >
                {asksCode ? (
                    <TextField label="Code from your authenticator app" inputMode="numeric" autoComplete="one-time-code" autoFocus value={code} onChange={(event) => setCode(event.target.value)} />
                ) : (
                    <>
                        <TextField
                            label={idLabel(config.EnableSignInWithEmail !== 'false', config.EnableSignInWithUsername !== 'false')}
                            name="username"
                            autoComplete="username"
                            autoCapitalize="none"
                            autoFocus
                            value={loginId}
                            onChange={(event) => setLoginId(event.target.value)}
                        />
                        <TextField label="Password" type="password" name="password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />
                    </>
                )}
                <Button type="submit" tone="primary" size="large" busy={busy}>
                    Log in
                </Button>
            </form>
        </Frame>
    );
}
