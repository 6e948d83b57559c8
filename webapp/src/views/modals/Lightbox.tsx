/* Pictures over the whole page: next, previous, zoom, download. */
import {FloatingFocusManager, FloatingOverlay, FloatingPortal, useDismiss, useFloating, useInteractions, useRole} from '@floating-ui/react';
import {useEffect, useState} from 'react';

import {IconButton} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {FileMenu, postOf, usePreview} from '@/plugins/files';
import {Part} from '@/plugins/Slot';
import {fileAddress, sizeWords} from '@/views/post/Files';

import type {ModalProps} from './Modals';

export function Lightbox({modal, close}: ModalProps<'lightbox'>) {
    const [index, setIndex] = useState(modal.index);
    const [zoomed, setZoomed] = useState(false);
    const {refs, context} = useFloating({open: true, onOpenChange: (open) => !open && close()});
    const {getFloatingProps} = useInteractions([useRole(context), useDismiss(context, {outsidePress: false})]);
    const count = modal.files.length;
    const file = modal.files[index];
    const preview = usePreview(file);
    useEffect(() => {
        const onKey = (event: KeyboardEvent) => {
            if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
                setZoomed(false);
                setIndex((before) => (before + (event.key === 'ArrowRight' ? 1 : count - 1)) % count);
            }
        };
        window.addEventListener('keydown', onKey);
        return () => window.removeEventListener('keydown', onKey);
    }, [count]);
    if (!file) {
        return null;
    }
    return (
        <FloatingPortal>
            <FloatingOverlay className="lightbox" lockScroll>
                <FloatingFocusManager context={context}>
                    <div ref={refs.setFloating} className="lightbox__frame" aria-modal="true" aria-label={file.name} {...getFloatingProps()}>
                        <header className="lightbox__bar">
                            <span className="lightbox__name">{file.name}</span>
                            <span className="lightbox__note">
                                {sizeWords(file.size)}
                                {count > 1 && ` · ${index + 1} of ${count}`}
                            </span>
                            <FileMenu file={file} />
                            <a className="icon-button" href={`${fileAddress(file)}?download=1`} download={file.name} aria-label="Download picture">
                                <Icon name="download" size={18} />
                            </a>
                            <IconButton icon="expand" label={zoomed ? 'Fit to page' : 'Full size'} aria-pressed={zoomed} onClick={() => setZoomed(!zoomed)} />
                            <IconButton icon="close" label="Close" onClick={close} />
                        </header>
                        <div className={`lightbox__stage ${zoomed ? 'lightbox__stage--zoomed' : ''}`} tabIndex={0} role="region" aria-label="Picture">
                            {preview?.component ? (
                                <div className="lightbox__plugin">
                                    <Part key={file.id} pluginId={preview.pluginId} where="the preview of a file" component={preview.component} fallback={<p className="lightbox__none">This file can only be downloaded.</p>} given={{fileInfo: file, post: postOf(file), onModalDismissed: close}} />
                                </div>
                            ) : (
                                <img key={file.id} src={fileAddress(file)} alt={file.name} />
                            )}
                        </div>
                        {count > 1 && (
                            <>
                                <IconButton icon="back" label="Previous picture" className="lightbox__step lightbox__step--back" onClick={() => setIndex((index + count - 1) % count)} />
                                <IconButton icon="forward" label="Next picture" className="lightbox__step lightbox__step--next" onClick={() => setIndex((index + 1) % count)} />
                            </>
                        )}
                    </div>
                </FloatingFocusManager>
            </FloatingOverlay>
        </FloatingPortal>
    );
}
