/* Says that plugins are switched off in this browser, and how to have them back. */
import {Icon} from '@/components/Icon';
import {useAppSelector} from '@/store';

import {setSafeMode} from './safeMode';

function loadWithPlugins(): void {
    setSafeMode(false);
    const address = new URL(window.location.href);
    address.searchParams.delete('plugins');
    window.location.assign(address.toString());
}

export function SafeModeBanner() {
    const off = useAppSelector((state) => state.views.pluginHealth.phase === 'off');
    const reason = useAppSelector((state) => state.views.pluginHealth.reason);
    if (!off) {
        return null;
    }
    return (
        <div className="banner banner--note" role="region" aria-label="Safe mode">
            <Icon name="plug" size={16} />
            <span>{reason === 'address' ? 'Safe mode: no plugin is loaded in this tab.' : 'Safe mode: you have switched off plugins in this browser.'}</span>
            <button type="button" className="link-button" onClick={loadWithPlugins}>
                Load plugins again
            </button>
        </div>
    );
}
