/* Taking a plugin off the server, with or without what it stored. */
import {useState} from 'react';

import {Button} from '@/components/Button';
import {RadioGroup} from '@/components/Field';
import {Modal} from '@/components/Modal';
import {Notice} from '@/components/states';

import {removePlugin, wordsOf} from './api';

interface RemovalProps {
    id: string;
    name: string;
    close: () => void;
    onRemoved: () => void;
}

export function Removal({id, name, close, onRemoved}: RemovalProps) {
    const [data, setData] = useState<'keep' | 'drop'>('keep');
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState('');
    const remove = async () => {
        setBusy(true);
        try {
            await removePlugin(id, data);
            onRemoved();
        } catch (failure) {
            setBusy(false);
            setError(wordsOf(failure));
        }
    };
    return (
        <Modal
            title={`Remove ${name}?`}
            onClose={close}
            width="small"
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button tone="danger" busy={busy} onClick={() => void remove()}>
                        Remove
                    </Button>
                </>
            }
        >
            {error && <Notice tone="bad">{error}</Notice>}
            <RadioGroup
                label="What it stored"
                value={data}
                onChange={(value) => setData(value as 'keep' | 'drop')}
                choices={[
                    {value: 'keep', label: 'Keep its settings and data', hint: 'They are there again when it is installed once more.'},
                    {value: 'drop', label: 'Delete its settings and data', hint: 'This cannot be undone.'},
                ]}
            />
        </Modal>
    );
}
