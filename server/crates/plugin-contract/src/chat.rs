//! Plugins ask chat: one method for each call of the WIT contract that chat must answer.
//!
//! The plugin's grants were checked before; `app` acts as the plugin, or as the person a call names, and enters where
//! everybody enters. Limits of lists are cut, not refused.

use async_trait::async_trait;
use bytes::Bytes;
use chinwag_model::{
    AppResult, ChannelId, FileId, Millis, PostId, TeamId, UserId,
    bot::Bot,
    channel::{Channel, ChannelStats},
    channel_member::ChannelMember,
    command::CommandResponse,
    file::FileInfo,
    post::Post,
    preference::Preference,
    reaction::Reaction,
    role::Role,
    status::Status,
    team::{Team, TeamMember},
    user::User,
};
use serde_json::Value;

use crate::{Body, Caller};

/// A page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// From 0.
    pub page: u32,
    /// Cut at 200.
    pub per_page: u32,
}

/// Which people.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    /// Members of this team; empty for all.
    pub team_id: TeamId,
    /// Members of this channel; empty for all.
    pub channel_id: ChannelId,
    /// Only active ones.
    pub active: bool,
}

/// Where a permission is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The whole server.
    System,
    /// A team.
    Team(TeamId),
    /// A channel.
    Channel(ChannelId),
}

/// What a new post is made of.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// Where.
    pub channel_id: ChannelId,
    /// Author; empty for the plugin's first bot.
    pub user_id: UserId,
    /// Thread; empty for none.
    pub root_id: PostId,
    /// Markdown.
    pub message: String,
    /// Empty or `custom_…`.
    pub kind: String,
    /// Open-ended.
    pub props: chinwag_model::JsonMap,
    /// Files.
    pub file_ids: Vec<FileId>,
}

/// Which of a channel's posts.
#[derive(Debug, Clone, Copy)]
pub enum Window {
    /// Newest first.
    Latest(Paging),
    /// Changed since, deleted ones included.
    Since(Millis),
    /// Before a post, newest first, at most so many.
    Before(PostId, u32),
    /// After a post, at most so many.
    After(PostId, u32),
}

/// A plugin's slash command.
#[derive(Debug, Clone, Default)]
pub struct CommandSpec {
    /// Without the slash.
    pub trigger: String,
    /// Empty for every team.
    pub team_id: TeamId,
    /// For lists.
    pub display_name: String,
    /// For lists.
    pub description: String,
    /// Whether it is completed.
    pub auto_complete: bool,
    /// Shown while completing.
    pub auto_complete_desc: String,
    /// Shown while completing.
    pub auto_complete_hint: String,
    /// `autocomplete_data`; null for none.
    pub auto_complete_data: Value,
    /// Picture.
    pub icon_url: String,
}

/// A bot a plugin wants.
#[derive(Debug, Clone, Default)]
pub struct BotSpec {
    /// Name.
    pub username: String,
    /// Shown name.
    pub display_name: String,
    /// What it is for.
    pub description: String,
}

/// Who gets an event; with nothing set, everybody.
#[derive(Debug, Clone, Default)]
pub struct WsAudience {
    /// One person.
    pub user_id: UserId,
    /// Members of a channel.
    pub channel_id: ChannelId,
    /// Members of a team.
    pub team_id: TeamId,
    /// One connection.
    pub connection_id: String,
    /// Not these.
    pub omit_user_ids: Vec<UserId>,
    /// Not this connection.
    pub omit_connection_id: String,
}

/// A file that is being made. Dropped before [`finish`](Self::finish), nothing is kept.
#[async_trait]
pub trait FileWriter: Send {
    /// Adds bytes.
    ///
    /// # Errors
    /// 413 beyond the server's limit.
    async fn write(&mut self, bytes: Bytes) -> AppResult<()>;

    /// Stores it.
    ///
    /// # Errors
    /// 400 when a plugin or a check refuses it.
    async fn finish(self: Box<Self>) -> AppResult<FileInfo>;
}

/// Plugins ask chat: everything.
pub trait ChatApi: People + Places + Messages + Wires {}

impl<T: People + Places + Messages + Wires> ChatApi for T {}

/// People: users, preferences, roles, bots.
///
/// # Errors
/// Every method: 400 for wrong input, 404 for what is not there, 403 where chat itself refuses, 500 when the database
/// does not answer.
#[async_trait]
pub trait People: Send + Sync + 'static {
    /// `users.get`
    async fn user(&self, caller: &Caller, id: UserId) -> AppResult<User>;

    /// `users.get-by-username`
    async fn user_by_username(&self, caller: &Caller, username: &str) -> AppResult<User>;

    /// `users.get-by-email`
    async fn user_by_email(&self, caller: &Caller, email: &str) -> AppResult<User>;

    /// `users.get-many`
    async fn users(&self, caller: &Caller, ids: Vec<UserId>) -> AppResult<Vec<User>>;

    /// `users.find`
    async fn find_users(&self, caller: &Caller, filter: UserFilter, page: Paging) -> AppResult<Vec<User>>;

    /// `users.search`
    async fn search_users(
        &self,
        caller: &Caller,
        term: &str,
        team: TeamId,
        limit: u32,
    ) -> AppResult<Vec<User>>;

    /// `users.update`
    async fn update_user(&self, caller: &Caller, id: UserId, patch: Value) -> AppResult<User>;

    /// `users.create`
    async fn create_user(&self, caller: &Caller, draft: Value) -> AppResult<User>;

    /// `users.set-active`
    async fn set_user_active(&self, caller: &Caller, id: UserId, active: bool) -> AppResult<()>;

    /// `users.statuses`
    async fn statuses(&self, caller: &Caller, ids: Vec<UserId>) -> AppResult<Vec<Status>>;

    /// `users.set-status`
    async fn set_status(&self, caller: &Caller, id: UserId, status: &str) -> AppResult<Status>;

    /// `users.set-custom-status`; `clear-custom-status` when `None`.
    async fn set_custom_status(
        &self,
        caller: &Caller,
        id: UserId,
        status: Option<(String, String, Millis)>,
    ) -> AppResult<()>;

    /// `users.has-permission`
    async fn has_permission(
        &self,
        caller: &Caller,
        id: UserId,
        permission: &str,
        scope: Scope,
    ) -> AppResult<bool>;

    /// `bots.ensure`
    async fn ensure_bot(&self, caller: &Caller, spec: BotSpec) -> AppResult<Bot>;

    /// `bots.get`
    async fn bot(&self, caller: &Caller, id: UserId) -> AppResult<Bot>;

    /// `bots.find`
    async fn find_bots(&self, caller: &Caller, page: Paging) -> AppResult<Vec<Bot>>;

    /// `bots.set-active`
    async fn set_bot_active(&self, caller: &Caller, id: UserId, active: bool) -> AppResult<Bot>;

    /// `bots.set-picture`
    async fn set_bot_picture(&self, caller: &Caller, id: UserId, picture: Bytes) -> AppResult<()>;

    /// `preferences.of-user`
    async fn preferences(&self, caller: &Caller, user: UserId, category: &str) -> AppResult<Vec<Preference>>;

    /// `preferences.set`
    async fn set_preferences(
        &self,
        caller: &Caller,
        user: UserId,
        preferences: Vec<Preference>,
    ) -> AppResult<()>;

    /// `preferences.delete`
    async fn delete_preferences(
        &self,
        caller: &Caller,
        user: UserId,
        preferences: Vec<Preference>,
    ) -> AppResult<()>;

    /// `roles.get-by-name`
    async fn role_by_name(&self, caller: &Caller, name: &str) -> AppResult<Role>;

    /// `roles.all`
    async fn roles(&self, caller: &Caller) -> AppResult<Vec<Role>>;

    /// `roles.grant`
    fn roles_grant(&self, names: &[String], permission: &str) -> bool;
}

/// Places: teams and channels.
///
/// # Errors
/// Every method: 400 for wrong input, 404 for what is not there, 403 where chat itself refuses, 500 when the database
/// does not answer.
#[async_trait]
pub trait Places: Send + Sync + 'static {
    /// `teams.get`
    async fn team(&self, caller: &Caller, id: TeamId) -> AppResult<Team>;

    /// `teams.get-by-name`
    async fn team_by_name(&self, caller: &Caller, name: &str) -> AppResult<Team>;

    /// `teams.find`
    async fn find_teams(&self, caller: &Caller, page: Paging) -> AppResult<Vec<Team>>;

    /// `teams.of-user`
    async fn teams_of_user(&self, caller: &Caller, user: UserId) -> AppResult<Vec<Team>>;

    /// `teams.create`
    async fn create_team(&self, caller: &Caller, draft: Value) -> AppResult<Team>;

    /// `teams.update`
    async fn update_team(&self, caller: &Caller, id: TeamId, patch: Value) -> AppResult<Team>;

    /// `teams.archive`
    async fn archive_team(&self, caller: &Caller, id: TeamId) -> AppResult<()>;

    /// `teams.member`
    async fn team_member(&self, caller: &Caller, team: TeamId, user: UserId) -> AppResult<TeamMember>;

    /// `teams.members`
    async fn team_members(&self, caller: &Caller, team: TeamId, page: Paging) -> AppResult<Vec<TeamMember>>;

    /// `teams.add-member`
    async fn add_team_member(&self, caller: &Caller, team: TeamId, user: UserId) -> AppResult<TeamMember>;

    /// `teams.remove-member`
    async fn remove_team_member(&self, caller: &Caller, team: TeamId, user: UserId) -> AppResult<()>;

    /// `teams.set-member-roles`
    async fn set_team_member_roles(
        &self,
        caller: &Caller,
        team: TeamId,
        user: UserId,
        roles: &str,
    ) -> AppResult<()>;

    /// `channels.get`
    async fn channel(&self, caller: &Caller, id: ChannelId) -> AppResult<Channel>;

    /// `channels.get-by-name`
    async fn channel_by_name(&self, caller: &Caller, team: TeamId, name: &str) -> AppResult<Channel>;

    /// `channels.public-of-team`
    async fn public_channels(&self, caller: &Caller, team: TeamId, page: Paging) -> AppResult<Vec<Channel>>;

    /// `channels.of-user`
    async fn channels_of_user(&self, caller: &Caller, user: UserId, team: TeamId) -> AppResult<Vec<Channel>>;

    /// `channels.search`
    async fn search_channels(&self, caller: &Caller, team: TeamId, term: &str) -> AppResult<Vec<Channel>>;

    /// `channels.create`
    async fn create_channel(&self, caller: &Caller, draft: Value) -> AppResult<Channel>;

    /// `channels.update`
    async fn update_channel(&self, caller: &Caller, id: ChannelId, patch: Value) -> AppResult<Channel>;

    /// `channels.archive`
    async fn archive_channel(&self, caller: &Caller, id: ChannelId) -> AppResult<()>;

    /// `channels.restore`
    async fn restore_channel(&self, caller: &Caller, id: ChannelId) -> AppResult<Channel>;

    /// `channels.direct`
    async fn direct_channel(&self, caller: &Caller, a: UserId, b: UserId) -> AppResult<Channel>;

    /// `channels.group`
    async fn group_channel(&self, caller: &Caller, users: Vec<UserId>) -> AppResult<Channel>;

    /// `channels.member`
    async fn channel_member(
        &self,
        caller: &Caller,
        channel: ChannelId,
        user: UserId,
    ) -> AppResult<ChannelMember>;

    /// `channels.members`
    async fn channel_members(
        &self,
        caller: &Caller,
        channel: ChannelId,
        page: Paging,
    ) -> AppResult<Vec<ChannelMember>>;

    /// `channels.add-member`
    async fn add_channel_member(
        &self,
        caller: &Caller,
        channel: ChannelId,
        user: UserId,
    ) -> AppResult<ChannelMember>;

    /// `channels.remove-member`
    async fn remove_channel_member(&self, caller: &Caller, channel: ChannelId, user: UserId)
    -> AppResult<()>;

    /// `channels.set-member-roles`
    async fn set_channel_member_roles(
        &self,
        caller: &Caller,
        channel: ChannelId,
        user: UserId,
        roles: &str,
    ) -> AppResult<()>;

    /// `channels.set-member-notify-props`
    async fn set_channel_notify_props(
        &self,
        caller: &Caller,
        channel: ChannelId,
        user: UserId,
        props: Value,
    ) -> AppResult<()>;

    /// `channels.stats`
    async fn channel_stats(&self, caller: &Caller, channel: ChannelId) -> AppResult<ChannelStats>;
}

/// Messages: posts, reactions, files.
///
/// # Errors
/// Every method: 400 for wrong input, 404 for what is not there, 403 where chat itself refuses, 500 when the database
/// does not answer.
#[async_trait]
pub trait Messages: Send + Sync + 'static {
    /// `posts.create`
    async fn create_post(&self, caller: &Caller, draft: Draft) -> AppResult<Post>;

    /// `posts.update`; props stay as they are when `None`.
    async fn update_post(
        &self,
        caller: &Caller,
        id: PostId,
        message: String,
        props: Option<chinwag_model::JsonMap>,
    ) -> AppResult<Post>;

    /// `posts.delete`
    async fn delete_post(&self, caller: &Caller, id: PostId) -> AppResult<()>;

    /// `posts.get`
    async fn post(&self, caller: &Caller, id: PostId) -> AppResult<Post>;

    /// `posts.thread`
    async fn thread(&self, caller: &Caller, id: PostId) -> AppResult<Vec<Post>>;

    /// `posts.of-channel`
    async fn posts_of_channel(
        &self,
        caller: &Caller,
        channel: ChannelId,
        window: Window,
    ) -> AppResult<Vec<Post>>;

    /// `posts.search`
    async fn search_posts(
        &self,
        caller: &Caller,
        user: UserId,
        team: TeamId,
        terms: &str,
        limit: u32,
    ) -> AppResult<Vec<Post>>;

    /// `posts.pin`, `posts.unpin`
    async fn set_pinned(&self, caller: &Caller, id: PostId, pinned: bool) -> AppResult<()>;

    /// `posts.send-ephemeral`; with an id, `posts.update-ephemeral`.
    async fn show_ephemeral(
        &self,
        caller: &Caller,
        user: UserId,
        id: PostId,
        draft: Draft,
    ) -> AppResult<Post>;

    /// `posts.delete-ephemeral`
    async fn delete_ephemeral(
        &self,
        caller: &Caller,
        user: UserId,
        id: PostId,
        channel: ChannelId,
    ) -> AppResult<()>;

    /// `reactions.add`
    async fn add_reaction(
        &self,
        caller: &Caller,
        user: UserId,
        post: PostId,
        emoji: &str,
    ) -> AppResult<Reaction>;

    /// `reactions.remove`
    async fn remove_reaction(
        &self,
        caller: &Caller,
        user: UserId,
        post: PostId,
        emoji: &str,
    ) -> AppResult<()>;

    /// `reactions.of-post`
    async fn reactions(&self, caller: &Caller, post: PostId) -> AppResult<Vec<Reaction>>;

    /// `files.info`
    async fn file_info(&self, caller: &Caller, id: FileId) -> AppResult<FileInfo>;

    /// `files.of-post`
    async fn files_of_post(&self, caller: &Caller, post: PostId) -> AppResult<Vec<FileInfo>>;

    /// `files.open`
    async fn open_file(&self, caller: &Caller, id: FileId) -> AppResult<Body>;

    /// `files.create`
    async fn create_file(
        &self,
        caller: &Caller,
        channel: ChannelId,
        user: UserId,
        name: &str,
    ) -> AppResult<Box<dyn FileWriter>>;

    /// `files.public-link`
    async fn public_link(&self, caller: &Caller, id: FileId) -> AppResult<String>;
}

/// The server itself, commands, dialogs, events to clients, mail.
///
/// # Errors
/// Every method: 400 for wrong input, 404 for what is not there, 403 where chat itself refuses, 500 when the database
/// does not answer.
#[async_trait]
pub trait Wires: Send + Sync + 'static {
    /// `config.server`: the configuration, masked.
    fn server_configuration(&self) -> Value;

    /// The address people use; may be empty.
    fn site_url(&self) -> String;

    /// The server's own id.
    async fn server_id(&self) -> AppResult<String>;

    /// `commands.register`
    async fn register_command(&self, caller: &Caller, spec: CommandSpec) -> AppResult<()>;

    /// `commands.unregister`
    async fn unregister_command(&self, caller: &Caller, team: TeamId, trigger: &str) -> AppResult<()>;

    /// Every command of a plugin goes: it was stopped.
    async fn unregister_commands(&self, plugin: &str);

    /// `commands.execute`
    async fn execute_command(
        &self,
        caller: &Caller,
        user: UserId,
        team: TeamId,
        channel: ChannelId,
        text: &str,
    ) -> AppResult<CommandResponse>;

    /// `websocket.publish`
    async fn publish(
        &self,
        caller: &Caller,
        event: &str,
        payload: Value,
        audience: WsAudience,
    ) -> AppResult<()>;

    /// `websocket.typing`
    async fn typing(&self, caller: &Caller, user: UserId, channel: ChannelId, root: PostId) -> AppResult<()>;

    /// Events of the platform itself (`plugin_enabled`, `plugin_disabled`) to everybody, or to administrators.
    fn announce(&self, event: &'static str, data: chinwag_model::JsonMap, audience: Announced);

    /// `dialogs.open`
    async fn open_dialog(&self, caller: &Caller, trigger_id: &str, dialog: Value) -> AppResult<()>;

    /// `mail.send`
    async fn send_mail(&self, caller: &Caller, to: &str, subject: &str, html: &str) -> AppResult<()>;
}

/// Who hears an announcement of the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Announced {
    /// Every connected client.
    Everybody,
    /// System administrators.
    Administrators,
}
