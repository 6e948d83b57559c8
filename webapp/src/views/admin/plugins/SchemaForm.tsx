/* A form made from a plugin's schema: each of the nine types of setting, sections, and the plugin's own components. */
import type {ComponentType} from 'react';
import {useState} from 'react';

import {RadioGroup, Select, Switch, TextArea, TextField} from '@/components/Field';
import {Notice} from '@/components/states';
import {Markdown} from '@/markdown/Markdown';
import {Part} from '@/plugins/Slot';
import {useAppSelector} from '@/store';
import type {CustomComponent, Foreign} from '@/store/plugins';

import type {SchemaOfPlugin, SectionOfPlugin, SettingOfPlugin} from './api';
import {MASK, limitWords, problemOf, valueOf} from './limits';
import type {Values} from './limits';
import {PeopleField} from './PeopleField';
import {GeneratedField, SecretField} from './SecretField';

export type SaveAction = () => Promise<{error?: {message?: string}} | undefined>;

export interface SchemaFormProps {
    pluginId: string;
    schema: SchemaOfPlugin;
    /** What the server has, by the keys in small letters. */
    stored: Values;
    /** The same with what was changed. */
    values: Values;
    /** `all` after saving was tried; until then a field says what is wrong with it when it was changed and left. */
    problems: 'changed' | 'all';
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

interface FieldProps extends SchemaFormProps {
    setting: SettingOfPlugin;
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

function Hint({setting}: {setting: SettingOfPlugin}) {
    const limits = limitWords(setting);
    return (
        <>
            {typeof setting.help_text === 'string' && setting.help_text && <Markdown text={setting.help_text} />}
            {limits && <div>{limits}</div>}
            {setting.pattern && (
                <div>
                    In the form <code className="md__code">{setting.pattern}</code>.
                </div>
            )}
        </>
    );
}

function hasHint(setting: SettingOfPlugin): boolean {
    return (typeof setting.help_text === 'string' && setting.help_text !== '') || limitWords(setting) !== '' || Boolean(setting.pattern);
}

/** What can be chosen; with a line for nothing while nothing is, because a list that is closed shows its first line. */
function choicesOf(setting: SettingOfPlugin, chosen: string): Array<{value: string; label: string}> {
    const choices = (setting.options ?? []).map((option) => ({value: option.value, label: option.display_name}));
    return setting.type === 'dropdown' && !choices.some((choice) => choice.value === chosen) ? [{value: chosen, label: chosen || 'Nothing chosen'}, ...choices] : choices;
}

interface DrawnProps {
    props: FieldProps;
    value: unknown;
    error: string | undefined;
}

function Drawn({props, value, error}: DrawnProps) {
    const {setting, stored, onChange} = props;
    const text = String(value ?? '');
    const set = (next: unknown) => onChange(setting.key, next);
    const label = setting.display_name || setting.key;
    const hint = hasHint(setting) ? <Hint setting={setting} /> : undefined;
    const kept = stored[setting.key.toLowerCase()] === MASK;
    const given = {label, hint, error};
    const typed = {...given, placeholder: setting.placeholder, 'aria-required': setting.required || undefined};
    if (setting.type === 'generated') {
        return <GeneratedField {...given} placeholder={setting.placeholder || undefined} value={text} kept={kept} secret={setting.secret ?? false} again={setting.regenerate_help_text ?? ''} make={randomSecret} onChange={set} />;
    }
    if (setting.secret && ['text', 'longtext', 'username', 'number'].includes(setting.type)) {
        return <SecretField {...given} placeholder={setting.placeholder} value={text} kept={kept} lines={setting.type === 'longtext' ? 'many' : 'one'} required={setting.required ?? false} onChange={set} />;
    }
    switch (setting.type) {
        case 'bool':
            return <Switch {...given} checked={value === true || value === 'true'} onChange={set} />;
        case 'dropdown':
            return <Select {...given} value={text} choices={choicesOf(setting, text)} onChange={(event) => set(event.target.value)} />;
        case 'radio':
            return <RadioGroup {...given} value={text} choices={choicesOf(setting, text)} onChange={set} />;
        case 'longtext':
            return <TextArea {...typed} value={text} onChange={(event) => set(event.target.value)} />;
        case 'number':
            return <TextField {...typed} type="number" step="any" min={setting.min} max={setting.max} value={text} onChange={(event) => set(event.target.value === '' ? '' : Number(event.target.value))} />;
        case 'username':
            return <PeopleField {...given} placeholder={setting.placeholder} value={text} onChange={set} />;
        default:
            return <TextField {...typed} type="text" autoComplete="off" value={text} onChange={(event) => set(event.target.value)} />;
    }
}

function SettingOf(props: FieldProps) {
    const {setting, stored, values, problems, pluginId} = props;
    const [left, setLeft] = useState(false);
    const registered = useAppSelector((state) => state.plugins.adminConsoleCustomComponents[pluginId]?.[setting.key.toLowerCase()]);
    const custom = registered ?? (setting.component ? {key: setting.key, pluginId, component: setting.component, options: {showTitle: false}} : undefined);
    const value = valueOf(setting, values);
    const label = setting.display_name || setting.key;
    if (setting.type === 'custom' && custom) {
        return <CustomSetting custom={custom} props={props} value={value} label={label} />;
    }
    if (setting.type === 'custom') {
        return (
            <div className="field">
                <span className="field__label">{label}</span>
                <Notice tone="plain">The plugin draws this setting itself, and its web part is not loaded here. Enable it to change the setting.</Notice>
            </div>
        );
    }
    const changed = value !== valueOf(setting, stored);
    const error = problems === 'all' || (changed && left) ? problemOf(setting, value) : '';
    return (
        <div onBlur={() => setLeft(true)}>
            <Drawn props={props} value={value} error={error || undefined} />
        </div>
    );
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
