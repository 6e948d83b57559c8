/* Safe mode: the page without any plugin, for when one of them is in the way. */
const KEY = 'chinwag.plugins-off';

export type SafeMode = '' | 'address' | 'setting';

/** Why no plugin is to be loaded; empty when they are. An address with `?plugins=off` holds for the tab it was opened in. */
export function safeMode(): SafeMode {
    try {
        const wanted = new URLSearchParams(window.location.search).get('plugins');
        if (wanted === 'off' || wanted === 'on') {
            window.sessionStorage.setItem(KEY, wanted);
        }
        if (window.sessionStorage.getItem(KEY) === 'off') {
            return 'address';
        }
        return window.localStorage.getItem(KEY) === 'off' ? 'setting' : '';
    } catch {
        return '';
    }
}

/** The person's switch, kept in this browser: a broken plugin must not be able to lock them out of it. */
export function setSafeMode(off: boolean): void {
    try {
        window.sessionStorage.removeItem(KEY);
        if (off) {
            window.localStorage.setItem(KEY, 'off');
        } else {
            window.localStorage.removeItem(KEY);
        }
    } catch {
        // Without storage the address remains.
    }
}
