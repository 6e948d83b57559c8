/* A new channel. */
import type {Channel} from '@mattermost/types/channels';
import {addChannelToCategory, addChannelToInitialCategory} from 'mattermost-redux/actions/channel_categories';
import {createChannel} from 'mattermost-redux/actions/channels';
import {haveICurrentTeamPermission} from 'mattermost-redux/selectors/entities/roles';
import {useState} from 'react';

import {goTo} from '@/app/channelActions';
import {Button} from '@/components/Button';
import {RadioGroup, TextArea, TextField} from '@/components/Field';
import {Modal} from '@/components/Modal';
import {Notice} from '@/components/states';
import {createByPlugin, KindExtra, kindChoice, useAfterCreation, useChannelKinds} from '@/plugins/NewChannelParts';
import {useAppDispatch, useAppSelector} from '@/store';
import type {Result} from '@/store/types';
import {slug} from '@/views/login/names';

import type {ModalProps} from './Modals';

export function CreateChannel({modal, close}: ModalProps<'create-channel'>) {
    const dispatch = useAppDispatch();
    const userId = useAppSelector((state) => state.entities.users.currentUserId);
    const team = useAppSelector((state) => state.entities.teams.teams[state.entities.teams.currentTeamId]);
    const mayPublic = useAppSelector((state) => haveICurrentTeamPermission(state, 'create_public_channel'));
    const mayPrivate = useAppSelector((state) => haveICurrentTeamPermission(state, 'create_private_channel'));
    const kinds = useChannelKinds();
    const after = useAfterCreation();
    const [type, setType] = useState<string>(mayPublic ? 'O' : 'P');
    const kind = kinds.find((one) => one.id === type);
    const [title, setTitle] = useState('');
    const [typedName, setTypedName] = useState<string | null>(null);
    const [purpose, setPurpose] = useState('');
    const [tried, setTried] = useState(false);
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    const name = typedName ?? slug(title);
    const nameProblem = name.length < 1 || !/^[a-z0-9][a-z0-9_-]*$/.test(name) ? 'Use small letters, digits, dashes and underscores.' : undefined;
    const form = {teamId: team?.id ?? '', displayName: title.trim(), url: name, purpose, type};
    /** Null when the plugin goes on by itself. */
    const byPlugin = async (part: (typeof kinds)[number]): Promise<Result<Channel> | null> => {
        const made = await createByPlugin(part, form);
        if (made.status === 'deferred') {
            return null;
        }
        return made.status === 'created' ? {data: made.channel} : {error: {message: made.message}};
    };
    const submit = async () => {
        setTried(true);
        if (!title.trim() || nameProblem || !team) {
            return;
        }
        setBusy(true);
        const result: Result<Channel> | null = kind ? await byPlugin(kind) : await dispatch(createChannel({team_id: team.id, display_name: title.trim(), name, purpose, header: '', type} as Channel, userId));
        if (!result) {
            close();
            return;
        }
        if (!result.data) {
            setBusy(false);
            setError(result.error?.message ?? 'The channel could not be created.');
            return;
        }
        if (modal.categoryId) {
            await dispatch(addChannelToCategory(modal.categoryId, result.data.id));
        } else {
            await dispatch(addChannelToInitialCategory(result.data));
        }
        after.run(result.data.id, team.id);
        close();
        dispatch(goTo(result.data));
    };
    return (
        <Modal
            title="Create a channel"
            onClose={close}
            onSubmit={() => void submit()}
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button type="submit" tone="primary" busy={busy}>
                        {typeof kind?.['createButtonText'] === 'string' ? kind['createButtonText'] : 'Create channel'}
                    </Button>
                </>
            }
        >
            {error && <Notice tone="bad">{error}</Notice>}
            <TextField label="Name" autoFocus maxLength={64} placeholder="Garden plans" value={title} error={tried && !title.trim() ? 'Give the channel a name.' : undefined} onChange={(event) => setTitle(event.target.value)} />
            <TextField label="Address" hint={`/${team?.name ?? ''}/channels/${name || '…'}`} value={name} maxLength={64} error={tried ? nameProblem : undefined} onChange={(event) => setTypedName(event.target.value.toLowerCase())} />
            {((mayPublic && mayPrivate) || kinds.length > 0) && (
                <RadioGroup
                    label="Who can find it"
                    value={type}
                    onChange={setType}
                    choices={[
                        ...(mayPublic ? [{value: 'O', label: 'Public', hint: 'Everyone in the team can find and join it.'}] : []),
                        ...(mayPrivate ? [{value: 'P', label: 'Private', hint: 'Only people who are added.'}] : []),
                        ...kinds.map(kindChoice),
                    ]}
                />
            )}
            {kind && <KindExtra part={kind} form={form} />}
            <TextArea label="Purpose (optional)" maxLength={250} hint="What is it for? Shown where people look for channels." value={purpose} onChange={(event) => setPurpose(event.target.value)} />
            {after.parts}
        </Modal>
    );
}
