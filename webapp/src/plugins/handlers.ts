/* Which plugins listen to which events of the WebSocket, and to its coming back. */
import type {Frame} from '@/client/frame';

import {act} from './faults';

type EventHandler = (message: Frame) => unknown;
type ReconnectHandler = () => unknown;

const events = new Map<string, Map<string, EventHandler>>();
const reconnects = new Map<string, ReconnectHandler>();

/** One handler for each plugin and event; another one takes its place. */
export function listen(pluginId: string, event: string, handler: EventHandler): void {
    const ofEvent = events.get(event) ?? new Map<string, EventHandler>();
    ofEvent.set(pluginId, handler);
    events.set(event, ofEvent);
}

export function unlisten(pluginId: string, event: string): void {
    const ofEvent = events.get(event);
    ofEvent?.delete(pluginId);
    if (ofEvent?.size === 0) {
        events.delete(event);
    }
}

export function onReconnect(pluginId: string, handler: ReconnectHandler): void {
    reconnects.set(pluginId, handler);
}

export function offReconnect(pluginId: string): void {
    reconnects.delete(pluginId);
}

export function dropHandlers(pluginId: string): void {
    for (const event of [...events.keys()]) {
        unlisten(pluginId, event);
    }
    offReconnect(pluginId);
}

const inOrder = <T>(handlers: Map<string, T>): Array<[string, T]> => [...handlers].sort(([a], [b]) => (a < b ? -1 : 1));

export function tellPlugins(frame: Frame): void {
    const ofEvent = events.get(frame.event);
    if (ofEvent) {
        inOrder(ofEvent).forEach(([pluginId, handler]) => act(pluginId, `the event ${frame.event}`, handler, frame));
    }
}

export function tellReconnected(): void {
    inOrder(reconnects).forEach(([pluginId, handler]) => act(pluginId, 'its reconnect handler', handler));
}
