/* A dialog whose whole content a plugin draws, opened through `WebappUtils.modals.openModal`. */
import type {ModalProps} from '@/views/modals/Modals';

import {Part} from './Slot';

export function PluginModal({modal, close}: ModalProps<'plugin'>) {
    const leave = (name: string) => () => {
        (modal.dialogProps[name] as (() => void) | undefined)?.();
        close();
    };
    const given = {...modal.dialogProps, show: true, onExited: leave('onExited'), onHide: leave('onHide')};
    return <Part pluginId={modal.id} where={`the dialog ${modal.id}`} component={modal.dialogType} given={given} />;
}
