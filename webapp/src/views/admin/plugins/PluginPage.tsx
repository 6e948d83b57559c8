/* One plugin: how it does on each node, its settings, what it may do, its log and figures, and the way to remove it. */
import {useState} from 'react';
import {Link, useHistory, useParams} from 'react-router-dom';

import {Button} from '@/components/Button';
import {PlainLink} from '@/components/links';
import {Empty, Failed, Loading, Notice} from '@/components/states';
import {useAppDispatch} from '@/store';
import {openModal} from '@/store/modals';
import {say} from '@/store/toasts';
import {PageHead} from '@/views/admin/PageHead';

import {rollBack, wordsOf} from './api';
import type {PluginRow} from './api';
import {Consent} from './Consent';
import {Figures} from './Figures';
import {Grants} from './Grants';
import {LogTail} from './LogTail';
import {PluginSettings} from './PluginSettings';
import {Removal} from './Removal';
import {stateOf, summary} from './states';
import {usePlugins, useSwitching} from './usePlugins';

const TABS = ['settings', 'permissions', 'figures', 'log', 'nodes'] as const;
type Tab = (typeof TABS)[number];
const TAB_WORDS: Record<Tab, string> = {settings: 'Settings', permissions: 'Permissions', figures: 'Figures', log: 'Log', nodes: 'Nodes'};

function Nodes({row}: {row: PluginRow}) {
    if (row.statuses.length === 0) {
        return (
            <Empty icon="monitor" title="On no node">
                It is installed and does not run anywhere.
            </Empty>
        );
    }
    const hasErrors = row.statuses.some((status) => status.error);
    return (
        <div className="card table-card">
            <table className="table">
                <thead>
                    <tr>
                        <th>Node</th>
                        <th>State</th>
                        <th>Version</th>
                        {hasErrors && <th>What went wrong</th>}
                    </tr>
                </thead>
                <tbody>
                    {row.statuses.map((status) => (
                        <tr key={status.cluster_id}>
                            <td>{status.cluster_id || 'This server'}</td>
                            <td>
                                <span className={`plugin-state plugin-state--${stateOf(status).tone}`}>{stateOf(status).words}</span>
                            </td>
                            <td>{status.version}</td>
                            {hasErrors && <td className="table__wrap">{status.error || '–'}</td>}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

function TabBody({tab, row}: {tab: Tab; row: PluginRow}) {
    const {id} = row.manifest;
    switch (tab) {
        case 'settings':
            return <PluginSettings key={id} manifest={row.manifest} />;
        case 'permissions':
            return <Grants key={`${id} ${row.manifest.version}`} id={id} />;
        case 'figures':
            return <Figures key={id} id={id} runs={row.active} />;
        case 'log':
            return <LogTail key={id} id={id} />;
        default:
            return <Nodes row={row} />;
    }
}

/** The version an update replaced, while the server still has it. */
function previousVersion(row: PluginRow): string {
    return row.statuses.map((status) => status.previous_version).find(Boolean) ?? '';
}

function Head({row, load, onRemove}: {row: PluginRow; load: () => void; onRemove: () => void}) {
    const dispatch = useAppDispatch();
    const switching = useSwitching(load);
    const {manifest} = row;
    const state = summary(row);
    const previous = previousVersion(row);
    // A bundle may have been replaced by another of the same version.
    const isSame = previous === manifest.version;
    const target = isSame ? `the ${previous} installed before` : `version ${previous}`;
    const back = () =>
        dispatch(
            openModal({
                kind: 'confirm',
                title: `Go back to ${target}?`,
                text: `${isSame ? `The ${previous} installed last` : `Version ${manifest.version}`} is replaced. Settings and data stay.`,
                action: 'Go back',
                run: async () => {
                    try {
                        await rollBack(manifest.id);
                        load();
                    } catch (failure) {
                        dispatch(say(wordsOf(failure), 'bad'));
                    }
                },
            }),
        );
    return (
        <>
            <PageHead title={manifest.name || manifest.id} lead={manifest.description ?? ''}>
                {previous && (
                    <Button icon="back" onClick={back}>
                        Back to {target}
                    </Button>
                )}
                <Button tone={row.active ? 'plain' : 'primary'} busy={switching.busy !== ''} onClick={() => void switching.change(row, !row.active)}>
                    {row.active ? 'Disable' : 'Enable'}
                </Button>
                <Button icon="trash" tone="quiet" onClick={onRemove}>
                    Remove
                </Button>
            </PageHead>
            <p className="plugin-facts">
                <span className={`plugin-state plugin-state--${state.tone}`}>{state.words}</span>
                <span>Version {manifest.version}</span>
                <code>{manifest.id}</code>
                {manifest.homepage_url && <PlainLink href={manifest.homepage_url}>Home page</PlainLink>}
                {manifest.release_notes_url && <PlainLink href={manifest.release_notes_url}>Release notes</PlainLink>}
                {manifest.support_url && <PlainLink href={manifest.support_url}>Support</PlainLink>}
            </p>
            {state.error && <Notice tone="bad">{state.error}</Notice>}
            {switching.consent && <Consent id={manifest.id} name={manifest.name} close={switching.endConsent} enable={() => switching.enable(row)} />}
        </>
    );
}

export function PluginPage() {
    const history = useHistory();
    const {pluginId} = useParams<{pluginId: string}>();
    const {rows, error, load} = usePlugins();
    const [tab, setTab] = useState<Tab>('settings');
    const [removing, setRemoving] = useState(false);
    const row = rows?.find((one) => one.manifest.id === pluginId);
    if (error && !rows) {
        return <Failed text={error} onRetry={load} />;
    }
    if (!rows) {
        return <Loading />;
    }
    if (!row) {
        return (
            <Empty icon="plug" title="Not installed" action={<Link to="/admin_console/plugins">All plugins</Link>}>
                There is no plugin {pluginId} on this server.
            </Empty>
        );
    }
    return (
        <div className="admin-page admin-page--wide">
            <Link className="plugin-back" to="/admin_console/plugins">
                All plugins
            </Link>
            <Head row={row} load={load} onRemove={() => setRemoving(true)} />
            <div className="tabs tabs--scroll" role="group" aria-label="Parts of this page">
                {TABS.map((one) => (
                    <button key={one} type="button" className="tab" aria-pressed={tab === one} onClick={() => setTab(one)}>
                        {TAB_WORDS[one]}
                    </button>
                ))}
            </div>
            <TabBody tab={tab} row={row} />
            {removing && <Removal id={pluginId} name={row.manifest.name || pluginId} close={() => setRemoving(false)} onRemoved={() => history.push('/admin_console/plugins')} />}
        </div>
    );
}
