/* Beginning a conversation with one person or several. */
import type {UserProfile} from '@mattermost/types/users';
import {getProfiles, getStatusesByIds, searchProfiles} from 'mattermost-redux/actions/users';
import {useEffect, useMemo, useState} from 'react';

import {openDirect} from '@/app/channelActions';
import {Button} from '@/components/Button';
import {Modal} from '@/components/Modal';
import {useAppDispatch, useAppSelector} from '@/store';
import type {Result} from '@/store/types';

import type {ModalProps} from './Modals';
import {PeoplePicker} from './PeoplePicker';

const MAX = 7;

export function Direct({close}: ModalProps<'direct'>) {
    const dispatch = useAppDispatch();
    const profiles = useAppSelector((state) => state.entities.users.profiles);
    const myId = useAppSelector((state) => state.entities.users.currentUserId);
    const [chosen, setChosen] = useState<UserProfile[]>([]);
    const [busy, setBusy] = useState(false);
    useEffect(() => {
        void dispatch(getProfiles(0, 100, {active: true})).then((result: Result<UserProfile[]>) => {
            if (result.data && result.data.length > 0) {
                void dispatch(getStatusesByIds(result.data.map((user) => user.id)));
            }
        });
    }, [dispatch]);
    const people = useMemo(
        () =>
            Object.values(profiles)
                .filter((user) => user.delete_at === 0 && (user.id !== myId || chosen.length === 0))
                .sort((a, b) => a.username.localeCompare(b.username)),
        [profiles, myId, chosen.length],
    );
    const start = async () => {
        setBusy(true);
        if (await dispatch(openDirect(chosen.map((user) => user.id)))) {
            close();
        }
        setBusy(false);
    };
    return (
        <Modal
            title="New conversation"
            onClose={close}
            footer={
                <>
                    <span className="modal__note">{chosen.length >= MAX ? 'That is as many as a group can hold. Create a private channel for more.' : 'Up to seven people.'}</span>
                    <Button tone="primary" busy={busy} disabled={busy || chosen.length === 0} onClick={() => void start()}>
                        {chosen.length > 1 ? 'Start group' : 'Start'}
                    </Button>
                </>
            }
        >
            <PeoplePicker label="People" candidates={people} chosen={chosen} onChange={setChosen} limit={MAX} onTerm={(term) => term && void dispatch(searchProfiles(term, {}))} empty="Nobody by that name." />
        </Modal>
    );
}
