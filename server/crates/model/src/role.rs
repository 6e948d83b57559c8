//! Roles: named sets of permissions, and the built-in ones.

use serde::{Deserialize, Serialize};

use crate::{Millis, RoleId, permission as p};

/// A named set of permissions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Role {
    /// Id.
    pub id: RoleId,
    /// Name, such as `channel_user`.
    pub name: String,
    /// Shown to people.
    pub display_name: String,
    /// What it is for.
    pub description: String,
    /// When it was made.
    pub create_at: Millis,
    /// When it changed last.
    pub update_at: Millis,
    /// When it was deleted.
    pub delete_at: Millis,
    /// Permissions it gives.
    pub permissions: Vec<String>,
    /// Given through membership flags rather than by name.
    pub scheme_managed: bool,
    /// Made by the server.
    pub built_in: bool,
}

/// Name, display name, whether membership gives it, permissions.
pub type BuiltIn = (&'static str, &'static str, bool, Vec<&'static str>);

/// The roles every server has.
#[must_use]
pub fn built_in() -> Vec<BuiltIn> {
    vec![
        ("system_user", "Member", true, system_user()),
        ("system_guest", "Guest", true, vec![p::CREATE_DIRECT_CHANNEL, p::CREATE_GROUP_CHANNEL]),
        ("system_admin", "System administrator", true, p::ALL.to_vec()),
        ("system_user_manager", "User manager", false, system_user_manager()),
        ("system_manager", "System manager", false, system_manager()),
        ("system_read_only_admin", "Read-only administrator", false, system_viewer()),
        ("system_post_all", "Post in every channel", false, vec![p::CREATE_POST, p::USE_CHANNEL_MENTIONS]),
        (
            "system_post_all_public",
            "Post in every public channel",
            false,
            vec![p::CREATE_POST_PUBLIC, p::USE_CHANNEL_MENTIONS],
        ),
        (
            "system_user_access_token",
            "Personal access tokens",
            false,
            vec![p::CREATE_USER_ACCESS_TOKEN, p::READ_USER_ACCESS_TOKEN, p::REVOKE_USER_ACCESS_TOKEN],
        ),
        (
            "system_custom_group_admin",
            "Custom group administrator",
            false,
            vec![
                p::CREATE_CUSTOM_GROUP,
                p::EDIT_CUSTOM_GROUP,
                p::DELETE_CUSTOM_GROUP,
                p::MANAGE_CUSTOM_GROUP_MEMBERS,
            ],
        ),
        ("team_user", "Team member", true, team_user()),
        ("team_guest", "Team guest", true, vec![p::VIEW_TEAM]),
        ("team_admin", "Team administrator", true, team_admin()),
        (
            "team_post_all",
            "Post in every channel of the team",
            false,
            vec![p::CREATE_POST, p::USE_CHANNEL_MENTIONS],
        ),
        (
            "team_post_all_public",
            "Post in every public channel of the team",
            false,
            vec![p::CREATE_POST_PUBLIC, p::USE_CHANNEL_MENTIONS],
        ),
        ("channel_user", "Channel member", true, channel_user()),
        ("channel_guest", "Channel guest", true, channel_guest()),
        ("channel_admin", "Channel administrator", true, channel_admin()),
    ]
}

fn system_user() -> Vec<&'static str> {
    vec![
        p::LIST_PUBLIC_TEAMS,
        p::JOIN_PUBLIC_TEAMS,
        p::CREATE_DIRECT_CHANNEL,
        p::CREATE_GROUP_CHANNEL,
        p::VIEW_MEMBERS,
        p::CREATE_TEAM,
        p::CREATE_EMOJIS,
        p::DELETE_EMOJIS,
        p::CREATE_CUSTOM_GROUP,
        p::EDIT_CUSTOM_GROUP,
        p::DELETE_CUSTOM_GROUP,
        p::RESTORE_CUSTOM_GROUP,
        p::MANAGE_CUSTOM_GROUP_MEMBERS,
    ]
}

fn system_user_manager() -> Vec<&'static str> {
    vec![
        p::SYSCONSOLE_READ_USERS,
        p::SYSCONSOLE_WRITE_USERS,
        p::SYSCONSOLE_READ_TEAMS,
        p::SYSCONSOLE_WRITE_TEAMS,
        p::SYSCONSOLE_READ_CHANNELS,
        p::SYSCONSOLE_WRITE_CHANNELS,
        p::READ_PUBLIC_CHANNEL,
        p::READ_CHANNEL,
        p::VIEW_TEAM,
        p::MANAGE_TEAM,
        p::MANAGE_TEAM_ROLES,
        p::ADD_USER_TO_TEAM,
        p::REMOVE_USER_FROM_TEAM,
        p::JOIN_PRIVATE_TEAMS,
        p::LIST_PRIVATE_TEAMS,
        p::JOIN_PUBLIC_TEAMS,
        p::LIST_PUBLIC_TEAMS,
        p::EDIT_OTHER_USERS,
        p::VIEW_MEMBERS,
    ]
}

fn system_manager() -> Vec<&'static str> {
    let mut all = system_user_manager();
    all.retain(|x| *x != p::EDIT_OTHER_USERS);
    all.extend([
        p::SYSCONSOLE_READ_SITE,
        p::SYSCONSOLE_WRITE_SITE,
        p::SYSCONSOLE_READ_REPORTING,
        p::SYSCONSOLE_READ_ENVIRONMENT,
        p::SYSCONSOLE_WRITE_ENVIRONMENT,
        p::SYSCONSOLE_READ_INTEGRATIONS,
        p::SYSCONSOLE_WRITE_INTEGRATIONS,
        p::SYSCONSOLE_READ_PLUGINS,
        p::GET_ANALYTICS,
        p::GET_LOGS,
        p::TEST_EMAIL,
        p::RELOAD_CONFIG,
        p::INVALIDATE_CACHES,
        p::RECYCLE_DATABASE_CONNECTIONS,
    ]);
    all
}

fn system_viewer() -> Vec<&'static str> {
    vec![
        p::SYSCONSOLE_READ_USERS,
        p::SYSCONSOLE_READ_TEAMS,
        p::SYSCONSOLE_READ_CHANNELS,
        p::SYSCONSOLE_READ_SITE,
        p::SYSCONSOLE_READ_REPORTING,
        p::SYSCONSOLE_READ_ENVIRONMENT,
        p::SYSCONSOLE_READ_INTEGRATIONS,
        p::SYSCONSOLE_READ_PLUGINS,
        p::GET_ANALYTICS,
        p::GET_LOGS,
        p::READ_PUBLIC_CHANNEL,
        p::READ_CHANNEL,
        p::LIST_PRIVATE_TEAMS,
        p::LIST_PUBLIC_TEAMS,
        p::VIEW_TEAM,
        p::VIEW_MEMBERS,
    ]
}

fn team_user() -> Vec<&'static str> {
    vec![
        p::LIST_TEAM_CHANNELS,
        p::JOIN_PUBLIC_CHANNELS,
        p::READ_PUBLIC_CHANNEL,
        p::VIEW_TEAM,
        p::CREATE_PUBLIC_CHANNEL,
        p::CREATE_PRIVATE_CHANNEL,
        p::INVITE_USER,
        p::ADD_USER_TO_TEAM,
    ]
}

fn team_admin() -> Vec<&'static str> {
    vec![
        p::REMOVE_USER_FROM_TEAM,
        p::MANAGE_TEAM,
        p::IMPORT_TEAM,
        p::MANAGE_TEAM_ROLES,
        p::MANAGE_CHANNEL_ROLES,
        p::MANAGE_OTHERS_INCOMING_WEBHOOKS,
        p::MANAGE_OTHERS_OUTGOING_WEBHOOKS,
        p::MANAGE_SLASH_COMMANDS,
        p::MANAGE_OWN_SLASH_COMMANDS,
        p::MANAGE_OTHERS_SLASH_COMMANDS,
        p::MANAGE_INCOMING_WEBHOOKS,
        p::MANAGE_OWN_INCOMING_WEBHOOKS,
        p::MANAGE_OUTGOING_WEBHOOKS,
        p::MANAGE_OWN_OUTGOING_WEBHOOKS,
        p::BYPASS_INCOMING_WEBHOOK_CHANNEL_LOCK,
        p::DELETE_POST,
        p::DELETE_OTHERS_POSTS,
        p::CONVERT_PUBLIC_CHANNEL_TO_PRIVATE,
        p::CONVERT_PRIVATE_CHANNEL_TO_PUBLIC,
        p::INVITE_GUEST,
        p::MANAGE_PUBLIC_CHANNEL_MEMBERS,
        p::MANAGE_PRIVATE_CHANNEL_MEMBERS,
        p::MANAGE_PUBLIC_CHANNEL_PROPERTIES,
        p::MANAGE_PRIVATE_CHANNEL_PROPERTIES,
        p::DELETE_PUBLIC_CHANNEL,
        p::DELETE_PRIVATE_CHANNEL,
    ]
}

fn channel_user() -> Vec<&'static str> {
    let mut all = channel_guest();
    all.extend([
        p::MANAGE_PUBLIC_CHANNEL_MEMBERS,
        p::MANAGE_PRIVATE_CHANNEL_MEMBERS,
        p::MANAGE_PUBLIC_CHANNEL_PROPERTIES,
        p::MANAGE_PRIVATE_CHANNEL_PROPERTIES,
        p::DELETE_PUBLIC_CHANNEL,
        p::DELETE_PRIVATE_CHANNEL,
        p::DELETE_POST,
        p::USE_GROUP_MENTIONS,
        p::ADD_BOOKMARK_PUBLIC_CHANNEL,
        p::EDIT_BOOKMARK_PUBLIC_CHANNEL,
        p::DELETE_BOOKMARK_PUBLIC_CHANNEL,
        p::ORDER_BOOKMARK_PUBLIC_CHANNEL,
        p::ADD_BOOKMARK_PRIVATE_CHANNEL,
        p::EDIT_BOOKMARK_PRIVATE_CHANNEL,
        p::DELETE_BOOKMARK_PRIVATE_CHANNEL,
        p::ORDER_BOOKMARK_PRIVATE_CHANNEL,
    ]);
    all
}

fn channel_guest() -> Vec<&'static str> {
    vec![
        p::READ_CHANNEL,
        p::READ_CHANNEL_CONTENT,
        p::ADD_REACTION,
        p::REMOVE_REACTION,
        p::UPLOAD_FILE,
        p::GET_PUBLIC_LINK,
        p::EDIT_POST,
        p::CREATE_POST,
        p::USE_CHANNEL_MENTIONS,
    ]
}

fn channel_admin() -> Vec<&'static str> {
    let mut all = channel_user();
    all.extend([p::MANAGE_CHANNEL_ROLES]);
    all
}
