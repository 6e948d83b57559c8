/* A small floating panel beside what opened it. */
import {
    FloatingFocusManager,
    FloatingPortal,
    autoUpdate,
    flip,
    offset,
    shift,
    useClick,
    useDismiss,
    useFloating,
    useInteractions,
    useMergeRefs,
    useRole,
} from '@floating-ui/react';
import type {Placement} from '@floating-ui/react';
import {cloneElement, useState} from 'react';
import type {ReactElement, ReactNode, Ref} from 'react';

interface PopoverProps {
    label: string;
    children: ReactElement;
    content: (close: () => void) => ReactNode;
    placement?: Placement;
    onOpenChange?: (open: boolean) => void;
}

export function Popover({label, children, content, placement = 'right-start', onOpenChange}: PopoverProps) {
    const [open, setOpenState] = useState(false);
    const setOpen = (next: boolean) => {
        setOpenState(next);
        onOpenChange?.(next);
    };
    const {refs, floatingStyles, context} = useFloating({
        open,
        onOpenChange: setOpen,
        placement,
        middleware: [offset(8), flip({padding: 8, fallbackAxisSideDirection: 'start'}), shift({padding: 8})],
        whileElementsMounted: autoUpdate,
    });
    const {getReferenceProps, getFloatingProps} = useInteractions([
        useClick(context),
        useDismiss(context),
        useRole(context, {role: 'dialog'}),
    ]);
    const ref = useMergeRefs([refs.setReference, (children as unknown as {ref?: Ref<Element>}).ref ?? null]);
    return (
        <>
            {cloneElement(children, getReferenceProps({...(children.props as Record<string, unknown>), ref}))}
            {open && (
                <FloatingPortal>
                    <FloatingFocusManager context={context} modal={false} initialFocus={0}>
                        <div ref={refs.setFloating} className="popover" style={floatingStyles} aria-label={label} {...getFloatingProps()}>
                            {content(() => setOpen(false))}
                        </div>
                    </FloatingFocusManager>
                </FloatingPortal>
            )}
        </>
    );
}
