/* Form fields: each with its label, its hint and its error tied together for screen readers. */
import {forwardRef, useId} from 'react';
import type {InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes} from 'react';

interface Around {
    label: string;
    hint?: ReactNode;
    error?: string | undefined;
}

/** What stands around a field; the field takes `id`, and names the note `${id}-note` as its description. */
export function Frame({id, label, hint, error, children}: Around & {id: string; children: ReactNode}) {
    return (
        <div className={`field ${error ? 'field--bad' : ''}`}>
            <label className="field__label" htmlFor={id}>
                {label}
            </label>
            {children}
            {error ? (
                <p className="field__error" id={`${id}-note`} role="alert">
                    {error}
                </p>
            ) : (
                hint && (
                    <div className="field__hint" id={`${id}-note`}>
                        {hint}
                    </div>
                )
            )}
        </div>
    );
}

type InputProps = Around & InputHTMLAttributes<HTMLInputElement>;

export const TextField = forwardRef<HTMLInputElement, InputProps>(function TextField({label, hint, error, ...rest}, ref) {
    const id = useId();
    return (
        <Frame id={id} label={label} hint={hint} error={error}>
            <input
                ref={ref}
                id={id}
                className="input"
                aria-invalid={error ? true : undefined}
                aria-describedby={error || hint ? `${id}-note` : undefined}
                {...rest}
            />
        </Frame>
    );
});

export function TextArea({label, hint, error, ...rest}: Around & TextareaHTMLAttributes<HTMLTextAreaElement>) {
    const id = useId();
    return (
        <Frame id={id} label={label} hint={hint} error={error}>
            <textarea
                id={id}
                className="input input--area"
                rows={3}
                aria-invalid={error ? true : undefined}
                aria-describedby={error || hint ? `${id}-note` : undefined}
                {...rest}
            />
        </Frame>
    );
}

export interface Choice {
    value: string;
    label: string;
    hint?: string;
}

export function Select({
    label,
    hint,
    error,
    choices,
    ...rest
}: Around & {choices: Choice[]} & SelectHTMLAttributes<HTMLSelectElement>) {
    const id = useId();
    return (
        <Frame id={id} label={label} hint={hint} error={error}>
            <select id={id} className="input input--select" aria-describedby={error || hint ? `${id}-note` : undefined} {...rest}>
                {choices.map((choice) => (
                    <option key={choice.value} value={choice.value}>
                        {choice.label}
                    </option>
                ))}
            </select>
        </Frame>
    );
}

interface SwitchProps {
    label: string;
    hint?: ReactNode;
    error?: string | undefined;
    /** The name of the whole, when the label says what switching on means. */
    above?: string;
    checked: boolean;
    disabled?: boolean;
    onChange: (checked: boolean) => void;
}

export function Switch({label, hint, error, above, checked, disabled = false, onChange}: SwitchProps) {
    const id = useId();
    return (
        <div className="switch-row">
            <div>
                {above && (
                    <p className="field__label" id={`${id}-above`}>
                        {above}
                    </p>
                )}
                <label className="switch-row__label" id={`${id}-label`} htmlFor={id}>
                    {label}
                </label>
                {error ? (
                    <p className="field__error" id={`${id}-note`} role="alert">
                        {error}
                    </p>
                ) : (
                    hint && (
                        <div className="field__hint" id={`${id}-note`}>
                            {hint}
                        </div>
                    )
                )}
            </div>
            <input
                id={id}
                type="checkbox"
                role="switch"
                className="switch"
                checked={checked}
                disabled={disabled}
                aria-labelledby={above ? `${id}-above ${id}-label` : undefined}
                aria-invalid={error ? true : undefined}
                aria-describedby={error || hint ? `${id}-note` : undefined}
                onChange={(event) => onChange(event.target.checked)}
            />
        </div>
    );
}

interface RadioProps {
    label: string;
    hint?: ReactNode;
    error?: string | undefined;
    choices: Choice[];
    value: string;
    onChange: (value: string) => void;
}

export function RadioGroup({label, hint, error, choices, value, onChange}: RadioProps) {
    const id = useId();
    return (
        <fieldset className="radios" aria-describedby={error || hint ? `${id}-note` : undefined}>
            <legend className="field__label">{label}</legend>
            {choices.map((choice) => (
                <label key={choice.value} className="radio">
                    <input
                        type="radio"
                        name={id}
                        value={choice.value}
                        checked={choice.value === value}
                        onChange={() => onChange(choice.value)}
                    />
                    <span>
                        {choice.label}
                        {choice.hint && <small className="field__hint">{choice.hint}</small>}
                    </span>
                </label>
            ))}
            {error ? (
                <p className="field__error" id={`${id}-note`} role="alert">
                    {error}
                </p>
            ) : (
                hint && (
                    <div className="field__hint" id={`${id}-note`}>
                        {hint}
                    </div>
                )
            )}
        </fieldset>
    );
}
