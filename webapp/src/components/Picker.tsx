/* Choosing one or several of many: type to find, arrow keys, Enter. What is found may come from the server. */
import {FloatingPortal, autoUpdate, flip, offset, size, useFloating} from '@floating-ui/react';
import {useEffect, useId, useRef, useState} from 'react';
import type {KeyboardEvent, ReactNode} from 'react';

import type {Choice} from './Field';
import {Icon} from './Icon';

interface PickerProps {
    label: string;
    hideLabel?: boolean;
    hint?: ReactNode;
    error?: string | undefined;
    placeholder?: string | undefined;
    value: string[];
    several?: boolean;
    /** Whether a choice can be taken back. */
    optional?: boolean;
    disabled?: boolean;
    /** Choices for what was typed; an empty text asks for the first ones. Rejects with a message to show. */
    find: (term: string) => Promise<Choice[]>;
    /** What a chosen value is called, as far as the caller knows. */
    nameOf?: (value: string) => string | undefined;
    onChange: (value: string[]) => void;
    /** Dialogs keep the list inside themselves; elsewhere it floats over the page. */
    inside?: 'dialog' | 'page';
    name?: string;
}

const WAIT_MS = 150;

/** Finds by the beginning of any word, best first. */
export function findIn(choices: Choice[], term: string): Choice[] {
    const wanted = term.trim().toLowerCase();
    if (!wanted) {
        return choices;
    }
    const rank = (choice: Choice): number => {
        const text = `${choice.label} ${choice.hint ?? ''}`.toLowerCase();
        if (text.startsWith(wanted)) {
            return 0;
        }
        return text.split(/[\s@(._-]+/).some((word) => word.startsWith(wanted)) ? 1 : text.includes(wanted) ? 2 : 3;
    };
    return choices
        .map((choice) => ({choice, at: rank(choice)}))
        .filter(({at}) => at < 3)
        .sort((a, b) => a.at - b.at)
        .map(({choice}) => choice);
}

function useFound(open: boolean, term: string, find: PickerProps['find']) {
    const [state, setState] = useState<{list: Choice[]; busy: boolean; problem: string}>({list: [], busy: false, problem: ''});
    const latest = useRef(find);
    useEffect(() => {
        latest.current = find;
    });
    useEffect(() => {
        if (!open) {
            return undefined;
        }
        let current = true;
        const timer = window.setTimeout(
            () => {
                setState((before) => ({...before, busy: true, problem: ''}));
                latest.current(term).then(
                    (list) => current && setState({list, busy: false, problem: ''}),
                    (error: {message?: string}) => current && setState({list: [], busy: false, problem: error.message || 'The choices could not be read.'}),
                );
            },
            term ? WAIT_MS : 0,
        );
        return () => {
            current = false;
            window.clearTimeout(timer);
        };
    }, [open, term]);
    return state;
}

export function Picker(props: PickerProps) {
    const {label, hideLabel = false, hint, error, placeholder, value, several = false, optional = false, disabled = false, find, nameOf, onChange, inside = 'dialog', name} = props;
    const id = useId();
    const input = useRef<HTMLInputElement>(null);
    const [open, setOpen] = useState(false);
    const [term, setTerm] = useState('');
    const [active, setActive] = useState(0);
    const [seen, setSeen] = useState<Record<string, string>>({});
    const {list, busy, problem} = useFound(open, term, find);
    const shown = several ? list.filter((choice) => !value.includes(choice.value)) : list;
    const titleOf = (one: string) => nameOf?.(one) ?? seen[one] ?? one;
    const {refs, floatingStyles} = useFloating({
        open,
        strategy: 'fixed',
        placement: 'bottom-start',
        whileElementsMounted: autoUpdate,
        middleware: [
            offset(4),
            flip({padding: 8}),
            size({
                padding: 8,
                apply: ({rects, availableHeight, elements}) => {
                    Object.assign(elements.floating.style, {width: `${Math.max(220, rects.reference.width)}px`, maxHeight: `${Math.min(280, Math.max(120, availableHeight))}px`});
                },
            }),
        ],
    });
    const close = () => {
        setOpen(false);
        setTerm('');
        setActive(0);
    };
    const take = (choice: Choice | undefined) => {
        if (!choice) {
            return;
        }
        setSeen({...seen, [choice.value]: choice.label});
        onChange(several ? [...value, choice.value] : [choice.value]);
        setTerm('');
        setActive(0);
        if (!several) {
            setOpen(false);
        }
    };
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            if (!open) {
                setOpen(true);
            } else {
                const next = (active + (event.key === 'ArrowDown' ? 1 : shown.length - 1)) % Math.max(1, shown.length);
                setActive(next);
                document.getElementById(`${id}-${next}`)?.scrollIntoView({block: 'nearest'});
            }
        } else if (event.key === 'Enter' && open) {
            event.preventDefault();
            take(shown[active]);
        } else if (event.key === 'Escape' && open) {
            event.preventDefault();
            event.stopPropagation();
            close();
        } else if (event.key === 'Backspace' && several && term === '') {
            onChange(value.slice(0, -1));
        }
    };
    const [only] = value;
    const popup = open && (
        <div ref={refs.setFloating} className="picker__list" style={floatingStyles}>
            <ul id={`${id}-list`} role="listbox" aria-label={label}>
                {shown.map((choice, index) => (
                    // The keyboard reaches the options through the field, as the listbox pattern has it.
                    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
                    <li
                        key={choice.value}
                        id={`${id}-${index}`}
                        role="option"
                        aria-selected={value.includes(choice.value)}
                        className={`picker__option ${index === active ? 'picker__option--active' : ''}`}
                        onMouseMove={() => setActive(index)}
                        onMouseDown={(event) => event.preventDefault()}
                        onClick={() => take(choice)}
                    >
                        <span>{choice.label}</span>
                        {choice.hint && <small>{choice.hint}</small>}
                        {!several && value.includes(choice.value) && <Icon name="check" size={15} />}
                    </li>
                ))}
            </ul>
            {shown.length === 0 && (
                <p className="picker__none" role="status">
                    {problem || (busy ? 'Looking…' : 'Nothing found')}
                </p>
            )}
        </div>
    );
    return (
        <div className={`field ${error ? 'field--bad' : ''}`}>
            <label className={hideLabel ? 'visually-hidden' : 'field__label'} htmlFor={id}>
                {label}
            </label>
            <div ref={refs.setReference} className={`picker input ${disabled ? 'picker--off' : ''}`}>
                {several &&
                    value.map((one) => (
                        <span key={one} className="chip">
                            {titleOf(one)}
                            <button type="button" aria-label={`Remove ${titleOf(one)}`} onClick={() => onChange(value.filter((other) => other !== one))}>
                                <Icon name="close" size={12} />
                            </button>
                        </span>
                    ))}
                <input
                    ref={input}
                    id={id}
                    name={name}
                    className="picker__input"
                    type="text"
                    autoComplete="off"
                    role="combobox"
                    aria-expanded={open}
                    aria-controls={open ? `${id}-list` : undefined}
                    aria-autocomplete="list"
                    aria-activedescendant={open && shown[active] ? `${id}-${active}` : undefined}
                    aria-invalid={error ? true : undefined}
                    aria-describedby={error || hint ? `${id}-note` : undefined}
                    disabled={disabled}
                    value={open || several ? term : only ? titleOf(only) : ''}
                    placeholder={only && (open || several) ? (several ? '' : titleOf(only)) : (placeholder ?? 'Choose…')}
                    onClick={() => setOpen(true)}
                    onChange={(event) => {
                        setTerm(event.target.value);
                        setActive(0);
                        setOpen(true);
                    }}
                    onKeyDown={onKeyDown}
                    onBlur={close}
                />
                {!several && optional && only && (
                    <button type="button" className="picker__clear" aria-label={`Clear ${label}`} onClick={() => onChange([])}>
                        <Icon name="close" size={14} />
                    </button>
                )}
                <Icon name="chevron" size={15} />
            </div>
            {inside === 'page' ? popup && <FloatingPortal>{popup}</FloatingPortal> : popup}
            {error ? (
                <p className="field__error" id={`${id}-note`} role="alert">
                    {error}
                </p>
            ) : (
                hint && (
                    <p className="field__hint" id={`${id}-note`}>
                        {hint}
                    </p>
                )
            )}
        </div>
    );
}
