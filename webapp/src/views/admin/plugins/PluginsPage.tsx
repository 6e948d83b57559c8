/* All plugins of the server: what is installed and how it does, ways to install more. */
import {Client4} from 'mattermost-redux/client';
import {useState} from 'react';
import {Link, useHistory} from 'react-router-dom';

import {Icon} from '@/components/Icon';
import {Empty, Failed, Loading, Notice} from '@/components/states';
import {PageHead} from '@/views/admin/PageHead';

import type {PluginRow} from './api';
import {Consent} from './Consent';
import {InstallBox} from './InstallBox';
import {Marketplace} from './Marketplace';
import {stateOf, summary} from './states';
import {usePlugins, useSwitching} from './usePlugins';

export const pluginPath = (id: string): string => `/admin_console/plugins/plugin_${id}`;

interface RowProps {
    row: PluginRow;
    busy: boolean;
    onSwitch: (on: boolean) => void;
}

function Row({row, busy, onSwitch}: RowProps) {
    const {manifest} = row;
    const state = summary(row);
    const name = manifest.name || manifest.id;
    const on = row.active || state.tone === 'good' || state.tone === 'busy';
    const versions = new Set(row.statuses.map((status) => status.version));
    return (
        <li className="plugin-row">
            <span className="plugin-row__icon">
                {manifest.icon_path && row.active ? <img src={`${Client4.getUrl()}/plugins/${manifest.id}/public/${manifest.icon_path.replace(/^.*public\//, '')}`} alt="" /> : <Icon name="plug" size={20} />}
            </span>
            <span className="plugin-row__text">
                <Link to={pluginPath(manifest.id)}>{name}</Link> <small>{manifest.version}</small>
                {manifest.description && <span>{manifest.description}</span>}
                {versions.size > 1 && <span className="plugin-row__warn">Nodes run different versions: {[...versions].join(', ')}</span>}
                {state.error && <span className="plugin-row__error">{state.error}</span>}
            </span>
            <span className={`plugin-state plugin-state--${state.tone}`}>
                {state.words}
                {row.statuses.length > 1 && ` on ${row.statuses.filter((status) => stateOf(status).words === state.words).length} of ${row.statuses.length} nodes`}
            </span>
            <input type="checkbox" role="switch" className="switch" aria-label={`Enable ${name}`} checked={on} disabled={busy} onChange={(event) => onSwitch(event.target.checked)} />
        </li>
    );
}

export function PluginsPage() {
    const history = useHistory();
    const {rows, error, off, load} = usePlugins();
    const switching = useSwitching(load);
    const [tab, setTab] = useState<'installed' | 'market'>('installed');
    return (
        <div className="admin-page admin-page--wide">
            <PageHead title="Plugins" lead="Each runs in a sandbox and can do only what you allow." />
            {!off && (
                <InstallBox
                    onInstalled={(manifest) => {
                        load();
                        history.push(pluginPath(manifest.id));
                    }}
                />
            )}
            <div className="tabs tabs--scroll" role="group" aria-label="Which plugins">
                <button type="button" className="tab" aria-pressed={tab === 'installed'} onClick={() => setTab('installed')}>
                    Installed {rows && rows.length > 0 && <span className="badge badge--quiet">{rows.length}</span>}
                </button>
                <button type="button" className="tab" aria-pressed={tab === 'market'} onClick={() => setTab('market')}>
                    Marketplace
                </button>
            </div>
            {tab === 'market' ? (
                <Marketplace onInstalled={load} />
            ) : off ? (
                <Notice tone="plain">
                    Plugins are switched off on this server. <Link to="/admin_console/settings/integrations?setting=PluginSettings.Enable">Change that in the settings.</Link>
                </Notice>
            ) : error ? (
                <Failed text={error} onRetry={load} />
            ) : rows === null ? (
                <Loading />
            ) : rows.length === 0 ? (
                <Empty icon="plug" title="No plugins yet">
                    Drop a bundle above, give an address, or look at the marketplace.
                </Empty>
            ) : (
                <ul className="card plugin-rows">
                    {rows.map((row) => (
                        <Row key={row.manifest.id} row={row} busy={switching.busy === row.manifest.id} onSwitch={(on) => void switching.change(row, on)} />
                    ))}
                </ul>
            )}
            {switching.consent && <Consent id={switching.consent.manifest.id} name={switching.consent.manifest.name} close={switching.endConsent} enable={() => (switching.consent ? switching.enable(switching.consent) : Promise.resolve())} />}
        </div>
    );
}
