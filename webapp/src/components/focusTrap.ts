/* Keeps Tab inside a dialog. */
import {tabbable} from 'tabbable';

/** Where Tab goes from `from` when the dialog would be left there: around to its other end; undefined within it. */
function around(dialog: HTMLElement, from: EventTarget, backwards: boolean): HTMLElement | undefined {
    const stops = tabbable(dialog);
    const edge = backwards ? stops[0] : stops.at(-1);
    const leaves = from === edge || from === dialog || stops.length === 0;
    return leaves ? ((backwards ? stops.at(-1) : stops[0]) as HTMLElement | undefined) ?? dialog : undefined;
}

/** For the key events of a dialog, which also hears those of menus that it opened elsewhere in the page. */
export function keepTabInside(event: {key: string; shiftKey: boolean; target: EventTarget; defaultPrevented: boolean; preventDefault: () => void}, dialog: HTMLElement | null): void {
    if (event.key !== 'Tab' || event.defaultPrevented || !dialog?.contains(event.target as Node)) {
        return;
    }
    const goal = around(dialog, event.target, event.shiftKey);
    if (goal) {
        event.preventDefault();
        goal.focus();
    }
}
