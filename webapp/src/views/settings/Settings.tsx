/* A person's settings: a list of parts on the left, one part on the right. */
import {useState} from 'react';
import type {ComponentType} from 'react';

import {Icon} from '@/components/Icon';
import type {IconName} from '@/components/Icon';
import {Modal} from '@/components/Modal';
import {PluginsPart} from '@/plugins/PluginsPart';
import {PluginIcon, PluginSettingsPart} from '@/plugins/PluginSettingsPart';
import {useAppSelector} from '@/store';
import type {ModalProps} from '@/views/modals/Modals';

import {AdvancedPart} from './Advanced';
import {DisplayPart} from './Display';
import {NotificationsPart} from './Notifications';
import {ProfilePart} from './Profile';
import {SecurityPart} from './Security';

interface Part {
    id: string;
    label: string;
    icon: IconName;
    view: ComponentType;
}

const PARTS: Part[] = [
    {id: 'profile', label: 'Profile', icon: 'user', view: ProfilePart},
    {id: 'notifications', label: 'Notifications', icon: 'bell', view: NotificationsPart},
    {id: 'display', label: 'Display', icon: 'sun', view: DisplayPart},
    {id: 'security', label: 'Security', icon: 'key', view: SecurityPart},
    {id: 'advanced', label: 'Advanced', icon: 'sliders', view: AdvancedPart},
    {id: 'plugins', label: 'Plugins', icon: 'plug', view: PluginsPart},
];

export function Settings({modal, close}: ModalProps<'settings'>) {
    const [id, setId] = useState(modal.section ?? 'profile');
    const ofPlugins = useAppSelector((state) => state.plugins.userSettings);
    const chosen = ofPlugins[id];
    const part = PARTS.find((one) => one.id === id) ?? PARTS[0];
    if (!part) {
        return null;
    }
    const View = part.view;
    return (
        <Modal title="Settings" onClose={close} width="wide">
            <div className="settings">
                <nav className="settings__nav" aria-label="Settings">
                    {PARTS.map((one) => (
                        <button key={one.id} type="button" className="settings__link" aria-current={one.id === part.id && !chosen ? 'page' : undefined} onClick={() => setId(one.id)}>
                            <Icon name={one.icon} size={17} />
                            {one.label}
                        </button>
                    ))}
                    {Object.values(ofPlugins).map((one) => (
                        <button key={one.id} type="button" className="settings__link" aria-current={one === chosen ? 'page' : undefined} onClick={() => setId(one.id)}>
                            <PluginIcon icon={one.icon} />
                            {one.uiName}
                        </button>
                    ))}
                </nav>
                <section className="settings__part" aria-label={chosen?.uiName ?? part.label}>
                    {chosen ? <PluginSettingsPart key={chosen.id} settings={chosen} /> : <View />}
                </section>
            </div>
        </Modal>
    );
}
