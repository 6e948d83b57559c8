/* The WebSocket: one connection for the page, its frames handed to the event table, its losses shown and made good.
 *
 * It is opened before anything is fetched, because what happens between fetching and listening is told to nobody. The
 * server's `hello` says that it listens; what was fetched without it, when it is slow, is fetched again when it comes. */
import {WebSocketClient} from '@mattermost/client';
import {GeneralTypes} from 'mattermost-redux/action_types';

import {store} from '@/store';
import {setConnection} from '@/store/views';

import {handleFrame} from './events';
import type {Frame} from './frame';
import {resync} from './resync';

/** Waiting a little before the banner spares people a flash on every short hiccup. */
const BANNER_DELAY_MS = 1500;

/** A page without news is better than no page. */
const GREETING_PATIENCE_MS = 3000;

let client: WebSocketClient | undefined;
let wire: WebSocket | undefined;
let bannerTimer = 0;

/** Frames that wait until the page knows whose it is. */
let held: Frame[] | null = null;
let greeted = false;
/** Something was fetched before the greeting. */
let behind = false;
const waiting = new Set<() => void>();

function socketUrl(): string {
    const url = new URL('/api/v4/websocket', window.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    return url.toString();
}

function connected(): void {
    window.clearTimeout(bannerTimer);
    bannerTimer = 0;
    store.dispatch({type: GeneralTypes.WEBSOCKET_SUCCESS, timestamp: Date.now()} as {type: string});
    store.dispatch(setConnection(true));
}

function disconnected(): void {
    store.dispatch({type: GeneralTypes.WEBSOCKET_CLOSED, timestamp: Date.now()} as {type: string});
    if (bannerTimer === 0) {
        bannerTimer = window.setTimeout(() => store.dispatch(setConnection(false)), BANNER_DELAY_MS);
    }
}

function stopWaiting(): void {
    waiting.forEach((done) => done());
    waiting.clear();
}

function greet(frame: Frame): void {
    const connectionId = String(frame.data['connection_id'] ?? '');
    store.dispatch({type: GeneralTypes.SET_CONNECTION_ID, payload: {connectionId}} as {type: string});
    greeted = true;
    stopWaiting();
    if (behind) {
        behind = false;
        void store.dispatch(resync('full'));
    }
}

function received(frame: Frame): void {
    if (frame.event === 'hello') {
        greet(frame);
    }
    if (held) {
        held.push(frame);
    } else {
        handle(frame);
    }
}

function handle(frame: Frame): void {
    const thunk = handleFrame(frame);
    if (thunk) {
        void store.dispatch(thunk);
    }
    listeners.forEach((listener) => listener(frame));
}

/** Others that hear every frame after the page itself. */
const listeners = new Set<(frame: Frame) => void>();
const returns = new Set<() => void>();

/** The connection, for those who speak over it themselves. */
export function webSocket(): WebSocketClient | undefined {
    return client;
}

export function onFrame(listener: (frame: Frame) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

export function onReturn(listener: () => void): () => void {
    returns.add(listener);
    return () => returns.delete(listener);
}

export function openSocket(): void {
    if (client) {
        return;
    }
    const opened = new WebSocketClient({
        minWebSocketRetryTime: 1000,
        maxWebSocketRetryTime: 20000,
        reconnectJitterRange: 800,
        newWebSocketFn: (url) => (wire = new WebSocket(url)),
    });
    client = opened;
    opened.addMessageListener((message) => received(message as unknown as Frame));
    opened.addFirstConnectListener(connected);
    opened.addReconnectListener(() => {
        connected();
        void store.dispatch(resync('short'));
        returns.forEach((listener) => listener());
    });
    opened.addMissedMessageListener(() => void store.dispatch(resync('full')));
    opened.addCloseListener(() => {
        disconnected();
        stopWaiting();
    });
    opened.initialize(socketUrl(), undefined, true);
}

/** Opens the connection for a page that does not know yet whose it is: frames wait for `releaseFrames`. */
export function openSocketEarly(): void {
    held ??= [];
    openSocket();
}

export function releaseFrames(): void {
    const frames = held ?? [];
    held = null;
    frames.forEach(handle);
}

/** Resolves when the server tells this page what happens, or when waiting for that takes too long. */
export async function untilGreeted(): Promise<void> {
    if (!greeted) {
        await new Promise<void>((resolve) => {
            const timer = window.setTimeout(resolve, GREETING_PATIENCE_MS);
            waiting.add(() => {
                window.clearTimeout(timer);
                resolve();
            });
        });
    }
    behind = !greeted;
}

export function closeSocket(): void {
    window.clearTimeout(bannerTimer);
    bannerTimer = 0;
    held = null;
    greeted = false;
    behind = false;
    const closing = client;
    client = undefined;
    closing?.close();
    if (wire) {
        // A connection that is only being made would otherwise be made, and made again whenever it ends.
        wire.onopen = wire.onmessage = wire.onerror = wire.onclose = null;
        wire.close();
        wire = undefined;
    }
    stopWaiting();
}

export function sendTyping(channelId: string, rootId: string): void {
    client?.userTyping(channelId, rootId);
}

export function sendPresence(channelId: string, teamId: string): void {
    if (channelId) {
        client?.updateActiveChannel(channelId);
    }
    if (teamId) {
        client?.updateActiveTeam(teamId);
    }
}
