/* What a plugin asks for, in words, and what the administrator allows. */
import {useEffect, useState} from 'react';

import {Button} from '@/components/Button';
import {Empty, Failed, Loading, Notice} from '@/components/states';
import {useAppDispatch} from '@/store';
import {say} from '@/store/toasts';

import {fetchGrants, saveGrants, wordsOf} from './api';
import type {AskedCapability, GrantsOfPlugin} from './api';

const RISKS: Record<AskedCapability['risk'], string> = {low: 'Low risk', medium: 'Some risk', high: 'High risk'};

const ORDER: Array<AskedCapability['risk']> = ['high', 'medium', 'low'];

/** What is new first, the riskiest first among those. */
export function sorted(asked: AskedCapability[]): AskedCapability[] {
    return [...asked].sort((a, b) => Number(b.new) - Number(a.new) || ORDER.indexOf(a.risk) - ORDER.indexOf(b.risk) || a.capability.localeCompare(b.capability));
}

interface LinesProps {
    asked: AskedCapability[];
    chosen: ReadonlySet<string>;
    onChange: (capability: string, on: boolean) => void;
}

export function GrantLines({asked, chosen, onChange}: LinesProps) {
    return (
        <ul className="grants">
            {sorted(asked).map((one) => (
                <li key={one.capability} className={`grant grant--${one.risk}`}>
                    <label>
                        <input type="checkbox" checked={chosen.has(one.capability)} onChange={(event) => onChange(one.capability, event.target.checked)} />
                        <span>
                            <span className="grant__words">
                                It {one.words}
                                {one.new && <span className="tag tag--accent">New in this version</span>}
                                {one.risk !== 'low' && <span className="tag">{RISKS[one.risk]}</span>}
                            </span>
                            <small>
                                <code>{one.capability}</code>
                                {one.explicit && ' – has to be allowed by itself'}
                            </small>
                        </span>
                    </label>
                </li>
            ))}
        </ul>
    );
}

const granted = (asked: AskedCapability[]) => asked.filter((one) => one.granted).map((one) => one.capability);

/** What is ticked before somebody decides: all that need not be allowed by name, but nothing that was once denied. */
export function proposed(asked: AskedCapability[]): string[] {
    const isFirst = asked.every((one) => !one.granted);
    return asked.filter((one) => one.granted || (!one.explicit && (isFirst || one.new))).map((one) => one.capability);
}

export function useGrants(id: string, begin: (asked: AskedCapability[]) => string[] = granted) {
    const [grants, setGrants] = useState<GrantsOfPlugin | null>(null);
    const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
    const [error, setError] = useState('');
    const [turn, setTurn] = useState(0);
    useEffect(() => {
        let current = true;
        fetchGrants(id).then(
            (found) => {
                if (current) {
                    setGrants(found);
                    setChosen(new Set(begin(found.asked)));
                    setError('');
                }
            },
            (failure: unknown) => current && setError(wordsOf(failure)),
        );
        return () => {
            current = false;
        };
    }, [begin, id, turn]);
    const choose = (capability: string, on: boolean) => {
        const next = new Set(chosen);
        if (on) {
            next.add(capability);
        } else {
            next.delete(capability);
        }
        setChosen(next);
    };
    const take = (found: GrantsOfPlugin) => {
        setGrants(found);
        setChosen(new Set(granted(found.asked)));
    };
    return {grants, chosen, choose, setChosen, take, error, retry: () => setTurn(turn + 1)};
}

export function Grants({id}: {id: string}) {
    const dispatch = useAppDispatch();
    const {grants, chosen, choose, setChosen, take, error, retry} = useGrants(id);
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState('');
    if (error) {
        return <Failed text={error} onRetry={retry} />;
    }
    if (!grants) {
        return <Loading />;
    }
    if (grants.asked.length === 0 && grants.gone.length === 0) {
        return (
            <Empty icon="shield" title="It asks for nothing">
                This plugin gets by with what is its own.
            </Empty>
        );
    }
    const changed = grants.asked.some((one) => one.granted !== chosen.has(one.capability));
    const waiting = grants.asked.filter((one) => !one.granted);
    const save = async () => {
        setBusy(true);
        try {
            take(await saveGrants(id, [...chosen]));
            setProblem('');
            dispatch(say('Permissions saved', 'good'));
        } catch (failure) {
            setProblem(wordsOf(failure));
        }
        setBusy(false);
    };
    return (
        <div>
            {waiting.length > 0 && <Notice tone="plain">{waiting.length === 1 ? 'One permission is' : `${waiting.length} permissions are`} not allowed. A call without its permission fails and says so in the log.</Notice>}
            {problem && <Notice tone="bad">{problem}</Notice>}
            <GrantLines asked={grants.asked} chosen={chosen} onChange={choose} />
            {grants.gone.length > 0 && (
                <>
                    <h3>Not asked for any more</h3>
                    <ul className="grants">
                        {grants.gone.map((one) => (
                            <li key={one.capability} className="grant grant--gone">
                                {one.words} <code>{one.capability}</code>
                            </li>
                        ))}
                    </ul>
                </>
            )}
            <div className="save-bar">
                <Button tone="primary" busy={busy} disabled={busy || !changed} onClick={() => void save()}>
                    Save permissions
                </Button>
                <Button tone="quiet" onClick={() => setChosen(new Set(grants.asked.filter((one) => !one.explicit || chosen.has(one.capability)).map((one) => one.capability)))}>
                    Choose all
                </Button>
                <Button tone="quiet" onClick={() => setChosen(new Set())}>
                    Choose none
                </Button>
            </div>
        </div>
    );
}
