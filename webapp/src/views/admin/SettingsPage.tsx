/* One page of server settings, saved together. */
import {Client4} from 'mattermost-redux/client';
import {getClientConfig} from 'mattermost-redux/actions/general';
import {getConfig, getEnvironmentConfig, patchConfig} from 'mattermost-redux/actions/admin';
import {useEffect, useState} from 'react';
import {useLocation} from 'react-router-dom';

import {Button} from '@/components/Button';
import {Select, Switch, TextArea, TextField} from '@/components/Field';
import {Icon} from '@/components/Icon';
import {Failed, Loading, Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';

import {PageHead} from './PageHead';
import type {Config, Setting, SettingsPageData} from './settings';
import {offered, patchOf, readSetting, variableOf} from './settings';

const MEGABYTE = 1024 * 1024;

function Locked({setting}: {setting: Setting}) {
    return (
        <span className="locked">
            <Icon name="lock" size={13} /> Set by <code>{variableOf(setting)}</code> in the environment of the server; it can only be changed there.
        </span>
    );
}

interface FieldProps {
    setting: Setting;
    value: unknown;
    /** The environment fixes it. */
    locked: boolean;
    onChange: (value: unknown) => void;
}

function SettingField({setting, value, locked, onChange}: FieldProps) {
    const {label, kind} = setting;
    const hint = locked ? <Locked setting={setting} /> : setting.hint;
    const disabled = locked;
    switch (kind) {
        case 'switch':
            return <Switch label={label} hint={hint} disabled={disabled} checked={value === true} onChange={onChange} />;
        case 'choice':
            return <Select label={label} hint={hint} disabled={disabled} value={String(value ?? '')} choices={setting.choices ?? []} onChange={(event) => onChange(event.target.value)} />;
        case 'long':
            return <TextArea label={label} hint={hint} disabled={disabled} value={String(value ?? '')} onChange={(event) => onChange(event.target.value)} />;
        case 'number':
            return <TextField label={label} hint={hint} disabled={disabled} type="number" min={setting.min} value={String(value ?? '')} onChange={(event) => event.target.value !== '' && onChange(Number(event.target.value))} />;
        case 'megabytes':
            return <TextField label={label} hint={hint} disabled={disabled} type="number" min={setting.min} value={String(Math.round(Number(value ?? 0) / MEGABYTE))} onChange={(event) => onChange(Math.max(1, Number(event.target.value)) * MEGABYTE)} />;
        case 'list':
            return <TextArea label={label} hint={hint} disabled={disabled} value={Array.isArray(value) ? value.join('\n') : ''} onChange={(event) => onChange(event.target.value.split('\n').filter(Boolean))} />;
        default:
            return <TextField label={label} hint={hint} disabled={disabled} type={kind === 'secret' ? 'password' : 'text'} autoComplete="off" value={String(value ?? '')} onChange={(event) => onChange(event.target.value)} />;
    }
}

export function SettingsPage({page}: {page: SettingsPageData}) {
    const dispatch = useAppDispatch();
    const config = useAppSelector((state) => state.entities.admin.config) as unknown as Config;
    const environment = useAppSelector((state) => state.entities.admin.environmentConfig) as unknown as Config;
    const wanted = new URLSearchParams(useLocation().search).get('setting') ?? '';
    const [changes, setChanges] = useState<Map<Setting, unknown>>(new Map());
    const [phase, setPhase] = useState<'loading' | 'ready' | 'failed'>('loading');
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    const [turn, setTurn] = useState(0);
    useEffect(() => {
        void dispatch(getEnvironmentConfig());
        void dispatch(getConfig()).then((result: Result) => {
            setPhase(result.error ? 'failed' : 'ready');
            setError(result.error?.message ?? '');
        });
    }, [dispatch, turn]);
    useEffect(() => {
        if (phase === 'ready' && wanted) {
            const field = document.querySelector<HTMLElement>(`[data-setting="${CSS.escape(wanted)}"]`);
            field?.scrollIntoView({block: 'center'});
            field?.querySelector<HTMLElement>('input, select, textarea')?.focus({preventScroll: true});
        }
    }, [phase, wanted]);
    if (phase === 'failed') {
        return <Failed text={error || 'The settings could not be read.'} onRetry={() => setTurn(turn + 1)} />;
    }
    if (phase === 'loading') {
        return <Loading />;
    }
    const save = async () => {
        setBusy(true);
        const result: Result = await dispatch(patchConfig(patchOf(changes) as Parameters<typeof patchConfig>[0]));
        setBusy(false);
        setError(result.error?.message ?? '');
        if (!result.error) {
            setChanges(new Map());
            void dispatch(getClientConfig());
            dispatch(say('Settings saved', 'good'));
        }
    };
    const test = async () => {
        try {
            await (page.test === 'email' ? Client4.testEmail() : Client4.testFileStoreConnection());
            dispatch(say(page.test === 'email' ? 'A test mail is on its way to you' : 'The store can be written and read', 'good'));
        } catch (failure) {
            dispatch(say((failure as {message?: string}).message ?? 'The test failed.', 'bad'));
        }
    };
    const groups = page.groups.map((group) => ({...group, settings: offered(config, group.settings)})).filter((group) => group.settings.length > 0);
    return (
        <form
            className="admin-page"
            onSubmit={(event) => {
                event.preventDefault();
                void save();
            }}
        >
            <PageHead title={page.title} lead={page.lead} />
            {error && <Notice tone="bad">{error}</Notice>}
            {groups.length === 0 && <Notice tone="plain">This server offers none of these settings.</Notice>}
            {groups.map((group) => (
                <fieldset key={group.title} className="card">
                    <legend>{group.title}</legend>
                    {group.settings.map((setting) => (
                        <div key={setting.key} data-setting={`${setting.section}.${setting.key}`} className={wanted === `${setting.section}.${setting.key}` ? 'setting setting--wanted' : 'setting'}>
                            <SettingField
                                setting={setting}
                                locked={environment[setting.section]?.[setting.key] === true}
                                value={changes.has(setting) ? changes.get(setting) : readSetting(config, setting)}
                                onChange={(value) => setChanges(new Map(changes).set(setting, value))}
                            />
                        </div>
                    ))}
                </fieldset>
            ))}
            <div className="save-bar">
                <Button type="submit" tone="primary" busy={busy} disabled={busy || changes.size === 0}>
                    Save
                </Button>
                {changes.size > 0 && (
                    <Button tone="quiet" onClick={() => setChanges(new Map())}>
                        Discard
                    </Button>
                )}
                {page.test && (
                    <Button onClick={() => void test()} disabled={changes.size > 0}>
                        {page.test === 'email' ? 'Send a test mail' : 'Test the store'}
                    </Button>
                )}
                <span className="field__hint" role="status">
                    {changes.size > 0 ? `${changes.size} unsaved ${changes.size === 1 ? 'change' : 'changes'}` : ''}
                </span>
            </div>
        </form>
    );
}
