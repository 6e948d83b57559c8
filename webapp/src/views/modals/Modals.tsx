/* Shows the open dialogs; each is loaded when it is first wanted. */
import {lazy, Suspense} from 'react';
import type {ComponentType, LazyExoticComponent} from 'react';

import {useAppDispatch, useAppSelector} from '@/store';
import {closeModal} from '@/store/modals';
import type {Modal} from '@/store/modals';

import {Confirm} from './Confirm';
import {Switcher} from './Switcher';

export interface ModalProps<K extends Modal['kind']> {
    modal: Extract<Modal, {kind: K}>;
    close: () => void;
}

type AnyModal = ComponentType<{modal: never; close: () => void}>;

function later(load: () => Promise<AnyModal>): LazyExoticComponent<AnyModal> {
    return lazy(() => load().then((component) => ({default: component})));
}

const views: Record<Modal['kind'], AnyModal | LazyExoticComponent<AnyModal>> = {
    confirm: Confirm,
    switcher: Switcher,
    shortcuts: later(() => import('./Shortcuts').then((module) => module.Shortcuts)),
    settings: later(() => import('@/views/settings/Settings').then((module) => module.Settings)),
    'custom-status': later(() => import('./CustomStatus').then((module) => module.CustomStatusModal)),
    'create-channel': later(() => import('./CreateChannel').then((module) => module.CreateChannel)),
    'browse-channels': later(() => import('./BrowseChannels').then((module) => module.BrowseChannels)),
    direct: later(() => import('./Direct').then((module) => module.Direct)),
    'edit-channel': later(() => import('./EditChannel').then((module) => module.EditChannel)),
    'channel-notifications': later(() => import('./ChannelNotifications').then((module) => module.ChannelNotifications)),
    'add-members': later(() => import('./AddMembers').then((module) => module.AddMembers)),
    invite: later(() => import('./Invite').then((module) => module.Invite)),
    'team-settings': later(() => import('./TeamSettings').then((module) => module.TeamSettings)),
    'team-members': later(() => import('./TeamMembers').then((module) => module.TeamMembers)),
    category: later(() => import('./CategoryModal').then((module) => module.CategoryModal)),
    lightbox: later(() => import('./Lightbox').then((module) => module.Lightbox)),
    'edit-history': later(() => import('./EditHistory').then((module) => module.EditHistory)),
    bookmark: later(() => import('./BookmarkModal').then((module) => module.BookmarkModal)),
    'send-later': later(() => import('./SendLater').then((module) => module.SendLater)),
    'edit-scheduled': later(() => import('./EditScheduled').then((module) => module.EditScheduled)),
    plugin: later(() => import('@/plugins/PluginModal').then((module) => module.PluginModal)),
    'plugin-faults': later(() => import('@/plugins/PluginFaults').then((module) => module.PluginFaults)),
    dialog: later(() => import('./InteractiveDialog').then((module) => module.InteractiveDialog)),
};

export function Modals() {
    const dispatch = useAppDispatch();
    const stack = useAppSelector((state) => state.views.modals.stack);
    return (
        <Suspense fallback={null}>
            {stack.map((modal) => {
                const View = views[modal.kind];
                return <View key={modal.kind === 'dialog' ? modal.request.trigger_id : modal.kind} modal={modal as never} close={() => dispatch(closeModal())} />;
            })}
        </Suspense>
    );
}
