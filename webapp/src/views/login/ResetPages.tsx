/* A forgotten password, a new password from a mailed link, and the confirmation of an email address. */
import {resetUserPassword, sendPasswordResetEmail, verifyUserEmail} from 'mattermost-redux/actions/users';
import {getPasswordConfig} from 'mattermost-redux/selectors/entities/general';
import {useEffect, useState} from 'react';
import {Link, useHistory, useLocation} from 'react-router-dom';

import {Button} from '@/components/Button';
import {TextField} from '@/components/Field';
import {Loading, Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';

import {Frame} from './Frame';
import {emailProblem, passwordProblem} from './names';

const toLogin = <Link to="/login">Back to log in</Link>;

function AskForLink() {
    const dispatch = useAppDispatch();
    const [email, setEmail] = useState('');
    const [error, setError] = useState<string | undefined>();
    const [sent, setSent] = useState(false);
    const [busy, setBusy] = useState(false);
    const submit = async () => {
        const problem = emailProblem(email);
        setError(problem);
        if (problem) {
            return;
        }
        setBusy(true);
        const result: Result = await dispatch(sendPasswordResetEmail(email));
        setBusy(false);
        setError(result.error?.message);
        setSent(!result.error);
    };
    return (
        <Frame title="Reset your password" lead="We mail you a link with which you can choose a new one." foot={toLogin}>
            {sent ? (
                <Notice tone="good">If an account has the address {email}, a message is on its way.</Notice>
            ) : (
                <form
                    className="front__form"
                    noValidate
                    onSubmit={(event) => {
                        event.preventDefault();
                        void submit();
                    }}
                >
                    <TextField label="Email" type="email" autoComplete="email" autoFocus value={email} error={error} onChange={(event) => setEmail(event.target.value.trim())} />
                    <Button type="submit" tone="primary" size="large" busy={busy}>
                        Send the link
                    </Button>
                </form>
            )}
        </Frame>
    );
}

function ChooseNew({token}: {token: string}) {
    const dispatch = useAppDispatch();
    const history = useHistory();
    const rules = useAppSelector(getPasswordConfig);
    const [password, setPassword] = useState('');
    const [error, setError] = useState<string | undefined>();
    const [busy, setBusy] = useState(false);
    const submit = async () => {
        const problem = passwordProblem(password, rules);
        setError(problem);
        if (problem) {
            return;
        }
        setBusy(true);
        const result: Result = await dispatch(resetUserPassword(token, password));
        setBusy(false);
        if (result.error) {
            setError(result.error.message);
        } else {
            dispatch(say('Your password is changed. Log in with it.', 'good'));
            history.replace('/login');
        }
    };
    return (
        <Frame title="Choose a new password" foot={toLogin}>
            <form
                className="front__form"
                noValidate
                onSubmit={(event) => {
                    event.preventDefault();
                    void submit();
                }}
            >
                <TextField label="New password" type="password" autoComplete="new-password" autoFocus value={password} error={error} onChange={(event) => setPassword(event.target.value)} />
                <Button type="submit" tone="primary" size="large" busy={busy}>
                    Change password
                </Button>
            </form>
        </Frame>
    );
}

function Verify({token}: {token: string}) {
    const dispatch = useAppDispatch();
    const [result, setResult] = useState<Result | null>(null);
    useEffect(() => {
        void dispatch(verifyUserEmail(token)).then(setResult);
    }, [dispatch, token]);
    if (!result) {
        return <Loading />;
    }
    return (
        <Frame title="Your email address" foot={toLogin}>
            {result.error ? <Notice tone="bad">{result.error.message ?? 'The link is not valid any more.'}</Notice> : <Notice tone="good">The address is confirmed.</Notice>}
        </Frame>
    );
}

export function ResetPages() {
    const {pathname, search} = useLocation();
    const token = new URLSearchParams(search).get('token') ?? '';
    if (pathname.startsWith('/do_verify_email')) {
        return <Verify token={token} />;
    }
    return pathname.startsWith('/reset_password_complete') ? <ChooseNew token={token} /> : <AskForLink />;
}
