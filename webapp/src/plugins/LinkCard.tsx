/* What plugins know about a link, shown while the pointer or the focus is on it. */
import {FloatingPortal, autoUpdate, flip, offset, safePolygon, shift, useDismiss, useFloating, useFocus, useHover, useInteractions} from '@floating-ui/react';
import {cloneElement, useState} from 'react';
import type {ReactElement} from 'react';

import {Slot, useParts} from './Slot';

function Hovered({href, children}: {href: string; children: ReactElement}) {
    const [open, setOpen] = useState(false);
    const {refs, floatingStyles, context} = useFloating({open, onOpenChange: setOpen, placement: 'top-start', middleware: [offset(4), flip({padding: 8}), shift({padding: 8})], whileElementsMounted: autoUpdate});
    const {getReferenceProps, getFloatingProps} = useInteractions([useHover(context, {delay: {open: 300, close: 100}, handleClose: safePolygon()}), useFocus(context), useDismiss(context)]);
    return (
        <>
            {cloneElement(children, getReferenceProps({...(children.props as Record<string, unknown>), ref: refs.setReference}))}
            {open && (
                <FloatingPortal>
                    <div ref={refs.setFloating} className="link-card" style={floatingStyles} {...getFloatingProps()}>
                        <Slot name="LinkTooltip" shape="silent" given={{href, show: true}} />
                    </div>
                </FloatingPortal>
            )}
        </>
    );
}

export function LinkCard({href, children}: {href: string; children: ReactElement}) {
    const known = useParts('LinkTooltip').length > 0;
    return known ? <Hovered href={href}>{children}</Hovered> : children;
}
