/* What the server wrote down lately. */
import {Client4} from 'mattermost-redux/client';
import {useCallback, useEffect, useMemo, useState} from 'react';

import {Button} from '@/components/Button';
import {Select, Switch} from '@/components/Field';
import {Empty, Failed, Loading} from '@/components/states';

import type {LogLine} from './logLines';
import {parseLine} from './logLines';
import {PageHead} from './PageHead';

const LEVELS = ['debug', 'info', 'warn', 'error'];
const EVERY_MS = 5000;

export function LogPage() {
    const [raw, setRaw] = useState<string[] | null>(null);
    const [error, setError] = useState('');
    const [term, setTerm] = useState('');
    const [level, setLevel] = useState('debug');
    const [live, setLive] = useState(false);
    const load = useCallback(() => {
        Client4.getPlainLogs(0, 1000).then(
            (lines: string[]) => {
                setRaw(lines);
                setError('');
            },
            (problem: {message?: string}) => setError(problem.message ?? 'The log could not be read.'),
        );
    }, []);
    useEffect(load, [load]);
    useEffect(() => {
        if (!live) {
            return undefined;
        }
        const timer = window.setInterval(load, EVERY_MS);
        return () => window.clearInterval(timer);
    }, [live, load]);
    const lines = useMemo((): LogLine[] => {
        const wanted = term.toLowerCase();
        const least = LEVELS.indexOf(level);
        return (raw ?? [])
            .map(parseLine)
            .filter((line) => LEVELS.indexOf(line.level) >= least || (least === 0 && !LEVELS.includes(line.level)))
            .filter((line) => !wanted || line.raw.toLowerCase().includes(wanted))
            .reverse();
    }, [raw, term, level]);
    const download = () => {
        const address = URL.createObjectURL(new Blob([(raw ?? []).join('')], {type: 'text/plain'}));
        const link = document.createElement('a');
        link.href = address;
        link.download = 'server.log';
        link.click();
        URL.revokeObjectURL(address);
    };
    return (
        <div className="admin-page admin-page--wide">
            <PageHead title="Server log" lead="The newest lines first.">
                <Button icon="download" onClick={download} disabled={!raw?.length}>
                    Download
                </Button>
                <Button icon="refresh" onClick={load}>
                    Refresh
                </Button>
            </PageHead>
            <div className="toolbar">
                <input className="input" type="search" placeholder="Filter" aria-label="Filter lines" value={term} onChange={(event) => setTerm(event.target.value)} />
                <Select
                    label="From level"
                    value={level}
                    onChange={(event) => setLevel(event.target.value)}
                    choices={LEVELS.map((value) => ({value, label: value}))}
                />
                <Switch label="Follow" checked={live} onChange={setLive} />
            </div>
            {error ? (
                <Failed text={error} onRetry={load} />
            ) : raw === null ? (
                <Loading />
            ) : lines.length === 0 ? (
                <Empty icon="log" title="No lines" />
            ) : (
                <div className="card log" tabIndex={0} role="region" aria-label="Log lines">
                    <ol>
                        {lines.slice(0, 1000).map((line, index) => (
                            <li key={index} className={`log__line log__line--${line.level}`}>
                                <span className="log__time">{line.time}</span>
                                <span className="log__level">{line.level || '–'}</span>
                                <span className="log__text">
                                    {line.message}
                                    {line.rest && <small>{line.rest}</small>}
                                </span>
                            </li>
                        ))}
                    </ol>
                </div>
            )}
        </div>
    );
}
