/* Buttons: with words, and with an icon alone (then the words are its name and its tooltip). */
import {forwardRef} from 'react';
import type {ButtonHTMLAttributes} from 'react';

import {Icon} from './Icon';
import type {IconName} from './Icon';
import {Tooltip} from './Tooltip';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
    tone?: 'primary' | 'plain' | 'quiet' | 'danger';
    size?: 'small' | 'normal' | 'large';
    icon?: IconName;
    busy?: boolean;
}

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
    {tone = 'plain', size = 'normal', icon, busy = false, className = '', children, disabled, ...rest},
    ref,
) {
    return (
        <button
            ref={ref}
            type="button"
            className={`button button--${tone} button--${size} ${className}`}
            disabled={disabled ?? busy}
            aria-busy={busy || undefined}
            {...rest}
        >
            {busy ? <span className="spinner spinner--small" aria-hidden="true" /> : icon && <Icon name={icon} size={16} />}
            {children}
        </button>
    );
});

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
    icon: IconName;
    label: string;
    shortcut?: string;
    active?: boolean;
    size?: number;
    filled?: boolean;
}

export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
    {icon, label, shortcut, active = false, size = 18, filled = false, className = '', ...rest},
    ref,
) {
    return (
        <Tooltip text={label} shortcut={shortcut}>
            <button
                ref={ref}
                type="button"
                className={`icon-button ${active ? 'icon-button--active' : ''} ${className}`}
                aria-label={label}
                {...rest}
            >
                <Icon name={icon} size={size} filled={filled} />
            </button>
        </Tooltip>
    );
});
