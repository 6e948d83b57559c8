/* The page's colours under the names that plugins know: an object for their components, CSS variables for their styles. */
import {store} from '@/store';

export type PluginTheme = Record<string, string>;

const COLOURS: Record<string, string> = {
    sidebarBg: '--ground-side',
    sidebarText: '--text',
    sidebarUnreadText: '--text',
    sidebarTextHoverBg: '--ground-rail',
    sidebarTextActiveBorder: '--accent',
    sidebarTextActiveColor: '--chosen-text',
    sidebarHeaderBg: '--ground-side',
    sidebarTeamBarBg: '--ground-rail',
    sidebarHeaderTextColor: '--text',
    onlineIndicator: '--online',
    awayIndicator: '--away',
    dndIndicator: '--dnd',
    mentionBg: '--badge',
    mentionBj: '--badge',
    mentionColor: '--badge-text',
    centerChannelBg: '--ground',
    centerChannelColor: '--text',
    newMessageSeparator: '--new',
    linkColor: '--link',
    buttonBg: '--accent',
    buttonColor: '--accent-text',
    errorTextColor: '--bad',
    mentionHighlightBg: '--mention-ground',
    mentionHighlightLink: '--link',
};

/** CSS names of Mattermost's variables: `centerChannelBg` is `--center-channel-bg`. */
export const cssName = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Bundles cut colours up by their positions, so short ones are written out. */
export function sixDigits(colour: string): string {
    const [, digits] = /^#([0-9a-f]{3})$/i.exec(colour) ?? [];
    return digits ? `#${[...digits].map((one) => one + one).join('')}` : colour;
}

export function rgbOf(hex: string): string {
    const number = Number.parseInt(sixDigits(hex).slice(1, 7), 16);
    return Number.isNaN(number) ? '0, 0, 0' : `${number >> 16}, ${(number >> 8) & 255}, ${number & 255}`;
}

let current: PluginTheme = {};
const listeners = new Set<() => void>();
let watching = false;

function isDark(): boolean {
    const chosen = document.documentElement.getAttribute('data-theme');
    return chosen ? chosen === 'dark' : window.matchMedia?.('(prefers-color-scheme: dark)').matches;
}

function read(): PluginTheme {
    const style = getComputedStyle(document.documentElement);
    const colours = Object.fromEntries(Object.entries(COLOURS).map(([key, token]) => [key, sixDigits(style.getPropertyValue(token).trim() || '#000000')]));
    return {type: isDark() ? 'Onyx' : 'Denim', ...colours, codeTheme: isDark() ? 'monokai' : 'github'};
}

/** Bundles compile the library's own `getTheme`, which reads a preference. This one stays in the page and is never saved. */
function tellLibrary(): void {
    const {users, preferences} = store.getState().entities;
    const value = JSON.stringify(current);
    if (users.currentUserId && preferences.myPreferences['theme--']?.value !== value) {
        store.dispatch({type: 'RECEIVED_PREFERENCES', data: [{user_id: users.currentUserId, category: 'theme', name: '', value}]} as {type: string});
    }
}

function publish(): void {
    current = read();
    const root = document.documentElement.style;
    for (const key of Object.keys(COLOURS)) {
        const colour = current[key] ?? '';
        root.setProperty(cssName(key), colour);
        root.setProperty(`${cssName(key)}-rgb`, rgbOf(colour));
    }
    tellLibrary();
    listeners.forEach((listener) => listener());
}

/** From the first plugin on, every change of the page's theme reaches plugins. */
export function offerTheme(): void {
    if (watching) {
        return;
    }
    watching = true;
    publish();
    // Preferences are read anew now and then, which would bring another client's theme back.
    store.subscribe(tellLibrary);
    new MutationObserver(publish).observe(document.documentElement, {attributes: true, attributeFilter: ['data-theme']});
    window.matchMedia?.('(prefers-color-scheme: dark)').addEventListener('change', publish);
}

export const pluginTheme = (): PluginTheme => current;

export function watchTheme(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}
