/* One question before something that cannot be undone. */
import {useState} from 'react';

import {Button} from '@/components/Button';
import {Modal} from '@/components/Modal';

import type {ModalProps} from './Modals';

export function Confirm({modal, close}: ModalProps<'confirm'>) {
    const [busy, setBusy] = useState(false);
    const run = async () => {
        setBusy(true);
        await modal.run();
        close();
    };
    return (
        <Modal
            title={modal.title}
            onClose={close}
            width="small"
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button tone={modal.danger ? 'danger' : 'primary'} busy={busy} onClick={() => void run()}>
                        {modal.action}
                    </Button>
                </>
            }
        >
            <p>{modal.text}</p>
        </Modal>
    );
}
