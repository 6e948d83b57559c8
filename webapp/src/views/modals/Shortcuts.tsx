/* The keys one can use. */
import {Modal} from '@/components/Modal';

import type {ModalProps} from './Modals';

const mac = /Mac|iP/.test(navigator.platform);
const mod = mac ? '⌘' : 'Ctrl';
const alt = mac ? '⌥' : 'Alt';

const GROUPS: Array<[string, Array<[string, string[]]>]> = [
    [
        'Getting around',
        [
            ['Jump to a conversation', [mod, 'K']],
            ['Next or previous channel', [alt, '↑ ↓']],
            ['Next or previous unread channel', [alt, 'Shift', '↑ ↓']],
            ['Search', [mod, 'Shift', 'F']],
            ['Recent mentions', [mod, 'Shift', 'M']],
            ['Open or close the panel', [mod, '.']],
            ['Next part of the page', ['F6']],
            ['Settings', [mod, 'Shift', 'A']],
            ['This list', [mod, '/']],
        ],
    ],
    [
        'Writing',
        [
            ['Send', ['Enter']],
            ['New line', ['Shift', 'Enter']],
            ['Edit your last message', ['↑']],
            ['Bold', [mod, 'B']],
            ['Italic', [mod, 'I']],
            ['Code', [mod, 'E']],
            ['Link', [mod, alt, 'K']],
            ['Attach a file', [mod, 'U']],
        ],
    ],
    [
        'On a message that has the focus',
        [
            ['Move between messages', ['↑ ↓']],
            ['Reply in thread', ['R']],
            ['Edit', ['E']],
            ['Save', ['S']],
            ['React with a thumb', ['+']],
            ['Mark unread from here', ['U']],
            ['Copy link', ['C']],
            ['Delete', ['Del']],
        ],
    ],
    [
        'Reading',
        [
            ['Mark the channel as read', ['Esc']],
            ['Mark everything as read', ['Shift', 'Esc']],
        ],
    ],
];

export function Shortcuts({close}: ModalProps<'shortcuts'>) {
    return (
        <Modal title="Keyboard shortcuts" onClose={close} width="wide">
            <div className="shortcuts">
                {GROUPS.map(([title, keys]) => (
                    <section key={title}>
                        <h3>{title}</h3>
                        <dl>
                            {keys.map(([label, combination]) => (
                                <div key={label}>
                                    <dt>{label}</dt>
                                    <dd>
                                        {combination.map((key) => (
                                            <kbd key={key}>{key}</kbd>
                                        ))}
                                    </dd>
                                </div>
                            ))}
                        </dl>
                    </section>
                ))}
            </div>
        </Modal>
    );
}
