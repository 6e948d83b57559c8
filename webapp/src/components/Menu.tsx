/* A menu button: arrow keys, type-ahead, Escape, focus returned. */
import {
    FloatingFocusManager,
    FloatingPortal,
    autoUpdate,
    flip,
    offset,
    shift,
    size,
    useClick,
    useDismiss,
    useFloating,
    useInteractions,
    useListNavigation,
    useMergeRefs,
    useRole,
    useTypeahead,
} from '@floating-ui/react';
import type {Placement} from '@floating-ui/react';
import {cloneElement, useRef, useState} from 'react';
import type {ReactElement, ReactNode, Ref} from 'react';

import {Icon} from './Icon';
import type {IconName} from './Icon';

export interface MenuItem {
    label: string;
    icon?: IconName;
    hint?: string;
    danger?: boolean;
    checked?: boolean;
    disabled?: boolean;
    lead?: ReactNode;
    /** Shown in place of the label, which then only names the item. */
    content?: ReactNode;
    /** Items that unfold below this one. */
    inner?: MenuItem[];
    run: () => void;
}

/** Anything else in the menu, drawn as it is. */
export interface MenuBlock {
    block: ReactNode;
}

export type MenuEntry = MenuItem | MenuBlock | 'line' | {heading: string} | false | null | undefined;

interface MenuProps {
    label: string;
    entries: MenuEntry[] | (() => MenuEntry[]);
    children: ReactElement;
    placement?: Placement;
    header?: ReactNode;
    onOpenChange?: (open: boolean) => void;
}

function isItem(entry: MenuEntry): entry is MenuItem {
    return typeof entry === 'object' && entry !== null && 'run' in entry;
}

type Shown = MenuItem & {depth?: number; unfolded?: boolean};

/** A line stands between entries: not first, not last, not twice. */
function withoutIdleLines(entries: MenuEntry[]): MenuEntry[] {
    return entries.filter((entry, index) => entry !== 'line' || (index > 0 && index < entries.length - 1 && entries[index + 1] !== 'line'));
}

/** Unfolded items stand behind the one they belong to. */
function unfold(entries: MenuEntry[], open: MenuItem['label'] | null): Array<MenuEntry | Shown> {
    return entries.flatMap((entry) => {
        if (!isItem(entry) || !entry.inner) {
            return [entry];
        }
        const unfolded = entry.label === open;
        return [{...entry, unfolded}, ...(unfolded ? entry.inner.map((one) => ({...one, depth: 1})) : [])];
    });
}

export function Menu({label, entries, children, placement = 'bottom-start', header, onOpenChange}: MenuProps) {
    const [open, setOpenState] = useState(false);
    const [active, setActive] = useState<number | null>(null);
    const [unfolded, setUnfolded] = useState<string | null>(null);
    const setOpen = (next: boolean) => {
        setOpenState(next);
        setUnfolded(null);
        onOpenChange?.(next);
    };
    const elements = useRef<Array<HTMLElement | null>>([]);
    const labels = useRef<Array<string | null>>([]);
    const {refs, floatingStyles, context} = useFloating({
        open,
        onOpenChange: setOpen,
        placement,
        middleware: [
            offset(4),
            flip({padding: 8}),
            shift({padding: 8}),
            size({
                padding: 8,
                apply: ({availableHeight, elements: {floating}}) => {
                    floating.style.maxHeight = `${Math.max(160, availableHeight)}px`;
                },
            }),
        ],
        whileElementsMounted: autoUpdate,
    });
    const {getReferenceProps, getFloatingProps, getItemProps} = useInteractions([
        useClick(context),
        useDismiss(context),
        useRole(context, {role: 'menu'}),
        useListNavigation(context, {listRef: elements, activeIndex: active, onNavigate: setActive, loop: true}),
        useTypeahead(context, {listRef: labels, activeIndex: active, onMatch: setActive}),
    ]);
    const ref = useMergeRefs([refs.setReference, (children as unknown as {ref?: Ref<Element>}).ref ?? null]);
    const list = open ? unfold(withoutIdleLines((typeof entries === 'function' ? entries() : entries).filter(Boolean)), unfolded) : [];
    let count = -1;
    return (
        <>
            {cloneElement(children, getReferenceProps({...(children.props as Record<string, unknown>), ref}))}
            {open && (
                <FloatingPortal preserveTabOrder={false}>
                    <FloatingFocusManager context={context} modal={false} guards={false}>
                        <div ref={refs.setFloating} className="menu" style={floatingStyles} aria-label={label} {...getFloatingProps({onKeyDown: (event) => event.key === 'Tab' && setOpen(false)})}>
                            {header}
                            {list.map((entry, position) => {
                                if (!isItem(entry)) {
                                    return typeof entry === 'object' && entry && 'block' in entry ? (
                                        <div key={position} className="menu__block" role="presentation">
                                            {entry.block}
                                        </div>
                                    ) : entry === 'line' ? (
                                        <div key={position} className="menu__line" role="separator" />
                                    ) : (
                                        <div key={position} className="menu__heading" role="presentation">
                                            {(entry as {heading: string}).heading}
                                        </div>
                                    );
                                }
                                const index = ++count;
                                const {depth = 0, unfolded: isUnfolded} = entry as Shown;
                                labels.current[index] = entry.label;
                                return (
                                    <button
                                        key={position}
                                        type="button"
                                        role={entry.checked === undefined ? 'menuitem' : 'menuitemradio'}
                                        aria-checked={entry.checked}
                                        aria-label={entry.content ? entry.label : undefined}
                                        aria-expanded={isUnfolded}
                                        tabIndex={index === active ? 0 : -1}
                                        disabled={entry.disabled}
                                        className={`menu__item ${entry.danger ? 'menu__item--danger' : ''} ${depth > 0 ? 'menu__item--inner' : ''}`}
                                        ref={(node) => {
                                            elements.current[index] = node;
                                        }}
                                        {...getItemProps({
                                            onClick: () => {
                                                if (entry.inner) {
                                                    setUnfolded(isUnfolded ? null : entry.label);
                                                    return;
                                                }
                                                setOpen(false);
                                                entry.run();
                                            },
                                        })}
                                    >
                                        {entry.lead ?? (entry.icon && <Icon name={entry.icon} size={17} />)}
                                        <span className="menu__label">{entry.content ?? entry.label}</span>
                                        {entry.hint && <span className="menu__hint">{entry.hint}</span>}
                                        {entry.checked && <Icon name="check" size={16} />}
                                        {entry.inner && <Icon name={isUnfolded ? 'chevron' : 'chevron-right'} size={15} />}
                                    </button>
                                );
                            })}
                        </div>
                    </FloatingFocusManager>
                </FloatingPortal>
            )}
        </>
    );
}
