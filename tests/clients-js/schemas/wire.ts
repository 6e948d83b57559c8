// What travels: the types of @mattermost/types, less what the peer's server does not send either.
//
// JSON schemas are made from this file (lib/answers.js). Each `Seldom` names the fields that clients declare and the
// peer leaves out, always or when they are empty; everything else is demanded as declared.

import type {Audit} from '@mattermost/types/audits';
import type {Bot} from '@mattermost/types/bots';
import type {ChannelCategory, OrderedChannelCategories} from '@mattermost/types/channel_categories';
import type {
    Channel as DeclaredChannel,
    ChannelMembership,
    ChannelNotifyProps,
    ChannelStats,
    ChannelUnread,
    ChannelViewResponse,
    ServerChannel,
} from '@mattermost/types/channels';
import type {StatusOK} from '@mattermost/types/client4';
import type {ClientConfig, ClientLicense} from '@mattermost/types/config';
import type {Draft as DeclaredDraft} from '@mattermost/types/drafts';
import type {FileInfo as DeclaredFile} from '@mattermost/types/files';
import type {Command, IncomingWebhook, OutgoingWebhook, AutocompleteSuggestion} from '@mattermost/types/integrations';
import type {ServerLimits} from '@mattermost/types/limits';
import type {Post as DeclaredPost, PostImage, PostInfo, PostAcknowledgement, PostPriorityMetadata} from '@mattermost/types/posts';
import type {ClientPluginManifest, PluginManifest as DeclaredManifest, PluginStatus} from '@mattermost/types/plugins';
import type {PreferenceType} from '@mattermost/types/preferences';
import type {Reaction} from '@mattermost/types/reactions';
import type {Role} from '@mattermost/types/roles';
import type {Session as DeclaredSession} from '@mattermost/types/sessions';
import type {Team as DeclaredTeam, TeamMembership, TeamStats, TeamUnread} from '@mattermost/types/teams';
import type {UserThread} from '@mattermost/types/threads';
import type {UserAccessToken, UserNotifyProps, UserProfile, UserStatus} from '@mattermost/types/users';

type Seldom<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;
type Either<T, K extends keyof T> = Omit<T, K> & {[key in K]?: T[key] | null};

/** Somebody, as others see them. The password never travels; empty values are left out. */
export type User = Omit<
    Seldom<
        UserProfile,
        | 'password' | 'props' | 'last_password_update' | 'last_picture_update' | 'mfa_active' | 'is_bot'
        | 'bot_description' | 'last_activity_at' | 'terms_of_service_id' | 'terms_of_service_create_at'
    >,
    'notify_props'
> & {notify_props?: Partial<UserNotifyProps>};

/** Oneself: with the settings of notification that every client reads. */
export type Me = User & {
    notify_props: Partial<UserNotifyProps> & Pick<
        UserNotifyProps,
        'desktop' | 'desktop_sound' | 'email' | 'push' | 'push_status' | 'comments' | 'first_name' | 'channel' | 'mention_keys'
    >;
};

/** A scheme and a policy are null where there is none. */
export type Team = Either<DeclaredTeam, 'scheme_id' | 'group_constrained'>;

/** The counts are in TeamUnread. */
export type TeamMember = Seldom<TeamMembership, 'mention_count' | 'mention_count_root' | 'msg_count' | 'msg_count_root'>;

/** The counts of messages are added to the channel, as the client calls it, by the server. */
export type Channel = Either<
    DeclaredChannel,
    'scheme_id' | 'group_constrained' | 'shared' | 'props' | 'banner_info'
> & Pick<ServerChannel, 'total_msg_count' | 'total_msg_count_root'>;

export type ChannelMember = Omit<ChannelMembership, 'notify_props'> & {
    notify_props: Partial<ChannelNotifyProps> & Pick<ChannelNotifyProps, 'desktop' | 'email' | 'push' | 'mark_unread'>;
};

/** `clientId` is the client's own; sizes are there for pictures; the small preview is null for others. */
export type FileInfo = Seldom<Either<DeclaredFile, 'mini_preview'>, 'clientId' | 'width' | 'height' | 'has_preview_image'>;

/** Empty parts of the metadata are left out. `type` has more values than the ones listed (`me`, `custom_…`). */
export type Post = Omit<DeclaredPost, 'metadata' | 'type' | 'user_activity_posts' | 'failed' | 'state'> & {
    type: string;
    metadata: {
        embeds?: Array<{type: string; url?: string}>;
        emojis?: Array<{id: string; name: string}>;
        files?: FileInfo[];
        images?: Record<string, PostImage>;
        reactions?: Reaction[];
        priority?: PostPriorityMetadata;
        acknowledgements?: PostAcknowledgement[];
    };
};

export type PostList = {
    order: string[];
    posts: Record<string, Post>;
    next_post_id: string;
    prev_post_id: string;
    first_inaccessible_post_time: number;
};

export type SearchResults = PostList & {matches: Record<string, string[]> | null};

export type Thread = Omit<UserThread, 'post'> & {post: Post};

export type ThreadList = {
    total: number;
    total_unread_threads: number;
    total_unread_mentions: number;
    threads: Thread[];
};

/** `deltaMsgs` is the client's own. */
export type Unread = Seldom<ChannelUnread, 'deltaMsgs'>;

export type Session = Either<DeclaredSession, 'team_members'>;

export type Draft = Omit<DeclaredDraft, 'metadata' | 'type'> & {type?: string; metadata?: object};

/** All values are texts, and what the web app reads at its start is there. */
export type Config = Record<string, string> & Pick<
    ClientConfig,
    | 'Version' | 'BuildNumber' | 'BuildHash' | 'BuildEnterpriseReady' | 'SiteURL' | 'SiteName' | 'WebsocketURL' | 'NoAccounts'
    | 'EnableOpenServer' | 'EnableUserCreation' | 'EnableSignUpWithEmail' | 'EnableSignInWithEmail'
    | 'EnableSignInWithUsername' | 'PasswordMinimumLength' | 'DefaultClientLocale' | 'AvailableLocales' | 'PluginsEnabled'
    | 'EnableUserStatuses' | 'CollapsedThreads' | 'EnableCustomEmoji' | 'EnableEmojiPicker' | 'EnableFileAttachments'
    | 'MaxFileSize' | 'MaxPostSize' | 'EnableLinkPreviews' | 'TeammateNameDisplay' | 'LockTeammateNameDisplay'
    | 'RestrictDirectMessage' | 'EnableUserTypingMessages' | 'TimeBetweenUserTypingUpdatesMilliseconds'
    | 'EnableChannelViewedMessages' | 'ExperimentalEnablePostMetadata' | 'ExperimentalGroupUnreadChannels' | 'PostEditTimeLimit'
    | 'EnableIncomingWebhooks' | 'EnableOutgoingWebhooks' | 'EnableCommands' | 'EnableOAuthServiceProvider'
    | 'EnableBotAccountCreation' | 'EnableUserAccessTokens' | 'EnableCustomUserStatuses' | 'EnableLastActiveTime'
    | 'AllowSyncedDrafts' | 'ScheduledPosts' | 'PostPriority' | 'DiagnosticsEnabled' | 'CustomUrlSchemes' | 'EnableMarketplace'
    | 'EnableTutorial' | 'EnableOnboardingFlow' | 'DisableAppBar' | 'AppDownloadLink' | 'AndroidAppDownloadLink'
    | 'IosAppDownloadLink'
>;

export type License = ClientLicense & {IsLicensed: string};

/** A custom command has its token only for those who manage it. */
export type CustomCommand = Command;

export type Executed = {response_type: string; text?: string; goto_location?: string; trigger_id?: string};

/** A server part is a component and no native program. */
export type PluginManifest = Omit<DeclaredManifest, 'server' | 'backend'> & {server?: {component?: string}};

/** What each method of Client4 answers. A method that is not here is refused by lib/answers.js. */
export interface Answers {
    createUser: User;
    login: Me;
    logout: object;
    getMe: Me;
    getUser: User;
    getUserByUsername: User;
    getUserByEmail: User;
    patchMe: Me;
    getProfiles: User[];
    getProfilesByIds: User[];
    getProfilesByUsernames: User[];
    getProfilesInTeam: User[];
    getProfilesInChannel: User[];
    getProfilesNotInChannel: User[];
    searchUsers: User[];
    autocompleteUsers: {users: User[]; out_of_channel?: User[]};
    getKnownUsers: string[];
    getStatus: UserStatus;
    getStatusesByIds: UserStatus[];
    updateStatus: UserStatus;
    updateCustomStatus: StatusOK;
    unsetCustomStatus: StatusOK;
    getSessions: Session[];
    revokeSession: StatusOK;
    getUserAudits: Audit[];
    createUserAccessToken: UserAccessToken & {token: string};
    getUserAccessTokensForUser: UserAccessToken[];
    revokeUserAccessToken: StatusOK;
    createBot: Bot;
    getBot: Bot;
    getBots: Bot[];
    patchBot: Bot;
    disableBot: Bot;
    enableBot: Bot;
    createTeam: Team;
    getTeam: Team;
    getTeamByName: Team;
    patchTeam: Team;
    checkIfTeamExists: {exists: boolean};
    getTeams: Team[];
    getMyTeams: Team[];
    getMyTeamMembers: TeamMember[];
    getMyTeamUnreads: TeamUnread[];
    addToTeam: TeamMember;
    getTeamMembers: TeamMember[];
    getTeamStats: TeamStats;
    createChannel: Channel;
    createDirectChannel: Channel;
    createGroupChannel: Channel;
    getChannel: Channel;
    getChannelByName: Channel;
    getChannelByNameAndTeamName: Channel;
    patchChannel: Channel;
    deleteChannel: StatusOK;
    getChannels: Channel[];
    getMyChannels: Channel[];
    getAllTeamsChannels: Channel[];
    autocompleteChannels: Channel[];
    searchChannels: Channel[];
    addToChannel: ChannelMember;
    removeFromChannel: StatusOK;
    getChannelMembers: ChannelMember[];
    getMyChannelMember: ChannelMember;
    getMyChannelMembers: ChannelMember[];
    getAllChannelsMembers: ChannelMember[];
    getChannelStats: ChannelStats;
    getChannelTimezones: string[];
    updateChannelNotifyProps: StatusOK;
    viewMyChannel: ChannelViewResponse;
    createPost: Post;
    getPost: Post;
    patchPost: Post;
    deletePost: StatusOK;
    getPosts: PostList;
    getPostsSince: PostList;
    getPostsBefore: PostList;
    getPostsAfter: PostList;
    getPostsUnread: PostList;
    getPostThread: PostList & {has_next?: boolean};
    getPostsByIds: Post[];
    getPostInfo: PostInfo;
    getPostEditHistory: Post[];
    getPinnedPosts: PostList;
    getFlaggedPosts: PostList;
    pinPost: StatusOK;
    unpinPost: StatusOK;
    markPostAsUnread: Unread;
    searchPosts: SearchResults;
    addReaction: Reaction;
    removeReaction: StatusOK;
    getReactionsForPost: Reaction[];
    getUserThreads: ThreadList;
    getUserThread: Thread;
    updateThreadFollowForUser: StatusOK;
    updateThreadReadForUser: Thread;
    updateThreadsReadForUser: StatusOK;
    uploadFile: {file_infos: FileInfo[]; client_ids: string[]};
    getFileInfosForPost: FileInfo[];
    getMyPreferences: PreferenceType[];
    savePreferences: StatusOK;
    deletePreferences: StatusOK;
    getChannelCategories: OrderedChannelCategories;
    getChannelCategory: ChannelCategory;
    createChannelCategory: ChannelCategory;
    updateChannelCategory: ChannelCategory;
    deleteChannelCategory: StatusOK;
    getChannelCategoryOrder: string[];
    updateChannelCategoryOrder: string[];
    upsertDraft: Draft;
    getUserDrafts: Draft[];
    deleteDraft: object;
    getRolesByNames: Role[];
    getRoleByName: Role;
    getClientConfig: Config;
    getClientLicenseOld: License;
    getServerLimits: {data: ServerLimits};
    ping: {status: string; ActiveSearchBackend: string};
    createIncomingWebhook: IncomingWebhook;
    getIncomingWebhooks: IncomingWebhook[];
    removeIncomingWebhook: StatusOK;
    createOutgoingWebhook: OutgoingWebhook;
    addCommand: CustomCommand;
    getCommandsList: Command[];
    getCustomTeamCommands: Command[];
    executeCommand: Executed;
    getCommandAutocompleteSuggestionsList: AutocompleteSuggestion[];
    uploadPlugin: PluginManifest;
    getPlugins: {active: PluginManifest[]; inactive: PluginManifest[]};
    getPluginStatuses: PluginStatus[];
    getWebappPlugins: ClientPluginManifest[];
    enablePlugin: StatusOK;
    disablePlugin: StatusOK;
    removePlugin: StatusOK;
}
