/* A value to be carried elsewhere: shown whole, copied with one press. */
import {useAppDispatch} from '@/store';
import {say} from '@/store/toasts';
import type {Thunk} from '@/store/types';

import {IconButton} from './Button';

export function copyOut(text: string, done = 'Copied'): Thunk {
    return (dispatch) => {
        // Without a secure origin there is no clipboard; the value is then shown to be copied by hand.
        void (navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))).then(
            () => dispatch(say(done, 'good')),
            () => dispatch(say(text)),
        );
    };
}

export function CopyField({label, value}: {label: string; value: string}) {
    const dispatch = useAppDispatch();
    return (
        <span className="copy-field">
            <code>{value}</code>
            <IconButton icon="copy" size={15} label={`Copy ${label}`} onClick={() => dispatch(copyOut(value))} />
        </span>
    );
}
