/* When the app makes itself heard. */
import type {UserNotifyProps} from '@mattermost/types/users';
import {useState} from 'react';

import {chime} from '@/client/notify';
import {Button} from '@/components/Button';
import {RadioGroup, Select, Switch, TextField} from '@/components/Field';
import {Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {say} from '@/store/toasts';

import {useSaving} from './useSaving';

const FALLBACK = {desktop: 'mention', desktop_sound: 'true', email: 'true', channel: 'true', first_name: 'false', mention_keys: '', comments: 'never', desktop_threads: 'all', push: 'mention', push_status: 'online'};

function DesktopPermission() {
    const dispatch = useAppDispatch();
    const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : 'denied'));
    if (permission === 'granted') {
        return null;
    }
    return (
        <Notice tone="plain">
            {permission === 'denied' ? (
                'The browser blocks notifications from this page. Allow them in its site settings to hear about messages.'
            ) : (
                <>
                    The browser has not been asked yet.{' '}
                    <button
                        type="button"
                        className="link-button"
                        onClick={() =>
                            void Notification.requestPermission().then((answer) => {
                                setPermission(answer);
                                dispatch(say(answer === 'granted' ? 'Notifications are on' : 'Notifications stay off'));
                            })
                        }
                    >
                        Allow notifications
                    </button>
                </>
            )}
        </Notice>
    );
}

export function NotificationsPart() {
    const me = useAppSelector((state) => state.entities.users.profiles[state.entities.users.currentUserId]);
    const {busy, error, save} = useSaving();
    const [props, setProps] = useState<Partial<UserNotifyProps>>({...FALLBACK, ...(me?.notify_props ?? {})} as Partial<UserNotifyProps>);
    const set = (change: Partial<UserNotifyProps>) => setProps({...props, ...change});
    const onOff = (on: boolean) => (on ? 'true' : 'false');
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                void save({notify_props: props as UserNotifyProps});
            }}
        >
            <h3>Notifications</h3>
            {error && <Notice tone="bad">{error}</Notice>}
            <DesktopPermission />
            <RadioGroup
                label="Notify me on the desktop about"
                value={props.desktop ?? 'mention'}
                onChange={(value) => set({desktop: value as UserNotifyProps['desktop']})}
                choices={[
                    {value: 'all', label: 'All new messages'},
                    {value: 'mention', label: 'Mentions and direct messages'},
                    {value: 'none', label: 'Nothing'},
                ]}
            />
            <Switch label="Replies in threads I follow" checked={props.desktop_threads !== 'mention' && props.desktop_threads !== 'none'} onChange={(on) => set({desktop_threads: on ? 'all' : 'mention'})} />
            <Switch label="Play a sound" checked={props.desktop_sound !== 'false'} onChange={(on) => { set({desktop_sound: onOff(on)}); if (on) { chime(); } }} />
            <h4>Words that notify me</h4>
            <p className="field__hint">Your username, @{me?.username}, always does.</p>
            <Switch label={`My first name${me?.first_name ? `, “${me.first_name}”` : ''}`} checked={props.first_name === 'true'} disabled={!me?.first_name} onChange={(on) => set({first_name: onOff(on)})} />
            <Switch label="@channel, @all, @here" checked={props.channel !== 'false'} onChange={(on) => set({channel: onOff(on)})} />
            <TextField label="Other words" hint="Separated by commas." value={props.mention_keys ?? ''} onChange={(event) => set({mention_keys: event.target.value})} />
            <h4>When I am away</h4>
            <Switch label="Send me mail about what I missed" checked={props.email !== 'false'} onChange={(on) => set({email: onOff(on)})} />
            <Select
                label="Send push notifications to my phone"
                value={props.push ?? 'mention'}
                onChange={(event) => set({push: event.target.value as UserNotifyProps['push']})}
                choices={[
                    {value: 'all', label: 'For all messages'},
                    {value: 'mention', label: 'For mentions and direct messages'},
                    {value: 'none', label: 'Never'},
                ]}
            />
            <div className="settings__actions">
                <Button type="submit" tone="primary" busy={busy}>
                    Save notifications
                </Button>
            </div>
        </form>
    );
}
