/* The last lines a plugin wrote. */
import {useCallback, useEffect, useState} from 'react';

import {Button} from '@/components/Button';
import {Switch} from '@/components/Field';
import {Empty, Failed, Loading} from '@/components/states';
import type {LogLine} from '@/views/admin/logLines';

import {fetchLog, wordsOf} from './api';

const LINES = 200;
const EVERY_MS = 2000;

export function LogTail({id}: {id: string}) {
    const [lines, setLines] = useState<LogLine[] | null>(null);
    const [error, setError] = useState('');
    const [live, setLive] = useState(false);
    const load = useCallback(() => {
        fetchLog(id, LINES).then(
            (found) => {
                setLines(found);
                setError('');
            },
            (failure: unknown) => setError(wordsOf(failure)),
        );
    }, [id]);
    useEffect(load, [load]);
    useEffect(() => {
        if (!live) {
            return undefined;
        }
        const timer = window.setInterval(load, EVERY_MS);
        return () => window.clearInterval(timer);
    }, [live, load]);
    if (error) {
        return <Failed text={error} onRetry={load} />;
    }
    if (!lines) {
        return <Loading />;
    }
    return (
        <>
            <div className="toolbar">
                <Switch label="Follow" checked={live} onChange={setLive} />
                <Button size="small" icon="refresh" onClick={load}>
                    Refresh
                </Button>
            </div>
            {lines.length === 0 ? (
                <Empty icon="log" title="No lines">
                    It has written nothing since the server started.
                </Empty>
            ) : (
                <div className="card log" tabIndex={0} role="region" aria-label="Log of the plugin">
                    <ol>
                        {[...lines].reverse().map((line, index) => (
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
        </>
    );
}
