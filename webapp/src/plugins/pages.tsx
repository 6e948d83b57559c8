/* Addresses and mount points that belong to plugins as a whole. */
import {useLocation} from 'react-router-dom';

import {Empty, Loading} from '@/components/states';
import {useAppSelector} from '@/store';
import type {PluginPart} from '@/store/plugins';

import {Part, Slot, useParts} from './Slot';

/** The route whose path begins the address, the longest first. */
export function routeFor(parts: PluginPart[], path: string): PluginPart | undefined {
    const wanted = path.replace(/^\/+|\/+$/g, '');
    const matching = parts.filter((part) => wanted === part['route'] || wanted.startsWith(`${String(part['route'])}/`));
    return matching.sort((a, b) => String(b['route']).length - String(a['route']).length)[0];
}

/** What an address shows that no plugin has claimed: perhaps its plugin is still on its way. */
function NoRoute() {
    const phase = useAppSelector((state) => state.views.pluginHealth.phase);
    if (phase === 'waiting' || phase === 'loading') {
        return <Loading label="Waiting for a plugin" />;
    }
    return (
        <Empty icon="plug" title="No plugin shows this page">
            {phase === 'off' ? 'Plugins are switched off in this browser.' : 'The plugin it belongs to may be disabled or gone.'}
        </Empty>
    );
}

/** `/plug/<plugin id>/…`: a whole page. */
export function CustomRoute() {
    const {pathname} = useLocation();
    const part = routeFor(useParts('CustomRouteComponent'), pathname.replace(/^\/plug\//, ''));
    return <div className="plugin-page">{part?.component ? <Part key={part.id} pluginId={part.pluginId} where={`the page ${pathname}`} component={part.component} /> : <NoRoute />}</div>;
}

/** Which part, if any, shows an address inside a team. */
export function useTeamRoute(teamName: string): PluginPart | undefined {
    const {pathname} = useLocation();
    return routeFor(useParts('NeedsTeamComponent'), pathname.slice(teamName.length + 2));
}

/** `/<team>/<plugin id>/…`: in the middle of the page. */
export function TeamRoute({part}: {part: PluginPart}) {
    return (
        <main className="channel plugin-middle" id="main" aria-label="Plugin page">
            {part.component && <Part key={part.id} pluginId={part.pluginId} where={`the page ${String(part['route'])}`} component={part.component} />}
        </main>
    );
}

export interface ProductPart extends PluginPart {
    baseURL: string;
}

export function useProducts(): ProductPart[] {
    return useParts('Product') as ProductPart[];
}

/** Components without a place of their own, mounted as long as somebody is logged in. */
export function GlobalParts() {
    return <Slot name="Global" shape="silent" />;
}

/** The same inside a team. */
export function RootParts() {
    return <Slot name="Root" shape="silent" />;
}

/** An address that nobody knows yet may belong to a plugin that is still on its way. */
export function usePluginsPending(): boolean {
    return useAppSelector((state) => state.views.pluginHealth.phase === 'waiting' || state.views.pluginHealth.phase === 'loading');
}
