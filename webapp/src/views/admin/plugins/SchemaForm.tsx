/* A form made from a plugin's schema: each of the nine types of setting, sections, and the plugin's own components. */
import type {ComponentType, ReactNode} from 'react';
import {useId} from 'react';

import {Button} from '@/components/Button';
import {RadioGroup, Select, Switch, TextArea, TextField} from '@/components/Field';
import {Notice} from '@/components/states';
import {Markdown} from '@/markdown/Markdown';
import {Part} from '@/plugins/Slot';
import {useAppSelector} from '@/store';
import type {CustomComponent, Foreign} from '@/store/plugins';

import type {SchemaOfPlugin, SectionOfPlugin, SettingOfPlugin} from './api';
import {PeopleField} from './PeopleField';

export type Values = Record<string, unknown>;
export type SaveAction = () => Promise<{error?: {message?: string}} | undefined>;

export interface SchemaFormProps {
    pluginId: string;
    schema: SchemaOfPlugin;
    values: Values;
    config: Record<string, unknown>;
    onChange: (key: string, value: unknown) => void;
    onSaveNeeded: () => void;
    addSaveAction: (action: SaveAction) => void;
    dropSaveAction: (action: SaveAction) => void;
}

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

export function randomSecret(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** The stored value, or what the manifest says to start with. */
export function valueOf(setting: SettingOfPlugin, values: Values): unknown {
    const stored = values[setting.key.toLowerCase()];
    return stored === undefined || stored === null ? (setting.default ?? (setting.type === 'bool' ? false : '')) : stored;
}

interface FieldProps extends SchemaFormProps {
    setting: SettingOfPlugin;
}

function Generated({label, hint, value, onChange, again}: {label: string; hint: ReactNode; value: string; onChange: (value: string) => void; again: string}) {
    const id = useId();
    return (
        <div className="field">
            <label className="field__label" htmlFor={id}>
                {label}
            </label>
            <span className="generated">
                <input id={id} className="input" readOnly value={value} />
                <Button icon="refresh" onClick={() => onChange(randomSecret())}>
                    Regenerate
                </Button>
            </span>
            {hint && <div className="field__hint">{hint}</div>}
            {again && <p className="field__hint">{again}</p>}
        </div>
    );
}

function CustomSetting({custom, props, value, label}: {custom: CustomComponent; props: FieldProps; value: unknown; label: string}) {
    const license = useAppSelector((state) => state.entities.general.license);
    const {setting, onChange, onSaveNeeded, addSaveAction, dropSaveAction, config, pluginId} = props;
    const id = `PluginSettings.Plugins.${pluginId.replaceAll('.', '+')}.${setting.key.toLowerCase()}`;
    const given = {
        id,
        label,
        helpText: setting.help_text ? <Markdown text={String(setting.help_text)} /> : null,
        value,
        disabled: false,
        config,
        license,
        setByEnv: false,
        onChange: (_id: string, next: unknown) => onChange(setting.key, next),
        setSaveNeeded: onSaveNeeded,
        registerSaveAction: addSaveAction,
        unRegisterSaveAction: dropSaveAction,
        cancelSubmit: () => undefined,
        showConfirm: false,
    };
    return (
        <div className="field">
            {custom.options.showTitle && <span className="field__label">{label}</span>}
            <Part pluginId={pluginId} where={`the setting ${setting.key}`} component={custom.component} given={given} />
        </div>
    );
}

function SettingOf(props: FieldProps) {
    const {setting, values, onChange, pluginId} = props;
    const registered = useAppSelector((state) => state.plugins.adminConsoleCustomComponents[pluginId]?.[setting.key.toLowerCase()]);
    const custom = registered ?? (setting.component ? {key: setting.key, pluginId, component: setting.component, options: {showTitle: false}} : undefined);
    const value = valueOf(setting, values);
    const text = String(value ?? '');
    const label = setting.display_name || setting.key;
    const hint = typeof setting.help_text === 'string' && setting.help_text ? <Markdown text={setting.help_text} /> : undefined;
    const set = (next: unknown) => onChange(setting.key, next);
    const options = (setting.options ?? []).map((option) => ({value: option.value, label: option.display_name}));
    switch (setting.type) {
        case 'bool':
            return <Switch label={label} hint={hint} checked={value === true || value === 'true'} onChange={set} />;
        case 'dropdown':
            return <Select label={label} hint={hint} value={text} choices={options} onChange={(event) => set(event.target.value)} />;
        case 'radio':
            return (
                <>
                    <RadioGroup label={label} value={text} choices={options} onChange={set} />
                    {hint && <div className="field__hint">{hint}</div>}
                </>
            );
        case 'generated':
            return <Generated label={label} hint={hint} value={text} onChange={set} again={setting.regenerate_help_text ?? ''} />;
        case 'longtext':
            return <TextArea label={label} hint={hint} placeholder={setting.placeholder} value={text} onChange={(event) => set(event.target.value)} />;
        case 'number':
            return <TextField label={label} hint={hint} type="number" placeholder={setting.placeholder} value={text} onChange={(event) => set(event.target.value === '' ? '' : Number(event.target.value))} />;
        case 'username':
            return <PeopleField label={label} hint={hint} placeholder={setting.placeholder} value={text} onChange={set} />;
        case 'custom':
            if (custom) {
                return <CustomSetting custom={custom} props={props} value={value} label={label} />;
            }
            return (
                <div className="field">
                    <span className="field__label">{label}</span>
                    <Notice tone="plain">The plugin draws this setting itself, and its web part is not loaded here. Enable it to change the setting.</Notice>
                </div>
            );
        default:
            return <TextField label={label} hint={hint} type={setting.secret ? 'password' : 'text'} autoComplete="off" placeholder={setting.placeholder} value={text} onChange={(event) => set(event.target.value)} />;
    }
}

function Section({section, ...props}: SchemaFormProps & {section: SectionOfPlugin}) {
    const custom = useAppSelector((state) => state.plugins.adminConsoleCustomSections[props.pluginId]?.[section.key.toLowerCase()]);
    if (section.custom && custom) {
        return <Part pluginId={props.pluginId} where={`the section ${section.key}`} component={custom.component as ComponentType<Foreign>} given={{settingsList: section.settings, id: section.key}} />;
    }
    if (section.custom && !section.fallback) {
        return <Notice tone="plain">The plugin draws this section itself, and its web part is not loaded here.</Notice>;
    }
    return (
        <fieldset className="card">
            <legend>{section.title || section.key}</legend>
            {section.subtitle && <p className="field__hint">{section.subtitle}</p>}
            {section.header && <Markdown text={section.header} />}
            {section.settings.map((setting) => (
                <SettingOf key={setting.key} {...props} setting={setting} />
            ))}
            {section.footer && <Markdown text={section.footer} />}
        </fieldset>
    );
}

export function SchemaForm(props: SchemaFormProps) {
    const {schema} = props;
    const sections = schema.sections ?? [];
    return (
        <>
            {schema.header && <Markdown text={schema.header} />}
            {sections.length > 0
                ? sections.map((section) => <Section key={section.key} {...props} section={section} />)
                : (schema.settings ?? []).length > 0 && (
                      <fieldset className="card">
                          <legend>Settings</legend>
                          {schema.settings.map((setting) => (
                              <SettingOf key={setting.key} {...props} setting={setting} />
                          ))}
                      </fieldset>
                  )}
            {schema.footer && <Markdown text={schema.footer} />}
        </>
    );
}
