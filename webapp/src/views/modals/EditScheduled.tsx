/* Changing the text of a message that waits for its time. */
import {useState} from 'react';

import {Button} from '@/components/Button';
import {TextArea} from '@/components/Field';
import {Modal} from '@/components/Modal';
import {Notice} from '@/components/states';
import {useAppDispatch, useAppSelector} from '@/store';
import {changeScheduled} from '@/views/composer/later';

import type {ModalProps} from './Modals';

export function EditScheduled({modal, close}: ModalProps<'edit-scheduled'>) {
    const dispatch = useAppDispatch();
    const post = useAppSelector((state) => state.entities.scheduledPosts.byId[modal.id]);
    const limit = useAppSelector((state) => Number(state.entities.general.config.MaxPostSize ?? 16383) || 16383);
    const [message, setMessage] = useState(post?.message ?? '');
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    if (!post) {
        return (
            <Modal title="Edit scheduled message" onClose={close}>
                <Notice tone="plain">It has been sent or deleted meanwhile.</Notice>
            </Modal>
        );
    }
    const empty = message.trim() === '' && (post.file_ids?.length ?? 0) === 0;
    const save = async () => {
        setBusy(true);
        const problem = await dispatch(changeScheduled(post, {message}));
        setBusy(false);
        if (problem) {
            setError(problem);
        } else {
            close();
        }
    };
    return (
        <Modal
            title="Edit scheduled message"
            onClose={close}
            onSubmit={() => void save()}
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button type="submit" tone="primary" busy={busy} disabled={busy || empty}>
                        Save
                    </Button>
                </>
            }
        >
            {error && <Notice tone="bad">{error}</Notice>}
            <TextArea label="Message" rows={8} maxLength={limit} value={message} onChange={(event) => setMessage(event.target.value)} />
        </Modal>
    );
}
