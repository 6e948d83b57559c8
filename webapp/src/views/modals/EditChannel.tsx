/* Changing a channel's name, header, purpose, and whether it is private. */
import {patchChannel, updateChannelPrivacy} from 'mattermost-redux/actions/channels';
import {haveIChannelPermission} from 'mattermost-redux/selectors/entities/roles';
import {useState} from 'react';

import {navigate} from '@/app/navigation';
import {Button} from '@/components/Button';
import {TextArea, TextField} from '@/components/Field';
import {Modal} from '@/components/Modal';
import {Notice} from '@/components/states';
import {ChannelTabs} from '@/plugins/ChannelTabs';
import {store, useAppDispatch, useAppSelector} from '@/store';
import {openModal} from '@/store/modals';
import {channelPath} from '@/store/names';
import type {Result} from '@/store/types';

import type {ModalProps} from './Modals';

export function EditChannel({modal, close}: ModalProps<'edit-channel'>) {
    const dispatch = useAppDispatch();
    const channel = useAppSelector((state) => state.entities.channels.channels[modal.channelId]);
    const current = useAppSelector((state) => state.entities.channels.currentChannelId === modal.channelId);
    const mayConvert = useAppSelector((state) => haveIChannelPermission(state, channel?.team_id, modal.channelId, 'convert_public_channel_to_private'));
    const [title, setTitle] = useState(channel?.display_name ?? '');
    const [name, setName] = useState(channel?.name ?? '');
    const [header, setHeader] = useState(channel?.header ?? '');
    const [purpose, setPurpose] = useState(channel?.purpose ?? '');
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    if (!channel) {
        return null;
    }
    const direct = channel.type === 'D' || channel.type === 'G';
    const save = async () => {
        setBusy(true);
        const patch = direct ? {header} : {display_name: title.trim(), name, header, purpose};
        const result: Result = await dispatch(patchChannel(channel.id, patch));
        setBusy(false);
        if (result.error) {
            setError(result.error.message ?? 'The change was not saved.');
            return;
        }
        close();
        if (current && name !== channel.name) {
            navigate(channelPath(store.getState(), {...channel, name}));
        }
    };
    const makePrivate = () =>
        dispatch(
            openModal({
                kind: 'confirm',
                title: `Make ${channel.display_name} private?`,
                text: 'Its members and history stay. Others can no longer find or join it by themselves.',
                action: 'Make private',
                run: async () => {
                    const result: Result = await dispatch(updateChannelPrivacy(channel.id, 'P'));
                    setError(result.error?.message ?? '');
                },
            }),
        );
    return (
        <Modal
            title={direct ? 'Edit header' : 'Edit channel'}
            onClose={close}
            onSubmit={() => void save()}
            footer={
                <>
                    {!direct && channel.type === 'O' && mayConvert && channel.name !== 'town-square' && (
                        <Button tone="quiet" icon="lock" onClick={makePrivate}>
                            Make private
                        </Button>
                    )}
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button type="submit" tone="primary" busy={busy}>
                        Save
                    </Button>
                </>
            }
        >
            {error && <Notice tone="bad">{error}</Notice>}
            {!direct && (
                <>
                    <TextField label="Name" maxLength={64} value={title} onChange={(event) => setTitle(event.target.value)} />
                    <TextField label="Address" maxLength={64} disabled={channel.name === 'town-square'} value={name} onChange={(event) => setName(event.target.value.toLowerCase())} />
                </>
            )}
            <TextArea label="Header" hint="Shown beside the name. Markdown and links work." maxLength={1024} value={header} onChange={(event) => setHeader(event.target.value)} />
            {!direct && <TextArea label="Purpose" hint="Shown where people look for channels." maxLength={250} value={purpose} onChange={(event) => setPurpose(event.target.value)} />}
            <ChannelTabs channel={channel} />
        </Modal>
    );
}
