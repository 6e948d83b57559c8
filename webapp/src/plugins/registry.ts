/*
 * What a plugin is handed in `initialize(registry, store)`: one method for each place it can hang something into.
 * Names, arguments and answers are Mattermost's; server/docs/PLUGIN-WEB.md says where each one shows.
 */
import type {Reducer} from 'redux';

import type {Frame} from '@/client/frame';
import {store} from '@/store';
import {closePanel, openPanel} from '@/store/panel';
import {addConsoleComponent, addConsoleSection, addPart, addPostCardType, addPostType, removePart, setOfPlugin, unsetOfPlugin} from '@/store/plugins';
import type {Foreign, PluginPart, PluginUserSettings} from '@/store/plugins';
import type {Thunk} from '@/store/types';

import {byName, newId} from './arguments';
import {note} from './faults';
import {listen, offReconnect, onReconnect, unlisten} from './handlers';
import {addReducer} from './reducers';
import {addTranslations} from './translations';

const ROUTE_EDGES = /^\/+|\/+$/g;

function callable(value: unknown): boolean {
    return typeof value === 'function';
}

export class PluginRegistry {
    readonly id: string;

    /** For bundles that ask what this page can do before they ask for it. */
    readonly supports = {globalAppBar: true, globalRhs: true};

    static readonly supports = {globalAppBar: true, globalRhs: true};

    constructor(id: string) {
        this.id = id;
        // Bundles read it from the class as well as from the object.
        return guarded(this);
    }

    private part(slot: string, data: Record<string, unknown>, id = newId()): string {
        store.dispatch(addPart(slot, {...data, id, pluginId: this.id} as PluginPart));
        return id;
    }

    private component(slot: string, given: unknown[]): string {
        return this.part(slot, byName(['component'], given));
    }

    private hook(slot: string, given: unknown[]): string {
        return this.part(slot, byName(['hook'], given));
    }

    // The whole page.

    registerRootComponent = (...given: unknown[]) => this.component('Root', given);

    registerGlobalComponent = (...given: unknown[]) => this.component('Global', given);

    registerProduct = (...given: unknown[]) => {
        const product = byName(
            ['baseURL', 'switcherIcon', 'switcherText', 'switcherLinkURL', 'mainComponent', 'headerCentreComponent', 'headerRightComponent', 'showTeamSidebar', 'showAppBar', 'wrapped', 'publicComponent'],
            given,
        );
        const baseURL = `/${String(product.baseURL ?? '').replace(ROUTE_EDGES, '')}`;
        return this.part('Product', {showTeamSidebar: true, showAppBar: false, wrapped: true, ...defined(product), baseURL});
    };

    registerProductSwitcherMenuItem = (...given: unknown[]) => this.part('ProductSwitcherMenuItem', byName(['text', 'icon', 'action', 'isHidden'], given));

    registerAppBarComponent = (...given: unknown[]) => {
        const {rhsComponent, rhsTitle, ...bar} = byName(['iconUrl', 'action', 'tooltipText', 'supportedProductIds', 'rhsComponent', 'rhsTitle'], given);
        if (!rhsComponent) {
            return this.part('AppBar', bar);
        }
        const rhs = this.sidePanel(rhsComponent, rhsTitle);
        const id = this.part('AppBar', {...bar, action: () => store.dispatch(rhs.toggleRHSPlugin), rhsComponentId: rhs.id});
        return {id, rhsComponent: rhs};
    };

    registerNeedsTeamRoute = (...given: unknown[]) => this.route('NeedsTeamComponent', given);

    registerCustomRoute = (...given: unknown[]) => this.route('CustomRouteComponent', given);

    private route(slot: string, given: unknown[]): string {
        const {route, component} = byName(['route', 'component'], given);
        const tail = String(route ?? '').replace(ROUTE_EDGES, '');
        return this.part(slot, {component, route: tail ? `${this.id}/${tail}` : this.id});
    }

    registerRightHandSidebarComponent = (...given: unknown[]) => {
        const {component, title, showPopout} = byName(['component', 'title', 'showPopout'], given);
        return this.sidePanel(component, title, showPopout);
    };

    private sidePanel(component: unknown, title: unknown, showPopout?: unknown) {
        const id = this.part('RightHandSidebarComponent', {component, title, showPopout});
        const isOpen = (): boolean => {
            const view = store.getState().views.panel.stack.at(-1);
            return view?.kind === 'plugin' && view.pluggableId === id;
        };
        const showRHSPlugin = openPanel({kind: 'plugin', pluggableId: id});
        const hideRHSPlugin: Thunk = (dispatch) => isOpen() && dispatch(closePanel());
        const toggleRHSPlugin: Thunk = (dispatch) => dispatch(isOpen() ? closePanel() : showRHSPlugin);
        return {id, showRHSPlugin, hideRHSPlugin, toggleRHSPlugin};
    }

    registerRHSPluginPopoutListener = (...given: unknown[]) => {
        const {pluginId, onPopoutOpened} = byName(['pluginId', 'onPopoutOpened'], given);
        return this.part('RHSPluginPopoutListener', {forPlugin: pluginId, onPopoutOpened});
    };

    // Header and menus.

    registerMainMenuAction = (...given: unknown[]) => this.part('MainMenu', byName(['text', 'action', 'mobileIcon'], given));

    registerUserGuideDropdownMenuAction = (...given: unknown[]) => this.part('UserGuideDropdown', byName(['text', 'action'], given));

    registerChannelHeaderIcon = (...given: unknown[]) => this.component('ChannelHeaderIcon', given);

    registerChannelHeaderButtonAction = (...given: unknown[]) => {
        const button = byName(['icon', 'action', 'dropdownText', 'tooltipText'], given);
        return this.part('ChannelHeaderButton', {...button, tooltipText: button.tooltipText ?? button.dropdownText});
    };

    registerChannelHeaderMenuAction = (...given: unknown[]) => this.part('ChannelHeader', byName(['text', 'action', 'shouldRender'], given));

    registerChannelIntroButtonAction = (...given: unknown[]) => this.part('ChannelIntroButton', byName(['icon', 'action', 'text'], given));

    registerCallButtonAction = (...given: unknown[]) => this.part('CallButton', byName(['button', 'dropdownButton', 'action', 'icon', 'dropdownText'], given));

    registerLeftSidebarHeaderComponent = (...given: unknown[]) => this.component('LeftSidebarHeader', given);

    registerBottomTeamSidebarComponent = (...given: unknown[]) => this.component('BottomTeamSidebar', given);

    registerSidebarChannelLinkLabelComponent = (...given: unknown[]) => this.component('SidebarChannelLinkLabel', given);

    registerSidebarBrowseOrAddChannelMenuAction = (...given: unknown[]) => this.part('SidebarBrowseOrAddChannelMenu', byName(['text', 'action', 'icon'], given));

    registerChannelToastComponent = (...given: unknown[]) => this.component('ChannelToast', given);

    registerSearchComponents = (...given: unknown[]) => {
        const {buttonComponent, suggestionsComponent, hintsComponent, action} = byName(['buttonComponent', 'suggestionsComponent', 'hintsComponent', 'action'], given);
        return this.part('Search', {buttonComponent, suggestionsComponent, hintsComponent, action});
    };

    registerChannelIconOverride = (...given: unknown[]) => this.part('ChannelIconOverride', byName(['matcher', 'iconName'], given));

    registerChannelTypeOption = (...given: unknown[]) =>
        this.part('ChannelTypeOption', byName(['label', 'description', 'icon', 'isAvailable', 'extraContent', 'onCreate', 'createButtonText'], given));

    registerChannelIntro = (...given: unknown[]) => this.part('ChannelIntro', byName(['matcher', 'component'], given));

    registerChannelSettingsTab = (...given: unknown[]) => {
        const [first] = given;
        const named = byName(['schema', 'component', 'uiName', 'icon', 'shouldRender'], given);
        const bare = given.length === 1 && !named.schema && !named.component ? first : undefined;
        return this.part('ChannelSettingsTab', callable(bare) ? {component: bare} : {...named, schema: named.schema ?? bare});
    };

    registerActionAfterChannelCreation = (...given: unknown[]) => this.part('CreateBoardFromTemplate', byName(['component', 'action'], given));

    // Messages.

    registerPostTypeComponent = (...given: unknown[]) => {
        const {type, component} = byName(['type', 'component'], given);
        const id = newId();
        store.dispatch(addPostType(String(type), {id, pluginId: this.id, type, component} as PluginPart));
        return id;
    };

    registerPostCardTypeComponent = (...given: unknown[]) => {
        const {type, component} = byName(['type', 'component'], given);
        const id = newId();
        store.dispatch(addPostCardType(String(type), {id, pluginId: this.id, type, component} as PluginPart));
        return id;
    };

    registerPostWillRenderEmbedComponent = (...given: unknown[]) => this.part('PostWillRenderEmbedComponent', byName(['match', 'component', 'toggleable'], given));

    registerPostMessageAttachmentComponent = (...given: unknown[]) => this.component('PostMessageAttachment', given);

    registerPostHeaderComponent = (...given: unknown[]) => this.component('PostHeader', given);

    registerPostActionComponent = (...given: unknown[]) => this.component('PostAction', given);

    registerPostDropdownMenuAction = (...given: unknown[]) => this.part('PostDropdownMenu', byName(['text', 'action', 'filter'], given));

    registerPostDropdownSubMenuAction = (...given: unknown[]) => {
        const {text, action, filter} = byName(['text', 'action', 'filter'], given);
        const id = this.part('PostDropdownMenu', {text, action, filter, subMenu: []});
        const rootRegisterMenuItem = (...inner: unknown[]) => {
            const item = byName(['text', 'action', 'filter'], inner);
            const innerId = newId();
            const parent = store.getState().plugins.components['PostDropdownMenu']?.find((one) => one.id === id);
            if (parent) {
                const subMenu = [...(parent['subMenu'] as Foreign[]), {...item, id: innerId, pluginId: this.id, parentMenuItemId: id}];
                store.dispatch(addPart('PostDropdownMenu', {...parent, subMenu}));
            }
            return {id: innerId, rootRegisterMenuItem: this.tooDeep};
        };
        return {id, rootRegisterMenuItem};
    };

    private tooDeep = (): never => {
        throw new Error('A menu of a message has one level of sub-menus; register the entry at the first one.');
    };

    registerPostDropdownMenuComponent = (...given: unknown[]) => this.component('PostDropdownMenuItem', given);

    registerAIActionMenuItemComponent = (...given: unknown[]) => this.part('AIActionMenuItem', byName(['icon', 'text', 'sortOrder', 'component', 'action'], given));

    registerLinkTooltipComponent = (...given: unknown[]) => this.component('LinkTooltip', given);

    registerCodeBlockActionComponent = (...given: unknown[]) => this.component('CodeBlockAction', given);

    registerNewMessagesSeparatorActionComponent = (...given: unknown[]) => this.component('NewMessagesSeparatorAction', given);

    registerMessageWillFormatHook = (...given: unknown[]) => this.hook('MessageWillFormat', given);

    // The composer and files.

    registerPostEditorActionComponent = (...given: unknown[]) => this.component('PostEditorAction', given);

    registerChannelComposerBannerComponent = (...given: unknown[]) => this.component('ChannelComposerBanner', given);

    registerComposerPlaceholder = (...given: unknown[]) => this.part('ComposerPlaceholder', byName(['transform'], given));

    registerMessageWillBePostedHook = (...given: unknown[]) => this.hook('MessageWillBePosted', given);

    registerMessageWillBeUpdatedHook = (...given: unknown[]) => this.hook('MessageWillBeUpdated', given);

    registerSlashCommandWillBePostedHook = (...given: unknown[]) => this.hook('SlashCommandWillBePosted', given);

    registerFileUploadMethod = (...given: unknown[]) => this.part('FileUploadMethod', byName(['icon', 'action', 'text'], given));

    registerFilesWillUploadHook = (...given: unknown[]) => this.hook('FilesWillUploadHook', given);

    registerFileDropdownMenuAction = (...given: unknown[]) => this.part('FilesDropdown', byName(['match', 'text', 'action'], given));

    registerFilePreviewComponent = (...given: unknown[]) => this.part('FilePreview', byName(['override', 'component'], given));

    // People and their settings.

    registerPopoverUserAttributesComponent = (...given: unknown[]) => this.component('PopoverUserAttributes', given);

    registerPopoverUserActionsComponent = (...given: unknown[]) => this.component('PopoverUserActions', given);

    registerUserSettings = (...given: unknown[]) => {
        const {setting} = byName(['setting'], given);
        const settings = (setting ?? given[0]) as PluginUserSettings | undefined;
        if (!settings || typeof settings.uiName !== 'string' || !Array.isArray(settings.sections)) {
            throw new Error('registerUserSettings needs an object with `uiName` and a list of `sections`.');
        }
        store.dispatch(setOfPlugin('userSettings', this.id, {...settings, id: this.id}));
    };

    registerDesktopNotificationHook = (...given: unknown[]) => this.hook('DesktopNotificationHooks', given);

    // The system console.

    registerAdminConsolePlugin = (...given: unknown[]) => {
        const {func} = byName(['func'], given);
        store.dispatch(setOfPlugin('adminConsoleReducers', this.id, func));
    };

    registerAdminConsoleCustomSetting = (...given: unknown[]) => {
        const {key, component, options} = byName(['key', 'component', 'options'], given);
        const custom = {key: String(key), pluginId: this.id, component: component as Foreign, options: {showTitle: Boolean((options as {showTitle?: boolean} | undefined)?.showTitle)}};
        store.dispatch(addConsoleComponent(custom));
    };

    registerAdminConsoleCustomSection = (...given: unknown[]) => {
        const {key, component} = byName(['key', 'component'], given);
        store.dispatch(addConsoleSection({key: String(key), pluginId: this.id, component: component as Foreign, options: {}}));
    };

    registerSystemConsoleGroupTable = (...given: unknown[]) => this.component('SystemConsoleGroupTable', given);

    registerSiteStatisticsHandler = (...given: unknown[]) => {
        const {handler} = byName(['handler'], given);
        store.dispatch(setOfPlugin('siteStatsHandlers', this.id, handler));
    };

    // State and events.

    registerReducer = (...given: unknown[]) => {
        const {reducer} = byName(['reducer'], given);
        addReducer(this.id, reducer as Reducer);
    };

    registerWebSocketEventHandler = (...given: unknown[]) => {
        const {event, handler} = byName(['event', 'handler'], given);
        listen(this.id, String(event), handler as (message: Frame) => unknown);
    };

    registerReconnectHandler = (...given: unknown[]) => {
        const {handler} = byName(['handler'], given);
        onReconnect(this.id, handler as () => unknown);
    };

    registerTranslations = (...given: unknown[]) => {
        const {getTranslationsForLocale} = byName(['getTranslationsForLocale'], given);
        addTranslations(this.id, getTranslationsForLocale as (locale: string) => unknown);
    };

    // Taking away.

    unregisterComponent = (...given: unknown[]) => {
        store.dispatch(removePart(String(byName(['componentId'], given).componentId)));
    };

    unregisterPostTypeComponent = (...given: unknown[]) => {
        store.dispatch(removePart(String(byName(['componentId'], given).componentId)));
    };

    unregisterWebSocketEventHandler = (...given: unknown[]) => {
        unlisten(this.id, String(byName(['event'], given).event));
    };

    unregisterReconnectHandler = () => offReconnect(this.id);

    unregisterAdminConsolePlugin = () => {
        store.dispatch(unsetOfPlugin('adminConsoleReducers', this.id));
    };
}

function defined(values: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** A bundle made for a later page may call what this one lacks: that is written down and does nothing, so the rest of it still starts. */
function guarded(registry: PluginRegistry): PluginRegistry {
    return new Proxy(registry, {
        get(target, name) {
            if (typeof name !== 'string' || name in target || !/^(un)?register[A-Z]/.test(name)) {
                return Reflect.get(target, name) as unknown;
            }
            return () => {
                note(target.id, name, new Error(`This version of Chinwag has no registry.${name}; what it would have shown is missing.`));
                return newId();
            };
        },
    });
}

/** Every method a plugin can call, for the table and its test. */
export function registryMethods(): string[] {
    return Object.keys(new PluginRegistry('names'))
        .filter((name) => /^(un)?register[A-Z]/.test(name))
        .sort();
}
