//! `ServiceSettings`: how the server is reached and what it offers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How the server is reached and what it offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceSettings {
    /// Address people use, such as `https://chat.example.org`; empty while unknown.
    #[serde(rename = "SiteURL")]
    pub site_url: String,
    /// Address and port to listen on; an empty host means every address.
    #[serde(rename = "ListenAddress")]
    pub listen_address: String,
    /// Whether the command line may use a Unix socket without logging in.
    #[serde(rename = "EnableLocalMode")]
    pub enable_local_mode: bool,
    /// Path of that socket; empty for `wag.socket` in the data folder.
    #[serde(rename = "LocalModeSocketLocation")]
    pub local_mode_socket_location: String,
    /// Seconds a client may take to send a request.
    #[serde(rename = "ReadTimeout")]
    pub read_timeout: i64,
    /// Seconds a client may take to read an answer.
    #[serde(rename = "WriteTimeout")]
    pub write_timeout: i64,
    /// Seconds an unused connection is kept.
    #[serde(rename = "IdleTimeout")]
    pub idle_timeout: i64,
    /// Failed logins after which an account is locked until an administrator resets it; 0 for no limit.
    #[serde(rename = "MaximumLoginAttempts")]
    pub maximum_login_attempts: i64,
    /// Personal access tokens.
    #[serde(rename = "EnableUserAccessTokens")]
    pub enable_user_access_tokens: bool,
    /// Bots.
    #[serde(rename = "EnableBotAccountCreation")]
    pub enable_bot_account_creation: bool,
    /// Incoming web hooks.
    #[serde(rename = "EnableIncomingWebhooks")]
    pub enable_incoming_webhooks: bool,
    /// Outgoing web hooks.
    #[serde(rename = "EnableOutgoingWebhooks")]
    pub enable_outgoing_webhooks: bool,
    /// Custom slash commands.
    #[serde(rename = "EnableCommands")]
    pub enable_commands: bool,
    /// OAuth 2 applications.
    #[serde(rename = "EnableOAuthServiceProvider")]
    pub enable_o_auth_service_provider: bool,
    /// Whether web hooks may show another name.
    #[serde(rename = "EnablePostUsernameOverride")]
    pub enable_post_username_override: bool,
    /// Whether web hooks may show another picture.
    #[serde(rename = "EnablePostIconOverride")]
    pub enable_post_icon_override: bool,
    /// Previews of links.
    #[serde(rename = "EnableLinkPreviews")]
    pub enable_link_previews: bool,
    /// Domains, separated by spaces or commas, whose pages are never asked for a preview; their subdomains neither.
    #[serde(rename = "RestrictLinkPreviews")]
    pub restrict_link_previews: String,
    /// Previews of links to posts.
    #[serde(rename = "EnablePermalinkPreviews")]
    pub enable_permalink_previews: bool,
    /// `typing` events.
    #[serde(rename = "EnableUserTypingMessages")]
    pub enable_user_typing_messages: bool,
    /// Presence.
    #[serde(rename = "EnableUserStatuses")]
    pub enable_user_statuses: bool,
    /// Custom emoji.
    #[serde(rename = "EnableCustomEmoji")]
    pub enable_custom_emoji: bool,
    /// The emoji picker.
    #[serde(rename = "EnableEmojiPicker")]
    pub enable_emoji_picker: bool,
    /// The GIF picker needs an outside service; it is not offered.
    #[serde(rename = "EnableGifPicker")]
    pub enable_gif_picker: bool,
    /// Search in messages.
    #[serde(rename = "EnablePostSearch")]
    pub enable_post_search: bool,
    /// Search in file names.
    #[serde(rename = "EnableFileSearch")]
    pub enable_file_search: bool,
    /// Events when a channel was viewed on another device.
    #[serde(rename = "EnableChannelViewedMessages")]
    pub enable_channel_viewed_messages: bool,
    /// Drafts kept on the server.
    #[serde(rename = "AllowSyncedDrafts")]
    pub allow_synced_drafts: bool,
    /// Messages sent later.
    #[serde(rename = "ScheduledPosts")]
    pub scheduled_posts: bool,
    /// Threads apart from the channel: `disabled`, `default_off`, `default_on`, `always_on`.
    #[serde(rename = "CollapsedThreads")]
    pub collapsed_threads: String,
    /// Whether taking part in a thread follows it.
    #[serde(rename = "ThreadAutoFollow")]
    pub thread_auto_follow: bool,
    /// Seconds an author may edit a post; -1 for ever.
    #[serde(rename = "PostEditTimeLimit")]
    pub post_edit_time_limit: i64,
    /// Milliseconds between two `typing` events of a client.
    #[serde(rename = "TimeBetweenUserTypingUpdatesMilliseconds")]
    pub time_between_user_typing_updates_milliseconds: i64,
    /// Hours a login lasts.
    #[serde(rename = "SessionLengthWebInHours")]
    pub session_length_web_in_hours: i64,
    /// Hours a login of a mobile app lasts.
    #[serde(rename = "SessionLengthMobileInHours")]
    pub session_length_mobile_in_hours: i64,
    /// Whether use makes a login last longer.
    #[serde(rename = "ExtendSessionLengthWithActivity")]
    pub extend_session_length_with_activity: bool,
    /// Minutes without use after which a login ends; 0 for never.
    #[serde(rename = "SessionIdleTimeoutInMinutes")]
    pub session_idle_timeout_in_minutes: i64,
    /// Origins that may use the API from a page: `*`, or addresses separated by spaces.
    #[serde(rename = "AllowCorsFrom")]
    pub allow_cors_from: String,
    /// Headers that tell the address of whoever asks when a proxy stands before the server, first choice first; empty
    /// when none does.
    #[serde(rename = "TrustedProxyIPHeader")]
    pub trusted_proxy_ip_header: Vec<String>,
    /// Inside hosts, addresses and networks that web hooks and commands may reach.
    #[serde(rename = "AllowedUntrustedInternalConnections")]
    pub allowed_untrusted_internal_connections: String,
    /// Invitations by mail.
    #[serde(rename = "EnableEmailInvitations")]
    pub enable_email_invitations: bool,
    /// Removing teams for good by the API.
    #[serde(rename = "EnableAPITeamDeletion")]
    pub enable_api_team_deletion: bool,
    /// Removing users for good by the API.
    #[serde(rename = "EnableAPIUserDeletion")]
    pub enable_api_user_deletion: bool,
    /// Removing channels for good by the API.
    #[serde(rename = "EnableAPIChannelDeletion")]
    pub enable_api_channel_deletion: bool,
    /// Hints for new users of Mattermost's own web app.
    #[serde(rename = "EnableTutorial")]
    pub enable_tutorial: bool,
    /// The first-run wizard of Mattermost's own web app.
    #[serde(rename = "EnableOnboardingFlow")]
    pub enable_onboarding_flow: bool,
    /// Statuses people write.
    #[serde(rename = "EnableCustomUserStatuses")]
    pub enable_custom_user_statuses: bool,
    /// Showing when a person was last active.
    #[serde(rename = "EnableLastActiveTime")]
    pub enable_last_active_time: bool,
    /// The unread section of the sidebar.
    #[serde(rename = "ExperimentalGroupUnreadChannels")]
    pub experimental_group_unread_channels: String,
    /// Different reactions on one post.
    #[serde(rename = "UniqueEmojiReactionLimitPerPost")]
    pub unique_emoji_reaction_limit_per_post: i64,
    /// Bytes of a JSON request body.
    #[serde(rename = "MaximumPayloadSizeBytes")]
    pub maximum_payload_size_bytes: i64,
    /// Second factor by an authenticator app.
    #[serde(rename = "EnableMultifactorAuthentication")]
    pub enable_multifactor_authentication: bool,
    /// Whether everybody needs a second factor.
    #[serde(rename = "EnforceMultifactorAuthentication")]
    pub enforce_multifactor_authentication: bool,
    /// Keys this version does not know, kept as given.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl Default for ServiceSettings {
    fn default() -> Self {
        Self {
            site_url: String::new(),
            listen_address: ":8065".into(),
            enable_local_mode: true,
            local_mode_socket_location: String::new(),
            read_timeout: 300,
            write_timeout: 300,
            idle_timeout: 60,
            maximum_login_attempts: 10,
            enable_user_access_tokens: true,
            enable_bot_account_creation: true,
            enable_incoming_webhooks: true,
            enable_outgoing_webhooks: true,
            enable_commands: true,
            enable_o_auth_service_provider: false,
            enable_post_username_override: true,
            enable_post_icon_override: true,
            enable_link_previews: true,
            restrict_link_previews: String::new(),
            enable_permalink_previews: true,
            enable_user_typing_messages: true,
            enable_user_statuses: true,
            enable_custom_emoji: true,
            enable_emoji_picker: true,
            enable_gif_picker: false,
            enable_post_search: true,
            enable_file_search: true,
            enable_channel_viewed_messages: true,
            allow_synced_drafts: true,
            scheduled_posts: true,
            collapsed_threads: "default_on".into(),
            thread_auto_follow: true,
            post_edit_time_limit: -1,
            time_between_user_typing_updates_milliseconds: 5_000,
            session_length_web_in_hours: 720,
            session_length_mobile_in_hours: 720,
            extend_session_length_with_activity: true,
            session_idle_timeout_in_minutes: 0,
            allow_cors_from: String::new(),
            trusted_proxy_ip_header: Vec::new(),
            allowed_untrusted_internal_connections: String::new(),
            enable_email_invitations: true,
            enable_api_team_deletion: true,
            enable_api_user_deletion: false,
            enable_api_channel_deletion: true,
            enable_tutorial: false,
            enable_onboarding_flow: false,
            enable_custom_user_statuses: true,
            enable_last_active_time: true,
            experimental_group_unread_channels: "default_on".into(),
            unique_emoji_reaction_limit_per_post: 50,
            maximum_payload_size_bytes: 300_000,
            enable_multifactor_authentication: true,
            enforce_multifactor_authentication: false,
            extra: BTreeMap::new(),
        }
    }
}
