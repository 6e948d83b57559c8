/* The pages of server settings: which keys of the configuration each shows, in which words. */
import type {IconName} from '@/components/Icon';

export type SettingKind = 'text' | 'long' | 'secret' | 'number' | 'switch' | 'choice' | 'megabytes' | 'list';

export interface Setting {
    section: string;
    key: string;
    label: string;
    hint?: string;
    kind: SettingKind;
    choices?: Array<{value: string; label: string}>;
    min?: number;
}

export interface SettingsPageData {
    id: string;
    title: string;
    lead: string;
    icon: IconName;
    groups: Array<{title: string; settings: Setting[]}>;
    test?: 'email' | 'file';
}

type Extra = Partial<Omit<Setting, 'section' | 'key' | 'label' | 'kind'>>;

const make =
    (section: string) =>
    (kind: SettingKind, key: string, label: string, hint?: string, extra: Extra = {}): Setting => ({section, key, label, kind, ...(hint ? {hint} : {}), ...extra});

const service = make('ServiceSettings');
const team = make('TeamSettings');
const email = make('EmailSettings');
const password = make('PasswordSettings');
const file = make('FileSettings');
const log = make('LogSettings');
const limit = make('RateLimitSettings');
const privacy = make('PrivacySettings');
const plugin = make('PluginSettings');
const guest = make('GuestAccountsSettings');
const locale = make('LocalizationSettings');
const announce = make('AnnouncementSettings');
const support = make('SupportSettings');
const display = make('DisplaySettings');
const theme = make('ThemeSettings');
const sql = make('SqlSettings');

export const SETTINGS_PAGES: SettingsPageData[] = [
    {
        id: 'site',
        title: 'Site',
        lead: 'What this server is called and where people reach it.',
        icon: 'globe',
        groups: [
            {
                title: 'Name',
                settings: [
                    team('text', 'SiteName', 'Site name', 'Shown on the login page and in the title of the tab.'),
                    team('switch', 'EnableCustomBrand', 'Show a text on the login page'),
                    team('long', 'CustomBrandText', 'Text on the login page'),
                    team('text', 'CustomDescriptionText', 'Description'),
                ],
            },
            {
                title: 'Address',
                settings: [
                    service('text', 'SiteURL', 'Site address', 'The full address people type, such as https://chat.example.org. Links in mails and the WebSocket origin check use it.'),
                    service('text', 'ListenAddress', 'Listen address', 'Needs a restart.'),
                    service('text', 'AllowCorsFrom', 'Other origins that may call the API', 'Separated by spaces; * allows all.'),
                ],
            },
            {
                title: 'Announcement',
                settings: [
                    announce('switch', 'EnableBanner', 'Show a banner to everyone'),
                    announce('text', 'BannerText', 'Banner text'),
                    announce('switch', 'AllowBannerDismissal', 'People may close it'),
                    announce('text', 'BannerColor', 'Colour of the banner', 'As #rrggbb; shown by other clients.'),
                    announce('text', 'BannerTextColor', 'Colour of its text', 'As #rrggbb; shown by other clients.'),
                ],
            },
            {
                title: 'Language',
                settings: [
                    locale('text', 'DefaultServerLocale', 'Server language'),
                    locale('text', 'DefaultClientLocale', 'Language of new people'),
                    locale('text', 'AvailableLocales', 'Languages people may choose', 'Separated by commas. Empty means all.'),
                ],
            },
            {
                title: 'Help and legal pages',
                settings: [
                    support('text', 'HelpLink', 'Help'),
                    support('text', 'ReportAProblemLink', 'Report a problem'),
                    support('text', 'SupportEmail', 'Support address'),
                    support('text', 'TermsOfServiceLink', 'Terms of service'),
                    support('text', 'PrivacyPolicyLink', 'Privacy policy'),
                    support('text', 'AboutLink', 'About'),
                ],
            },
        ],
    },
    {
        id: 'signup',
        title: 'Sign-up and login',
        lead: 'Who may create an account, and how people log in.',
        icon: 'user-plus',
        groups: [
            {
                title: 'Accounts',
                settings: [
                    team('switch', 'EnableUserCreation', 'New accounts may be created'),
                    team('switch', 'EnableOpenServer', 'Without an invitation', 'Anyone who reaches the server may create an account.'),
                    team('text', 'RestrictCreationToDomains', 'Only with these email domains', 'Separated by commas. Empty means any.'),
                    team('number', 'MaxUsersPerTeam', 'Most people in a team', undefined, {min: 1}),
                    team('text', 'ExperimentalPrimaryTeam', 'Team everyone joins', 'Its name in addresses.'),
                    team('list', 'ExperimentalDefaultChannels', 'Channels new members of a team join', 'Names, one a line, beside the default ones.'),
                    team('switch', 'EnableUserDeactivation', 'People may deactivate their own account'),
                    guest('switch', 'Enable', 'Guests'),
                ],
            },
            {
                title: 'Login',
                settings: [
                    email('switch', 'EnableSignUpWithEmail', 'Sign up with email'),
                    email('switch', 'EnableSignInWithEmail', 'Log in with email'),
                    email('switch', 'EnableSignInWithUsername', 'Log in with username'),
                    service('switch', 'EnableMultifactorAuthentication', 'Allow a second factor'),
                    service('switch', 'EnforceMultifactorAuthentication', 'Insist on a second factor'),
                    service('number', 'MaximumLoginAttempts', 'Wrong passwords before an account is locked', undefined, {min: 1}),
                ],
            },
            {
                title: 'Sessions',
                settings: [
                    service('number', 'SessionLengthWebInHours', 'Hours a login in the browser lasts', undefined, {min: 1}),
                    service('number', 'SessionLengthMobileInHours', 'Hours a login on a phone lasts', undefined, {min: 1}),
                    service('switch', 'ExtendSessionLengthWithActivity', 'Activity extends a session'),
                    service('number', 'SessionIdleTimeoutInMinutes', 'Minutes without activity that end a session', '0 means never.', {min: 0}),
                ],
            },
        ],
    },
    {
        id: 'passwords',
        title: 'Passwords',
        lead: 'What a password has to hold. Existing passwords keep working.',
        icon: 'key',
        groups: [
            {
                title: 'Rules',
                settings: [
                    password('number', 'MinimumLength', 'Least characters', undefined, {min: 5}),
                    password('switch', 'Lowercase', 'A small letter'),
                    password('switch', 'Uppercase', 'A capital letter'),
                    password('switch', 'Number', 'A digit'),
                    password('switch', 'Symbol', 'A symbol'),
                ],
            },
        ],
    },
    {
        id: 'messages',
        title: 'Messages',
        lead: 'Writing, editing, threads and what is shown beside a message.',
        icon: 'thread',
        groups: [
            {
                title: 'Writing',
                settings: [
                    service('number', 'PostEditTimeLimit', 'Seconds in which a message may be edited', '-1 means always.'),
                    service('choice', 'CollapsedThreads', 'Threads', 'Whether replies are gathered in threads.', {
                        choices: [
                            {value: 'disabled', label: 'Off'},
                            {value: 'default_off', label: 'People may switch it on'},
                            {value: 'default_on', label: 'On; people may switch it off'},
                            {value: 'always_on', label: 'On for everyone'},
                        ],
                    }),
                    service('switch', 'ThreadAutoFollow', 'Follow threads one takes part in'),
                    service('switch', 'EnableUserTypingMessages', 'Show who is typing'),
                    service('switch', 'EnableUserStatuses', 'Show who is online'),
                    team('switch', 'EnableCustomUserStatuses', 'Custom statuses'),
                    team('number', 'UserStatusAwayTimeout', 'Seconds after which someone is away', undefined, {min: 1}),
                    service('switch', 'EnableLastActiveTime', 'Show when someone was last here'),
                    service('number', 'TimeBetweenUserTypingUpdatesMilliseconds', 'Milliseconds between typing notes', undefined, {min: 1000}),
                ],
            },
            {
                title: 'Emoji and previews',
                settings: [
                    service('switch', 'EnableEmojiPicker', 'Emoji picker'),
                    service('switch', 'EnableCustomEmoji', 'Custom emoji'),
                    service('switch', 'EnableLinkPreviews', 'Previews of links', 'The server then fetches linked pages.'),
                    service('switch', 'EnablePermalinkPreviews', 'Previews of linked messages'),
                    service('number', 'UniqueEmojiReactionLimitPerPost', 'Most different reactions on a message', undefined, {min: 0}),
                    display('list', 'CustomURLSchemes', 'Other schemes that become links', 'Such as git or vscode, one a line.'),
                ],
            },
            {
                title: 'Drafts, search and channels',
                settings: [
                    service('switch', 'AllowSyncedDrafts', 'Drafts are kept on the server', 'Otherwise in each browser alone.'),
                    service('switch', 'ScheduledPosts', 'Messages can be sent later'),
                    service('switch', 'EnablePostSearch', 'Search in messages'),
                    service('switch', 'EnableFileSearch', 'Search in files'),
                    team('switch', 'ExperimentalViewArchivedChannels', 'Archived channels can be read'),
                    team('number', 'MaxChannelsPerTeam', 'Most channels in a team', undefined, {min: 1}),
                    team('number', 'MaxNotificationsPerChannel', 'Most people @all and @channel may call', undefined, {min: 1}),
                    team('switch', 'EnableConfirmNotificationsToChannel', 'Ask before calling many people'),
                    service('switch', 'EnableChannelViewedMessages', 'Keep several open windows in step'),
                ],
            },
            {
                title: 'Appearance',
                settings: [theme('switch', 'EnableThemeSelection', 'People may choose a theme'), theme('switch', 'AllowCustomThemes', 'People may make their own theme'), theme('text', 'DefaultTheme', 'Theme of new people')],
            },
            {
                title: 'People',
                settings: [
                    team('choice', 'TeammateNameDisplay', 'Names', undefined, {
                        choices: [
                            {value: 'username', label: 'Username'},
                            {value: 'nickname_full_name', label: 'Nickname, or else full name'},
                            {value: 'full_name', label: 'Full name'},
                        ],
                    }),
                    team('switch', 'LockTeammateNameDisplay', 'The same for everyone'),
                    team('choice', 'RestrictDirectMessage', 'Direct messages', undefined, {
                        choices: [
                            {value: 'any', label: 'With anyone on the server'},
                            {value: 'team', label: 'With people of one’s teams'},
                        ],
                    }),
                    privacy('switch', 'ShowEmailAddress', 'Show email addresses'),
                    privacy('switch', 'ShowFullName', 'Show full names'),
                ],
            },
        ],
    },
    {
        id: 'files',
        title: 'Files',
        lead: 'What may be uploaded and where it is kept.',
        icon: 'file',
        test: 'file',
        groups: [
            {
                title: 'Uploads',
                settings: [
                    file('switch', 'EnableFileAttachments', 'Files in messages'),
                    file('megabytes', 'MaxFileSize', 'Largest file in MB', undefined, {min: 1}),
                    file('switch', 'EnablePublicLink', 'Public links to files'),
                    file('secret', 'PublicLinkSalt', 'Salt of public links', 'A new one makes all links given out so far invalid.'),
                    file('number', 'MaxImageResolution', 'Most pixels of a picture', undefined, {min: 1}),
                    file('number', 'MaxImageDecoderConcurrency', 'Pictures worked on at a time', '-1 means one for each core.', {min: -1}),
                ],
            },
            {
                title: 'Storage',
                settings: [
                    file('choice', 'DriverName', 'Kept', 'Needs a restart.', {
                        choices: [
                            {value: 'local', label: 'On this machine'},
                            {value: 'amazons3', label: 'In S3 or a compatible store'},
                        ],
                    }),
                    file('text', 'Directory', 'Directory'),
                    file('text', 'AmazonS3Bucket', 'S3 bucket'),
                    file('text', 'AmazonS3Region', 'S3 region'),
                    file('text', 'AmazonS3Endpoint', 'S3 endpoint'),
                    file('text', 'AmazonS3AccessKeyId', 'S3 access key id'),
                    file('secret', 'AmazonS3SecretAccessKey', 'S3 secret access key'),
                ],
            },
        ],
    },
    {
        id: 'mail',
        title: 'Mail',
        lead: 'How the server sends invitations, password links and notifications.',
        icon: 'mail',
        test: 'email',
        groups: [
            {
                title: 'Notifications',
                settings: [
                    email('switch', 'SendEmailNotifications', 'Send mail about missed messages'),
                    email('switch', 'RequireEmailVerification', 'Addresses have to be confirmed'),
                    email('switch', 'EnableEmailInvitations', 'Invitations by mail'),
                    email('text', 'FeedbackName', 'Sender name'),
                    email('text', 'FeedbackEmail', 'Sender address'),
                    email('text', 'ReplyToAddress', 'Reply address'),
                ],
            },
            {
                title: 'Mail server',
                settings: [
                    email('text', 'SMTPServer', 'Server'),
                    email('text', 'SMTPPort', 'Port'),
                    email('choice', 'ConnectionSecurity', 'Security', undefined, {
                        choices: [
                            {value: '', label: 'None'},
                            {value: 'TLS', label: 'TLS'},
                            {value: 'STARTTLS', label: 'STARTTLS'},
                        ],
                    }),
                    email('switch', 'EnableSMTPAuth', 'Log in to the mail server'),
                    email('text', 'SMTPUsername', 'User'),
                    email('secret', 'SMTPPassword', 'Password'),
                    email('number', 'SMTPServerTimeout', 'Seconds to wait for it', undefined, {min: 1}),
                    email('switch', 'SkipServerCertificateVerification', 'Do not check its certificate', 'For tests only: anyone in between can read the mails.'),
                ],
            },
        ],
    },
    {
        id: 'integrations',
        title: 'Integrations',
        lead: 'What other programs may do here.',
        icon: 'plug',
        groups: [
            {
                title: 'Ways in and out',
                settings: [
                    service('switch', 'EnableIncomingWebhooks', 'Incoming web hooks'),
                    service('switch', 'EnableOutgoingWebhooks', 'Outgoing web hooks'),
                    service('switch', 'EnableCommands', 'Custom slash commands'),
                    service('switch', 'EnableOAuthServiceProvider', 'OAuth 2.0 provider'),
                    service('switch', 'EnablePostUsernameOverride', 'Integrations may use another name'),
                    service('switch', 'EnablePostIconOverride', 'Integrations may use another picture'),
                    service('switch', 'EnableUserAccessTokens', 'Personal access tokens'),
                    service('switch', 'EnableBotAccountCreation', 'Bot accounts'),
                    service('text', 'AllowedUntrustedInternalConnections', 'Inner addresses that may be called', 'Hosts or networks separated by spaces. Others inside your network are refused.'),
                ],
            },
            {
                title: 'Plugins',
                settings: [
                    plugin('switch', 'Enable', 'Plugins'),
                    plugin('switch', 'EnableUploads', 'Plugins may be uploaded'),
                    plugin('switch', 'RequirePluginSignature', 'Only signed plugins', 'A signature is uploaded together with its bundle.'),
                    plugin('list', 'SignaturePublicKeyFiles', 'Keys that are trusted', 'Files on the server, one a line.'),
                    plugin('switch', 'EnableMarketplace', 'Marketplace'),
                    plugin('text', 'MarketplaceURL', 'Address of the marketplace', 'Of its list in JSON. While it is empty, only what is installed here is listed.'),
                ],
            },
        ],
    },
    {
        id: 'logging',
        title: 'Logging and limits',
        lead: 'What the server writes down, and how much one client may ask.',
        icon: 'log',
        groups: [
            {
                title: 'Log',
                settings: [
                    log('switch', 'EnableConsole', 'To the console'),
                    log('choice', 'ConsoleLevel', 'Console level', undefined, {
                        choices: ['DEBUG', 'INFO', 'WARN', 'ERROR'].map((value) => ({value, label: value})),
                    }),
                    log('switch', 'ConsoleJson', 'Console as JSON'),
                    log('switch', 'EnableFile', 'To a file'),
                    log('choice', 'FileLevel', 'File level', undefined, {
                        choices: ['DEBUG', 'INFO', 'WARN', 'ERROR'].map((value) => ({value, label: value})),
                    }),
                    log('text', 'FileLocation', 'File directory'),
                    log('number', 'KeepLines', 'Lines kept for the log page', undefined, {min: 1}),
                ],
            },
            {
                title: 'Rate limit',
                settings: [
                    limit('switch', 'Enable', 'Limit requests'),
                    limit('number', 'PerSec', 'Requests per second', undefined, {min: 1}),
                    limit('number', 'MaxBurst', 'Burst', undefined, {min: 1}),
                    limit('switch', 'VaryByUser', 'Count by account'),
                    limit('switch', 'VaryByRemoteAddr', 'Count by network address'),
                    limit('number', 'MemoryStoreSize', 'Clients remembered', undefined, {min: 1}),
                ],
            },
        ],
    },
    {
        id: 'server',
        title: 'Server and database',
        lead: 'How this server runs. Most of it needs a restart.',
        icon: 'settings',
        groups: [
            {
                title: 'Requests',
                settings: [
                    service('number', 'MaximumPayloadSizeBytes', 'Most bytes of a request', 'Files have their own limit.', {min: 1}),
                    service('number', 'ReadTimeout', 'Seconds a request may take to arrive', undefined, {min: 1}),
                    service('number', 'IdleTimeout', 'Seconds an idle connection stays open', undefined, {min: 1}),
                ],
            },
            {
                title: 'Deleting for good',
                settings: [
                    service('switch', 'EnableAPIUserDeletion', 'Accounts', 'Administrators may delete accounts with all they wrote, through the API.'),
                    service('switch', 'EnableAPITeamDeletion', 'Teams'),
                    service('switch', 'EnableAPIChannelDeletion', 'Channels'),
                ],
            },
            {title: 'Local administration', settings: [service('switch', 'EnableLocalMode', 'A socket for the command line', 'Whoever may open it administers the server without a login.'), service('text', 'LocalModeSocketLocation', 'Path of the socket', 'Empty means in the data folder.')]},
            {
                title: 'Database',
                settings: [
                    sql('secret', 'DataSource', 'PostgreSQL address', 'Empty means SQLite in the data folder.'),
                    sql('number', 'MaxOpenConns', 'Most connections', undefined, {min: 1}),
                    sql('switch', 'SynchronousFull', 'SQLite waits for the disk on every write', 'Nothing is lost even when the machine loses power; writing is slower.'),
                ],
            },
        ],
    },
];

export type Config = Record<string, Record<string, unknown> | undefined>;

export function readSetting(config: Config, setting: Setting): unknown {
    return config[setting.section]?.[setting.key];
}

/** Settings the server does not have are not shown: a field that does nothing would be a lie. */
export function offered(config: Config, settings: Setting[]): Setting[] {
    return settings.filter((setting) => readSetting(config, setting) !== undefined);
}

/** Only the branches that changed, as PUT /config/patch wants them. */
export function patchOf(changes: Map<Setting, unknown>): Config {
    const patch: Config = {};
    for (const [setting, value] of changes) {
        patch[setting.section] = {...patch[setting.section], [setting.key]: value};
    }
    return patch;
}

/** The variable of the environment that lays itself over a setting. */
export function variableOf(setting: Setting): string {
    return `CHINWAG_${setting.section}_${setting.key}`.toUpperCase();
}

export interface Found {
    page: SettingsPageData;
    group: string;
    setting: Setting;
}

/** Settings by words of their label, hint or key. */
export function findSettings(term: string, pages: SettingsPageData[] = SETTINGS_PAGES): Found[] {
    const wanted = term.toLowerCase().split(/\s+/).filter(Boolean);
    if (wanted.length === 0) {
        return [];
    }
    return pages
        .flatMap((page) => page.groups.flatMap((group) => group.settings.map((setting): Found => ({page, group: group.title, setting}))))
        .filter(({page, group, setting}) => {
            const text = `${setting.label} ${setting.hint ?? ''} ${setting.section}.${setting.key} ${group} ${page.title}`.toLowerCase();
            return wanted.every((word) => text.includes(word));
        });
}
