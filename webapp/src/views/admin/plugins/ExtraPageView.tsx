/* A page of the console that a plugin brought with `registerAdminConsolePlugin`. */
import {getConfig, patchConfig} from 'mattermost-redux/actions/admin';
import {useEffect, useState} from 'react';

import {Button} from '@/components/Button';
import {Failed, Loading, Notice} from '@/components/states';
import {pluginName} from '@/plugins/faults';
import {Part} from '@/plugins/Slot';
import {useAppDispatch, useAppSelector} from '@/store';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';
import {PageHead} from '@/views/admin/PageHead';

import {patchFrom, pathOf, readPath} from './definition';
import type {ExtraPage} from './definition';
import type {Values} from './limits';
import {SchemaForm} from './SchemaForm';

export function ExtraPageView({page}: {page: ExtraPage}) {
    const dispatch = useAppDispatch();
    const config = useAppSelector((state) => state.entities.admin.config) as unknown as Record<string, unknown>;
    const [phase, setPhase] = useState<'loading' | 'ready' | 'failed'>('loading');
    const [changes, setChanges] = useState<Values>({});
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    useEffect(() => {
        void dispatch(getConfig()).then((result: Result) => {
            setPhase(result.error ? 'failed' : 'ready');
            setError(result.error?.message ?? '');
        });
    }, [dispatch]);
    if (page.component) {
        return (
            <div className="admin-page">
                <Part pluginId={page.pluginId} where={`the console’s page ${page.title}`} component={page.component} given={{config}} />
            </div>
        );
    }
    if (phase !== 'ready') {
        return phase === 'failed' ? <Failed text={error} /> : <Loading />;
    }
    const stored = Object.fromEntries(page.settings.map((setting) => [setting.key.toLowerCase(), readPath(config, pathOf(setting.key))]));
    const values = {...stored, ...Object.fromEntries(Object.entries(changes).map(([key, value]) => [key.toLowerCase(), value]))};
    const save = async () => {
        setBusy(true);
        const result: Result = await dispatch(patchConfig(patchFrom(changes) as unknown as Parameters<typeof patchConfig>[0]));
        setBusy(false);
        setError(result.error?.message ?? '');
        if (!result.error) {
            setChanges({});
            dispatch(say('Settings saved', 'good'));
        }
    };
    const nothing = () => undefined;
    return (
        <form
            className="admin-page"
            onSubmit={(event) => {
                event.preventDefault();
                void save();
            }}
        >
            <PageHead title={page.title} lead={`From the plugin ${pluginName(page.pluginId)}.`} />
            <SchemaForm
                pluginId={page.pluginId}
                schema={{header: page.header, footer: page.footer, settings: page.settings}}
                stored={stored}
                values={values}
                problems="changed"
                config={config}
                onChange={(key, value) => setChanges((before) => ({...before, [key]: value}))}
                onSaveNeeded={nothing}
                addSaveAction={nothing}
                dropSaveAction={nothing}
            />
            <div className="save-bar">
                {error && <Notice tone="bad">{error}</Notice>}
                <Button type="submit" tone="primary" busy={busy} disabled={busy || Object.keys(changes).length === 0}>
                    Save
                </Button>
            </div>
        </form>
    );
}
