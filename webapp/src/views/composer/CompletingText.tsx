/* A growing text field that completes people, channels, emoji and commands. */
import {FloatingPortal, autoUpdate, flip, offset, size, useFloating} from '@floating-ui/react';
import {forwardRef, useEffect, useId, useImperativeHandle, useLayoutEffect, useRef, useState} from 'react';
import type {ClipboardEvent, KeyboardEvent} from 'react';

import {Avatar} from '@/components/Avatar';
import {Icon} from '@/components/Icon';
import {EmojiGlyph} from '@/emoji/EmojiGlyph';
import {store, useAppDispatch, useAppSelector} from '@/store';
import {sendsOnCtrlEnter} from '@/store/preferences';

import {continueList, format, newlineFor} from './formatting';
import type {Format} from './formatting';
import {suggestMore, suggestNow} from './suggestions';
import type {Suggestion} from './suggestions';
import {applyCompletion, findTrigger} from './trigger';
import type {Trigger} from './trigger';

export interface TextHandle {
    focus: () => void;
    format: (kind: Format) => void;
    insert: (text: string) => void;
    selection: () => {start: number; end: number};
}

interface CompletingTextProps {
    value: string;
    onChange: (value: string) => void;
    onSend: () => void;
    onEscape?: () => void;
    /** Up in an empty field. */
    onUpEmpty?: () => void;
    onFiles?: (files: File[]) => void;
    onKey?: () => void;
    channelId: string;
    rootId?: string;
    label: string;
    placeholder?: string;
    autoFocus?: boolean;
    disabled?: boolean;
    maxLength?: number;
}

/** The command stands there already and its words follow: the row only reminds of them, and must not replace them. */
function isBeyond(suggestion: Suggestion, trigger: Trigger | null): boolean {
    return Boolean(suggestion.command && trigger && `/${trigger.term}`.toLowerCase().startsWith(`${suggestion.insert.trim().toLowerCase()} `) && trigger.term.trim().includes(' '));
}

const SHORTCUTS: Record<string, Format> = {b: 'bold', i: 'italic', e: 'code', k: 'link', x: 'strike'};

export const CompletingText = forwardRef<TextHandle, CompletingTextProps>(function CompletingText(props, handle) {
    const {value, onChange, onSend, onEscape, onUpEmpty, onFiles, onKey, channelId, rootId = '', label, placeholder, autoFocus, disabled} = props;
    const dispatch = useAppDispatch();
    const ctrlSends = useAppSelector(sendsOnCtrlEnter);
    const area = useRef<HTMLTextAreaElement>(null);
    const caretWish = useRef<{start: number; end: number} | null>(null);
    const [trigger, setTrigger] = useState<Trigger | null>(null);
    const [list, setList] = useState<Suggestion[]>([]);
    const [active, setActive] = useState(0);
    const listId = useId();
    const open = trigger !== null && list.length > 0;
    const {refs, floatingStyles} = useFloating({
        open,
        placement: 'top-start',
        middleware: [
            offset(8),
            flip({padding: 8}),
            size({
                padding: 8,
                apply: ({rects, availableHeight, elements}) => {
                    elements.floating.style.width = `${Math.min(460, rects.reference.width)}px`;
                    elements.floating.style.maxHeight = `${Math.min(360, availableHeight)}px`;
                },
            }),
        ],
        whileElementsMounted: autoUpdate,
    });

    useLayoutEffect(() => {
        const node = area.current;
        if (!node) {
            return;
        }
        node.style.height = 'auto';
        node.style.height = `${node.scrollHeight}px`;
        if (caretWish.current) {
            node.setSelectionRange(caretWish.current.start, caretWish.current.end);
            caretWish.current = null;
        }
    }, [value]);

    useEffect(() => {
        const node = area.current;
        if (autoFocus && node) {
            node.focus();
            node.setSelectionRange(node.value.length, node.value.length);
        }
    }, [autoFocus, channelId, rootId]);

    const change = (text: string, start: number, end = start) => {
        caretWish.current = {start, end};
        onChange(text);
    };

    const applyFormat = (kind: Format) => {
        const node = area.current;
        if (node) {
            const made = format({text: value, start: node.selectionStart, end: node.selectionEnd}, kind);
            change(made.text, made.start, made.end);
            node.focus();
        }
    };
    useImperativeHandle(handle, () => ({
        focus: () => area.current?.focus(),
        format: applyFormat,
        insert: (text: string) => {
            const node = area.current;
            const at = node?.selectionStart ?? value.length;
            const space = at > 0 && !/\s$/.test(value.slice(0, at)) ? ' ' : '';
            const made = value.slice(0, at) + space + text + ' ' + value.slice(node?.selectionEnd ?? at);
            change(made, at + space.length + text.length + 1);
            node?.focus();
        },
        selection: () => ({start: area.current?.selectionStart ?? value.length, end: area.current?.selectionEnd ?? value.length}),
    }));

    const asked = useRef(0);
    const look = (text: string, caret: number) => {
        const found = findTrigger(text, caret);
        const turn = ++asked.current;
        setTrigger(found);
        if (!found) {
            setList([]);
            return;
        }
        const now = suggestNow(store.getState(), found, channelId);
        setActive(0);
        // Commands come from the server; until then those stay that still fit, and no other is taken by Enter.
        setList(found.kind === 'command' ? (before) => before.filter((one) => one.command && one.insert.toLowerCase().startsWith(`/${found.term.toLowerCase()}`)) : now);
        window.setTimeout(() => {
            if (turn === asked.current) {
                void dispatch(suggestMore(found, channelId, rootId)).then((more) => turn === asked.current && setList(more));
            }
        }, 120);
    };
    const shut = () => {
        asked.current++;
        setTrigger(null);
        setList([]);
    };
    const choose = (suggestion: Suggestion) => {
        if (!trigger) {
            return;
        }
        if (isBeyond(suggestion, trigger)) {
            shut();
            area.current?.focus();
            return;
        }
        const done = applyCompletion(value, trigger, suggestion.insert);
        change(done.text, done.caret);
        area.current?.focus();
        if (suggestion.command) {
            look(done.text, done.caret);
        } else {
            shut();
        }
    };

    const keysInList = (event: KeyboardEvent): boolean => {
        if (!open) {
            return false;
        }
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            setActive((active + (event.key === 'ArrowDown' ? 1 : list.length - 1)) % list.length);
        } else if (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey)) {
            const chosen = list[active];
            const typed = trigger ? value.slice(trigger.from, trigger.to).trim().toLowerCase() : '';
            const typedWhole = chosen !== undefined && typed === chosen.insert.trim().toLowerCase();
            if (!chosen || (event.key === 'Enter' && typedWhole) || isBeyond(chosen, trigger)) {
                shut();
                return false;
            }
            choose(chosen);
        } else if (event.key === 'Escape') {
            shut();
        } else {
            return false;
        }
        event.preventDefault();
        event.stopPropagation();
        return true;
    };

    const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
        if (event.nativeEvent.isComposing || keysInList(event)) {
            return;
        }
        const node = event.currentTarget;
        const mod = event.ctrlKey || event.metaKey;
        if (event.key === 'Enter' && !event.altKey) {
            const inFence = newlineFor(value, node.selectionStart);
            const sends = ctrlSends || inFence ? mod : !event.shiftKey;
            if (sends) {
                event.preventDefault();
                shut();
                onSend();
                return;
            }
            const list = continueList(value, node.selectionStart);
            if (list && node.selectionStart === node.selectionEnd) {
                event.preventDefault();
                const at = node.selectionStart - list.drop;
                change(value.slice(0, at) + list.insert + value.slice(node.selectionEnd), at + list.insert.length);
            }
            return;
        }
        if (event.key === 'ArrowUp' && value === '' && onUpEmpty && !mod) {
            event.preventDefault();
            onUpEmpty();
            return;
        }
        if (event.key === 'Escape' && onEscape) {
            event.preventDefault();
            event.stopPropagation();
            onEscape();
            return;
        }
        const shortcut = mod ? SHORTCUTS[event.key.toLowerCase()] : undefined;
        const selected = node.selectionStart !== node.selectionEnd;
        if (shortcut && (shortcut !== 'link' || selected || event.altKey) && (shortcut !== 'strike' || event.shiftKey)) {
            event.preventDefault();
            event.stopPropagation();
            applyFormat(shortcut);
        }
    };

    const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
        const files = [...event.clipboardData.files];
        if (files.length > 0 && onFiles) {
            event.preventDefault();
            onFiles(files);
            return;
        }
        const pasted = event.clipboardData.getData('text/plain').trim();
        const node = event.currentTarget;
        const chosen = value.slice(node.selectionStart, node.selectionEnd);
        if (chosen && !/\s*https?:/.test(chosen) && /^https?:\/\/\S+$/.test(pasted)) {
            event.preventDefault();
            const made = `[${chosen}](${pasted})`;
            change(value.slice(0, node.selectionStart) + made + value.slice(node.selectionEnd), node.selectionStart + made.length);
        }
    };

    return (
        <>
            <textarea
                ref={(node) => {
                    (area as {current: HTMLTextAreaElement | null}).current = node;
                    refs.setReference(node);
                }}
                className="composer__text"
                rows={1}
                value={value}
                disabled={disabled}
                placeholder={placeholder}
                aria-label={label}
                aria-autocomplete="list"
                aria-haspopup="listbox"
                aria-controls={open ? listId : undefined}
                aria-activedescendant={open ? `${listId}-${active}` : undefined}
                onChange={(event) => {
                    onChange(event.target.value);
                    onKey?.();
                    look(event.target.value, event.target.selectionStart);
                }}
                onKeyDown={onKeyDown}
                onPaste={onPaste}
                onBlur={() => window.setTimeout(() => document.activeElement !== area.current && shut(), 150)}
                onClick={(event) => look(value, event.currentTarget.selectionStart)}
            />
            {open && (
                <FloatingPortal>
                    <ul ref={refs.setFloating} id={listId} className="completion" role="listbox" aria-label="Suggestions" style={floatingStyles}>
                        {list.map((suggestion, index) => (
                            <SuggestionRow
                                key={suggestion.key}
                                id={`${listId}-${index}`}
                                suggestion={suggestion}
                                active={index === active}
                                onPoint={() => setActive(index)}
                                onChoose={() => choose(suggestion)}
                            />
                        ))}
                    </ul>
                </FloatingPortal>
            )}
        </>
    );
});

interface SuggestionRowProps {
    id: string;
    suggestion: Suggestion;
    active: boolean;
    onPoint: () => void;
    onChoose: () => void;
}

function SuggestionRow({id, suggestion, active, onPoint, onChoose}: SuggestionRowProps) {
    const row = useRef<HTMLLIElement>(null);
    useEffect(() => {
        if (active) {
            row.current?.scrollIntoView({block: 'nearest'});
        }
    }, [active]);
    return (
        // The keyboard reaches the options through the text field, as the listbox pattern has it.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <li
            ref={row}
            id={id}
            role="option"
            aria-selected={active}
            className={active ? 'completion__row completion__row--active' : 'completion__row'}
            onMouseMove={onPoint}
            onMouseDown={(event) => event.preventDefault()}
            onClick={onChoose}
        >
            <span className="completion__lead" aria-hidden="true">
                {suggestion.userId && <Avatar userId={suggestion.userId} size={24} />}
                {suggestion.emoji && <EmojiGlyph name={suggestion.emoji} size="large" />}
                {suggestion.channelType && <Icon name={suggestion.channelType === 'P' ? 'lock' : 'hash'} size={17} />}
                {suggestion.note === 'group' && <Icon name="users" size={17} />}
                {suggestion.command && <span className="completion__slash">/</span>}
            </span>
            <span className="completion__title">{suggestion.title}</span>
            <span className="completion__detail">{suggestion.detail}</span>
            {suggestion.note && suggestion.note !== 'group' && <span className="completion__note">{suggestion.note}</span>}
        </li>
    );
}
