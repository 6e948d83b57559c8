/* Password, where one is logged in, and access tokens. */
import type {Session} from '@mattermost/types/sessions';
import {createUserAccessToken, disableUserAccessToken, enableUserAccessToken, getSessions, getUserAccessTokensForUser, revokeSession, revokeUserAccessToken, updateUserPassword} from 'mattermost-redux/actions/users';
import {getPasswordConfig} from 'mattermost-redux/selectors/entities/general';
import {haveISystemPermission} from 'mattermost-redux/selectors/entities/roles';
import {useCallback, useEffect, useState} from 'react';

import {Button, IconButton} from '@/components/Button';
import {CopyField} from '@/components/CopyField';
import {TextField} from '@/components/Field';
import {Icon} from '@/components/Icon';
import {Menu} from '@/components/Menu';
import {Loading, Notice} from '@/components/states';
import {ago} from '@/components/Time';
import {useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';
import {passwordProblem} from '@/views/login/names';

function PasswordForm() {
    const dispatch = useAppDispatch();
    const rules = useAppSelector(getPasswordConfig);
    const userId = useAppSelector((state) => state.entities.users.currentUserId);
    const [current, setCurrent] = useState('');
    const [next, setNext] = useState('');
    const [error, setError] = useState<string | undefined>();
    const [busy, setBusy] = useState(false);
    const save = async () => {
        const problem = passwordProblem(next, rules);
        setError(problem);
        if (problem) {
            return;
        }
        setBusy(true);
        const result: Result = await dispatch(updateUserPassword(userId, current, next));
        setBusy(false);
        setError(result.error?.message);
        if (!result.error) {
            setCurrent('');
            setNext('');
            dispatch(say('Your password is changed', 'good'));
        }
    };
    return (
        <form
            noValidate
            onSubmit={(event) => {
                event.preventDefault();
                void save();
            }}
        >
            <h3>Password</h3>
            <div className="pair">
                <TextField label="Current password" type="password" autoComplete="current-password" value={current} onChange={(event) => setCurrent(event.target.value)} />
                <TextField label="New password" type="password" autoComplete="new-password" value={next} error={error} onChange={(event) => setNext(event.target.value)} />
            </div>
            <Button type="submit" busy={busy} disabled={busy || !current || !next}>
                Change password
            </Button>
        </form>
    );
}

export function SessionList({userId}: {userId: string}) {
    const dispatch = useAppDispatch();
    const [sessions, setSessions] = useState<Session[] | null>(null);
    const [error, setError] = useState('');
    const load = useCallback(() => {
        void dispatch(getSessions(userId)).then((result: Result<Session[]>) => {
            setSessions(result.data ?? []);
            setError(result.error?.message ?? '');
        });
    }, [dispatch, userId]);
    useEffect(load, [load]);
    if (error) {
        return <Notice tone="bad">{error}</Notice>;
    }
    if (!sessions) {
        return <Loading />;
    }
    return (
        <ul className="sessions">
            {[...sessions]
                .sort((a, b) => b.last_activity_at - a.last_activity_at)
                .map((session) => {
                    const props = (session.props ?? {}) as Record<string, string>;
                    return (
                        <li key={session.id}>
                            <Icon name="monitor" size={18} />
                            <span>
                                <strong>{[props['browser'], props['os'] || props['platform']].filter((part) => part && part !== 'Unknown').join(', ') || 'A program'}</strong>
                                <small>
                                    Active {ago(session.last_activity_at)}
                                    {/min|h$/.test(ago(session.last_activity_at)) ? ' ago' : ''} · since {new Date(session.create_at).toLocaleDateString()}
                                </small>
                            </span>
                            <Button size="small" onClick={() => void dispatch(revokeSession(userId, session.id)).then(load)}>
                                Log out
                            </Button>
                        </li>
                    );
                })}
            {sessions.length === 0 && <li>No open session.</li>}
        </ul>
    );
}

interface TokenRow {
    id: string;
    description: string;
    is_active: boolean;
}

function Tokens({userId}: {userId: string}) {
    const dispatch = useAppDispatch();
    const [list, setList] = useState<TokenRow[]>([]);
    const [description, setDescription] = useState('');
    const [made, setMade] = useState('');
    const [error, setError] = useState('');
    const load = useCallback(() => {
        void dispatch(getUserAccessTokensForUser(userId, 0, 200)).then((result: Result<TokenRow[]>) => setList(result.data ?? []));
    }, [dispatch, userId]);
    useEffect(load, [load]);
    const create = async () => {
        const result: Result<{token?: string}> = await dispatch(createUserAccessToken(userId, description.trim()));
        setError(result.error?.message ?? '');
        setMade(result.data?.token ?? '');
        setDescription('');
        load();
    };
    const remove = (token: TokenRow) =>
        dispatch(
            openModal({
                kind: 'confirm',
                title: `Delete the token “${token.description || token.id}”?`,
                text: 'Programs that use it can no longer log in.',
                action: 'Delete token',
                danger: true,
                run: async () => {
                    await dispatch(revokeUserAccessToken(token.id));
                    load();
                },
            }),
        );
    return (
        <section>
            <h3>Access tokens</h3>
            <p className="field__hint">For scripts and bots that act as you. A token can do all that you can.</p>
            {error && <Notice tone="bad">{error}</Notice>}
            {made && (
                <Notice tone="good">
                    Copy it now; it is not shown again.
                    <CopyField label="token" value={made} />
                </Notice>
            )}
            <ul className="sessions">
                {list.map((token) => (
                    <li key={token.id}>
                        <Icon name="key" size={18} />
                        <span>
                            <strong>
                                {token.description || 'Token'} {!token.is_active && <span className="tag">Off</span>}
                            </strong>
                            <small>{token.id}</small>
                        </span>
                        <Menu
                            label={`Actions for ${token.description || 'token'}`}
                            placement="bottom-end"
                            entries={[
                                token.is_active
                                    ? {label: 'Switch off', icon: 'close', run: () => void dispatch(disableUserAccessToken(token.id)).then(load)}
                                    : {label: 'Switch on', icon: 'check', run: () => void dispatch(enableUserAccessToken(token.id)).then(load)},
                                'line',
                                {label: 'Delete', icon: 'trash', danger: true, run: () => remove(token)},
                            ]}
                        >
                            <IconButton icon="more" label={`Actions for ${token.description || 'token'}`} />
                        </Menu>
                    </li>
                ))}
            </ul>
            <form
                className="inline-form"
                onSubmit={(event) => {
                    event.preventDefault();
                    void create();
                }}
            >
                <TextField label="What is it for?" maxLength={255} value={description} onChange={(event) => setDescription(event.target.value)} />
                <Button type="submit" disabled={!description.trim()}>
                    Create token
                </Button>
            </form>
        </section>
    );
}

export function SecurityPart() {
    const userId = useAppSelector((state) => state.entities.users.currentUserId);
    const tokens = useAppSelector((state) => state.entities.general.config.EnableUserAccessTokens === 'true' && haveISystemPermission(state, {permission: 'create_user_access_token'}));
    return (
        <div className="stacked">
            <PasswordForm />
            <section>
                <h3>Where you are logged in</h3>
                <SessionList userId={userId} />
            </section>
            {tokens && <Tokens userId={userId} />}
        </div>
    );
}
