/* The strip that says the connection is lost, and that it is back. */
import {useEffect, useRef, useState} from 'react';

import {Icon} from '@/components/Icon';
import {useAppSelector} from '@/store';

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
