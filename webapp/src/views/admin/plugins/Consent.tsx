/* Before a plugin is enabled that asks for something nobody allowed yet: what it asks for, and the decision. */
import {useState} from 'react';

import {Button} from '@/components/Button';
import {Modal} from '@/components/Modal';
import {Failed, Loading, Notice} from '@/components/states';

import {saveGrants, wordsOf} from './api';
import {GrantLines, useGrants} from './Grants';

interface ConsentProps {
    id: string;
    name: string;
    close: () => void;
    enable: () => Promise<void>;
}

export function Consent({id, name, close, enable}: ConsentProps) {
    const {grants, chosen, choose, error, retry} = useGrants(id);
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState('');
    const go = async (capabilities: string[]) => {
        setBusy(true);
        try {
            await saveGrants(id, capabilities);
            await enable();
            close();
        } catch (failure) {
            setBusy(false);
            setProblem(wordsOf(failure));
        }
    };
    const asked = grants?.asked ?? [];
    return (
        <Modal
            title={`Enable ${name}?`}
            onClose={close}
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button disabled={busy || !grants} onClick={() => void go([...chosen])}>
                        Enable with what is ticked
                    </Button>
                    <Button tone="primary" busy={busy} disabled={busy || !grants} onClick={() => void go([...new Set([...chosen, ...asked.filter((one) => !one.explicit).map((one) => one.capability)])])}>
                        Allow and enable
                    </Button>
                </>
            }
        >
            {problem && <Notice tone="bad">{problem}</Notice>}
            {error ? (
                <Failed text={error} onRetry={retry} />
            ) : !grants ? (
                <Loading />
            ) : (
                <>
                    <p>It asks for this. What you do not allow fails when the plugin tries it, and nothing else.</p>
                    <GrantLines asked={asked} chosen={chosen} onChange={choose} />
                </>
            )}
        </Modal>
    );
}
