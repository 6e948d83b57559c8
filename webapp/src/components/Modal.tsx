/* A dialog over the page: focus kept inside, Escape closes, focus returned. */
import {FloatingFocusManager, FloatingOverlay, FloatingPortal, useDismiss, useFloating, useInteractions, useRole} from '@floating-ui/react';
import {useId} from 'react';
import type {FormEvent, ReactNode} from 'react';

import {IconButton} from './Button';
import {keepTabInside} from './focusTrap';

interface ModalProps {
    title: string;
    onClose: () => void;
    children: ReactNode;
    footer?: ReactNode;
    width?: 'small' | 'normal' | 'wide' | 'full';
    onSubmit?: () => void;
    hideTitle?: boolean;
    /** A picture beside the title. */
    icon?: string;
}

function isUppermost(dialog: HTMLElement | null): boolean {
    return [...document.querySelectorAll('.modal-backdrop')].at(-1)?.contains(dialog) ?? true;
}

export function Modal({title, onClose, children, footer, width = 'normal', onSubmit, hideTitle = false, icon}: ModalProps) {
    const titleId = useId();
    const {refs, context} = useFloating({
        open: true,
        // Of dialogs that lie on each other only the uppermost hears Escape and presses beside it: for those below, it lies beside them.
        onOpenChange: (open) => !open && isUppermost(refs.floating.current) && onClose(),
    });
    const {getFloatingProps} = useInteractions([
        useRole(context),
        useDismiss(context, {outsidePressEvent: 'mousedown', outsidePress: true}),
    ]);
    const submit = (event: FormEvent) => {
        event.preventDefault();
        onSubmit?.();
    };
    const inside = (
        <>
            {!hideTitle && (
                <header className="modal__header">
                    {icon && <img className="modal__icon" src={icon} alt="" referrerPolicy="no-referrer" />}
                    <h2 id={titleId} className="modal__title">
                        {title}
                    </h2>
                    <IconButton icon="close" label="Close" onClick={onClose} />
                </header>
            )}
            <div className="modal__body">{children}</div>
            {footer && <footer className="modal__footer">{footer}</footer>}
        </>
    );
    return (
        <FloatingPortal>
            <FloatingOverlay className="modal-backdrop" lockScroll>
                <FloatingFocusManager context={context} initialFocus={hideTitle ? 0 : 1}>
                    <div
                        ref={refs.setFloating}
                        className={`modal modal--${width}`}
                        aria-modal="true"
                        {...(hideTitle ? {'aria-label': title} : {'aria-labelledby': titleId})}
                        // The focus manager turns a frame too late, when a second Tab may have come.
                        {...getFloatingProps({onKeyDown: (event) => keepTabInside(event, refs.floating.current)})}
                    >
                        {onSubmit ? (
                            <form className="modal__form" onSubmit={submit} noValidate>
                                {inside}
                            </form>
                        ) : (
                            inside
                        )}
                    </div>
                </FloatingFocusManager>
            </FloatingOverlay>
        </FloatingPortal>
    );
}
