/* What the person is looking at right now: decides what counts as read and what deserves a notification. */

let channelId = '';
let rootId = '';
let atEnd = true;
const threadListeners = new Set<(threadId: string) => void>();

export function lookAtChannel(id: string): void {
    channelId = id;
    atEnd = true;
}

export function lookAtThread(id: string): void {
    rootId = id;
}

/** The newest message of the open channel is on the screen, or is not. */
export function standAtEnd(there: boolean): void {
    atEnd = there;
}

export function pageHasAttention(): boolean {
    return document.visibilityState === 'visible' && document.hasFocus();
}

export function isReading(id: string): boolean {
    return id === channelId && atEnd && pageHasAttention();
}

export function isReadingThread(id: string): boolean {
    return id === rootId && pageHasAttention();
}

export function onThreadArrived(listener: (threadId: string) => void): () => void {
    threadListeners.add(listener);
    return () => threadListeners.delete(listener);
}

export function threadOnScreen(threadId: string): void {
    threadListeners.forEach((listener) => listener(threadId));
}
