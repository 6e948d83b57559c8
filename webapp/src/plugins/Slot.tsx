/* A named place in the page. Draws what plugins registered for it, in the order of their ids, each behind a guard of its own. */
import {createElement, isValidElement, useSyncExternalStore} from 'react';
import type {ComponentType, ReactNode} from 'react';

import {webSocket} from '@/client/socket';
import {useAppSelector} from '@/store';
import type {Foreign, PluginPart} from '@/store/plugins';

import {PluginFrame} from './frame';
import {PluginGuard} from './PluginGuard';
import type {GuardShape} from './PluginGuard';
import {pluginTheme, watchTheme} from './theme';

const NONE: PluginPart[] = [];

export function useParts(slot: string): PluginPart[] {
    return useAppSelector((state) => state.plugins.components[slot] ?? NONE);
}

export function usePluginTheme() {
    return useSyncExternalStore(watchTheme, pluginTheme);
}

interface PartProps {
    pluginId: string;
    where: string;
    component: ComponentType<Foreign>;
    shape?: GuardShape;
    fallback?: ReactNode;
    /** What this place tells the component, beside `theme` and `webSocketClient`. */
    given?: Record<string, unknown>;
}

/** One component of a plugin. */
export function Part({pluginId, where, component, shape = 'box', fallback, given}: PartProps) {
    const theme = usePluginTheme();
    return (
        <PluginGuard pluginId={pluginId} where={where} shape={shape} fallback={fallback}>
            <PluginFrame>{createElement(component, {theme, webSocketClient: webSocket(), ...given})}</PluginFrame>
        </PluginGuard>
    );
}

interface SlotProps {
    name: string;
    shape?: GuardShape;
    given?: Record<string, unknown>;
    /** Puts something around each part, such as a list item. */
    wrap?: (part: PluginPart, inside: ReactNode) => ReactNode;
}

/** All components of a place. */
export function Slot({name, shape = 'box', given, wrap}: SlotProps) {
    const parts = useParts(name);
    if (parts.length === 0) {
        return null;
    }
    return (
        <>
            {parts.map((part) => {
                if (!part.component) {
                    return null;
                }
                const inside = <Part key={part.id} pluginId={part.pluginId} where={name} component={part.component} shape={shape} {...(given ? {given} : {})} />;
                return wrap ? wrap(part, inside) : inside;
            })}
        </>
    );
}

function isComponent(value: unknown): value is ComponentType<Foreign> {
    return typeof value === 'function' || (typeof value === 'object' && value !== null && '$$typeof' in value);
}

/** Texts and icons are handed over as words, as an element, or as a component. */
export function Piece({part, value, where}: {part: PluginPart; value: unknown; where: string}) {
    if (typeof value === 'string' || typeof value === 'number') {
        return <>{value}</>;
    }
    if (isValidElement(value)) {
        return (
            <PluginGuard pluginId={part.pluginId} where={where} shape="silent">
                <PluginFrame>{value}</PluginFrame>
            </PluginGuard>
        );
    }
    return isComponent(value) ? <Part pluginId={part.pluginId} where={where} component={value} shape="silent" /> : null;
}
