//! Names of permissions: what a role may hold and what `access` asks for.
//!
//! A role may hold names that are not here (from newer clients); they are kept and grant nothing.

/// The permission `list_public_teams`.
pub const LIST_PUBLIC_TEAMS: &str = "list_public_teams";
/// The permission `join_public_teams`.
pub const JOIN_PUBLIC_TEAMS: &str = "join_public_teams";
/// The permission `list_private_teams`.
pub const LIST_PRIVATE_TEAMS: &str = "list_private_teams";
/// The permission `join_private_teams`.
pub const JOIN_PRIVATE_TEAMS: &str = "join_private_teams";
/// The permission `create_direct_channel`.
pub const CREATE_DIRECT_CHANNEL: &str = "create_direct_channel";
/// The permission `create_group_channel`.
pub const CREATE_GROUP_CHANNEL: &str = "create_group_channel";
/// The permission `view_members`.
pub const VIEW_MEMBERS: &str = "view_members";
/// The permission `create_team`.
pub const CREATE_TEAM: &str = "create_team";
/// The permission `create_emojis`.
pub const CREATE_EMOJIS: &str = "create_emojis";
/// The permission `delete_emojis`.
pub const DELETE_EMOJIS: &str = "delete_emojis";
/// The permission `delete_others_emojis`.
pub const DELETE_OTHERS_EMOJIS: &str = "delete_others_emojis";
/// The permission `create_custom_group`.
pub const CREATE_CUSTOM_GROUP: &str = "create_custom_group";
/// The permission `edit_custom_group`.
pub const EDIT_CUSTOM_GROUP: &str = "edit_custom_group";
/// The permission `delete_custom_group`.
pub const DELETE_CUSTOM_GROUP: &str = "delete_custom_group";
/// The permission `restore_custom_group`.
pub const RESTORE_CUSTOM_GROUP: &str = "restore_custom_group";
/// The permission `manage_custom_group_members`.
pub const MANAGE_CUSTOM_GROUP_MEMBERS: &str = "manage_custom_group_members";
/// The permission `invite_user`.
pub const INVITE_USER: &str = "invite_user";
/// The permission `add_user_to_team`.
pub const ADD_USER_TO_TEAM: &str = "add_user_to_team";
/// The permission `remove_user_from_team`.
pub const REMOVE_USER_FROM_TEAM: &str = "remove_user_from_team";
/// The permission `manage_team`.
pub const MANAGE_TEAM: &str = "manage_team";
/// The permission `manage_team_roles`.
pub const MANAGE_TEAM_ROLES: &str = "manage_team_roles";
/// The permission `view_team`.
pub const VIEW_TEAM: &str = "view_team";
/// The permission `import_team`.
pub const IMPORT_TEAM: &str = "import_team";
/// The permission `invite_guest`.
pub const INVITE_GUEST: &str = "invite_guest";
/// The permission `promote_guest`.
pub const PROMOTE_GUEST: &str = "promote_guest";
/// The permission `demote_to_guest`.
pub const DEMOTE_TO_GUEST: &str = "demote_to_guest";
/// The permission `list_team_channels`.
pub const LIST_TEAM_CHANNELS: &str = "list_team_channels";
/// The permission `list_users_without_team`.
pub const LIST_USERS_WITHOUT_TEAM: &str = "list_users_without_team";
/// The permission `join_public_channels`.
pub const JOIN_PUBLIC_CHANNELS: &str = "join_public_channels";
/// The permission `read_public_channel`.
pub const READ_PUBLIC_CHANNEL: &str = "read_public_channel";
/// The permission `read_public_channel_groups`.
pub const READ_PUBLIC_CHANNEL_GROUPS: &str = "read_public_channel_groups";
/// The permission `read_private_channel_groups`.
pub const READ_PRIVATE_CHANNEL_GROUPS: &str = "read_private_channel_groups";
/// The permission `create_public_channel`.
pub const CREATE_PUBLIC_CHANNEL: &str = "create_public_channel";
/// The permission `create_private_channel`.
pub const CREATE_PRIVATE_CHANNEL: &str = "create_private_channel";
/// The permission `manage_public_channel_properties`.
pub const MANAGE_PUBLIC_CHANNEL_PROPERTIES: &str = "manage_public_channel_properties";
/// The permission `manage_private_channel_properties`.
pub const MANAGE_PRIVATE_CHANNEL_PROPERTIES: &str = "manage_private_channel_properties";
/// The permission `manage_public_channel_members`.
pub const MANAGE_PUBLIC_CHANNEL_MEMBERS: &str = "manage_public_channel_members";
/// The permission `manage_private_channel_members`.
pub const MANAGE_PRIVATE_CHANNEL_MEMBERS: &str = "manage_private_channel_members";
/// The permission `delete_public_channel`.
pub const DELETE_PUBLIC_CHANNEL: &str = "delete_public_channel";
/// The permission `delete_private_channel`.
pub const DELETE_PRIVATE_CHANNEL: &str = "delete_private_channel";
/// The permission `convert_public_channel_to_private`.
pub const CONVERT_PUBLIC_CHANNEL_TO_PRIVATE: &str = "convert_public_channel_to_private";
/// The permission `convert_private_channel_to_public`.
pub const CONVERT_PRIVATE_CHANNEL_TO_PUBLIC: &str = "convert_private_channel_to_public";
/// The permission `manage_channel_roles`.
pub const MANAGE_CHANNEL_ROLES: &str = "manage_channel_roles";
/// The permission `manage_shared_channels`.
pub const MANAGE_SHARED_CHANNELS: &str = "manage_shared_channels";
/// The permission `read_channel`.
pub const READ_CHANNEL: &str = "read_channel";
/// The permission `read_channel_content`.
pub const READ_CHANNEL_CONTENT: &str = "read_channel_content";
/// The permission `create_post`.
pub const CREATE_POST: &str = "create_post";
/// The permission `create_post_public`.
pub const CREATE_POST_PUBLIC: &str = "create_post_public";
/// The permission `create_post_ephemeral`.
pub const CREATE_POST_EPHEMERAL: &str = "create_post_ephemeral";
/// The permission `edit_post`.
pub const EDIT_POST: &str = "edit_post";
/// The permission `edit_others_posts`.
pub const EDIT_OTHERS_POSTS: &str = "edit_others_posts";
/// The permission `delete_post`.
pub const DELETE_POST: &str = "delete_post";
/// The permission `delete_others_posts`.
pub const DELETE_OTHERS_POSTS: &str = "delete_others_posts";
/// The permission `add_reaction`.
pub const ADD_REACTION: &str = "add_reaction";
/// The permission `remove_reaction`.
pub const REMOVE_REACTION: &str = "remove_reaction";
/// The permission `remove_others_reactions`.
pub const REMOVE_OTHERS_REACTIONS: &str = "remove_others_reactions";
/// The permission `upload_file`.
pub const UPLOAD_FILE: &str = "upload_file";
/// The permission `get_public_link`.
pub const GET_PUBLIC_LINK: &str = "get_public_link";
/// The permission `use_channel_mentions`.
pub const USE_CHANNEL_MENTIONS: &str = "use_channel_mentions";
/// The permission `use_group_mentions`.
pub const USE_GROUP_MENTIONS: &str = "use_group_mentions";
/// The permission `manage_slash_commands`.
pub const MANAGE_SLASH_COMMANDS: &str = "manage_slash_commands";
/// The permission `manage_own_slash_commands`.
pub const MANAGE_OWN_SLASH_COMMANDS: &str = "manage_own_slash_commands";
/// The permission `manage_others_slash_commands`.
pub const MANAGE_OTHERS_SLASH_COMMANDS: &str = "manage_others_slash_commands";
/// The permission `manage_incoming_webhooks`.
pub const MANAGE_INCOMING_WEBHOOKS: &str = "manage_incoming_webhooks";
/// The permission `manage_own_incoming_webhooks`.
pub const MANAGE_OWN_INCOMING_WEBHOOKS: &str = "manage_own_incoming_webhooks";
/// The permission `manage_others_incoming_webhooks`.
pub const MANAGE_OTHERS_INCOMING_WEBHOOKS: &str = "manage_others_incoming_webhooks";
/// The permission `manage_outgoing_webhooks`.
pub const MANAGE_OUTGOING_WEBHOOKS: &str = "manage_outgoing_webhooks";
/// The permission `manage_own_outgoing_webhooks`.
pub const MANAGE_OWN_OUTGOING_WEBHOOKS: &str = "manage_own_outgoing_webhooks";
/// The permission `manage_others_outgoing_webhooks`.
pub const MANAGE_OTHERS_OUTGOING_WEBHOOKS: &str = "manage_others_outgoing_webhooks";
/// The permission `bypass_incoming_webhook_channel_lock`.
pub const BYPASS_INCOMING_WEBHOOK_CHANNEL_LOCK: &str = "bypass_incoming_webhook_channel_lock";
/// The permission `manage_oauth`.
pub const MANAGE_OAUTH: &str = "manage_oauth";
/// The permission `manage_system_wide_oauth`.
pub const MANAGE_SYSTEM_WIDE_OAUTH: &str = "manage_system_wide_oauth";
/// The permission `create_bot`.
pub const CREATE_BOT: &str = "create_bot";
/// The permission `assign_bot`.
pub const ASSIGN_BOT: &str = "assign_bot";
/// The permission `read_bots`.
pub const READ_BOTS: &str = "read_bots";
/// The permission `read_others_bots`.
pub const READ_OTHERS_BOTS: &str = "read_others_bots";
/// The permission `manage_bots`.
pub const MANAGE_BOTS: &str = "manage_bots";
/// The permission `manage_others_bots`.
pub const MANAGE_OTHERS_BOTS: &str = "manage_others_bots";
/// The permission `create_user_access_token`.
pub const CREATE_USER_ACCESS_TOKEN: &str = "create_user_access_token";
/// The permission `read_user_access_token`.
pub const READ_USER_ACCESS_TOKEN: &str = "read_user_access_token";
/// The permission `revoke_user_access_token`.
pub const REVOKE_USER_ACCESS_TOKEN: &str = "revoke_user_access_token";
/// The permission `edit_other_users`.
pub const EDIT_OTHER_USERS: &str = "edit_other_users";
/// The permission `edit_brand`.
pub const EDIT_BRAND: &str = "edit_brand";
/// The permission `manage_system`.
pub const MANAGE_SYSTEM: &str = "manage_system";
/// The permission `manage_roles`.
pub const MANAGE_ROLES: &str = "manage_roles";
/// The permission `manage_jobs`.
pub const MANAGE_JOBS: &str = "manage_jobs";
/// The permission `manage_license_information`.
pub const MANAGE_LICENSE_INFORMATION: &str = "manage_license_information";
/// The permission `manage_remote_clusters`.
pub const MANAGE_REMOTE_CLUSTERS: &str = "manage_remote_clusters";
/// The permission `assign_system_admin_role`.
pub const ASSIGN_SYSTEM_ADMIN_ROLE: &str = "assign_system_admin_role";
/// The permission `permanent_delete_user`.
pub const PERMANENT_DELETE_USER: &str = "permanent_delete_user";
/// The permission `get_analytics`.
pub const GET_ANALYTICS: &str = "get_analytics";
/// The permission `get_logs`.
pub const GET_LOGS: &str = "get_logs";
/// The permission `get_saml_metadata_from_idp`.
pub const GET_SAML_METADATA_FROM_IDP: &str = "get_saml_metadata_from_idp";
/// The permission `test_email`.
pub const TEST_EMAIL: &str = "test_email";
/// The permission `test_s3`.
pub const TEST_S3: &str = "test_s3";
/// The permission `test_site_url`.
pub const TEST_SITE_URL: &str = "test_site_url";
/// The permission `reload_config`.
pub const RELOAD_CONFIG: &str = "reload_config";
/// The permission `invalidate_caches`.
pub const INVALIDATE_CACHES: &str = "invalidate_caches";
/// The permission `recycle_database_connections`.
pub const RECYCLE_DATABASE_CONNECTIONS: &str = "recycle_database_connections";
/// The permission `read_audits`.
pub const READ_AUDITS: &str = "read_audits";
/// The permission `read_jobs`.
pub const READ_JOBS: &str = "read_jobs";
/// The permission `read_other_users_teams`.
pub const READ_OTHER_USERS_TEAMS: &str = "read_other_users_teams";
/// The permission `view_other_users`.
pub const VIEW_OTHER_USERS: &str = "view_other_users";
/// The permission `download_compliance_export_result`.
pub const DOWNLOAD_COMPLIANCE_EXPORT_RESULT: &str = "download_compliance_export_result";
/// The permission `add_bookmark_public_channel`.
pub const ADD_BOOKMARK_PUBLIC_CHANNEL: &str = "add_bookmark_public_channel";
/// The permission `edit_bookmark_public_channel`.
pub const EDIT_BOOKMARK_PUBLIC_CHANNEL: &str = "edit_bookmark_public_channel";
/// The permission `delete_bookmark_public_channel`.
pub const DELETE_BOOKMARK_PUBLIC_CHANNEL: &str = "delete_bookmark_public_channel";
/// The permission `order_bookmark_public_channel`.
pub const ORDER_BOOKMARK_PUBLIC_CHANNEL: &str = "order_bookmark_public_channel";
/// The permission `add_bookmark_private_channel`.
pub const ADD_BOOKMARK_PRIVATE_CHANNEL: &str = "add_bookmark_private_channel";
/// The permission `edit_bookmark_private_channel`.
pub const EDIT_BOOKMARK_PRIVATE_CHANNEL: &str = "edit_bookmark_private_channel";
/// The permission `delete_bookmark_private_channel`.
pub const DELETE_BOOKMARK_PRIVATE_CHANNEL: &str = "delete_bookmark_private_channel";
/// The permission `order_bookmark_private_channel`.
pub const ORDER_BOOKMARK_PRIVATE_CHANNEL: &str = "order_bookmark_private_channel";
/// The permission `sysconsole_read_users`.
pub const SYSCONSOLE_READ_USERS: &str = "sysconsole_read_users";
/// The permission `sysconsole_write_users`.
pub const SYSCONSOLE_WRITE_USERS: &str = "sysconsole_write_users";
/// The permission `sysconsole_read_teams`.
pub const SYSCONSOLE_READ_TEAMS: &str = "sysconsole_read_teams";
/// The permission `sysconsole_write_teams`.
pub const SYSCONSOLE_WRITE_TEAMS: &str = "sysconsole_write_teams";
/// The permission `sysconsole_read_channels`.
pub const SYSCONSOLE_READ_CHANNELS: &str = "sysconsole_read_channels";
/// The permission `sysconsole_write_channels`.
pub const SYSCONSOLE_WRITE_CHANNELS: &str = "sysconsole_write_channels";
/// The permission `sysconsole_read_permissions`.
pub const SYSCONSOLE_READ_PERMISSIONS: &str = "sysconsole_read_permissions";
/// The permission `sysconsole_write_permissions`.
pub const SYSCONSOLE_WRITE_PERMISSIONS: &str = "sysconsole_write_permissions";
/// The permission `sysconsole_read_site`.
pub const SYSCONSOLE_READ_SITE: &str = "sysconsole_read_site";
/// The permission `sysconsole_write_site`.
pub const SYSCONSOLE_WRITE_SITE: &str = "sysconsole_write_site";
/// The permission `sysconsole_read_reporting`.
pub const SYSCONSOLE_READ_REPORTING: &str = "sysconsole_read_reporting";
/// The permission `sysconsole_write_reporting`.
pub const SYSCONSOLE_WRITE_REPORTING: &str = "sysconsole_write_reporting";
/// The permission `sysconsole_read_environment`.
pub const SYSCONSOLE_READ_ENVIRONMENT: &str = "sysconsole_read_environment";
/// The permission `sysconsole_write_environment`.
pub const SYSCONSOLE_WRITE_ENVIRONMENT: &str = "sysconsole_write_environment";
/// The permission `sysconsole_read_authentication`.
pub const SYSCONSOLE_READ_AUTHENTICATION: &str = "sysconsole_read_authentication";
/// The permission `sysconsole_write_authentication`.
pub const SYSCONSOLE_WRITE_AUTHENTICATION: &str = "sysconsole_write_authentication";
/// The permission `sysconsole_read_plugins`.
pub const SYSCONSOLE_READ_PLUGINS: &str = "sysconsole_read_plugins";
/// The permission `sysconsole_write_plugins`.
pub const SYSCONSOLE_WRITE_PLUGINS: &str = "sysconsole_write_plugins";
/// The permission `sysconsole_read_integrations`.
pub const SYSCONSOLE_READ_INTEGRATIONS: &str = "sysconsole_read_integrations";
/// The permission `sysconsole_write_integrations`.
pub const SYSCONSOLE_WRITE_INTEGRATIONS: &str = "sysconsole_write_integrations";
/// The permission `sysconsole_read_about`.
pub const SYSCONSOLE_READ_ABOUT: &str = "sysconsole_read_about";
/// The permission `sysconsole_write_about`.
pub const SYSCONSOLE_WRITE_ABOUT: &str = "sysconsole_write_about";
/// The permission `sysconsole_read_experimental`.
pub const SYSCONSOLE_READ_EXPERIMENTAL: &str = "sysconsole_read_experimental";
/// The permission `sysconsole_write_experimental`.
pub const SYSCONSOLE_WRITE_EXPERIMENTAL: &str = "sysconsole_write_experimental";

/// Every permission there is; system administrators hold them all.
pub const ALL: &[&str] = &[
    LIST_PUBLIC_TEAMS,
    JOIN_PUBLIC_TEAMS,
    LIST_PRIVATE_TEAMS,
    JOIN_PRIVATE_TEAMS,
    CREATE_DIRECT_CHANNEL,
    CREATE_GROUP_CHANNEL,
    VIEW_MEMBERS,
    CREATE_TEAM,
    CREATE_EMOJIS,
    DELETE_EMOJIS,
    DELETE_OTHERS_EMOJIS,
    CREATE_CUSTOM_GROUP,
    EDIT_CUSTOM_GROUP,
    DELETE_CUSTOM_GROUP,
    RESTORE_CUSTOM_GROUP,
    MANAGE_CUSTOM_GROUP_MEMBERS,
    INVITE_USER,
    ADD_USER_TO_TEAM,
    REMOVE_USER_FROM_TEAM,
    MANAGE_TEAM,
    MANAGE_TEAM_ROLES,
    VIEW_TEAM,
    IMPORT_TEAM,
    INVITE_GUEST,
    PROMOTE_GUEST,
    DEMOTE_TO_GUEST,
    LIST_TEAM_CHANNELS,
    LIST_USERS_WITHOUT_TEAM,
    JOIN_PUBLIC_CHANNELS,
    READ_PUBLIC_CHANNEL,
    READ_PUBLIC_CHANNEL_GROUPS,
    READ_PRIVATE_CHANNEL_GROUPS,
    CREATE_PUBLIC_CHANNEL,
    CREATE_PRIVATE_CHANNEL,
    MANAGE_PUBLIC_CHANNEL_PROPERTIES,
    MANAGE_PRIVATE_CHANNEL_PROPERTIES,
    MANAGE_PUBLIC_CHANNEL_MEMBERS,
    MANAGE_PRIVATE_CHANNEL_MEMBERS,
    DELETE_PUBLIC_CHANNEL,
    DELETE_PRIVATE_CHANNEL,
    CONVERT_PUBLIC_CHANNEL_TO_PRIVATE,
    CONVERT_PRIVATE_CHANNEL_TO_PUBLIC,
    MANAGE_CHANNEL_ROLES,
    MANAGE_SHARED_CHANNELS,
    READ_CHANNEL,
    READ_CHANNEL_CONTENT,
    CREATE_POST,
    CREATE_POST_PUBLIC,
    CREATE_POST_EPHEMERAL,
    EDIT_POST,
    EDIT_OTHERS_POSTS,
    DELETE_POST,
    DELETE_OTHERS_POSTS,
    ADD_REACTION,
    REMOVE_REACTION,
    REMOVE_OTHERS_REACTIONS,
    UPLOAD_FILE,
    GET_PUBLIC_LINK,
    USE_CHANNEL_MENTIONS,
    USE_GROUP_MENTIONS,
    MANAGE_SLASH_COMMANDS,
    MANAGE_OWN_SLASH_COMMANDS,
    MANAGE_OTHERS_SLASH_COMMANDS,
    MANAGE_INCOMING_WEBHOOKS,
    MANAGE_OWN_INCOMING_WEBHOOKS,
    MANAGE_OTHERS_INCOMING_WEBHOOKS,
    MANAGE_OUTGOING_WEBHOOKS,
    MANAGE_OWN_OUTGOING_WEBHOOKS,
    MANAGE_OTHERS_OUTGOING_WEBHOOKS,
    BYPASS_INCOMING_WEBHOOK_CHANNEL_LOCK,
    MANAGE_OAUTH,
    MANAGE_SYSTEM_WIDE_OAUTH,
    CREATE_BOT,
    ASSIGN_BOT,
    READ_BOTS,
    READ_OTHERS_BOTS,
    MANAGE_BOTS,
    MANAGE_OTHERS_BOTS,
    CREATE_USER_ACCESS_TOKEN,
    READ_USER_ACCESS_TOKEN,
    REVOKE_USER_ACCESS_TOKEN,
    EDIT_OTHER_USERS,
    EDIT_BRAND,
    MANAGE_SYSTEM,
    MANAGE_ROLES,
    MANAGE_JOBS,
    MANAGE_LICENSE_INFORMATION,
    MANAGE_REMOTE_CLUSTERS,
    ASSIGN_SYSTEM_ADMIN_ROLE,
    PERMANENT_DELETE_USER,
    GET_ANALYTICS,
    GET_LOGS,
    GET_SAML_METADATA_FROM_IDP,
    TEST_EMAIL,
    TEST_S3,
    TEST_SITE_URL,
    RELOAD_CONFIG,
    INVALIDATE_CACHES,
    RECYCLE_DATABASE_CONNECTIONS,
    READ_AUDITS,
    READ_JOBS,
    READ_OTHER_USERS_TEAMS,
    VIEW_OTHER_USERS,
    DOWNLOAD_COMPLIANCE_EXPORT_RESULT,
    ADD_BOOKMARK_PUBLIC_CHANNEL,
    EDIT_BOOKMARK_PUBLIC_CHANNEL,
    DELETE_BOOKMARK_PUBLIC_CHANNEL,
    ORDER_BOOKMARK_PUBLIC_CHANNEL,
    ADD_BOOKMARK_PRIVATE_CHANNEL,
    EDIT_BOOKMARK_PRIVATE_CHANNEL,
    DELETE_BOOKMARK_PRIVATE_CHANNEL,
    ORDER_BOOKMARK_PRIVATE_CHANNEL,
    SYSCONSOLE_READ_USERS,
    SYSCONSOLE_WRITE_USERS,
    SYSCONSOLE_READ_TEAMS,
    SYSCONSOLE_WRITE_TEAMS,
    SYSCONSOLE_READ_CHANNELS,
    SYSCONSOLE_WRITE_CHANNELS,
    SYSCONSOLE_READ_PERMISSIONS,
    SYSCONSOLE_WRITE_PERMISSIONS,
    SYSCONSOLE_READ_SITE,
    SYSCONSOLE_WRITE_SITE,
    SYSCONSOLE_READ_REPORTING,
    SYSCONSOLE_WRITE_REPORTING,
    SYSCONSOLE_READ_ENVIRONMENT,
    SYSCONSOLE_WRITE_ENVIRONMENT,
    SYSCONSOLE_READ_AUTHENTICATION,
    SYSCONSOLE_WRITE_AUTHENTICATION,
    SYSCONSOLE_READ_PLUGINS,
    SYSCONSOLE_WRITE_PLUGINS,
    SYSCONSOLE_READ_INTEGRATIONS,
    SYSCONSOLE_WRITE_INTEGRATIONS,
    SYSCONSOLE_READ_ABOUT,
    SYSCONSOLE_WRITE_ABOUT,
    SYSCONSOLE_READ_EXPERIMENTAL,
    SYSCONSOLE_WRITE_EXPERIMENTAL,
];

/// Permissions that go with those of the console: whoever may open a page of it needs what the page asks for.
const ANCILLARY: [(&str, &[&str]); 11] = [
    (SYSCONSOLE_READ_USERS, &[READ_CHANNEL, READ_OTHER_USERS_TEAMS, VIEW_MEMBERS, GET_ANALYTICS]),
    (SYSCONSOLE_WRITE_USERS, &[EDIT_OTHER_USERS, DEMOTE_TO_GUEST, PROMOTE_GUEST]),
    (SYSCONSOLE_READ_TEAMS, &[LIST_PRIVATE_TEAMS, LIST_PUBLIC_TEAMS, VIEW_TEAM]),
    (
        SYSCONSOLE_WRITE_TEAMS,
        &[MANAGE_TEAM, MANAGE_TEAM_ROLES, REMOVE_USER_FROM_TEAM, ADD_USER_TO_TEAM, JOIN_PRIVATE_TEAMS],
    ),
    (SYSCONSOLE_READ_CHANNELS, &[READ_PUBLIC_CHANNEL, READ_CHANNEL]),
    (
        SYSCONSOLE_WRITE_CHANNELS,
        &[
            MANAGE_PUBLIC_CHANNEL_PROPERTIES,
            MANAGE_PRIVATE_CHANNEL_PROPERTIES,
            MANAGE_PUBLIC_CHANNEL_MEMBERS,
            MANAGE_PRIVATE_CHANNEL_MEMBERS,
            MANAGE_CHANNEL_ROLES,
        ],
    ),
    (SYSCONSOLE_READ_REPORTING, &[GET_ANALYTICS, GET_LOGS]),
    (SYSCONSOLE_READ_ENVIRONMENT, &[READ_JOBS]),
    (SYSCONSOLE_WRITE_ENVIRONMENT, &[TEST_S3, TEST_SITE_URL, RELOAD_CONFIG, INVALIDATE_CACHES]),
    (SYSCONSOLE_WRITE_SITE, &[EDIT_BRAND]),
    (SYSCONSOLE_WRITE_PERMISSIONS, &[MANAGE_ROLES]),
];

/// The given permissions and those that go with them, each once.
#[must_use]
pub fn with_ancillary(mut names: Vec<String>) -> Vec<String> {
    for (name, more) in ANCILLARY {
        if names.iter().any(|n| n == name) {
            names.extend(more.iter().map(|m| (*m).to_owned()));
        }
    }
    let mut seen = std::collections::HashSet::new();
    names.retain(|n| seen.insert(n.clone()));
    names
}
