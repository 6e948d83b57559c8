/* Adding people of the team to a channel. */
import type {UserProfile} from '@mattermost/types/users';
import {addChannelMembers, getChannelStats} from 'mattermost-redux/actions/channels';
import {getProfilesNotInChannel, searchProfiles} from 'mattermost-redux/actions/users';
import {useEffect, useMemo, useState} from 'react';

import {Button} from '@/components/Button';
import {Modal} from '@/components/Modal';
import {useAppDispatch, useAppSelector} from '@/store';
import {say} from '@/store/toasts';
import type {Result} from '@/store/types';

import type {ModalProps} from './Modals';
import {PeoplePicker} from './PeoplePicker';

const NOBODY = new Set<string>();

export function AddMembers({modal, close}: ModalProps<'add-members'>) {
    const dispatch = useAppDispatch();
    const channel = useAppSelector((state) => state.entities.channels.channels[modal.channelId]);
    const outside = useAppSelector((state) => state.entities.users.profilesNotInChannel[modal.channelId] ?? NOBODY);
    const profiles = useAppSelector((state) => state.entities.users.profiles);
    const [chosen, setChosen] = useState<UserProfile[]>([]);
    const [busy, setBusy] = useState(false);
    const teamId = channel?.team_id ?? '';
    useEffect(() => void dispatch(getProfilesNotInChannel(teamId, modal.channelId, false, 0, 100)), [dispatch, modal.channelId, teamId]);
    const people = useMemo(
        () =>
            [...outside]
                .map((id) => profiles[id])
                .filter((user): user is UserProfile => user !== undefined && user.delete_at === 0)
                .sort((a, b) => a.username.localeCompare(b.username)),
        [outside, profiles],
    );
    const add = async () => {
        setBusy(true);
        const result: Result = await dispatch(addChannelMembers(modal.channelId, chosen.map((user) => user.id)));
        setBusy(false);
        if (result.error) {
            dispatch(say(result.error.message ?? 'They could not be added.', 'bad'));
            return;
        }
        void dispatch(getChannelStats(modal.channelId));
        dispatch(say(chosen.length === 1 ? `${chosen[0]?.username ?? ''} was added` : `${chosen.length} people were added`, 'good'));
        close();
    };
    return (
        <Modal
            title={`Add people to ${channel?.display_name ?? 'channel'}`}
            onClose={close}
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button tone="primary" busy={busy} disabled={busy || chosen.length === 0} onClick={() => void add()}>
                        Add
                    </Button>
                </>
            }
        >
            <PeoplePicker
                label="People to add"
                candidates={people}
                chosen={chosen}
                onChange={setChosen}
                onTerm={(term) => term && void dispatch(searchProfiles(term, {team_id: teamId, not_in_channel_id: modal.channelId}))}
                empty="Everyone of that name is already here."
            />
        </Modal>
    );
}
