/* How fast a plugin answers, how often it fails, what it needs: now, and since this page was opened. */
import {useEffect, useState} from 'react';

import {Empty, Failed, Loading, Notice} from '@/components/states';
import {useAppSelector} from '@/store';
import {wants24Hours} from '@/store/preferences';
import {LineChart} from '@/views/admin/Chart';
import {sizeWords} from '@/views/post/Files';

import {fetchFigures, wordsOf} from './api';
import type {FiguresOfPlugin} from './api';

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

export function Figures({id, runs}: {id: string; runs: boolean}) {
    const military = useAppSelector(wants24Hours);
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
    const label = (sample: Sample) => second(sample.at, military);
    const points = (of: (figures: FiguresOfPlugin) => number) => samples.map((sample) => ({label: label(sample), value: of(sample.figures)}));
    const added = (of: (figures: FiguresOfPlugin) => number) => steps(samples.map((sample) => of(sample.figures))).map((value, index) => ({label: samples[index + 1] ? label(samples[index + 1] as Sample) : '', value}));
    const tiles: Array<[string, string]> = [
        ['Calls', last.calls.toLocaleString()],
        ['Half are faster than', timeWords(last.p50_us)],
        ['99 % are faster than', timeWords(last.p99_us)],
        ['Faults', last.faults.toLocaleString()],
        ['Memory', sizeWords(last.memory_bytes)],
        ['Instances', String(last.instances)],
    ];
    return (
        <>
            {!runs && <Notice tone="plain">The plugin does not run. These are the figures of its last run.</Notice>}
            <dl className="tiles">
                {tiles.map(([name, value]) => (
                    <div key={name} className={`tile card ${name === 'Faults' && last.faults > 0 ? 'tile--bad' : ''}`}>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                    </div>
                ))}
            </dl>
            <div className="charts">
                <LineChart title="Slowest answers (99 %), in µs" points={points((figures) => figures.p99_us)} none={NONE} />
                <LineChart title="Calls in each 5 seconds" points={added((figures) => figures.calls)} none={NONE} />
                <LineChart title="Faults in each 5 seconds" points={added((figures) => figures.faults)} none={NONE} />
            </div>
        </>
    );
}
