/* What went wrong in one plugin, for the person and for whoever they report it to. */
import {Button} from '@/components/Button';
import {PlainLink} from '@/components/links';
import {Modal} from '@/components/Modal';
import {Empty} from '@/components/states';
import {Clock} from '@/components/Time';
import {useAppDispatch, useAppSelector} from '@/store';
import {say} from '@/store/toasts';
import type {ModalProps} from '@/views/modals/Modals';

import {reloadPlugin} from './loader';

export function PluginFaults({modal, close}: ModalProps<'plugin-faults'>) {
    const dispatch = useAppDispatch();
    const manifest = useAppSelector((state) => state.plugins.plugins[modal.pluginId]);
    const all = useAppSelector((state) => state.views.pluginHealth.faults);
    const faults = all.filter((fault) => fault.pluginId === modal.pluginId).reverse();
    const name = manifest?.name || modal.pluginId;
    const report = [`${name} ${manifest?.version ?? ''} (${modal.pluginId})`, navigator.userAgent, ...faults.map((fault) => `${new Date(fault.at).toISOString()} in ${fault.where}: ${fault.stack || fault.message}`)].join('\n\n');
    const copy = () => void navigator.clipboard.writeText(report).then(() => dispatch(say('Report copied', 'good')));
    const reload = async () => {
        close();
        await reloadPlugin(modal.pluginId);
    };
    return (
        <Modal
            title={`${name} in this page`}
            onClose={close}
            width="wide"
            footer={
                <>
                    <Button tone="quiet" icon="copy" onClick={copy} disabled={faults.length === 0}>
                        Copy report
                    </Button>
                    <Button icon="refresh" tone="primary" onClick={() => void reload()}>
                        Reload plugin
                    </Button>
                </>
            }
        >
            <p className="plugin-faults__lead">
                Version {manifest?.version ?? 'unknown'} of <code className="md__code">{modal.pluginId}</code>.{' '}
                {manifest?.support_url && (
                    <>
                        Report problems to <PlainLink href={manifest.support_url}>{manifest.support_url}</PlainLink>.
                    </>
                )}
            </p>
            {faults.length === 0 && (
                <Empty icon="check" title="No faults">
                    Nothing has gone wrong in it since it was loaded.
                </Empty>
            )}
            {faults.map((fault) => (
                <details key={fault.id} className="plugin-fault">
                    <summary>
                        <Clock at={fault.at} /> in {fault.where}: <strong>{fault.message}</strong>
                    </summary>
                    <pre tabIndex={0}>{fault.stack || 'No more is known.'}</pre>
                </details>
            ))}
        </Modal>
    );
}
