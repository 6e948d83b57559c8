/* A page for tests: the real store, scripts that come from a table instead of a server, what the server would say. */
import {render} from './render';
import type {ReactNode} from 'react';
import {Provider} from 'react-redux';
import {Router} from 'react-router-dom';
import {Client4} from 'mattermost-redux/client';
import {vi} from 'vitest';

import {browserHistory} from '@/app/navigation';
import {openDoor} from '@/plugins/loader';
import {store} from '@/store';
import type {PluginManifestInPage} from '@/store/plugins';

export function manifest(id: string, version = '1.0.0', more: Partial<PluginManifestInPage> = {}): PluginManifestInPage {
    return {id, name: `The ${id}`, version, webapp: {bundle_path: `/static/${id}/${id}_${version}_bundle.js`}, ...more};
}

/** Script texts by the id of their plugin. */
export const scripts = new Map<string, string>();

/** What `GET /plugins/webapp` answers. */
export const announced: PluginManifestInPage[] = [];

export function preparePage(): void {
    openDoor();
    Client4.setUrl('http://chat.example');
    vi.spyOn(Client4, 'getWebappPlugins').mockImplementation(() => Promise.resolve(announced as never));
    const append = document.head.appendChild.bind(document.head);
    vi.spyOn(document.head, 'appendChild').mockImplementation((node) => {
        const script = node as unknown as HTMLScriptElement;
        const text = script.tagName === 'SCRIPT' ? scripts.get(script.id.replace('plugin_', '')) : undefined;
        if (script.tagName !== 'SCRIPT') {
            return append(node);
        }
        const kept = document.createElement('span');
        kept.id = script.id;
        kept.dataset['src'] = script.src;
        kept.dataset['integrity'] = script.integrity;
        append(kept);
        queueMicrotask(() => {
            if (text === undefined) {
                script.onerror?.(new Event('error'));
                return;
            }
            // What a browser does with a script's text.
            (0, eval)(text);
            script.onload?.(new Event('load'));
        });
        return node;
    });
}

export function show(content: ReactNode) {
    return render(
        <Provider store={store as unknown as Parameters<typeof Provider>[0]['store']}>
            <Router history={browserHistory}>{content}</Router>
        </Provider>,
    );
}
