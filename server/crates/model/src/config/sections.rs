//! The other sections of the configuration: one struct each, every key with its default.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ServiceSettings;
use crate::JsonMap;

/// Teams and the people in them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TeamSettings {
    /// Name of the server.
    #[serde(rename = "SiteName")]
    pub site_name: String,
    /// Members of a team.
    #[serde(rename = "MaxUsersPerTeam")]
    pub max_users_per_team: i64,
    /// Channels of a team.
    #[serde(rename = "MaxChannelsPerTeam")]
    pub max_channels_per_team: i64,
    /// Members up to which @channel asks for confirmation.
    #[serde(rename = "MaxNotificationsPerChannel")]
    pub max_notifications_per_channel: i64,
    /// Whether accounts can be made.
    #[serde(rename = "EnableUserCreation")]
    pub enable_user_creation: bool,
    /// Whether anybody may make an account without an invitation.
    #[serde(rename = "EnableOpenServer")]
    pub enable_open_server: bool,
    /// Whether people may deactivate themselves.
    #[serde(rename = "EnableUserDeactivation")]
    pub enable_user_deactivation: bool,
    /// Mail domains that may make an account.
    #[serde(rename = "RestrictCreationToDomains")]
    pub restrict_creation_to_domains: String,
    /// Text on the login page.
    #[serde(rename = "CustomBrandText")]
    pub custom_brand_text: String,
    /// Line below the name on the login page.
    #[serde(rename = "CustomDescriptionText")]
    pub custom_description_text: String,
    /// Whether the login page shows the text and picture.
    #[serde(rename = "EnableCustomBrand")]
    pub enable_custom_brand: bool,
    /// Who may message whom: `any`, `team`.
    #[serde(rename = "RestrictDirectMessage")]
    pub restrict_direct_message: String,
    /// Whether @all asks first.
    #[serde(rename = "EnableConfirmNotificationsToChannel")]
    pub enable_confirm_notifications_to_channel: bool,
    /// `username`, `nickname_full_name`, `full_name`.
    #[serde(rename = "TeammateNameDisplay")]
    pub teammate_name_display: String,
    /// Whether people may not choose that themselves.
    #[serde(rename = "LockTeammateNameDisplay")]
    pub lock_teammate_name_display: bool,
    /// Seconds without activity after which a person is away.
    #[serde(rename = "UserStatusAwayTimeout")]
    pub user_status_away_timeout: i64,
    /// Whether archived channels can be read.
    #[serde(rename = "ExperimentalViewArchivedChannels")]
    pub experimental_view_archived_channels: bool,
    /// Channels every new member joins, beside town-square.
    #[serde(rename = "ExperimentalDefaultChannels")]
    pub experimental_default_channels: Vec<String>,
    /// Team every new user joins.
    #[serde(rename = "ExperimentalPrimaryTeam")]
    pub experimental_primary_team: String,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for TeamSettings {
    fn default() -> Self {
        Self {
            site_name: "Chinwag".into(),
            max_users_per_team: 10_000,
            max_channels_per_team: 20_000,
            max_notifications_per_channel: 1_000,
            enable_user_creation: true,
            enable_open_server: false,
            enable_user_deactivation: false,
            restrict_creation_to_domains: String::new(),
            custom_brand_text: String::new(),
            custom_description_text: String::new(),
            enable_custom_brand: false,
            restrict_direct_message: "any".into(),
            enable_confirm_notifications_to_channel: true,
            teammate_name_display: "username".into(),
            lock_teammate_name_display: false,
            user_status_away_timeout: 300,
            experimental_view_archived_channels: true,
            experimental_default_channels: Vec::new(),
            experimental_primary_team: String::new(),
            extra: BTreeMap::new(),
        }
    }
}

/// The database.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SqlSettings {
    /// `sqlite` or `postgres`.
    #[serde(rename = "DriverName")]
    pub driver_name: String,
    /// Path or address; empty for `chinwag.db` in the data folder.
    #[serde(rename = "DataSource")]
    pub data_source: String,
    /// Connections at once.
    #[serde(rename = "MaxOpenConns")]
    pub max_open_conns: i64,
    /// Seconds a query may take.
    #[serde(rename = "QueryTimeout")]
    pub query_timeout: i64,
    /// SQLite: whether every commit waits for the disk.
    #[serde(rename = "SynchronousFull")]
    pub synchronous_full: bool,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for SqlSettings {
    fn default() -> Self {
        Self {
            driver_name: "sqlite".into(),
            data_source: String::new(),
            max_open_conns: 16,
            query_timeout: 30,
            synchronous_full: false,
            extra: BTreeMap::new(),
        }
    }
}

/// What a password needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordSettings {
    /// Characters, 5 to 72.
    #[serde(rename = "MinimumLength")]
    pub minimum_length: i64,
    /// A lower-case letter.
    #[serde(rename = "Lowercase")]
    pub lowercase: bool,
    /// A digit.
    #[serde(rename = "Number")]
    pub number: bool,
    /// An upper-case letter.
    #[serde(rename = "Uppercase")]
    pub uppercase: bool,
    /// Another character.
    #[serde(rename = "Symbol")]
    pub symbol: bool,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for PasswordSettings {
    fn default() -> Self {
        Self {
            minimum_length: 8,
            lowercase: false,
            number: false,
            uppercase: false,
            symbol: false,
            extra: BTreeMap::new(),
        }
    }
}

/// Files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileSettings {
    /// Files in posts.
    #[serde(rename = "EnableFileAttachments")]
    pub enable_file_attachments: bool,
    /// Bytes of a file.
    #[serde(rename = "MaxFileSize")]
    pub max_file_size: i64,
    /// Pixels of a picture that is previewed.
    #[serde(rename = "MaxImageResolution")]
    pub max_image_resolution: i64,
    /// Pictures worked on at once; -1 for half of the cores.
    #[serde(rename = "MaxImageDecoderConcurrency")]
    pub max_image_decoder_concurrency: i64,
    /// `local`, or `amazons3`.
    #[serde(rename = "DriverName")]
    pub driver_name: String,
    /// Folder of files; empty for `files` in the data folder.
    #[serde(rename = "Directory")]
    pub directory: String,
    /// Links to files that need no login.
    #[serde(rename = "EnablePublicLink")]
    pub enable_public_link: bool,
    /// Secret of those links; made at first start.
    #[serde(rename = "PublicLinkSalt")]
    pub public_link_salt: String,
    /// Bucket.
    #[serde(rename = "AmazonS3Bucket")]
    pub amazon_s3_bucket: String,
    /// Region.
    #[serde(rename = "AmazonS3Region")]
    pub amazon_s3_region: String,
    /// Address of the service.
    #[serde(rename = "AmazonS3Endpoint")]
    pub amazon_s3_endpoint: String,
    /// Key.
    #[serde(rename = "AmazonS3AccessKeyId")]
    pub amazon_s3_access_key_id: String,
    /// Secret key.
    #[serde(rename = "AmazonS3SecretAccessKey")]
    pub amazon_s3_secret_access_key: String,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for FileSettings {
    fn default() -> Self {
        Self {
            enable_file_attachments: true,
            max_file_size: 104_857_600,
            max_image_resolution: 33_177_600,
            max_image_decoder_concurrency: -1,
            driver_name: "local".into(),
            directory: String::new(),
            enable_public_link: false,
            public_link_salt: String::new(),
            amazon_s3_bucket: String::new(),
            amazon_s3_region: String::new(),
            amazon_s3_endpoint: String::new(),
            amazon_s3_access_key_id: String::new(),
            amazon_s3_secret_access_key: String::new(),
            extra: BTreeMap::new(),
        }
    }
}

/// Mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EmailSettings {
    /// Accounts by mail address and password.
    #[serde(rename = "EnableSignUpWithEmail")]
    pub enable_sign_up_with_email: bool,
    /// Login by mail address.
    #[serde(rename = "EnableSignInWithEmail")]
    pub enable_sign_in_with_email: bool,
    /// Login by username.
    #[serde(rename = "EnableSignInWithUsername")]
    pub enable_sign_in_with_username: bool,
    /// Mail about mentions.
    #[serde(rename = "SendEmailNotifications")]
    pub send_email_notifications: bool,
    /// Whether an address must be confirmed before login.
    #[serde(rename = "RequireEmailVerification")]
    pub require_email_verification: bool,
    /// Name of the sender.
    #[serde(rename = "FeedbackName")]
    pub feedback_name: String,
    /// Address of the sender.
    #[serde(rename = "FeedbackEmail")]
    pub feedback_email: String,
    /// Address for answers.
    #[serde(rename = "ReplyToAddress")]
    pub reply_to_address: String,
    /// Whether the mail server wants a login.
    #[serde(rename = "EnableSMTPAuth")]
    pub enable_smtp_auth: bool,
    /// Login.
    #[serde(rename = "SMTPUsername")]
    pub smtp_username: String,
    /// Password.
    #[serde(rename = "SMTPPassword")]
    pub smtp_password: String,
    /// Host.
    #[serde(rename = "SMTPServer")]
    pub smtp_server: String,
    /// Port.
    #[serde(rename = "SMTPPort")]
    pub smtp_port: String,
    /// Seconds.
    #[serde(rename = "SMTPServerTimeout")]
    pub smtp_server_timeout: i64,
    /// empty, `STARTTLS`, `TLS`.
    #[serde(rename = "ConnectionSecurity")]
    pub connection_security: String,
    /// Push to mobile apps.
    #[serde(rename = "SendPushNotifications")]
    pub send_push_notifications: bool,
    /// Address of a push proxy.
    #[serde(rename = "PushNotificationServer")]
    pub push_notification_server: String,
    /// `full`, `generic`, `id_loaded`.
    #[serde(rename = "PushNotificationContents")]
    pub push_notification_contents: String,
    /// One mail for many mentions.
    #[serde(rename = "EnableEmailBatching")]
    pub enable_email_batching: bool,
    /// Accept any certificate of the mail server.
    #[serde(rename = "SkipServerCertificateVerification")]
    pub skip_server_certificate_verification: bool,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for EmailSettings {
    fn default() -> Self {
        Self {
            enable_sign_up_with_email: true,
            enable_sign_in_with_email: true,
            enable_sign_in_with_username: true,
            send_email_notifications: false,
            require_email_verification: false,
            feedback_name: String::new(),
            feedback_email: String::new(),
            reply_to_address: String::new(),
            enable_smtp_auth: false,
            smtp_username: String::new(),
            smtp_password: String::new(),
            smtp_server: String::new(),
            smtp_port: "25".into(),
            smtp_server_timeout: 10,
            connection_security: String::new(),
            send_push_notifications: false,
            push_notification_server: String::new(),
            push_notification_contents: "generic".into(),
            enable_email_batching: false,
            skip_server_certificate_verification: false,
            extra: BTreeMap::new(),
        }
    }
}

/// How many requests a client may send.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RateLimitSettings {
    /// Whether requests are limited.
    #[serde(rename = "Enable")]
    pub enable: bool,
    /// Requests a second.
    #[serde(rename = "PerSec")]
    pub per_sec: i64,
    /// Requests at once.
    #[serde(rename = "MaxBurst")]
    pub max_burst: i64,
    /// Clients remembered.
    #[serde(rename = "MemoryStoreSize")]
    pub memory_store_size: i64,
    /// A limit for each address.
    #[serde(rename = "VaryByRemoteAddr")]
    pub vary_by_remote_addr: bool,
    /// A limit for each user.
    #[serde(rename = "VaryByUser")]
    pub vary_by_user: bool,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for RateLimitSettings {
    fn default() -> Self {
        Self {
            enable: false,
            per_sec: 100,
            max_burst: 200,
            memory_store_size: 10_000,
            vary_by_remote_addr: true,
            vary_by_user: true,
            extra: BTreeMap::new(),
        }
    }
}

/// What people see of each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PrivacySettings {
    /// Mail addresses.
    #[serde(rename = "ShowEmailAddress")]
    pub show_email_address: bool,
    /// Full names.
    #[serde(rename = "ShowFullName")]
    pub show_full_name: bool,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for PrivacySettings {
    fn default() -> Self {
        Self { show_email_address: true, show_full_name: true, extra: BTreeMap::new() }
    }
}

/// The log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogSettings {
    /// `DEBUG`, `INFO`, `WARN`, `ERROR`.
    #[serde(rename = "ConsoleLevel")]
    pub console_level: String,
    /// Whether lines are JSON objects where the log does not go to a terminal.
    #[serde(rename = "ConsoleJson")]
    pub console_json: bool,
    /// Lines kept for the server log page.
    #[serde(rename = "KeepLines")]
    pub keep_lines: i64,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { console_level: "INFO".into(), console_json: true, keep_lines: 2_000, extra: BTreeMap::new() }
    }
}

/// Languages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LocalizationSettings {
    /// Language of the server's own words.
    #[serde(rename = "DefaultServerLocale")]
    pub default_server_locale: String,
    /// Language of new users.
    #[serde(rename = "DefaultClientLocale")]
    pub default_client_locale: String,
    /// Languages on offer; empty for all.
    #[serde(rename = "AvailableLocales")]
    pub available_locales: String,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for LocalizationSettings {
    fn default() -> Self {
        Self {
            default_server_locale: "en".into(),
            default_client_locale: "en".into(),
            available_locales: String::new(),
            extra: BTreeMap::new(),
        }
    }
}

/// Links in menus.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SupportSettings {
    /// Where to ask for help.
    #[serde(rename = "SupportEmail")]
    pub support_email: String,
    /// Help.
    #[serde(rename = "HelpLink")]
    pub help_link: String,
    /// Problems.
    #[serde(rename = "ReportAProblemLink")]
    pub report_a_problem_link: String,
    /// Terms.
    #[serde(rename = "TermsOfServiceLink")]
    pub terms_of_service_link: String,
    /// Privacy.
    #[serde(rename = "PrivacyPolicyLink")]
    pub privacy_policy_link: String,
    /// About.
    #[serde(rename = "AboutLink")]
    pub about_link: String,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

/// The banner above everything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnnouncementSettings {
    /// Whether it shows.
    #[serde(rename = "EnableBanner")]
    pub enable_banner: bool,
    /// Its text.
    #[serde(rename = "BannerText")]
    pub banner_text: String,
    /// Its colour.
    #[serde(rename = "BannerColor")]
    pub banner_color: String,
    /// The colour of its text.
    #[serde(rename = "BannerTextColor")]
    pub banner_text_color: String,
    /// Whether people may close it.
    #[serde(rename = "AllowBannerDismissal")]
    pub allow_banner_dismissal: bool,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for AnnouncementSettings {
    fn default() -> Self {
        Self {
            enable_banner: false,
            banner_text: String::new(),
            banner_color: "#f2a93b".into(),
            banner_text_color: "#333333".into(),
            allow_banner_dismissal: true,
            extra: BTreeMap::new(),
        }
    }
}

/// Colours of Mattermost's own web app.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ThemeSettings {
    /// Whether people choose.
    #[serde(rename = "EnableThemeSelection")]
    pub enable_theme_selection: bool,
    /// The first choice.
    #[serde(rename = "DefaultTheme")]
    pub default_theme: String,
    /// Whether people mix their own.
    #[serde(rename = "AllowCustomThemes")]
    pub allow_custom_themes: bool,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for ThemeSettings {
    fn default() -> Self {
        Self {
            enable_theme_selection: true,
            default_theme: "default".into(),
            allow_custom_themes: true,
            extra: BTreeMap::new(),
        }
    }
}

/// Guests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GuestAccountsSettings {
    /// Whether there may be guests.
    #[serde(rename = "Enable")]
    pub enable: bool,
    /// Mail domains guests may have.
    #[serde(rename = "RestrictCreationToDomains")]
    pub restrict_creation_to_domains: String,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for GuestAccountsSettings {
    fn default() -> Self {
        Self { enable: true, restrict_creation_to_domains: String::new(), extra: BTreeMap::new() }
    }
}

/// Figures for monitoring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MetricsSettings {
    /// Whether `/metrics` answers.
    #[serde(rename = "Enable")]
    pub enable: bool,
    /// Whether clients send theirs.
    #[serde(rename = "EnableClientMetrics")]
    pub enable_client_metrics: bool,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for MetricsSettings {
    fn default() -> Self {
        Self { enable: true, enable_client_metrics: false, extra: BTreeMap::new() }
    }
}

/// Display.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DisplaySettings {
    /// Schemes that become links beside http, https, ftp, mailto, tel.
    #[serde(rename = "CustomURLSchemes")]
    pub custom_url_schemes: Vec<String>,
    /// Limit of a message's nodes; 0 for the client's own.
    #[serde(rename = "MaxMarkdownNodes")]
    pub max_markdown_nodes: i64,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

/// Plugins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PluginSettings {
    /// Whether plugins run.
    #[serde(rename = "Enable")]
    pub enable: bool,
    /// Whether bundles may be uploaded.
    #[serde(rename = "EnableUploads")]
    pub enable_uploads: bool,
    /// Folder of installed plugins; empty for `plugins` in the data folder.
    #[serde(rename = "Directory")]
    pub directory: String,
    /// Folder of web bundles; empty for `client/plugins` in the data folder.
    #[serde(rename = "ClientDirectory")]
    pub client_directory: String,
    /// Settings of plugins by id.
    #[serde(rename = "Plugins")]
    pub plugins: JsonMap,
    /// Which are enabled, by id.
    #[serde(rename = "PluginStates")]
    pub plugin_states: JsonMap,
    /// Whether the marketplace is shown.
    #[serde(rename = "EnableMarketplace")]
    pub enable_marketplace: bool,
    /// Whether unsigned bundles are refused.
    #[serde(rename = "RequirePluginSignature")]
    pub require_plugin_signature: bool,
    /// Address of the marketplace's index.
    #[serde(rename = "MarketplaceURL")]
    pub marketplace_url: String,
    /// Trusted keys.
    #[serde(rename = "SignaturePublicKeyFiles")]
    pub signature_public_key_files: Vec<String>,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for PluginSettings {
    fn default() -> Self {
        Self {
            enable: true,
            enable_uploads: true,
            directory: String::new(),
            client_directory: String::new(),
            plugins: JsonMap::new(),
            plugin_states: JsonMap::new(),
            enable_marketplace: true,
            require_plugin_signature: false,
            marketplace_url: String::new(),
            signature_public_key_files: Vec::new(),
            extra: BTreeMap::new(),
        }
    }
}

/// Pictures of other servers, shown through this one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImageProxySettings {
    /// Whether clients ask this server for pictures of others, so that those do not learn who looks.
    #[serde(rename = "Enable")]
    pub enable: bool,
    /// `local`: this server asks.
    #[serde(rename = "ImageProxyType")]
    pub image_proxy_type: String,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for ImageProxySettings {
    fn default() -> Self {
        Self { enable: false, image_proxy_type: "local".into(), extra: BTreeMap::new() }
    }
}

/// The whole configuration.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(non_snake_case, reason = "the sections are named as in the file")]
pub struct Config {
    /// How the server is reached and what it offers.
    pub ServiceSettings: ServiceSettings,
    /// Teams and the people in them.
    pub TeamSettings: TeamSettings,
    /// The database.
    pub SqlSettings: SqlSettings,
    /// What a password needs.
    pub PasswordSettings: PasswordSettings,
    /// Files.
    pub FileSettings: FileSettings,
    /// Mail.
    pub EmailSettings: EmailSettings,
    /// How many requests a client may send.
    pub RateLimitSettings: RateLimitSettings,
    /// What people see of each other.
    pub PrivacySettings: PrivacySettings,
    /// The log.
    pub LogSettings: LogSettings,
    /// Languages.
    pub LocalizationSettings: LocalizationSettings,
    /// Links in menus.
    pub SupportSettings: SupportSettings,
    /// The banner above everything.
    pub AnnouncementSettings: AnnouncementSettings,
    /// Colours of Mattermost's own web app.
    pub ThemeSettings: ThemeSettings,
    /// Guests.
    pub GuestAccountsSettings: GuestAccountsSettings,
    /// Figures for monitoring.
    pub MetricsSettings: MetricsSettings,
    /// Display.
    pub DisplaySettings: DisplaySettings,
    /// Pictures of other servers.
    pub ImageProxySettings: ImageProxySettings,
    /// Plugins. Shared: a plugin may read its settings with every message, and the same pointer means the same settings.
    pub PluginSettings: Arc<PluginSettings>,
    /// Sections this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}
