/* Ties plugins to the person's session: loaded when it begins, kept in step with the server, dropped when it ends. */
import {onFrame, onReturn} from '@/client/socket';
import type {Frame} from '@/client/frame';
import {store} from '@/store';
import type {PluginManifestInPage} from '@/store/plugins';

import {tellPlugins, tellReconnected} from './handlers';
import {dropAll, dropPlugin, loadPlugin, refreshPlugins, syncPlugins} from './loader';

function manifestOf(frame: Frame): PluginManifestInPage | undefined {
    const manifest = frame.data['manifest'] as PluginManifestInPage | undefined;
    return manifest?.id ? manifest : undefined;
}

let met = false;

function hear(frame: Frame): void {
    const manifest = manifestOf(frame);
    if (frame.event === 'plugin_enabled' && manifest) {
        void loadPlugin(manifest);
    } else if (frame.event === 'plugin_disabled' && manifest) {
        void dropPlugin(manifest.id);
    } else if (frame.event === 'hello' && !met) {
        // What was enabled between reading the list and the first connection was told to nobody here.
        met = true;
        void store.dispatch(syncPlugins());
    } else if (frame.event === 'config_changed' && store.getState().views.pluginHealth.phase === 'ready') {
        // Plugins as a whole may have been switched on or off.
        void store.dispatch(syncPlugins());
    }
    tellPlugins(frame);
}

async function returned(): Promise<void> {
    await store.dispatch(refreshPlugins());
    tellReconnected();
}

/** Returns how to end it. */
export function keepPlugins(): () => void {
    met = false;
    void store.dispatch(syncPlugins());
    const stops = [onFrame(hear), onReturn(() => void returned())];
    return () => {
        stops.forEach((stop) => stop());
        void dropAll();
    };
}
