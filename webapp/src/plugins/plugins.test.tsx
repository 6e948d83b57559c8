// @vitest-environment jsdom
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';

import type {Post} from '@mattermost/types/posts';
import {afterEach, beforeAll, beforeEach, describe, expect, test, vi} from 'vitest';

import {store} from '@/store';
import {closeAllModals} from '@/store/modals';
import type {Thunk} from '@/store/types';
import {PostBody} from '@/views/post/PostBody';

import {byName} from './arguments';
import {roomFor} from './HeaderTools';
import {tellPlugins, tellReconnected} from './handlers';
import {HOOK_LIMIT_MS, commandWillBePosted, filesWillUpload, messageWillFormat, postWillBePosted} from './hooks';
import {dropAll, dropPlugin, loadPlugin, reloadPlugin, scriptAddress, syncPlugins} from './loader';
import {menuEntries} from './menu';
import {checkPost} from './outgoing';
import {routeFor} from './pages';
import {PluginRegistry, registryMethods} from './registry';
import {safeMode, setSafeMode} from './safeMode';
import {formatText, messageHtmlToComponent} from './shared/postText';
import {Slot} from './Slot';
import {BROKEN, MODERN, SIDEBAR} from './test/bundles';
import {announced, manifest, preparePage, scripts, show} from './test/page';
import {settle} from './test/render';

const state = () => store.getState();
const parts = (slot: string) => state().plugins.components[slot] ?? [];
const slice = (id: string) => (state() as unknown as Record<string, unknown>)[`plugins-${id}`];
const page = window as unknown as Record<string, never>;
const post = (extra: Partial<Post>) => ({id: 'p1', user_id: 'u1', channel_id: 'c1', root_id: '', message: '', type: '', props: {}, metadata: {}, create_at: 1, edit_at: 0, ...extra}) as unknown as Post;
const faultsOf = (id: string) => state().views.pluginHealth.faults.filter((fault) => fault.pluginId === id);

beforeAll(() => {
    preparePage();
    // What a guard catches is reported to the window first; here it is wanted.
    window.addEventListener('error', (event) => event.preventDefault());
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
});

beforeEach(() => {
    announced.length = 0;
    scripts.clear();
    scripts.set('com.example.sidebar', SIDEBAR);
    scripts.set('modern', MODERN);
    scripts.set('broken', BROKEN);
});

afterEach(async () => {
    await settle(dropAll);
    setSafeMode(false);
});

describe('arguments', () => {
    test('are taken in their order or by name, and a component is never taken for an object of names', () => {
        const names = ['component', 'title'] as const;
        const component = () => null;
        expect(byName(names, [component, 'A title'])).toEqual({component, title: 'A title'});
        expect(byName(names, [{component, title: 'A title'}])).toEqual({component, title: 'A title'});
        const memo = {$$typeof: Symbol.for('react.memo'), component: 'a trap'};
        expect(byName(names, [memo])).toEqual({component: memo, title: undefined});
        expect(byName(names, [{other: 1}])).toEqual({component: {other: 1}, title: undefined});
    });
});

describe('a bundle of Mattermost 10', () => {
    test('loads from the address the server gives, registers, and shows in every place it asked for', async () => {
        await settle(() => loadPlugin(manifest('com.example.sidebar', '1.0.0', {webapp: {bundle_path: '/static/com.example.sidebar/b.js', integrity: 'sha384-abc'}})));
        const script = document.getElementById('plugin_com.example.sidebar');
        expect(script?.dataset['src']).toBe('http://chat.example/static/plugins/com.example.sidebar/b.js');
        expect(script?.dataset['integrity']).toBe('sha384-abc');
        expect(parts('RightHandSidebarComponent')).toHaveLength(1);
        expect(parts('ChannelHeaderButton')[0]).toMatchObject({pluginId: 'com.example.sidebar', dropdownText: 'Issues', tooltipText: 'Show issues'});
        expect(slice('com.example.sidebar')).toEqual({count: 0});
        const shown = show(<Slot name="LeftSidebarHeader" />);
        expect(shown.text()).toBe('Good day');
        shown.close();
    });

    test('hears its events and the return of the connection, and its connected panel follows its own state', async () => {
        await settle(() => loadPlugin(manifest('com.example.sidebar')));
        const shown = show(<Slot name="RightHandSidebarComponent" />);
        expect(shown.text()).toBe('Open issues: 0');
        await settle(() => tellPlugins({event: 'custom_com.example.sidebar_count', data: {count: 7}, broadcast: {}, seq: 1}));
        expect(shown.text()).toBe('Open issues: 7');
        await settle(tellReconnected);
        expect(slice('com.example.sidebar')).toEqual({count: -1});
        shown.close();
    });

    test('opens and closes its panel with the action it got', async () => {
        await settle(() => loadPlugin(manifest('com.example.sidebar')));
        const [button] = parts('ChannelHeaderButton');
        button?.action?.();
        expect(state().views.panel.stack.at(-1)).toEqual({kind: 'plugin', pluggableId: parts('RightHandSidebarComponent')[0]?.id});
        button?.action?.();
        expect(state().views.panel.stack).toEqual([]);
    });

    test('leaves nothing behind when it is disabled: no part, reducer, handler, string, script', async () => {
        await settle(() => loadPlugin(manifest('com.example.sidebar')));
        page['sidebarStopped'] = 0 as never;
        await settle(() => dropPlugin('com.example.sidebar'));
        expect(page['sidebarStopped']).toBe(1);
        expect(state().plugins.components).toEqual({});
        expect(state().plugins.plugins).toEqual({});
        expect(slice('com.example.sidebar')).toBeUndefined();
        expect(window.plugins['com.example.sidebar']).toBeUndefined();
        expect(document.getElementById('plugin_com.example.sidebar')).toBeNull();
        tellPlugins({event: 'custom_com.example.sidebar_count', data: {count: 3}, broadcast: {}, seq: 1});
        expect(slice('com.example.sidebar')).toBeUndefined();
    });

    test('a second registration stops the first and takes its place', async () => {
        await settle(() => loadPlugin(manifest('com.example.sidebar')));
        page['sidebarStopped'] = 0 as never;
        await settle(() => window.registerPlugin('com.example.sidebar', {initialize: (registry) => void registry.registerRootComponent(() => null)}));
        expect(page['sidebarStopped']).toBe(1);
        expect(Object.keys(state().plugins.components)).toEqual(['Root']);
    });
});

describe('a bundle of Mattermost 11', () => {
    test('uses hooks, styled components and the theme, and draws its own kind of message', async () => {
        store.dispatch({type: 'RECEIVED_ME', data: {id: 'me', username: 'ada', locale: 'en', roles: 'system_user'}} as {type: string});
        await settle(() => loadPlugin(manifest('modern')));
        const shown = show(<PostBody post={post({type: 'custom_poll' as never, message: 'Tea?'})} deleted={false} place="channel" />);
        const poll = shown.box.querySelector('.poll');
        expect(poll?.textContent).toBe('Tea? me 1970');
        expect(poll?.getAttribute('data-ground')).toMatch(/^#/);
        shown.close();
    });

    test('calls what this page does not know, is told so once by name, and starts all the same', async () => {
        await settle(() => loadPlugin(manifest('modern')));
        expect(page['modernIds']).toHaveLength(3);
        expect(parts('Root')).toHaveLength(2);
        expect(page['modernSupports']).toEqual({globalAppBar: true, globalRhs: true});
        expect(faultsOf('modern').map((fault) => fault.where)).toEqual(['registerSomethingOfTomorrow', 'unregisterSomethingOfTomorrow']);
    });

    test('puts a sub-menu into the menu of messages, shown only where its filter says so', async () => {
        await settle(() => loadPlugin(manifest('modern')));
        const [line, root] = menuEntries(parts('PostDropdownMenu'), {where: 'test', args: ['p7']});
        expect(line).toBe('line');
        const inner = (root as {inner: Array<{label: string; run: () => void}>}).inner;
        expect(inner.map((item) => item.label)).toEqual(['Close poll']);
        inner[0]?.run();
        expect(page['closedPoll']).toBe('p7');
        expect(menuEntries(parts('PostDropdownMenu'), {where: 'test', args: ['none']})).toEqual([]);
        expect(() => (page['modernMenu'] as unknown as {rootRegisterMenuItem: (...args: unknown[]) => {rootRegisterMenuItem: () => void}}).rootRegisterMenuItem('x', () => null).rootRegisterMenuItem()).toThrow('one level');
    });

    test('changes what is sent, and refuses it with its own words', async () => {
        await settle(() => loadPlugin(manifest('modern')));
        expect(await postWillBePosted(post({message: 'hello'}))).toMatchObject({kind: 'pass', value: {message: 'hello!'}});
        expect(await postWillBePosted(post({message: 'a secret'}))).toEqual({kind: 'stop', words: 'No secrets here.'});
    });
});

describe('a plugin that fails', () => {
    test('in every place is named in each, and takes nothing but its own slot with it', async () => {
        await settle(() => loadPlugin(manifest('broken')));
        await settle(() => loadPlugin(manifest('com.example.sidebar')));
        store.dispatch({type: 'LIGHT'});
        store.dispatch({type: 'NOTHING'});
        await settle(() => tellPlugins({event: 'posted', data: {}, broadcast: {}, seq: 1}));
        expect(messageWillFormat(post({}), 'text')).toBe('text');
        const shown = show(<Slot name="LeftSidebarHeader" />);
        await settle();
        expect(shown.text()).toContain('The broken stopped working here. the fuse was lit');
        expect(shown.text()).toContain('Reload plugin');
        expect(shown.text()).toContain('Good day');
        shown.close();
        expect(new Set(faultsOf('broken').map((fault) => fault.message))).toEqual(new Set(['initialize', 'reducer', 'handler', 'format', 'the fuse was lit', 'translations']));
        expect(slice('broken')).toEqual({});
        await settle(() => dropPlugin('broken'));
        expect(window.plugins['broken']).toBeUndefined();
        expect(slice('com.example.sidebar')).toEqual({count: 0});
    });

    test('at drawing a message shows the message as it was before', async () => {
        await settle(() => loadPlugin(manifest('broken')));
        const shown = show(<PostBody post={post({type: 'custom_bomb' as never, message: 'still readable'})} deleted={false} place="channel" />);
        await settle();
        expect(shown.text()).toContain('still readable');
        expect(shown.text()).toContain('The broken stopped working here.');
        shown.close();
    });

    test('at checking a message says who failed and decides nothing, and the rest can be asked without it', async () => {
        await settle(() => loadPlugin(manifest('broken')));
        await settle(() => loadPlugin(manifest('modern')));
        const verdict = await postWillBePosted(post({message: 'hello'}));
        expect(verdict).toEqual({kind: 'broken', pluginId: 'broken', words: 'The broken failed in the check before sending: posting'});
        expect(await postWillBePosted(post({message: 'hello'}), ['broken'])).toMatchObject({kind: 'pass', value: {message: 'hello!'}});
    });

    test('at sending leaves the text to the person, who may send it without each plugin that failed', async () => {
        await settle(() => loadPlugin(manifest('broken')));
        new PluginRegistry('zeta').registerMessageWillBePostedHook(() => {
            throw new Error('too');
        });
        const sent: string[][] = [];
        const again = (skip: readonly string[]): Thunk<Promise<boolean>> => async (dispatch) => {
            sent.push([...skip]);
            return (await dispatch(checkPost(post({message: 'hello'}), [], again, skip))) !== null;
        };
        const question = () => state().views.modals.stack.at(-1) as {title: string; run: () => void} | undefined;
        expect(await store.dispatch(checkPost(post({message: 'hello'}), [], again, []))).toBeNull();
        expect(question()?.title).toBe('The broken could not check this');
        await settle(() => question()?.run());
        expect(question()?.title).toBe('zeta could not check this');
        await settle(() => question()?.run());
        expect(sent).toEqual([['broken'], ['broken', 'zeta']]);
        store.dispatch(closeAllModals());
        store.dispatch({type: 'PLUGIN_DROPPED', pluginId: 'zeta'} as {type: string});
    });

    test('is given up on when it does not answer in time', async () => {
        await settle(() => loadPlugin(manifest('com.example.sidebar')));
        new PluginRegistry('com.example.sidebar').registerMessageWillBePostedHook(() => new Promise(() => undefined));
        vi.useFakeTimers();
        const asked = postWillBePosted(post({message: 'hello'}));
        await vi.advanceTimersByTimeAsync(HOOK_LIMIT_MS);
        vi.useRealTimers();
        expect(await asked).toMatchObject({kind: 'broken', pluginId: 'com.example.sidebar', words: expect.stringContaining('did not answer within 30 seconds')});
    });

    test('to arrive, or to register, is named and does not hold up the others', async () => {
        scripts.delete('modern');
        scripts.set('silent', '0');
        announced.push(manifest('modern'), manifest('silent'), manifest('com.example.sidebar'));
        await settle(() => store.dispatch(syncPlugins()));
        await settle();
        expect(faultsOf('modern')[0]?.message).toContain('could not be loaded');
        expect(faultsOf('silent')[0]?.message).toContain('did not call window.registerPlugin');
        expect(slice('com.example.sidebar')).toEqual({count: 0});
        expect(state().views.pluginHealth.phase).toBe('ready');
    });
});

describe('in step with the server', () => {
    test('after a lost connection what is new is loaded, what is gone is dropped, what changed its version is replaced', async () => {
        announced.push(manifest('com.example.sidebar'), manifest('broken'));
        await settle(() => store.dispatch(syncPlugins()));
        page['sidebarStopped'] = 0 as never;
        announced.splice(0, 2, manifest('com.example.sidebar', '2.0.0'), manifest('modern'));
        await settle(() => store.dispatch(syncPlugins()));
        expect(page['sidebarStopped']).toBe(1);
        expect(Object.values(state().plugins.plugins).map((one) => `${one.id} ${one.version}`).sort()).toEqual(['com.example.sidebar 2.0.0', 'modern 1.0.0']);
        expect(parts('ChannelHeaderButton')).toHaveLength(1);
    });

    test('the same version is left running, and a plugin can be started afresh', async () => {
        await settle(() => loadPlugin(manifest('com.example.sidebar')));
        page['sidebarStopped'] = 0 as never;
        await settle(() => loadPlugin(manifest('com.example.sidebar')));
        expect(page['sidebarStopped']).toBe(0);
        await settle(() => reloadPlugin('com.example.sidebar'));
        expect(page['sidebarStopped']).toBe(1);
        expect(parts('ChannelHeaderButton')).toHaveLength(1);
    });

    test('a path that is under /static/plugins already is left as it is', () => {
        expect(scriptAddress(manifest('a', '1', {webapp: {bundle_path: '/static/plugins/a/x.js'}}))).toBe('http://chat.example/static/plugins/a/x.js');
    });

    test('safe mode loads none, and says why', async () => {
        setSafeMode(true);
        announced.push(manifest('com.example.sidebar'));
        await settle(() => store.dispatch(syncPlugins()));
        expect(safeMode()).toBe('setting');
        expect(state().views.pluginHealth).toMatchObject({phase: 'off', reason: 'setting'});
        await settle(() => loadPlugin(manifest('com.example.sidebar')));
        expect(state().plugins.plugins).toEqual({});
        store.dispatch({type: 'PLUGIN_PHASE', phase: 'waiting'} as {type: string});
    });
});

describe('places', () => {
    test('are filled in the order of plugin ids, whoever came first', () => {
        const later = new PluginRegistry('zeta');
        const sooner = new PluginRegistry('alpha');
        later.registerMainMenuAction('Zeta', () => null);
        sooner.registerMainMenuAction({text: 'Alpha one', action: () => null});
        const id = sooner.registerMainMenuAction('Alpha two', () => null);
        expect(parts('MainMenu').map((part) => part.text)).toEqual(['Alpha one', 'Alpha two', 'Zeta']);
        sooner.unregisterComponent(id);
        expect(parts('MainMenu').map((part) => part.text)).toEqual(['Alpha one', 'Zeta']);
        store.dispatch({type: 'PLUGIN_DROPPED', pluginId: 'alpha'} as {type: string});
        store.dispatch({type: 'PLUGIN_DROPPED', pluginId: 'zeta'} as {type: string});
    });

    test('of two plugins that draw one kind of message the first by id does', () => {
        const first = () => null;
        new PluginRegistry('zeta').registerPostTypeComponent('custom_x', () => null);
        new PluginRegistry('alpha').registerPostTypeComponent('custom_x', first);
        expect(state().plugins.postTypes['custom_x']?.component).toBe(first);
        store.dispatch({type: 'PLUGIN_DROPPED', pluginId: 'alpha'} as {type: string});
        store.dispatch({type: 'PLUGIN_DROPPED', pluginId: 'zeta'} as {type: string});
    });

    test('in the app bar with a side panel come with the panel', () => {
        const registry = new PluginRegistry('alpha');
        const answer = registry.registerAppBarComponent({iconUrl: '/a.png', tooltipText: 'Alpha', rhsComponent: () => null, rhsTitle: 'Alpha'}) as {id: string; rhsComponent: {id: string}};
        expect(parts('AppBar')[0]).toMatchObject({id: answer.id, rhsComponentId: answer.rhsComponent.id});
        expect(parts('RightHandSidebarComponent')[0]).toMatchObject({id: answer.rhsComponent.id, title: 'Alpha'});
        store.dispatch({type: 'PLUGIN_DROPPED', pluginId: 'alpha'} as {type: string});
    });

    test('at an address are found by the longest route', () => {
        const route = (text: string) => ({id: text, pluginId: 'a', route: text});
        const list = [route('a/one'), route('a/one/two'), route('b')];
        expect(routeFor(list, '/a/one/two/three')?.id).toBe('a/one/two');
        expect(routeFor(list, 'a/onetwo')).toBeUndefined();
        expect(routeFor(list, 'b')?.id).toBe('b');
    });

    test('in the channel header leave the name and the page’s own buttons their room', () => {
        expect(roomFor(360)).toBe(0);
        expect(roomFor(700)).toBe(6);
        expect(roomFor(3000)).toBe(8);
    });
});

describe('other checks', () => {
    test('a command can be changed, refused, or taken over', async () => {
        const registry = new PluginRegistry('alpha');
        registry.registerSlashCommandWillBePostedHook((message: string, args: unknown) => {
            if (message === '/mine') {
                return {};
            }
            return message === '/bad' ? {error: {message: 'Not that.'}} : {message: `${message} please`, args};
        });
        expect(await commandWillBePosted({message: '/tea', args: 1})).toEqual({kind: 'pass', value: {message: '/tea please', args: 1}});
        expect(await commandWillBePosted({message: '/bad', args: 1})).toEqual({kind: 'stop', words: 'Not that.'});
        expect(await commandWillBePosted({message: '/mine', args: 1})).toEqual({kind: 'stop', words: ''});
        store.dispatch({type: 'PLUGIN_DROPPED', pluginId: 'alpha'} as {type: string});
    });

    test('files can be refused in words; a check that fails lets none through', async () => {
        const registry = new PluginRegistry('alpha');
        registry.registerFilesWillUploadHook((files: File[]) => ({message: 'One was too odd.', files: files.slice(1)}));
        const files = [new File(['a'], 'a.txt'), new File(['b'], 'b.txt')];
        const verdict = await filesWillUpload(files, () => undefined);
        expect(verdict.files.map((file) => file.name)).toEqual(['b.txt']);
        expect(verdict.words).toBe('One was too odd.');
        registry.registerFilesWillUploadHook(() => {
            throw new Error('no scanner');
        });
        expect(await filesWillUpload(files, () => undefined)).toEqual({files: [], words: expect.stringContaining('no scanner') as string});
        store.dispatch({type: 'PLUGIN_DROPPED', pluginId: 'alpha'} as {type: string});
    });

    test('text becomes HTML and elements, and nothing in it runs', () => {
        const html = formatText('**Hi** @ada <script>alert(1)</script> [x](javascript:alert(1)) `a<b`');
        expect(html).toContain('<strong>Hi</strong>');
        expect(html).toContain('<span data-mention="ada">@ada</span>');
        expect(html).not.toContain('<script');
        expect(html).not.toContain('javascript:');
        const shown = show(messageHtmlToComponent(`${html}<img src="x" onerror="alert(1)"><iframe src="/"></iframe>`));
        expect(shown.box.querySelector('strong')?.textContent).toBe('Hi');
        expect(shown.box.querySelector('iframe, script, [onerror]')).toBeNull();
        expect(shown.box.querySelector('code')?.textContent).toBe('a<b');
        shown.close();
    });
});

test('every method of the registry has its row in the table, and every row its method', () => {
    const rows = [...readFileSync(resolve('../server/docs/PLUGIN-WEB.md'), 'utf8').matchAll(/^\| `((?:un)?register\w+)` \| (.+?) \|/gm)].map((row) => row[1]);
    expect([...rows].sort()).toEqual(registryMethods());
    expect(registryMethods()).toHaveLength(69);
});
