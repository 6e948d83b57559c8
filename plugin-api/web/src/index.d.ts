/* What a bundle exports, and the registry it is handed. Every method also takes one object with the same names. */
import type {Channel, ChannelMembership} from '@mattermost/types/channels';
import type {FileInfo} from '@mattermost/types/files';
import type {ClientPluginManifest, NewChannelFormResult, NewChannelFormState} from '@mattermost/types/plugins';
import type {Post, PostEmbed} from '@mattermost/types/posts';
import type {GlobalState} from '@mattermost/types/store';
import type {UserProfile} from '@mattermost/types/users';
import type {ComponentType, ReactElement, ReactNode} from 'react';
import type {Action, Reducer, Store} from 'redux';

/** The page's colours; `type` is `Denim` in light and `Onyx` in dark. */
export interface Theme {
    type: string;
    sidebarBg: string;
    sidebarText: string;
    centerChannelBg: string;
    centerChannelColor: string;
    linkColor: string;
    buttonBg: string;
    buttonColor: string;
    errorTextColor: string;
    mentionBg: string;
    mentionColor: string;
    mentionHighlightBg: string;
    newMessageSeparator: string;
    onlineIndicator: string;
    awayIndicator: string;
    dndIndicator: string;
    codeTheme: string;
    [name: string]: string;
}

/** Speaks over the page's WebSocket. */
export interface WebSocketClient {
    sendMessage: (action: string, data: unknown, responseCallback?: (message: unknown) => void) => void;
    addMessageListener: (listener: (message: WebSocketMessage) => void) => void;
    removeMessageListener: (listener: (message: WebSocketMessage) => void) => void;
}

export interface WebSocketMessage<D = Record<string, unknown>> {
    event: string;
    data: D;
    broadcast: {user_id?: string; channel_id?: string; team_id?: string};
    seq: number;
}

/** Every component of a plugin gets these beside what its place hands it. */
export interface PlaceProps {
    theme: Theme;
    webSocketClient: WebSocketClient | undefined;
}

export type PlaceComponent<P = unknown> = ComponentType<PlaceProps & P>;

/** Words, an element, or a component. */
export type Label = ReactNode | ComponentType<PlaceProps>;

/** What a plugin hung into the page, as it lies in `state.plugins.components[place]`. */
export interface Part {
    id: string;
    pluginId: string;
    component?: ComponentType<never>;
    [key: string]: unknown;
}

export interface PluginsState {
    plugins: Record<string, ClientPluginManifest>;
    components: Record<string, Part[]>;
    postTypes: Record<string, Part>;
    postCardTypes: Record<string, Part>;
    adminConsoleReducers: Record<string, (definition: ConsoleDefinition) => ConsoleDefinition>;
    adminConsoleCustomComponents: Record<string, Record<string, {key: string; pluginId: string; component: ComponentType<never>; options: {showTitle?: boolean}}>>;
    adminConsoleCustomSections: Record<string, Record<string, {key: string; pluginId: string; component: ComponentType<never>}>>;
    siteStatsHandlers: Record<string, () => Promise<SiteStatistics>>;
    userSettings: Record<string, UserSettings>;
}

/** The page's store. A plugin's own reducer is at `plugins-<id>`; read it with a cast to the shape you gave it. */
export type ChinwagState = GlobalState & {plugins: PluginsState} & {[slice: `plugins-${string}`]: unknown};

/** Takes thunks as well as actions. */
export interface ChinwagDispatch {
    <R>(thunk: (dispatch: ChinwagDispatch, getState: () => ChinwagState) => R): R;
    <A extends Action>(action: A): A;
}

export type ChinwagStore = Omit<Store<ChinwagState>, 'dispatch'> & {dispatch: ChinwagDispatch};

export interface WebPlugin {
    initialize: (registry: Registry, store: ChinwagStore) => void | Promise<void>;
    uninitialize?: () => void;
}

/** A value or a promise of it. */
export type Maybe<T> = T | Promise<T>;

export type PostVerdict = {post: Post} | {error: {message: string}} | null | undefined;
export type CommandVerdict = {message: string; args: CommandArgs} | {error: {message: string}} | Record<string, never> | null | undefined;

export interface CommandArgs {
    channel_id: string;
    team_id: string;
    root_id?: string;
}

export interface NoticeArgs {
    title: string;
    body: string;
    silent: boolean;
    soundName: string;
    url: string;
    notify: boolean;
}

export interface UserSetting {
    name: string;
    type: 'radio' | 'custom';
    title?: string;
    helpText?: string;
    default?: string;
    options?: Array<{text: string; value: string; helpText?: string}>;
    /** For `custom`: calls `informChange(name, value)`. */
    component?: PlaceComponent<{informChange: (name: string, value: string) => void; value: string}>;
}

export interface UserSettings {
    id: string;
    uiName: string;
    icon?: string;
    action?: {title: string; text: string; buttonText: string; onClick: () => void};
    sections: Array<{title: string; disabled?: boolean; settings?: UserSetting[]; component?: PlaceComponent; onSubmit?: (changes: Record<string, string>) => void}>;
}

/** What a component for a `custom` setting of `plugin.json` gets. */
export interface ConsoleSettingProps extends PlaceProps {
    id: string;
    label: string;
    helpText: ReactNode;
    value: unknown;
    disabled: boolean;
    config: Record<string, unknown>;
    license: Record<string, string>;
    setByEnv: boolean;
    onChange: (id: string, value: unknown, confirm?: boolean, doSubmit?: boolean, warning?: boolean) => void;
    setSaveNeeded: () => void;
    registerSaveAction: (action: () => Promise<{error?: {message?: string}} | undefined>) => void;
    unRegisterSaveAction: (action: () => Promise<{error?: {message?: string}} | undefined>) => void;
    cancelSubmit: () => void;
    showConfirm: boolean;
}

/** Sections of the console by key; each holds pages by key. */
export type ConsoleDefinition = Record<string, {title?: unknown; sectionTitle?: unknown; icon?: unknown; subsections?: Record<string, ConsolePage>; [key: string]: unknown}>;

export interface ConsolePage {
    url?: string;
    title?: unknown;
    schema?: {id?: string; name?: unknown; settings?: ConsoleSetting[]; component?: ComponentType<never>; [key: string]: unknown};
    [key: string]: unknown;
}

export interface ConsoleSetting {
    type: string;
    key: string;
    label?: unknown;
    help_text?: unknown;
    placeholder?: unknown;
    default?: unknown;
    options?: Array<{value: string; display_name: unknown}>;
    component?: ComponentType<never>;
    [key: string]: unknown;
}

export type SiteStatistics = Record<string, {id?: string; name: ReactNode; value: number | string; icon?: string; visualizationType?: string}>;

export interface SidePanel {
    id: string;
    /** Actions to dispatch. */
    showRHSPlugin: Action;
    hideRHSPlugin: (dispatch: ChinwagDispatch) => void;
    toggleRHSPlugin: (dispatch: ChinwagDispatch) => void;
}

type ChannelAction = (channel: Channel, member: ChannelMembership) => unknown;
type Component<P = unknown> = [component: PlaceComponent<P>] | [{component: PlaceComponent<P>}];
type Hook<H> = [hook: H] | [{hook: H}];

/**
 * One method for each place of the page. Where each shows, and what is only kept, is in server/docs/PLUGIN-WEB.md.
 * Most answer an id for `unregisterComponent`.
 */
export interface Registry {
    readonly id: string;
    readonly supports: {globalAppBar: boolean; globalRhs: boolean};

    registerRootComponent(...component: Component): string;
    registerGlobalComponent(...component: Component): string;
    registerProduct(product: {
        baseURL: string;
        switcherIcon: Label;
        switcherText: Label;
        switcherLinkURL: string;
        mainComponent: PlaceComponent;
        headerCentreComponent?: PlaceComponent;
        headerRightComponent?: PlaceComponent;
        showTeamSidebar?: boolean;
        showAppBar?: boolean;
        wrapped?: boolean;
        publicComponent?: PlaceComponent | null;
    }): string;
    registerProductSwitcherMenuItem(item: {text: Label; icon?: Label; action: () => unknown; isHidden?: () => boolean}): string;
    registerAppBarComponent(bar: {iconUrl: string; action?: ChannelAction; tooltipText: Label; supportedProductIds?: string | string[] | null; rhsComponent?: PlaceComponent; rhsTitle?: Label}): string | {id: string; rhsComponent: SidePanel};
    registerNeedsTeamRoute(route: string, component: PlaceComponent): string;
    registerCustomRoute(route: string, component: PlaceComponent): string;
    registerRightHandSidebarComponent(component: PlaceComponent, title: Label): SidePanel;
    registerRightHandSidebarComponent(panel: {component: PlaceComponent; title: Label; showPopout?: boolean}): SidePanel;
    registerRHSPluginPopoutListener(pluginId: string, onPopoutOpened: (...args: unknown[]) => void): string;

    registerMainMenuAction(text: Label, action: () => unknown, mobileIcon?: Label): string;
    registerUserGuideDropdownMenuAction(text: Label, action: () => unknown): string;
    registerChannelHeaderIcon(...component: Component<{channel: Channel; channelMember: ChannelMembership}>): string;
    registerChannelHeaderButtonAction(icon: Label, action: ChannelAction, dropdownText: Label, tooltipText?: Label): string;
    registerChannelHeaderButtonAction(button: {icon: Label; action: ChannelAction; dropdownText: Label; tooltipText?: Label}): string;
    registerChannelHeaderMenuAction(text: Label, action: (channelId: string) => unknown, shouldRender?: (state: ChinwagState) => boolean): string;
    registerChannelIntroButtonAction(icon: Label, action: ChannelAction, text: Label): string;
    registerCallButtonAction(button: Label, dropdownButton: Label, action: ChannelAction, icon?: Label, dropdownText?: Label): string;
    registerLeftSidebarHeaderComponent(...component: Component): string;
    registerBottomTeamSidebarComponent(...component: Component): string;
    registerSidebarChannelLinkLabelComponent(...component: Component<{channel: Channel}>): string;
    registerSidebarBrowseOrAddChannelMenuAction(text: Label, action: () => unknown, icon?: Label): string;
    registerChannelToastComponent(...component: Component<{channel: Channel}>): string;
    registerSearchComponents(search: {
        buttonComponent: PlaceComponent;
        suggestionsComponent: PlaceComponent<{searchTerms: string; onChangeSearch: (value: string) => void; onRunSearch: (value: string) => void}>;
        hintsComponent: PlaceComponent<{searchTerms: string; onChangeSearch: (value: string) => void; onRunSearch: (value: string) => void}>;
        action: (terms: string) => unknown;
    }): string;
    registerChannelIconOverride(override: {matcher: (channel: Channel) => boolean; iconName: string}): string;
    registerChannelTypeOption(option: {
        label: string;
        description?: string;
        icon?: Label;
        isAvailable?: () => boolean;
        extraContent?: PlaceComponent<{formState: NewChannelFormState}>;
        onCreate: (form: NewChannelFormState) => Promise<NewChannelFormResult>;
        createButtonText?: string;
    }): string;
    registerChannelIntro(intro: {matcher: (channel: Channel) => boolean; component: PlaceComponent<{channel: Channel}>}): string;
    registerChannelSettingsTab(tab: {component?: PlaceComponent<{channel: Channel}>; schema?: unknown; uiName?: string; shouldRender?: (state: ChinwagState, channel: Channel) => boolean}): string;
    registerActionAfterChannelCreation(component: PlaceComponent<{setAction: (action: ((channelId: string, teamId: string) => unknown) | null) => void}> | null, action: (channelId: string, teamId: string) => unknown): string;

    registerPostTypeComponent(type: `custom_${string}`, component: PlaceComponent<{post: Post; compactDisplay: boolean; isRHS: boolean}>): string;
    registerPostTypeComponent(kind: {type: `custom_${string}`; component: PlaceComponent<{post: Post; compactDisplay: boolean; isRHS: boolean}>}): string;
    registerPostCardTypeComponent(type: string, component: PlaceComponent<{post: Post}>): string;
    registerPostWillRenderEmbedComponent(match: (embed: PostEmbed) => boolean, component: PlaceComponent<{embed: PostEmbed}>, toggleable: boolean): string;
    registerPostMessageAttachmentComponent(...component: Component<{postId: string; post: Post}>): string;
    registerPostHeaderComponent(...component: Component<{post: Post}>): string;
    registerPostActionComponent(...component: Component<{post: Post; postId: string}>): string;
    registerPostDropdownMenuAction(text: Label, action: (postId: string) => unknown, filter?: (postId: string) => boolean): string;
    registerPostDropdownMenuAction(entry: {text: Label; action: (postId: string) => unknown; filter?: (postId: string) => boolean}): string;
    registerPostDropdownSubMenuAction(text: Label, action: (postId: string) => unknown, filter?: (postId: string) => boolean): {
        id: string;
        rootRegisterMenuItem: (text: Label, action: (postId: string) => unknown, filter?: (postId: string) => boolean) => unknown;
    };
    registerPostDropdownMenuComponent(...component: Component<{postId: string}>): string;
    registerAIActionMenuItemComponent(item: {icon?: Label; text?: Label; sortOrder?: number; component?: PlaceComponent<{post: Post}>; action?: (postId: string) => unknown}): string;
    registerLinkTooltipComponent(...component: Component<{href: string; show: boolean}>): string;
    registerCodeBlockActionComponent(...component: Component<{code: string; language: string}>): string;
    registerNewMessagesSeparatorActionComponent(...component: Component<{lastViewedAt: number; channelId: string; threadId: string}>): string;
    registerMessageWillFormatHook(...hook: Hook<(post: Post, message: string) => string>): string;

    registerPostEditorActionComponent(...component: Component<{draft: {channelId: string; rootId: string; message: string; fileInfos: FileInfo[]}; getSelectedText: () => {start: number; end: number}; updateText: (message: string) => void}>): string;
    registerChannelComposerBannerComponent(...component: Component<{channelId: string; rootId: string}>): string;
    registerComposerPlaceholder(placeholder: {transform: (text: string, place: {channelId: string; rootId: string}) => string}): string;
    registerMessageWillBePostedHook(...hook: Hook<(post: Post) => Maybe<PostVerdict>>): string;
    registerMessageWillBeUpdatedHook(...hook: Hook<(post: Partial<Post>, before: Post) => Maybe<PostVerdict>>): string;
    registerSlashCommandWillBePostedHook(...hook: Hook<(message: string, args: CommandArgs) => Maybe<CommandVerdict>>): string;
    registerFileUploadMethod(icon: Label, action: (upload: (files: Iterable<File>) => void) => unknown, text: Label): string;
    registerFilesWillUploadHook(...hook: Hook<(files: File[], upload: (files: File[]) => void) => Maybe<{message?: string | null; files?: File[] | null}>>): string;
    registerFileDropdownMenuAction(match: (file: FileInfo) => boolean, text: Label, action: (file: FileInfo) => unknown): string;
    registerFilePreviewComponent(override: (file: FileInfo, post?: Post) => boolean, component: PlaceComponent<{fileInfo: FileInfo; post?: Post; onModalDismissed: () => void}>): string;

    registerPopoverUserAttributesComponent(...component: Component<{user: UserProfile; status: string; hide: () => void}>): string;
    registerPopoverUserActionsComponent(...component: Component<{user: UserProfile; status: string; hide: () => void}>): string;
    registerUserSettings(setting: Omit<UserSettings, 'id'> & {id?: string}): void;
    registerDesktopNotificationHook(...hook: Hook<(post: Post, message: unknown, channel: Channel, teamId: string, args: NoticeArgs) => Maybe<{args?: NoticeArgs; error?: string}>>): string;

    registerAdminConsolePlugin(func: (definition: ConsoleDefinition) => ConsoleDefinition): void;
    registerAdminConsoleCustomSetting(key: string, component: ComponentType<ConsoleSettingProps>, options?: {showTitle?: boolean}): void;
    registerAdminConsoleCustomSection(key: string, component: ComponentType<never>): void;
    registerSystemConsoleGroupTable(...component: Component): string;
    registerSiteStatisticsHandler(handler: () => Promise<SiteStatistics>): void;

    registerReducer<S>(reducer: Reducer<S>): void;
    registerWebSocketEventHandler<D>(event: string, handler: (message: WebSocketMessage<D>) => void): void;
    registerReconnectHandler(handler: () => void): void;
    registerTranslations(getTranslationsForLocale: (locale: string) => Record<string, string>): void;

    unregisterComponent(componentId: string): void;
    unregisterPostTypeComponent(componentId: string): void;
    unregisterWebSocketEventHandler(event: string): void;
    unregisterReconnectHandler(): void;
    unregisterAdminConsolePlugin(): void;
}

export type {ReactElement};
