/* A plugin's settings, made from its schema and saved into the server's configuration. */
import {getConfig, patchConfig} from 'mattermost-redux/actions/admin';
import {useCallback, useEffect, useRef, useState} from 'react';

import {Button} from '@/components/Button';
import {Empty, Failed, Loading, Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';

import type {ManifestOfPlugin, SchemaOfPlugin} from './api';
import {allSettings, ownSettings, problemOf, valueOf} from './limits';
import type {Values} from './limits';
import {SchemaForm} from './SchemaForm';
import type {SaveAction} from './SchemaForm';

type PluginConfig = {PluginSettings?: {Plugins?: Record<string, Values>}} & Record<string, unknown>;

/** The values of one plugin with their keys in small letters. */
export function storedValues(config: PluginConfig, id: string): Values {
    const values = config.PluginSettings?.Plugins?.[id] ?? {};
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key.toLowerCase(), value]));
}

/** What is sent: the changed values alone, under the keys the server has them by, or else as the manifest spells them. */
export function settingsPatch(config: PluginConfig, id: string, schema: SchemaOfPlugin, changes: Values) {
    const settings = allSettings(schema);
    const spelled = [...settings.map((setting) => setting.key), ...Object.keys(config.PluginSettings?.Plugins?.[id] ?? {})];
    const known = new Map(spelled.map((key) => [key.toLowerCase(), key]));
    const numbers = new Set(settings.filter((setting) => setting.type === 'number').map((setting) => setting.key.toLowerCase()));
    // An empty text is no number to a plugin that reads one; nothing at all is none.
    const entries = Object.entries(changes).map(([key, value]) => [known.get(key) ?? key, value === '' && numbers.has(key) ? null : value]);
    return {PluginSettings: {Plugins: {[id]: Object.fromEntries(entries) as Values}}};
}

function isBare(schema: SchemaOfPlugin | undefined): boolean {
    return !schema || ((schema.settings ?? []).length === 0 && (schema.sections ?? []).length === 0 && !schema.header && !schema.footer);
}

/** Values as they are and as they are being changed; what is changed back is no change. */
function useChanges(schema: SchemaOfPlugin, stored: Values) {
    const [changes, setChanges] = useState<Values>({});
    const change = (name: string, value: unknown) => {
        const key = name.toLowerCase();
        const setting = allSettings(schema).find((one) => one.key.toLowerCase() === key);
        const before = setting ? valueOf(setting, stored) : stored[key];
        setChanges(({[key]: _old, ...others}) => (value === before ? others : {...others, [key]: value}));
    };
    return {changes, change, discard: () => setChanges({})};
}

function Form({manifest, schema}: {manifest: ManifestOfPlugin; schema: SchemaOfPlugin}) {
    const dispatch = useAppDispatch();
    const config = useAppSelector((state) => state.entities.admin.config) as unknown as PluginConfig;
    const stored = storedValues(config, manifest.id);
    const {changes, change, discard} = useChanges(schema, stored);
    const [needed, setNeeded] = useState(false);
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    /** How often saving was tried with values that do not fit; 0 after they did. */
    const [tried, setTried] = useState(0);
    const form = useRef<HTMLFormElement>(null);
    const actions = useRef(new Set<SaveAction>());
    const addSaveAction = useCallback((action: SaveAction) => void actions.current.add(action), []);
    const dropSaveAction = useCallback((action: SaveAction) => void actions.current.delete(action), []);
    useEffect(() => {
        if (tried > 0) {
            form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
        }
    }, [tried]);
    const values = {...stored, ...changes};
    const wrong = ownSettings(schema).filter((setting) => problemOf(setting, valueOf(setting, values))).length;
    const count = Object.keys(changes).length;
    const save = async () => {
        setError('');
        if (wrong > 0) {
            setTried(tried + 1);
            return;
        }
        setTried(0);
        setBusy(true);
        const patch = settingsPatch(config, manifest.id, schema, changes);
        const result: Result = count > 0 ? await dispatch(patchConfig(patch as unknown as Parameters<typeof patchConfig>[0])) : {};
        const problems = [result.error && (result.error.message || 'The server refused the settings without saying why.')];
        for (const action of result.error ? [] : actions.current) {
            problems.push((await action().catch((failure: Error) => ({error: failure})))?.error?.message);
        }
        setBusy(false);
        const words = problems.filter(Boolean).join(' ');
        setError(words);
        if (!words) {
            discard();
            setNeeded(false);
            dispatch(say('Settings saved', 'good'));
        }
    };
    return (
        <form
            ref={form}
            className="plugin-settings"
            // The browser's own bubbles say less than the words at the fields.
            noValidate
            onSubmit={(event) => {
                event.preventDefault();
                void save();
            }}
        >
            <SchemaForm pluginId={manifest.id} schema={schema} stored={stored} values={values} problems={tried > 0 ? 'all' : 'changed'} config={config} onChange={change} onSaveNeeded={() => setNeeded(true)} addSaveAction={addSaveAction} dropSaveAction={dropSaveAction} />
            <div className="save-bar">
                {error && <Notice tone="bad">{error}</Notice>}
                {tried > 0 && wrong > 0 && <Notice tone="bad">Not saved: {wrong === 1 ? 'one value does not fit.' : `${wrong} values do not fit.`}</Notice>}
                <Button type="submit" tone="primary" busy={busy} disabled={busy || (count === 0 && !needed)}>
                    Save
                </Button>
                {count > 0 && (
                    <Button
                        tone="quiet"
                        onClick={() => {
                            discard();
                            setTried(0);
                            setError('');
                        }}
                    >
                        Discard
                    </Button>
                )}
                <span className="field__hint" role="status">
                    {count > 0 ? `${count} unsaved ${count === 1 ? 'change' : 'changes'}` : ''}
                </span>
            </div>
        </form>
    );
}

export function PluginSettings({manifest}: {manifest: ManifestOfPlugin}) {
    const dispatch = useAppDispatch();
    const [phase, setPhase] = useState<'loading' | 'ready' | 'failed'>('loading');
    const [error, setError] = useState('');
    const [turn, setTurn] = useState(0);
    useEffect(() => {
        void dispatch(getConfig()).then((result: Result) => {
            setPhase(result.error ? 'failed' : 'ready');
            setError(result.error?.message ?? '');
        });
    }, [dispatch, turn]);
    const schema = manifest.settings_schema;
    if (!schema || isBare(schema)) {
        return (
            <Empty icon="sliders" title="Nothing to set">
                This plugin has no settings.
            </Empty>
        );
    }
    if (phase === 'failed') {
        return <Failed text={error || 'The settings could not be read.'} onRetry={() => setTurn(turn + 1)} />;
    }
    return phase === 'loading' ? <Loading /> : <Form manifest={manifest} schema={schema} />;
}
