/* One plugin's tab in a person's settings: sections of choices and of the plugin's own components, saved as preferences. */
import {savePreferences} from 'mattermost-redux/actions/preferences';
import {useState} from 'react';
import type {ComponentType} from 'react';

import {Button} from '@/components/Button';
import {RadioGroup} from '@/components/Field';
import {Icon, knownIcon} from '@/components/Icon';
import {Markdown} from '@/markdown/Markdown';
import {store, useAppDispatch, useAppSelector} from '@/store';
import type {Foreign, PluginUserSettings} from '@/store/plugins';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';

import {act} from './faults';
import {Part} from './Slot';

interface UserSetting {
    name: string;
    type: 'radio' | 'custom';
    title?: string;
    helpText?: string;
    default?: string;
    options?: Array<{text: string; value: string; helpText?: string}>;
    component?: ComponentType<Foreign>;
}

interface UserSection {
    title: string;
    disabled?: boolean;
    settings?: UserSetting[];
    /** A section that the plugin draws whole. */
    component?: ComponentType<Foreign>;
    onSubmit?: (changes: Record<string, string>) => void;
}

/** Names of categories have at most 32 characters on the server. */
export const preferenceCategory = (pluginId: string): string => `pp_${pluginId}`.slice(0, 32);

export function PluginIcon({icon}: {icon?: string | undefined}) {
    return icon && /^(https?:|\/|data:image\/)/.test(icon) ? <img className="plugin-icon" src={icon} alt="" /> : <Icon name={knownIcon(icon?.replace(/^icon-/, '')) ?? 'plug'} size={17} />;
}

function Section({pluginId, section}: {pluginId: string; section: UserSection}) {
    const dispatch = useAppDispatch();
    const saved = useAppSelector((state) => state.entities.preferences.myPreferences);
    const [changes, setChanges] = useState<Record<string, string>>({});
    const [busy, setBusy] = useState(false);
    const category = preferenceCategory(pluginId);
    const settings = section.settings ?? [];
    const value = (setting: UserSetting) => changes[setting.name] ?? saved[`${category}--${setting.name}`]?.value ?? setting.default ?? '';
    const inform = (name: string, next: string) => setChanges((before) => ({...before, [name]: next}));
    const save = async () => {
        setBusy(true);
        const userId = store.getState().entities.users.currentUserId;
        const result: Result = await dispatch(savePreferences(userId, Object.entries(changes).map(([name, text]) => ({user_id: userId, category, name, value: text}))));
        setBusy(false);
        if (result.error) {
            dispatch(say(result.error.message ?? 'The settings were not saved.', 'bad'));
            return;
        }
        act(pluginId, 'its settings', section.onSubmit, changes);
        setChanges({});
        dispatch(say('Saved', 'good'));
    };
    return (
        <fieldset className="plugin-section" disabled={section.disabled}>
            <legend>{section.title}</legend>
            {section.component && <Part pluginId={pluginId} where="its settings" component={section.component} />}
            {settings.map((setting) =>
                setting.type === 'custom' ? (
                    setting.component && (
                        <div key={setting.name} className="field">
                            {setting.title && <span className="field__label">{setting.title}</span>}
                            <Part pluginId={pluginId} where={`the setting ${setting.name}`} component={setting.component} given={{informChange: inform, value: value(setting)}} />
                            {setting.helpText && <div className="field__hint"><Markdown text={setting.helpText} /></div>}
                        </div>
                    )
                ) : (
                    <div key={setting.name}>
                        <RadioGroup label={setting.title ?? setting.name} value={value(setting)} onChange={(next) => inform(setting.name, next)} choices={(setting.options ?? []).map((option) => ({value: option.value, label: option.text, ...(option.helpText ? {hint: option.helpText} : {})}))} />
                        {setting.helpText && <div className="field__hint"><Markdown text={setting.helpText} /></div>}
                    </div>
                ),
            )}
            {settings.length > 0 && (
                <div className="settings__actions">
                    <Button tone="primary" busy={busy} disabled={busy || Object.keys(changes).length === 0} onClick={() => void save()}>
                        Save
                    </Button>
                </div>
            )}
        </fieldset>
    );
}

export function PluginSettingsPart({settings}: {settings: PluginUserSettings}) {
    const {action} = settings;
    return (
        <div>
            <h3>{settings.uiName}</h3>
            {action && (
                <div className="plugin-call-to-action">
                    <p>
                        <strong>{action.title}</strong>
                        <span>{action.text}</span>
                    </p>
                    <Button onClick={() => act(settings.id, 'its settings', action.onClick)}>{action.buttonText}</Button>
                </div>
            )}
            {(settings.sections as UserSection[]).map((section) => (
                <Section key={section.title} pluginId={settings.id} section={section} />
            ))}
        </div>
    );
}
