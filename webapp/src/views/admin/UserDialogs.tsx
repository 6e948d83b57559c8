/* Dialogs about one account. */
import type {UserProfile} from '@mattermost/types/users';
import {Client4} from 'mattermost-redux/client';
import {getPasswordConfig} from 'mattermost-redux/selectors/entities/general';
import {useState} from 'react';

import {Button} from '@/components/Button';
import {TextField} from '@/components/Field';
import {Modal} from '@/components/Modal';
import {Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {say} from '@/store/toasts';
import {emailProblem, passwordProblem, usernameProblem} from '@/views/login/names';
import {SessionList} from '@/views/settings/Security';

export function PasswordDialog({user, close}: {user: UserProfile; close: () => void}) {
    const dispatch = useAppDispatch();
    const rules = useAppSelector(getPasswordConfig);
    const [password, setPassword] = useState('');
    const [error, setError] = useState<string | undefined>();
    const [busy, setBusy] = useState(false);
    const save = async () => {
        const problem = passwordProblem(password, rules);
        setError(problem);
        if (problem) {
            return;
        }
        setBusy(true);
        try {
            await Client4.updateUserPassword(user.id, '', password);
            dispatch(say(`The password of ${user.username} is changed`, 'good'));
            close();
        } catch (failure) {
            setError((failure as {message?: string}).message ?? 'The password was not changed.');
            setBusy(false);
        }
    };
    return (
        <Modal
            title={`New password for ${user.username}`}
            onClose={close}
            width="small"
            onSubmit={() => void save()}
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button type="submit" tone="primary" busy={busy}>
                        Set password
                    </Button>
                </>
            }
        >
            <TextField label="New password" type="password" autoComplete="new-password" autoFocus value={password} error={error} onChange={(event) => setPassword(event.target.value)} />
        </Modal>
    );
}

export function SessionsDialog({user, close}: {user: UserProfile; close: () => void}) {
    return (
        <Modal title={`Sessions of ${user.username}`} onClose={close}>
            <SessionList userId={user.id} />
        </Modal>
    );
}

export function CreateUserDialog({close, onDone}: {close: () => void; onDone: () => void}) {
    const dispatch = useAppDispatch();
    const rules = useAppSelector(getPasswordConfig);
    const [email, setEmail] = useState('');
    const [username, setUsername] = useState('');
    const [password, setPassword] = useState('');
    const [tried, setTried] = useState(false);
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    const problems = {email: emailProblem(email), username: usernameProblem(username), password: passwordProblem(password, rules)};
    const save = async () => {
        setTried(true);
        if (problems.email || problems.username || problems.password) {
            return;
        }
        setBusy(true);
        try {
            await Client4.createUser({email, username, password} as UserProfile, '', '');
            dispatch(say(`${username} can log in now`, 'good'));
            onDone();
            close();
        } catch (failure) {
            setError((failure as {message?: string}).message ?? 'The account was not created.');
            setBusy(false);
        }
    };
    return (
        <Modal
            title="Create account"
            onClose={close}
            width="small"
            onSubmit={() => void save()}
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button type="submit" tone="primary" busy={busy}>
                        Create account
                    </Button>
                </>
            }
        >
            {error && <Notice tone="bad">{error}</Notice>}
            <TextField label="Email" type="email" autoFocus value={email} error={tried ? problems.email : undefined} onChange={(event) => setEmail(event.target.value.trim())} />
            <TextField label="Username" value={username} error={tried ? problems.username : undefined} onChange={(event) => setUsername(event.target.value.toLowerCase().trim())} />
            <TextField label="Password" type="password" autoComplete="new-password" value={password} error={tried ? problems.password : undefined} onChange={(event) => setPassword(event.target.value)} />
        </Modal>
    );
}
