/* How the app looks: theme, clock, names, room between messages. These take effect at once. */
import {get, getBool, getTeammateNameDisplaySetting, isCollapsedThreadsAllowed, isCollapsedThreadsEnabled} from 'mattermost-redux/selectors/entities/preferences';
import {useState} from 'react';

import {Icon} from '@/components/Icon';
import type {IconName} from '@/components/Icon';
import {RadioGroup, Switch} from '@/components/Field';
import {useAppDispatch, useAppSelector} from '@/store';
import {savePreference, wants24Hours} from '@/store/preferences';
import {rememberTheme, storedTheme} from '@/theme/theme';
import type {ThemeChoice} from '@/theme/theme';

const THEMES: Array<[ThemeChoice, string, IconName]> = [
    ['system', 'As the system', 'monitor'],
    ['light', 'Light', 'sun'],
    ['dark', 'Dark', 'moon'],
];

export function DisplayPart() {
    const dispatch = useAppDispatch();
    const [theme, setTheme] = useState(storedTheme);
    const military = useAppSelector(wants24Hours);
    const names = useAppSelector(getTeammateNameDisplaySetting);
    const locked = useAppSelector((state) => state.entities.general.config.LockTeammateNameDisplay === 'true');
    const density = useAppSelector((state) => get(state, 'display_settings', 'message_display', 'clean'));
    const width = useAppSelector((state) => get(state, 'display_settings', 'channel_display_mode', 'full'));
    const previews = useAppSelector((state) => getBool(state, 'display_settings', 'link_previews', true));
    const collapsed = useAppSelector((state) => getBool(state, 'display_settings', 'collapse_previews'));
    const threadsAllowed = useAppSelector((state) => isCollapsedThreadsAllowed(state) && (state.entities.general.config.CollapsedThreads as string) !== 'always_on');
    const threads = useAppSelector(isCollapsedThreadsEnabled);
    const save = (name: string, value: string) => void dispatch(savePreference('display_settings', name, value));
    const choose = (choice: ThemeChoice) => {
        setTheme(choice);
        rememberTheme(choice);
        save('chinwag_theme', choice);
    };
    return (
        <div>
            <h3>Display</h3>
            <fieldset className="themes">
                <legend className="field__label">Theme</legend>
                {THEMES.map(([choice, label, icon]) => (
                    <label key={choice} className={`theme theme--${choice}`}>
                        <input type="radio" name="theme" className="visually-hidden" checked={theme === choice} onChange={() => choose(choice)} />
                        <span className="theme__swatch" aria-hidden="true">
                            <i />
                            <i />
                            <i />
                        </span>
                        <span className="theme__label">
                            <Icon name={icon} size={16} /> {label}
                        </span>
                    </label>
                ))}
            </fieldset>
            <RadioGroup
                label="Clock"
                value={military ? 'true' : 'false'}
                onChange={(value) => save('use_military_time', value)}
                choices={[
                    {value: 'false', label: '12 hours, 4:00 PM'},
                    {value: 'true', label: '24 hours, 16:00'},
                ]}
            />
            {!locked && (
                <RadioGroup
                    label="People’s names"
                    value={names}
                    onChange={(value) => save('name_format', value)}
                    choices={[
                        {value: 'username', label: 'Username'},
                        {value: 'nickname_full_name', label: 'Nickname, or else full name'},
                        {value: 'full_name', label: 'Full name'},
                    ]}
                />
            )}
            <RadioGroup
                label="Room between messages"
                value={density}
                onChange={(value) => save('message_display', value)}
                choices={[
                    {value: 'clean', label: 'Comfortable'},
                    {value: 'compact', label: 'Compact', hint: 'More messages on the screen.'},
                ]}
            />
            <RadioGroup
                label="Width of channels"
                value={width}
                onChange={(value) => save('channel_display_mode', value)}
                choices={[
                    {value: 'full', label: 'As wide as the window'},
                    {value: 'centered', label: 'A column in the middle', hint: 'Short lines on a large screen.'},
                ]}
            />
            {threadsAllowed && <Switch label="Gather replies in threads" hint="Off shows every reply in the channel as well." checked={threads} onChange={(on) => save('collapsed_reply_threads', on ? 'on' : 'off')} />}
            <Switch label="Show previews of links" checked={previews} onChange={(on) => save('link_previews', String(on))} />
            <Switch label="Fold pictures until I open them" checked={collapsed} onChange={(on) => save('collapse_previews', String(on))} />
        </div>
    );
}
