-- People and how they log in.
CREATE TABLE users (
    id TEXT PRIMARY KEY, create_at BIGINT NOT NULL, update_at BIGINT NOT NULL, delete_at BIGINT NOT NULL DEFAULT 0,
    username TEXT NOT NULL, email TEXT NOT NULL, email_verified BOOLEAN NOT NULL DEFAULT FALSE,
    password_hash TEXT NOT NULL DEFAULT '', auth_service TEXT NOT NULL DEFAULT '',
    nickname TEXT NOT NULL DEFAULT '', first_name TEXT NOT NULL DEFAULT '', last_name TEXT NOT NULL DEFAULT '',
    position TEXT NOT NULL DEFAULT '', roles TEXT NOT NULL DEFAULT '', props TEXT NOT NULL DEFAULT '{}',
    notify_props TEXT NOT NULL DEFAULT '{}', last_password_update BIGINT NOT NULL DEFAULT 0,
    last_picture_update BIGINT NOT NULL DEFAULT 0, failed_attempts BIGINT NOT NULL DEFAULT 0,
    locale TEXT NOT NULL DEFAULT 'en', timezone TEXT NOT NULL DEFAULT '{}', mfa_active BOOLEAN NOT NULL DEFAULT FALSE,
    mfa_secret TEXT NOT NULL DEFAULT '', disable_welcome_email BOOLEAN NOT NULL DEFAULT FALSE,
    is_bot BOOLEAN NOT NULL DEFAULT FALSE, bot_description TEXT NOT NULL DEFAULT '',
    last_activity_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX users_username ON users (username);
CREATE UNIQUE INDEX users_email ON users (email);
CREATE INDEX users_create_at ON users (create_at);
-- Words of a user's names, lower case, for completion by prefix.
CREATE TABLE user_words (word TEXT NOT NULL, user_id TEXT NOT NULL, PRIMARY KEY (word, user_id));
CREATE INDEX user_words_user ON user_words (user_id);

CREATE TABLE bots (
    user_id TEXT PRIMARY KEY, description TEXT NOT NULL DEFAULT '', owner_id TEXT NOT NULL,
    last_icon_update BIGINT NOT NULL DEFAULT 0, create_at BIGINT NOT NULL, update_at BIGINT NOT NULL,
    delete_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX bots_owner ON bots (owner_id);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY, token_hash TEXT NOT NULL, user_id TEXT NOT NULL, create_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL, last_activity_at BIGINT NOT NULL, device_id TEXT NOT NULL DEFAULT '',
    is_oauth BOOLEAN NOT NULL DEFAULT FALSE, props TEXT NOT NULL DEFAULT '{}'
);
CREATE UNIQUE INDEX sessions_token ON sessions (token_hash);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE access_tokens (
    id TEXT PRIMARY KEY, token_hash TEXT NOT NULL, user_id TEXT NOT NULL, description TEXT NOT NULL DEFAULT '',
    is_active BOOLEAN NOT NULL DEFAULT TRUE, create_at BIGINT NOT NULL, expires_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX access_tokens_token ON access_tokens (token_hash);
CREATE INDEX access_tokens_user ON access_tokens (user_id);

-- Single-use tokens: password reset, mail confirmation, invitations.
CREATE TABLE one_time_tokens (
    token_hash TEXT PRIMARY KEY, kind TEXT NOT NULL, create_at BIGINT NOT NULL, extra TEXT NOT NULL DEFAULT ''
);

CREATE TABLE statuses (
    user_id TEXT PRIMARY KEY, status TEXT NOT NULL, manual BOOLEAN NOT NULL DEFAULT FALSE,
    last_activity_at BIGINT NOT NULL DEFAULT 0, dnd_end_time BIGINT NOT NULL DEFAULT 0,
    prev_status TEXT NOT NULL DEFAULT ''
);
CREATE INDEX statuses_dnd ON statuses (dnd_end_time) WHERE dnd_end_time > 0;
CREATE INDEX statuses_activity ON statuses (last_activity_at);

CREATE TABLE preferences (
    user_id TEXT NOT NULL, category TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (user_id, category, name)
);
CREATE INDEX preferences_category_name ON preferences (category, name);

CREATE TABLE roles (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, display_name TEXT NOT NULL, description TEXT NOT NULL DEFAULT '',
    create_at BIGINT NOT NULL, update_at BIGINT NOT NULL, delete_at BIGINT NOT NULL DEFAULT 0,
    permissions TEXT NOT NULL, scheme_managed BOOLEAN NOT NULL, built_in BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX roles_name ON roles (name);

-- Teams.
CREATE TABLE teams (
    id TEXT PRIMARY KEY, create_at BIGINT NOT NULL, update_at BIGINT NOT NULL, delete_at BIGINT NOT NULL DEFAULT 0,
    display_name TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL, company_name TEXT NOT NULL DEFAULT '',
    allowed_domains TEXT NOT NULL DEFAULT '', invite_id TEXT NOT NULL, allow_open_invite BOOLEAN NOT NULL,
    last_team_icon_update BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX teams_display_name ON teams (display_name, id);
CREATE UNIQUE INDEX teams_name ON teams (name);
CREATE UNIQUE INDEX teams_invite ON teams (invite_id);

CREATE TABLE team_members (
    team_id TEXT NOT NULL, user_id TEXT NOT NULL, explicit_roles TEXT NOT NULL DEFAULT '',
    delete_at BIGINT NOT NULL DEFAULT 0, scheme_guest BOOLEAN NOT NULL, scheme_user BOOLEAN NOT NULL,
    scheme_admin BOOLEAN NOT NULL, create_at BIGINT NOT NULL, PRIMARY KEY (team_id, user_id)
);
CREATE INDEX team_members_user ON team_members (user_id, delete_at);

-- Channels.
CREATE TABLE channels (
    id TEXT PRIMARY KEY, create_at BIGINT NOT NULL, update_at BIGINT NOT NULL, delete_at BIGINT NOT NULL DEFAULT 0,
    team_id TEXT NOT NULL, kind TEXT NOT NULL, display_name TEXT NOT NULL, name TEXT NOT NULL,
    header TEXT NOT NULL DEFAULT '', purpose TEXT NOT NULL DEFAULT '', last_post_at BIGINT NOT NULL DEFAULT 0,
    total_msg_count BIGINT NOT NULL DEFAULT 0, creator_id TEXT NOT NULL DEFAULT '', props TEXT NOT NULL DEFAULT '',
    total_msg_count_root BIGINT NOT NULL DEFAULT 0, last_root_post_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX channels_team_name ON channels (team_id, name);
CREATE INDEX channels_display_name ON channels (display_name, id);
CREATE INDEX channels_team_kind ON channels (team_id, kind, delete_at, display_name);

CREATE TABLE channel_members (
    channel_id TEXT NOT NULL, user_id TEXT NOT NULL, explicit_roles TEXT NOT NULL DEFAULT '',
    last_viewed_at BIGINT NOT NULL DEFAULT 0, msg_count BIGINT NOT NULL DEFAULT 0,
    mention_count BIGINT NOT NULL DEFAULT 0, mention_count_root BIGINT NOT NULL DEFAULT 0,
    msg_count_root BIGINT NOT NULL DEFAULT 0, notify_props TEXT NOT NULL DEFAULT '{}',
    last_update_at BIGINT NOT NULL, scheme_guest BOOLEAN NOT NULL, scheme_user BOOLEAN NOT NULL,
    scheme_admin BOOLEAN NOT NULL, PRIMARY KEY (channel_id, user_id)
);
CREATE INDEX channel_members_user ON channel_members (user_id);

CREATE TABLE sidebar_categories (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL, team_id TEXT NOT NULL, sort_order BIGINT NOT NULL,
    sorting TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL, display_name TEXT NOT NULL,
    muted BOOLEAN NOT NULL DEFAULT FALSE, collapsed BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX sidebar_categories_user ON sidebar_categories (user_id, team_id, sort_order);
CREATE TABLE sidebar_channels (
    user_id TEXT NOT NULL, category_id TEXT NOT NULL, channel_id TEXT NOT NULL, sort_order BIGINT NOT NULL,
    PRIMARY KEY (category_id, channel_id)
);
CREATE INDEX sidebar_channels_user ON sidebar_channels (user_id, channel_id);

CREATE TABLE channel_bookmarks (
    id TEXT PRIMARY KEY, create_at BIGINT NOT NULL, update_at BIGINT NOT NULL, delete_at BIGINT NOT NULL DEFAULT 0,
    channel_id TEXT NOT NULL, owner_id TEXT NOT NULL, file_id TEXT NOT NULL DEFAULT '', display_name TEXT NOT NULL,
    sort_order BIGINT NOT NULL, link_url TEXT NOT NULL DEFAULT '', image_url TEXT NOT NULL DEFAULT '',
    emoji TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL
);
CREATE INDEX channel_bookmarks_channel ON channel_bookmarks (channel_id, sort_order);

-- Posts.
CREATE TABLE posts (
    {row_number}id TEXT NOT NULL UNIQUE, create_at BIGINT NOT NULL, update_at BIGINT NOT NULL, edit_at BIGINT NOT NULL DEFAULT 0,
    delete_at BIGINT NOT NULL DEFAULT 0, is_pinned BOOLEAN NOT NULL DEFAULT FALSE, user_id TEXT NOT NULL,
    channel_id TEXT NOT NULL, root_id TEXT NOT NULL DEFAULT '', message TEXT NOT NULL, kind TEXT NOT NULL DEFAULT '',
    props TEXT NOT NULL DEFAULT '{}', hashtags TEXT NOT NULL DEFAULT '', file_ids TEXT NOT NULL DEFAULT '[]',
    pending_post_id TEXT NOT NULL DEFAULT '', has_reactions BOOLEAN NOT NULL DEFAULT FALSE,
    reply_count BIGINT NOT NULL DEFAULT 0, last_reply_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX posts_channel_create ON posts (channel_id, create_at, id);
CREATE INDEX posts_channel_update ON posts (channel_id, update_at);
CREATE INDEX posts_root ON posts (root_id, create_at) WHERE root_id <> '';
CREATE INDEX posts_pinned ON posts (channel_id, create_at) WHERE is_pinned;
CREATE INDEX posts_user ON posts (user_id, create_at);
CREATE INDEX posts_create ON posts (create_at);

-- First answers to a client's attempts; rows are dropped when the window has passed.
CREATE TABLE pending_posts (
    user_id TEXT NOT NULL, pending_post_id TEXT NOT NULL, post_id TEXT NOT NULL, create_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, pending_post_id)
);
CREATE INDEX pending_posts_create ON pending_posts (create_at);

-- Older versions of edited posts, newest first by edit_at; `body` is the post as JSON.
CREATE TABLE post_versions (
    id TEXT PRIMARY KEY, post_id TEXT NOT NULL, edit_at BIGINT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX post_versions_post ON post_versions (post_id, edit_at);

-- What stands behind buttons and menus of posts; never sent to clients.
CREATE TABLE post_actions (
    post_id TEXT NOT NULL, action_id TEXT NOT NULL, user_id TEXT NOT NULL DEFAULT '', channel_id TEXT NOT NULL,
    create_at BIGINT NOT NULL, action TEXT NOT NULL, PRIMARY KEY (post_id, action_id)
);
CREATE INDEX post_actions_private ON post_actions (create_at) WHERE user_id <> '';

CREATE TABLE post_hashtags (
    tag TEXT NOT NULL, post_id TEXT NOT NULL, create_at BIGINT NOT NULL, PRIMARY KEY (tag, post_id)
);
CREATE INDEX post_hashtags_post ON post_hashtags (post_id);

-- Whom posts of public and private channels mention, as long as the post lives; in direct and group messages every
-- post is for everybody else and no rows are written.
CREATE TABLE post_mentions (
    user_id TEXT NOT NULL, channel_id TEXT NOT NULL, create_at BIGINT NOT NULL, post_id TEXT NOT NULL,
    root_id TEXT NOT NULL DEFAULT '', PRIMARY KEY (user_id, channel_id, create_at, post_id)
);
CREATE INDEX post_mentions_post ON post_mentions (post_id);

CREATE TABLE reactions (
    post_id TEXT NOT NULL, user_id TEXT NOT NULL, emoji_name TEXT NOT NULL, create_at BIGINT NOT NULL,
    channel_id TEXT NOT NULL, PRIMARY KEY (post_id, user_id, emoji_name)
);

CREATE TABLE threads (
    post_id TEXT PRIMARY KEY, channel_id TEXT NOT NULL, team_id TEXT NOT NULL DEFAULT '',
    reply_count BIGINT NOT NULL, last_reply_at BIGINT NOT NULL, participants TEXT NOT NULL DEFAULT '[]',
    delete_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX threads_channel ON threads (channel_id, last_reply_at);
CREATE TABLE thread_members (
    post_id TEXT NOT NULL, user_id TEXT NOT NULL, following BOOLEAN NOT NULL, last_updated BIGINT NOT NULL,
    last_viewed_at BIGINT NOT NULL DEFAULT 0, unread_mentions BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (post_id, user_id)
);
CREATE INDEX thread_members_user ON thread_members (user_id, following);

CREATE TABLE files (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL, post_id TEXT NOT NULL DEFAULT '', channel_id TEXT NOT NULL,
    create_at BIGINT NOT NULL, update_at BIGINT NOT NULL, delete_at BIGINT NOT NULL DEFAULT 0, name TEXT NOT NULL,
    extension TEXT NOT NULL, size BIGINT NOT NULL, mime_type TEXT NOT NULL, width BIGINT NOT NULL DEFAULT 0,
    height BIGINT NOT NULL DEFAULT 0, has_preview_image BOOLEAN NOT NULL DEFAULT FALSE, mini_preview TEXT,
    path TEXT NOT NULL, preview_path TEXT NOT NULL DEFAULT '', thumbnail_path TEXT NOT NULL DEFAULT ''
);
CREATE INDEX files_post ON files (post_id) WHERE post_id <> '';
CREATE INDEX files_channel ON files (channel_id, create_at);
CREATE INDEX files_user ON files (user_id, create_at);
-- What the sweep looks for: files that are in no post, and rows whose bytes are still to be removed.
CREATE INDEX files_unattached ON files (create_at) WHERE post_id = '' AND delete_at = 0;
CREATE INDEX files_deleted ON files (delete_at) WHERE delete_at > 0;
-- Uploads that come in pieces.
CREATE TABLE uploads (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, create_at BIGINT NOT NULL, user_id TEXT NOT NULL,
    channel_id TEXT NOT NULL DEFAULT '', filename TEXT NOT NULL, file_size BIGINT NOT NULL,
    file_offset BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX uploads_user ON uploads (user_id, create_at);
CREATE INDEX uploads_create ON uploads (create_at);

CREATE TABLE emojis (
    id TEXT PRIMARY KEY, create_at BIGINT NOT NULL, update_at BIGINT NOT NULL, delete_at BIGINT NOT NULL DEFAULT 0,
    creator_id TEXT NOT NULL, name TEXT NOT NULL
);
CREATE UNIQUE INDEX emojis_name ON emojis (name) WHERE delete_at = 0;

-- What was found behind the links of messages.
CREATE TABLE link_previews (url TEXT PRIMARY KEY, fetched_at BIGINT NOT NULL, body TEXT NOT NULL);
CREATE INDEX link_previews_fetched ON link_previews (fetched_at);

CREATE TABLE drafts (
    user_id TEXT NOT NULL, channel_id TEXT NOT NULL, root_id TEXT NOT NULL DEFAULT '', create_at BIGINT NOT NULL,
    update_at BIGINT NOT NULL, message TEXT NOT NULL, props TEXT NOT NULL DEFAULT '{}',
    file_ids TEXT NOT NULL DEFAULT '[]', PRIMARY KEY (user_id, channel_id, root_id)
);

CREATE TABLE scheduled_posts (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL, channel_id TEXT NOT NULL, root_id TEXT NOT NULL DEFAULT '',
    create_at BIGINT NOT NULL, update_at BIGINT NOT NULL, message TEXT NOT NULL, props TEXT NOT NULL DEFAULT '{}',
    file_ids TEXT NOT NULL DEFAULT '[]', scheduled_at BIGINT NOT NULL, processed_at BIGINT NOT NULL DEFAULT 0,
    error_code TEXT NOT NULL DEFAULT ''
);
CREATE INDEX scheduled_posts_user ON scheduled_posts (user_id, scheduled_at);
CREATE INDEX scheduled_posts_due ON scheduled_posts (scheduled_at) WHERE error_code = '';
CREATE TABLE post_reminders (
    post_id TEXT NOT NULL, user_id TEXT NOT NULL, target_time BIGINT NOT NULL, PRIMARY KEY (post_id, user_id)
);
CREATE INDEX post_reminders_due ON post_reminders (target_time);
CREATE TABLE post_acknowledgements (
    post_id TEXT NOT NULL, user_id TEXT NOT NULL, channel_id TEXT NOT NULL, acknowledged_at BIGINT NOT NULL,
    PRIMARY KEY (post_id, user_id)
);

-- Integrations.
CREATE TABLE incoming_webhooks (
    id TEXT PRIMARY KEY, create_at BIGINT NOT NULL, update_at BIGINT NOT NULL, delete_at BIGINT NOT NULL DEFAULT 0,
    last_used BIGINT NOT NULL DEFAULT 0,
    user_id TEXT NOT NULL, channel_id TEXT NOT NULL, team_id TEXT NOT NULL, display_name TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '', username TEXT NOT NULL DEFAULT '', icon_url TEXT NOT NULL DEFAULT '',
    channel_locked BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX incoming_webhooks_team ON incoming_webhooks (team_id, delete_at);
CREATE TABLE outgoing_webhooks (
    id TEXT PRIMARY KEY, token TEXT NOT NULL, create_at BIGINT NOT NULL, update_at BIGINT NOT NULL,
    delete_at BIGINT NOT NULL DEFAULT 0, creator_id TEXT NOT NULL, channel_id TEXT NOT NULL DEFAULT '',
    team_id TEXT NOT NULL, trigger_words TEXT NOT NULL DEFAULT '[]', trigger_when BIGINT NOT NULL DEFAULT 0,
    callback_urls TEXT NOT NULL DEFAULT '[]', display_name TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '', content_type TEXT NOT NULL DEFAULT '', username TEXT NOT NULL DEFAULT '',
    icon_url TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outgoing_webhooks_team ON outgoing_webhooks (team_id, delete_at);
CREATE TABLE commands (
    id TEXT PRIMARY KEY, token TEXT NOT NULL, create_at BIGINT NOT NULL, update_at BIGINT NOT NULL,
    delete_at BIGINT NOT NULL DEFAULT 0, creator_id TEXT NOT NULL, team_id TEXT NOT NULL, trigger_word TEXT NOT NULL,
    method TEXT NOT NULL, username TEXT NOT NULL DEFAULT '', icon_url TEXT NOT NULL DEFAULT '',
    auto_complete BOOLEAN NOT NULL DEFAULT FALSE, auto_complete_desc TEXT NOT NULL DEFAULT '',
    auto_complete_hint TEXT NOT NULL DEFAULT '', display_name TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '', url TEXT NOT NULL
);
CREATE UNIQUE INDEX commands_trigger ON commands (team_id, trigger_word) WHERE delete_at = 0;

-- Long work that administrators ask for.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, create_at BIGINT NOT NULL, start_at BIGINT NOT NULL DEFAULT 0,
    last_activity_at BIGINT NOT NULL, status TEXT NOT NULL, progress BIGINT NOT NULL DEFAULT 0,
    data TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX jobs_kind ON jobs (kind, create_at);
CREATE INDEX jobs_status ON jobs (status, create_at);

-- The server itself.
CREATE TABLE events (seq {serial}, create_at BIGINT NOT NULL, body TEXT NOT NULL);
CREATE INDEX events_create ON events (create_at);
CREATE TABLE system (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE audits (
    id TEXT PRIMARY KEY, create_at BIGINT NOT NULL, user_id TEXT NOT NULL, action TEXT NOT NULL,
    extra_info TEXT NOT NULL DEFAULT '', ip_address TEXT NOT NULL DEFAULT '', session_id TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audits_user ON audits (user_id, create_at);
