/* The notes at the lower edge. */
import {IconButton} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {useAppDispatch, useAppSelector} from '@/store';
import {dropToast} from '@/store/toasts';

export function Toasts() {
    const dispatch = useAppDispatch();
    const toasts = useAppSelector((state) => state.views.toasts.list);
    const announcement = useAppSelector((state) => state.views.shell.announcement);
    return (
        <>
            <div className="toasts" role="region" aria-label="Notes" aria-live="polite">
                {toasts.map((toast) => (
                    <div key={toast.id} className={`toast toast--${toast.tone}`} role={toast.tone === 'bad' ? 'alert' : undefined}>
                        {toast.tone !== 'plain' && <Icon name={toast.tone === 'good' ? 'check' : 'warning'} size={17} />}
                        <span>{toast.text}</span>
                        <IconButton icon="close" size={14} label="Dismiss" onClick={() => dispatch(dropToast(toast.id))} />
                    </div>
                ))}
            </div>
            <div className="visually-hidden" aria-live="polite">
                {announcement}
            </div>
        </>
    );
}
