/* What was done to accounts and by whom. */
import type {Audit} from '@mattermost/types/audits';
import {getMissingProfilesByIds} from 'mattermost-redux/actions/users';
import {Client4} from 'mattermost-redux/client';
import {useCallback, useEffect, useMemo, useState} from 'react';

import {Button} from '@/components/Button';
import {findPeople, personName} from '@/components/choices';
import {Picker} from '@/components/Picker';
import {Empty, Failed, Loading} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';

import {PageHead} from './PageHead';

const PAGE = 100;

export function AuditPage() {
    const dispatch = useAppDispatch();
    const [page, setPage] = useState(0);
    const [userId, setUserId] = useState('');
    const [term, setTerm] = useState('');
    const [list, setList] = useState<Audit[] | null>(null);
    const [error, setError] = useState('');
    const profiles = useAppSelector((state) => state.entities.users.profiles);
    const load = useCallback(() => {
        const asked = (userId ? Client4.getUserAudits(userId, page, PAGE) : Client4.getAudits(page, PAGE)) as unknown as Promise<Audit[]>;
        asked.then(
            (found) => {
                setList(found ?? []);
                setError('');
                void dispatch(getMissingProfilesByIds([...new Set((found ?? []).map((audit) => audit.user_id).filter(Boolean))]));
            },
            (problem: {message?: string}) => setError(problem.message ?? 'The records could not be read.'),
        );
    }, [dispatch, page, userId]);
    useEffect(load, [load]);
    const nameOf = useCallback((id: string) => (profiles[id] ? `@${profiles[id].username}` : id ? 'An account that is gone' : 'Nobody'), [profiles]);
    const shown = useMemo(() => {
        const wanted = term.trim().toLowerCase();
        return (list ?? []).filter((audit) => !wanted || `${nameOf(audit.user_id)} ${audit.action} ${audit.extra_info} ${audit.ip_address}`.toLowerCase().includes(wanted));
    }, [list, nameOf, term]);
    return (
        <div className="admin-page admin-page--wide">
            <PageHead title="Audit records" lead="Logins and changes of accounts, the newest first.">
                <Button icon="refresh" onClick={load}>
                    Refresh
                </Button>
            </PageHead>
            <div className="toolbar">
                <input className="input" type="search" placeholder="Filter this page" aria-label="Filter records" value={term} onChange={(event) => setTerm(event.target.value)} />
                <div className="toolbar__picker">
                    <Picker
                        label="Person"
                        hideLabel
                        inside="page"
                        optional
                        placeholder="All people"
                        value={userId ? [userId] : []}
                        find={findPeople}
                        nameOf={personName}
                        onChange={([id]) => {
                            setUserId(id ?? '');
                            setPage(0);
                        }}
                    />
                </div>
            </div>
            {error ? (
                <Failed text={error} onRetry={load} />
            ) : !list ? (
                <Loading />
            ) : shown.length === 0 ? (
                <Empty icon="shield" title="No records" />
            ) : (
                <div className="card table-card" tabIndex={0} role="region" aria-label="Records">
                    <table className="table">
                        <thead>
                            <tr>
                                <th scope="col">When</th>
                                <th scope="col">Who</th>
                                <th scope="col">What</th>
                                <th scope="col">Detail</th>
                                <th scope="col">From</th>
                            </tr>
                        </thead>
                        <tbody>
                            {shown.map((audit) => (
                                <tr key={audit.id}>
                                    <td>{new Date(audit.create_at).toLocaleString(undefined, {dateStyle: 'medium', timeStyle: 'medium'})}</td>
                                    <td>{nameOf(audit.user_id)}</td>
                                    <td>{audit.action.replace(/^\/api\/v4\//, '')}</td>
                                    <td className="table__wrap">{audit.extra_info}</td>
                                    <td>{audit.ip_address}</td>
                                </tr>
                            ))}
                        </tbody>
                    </table>
                </div>
            )}
            {list && (page > 0 || list.length === PAGE) && (
                <div className="pager">
                    <Button disabled={page === 0} onClick={() => setPage(page - 1)}>
                        Previous
                    </Button>
                    <span>Page {page + 1}</span>
                    <Button disabled={list.length < PAGE} onClick={() => setPage(page + 1)}>
                        Next
                    </Button>
                </div>
            )}
        </div>
    );
}
