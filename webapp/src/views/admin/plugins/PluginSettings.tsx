/* A plugin's settings, made from its schema and saved into the server's configuration. */
import {getConfig, patchConfig} from 'mattermost-redux/actions/admin';
import {useCallback, useEffect, useRef, useState} from 'react';

import {Button} from '@/components/Button';
import {Empty, Failed, Loading, Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';

import type {ManifestOfPlugin} from './api';
import {SchemaForm} from './SchemaForm';
import type {SaveAction, Values} from './SchemaForm';

type PluginConfig = {PluginSettings?: {Plugins?: Record<string, Values>}} & Record<string, unknown>;

/** The values of one plugin with their keys in small letters, as the server stores them. */
export function storedValues(config: PluginConfig, id: string): Values {
    const values = config.PluginSettings?.Plugins?.[id] ?? {};
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key.toLowerCase(), value]));
}

export function PluginSettings({manifest}: {manifest: ManifestOfPlugin}) {
    const dispatch = useAppDispatch();
    const config = useAppSelector((state) => state.entities.admin.config) as unknown as PluginConfig;
    const [phase, setPhase] = useState<'loading' | 'ready' | 'failed'>('loading');
    const [changes, setChanges] = useState<Values>({});
    const [needed, setNeeded] = useState(false);
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    const [turn, setTurn] = useState(0);
    const actions = useRef(new Set<SaveAction>());
    useEffect(() => {
        void dispatch(getConfig()).then((result: Result) => {
            setPhase(result.error ? 'failed' : 'ready');
            setError(result.error?.message ?? '');
        });
    }, [dispatch, turn]);
    const change = useCallback((key: string, value: unknown) => setChanges((before) => ({...before, [key.toLowerCase()]: value})), []);
    const addSaveAction = useCallback((action: SaveAction) => void actions.current.add(action), []);
    const dropSaveAction = useCallback((action: SaveAction) => void actions.current.delete(action), []);
    const schema = manifest.settings_schema;
    if (!schema || ((schema.settings ?? []).length === 0 && (schema.sections ?? []).length === 0 && !schema.header && !schema.footer)) {
        return (
            <Empty icon="sliders" title="Nothing to set">
                This plugin has no settings.
            </Empty>
        );
    }
    if (phase === 'failed') {
        return <Failed text={error || 'The settings could not be read.'} onRetry={() => setTurn(turn + 1)} />;
    }
    if (phase === 'loading') {
        return <Loading />;
    }
    const stored = storedValues(config, manifest.id);
    const count = Object.keys(changes).length;
    const save = async () => {
        setBusy(true);
        setError('');
        const patch = {PluginSettings: {Plugins: {[manifest.id]: {...stored, ...changes}}}};
        const result: Result = count > 0 ? await dispatch(patchConfig(patch as unknown as Parameters<typeof patchConfig>[0])) : {};
        const problems = [result.error?.message];
        for (const action of result.error ? [] : actions.current) {
            problems.push((await action().catch((failure: Error) => ({error: failure})))?.error?.message);
        }
        setBusy(false);
        const words = problems.filter(Boolean).join(' ');
        setError(words);
        if (!words) {
            setChanges({});
            setNeeded(false);
            dispatch(say('Settings saved', 'good'));
        }
    };
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                void save();
            }}
        >
            {error && <Notice tone="bad">{error}</Notice>}
            <SchemaForm pluginId={manifest.id} schema={schema} values={{...stored, ...changes}} config={config} onChange={change} onSaveNeeded={() => setNeeded(true)} addSaveAction={addSaveAction} dropSaveAction={dropSaveAction} />
            <div className="save-bar">
                <Button type="submit" tone="primary" busy={busy} disabled={busy || (count === 0 && !needed)}>
                    Save
                </Button>
                {count > 0 && (
                    <Button tone="quiet" onClick={() => setChanges({})}>
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
