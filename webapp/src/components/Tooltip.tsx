/* A short name beside a control, on hover and on keyboard focus. */
import {
    FloatingPortal,
    autoUpdate,
    flip,
    offset,
    shift,
    useDismiss,
    useFloating,
    useFocus,
    useHover,
    useInteractions,
    useMergeRefs,
} from '@floating-ui/react';
import {cloneElement, useState} from 'react';
import type {ReactElement, Ref} from 'react';

interface TooltipProps {
    text: string;
    shortcut?: string | undefined;
    children: ReactElement;
}

export function Tooltip({text, shortcut, children}: TooltipProps) {
    const [open, setOpen] = useState(false);
    const {refs, floatingStyles, context} = useFloating({
        open,
        onOpenChange: setOpen,
        placement: 'top',
        middleware: [offset(6), flip(), shift({padding: 6})],
        whileElementsMounted: autoUpdate,
    });
    const {getReferenceProps, getFloatingProps} = useInteractions([
        useHover(context, {delay: {open: 400, close: 0}, mouseOnly: true, move: false}),
        useFocus(context, {visibleOnly: true}),
        useDismiss(context, {referencePress: true}),
    ]);
    const ref = useMergeRefs([refs.setReference, (children as unknown as {ref?: Ref<Element>}).ref ?? null]);
    // Over its own open menu or card a tooltip would only be in the way.
    const expanded = String((children.props as Record<string, unknown>)['aria-expanded']) === 'true';
    return (
        <>
            {cloneElement(children, getReferenceProps({...(children.props as Record<string, unknown>), ref}))}
            {open && text && !expanded && (
                <FloatingPortal>
                    <div ref={refs.setFloating} className="tooltip" style={floatingStyles} {...getFloatingProps()} aria-hidden="true">
                        {text}
                        {shortcut && <kbd>{shortcut}</kbd>}
                    </div>
                </FloatingPortal>
            )}
        </>
    );
}
