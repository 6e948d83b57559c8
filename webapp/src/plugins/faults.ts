/* What goes wrong in a plugin is caught here, with the plugin's name on it, and never reaches the page. */
import {store} from '@/store';
import {addFault} from '@/store/pluginHealth';
import {say} from '@/store/toasts';

export function pluginName(pluginId: string): string {
    return store.getState().plugins.plugins[pluginId]?.name || pluginId;
}

function messageOf(failure: unknown): string {
    if (failure instanceof Error) {
        return failure.message || failure.name;
    }
    return typeof failure === 'string' ? failure : 'It failed without saying why.';
}

let counter = 0;

/** Writes a fault down: in the browser's log for the author, and in the store for the page. */
export function note(pluginId: string, where: string, failure: unknown): string {
    const message = messageOf(failure);
    console.error(`Plugin ${pluginId} failed in ${where}.`, failure);
    counter += 1;
    const fault = {id: counter, pluginId, where, message, stack: failure instanceof Error ? (failure.stack ?? '') : '', at: Date.now()};
    // A fault may happen while something is drawn or reduced, when the store must not be touched.
    queueMicrotask(() => store.dispatch(addFault(fault)));
    return message;
}

/** Something the person asked for did not happen: they are told which plugin it was. */
export function complain(pluginId: string, where: string, failure: unknown): void {
    const message = note(pluginId, where, failure);
    queueMicrotask(() => store.dispatch(say(`${pluginName(pluginId)}: ${message}`, 'bad')));
}

function isPromise(value: unknown): value is Promise<unknown> {
    return typeof value === 'object' && value !== null && typeof (value as {then?: unknown}).then === 'function';
}

/** Calls what a plugin registered for a click. */
export function act(pluginId: string, where: string, action: ((...args: never[]) => unknown) | undefined, ...args: unknown[]): void {
    try {
        const result = (action as ((...all: unknown[]) => unknown) | undefined)?.(...args);
        if (isPromise(result)) {
            result.then(undefined, (failure: unknown) => complain(pluginId, where, failure));
        }
    } catch (failure) {
        complain(pluginId, where, failure);
    }
}

/** Asks a plugin something that has an answer at once; the answer is `otherwise` when the plugin fails. */
export function ask<T>(pluginId: string, where: string, question: () => T, otherwise: T): T {
    try {
        return question();
    } catch (failure) {
        note(pluginId, where, failure);
        return otherwise;
    }
}
