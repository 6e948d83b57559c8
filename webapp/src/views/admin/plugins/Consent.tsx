/* Before a plugin is enabled that asks for something nobody allowed yet: what it asks for, and the decision. */
import {useState} from 'react';

import {Button} from '@/components/Button';
import {Modal} from '@/components/Modal';
import {Failed, Loading, Notice} from '@/components/states';

import {saveGrants, wordsOf} from './api';
import {GrantLines, proposed, useGrants} from './Grants';

interface ConsentProps {
    id: string;
    name: string;
    close: () => void;
    enable: () => Promise<void>;
}

export function Consent({id, name, close, enable}: ConsentProps) {
    const {grants, chosen, choose, error, retry} = useGrants(id, proposed);
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState('');
    const asked = grants?.asked ?? [];
    const go = async () => {
        setBusy(true);
        try {
            await saveGrants(id, [...chosen]);
            await enable();
            // The server takes enabling for consent to all that need not be allowed by name.
            if (asked.some((one) => !one.explicit && !chosen.has(one.capability))) {
                await saveGrants(id, [...chosen]);
            }
            close();
        } catch (failure) {
            setBusy(false);
            setProblem(wordsOf(failure));
        }
    };
    return (
        <Modal
            title={`Enable ${name}?`}
            onClose={close}
            footer={
                <>
                    <Button tone="quiet" onClick={close}>
                        Cancel
                    </Button>
                    <Button tone="primary" busy={busy} disabled={busy || !grants} onClick={() => void go()}>
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
                    <p>It asks for this, and gets what is ticked. What you do not allow fails when the plugin tries it, and nothing else.</p>
                    <GrantLines asked={asked} chosen={chosen} onChange={choose} />
                </>
            )}
        </Modal>
    );
}
