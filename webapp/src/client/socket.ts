/* The WebSocket: one connection for the page, its frames handed to the event table, its losses shown and made good. */
import {WebSocketClient} from '@mattermost/client';
import {GeneralTypes} from 'mattermost-redux/action_types';

import {store} from '@/store';
import {setConnection} from '@/store/views';

import {handleFrame} from './events';
import type {Frame} from './frame';
import {resync} from './resync';

/** Waiting a little before the banner spares people a flash on every short hiccup. */
const BANNER_DELAY_MS = 1500;

let client: WebSocketClient | undefined;
let bannerTimer = 0;

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

function received(frame: Frame): void {
    if (frame.event === 'hello') {
        const connectionId = String(frame.data['connection_id'] ?? '');
        store.dispatch({type: GeneralTypes.SET_CONNECTION_ID, payload: {connectionId}} as {type: string});
    }
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
    client = new WebSocketClient({minWebSocketRetryTime: 1000, maxWebSocketRetryTime: 20000, reconnectJitterRange: 800});
    client.addMessageListener((message) => received(message as unknown as Frame));
    client.addFirstConnectListener(connected);
    client.addReconnectListener(() => {
        connected();
        void store.dispatch(resync('short'));
        returns.forEach((listener) => listener());
    });
    client.addMissedMessageListener(() => void store.dispatch(resync('full')));
    client.addCloseListener(disconnected);
    client.initialize(socketUrl(), undefined, true);
}

export function closeSocket(): void {
    window.clearTimeout(bannerTimer);
    bannerTimer = 0;
    const closing = client;
    client = undefined;
    closing?.close();
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
