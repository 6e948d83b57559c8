/* Light, dark, or what the system says. Kept in the browser at once, and in the person's preferences for other devices. */
export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'chinwag.theme';

export function parseTheme(value: string | null | undefined): ThemeChoice {
    return value === 'light' || value === 'dark' ? value : 'system';
}

export function storedTheme(): ThemeChoice {
    try {
        return parseTheme(window.localStorage.getItem(KEY));
    } catch {
        return 'system';
    }
}

export function applyTheme(choice: ThemeChoice): void {
    const root = document.documentElement;
    if (choice === 'system') {
        root.removeAttribute('data-theme');
    } else {
        root.setAttribute('data-theme', choice);
    }
}

export function rememberTheme(choice: ThemeChoice): void {
    applyTheme(choice);
    try {
        window.localStorage.setItem(KEY, choice);
    } catch {
        // The choice still holds for this page.
    }
}

/** On a browser where nothing was chosen yet, the choice made on another one holds. */
export function adoptTheme(saved: string): void {
    try {
        if (saved && window.localStorage.getItem(KEY) === null) {
            rememberTheme(parseTheme(saved));
        }
    } catch {
        // The system's theme it is.
    }
}
