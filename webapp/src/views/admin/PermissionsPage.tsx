/* Who may do what on this server. */
import type {Role} from '@mattermost/types/roles';
import {RoleTypes} from 'mattermost-redux/action_types';
import {Client4} from 'mattermost-redux/client';
import {useCallback, useEffect, useState} from 'react';

import {Button} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {Empty, Failed, Loading, Notice} from '@/components/states';
import {useAppDispatch} from '@/store';
import {say} from '@/store/toasts';

import {PageHead} from './PageHead';
import {cellOf, changedRoles, GROUPS, PERMISSIONS, toggled} from './permissions';
import type {Group, Permission, PermissionPart, Table} from './permissions';

interface RowsProps {
    part: PermissionPart;
    table: Table;
    onToggle: (group: Group, permission: Permission) => void;
}

function Rows({part, table, onToggle}: RowsProps) {
    return (
        <tbody>
            <tr className="matrix__part">
                <th colSpan={GROUPS.length + 1} scope="rowgroup">
                    {part.title}
                </th>
            </tr>
            {part.permissions.map((permission) => (
                <tr key={permission.id}>
                    <th scope="row" title={permission.id}>
                        {permission.label}
                    </th>
                    {GROUPS.map((group) => {
                        const cell = cellOf(table, group.id, permission);
                        return (
                            <td key={group.id}>
                                {cell === 'none' ? (
                                    <span className="matrix__none">
                                        <span aria-hidden="true">–</span>
                                        <span className="visually-hidden">Does not apply</span>
                                    </span>
                                ) : cell === 'inherited' ? (
                                    <span className="matrix__inherited" title="As members">
                                        <Icon name="check" size={16} />
                                        <span className="visually-hidden">Allowed, as members</span>
                                    </span>
                                ) : (
                                    <input
                                        type="checkbox"
                                        className="check"
                                        checked={cell === 'on'}
                                        aria-label={`${group.label}: ${part.title}, ${permission.label}`}
                                        onChange={() => onToggle(group.id, permission)}
                                    />
                                )}
                            </td>
                        );
                    })}
                </tr>
            ))}
        </tbody>
    );
}

export function PermissionsPage() {
    const dispatch = useAppDispatch();
    const [roles, setRoles] = useState<Role[] | null>(null);
    const [table, setTable] = useState<Table>({});
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    const [term, setTerm] = useState('');
    const load = useCallback(() => {
        Client4.getRolesByNames(['system_user', 'system_guest', 'team_user', 'team_guest', 'team_admin', 'channel_user', 'channel_guest', 'channel_admin']).then(
            (list) => {
                setRoles(list);
                setTable(Object.fromEntries(list.map((role) => [role.name, role.permissions])));
                setError('');
            },
            (problem: {message?: string}) => setError(problem.message ?? 'The roles could not be read.'),
        );
    }, []);
    useEffect(load, [load]);
    if (!roles) {
        return error ? <Failed text={error} onRetry={load} /> : <Loading />;
    }
    const before: Table = Object.fromEntries(roles.map((role) => [role.name, role.permissions]));
    const changed = changedRoles(before, table);
    const save = async () => {
        setBusy(true);
        setError('');
        try {
            for (const name of changed) {
                const role = roles.find((one) => one.name === name);
                if (role) {
                    const saved = await Client4.patchRole(role.id, {permissions: table[name] ?? []});
                    dispatch({type: RoleTypes.RECEIVED_ROLE, data: saved} as {type: string});
                }
            }
            dispatch(say('Permissions saved', 'good'));
        } catch (problem) {
            setError((problem as {message?: string}).message ?? 'The permissions were not saved.');
        }
        setBusy(false);
        load();
    };
    const wanted = term.trim().toLowerCase();
    const parts = PERMISSIONS.map((part) => ({...part, permissions: part.permissions.filter((one) => !wanted || `${part.title} ${one.label} ${one.id}`.toLowerCase().includes(wanted))})).filter((part) => part.permissions.length > 0);
    return (
        <div className="admin-page admin-page--wide">
            <PageHead title="Permissions" lead="What people may do. System administrators may do everything." />
            {error && <Notice tone="bad">{error}</Notice>}
            <div className="toolbar">
                <input className="input" type="search" placeholder="Find a permission" aria-label="Find a permission" value={term} onChange={(event) => setTerm(event.target.value)} />
            </div>
            {parts.length === 0 ? (
                <Empty icon="search" title="Nothing found" />
            ) : (
                <div className="card table-card" tabIndex={0} role="region" aria-label="Permissions">
                    <table className="table matrix">
                        <thead>
                            <tr>
                                <th scope="col">Permission</th>
                                {GROUPS.map((group) => (
                                    <th key={group.id} scope="col">
                                        {group.label}
                                    </th>
                                ))}
                            </tr>
                        </thead>
                        {parts.map((part) => (
                            <Rows key={part.title} part={part} table={table} onToggle={(group, permission) => setTable(toggled(table, group, permission))} />
                        ))}
                    </table>
                </div>
            )}
            <div className="save-bar">
                <Button tone="primary" busy={busy} disabled={busy || changed.length === 0} onClick={() => void save()}>
                    Save
                </Button>
                {changed.length > 0 && (
                    <Button tone="quiet" onClick={() => setTable(before)}>
                        Discard
                    </Button>
                )}
                <span className="field__hint" role="status">
                    {changed.length > 0 ? `${changed.length} ${changed.length === 1 ? 'role' : 'roles'} changed` : ''}
                </span>
            </div>
        </div>
    );
}
