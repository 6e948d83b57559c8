/* How fast a plugin answers, how often it fails, what it needs: now, and since this page was opened. */
import {useEffect, useState} from 'react';

import {Empty, Failed, Loading, Notice} from '@/components/states';
import {useAppSelector} from '@/store';
import {wants24Hours} from '@/store/preferences';
import {LineChart} from '@/views/admin/Chart';
import {sizeWords} from '@/views/post/Files';

import {fetchFigures, wordsOf} from './api';
import type {FaultOfPlugin, FiguresOfPlugin, HookFigures} from './api';

const EVERY_MS = 5000;
const KEPT = 120;
const NONE = 'The line begins with the second look, five seconds after the first.';

interface Sample {
    at: number;
    figures: FiguresOfPlugin;
}

/** Microseconds in the unit that reads best. */
export function timeWords(microseconds: number): string {
    if (microseconds < 1000) {
        return `${Math.round(microseconds)} µs`;
    }
    return microseconds < 1_000_000 ? `${(microseconds / 1000).toFixed(microseconds < 10_000 ? 1 : 0)} ms` : `${(microseconds / 1_000_000).toFixed(1)} s`;
}

/** What was added between one sample and the next; a restart begins at nothing. */
export function steps(values: number[]): number[] {
    return values.slice(1).map((value, index) => Math.max(0, value - (values[index] ?? 0)));
}

function second(at: number, military: boolean): string {
    return new Date(at).toLocaleTimeString(undefined, {hour: 'numeric', minute: '2-digit', second: '2-digit', hour12: !military});
}

function Hooks({hooks}: {hooks: HookFigures[]}) {
    return (
        <div className="card table-card" tabIndex={0} role="region" aria-label="Hooks">
            <table className="table table--numbers">
                <thead>
                    <tr>
                        <th>Hook</th>
                        <th>Calls</th>
                        <th>Half within</th>
                        <th>99 % within</th>
                        <th>Longest</th>
                        <th>Faults</th>
                    </tr>
                </thead>
                <tbody>
                    {[...hooks]
                        .sort((a, b) => b.calls - a.calls || a.hook.localeCompare(b.hook))
                        .map((hook) => (
                            <tr key={hook.hook}>
                                <th scope="row">
                                    <code>{hook.hook}</code>
                                </th>
                                <td>{hook.calls.toLocaleString()}</td>
                                <td>{timeWords(hook.p50_us)}</td>
                                <td>{timeWords(hook.p99_us)}</td>
                                <td>{timeWords(hook.longest_us)}</td>
                                <td className={hook.faults > 0 ? 'table__bad' : ''}>{hook.faults.toLocaleString()}</td>
                            </tr>
                        ))}
                </tbody>
            </table>
        </div>
    );
}

function LastFaults({faults}: {faults: FaultOfPlugin[]}) {
    return (
        <section className="last-faults" aria-label="Last faults">
            <h3>Last faults</h3>
            {faults.map((fault, index) => {
                const more = [fault.backtrace, fault.stderr].filter(Boolean).join('\n\n');
                const said = (
                    <>
                        <code>{fault.hook}</code> {fault.message}
                    </>
                );
                return more ? (
                    <details key={index} className="plugin-fault">
                        <summary>{said}</summary>
                        <pre tabIndex={0}>{more}</pre>
                    </details>
                ) : (
                    <p key={index} className="plugin-fault">
                        {said}
                    </p>
                );
            })}
        </section>
    );
}

/** A sample now and every five seconds while the page is looked at. */
function useSamples(id: string): {samples: Sample[]; error: string} {
    const [samples, setSamples] = useState<Sample[]>([]);
    const [error, setError] = useState('');
    useEffect(() => {
        let current = true;
        const sample = () =>
            fetchFigures(id).then(
                (figures) => {
                    if (current) {
                        setSamples((before) => [...before.slice(1 - KEPT), {at: Date.now(), figures}]);
                        setError('');
                    }
                },
                (failure: unknown) => current && setError(wordsOf(failure)),
            );
        void sample();
        const timer = window.setInterval(() => document.visibilityState === 'visible' && void sample(), EVERY_MS);
        return () => {
            current = false;
            window.clearInterval(timer);
        };
    }, [id]);
    return {samples, error};
}

export function Figures({id, runs}: {id: string; runs: boolean}) {
    const military = useAppSelector(wants24Hours);
    const {samples, error} = useSamples(id);
    const last = samples.at(-1)?.figures;
    if (!last) {
        return error ? <Failed text={error} /> : <Loading />;
    }
    if (!runs && last.calls === 0) {
        return (
            <Empty icon="chart" title="No figures">
                They are counted while the plugin runs, and it has not run since the server started.
            </Empty>
        );
    }
    const labels = samples.map((sample) => second(sample.at, military));
    const added = (of: (figures: FiguresOfPlugin) => number) => steps(samples.map((sample) => of(sample.figures))).map((value, index) => ({label: labels[index + 1] ?? '', value}));
    const memory = samples.map((sample, index) => ({label: labels[index] ?? '', value: Math.round(sample.figures.memory_bytes / 100_000) / 10}));
    const tiles: Array<[string, string]> = [
        ['Calls', last.calls.toLocaleString()],
        ['Faults', last.faults.toLocaleString()],
        ['Calls that wait', last.queue.toLocaleString()],
        ['Memory', sizeWords(last.memory_bytes)],
        ['Instances', String(last.instances)],
    ];
    return (
        <>
            {!runs && <Notice tone="plain">The plugin does not run. These are the figures of its last run.</Notice>}
            {error && <Notice tone="bad">{error}</Notice>}
            <dl className="tiles">
                {tiles.map(([name, value]) => (
                    <div key={name} className={`tile card ${name === 'Faults' && last.faults > 0 ? 'tile--bad' : ''}`}>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                    </div>
                ))}
            </dl>
            <div className="charts charts--three">
                <LineChart title="Calls in each 5 seconds" points={added((figures) => figures.calls)} none={NONE} />
                <LineChart title="Faults in each 5 seconds" points={added((figures) => figures.faults)} none={NONE} />
                <LineChart title="Memory, in MB" points={memory} none={NONE} />
            </div>
            {last.hooks.length > 0 && <Hooks hooks={last.hooks} />}
            {last.last_faults.length > 0 && <LastFaults faults={last.last_faults} />}
        </>
    );
}
