/* What an administrator does to the running server by hand. */
import {Client4} from 'mattermost-redux/client';
import {useCallback, useEffect, useState} from 'react';

import {Button} from '@/components/Button';
import type {IconName} from '@/components/Icon';
import {Icon} from '@/components/Icon';
import {useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {say} from '@/store/toasts';

import {PageHead} from './PageHead';

interface Job {
    id: string;
    icon: IconName;
    title: string;
    text: string;
    action: string;
    done: string;
    /** Asked before, when it is felt by people. */
    ask?: string;
    run: () => Promise<unknown>;
}

const BUSY_SECONDS = 3600;

/** The library has no words for the busy state. */
async function busyState(method: 'get' | 'post' | 'delete'): Promise<{busy?: boolean; expires?: number}> {
    const query = method === 'post' ? `?seconds=${BUSY_SECONDS}` : '';
    const answer = await fetch(`${Client4.getBaseRoute()}/server_busy${query}`, Client4.getOptions({method}) as RequestInit);
    const body = (await answer.json()) as {busy?: boolean; expires?: number; message?: string};
    if (!answer.ok) {
        throw new Error(body.message ?? 'That did not work.');
    }
    return body;
}

function Row({job}: {job: Job}) {
    const dispatch = useAppDispatch();
    const [busy, setBusy] = useState(false);
    const [outcome, setOutcome] = useState<{good: boolean; text: string} | null>(null);
    const run = async () => {
        setBusy(true);
        try {
            await job.run();
            setOutcome({good: true, text: job.done});
        } catch (error) {
            setOutcome({good: false, text: (error as {message?: string}).message ?? 'That did not work.'});
        }
        setBusy(false);
    };
    return (
        <li className="job">
            <Icon name={job.icon} size={20} />
            <div className="job__text">
                <h3>{job.title}</h3>
                <p>{job.text}</p>
                {outcome && (
                    <p className={outcome.good ? 'job__good' : 'job__bad'} role={outcome.good ? 'status' : 'alert'}>
                        {outcome.text}
                    </p>
                )}
            </div>
            <Button busy={busy} onClick={() => (job.ask ? dispatch(openModal({kind: 'confirm', title: `${job.title}?`, text: job.ask, action: job.action, danger: true, run})) : void run())}>
                {job.action}
            </Button>
        </li>
    );
}

function Jobs({title, jobs}: {title: string; jobs: Job[]}) {
    return (
        <section className="card jobs">
            <h2>{title}</h2>
            <ul>
                {jobs.map((job) => (
                    <Row key={job.id} job={job} />
                ))}
            </ul>
        </section>
    );
}

function BusyState() {
    const dispatch = useAppDispatch();
    const [until, setUntil] = useState<number | null>(null);
    const load = useCallback(() => {
        busyState('get').then(
            (state) => setUntil(state.busy ? (state.expires ?? 0) * 1000 : 0),
            () => setUntil(null),
        );
    }, []);
    useEffect(load, [load]);
    const change = (method: 'post' | 'delete') =>
        busyState(method).then(load, (error: {message?: string}) => dispatch(say(error.message ?? 'That did not work.', 'bad')));
    if (until === null) {
        return null;
    }
    return (
        <section className="card jobs">
            <h2>Load</h2>
            <ul>
                <li className="job">
                    <Icon name="clock" size={20} />
                    <div className="job__text">
                        <h3>Busy state</h3>
                        <p>While busy, the server puts off what is not urgent, such as typing notes and presence.</p>
                        <p role="status">{until > 0 ? `Busy until ${new Date(until).toLocaleTimeString(undefined, {timeStyle: 'short'})}.` : 'Not busy.'}</p>
                    </div>
                    <Button onClick={() => void change(until > 0 ? 'delete' : 'post')}>{until > 0 ? 'End it' : 'Busy for an hour'}</Button>
                </li>
            </ul>
        </section>
    );
}

export function MaintenancePage() {
    const site = useAppSelector((state) => state.entities.general.config.SiteURL);
    const tests: Job[] = [
        {id: 'mail', icon: 'mail', title: 'Test mail', text: 'Sends a mail to your own address with the saved settings.', action: 'Send', done: 'It is on its way to you.', run: () => Client4.testEmail()},
        {id: 'files', icon: 'file', title: 'Test the file store', text: 'Writes, reads and deletes a small file on the disk or in S3.', action: 'Test', done: 'The store can be written and read.', run: () => Client4.testFileStoreConnection()},
        {id: 'site', icon: 'globe', title: 'Test the site address', text: `Asks ${site || window.location.origin} whether this server answers there.`, action: 'Test', done: 'The server answers at this address.', run: () => Client4.testSiteURL(site || window.location.origin)},
        {id: 'database', icon: 'compass', title: 'Recycle database connections', text: 'Checks that the database answers; every connection is checked when it is used next.', action: 'Recycle', done: 'The database answers.', run: () => Client4.recycleDatabase()},
    ];
    const server: Job[] = [
        {id: 'reload', icon: 'refresh', title: 'Reload the configuration', text: 'Reads the configuration file again, after it was changed by hand.', action: 'Reload', done: 'The file was read again.', run: () => Client4.reloadConfig()},
        {id: 'caches', icon: 'trash', title: 'Purge caches', text: 'Forgets what is held in memory; it is read again when it is needed.', action: 'Purge', done: 'The caches are empty.', run: () => Client4.invalidateCaches()},
    ];
    const people: Job[] = [
        {id: 'sessions', icon: 'logout', title: 'End all sessions', text: 'Logs everyone out of every browser and app.', action: 'End all sessions', done: 'Everyone has to log in again.', ask: 'Everyone has to log in again, you too.', run: () => Client4.revokeSessionsForAllUsers()},
    ];
    return (
        <div className="admin-page">
            <PageHead title="Maintenance" lead="Tests, and what is done by hand." />
            <Jobs title="Tests" jobs={tests} />
            <Jobs title="Server" jobs={server} />
            <BusyState />
            <Jobs title="People" jobs={people} />
            <section className="card jobs">
                <h2>Support</h2>
                <ul>
                    <li className="job">
                        <Icon name="download" size={20} />
                        <div className="job__text">
                            <h3>Support packet</h3>
                            <p>Versions, figures, the configuration without its secrets, and the newest lines of the log in one file.</p>
                        </div>
                        <a className="button button--plain button--normal" href="/api/v4/system/support_packet" download>
                            Download
                        </a>
                    </li>
                </ul>
            </section>
        </div>
    );
}
