/* What the four pages of integrations share: a list that loads, its rows, and a form that saves. */
import {getMissingProfilesByIds} from 'mattermost-redux/actions/users';
import {useCallback, useEffect, useState} from 'react';
import type {ReactNode} from 'react';

import {Button, IconButton} from '@/components/Button';
import {CopyField} from '@/components/CopyField';
import {Icon} from '@/components/Icon';
import type {IconName} from '@/components/Icon';
import {Menu} from '@/components/Menu';
import type {MenuEntry} from '@/components/Menu';
import {Modal} from '@/components/Modal';
import {Empty, Failed, Loading, Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {nameOf} from '@/store/names';
import {say} from '@/store/toasts';

export function words(error: unknown, otherwise: string): string {
    return (error as {message?: string} | null)?.message || otherwise;
}

export interface Loaded<T> {
    list: T[] | null;
    error: string;
    load: () => void;
}

export function useLoaded<T>(fetch: () => Promise<T[]>): Loaded<T> {
    const [list, setList] = useState<T[] | null>(null);
    const [error, setError] = useState('');
    const load = useCallback(() => {
        fetch().then(
            (found) => {
                setList(found ?? []);
                setError('');
            },
            (problem: unknown) => setError(words(problem, 'The list could not be read.')),
        );
    }, [fetch]);
    useEffect(load, [load]);
    return {list, error, load};
}

const PAGE = 200;

/** Page after page, until one is not full. */
export async function allPages<T>(fetch: (page: number, perPage: number) => Promise<T[]>): Promise<T[]> {
    const all: T[] = [];
    for (let page = 0; ; page++) {
        const list = (await fetch(page, PAGE)) ?? [];
        all.push(...list);
        if (list.length < PAGE) {
            return all;
        }
    }
}

/** Does something, says that it is done or why not, and loads the list again. */
export function useAttempt(load: () => void) {
    const dispatch = useAppDispatch();
    return async (act: () => Promise<unknown>, done: string): Promise<void> => {
        try {
            await act();
            dispatch(say(done, 'good'));
        } catch (error) {
            dispatch(say(words(error, 'That did not work.'), 'bad'));
        }
        load();
    };
}

export function useAsk() {
    const dispatch = useAppDispatch();
    return (title: string, text: string, action: string, run: () => void | Promise<void>) => void dispatch(openModal({kind: 'confirm', title, text, action, danger: true, run}));
}

export interface Fact {
    label: string;
    value: ReactNode;
    /** A text to be copied in place of `value`. */
    copy?: string;
}

export interface Row {
    id: string;
    icon: IconName;
    picture?: string;
    title: string;
    about?: string;
    tags?: string[];
    facts: Fact[];
    creatorId: string;
    createdAt: number;
    entries: MenuEntry[];
    onEdit: () => void;
    off?: boolean;
    below?: ReactNode;
}

function Card({row}: {row: Row}) {
    const creator = useAppSelector((state) => nameOf(state, row.creatorId));
    return (
        <li className={`integration ${row.off ? 'integration--off' : ''}`}>
            <header className="integration__head">
                {row.picture ? (
                    <img className="integration__picture" src={row.picture} alt="" />
                ) : (
                    <span className="integration__icon">
                        <Icon name={row.icon} size={18} />
                    </span>
                )}
                <div className="integration__names">
                    <h2>
                        {row.title}
                        {(row.tags ?? []).map((tag) => (
                            <span key={tag} className="tag">
                                {tag}
                            </span>
                        ))}
                    </h2>
                    {row.about && <p>{row.about}</p>}
                </div>
                <IconButton icon="edit" label={`Edit ${row.title}`} onClick={row.onEdit} />
                <Menu label={`Actions for ${row.title}`} entries={row.entries} placement="bottom-end">
                    <IconButton icon="more" label={`Actions for ${row.title}`} />
                </Menu>
            </header>
            <dl className="integration__facts">
                {row.facts.map((fact) => (
                    <div key={fact.label}>
                        <dt>{fact.label}</dt>
                        <dd>{fact.copy === undefined ? fact.value : <CopyField label={fact.label} value={fact.copy} />}</dd>
                    </div>
                ))}
            </dl>
            {row.below}
            <p className="integration__foot">
                Made by {creator} on {new Date(row.createdAt).toLocaleDateString(undefined, {dateStyle: 'medium'})}
            </p>
        </li>
    );
}

interface ListProps {
    lead: string;
    what: string;
    addLabel: string;
    icon: IconName;
    empty: string;
    rows: Row[] | null;
    error: string;
    onRetry: () => void;
    onAdd: (() => void) | null;
    tools?: ReactNode;
}

export function IntegrationList({lead, what, addLabel, icon, empty, rows, error, onRetry, onAdd, tools}: ListProps) {
    const dispatch = useAppDispatch();
    const [term, setTerm] = useState('');
    const creators = (rows ?? []).map((row) => row.creatorId).join(' ');
    useEffect(() => {
        if (creators) {
            void dispatch(getMissingProfilesByIds([...new Set(creators.split(' '))].filter((id) => /^[a-z0-9]{26}$/.test(id))));
        }
    }, [creators, dispatch]);
    const wanted = term.trim().toLowerCase();
    const shown = (rows ?? []).filter((row) => !wanted || `${row.title} ${row.about ?? ''} ${row.facts.map((fact) => fact.copy ?? (typeof fact.value === 'string' ? fact.value : '')).join(' ')}`.toLowerCase().includes(wanted));
    const add = onAdd && (
        <Button tone="primary" icon="plus" onClick={onAdd}>
            {addLabel}
        </Button>
    );
    if (error) {
        return <Failed text={error} onRetry={onRetry} />;
    }
    if (!rows) {
        return <Loading />;
    }
    if (rows.length === 0) {
        return (
            <Empty icon={icon} title={`No ${what} yet`} action={add}>
                {empty}
            </Empty>
        );
    }
    return (
        <div className="integrations">
            <div className="integrations__top">
                <p>{lead}</p>
                {add}
            </div>
            {(rows.length > 5 || tools) && (
                <div className="toolbar">
                    <input className="input" type="search" placeholder="Filter" aria-label={`Filter ${what}`} value={term} onChange={(event) => setTerm(event.target.value)} />
                    {tools}
                </div>
            )}
            {shown.length === 0 ? (
                <Empty icon="search" title="Nothing found" />
            ) : (
                <ul className="integrations__list" aria-label={what}>
                    {shown.map((row) => (
                        <Card key={row.id} row={row} />
                    ))}
                </ul>
            )}
        </div>
    );
}

interface FormProps {
    title: string;
    action: string;
    /** Why it cannot be saved as it is; asked when the person saves. */
    problem: () => string;
    save: () => Promise<void>;
    close: () => void;
    children: ReactNode;
}

export function IntegrationForm({title, action, problem, save, close, children}: FormProps) {
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    const submit = async () => {
        const wrong = problem();
        setError(wrong);
        if (wrong) {
            return;
        }
        setBusy(true);
        try {
            await save();
        } catch (failure) {
            setError(words(failure, 'It was not saved.'));
        }
        setBusy(false);
    };
    return (
        <Modal
            title={title}
            onClose={close}
            onSubmit={() => void submit()}
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button type="submit" tone="primary" busy={busy}>
                        {action}
                    </Button>
                </>
            }
        >
            {error && <Notice tone="bad">{error}</Notice>}
            {children}
        </Modal>
    );
}

/** What was made, with what its user needs to carry away. */
export function MadeDialog({title, close, children}: {title: string; close: () => void; children: ReactNode}) {
    return (
        <Modal
            title={title}
            onClose={close}
            footer={
                <Button tone="primary" onClick={close}>
                    Done
                </Button>
            }
        >
            <div className="made">{children}</div>
        </Modal>
    );
}
