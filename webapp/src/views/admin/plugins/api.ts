/* What the plugin pages ask the server: Mattermost's operations by the library, Chinwag's own here. */
import type {PluginManifest, PluginSetting, PluginSettingSection, PluginSettingsSchema, PluginStatus} from '@mattermost/types/plugins';
import {Client4} from 'mattermost-redux/client';
import type {ComponentType} from 'react';

import type {Foreign} from '@/store/plugins';
import type {LogLine} from '@/views/admin/logLines';

export interface SettingOfPlugin extends PluginSetting {
    secret?: boolean;
    /** Limits that the server checks (`limits.ts`). */
    required?: boolean;
    min?: number;
    max?: number;
    max_length?: number;
    pattern?: string;
    /** Settings that a plugin adds to the console may bring their component along. */
    component?: ComponentType<Foreign>;
}

export interface SectionOfPlugin extends Omit<PluginSettingSection, 'settings'> {
    settings: SettingOfPlugin[];
}

export interface SchemaOfPlugin extends Omit<PluginSettingsSchema, 'settings' | 'sections'> {
    settings: SettingOfPlugin[];
    sections?: SectionOfPlugin[];
}

export interface ManifestOfPlugin extends Omit<PluginManifest, 'settings_schema'> {
    settings_schema?: SchemaOfPlugin;
    capabilities?: string[];
    kinds?: string[];
}

export interface StatusOfPlugin extends PluginStatus {
    error?: string;
    /** The version the last update replaced, while the server can go back to it. */
    previous_version?: string;
}

/** One plugin with what is known about it on every node. */
export interface PluginRow {
    manifest: ManifestOfPlugin;
    active: boolean;
    statuses: StatusOfPlugin[];
}

export interface AskedCapability {
    capability: string;
    /** A sentence for the administrator. */
    words: string;
    risk: 'low' | 'medium' | 'high';
    granted: boolean;
    /** Not asked for by the version before. */
    new: boolean;
    /** Must be allowed by name, not with all others. */
    explicit: boolean;
}

export interface GrantsOfPlugin {
    asked: AskedCapability[];
    /** Allowed once, and not asked for any more. */
    gone: Array<{capability: string; words: string}>;
}

export interface HookFigures {
    hook: string;
    calls: number;
    faults: number;
    p50_us: number;
    p99_us: number;
    longest_us: number;
}

export interface FaultOfPlugin {
    hook: string;
    kind: string;
    message: string;
    backtrace?: string | null;
    stderr?: string | null;
}

export interface FiguresOfPlugin {
    calls: number;
    faults: number;
    memory_bytes: number;
    instances: number;
    /** Calls that wait. */
    queue: number;
    hooks: HookFigures[];
    last_faults: FaultOfPlugin[];
}

type Options = {method: string; body?: string};

// The library keeps its own fetch protected; there is no other way to a route it does not know with its cookies and errors.
const client = Client4 as unknown as {doFetch: <T>(url: string, options: Options) => Promise<T>};

const route = (id: string, rest: string): string => `${Client4.getPluginRoute(id)}${rest}`;

export async function fetchPlugins(): Promise<PluginRow[]> {
    const [{active, inactive}, statuses] = await Promise.all([Client4.getPlugins(), Client4.getPluginStatuses()]);
    const rows = [...active.map((manifest) => ({manifest, active: true})), ...inactive.map((manifest) => ({manifest, active: false}))];
    return rows
        .map(({manifest, active: isActive}) => ({manifest: manifest as ManifestOfPlugin, active: isActive, statuses: (statuses as StatusOfPlugin[]).filter((status) => status.plugin_id === manifest.id)}))
        .sort((a, b) => (a.manifest.name || a.manifest.id).localeCompare(b.manifest.name || b.manifest.id));
}

interface GrantsAnswer {
    asked?: Array<Partial<AskedCapability> & {capability: string}>;
    gone?: Array<{capability: string; words?: string}>;
}

export function readGrants(answer: GrantsAnswer): GrantsOfPlugin {
    const asked = (answer.asked ?? []).map((one): AskedCapability => ({
        capability: one.capability,
        words: one.words || `uses ${one.capability}`,
        risk: one.risk === 'high' || one.risk === 'low' ? one.risk : 'medium',
        granted: one.granted === true,
        new: one.new === true,
        explicit: one.explicit === true,
    }));
    return {asked, gone: (answer.gone ?? []).map((one) => ({capability: one.capability, words: one.words || one.capability}))};
}

export async function fetchGrants(id: string): Promise<GrantsOfPlugin> {
    return readGrants(await client.doFetch<GrantsAnswer>(route(id, '/grants'), {method: 'get'}));
}

/** Allows exactly these. */
export async function saveGrants(id: string, granted: string[]): Promise<GrantsOfPlugin> {
    return readGrants(await client.doFetch<GrantsAnswer>(route(id, '/grants'), {method: 'put', body: JSON.stringify({granted})}));
}

/** A plugin that has not run since the server started answers with less. */
export async function fetchFigures(id: string): Promise<FiguresOfPlugin> {
    const answer = await client.doFetch<Partial<FiguresOfPlugin>>(route(id, '/figures'), {method: 'get'});
    return {calls: 0, faults: 0, memory_bytes: 0, instances: 0, queue: 0, hooks: [], last_faults: [], ...answer};
}

interface LogLineOfPlugin {
    /** Milliseconds. */
    at: number;
    level: string;
    message: string;
    fields?: Record<string, string>;
}

export function readLogLine({at, level, message, fields}: LogLineOfPlugin): LogLine {
    const rest = Object.entries(fields ?? {}).map(([key, value]) => `${key}=${value}`);
    const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString();
    return {time: local.replace('T', ' ').replace('Z', ''), level, message, rest: rest.join('  '), raw: message};
}

export async function fetchLog(id: string, lines: number): Promise<LogLine[]> {
    const answer = await client.doFetch<{lines?: LogLineOfPlugin[]}>(route(id, `/logs?lines=${lines}`), {method: 'get'});
    return (answer.lines ?? []).map(readLogLine);
}

export function removePlugin(id: string, data: 'keep' | 'drop'): Promise<unknown> {
    return client.doFetch(data === 'drop' ? route(id, '?keep_data=false') : route(id, ''), {method: 'delete'});
}

/** Goes back to the version before, which the server keeps. */
export function rollBack(id: string): Promise<ManifestOfPlugin> {
    return client.doFetch<ManifestOfPlugin>(route(id, '/rollback'), {method: 'post'});
}

export interface UploadProblem {
    message: string;
    /** The same id is installed already; `force` replaces it. */
    installed: boolean;
}

interface UploadAnswer extends Partial<ManifestOfPlugin> {
    message?: string;
    detailed_error?: string;
    server_error_id?: string;
}

function problemOf(status: number, answer: UploadAnswer & {id?: string}): UploadProblem {
    const installed = String(answer.id ?? '').includes('install_id') || String(answer.server_error_id ?? '').includes('install_id');
    return {message: answer.message || `The server refused the file (${status}).`, installed};
}

/** A bundle, and the text of its detached signature where there is one. */
export interface Parcel {
    bundle: File;
    signature: string;
}

/** Sends a bundle, telling how far it is. */
export function uploadBundle({bundle, signature}: Parcel, options: {replace: 'no' | 'yes'; onProgress: (share: number) => void}): Promise<ManifestOfPlugin> {
    const form = new FormData();
    form.append('plugin', bundle);
    if (signature) {
        form.append('signature', signature);
    }
    if (options.replace === 'yes') {
        form.append('force', 'true');
    }
    return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.open('POST', Client4.getPluginsRoute());
        const {headers} = Client4.getOptions({method: 'post'}) as {headers: Record<string, string>};
        for (const [name, value] of Object.entries(headers)) {
            if (name.toLowerCase() !== 'content-type') {
                request.setRequestHeader(name, value);
            }
        }
        request.upload.onprogress = (event) => event.lengthComputable && options.onProgress(event.loaded / event.total);
        request.onload = () => {
            let answer: UploadAnswer = {};
            try {
                answer = JSON.parse(request.responseText) as UploadAnswer;
            } catch {
                // What is not JSON has no words for people.
            }
            if (request.status < 300) {
                resolve(answer as ManifestOfPlugin);
            } else {
                reject(problemOf(request.status, answer as UploadAnswer & {id?: string}));
            }
        };
        request.onerror = () => reject({message: 'The connection was lost while sending the bundle.', installed: false} satisfies UploadProblem);
        request.send(form);
    });
}

export function wordsOf(failure: unknown): string {
    return (failure as {message?: string} | null)?.message || 'The server refused this without saying why.';
}
