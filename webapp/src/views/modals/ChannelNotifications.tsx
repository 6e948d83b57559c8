/* When one channel makes itself heard. */
import type {ChannelNotifyProps} from '@mattermost/types/channels';
import {updateChannelNotifyProps} from 'mattermost-redux/actions/channels';
import {useState} from 'react';

import {Button} from '@/components/Button';
import {RadioGroup, Switch} from '@/components/Field';
import {Modal} from '@/components/Modal';
import {useAppDispatch, useAppSelector} from '@/store';
import {channelTitle} from '@/store/names';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';

import type {ModalProps} from './Modals';

export function ChannelNotifications({modal, close}: ModalProps<'channel-notifications'>) {
    const dispatch = useAppDispatch();
    const userId = useAppSelector((state) => state.entities.users.currentUserId);
    const member = useAppSelector((state) => state.entities.channels.myMembers[modal.channelId]);
    const title = useAppSelector((state) => {
        const channel = state.entities.channels.channels[modal.channelId];
        return channel ? channelTitle(state, channel) : '';
    });
    const usual = useAppSelector((state) => state.entities.users.profiles[userId]?.notify_props?.desktop ?? 'mention');
    const [props, setProps] = useState<Partial<ChannelNotifyProps>>(member?.notify_props ?? {});
    const [busy, setBusy] = useState(false);
    const muted = props.mark_unread === 'mention';
    const set = (change: Partial<ChannelNotifyProps>) => setProps({...props, ...change});
    const save = async () => {
        setBusy(true);
        const result: Result = await dispatch(updateChannelNotifyProps(userId, modal.channelId, props));
        setBusy(false);
        if (result.error) {
            dispatch(say(result.error.message ?? 'The settings were not saved.', 'bad'));
        } else {
            close();
        }
    };
    return (
        <Modal
            title={`Notifications for ${title}`}
            onClose={close}
            onSubmit={() => void save()}
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button type="submit" tone="primary" busy={busy}>
                        Save
                    </Button>
                </>
            }
        >
            <Switch label="Mute channel" hint="Only mentions mark it unread, and it makes no sound." checked={muted} onChange={(on) => set({mark_unread: on ? 'mention' : 'all'})} />
            <Switch label="Ignore @channel, @here and @all" checked={props.ignore_channel_mentions === 'on'} onChange={(on) => set({ignore_channel_mentions: on ? 'on' : 'off'})} />
            <Switch label="Follow all threads here" checked={props.channel_auto_follow_threads === 'on'} onChange={(on) => set({channel_auto_follow_threads: on ? 'on' : 'off'})} />
            {!muted && (
                <RadioGroup
                    label="Notify me on the desktop about"
                    value={props.desktop ?? 'default'}
                    onChange={(value) => set({desktop: value as ChannelNotifyProps['desktop']})}
                    choices={[
                        {value: 'default', label: `As in my settings (${usual === 'all' ? 'all messages' : usual === 'none' ? 'nothing' : 'mentions'})`},
                        {value: 'all', label: 'All messages'},
                        {value: 'mention', label: 'Mentions and direct messages'},
                        {value: 'none', label: 'Nothing'},
                    ]}
                />
            )}
        </Modal>
    );
}
