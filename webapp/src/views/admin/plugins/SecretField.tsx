/* Fields for what the server never shows again: it answers with a mask, and the mask stands for “as it was”. */
import {useId} from 'react';
import type {ReactNode} from 'react';

import {Button} from '@/components/Button';
import {Frame} from '@/components/Field';
import {useAppDispatch} from '@/store';
import {say} from '@/store/toasts';

import {MASK} from './limits';

const KEPT = 'Kept, and not shown';

interface SecretProps {
    label: string;
    hint?: ReactNode;
    error?: string | undefined;
    placeholder?: string | undefined;
    value: string;
    /** The server has a value, which it does not show. */
    kept: boolean;
    onChange: (value: string) => void;
}

interface SecretFieldProps extends SecretProps {
    lines: 'one' | 'many';
    required: boolean;
}

export function SecretField({label, hint, error, placeholder, value, kept, lines, required, onChange}: SecretFieldProps) {
    const id = useId();
    const held = value === MASK;
    const given = {
        id,
        className: lines === 'many' ? 'input input--area' : 'input',
        value: held ? '' : value,
        placeholder: held ? KEPT : kept && value === '' ? 'Taken away when you save' : placeholder,
        spellCheck: false,
        'aria-required': required || undefined,
        'aria-invalid': error ? true : undefined,
        'aria-describedby': error || hint ? `${id}-note` : undefined,
    };
    const type = (text: string) => onChange(text === '' && kept ? MASK : text);
    return (
        <Frame id={id} label={label} hint={hint} error={error}>
            <span className="secret">
                {lines === 'many' ? (
                    <textarea rows={3} {...given} onChange={(event) => type(event.target.value)} />
                ) : (
                    <input type="password" autoComplete="new-password" {...given} onChange={(event) => type(event.target.value)} />
                )}
                {held && !required && <Button onClick={() => onChange('')}>Take away</Button>}
                {kept && !held && <Button onClick={() => onChange(MASK)}>Keep the old one</Button>}
            </span>
        </Frame>
    );
}

interface GeneratedFieldProps extends SecretProps {
    secret: boolean;
    /** What making a new one means. */
    again: string;
    make: () => string;
}

export function GeneratedField({label, hint, error, placeholder, value, kept, secret, again, make, onChange}: GeneratedFieldProps) {
    const dispatch = useAppDispatch();
    const id = useId();
    const held = value === MASK;
    const copy = () =>
        void navigator.clipboard.writeText(value).then(
            () => dispatch(say('Copied', 'good')),
            () => dispatch(say('The browser did not allow copying.', 'bad')),
        );
    const note = (
        <>
            {secret && !held && value !== '' && <strong>Copy it now: once saved it is not shown again. </strong>}
            {hint}
            {again && <div>{again}</div>}
        </>
    );
    return (
        <Frame id={id} label={label} hint={note} error={error}>
            <span className="secret">
                <input id={id} className="input" readOnly value={held ? '' : value} placeholder={held ? KEPT : (placeholder ?? 'None yet')} aria-invalid={error ? true : undefined} aria-describedby={`${id}-note`} />
                {value !== '' && !held && (
                    <Button icon="copy" onClick={copy}>
                        Copy
                    </Button>
                )}
                <Button icon="refresh" onClick={() => onChange(make())}>
                    {value === '' ? 'Generate' : 'Regenerate'}
                </Button>
                {kept && !held && <Button onClick={() => onChange(MASK)}>Keep the old one</Button>}
            </span>
        </Frame>
    );
}
