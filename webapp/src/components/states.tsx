/* What a place shows while it loads, when it is empty, and when something failed. */
import type {ReactNode} from 'react';

import {Button} from './Button';
import {Icon} from './Icon';
import type {IconName} from './Icon';

export function Loading({label = 'Loading'}: {label?: string}) {
    return (
        <div className="state" role="status">
            <span className="spinner" aria-hidden="true" />
            <span className="visually-hidden">{label}</span>
        </div>
    );
}

export function PostSkeletons({count = 6}: {count?: number}) {
    return (
        <div className="skeletons" role="status">
            <span className="visually-hidden">Loading messages</span>
            {Array.from({length: count}, (_, index) => (
                <div key={index} className="skeleton" aria-hidden="true">
                    <span className="skeleton__avatar" />
                    <span className="skeleton__lines">
                        <span style={{width: `${18 + ((index * 7) % 14)}%`}} />
                        <span style={{width: `${52 + ((index * 17) % 40)}%`}} />
                    </span>
                </div>
            ))}
        </div>
    );
}

interface EmptyProps {
    icon: IconName;
    title: string;
    children?: ReactNode;
    action?: ReactNode;
}

export function Empty({icon, title, children, action}: EmptyProps) {
    return (
        <div className="state state--empty">
            <span className="state__icon">
                <Icon name={icon} size={28} />
            </span>
            <p className="state__title">{title}</p>
            {children && <p className="state__text">{children}</p>}
            {action}
        </div>
    );
}

export function Failed({text, onRetry}: {text: string; onRetry?: () => void}) {
    return (
        <div className="state state--failed" role="alert">
            <span className="state__icon">
                <Icon name="warning" size={28} />
            </span>
            <p className="state__text">{text}</p>
            {onRetry && (
                <Button icon="refresh" onClick={onRetry}>
                    Try again
                </Button>
            )}
        </div>
    );
}

export function Notice({tone, children}: {tone: 'good' | 'bad' | 'plain'; children: ReactNode}) {
    return (
        <div className={`notice notice--${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
            <Icon name={tone === 'bad' ? 'warning' : tone === 'good' ? 'check' : 'info'} size={18} />
            <div>{children}</div>
        </div>
    );
}
