/* A person's view of the plugins in their page: which run, what went wrong, and the switch that loads none. */
import {Button} from '@/components/Button';
import {Switch} from '@/components/Field';
import {Empty, Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';

import {safeMode, setSafeMode} from './safeMode';

export function PluginsPart() {
    const dispatch = useAppDispatch();
    const plugins = useAppSelector((state) => state.plugins.plugins);
    const faults = useAppSelector((state) => state.views.pluginHealth.faults);
    const off = useAppSelector((state) => state.views.pluginHealth.phase === 'off');
    const list = Object.values(plugins).sort((a, b) => (a.name || a.id).localeCompare(b.name || b.id));
    const change = (on: boolean) => {
        setSafeMode(on);
        window.location.reload();
    };
    return (
        <div>
            <h3>Plugins</h3>
            <Switch label="Load no plugins in this browser" hint="For when a plugin is in the way. The page is loaded again. It can also be done for one tab: add ?plugins=off to the address." checked={safeMode() !== ''} onChange={change} />
            {off && <Notice tone="plain">Safe mode is on; no plugin is loaded.</Notice>}
            {!off && list.length === 0 && (
                <Empty icon="plug" title="No plugins">
                    No plugin adds anything to this page.
                </Empty>
            )}
            <ul className="plugin-list">
                {list.map((manifest) => {
                    const count = faults.filter((fault) => fault.pluginId === manifest.id).length;
                    return (
                        <li key={manifest.id}>
                            <span>
                                <strong>{manifest.name || manifest.id}</strong> <span className="field__hint">{manifest.version}</span>
                                <small className={count > 0 ? 'plugin-list__bad' : 'field__hint'}>{count > 0 ? `${count} ${count === 1 ? 'fault' : 'faults'} in this page` : 'Runs without faults'}</small>
                            </span>
                            <Button size="small" tone="quiet" onClick={() => dispatch(openModal({kind: 'plugin-faults', pluginId: manifest.id}))}>
                                Details
                            </Button>
                        </li>
                    );
                })}
            </ul>
        </div>
    );
}
