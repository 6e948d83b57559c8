/* Naming a category of the sidebar. */
import {createCategory, renameCategory} from 'mattermost-redux/actions/channel_categories';
import {useState} from 'react';

import {Button} from '@/components/Button';
import {TextField} from '@/components/Field';
import {Modal} from '@/components/Modal';
import {useAppDispatch, useAppSelector} from '@/store';
import type {Result} from '@/store/types';

import type {ModalProps} from './Modals';

export function CategoryModal({modal, close}: ModalProps<'category'>) {
    const dispatch = useAppDispatch();
    const teamId = useAppSelector((state) => state.entities.teams.currentTeamId);
    const category = useAppSelector((state) => state.entities.channelCategories.byId[modal.categoryId ?? '']);
    const [name, setName] = useState(category?.display_name ?? '');
    const [error, setError] = useState<string | undefined>();
    const [busy, setBusy] = useState(false);
    const save = async () => {
        if (!name.trim()) {
            setError('Give the category a name.');
            return;
        }
        setBusy(true);
        const result: Result = category ? await dispatch(renameCategory(category.id, name.trim())) : await dispatch(createCategory(teamId, name.trim(), modal.channelId ? [modal.channelId] : []));
        setBusy(false);
        if (result.error) {
            setError(result.error.message ?? 'The category was not saved.');
        } else {
            close();
        }
    };
    return (
        <Modal
            title={category ? 'Rename category' : 'Create a category'}
            onClose={close}
            width="small"
            onSubmit={() => void save()}
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button type="submit" tone="primary" busy={busy}>
                        {category ? 'Rename' : 'Create'}
                    </Button>
                </>
            }
        >
            <TextField label="Name" maxLength={22} autoFocus value={name} error={error} onChange={(event) => setName(event.target.value)} />
        </Modal>
    );
}
