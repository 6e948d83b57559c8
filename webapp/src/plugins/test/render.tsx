/* Draws into a document of its own and waits until React is done. */
import {act} from 'react';
import type {ReactElement} from 'react';
import {createRoot} from 'react-dom/client';

(globalThis as {IS_REACT_ACT_ENVIRONMENT?: boolean}).IS_REACT_ACT_ENVIRONMENT = true;

export function render(element: ReactElement) {
    const box = document.createElement('div');
    document.body.append(box);
    const root = createRoot(box);
    act(() => root.render(element));
    return {
        box,
        text: () => box.textContent ?? '',
        close: () => {
            act(() => root.unmount());
            box.remove();
        },
    };
}

/** Does something and lets React and all that was promised settle. */
export async function settle(work: () => unknown = () => undefined): Promise<void> {
    await act(async () => {
        await work();
        await new Promise((resolve) => setTimeout(resolve, 0));
    });
}
