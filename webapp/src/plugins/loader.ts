/* Plugins come and go in the running page: fetched, started, stopped, replaced. */
import {getClientConfig} from 'mattermost-redux/actions/general';
import {Client4} from 'mattermost-redux/client';

import {store} from '@/store';
import {setPluginPhase} from '@/store/pluginHealth';
import {pluginDropped, pluginLoaded} from '@/store/plugins';
import type {PluginManifestInPage} from '@/store/plugins';
import type {Thunk} from '@/store/types';

import {complain, note} from './faults';
import {dropHandlers} from './handlers';
import {dropReducer} from './reducers';
import {PluginRegistry} from './registry';
import {safeMode} from './safeMode';
import {dropTranslations} from './translations';

export interface PluginModule {
    initialize?: (registry: PluginRegistry, pluginStore: unknown) => unknown;
    uninitialize?: () => unknown;
    deinitialize?: () => unknown;
}

declare global {
    interface Window {
        plugins: Record<string, PluginModule>;
        registerPlugin: (id: string, plugin: PluginModule) => void;
    }
}

const LOAD_LIMIT_MS = 30_000;

/** What runs in this page, by id. */
const running = new Map<string, PluginManifestInPage>();
/** Loading and dropping of one plugin never overlap. */
const queues = new Map<string, Promise<void>>();

const scriptId = (id: string): string => `plugin_${id}`;

/** Where the server keeps the file: `/static/<id>/…` of the manifest is asked for under `/static/plugins/`. */
export function scriptAddress(manifest: PluginManifestInPage): string {
    const path = manifest.webapp.bundle_path;
    const under = path.startsWith('/static/plugins/') ? path : path.replace(/^\/?static\//, '/static/plugins/');
    return Client4.getUrl() + under;
}

/** The same id, version and file: nothing to do. */
function same(a: PluginManifestInPage, b: PluginManifestInPage): boolean {
    return a.version === b.version && a.webapp?.bundle_path === b.webapp?.bundle_path;
}

function stop(id: string, plugin: PluginModule | undefined): void {
    try {
        (plugin?.uninitialize ?? plugin?.deinitialize)?.call(plugin);
    } catch (failure) {
        note(id, 'uninitialize', failure);
    }
}

/** Everything that a plugin left in the page, in an order in which nothing draws or calls what is already gone. */
function clear(id: string): void {
    dropHandlers(id);
    store.dispatch(pluginDropped(id));
    dropReducer(id);
    dropTranslations(id);
}

function registerPlugin(id: string, plugin: PluginModule): void {
    const before = window.plugins[id];
    window.plugins[id] = plugin;
    if (before && before !== plugin) {
        stop(id, before);
        clear(id);
    }
    // One that runs already registered again, or came later than its script.
    const manifest = running.get(id);
    if (manifest && before !== plugin) {
        start(manifest);
    }
}

function start(manifest: PluginManifestInPage): void {
    const plugin = window.plugins[manifest.id];
    store.dispatch(pluginLoaded(manifest));
    running.set(manifest.id, manifest);
    try {
        if (!plugin) {
            throw new Error(`Its script was loaded and did not call window.registerPlugin('${manifest.id}', …).`);
        }
        const answer = plugin.initialize?.(new PluginRegistry(manifest.id), store);
        if (answer instanceof Promise) {
            answer.catch((failure: unknown) => complain(manifest.id, 'initialize', failure));
        }
    } catch (failure) {
        complain(manifest.id, 'initialize', failure);
    }
}

function addScript(manifest: PluginManifestInPage): Promise<void> {
    return new Promise((resolve, reject) => {
        const script = document.createElement('script');
        const timer = window.setTimeout(() => reject(new Error(`Its script did not arrive within ${LOAD_LIMIT_MS / 1000} seconds.`)), LOAD_LIMIT_MS);
        script.id = scriptId(manifest.id);
        script.src = scriptAddress(manifest);
        script.defer = true;
        if (manifest.webapp.integrity) {
            script.integrity = manifest.webapp.integrity;
        }
        script.onload = () => {
            window.clearTimeout(timer);
            resolve();
        };
        script.onerror = () => {
            window.clearTimeout(timer);
            reject(new Error(`Its script ${script.src} could not be loaded, or is not the one the server announced.`));
        };
        document.head.appendChild(script);
    });
}

async function bring(manifest: PluginManifestInPage): Promise<void> {
    const {offerShared} = await import('./shared/libraries');
    offerShared();
    try {
        await addScript(manifest);
    } catch (failure) {
        store.dispatch(pluginLoaded(manifest));
        running.set(manifest.id, manifest);
        complain(manifest.id, 'loading', failure);
        return;
    }
    start(manifest);
}

function takeAway(id: string): void {
    stop(id, window.plugins[id]);
    delete window.plugins[id];
    running.delete(id);
    clear(id);
    document.getElementById(scriptId(id))?.remove();
}

function queue(id: string, work: () => Promise<void> | void): Promise<void> {
    const done = (queues.get(id) ?? Promise.resolve()).then(work).catch((failure: unknown) => complain(id, 'loading', failure));
    queues.set(id, done);
    return done;
}

/** Loads a plugin, or replaces the version that runs. */
export function loadPlugin(manifest: PluginManifestInPage): Promise<void> {
    if (!manifest.webapp?.bundle_path || safeMode()) {
        return Promise.resolve();
    }
    return queue(manifest.id, async () => {
        const before = running.get(manifest.id);
        if (before && same(before, manifest)) {
            return;
        }
        if (before) {
            takeAway(manifest.id);
        }
        await bring(manifest);
    });
}

export function dropPlugin(id: string): Promise<void> {
    return queue(id, () => (running.has(id) ? takeAway(id) : undefined));
}

/** Stops a plugin and starts it again, as after a fault. */
export async function reloadPlugin(id: string): Promise<void> {
    const manifest = running.get(id);
    await dropPlugin(id);
    if (manifest) {
        await loadPlugin(manifest);
    }
}

/** Makes this page run what the server says is active: at the start, and again after a lost connection. */
export function syncPlugins(): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const off = safeMode();
        if (off) {
            dispatch(setPluginPhase('off', off));
            return;
        }
        if (getState().entities.general.config.PluginsEnabled === 'false') {
            await dropAll();
            dispatch(setPluginPhase('ready'));
            return;
        }
        if (getState().views.pluginHealth.phase !== 'ready') {
            dispatch(setPluginPhase('loading'));
        }
        const list = await Client4.getWebappPlugins().catch((failure: unknown) => {
            console.error('The list of plugins could not be read; those that run go on.', failure);
            return null;
        });
        if (list) {
            const wanted = (list as PluginManifestInPage[]).filter((manifest) => manifest.webapp?.bundle_path);
            const gone = [...running.keys()].filter((id) => !wanted.some((manifest) => manifest.id === id));
            await Promise.all([...gone.map(dropPlugin), ...wanted.map(loadPlugin)]);
        }
        dispatch(setPluginPhase('ready'));
    };
}

export async function dropAll(): Promise<void> {
    await Promise.all([...running.keys()].map(dropPlugin));
}

/** The server's settings decide whether there are plugins, so they are read first. */
export function refreshPlugins(): Thunk<Promise<void>> {
    return async (dispatch) => {
        await dispatch(getClientConfig());
        await dispatch(syncPlugins());
    };
}

/** What bundles look for before anything of them runs. */
export function openDoor(): void {
    window.plugins = {};
    window.registerPlugin = registerPlugin;
}
