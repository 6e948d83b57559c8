/* All accounts: find, change roles, deactivate, set a password, end sessions. */
import type {UserProfile} from '@mattermost/types/users';
import {Client4} from 'mattermost-redux/client';
import {getFullName} from 'mattermost-redux/utils/user_utils';
import {useCallback, useEffect, useState} from 'react';

import {Button, IconButton} from '@/components/Button';
import {Select} from '@/components/Field';
import {Menu} from '@/components/Menu';
import type {MenuEntry} from '@/components/Menu';
import {Empty, Failed, Loading} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {say} from '@/store/toasts';

import {PageHead} from './PageHead';
import {CreateUserDialog, PasswordDialog, SessionsDialog} from './UserDialogs';

const PAGE = 50;

type Which = 'all' | 'active' | 'inactive' | 'system_admin' | 'system_guest';

function roleWord(user: UserProfile): string {
    if (user.is_bot) {
        return 'Bot';
    }
    if (user.roles.split(' ').includes('system_admin')) {
        return 'Administrator';
    }
    return user.roles.includes('system_guest') ? 'Guest' : 'Member';
}

function optionsOf(which: Which): Record<string, unknown> {
    switch (which) {
        case 'active':
            return {active: true};
        case 'inactive':
            return {inactive: true};
        case 'all':
            return {};
        default:
            return {role: which};
    }
}

type Open = {kind: 'password' | 'sessions'; user: UserProfile} | {kind: 'create'} | null;

export function UsersPage() {
    const dispatch = useAppDispatch();
    const myId = useAppSelector((state) => state.entities.users.currentUserId);
    const [term, setTerm] = useState('');
    const [which, setWhich] = useState<Which>('all');
    const [page, setPage] = useState(0);
    const [list, setList] = useState<UserProfile[] | null>(null);
    const [total, setTotal] = useState<number | null>(null);
    const [error, setError] = useState('');
    const [open, setOpen] = useState<Open>(null);

    const load = useCallback(() => {
        const request = term.trim()
            ? Client4.searchUsers(term.trim(), {allow_inactive: which !== 'active', ...(which === 'system_admin' || which === 'system_guest' ? {role: which} : {})} as never)
            : Client4.getProfiles(page, PAGE, optionsOf(which));
        request.then(
            (users: UserProfile[]) => {
                setList(which === 'inactive' ? users.filter((user) => user.delete_at > 0) : users);
                setError('');
            },
            (problem: {message?: string}) => setError(problem.message ?? 'The accounts could not be loaded.'),
        );
    }, [page, term, which]);
    useEffect(() => {
        const timer = window.setTimeout(load, term ? 200 : 0);
        return () => window.clearTimeout(timer);
    }, [load, term]);
    useEffect(() => {
        Client4.getTotalUsersStats().then(
            (stats) => setTotal(stats.total_users_count),
            () => setTotal(null),
        );
    }, []);

    const attempt = async (work: () => Promise<unknown>, done: string) => {
        try {
            await work();
            dispatch(say(done, 'good'));
            load();
        } catch (problem) {
            dispatch(say((problem as {message?: string}).message ?? 'That did not work.', 'bad'));
        }
    };
    const confirm = (title: string, text: string, action: string, run: () => Promise<void>) => dispatch(openModal({kind: 'confirm', title, text, action, danger: true, run}));
    const entries = (user: UserProfile): MenuEntry[] => {
        const admin = user.roles.split(' ').includes('system_admin');
        const inactive = user.delete_at > 0;
        const others = user.roles.split(' ').filter((role) => role !== 'system_admin');
        return [
            !user.is_bot &&
                user.id !== myId && {
                    label: admin ? 'Take administrator role' : 'Make administrator',
                    icon: 'shield',
                    run: () =>
                        admin
                            ? void attempt(() => Client4.updateUserRoles(user.id, others.join(' ')), `${user.username} is a member now`)
                            : confirm(`Make ${user.username} an administrator?`, 'Administrators may change every setting and read every channel.', 'Make administrator', () =>
                                  attempt(() => Client4.updateUserRoles(user.id, [...others, 'system_admin'].join(' ')), `${user.username} is an administrator now`),
                              ),
                },
            !user.is_bot && {label: 'Set a new password', icon: 'key', run: () => setOpen({kind: 'password', user})},
            {label: 'Sessions', icon: 'monitor', run: () => setOpen({kind: 'sessions', user})},
            {
                label: 'End all sessions',
                icon: 'logout',
                run: () => confirm(`Log ${user.username} out everywhere?`, 'Every browser and app has to log in again.', 'End sessions', () => attempt(() => Client4.revokeAllSessionsForUser(user.id), 'All sessions ended')),
            },
            {
                label: 'Copy user id',
                icon: 'copy',
                run: () => void navigator.clipboard.writeText(user.id).then(() => dispatch(say('Copied', 'good'))),
            },
            user.id !== myId && 'line',
            user.id !== myId && {
                label: inactive ? 'Activate' : 'Deactivate',
                icon: inactive ? 'check' : 'trash',
                danger: !inactive,
                run: () =>
                    inactive
                        ? void attempt(() => Client4.updateUserActive(user.id, true), `${user.username} is active again`)
                        : confirm(`Deactivate ${user.username}?`, 'They are logged out and cannot log in. Their messages stay.', 'Deactivate', () => attempt(() => Client4.updateUserActive(user.id, false), `${user.username} is deactivated`)),
            },
        ];
    };
    return (
        <div className="admin-page admin-page--wide">
            <PageHead title="Users" lead={total === null ? undefined : `${total.toLocaleString()} accounts`}>
                <Button tone="primary" icon="user-plus" onClick={() => setOpen({kind: 'create'})}>
                    Create account
                </Button>
            </PageHead>
            <div className="toolbar">
                <input
                    className="input"
                    type="search"
                    placeholder="Search by name, username or email"
                    aria-label="Search accounts"
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
                        {value: 'all', label: 'All'},
                        {value: 'active', label: 'Active'},
                        {value: 'inactive', label: 'Deactivated'},
                        {value: 'system_admin', label: 'Administrators'},
                        {value: 'system_guest', label: 'Guests'},
                    ]}
                />
            </div>
            {error ? (
                <Failed text={error} onRetry={load} />
            ) : list === null ? (
                <Loading />
            ) : list.length === 0 ? (
                <Empty icon="users" title="Nobody found" />
            ) : (
                <div className="card table-card" tabIndex={0} role="region" aria-label="Accounts">
                    <table className="table">
                        <thead>
                            <tr>
                                <th scope="col">Person</th>
                                <th scope="col">Email</th>
                                <th scope="col">Role</th>
                                <th scope="col">State</th>
                                <th scope="col">Created</th>
                                <th scope="col">
                                    <span className="visually-hidden">Actions</span>
                                </th>
                            </tr>
                        </thead>
                        <tbody>
                            {list.map((user) => (
                                <tr key={user.id} className={user.delete_at > 0 ? 'table__row--off' : undefined}>
                                    <td>
                                        <span className="table__person">
                                            <img className="table__picture" src={Client4.getProfilePictureUrl(user.id, user.last_picture_update ?? 0)} alt="" loading="lazy" />
                                            <span>
                                                <strong>{getFullName(user) || user.username}</strong>
                                                <small>@{user.username}</small>
                                            </span>
                                        </span>
                                    </td>
                                    <td>{user.email}</td>
                                    <td>{roleWord(user)}</td>
                                    <td>{user.delete_at > 0 ? <span className="tag">Deactivated</span> : <span className="tag tag--good">Active</span>}</td>
                                    <td>{new Date(user.create_at).toLocaleDateString()}</td>
                                    <td className="table__tools">
                                        <Menu label={`Actions for ${user.username}`} entries={() => entries(user)} placement="bottom-end">
                                            <IconButton icon="more" label={`Actions for ${user.username}`} />
                                        </Menu>
                                    </td>
                                </tr>
                            ))}
                        </tbody>
                    </table>
                </div>
            )}
            {!term && (
                <div className="pager">
                    <Button disabled={page === 0} onClick={() => setPage(page - 1)}>
                        Previous
                    </Button>
                    <span>Page {page + 1}</span>
                    <Button disabled={(list?.length ?? 0) < PAGE} onClick={() => setPage(page + 1)}>
                        Next
                    </Button>
                </div>
            )}
            {open?.kind === 'password' && <PasswordDialog user={open.user} close={() => setOpen(null)} />}
            {open?.kind === 'sessions' && <SessionsDialog user={open.user} close={() => setOpen(null)} />}
            {open?.kind === 'create' && <CreateUserDialog close={() => setOpen(null)} onDone={load} />}
        </div>
    );
}
