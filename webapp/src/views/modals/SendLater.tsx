/* When a message is to be sent: a day and a time in the person's own clock. */
import {useState} from 'react';

import {Button} from '@/components/Button';
import {TextField} from '@/components/Field';
import {Modal} from '@/components/Modal';
import {Notice} from '@/components/states';
import {fromLocalInput, suggestions, toLocalInput} from '@/store/schedule';

import type {ModalProps} from './Modals';

export function SendLater({modal, close}: ModalProps<'send-later'>) {
    const [text, setText] = useState(() => toLocalInput(modal.at ?? suggestions(Date.now())[0]?.at ?? Date.now()));
    const [error, setError] = useState('');
    const [busy, setBusy] = useState(false);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const submit = async () => {
        const at = fromLocalInput(text);
        if (at <= Date.now()) {
            setError('Choose a moment that is still to come.');
            return;
        }
        setBusy(true);
        const problem = await modal.run(at);
        setBusy(false);
        if (problem) {
            setError(problem);
        } else {
            close();
        }
    };
    return (
        <Modal
            title={modal.at ? 'Send at another time' : 'Send later'}
            onClose={close}
            onSubmit={() => void submit()}
            width="small"
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button type="submit" tone="primary" icon="clock" busy={busy}>
                        {modal.at ? 'Reschedule' : 'Schedule'}
                    </Button>
                </>
            }
        >
            {error && <Notice tone="bad">{error}</Notice>}
            <TextField label="Day and time" type="datetime-local" min={toLocalInput(Date.now())} value={text} hint={`Your clock: ${zone.replace(/_/g, ' ')}`} onChange={(event) => setText(event.target.value)} />
        </Modal>
    );
}
