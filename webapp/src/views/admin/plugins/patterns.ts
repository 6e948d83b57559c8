/* Patterns of settings are regular expressions as the server's library reads them. Where the browser means the same by
 * one, a text is tried here already; where it does not, only the server tells. */

/** What the server means by these letters behind a backslash, in the browser's words; the same inside and outside of `[…]`. */
const CLASSES: Record<string, string> = {d: '\\p{Nd}', D: '\\P{Nd}', s: '\\p{White_Space}', S: '\\P{White_Space}'};

/** What counts as part of a word. */
const WORD = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}';

/** The pattern in the browser's words; null when it has none. */
function translated(pattern: string): string | null {
    let text = '';
    let inside = false;
    for (let at = 0; at < pattern.length; at += 1) {
        const letter = pattern[at] ?? '';
        const next = pattern[at + 1] ?? '';
        if (letter === '\\') {
            if (next === 'w') {
                text += inside ? WORD : `[${WORD}]`;
            } else if (/[WbB]/.test(next)) {
                return null;
            } else {
                text += CLASSES[next] ?? letter + next;
            }
            at += 1;
        } else if (inside && (letter === '[' || (/[&~-]/.test(letter) && next === letter))) {
            // Classes inside of classes, and what is left when one is taken from another.
            return null;
        } else {
            inside = letter === '[' || (inside && letter !== ']');
            text += letter;
        }
    }
    return text;
}

/** Whether the whole text has the form; null when only the server can tell. */
export function fitsPattern(pattern: string, text: string): boolean | null {
    const own = translated(pattern);
    if (own === null) {
        return null;
    }
    try {
        return new RegExp(`^(?:${own})$`, 'u').test(text);
    } catch {
        return null;
    }
}
