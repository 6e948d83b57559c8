/* The strips over the page: an announcement, the connection lost, the connection back. */
import {useEffect, useRef, useState} from 'react';

import {IconButton} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {Markdown} from '@/markdown/Markdown';
import {useAppSelector} from '@/store';

const DISMISSED = 'chinwag.banner-dismissed';

/** What the administrator wants everybody to read. */
export function Announcement() {
    const config = useAppSelector((state) => state.entities.general.config);
    const text = config.EnableBanner === 'true' ? (config.BannerText ?? '') : '';
    const [dismissed, setDismissed] = useState(() => window.sessionStorage.getItem(DISMISSED) ?? '');
    if (!text || dismissed === text) {
        return null;
    }
    const dismiss = () => {
        window.sessionStorage.setItem(DISMISSED, text);
        setDismissed(text);
    };
    return (
        <div className="banner banner--note" role="region" aria-label="Announcement">
            <Icon name="info" size={16} />
            <Markdown inline text={text} />
            {config.AllowBannerDismissal !== 'false' && <IconButton icon="close" size={14} label="Dismiss" onClick={dismiss} />}
        </div>
    );
}

export function ConnectionBanner() {
    const online = useAppSelector((state) => state.views.shell.online);
    const [back, setBack] = useState(false);
    const before = useRef(online);
    useEffect(() => {
        if (online && !before.current) {
            setBack(true);
            const timer = window.setTimeout(() => setBack(false), 2500);
            before.current = online;
            return () => window.clearTimeout(timer);
        }
        before.current = online;
        return undefined;
    }, [online]);
    return (
        <div role="status" aria-live="polite">
            {!online && (
                <p className="banner banner--lost">
                    <span className="spinner spinner--small" aria-hidden="true" />
                    The connection to the server is lost. Trying to get it back; what you write is kept.
                </p>
            )}
            {online && back && (
                <p className="banner banner--back">
                    <Icon name="check" size={16} /> Connected again.
                </p>
            )}
        </div>
    );
}
