//! Chat asks plugins.
//!
//! `will_…` runs inside the request, in the order of the plugins, each with a deadline and a policy; the answer is what
//! chat goes on with. [`Hooks::told`] hands over what was committed and returns at once.

use std::sync::Arc;

use async_trait::async_trait;
use chinwag_model::{
    AppError, AppResult, ChannelId, JsonMap, TeamId, UserId, channel::Channel, command::CommandResponse,
    file::FileInfo, post::Post, user::User,
};
use serde_json::Value;

use crate::{Happened, Hook, HookSet};

/// On whose behalf plugins are asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Id of the request; empty outside of requests.
    pub request_id: String,
    /// Session; empty when there is none.
    pub session_id: String,
    /// Person; empty when there is none.
    pub user_id: UserId,
    /// Address.
    pub ip: String,
    /// `User-Agent` of the request.
    pub user_agent: String,
    /// `Accept-Language` of the request.
    pub accept_language: String,
    /// `rest`, `local`, `system` or `plugin:<id>`.
    pub origin: String,
    /// How many plugins' calls led here.
    pub depth: u8,
}

/// A file that is about to be stored.
#[derive(Debug, Clone)]
pub struct Upload {
    /// What is known of it.
    pub info: FileInfo,
    /// Its bytes; empty when it is larger than plugins are handed.
    pub content: bytes::Bytes,
}

/// What becomes of an upload.
#[derive(Debug, Clone)]
pub enum Uploaded {
    /// Stored as it is.
    Kept,
    /// Other bytes under this name.
    Replaced(String, bytes::Bytes),
}

/// A file that is about to be sent.
#[derive(Debug, Clone)]
pub struct Download {
    /// The file.
    pub info: FileInfo,
    /// `file`, `thumbnail`, `preview` or `public`.
    pub part: &'static str,
}

/// A slash command of a plugin was typed.
#[derive(Debug, Clone, Default)]
pub struct CommandCall {
    /// Who typed it.
    pub user_id: UserId,
    /// Where.
    pub team_id: TeamId,
    /// Where.
    pub channel_id: ChannelId,
    /// In which thread; empty for none.
    pub root_id: String,
    /// Everything that was typed.
    pub command: String,
    /// Opens a dialog.
    pub trigger_id: String,
}

/// A dialog was submitted or cancelled.
#[derive(Debug, Clone, Default)]
pub struct DialogCall {
    /// As the dialog was opened with.
    pub callback_id: String,
    /// As the dialog was opened with.
    pub state: String,
    /// Who.
    pub user_id: UserId,
    /// Where.
    pub team_id: String,
    /// Where.
    pub channel_id: String,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Elements and their values.
    pub values: JsonMap,
}

/// What a plugin says to a submission.
#[derive(Debug, Clone, Default)]
pub struct DialogAnswer {
    /// For the whole dialog; empty when right.
    pub error: String,
    /// By element.
    pub errors: Vec<(String, String)>,
}

/// A button was pressed or an option chosen.
#[derive(Debug, Clone, Default)]
pub struct Click {
    /// What stands behind `plugin:` in the address.
    pub name: String,
    /// Who.
    pub user_id: UserId,
    /// Where.
    pub team_id: String,
    /// Where.
    pub channel_id: ChannelId,
    /// On which post.
    pub post_id: String,
    /// Opens a dialog.
    pub trigger_id: String,
    /// What was chosen; empty for a button.
    pub selected_option: String,
    /// As it was posted.
    pub context: JsonMap,
}

/// What a plugin says to a click.
#[derive(Debug, Clone, Default)]
pub struct ClickAnswer {
    /// For the person alone; empty for nothing.
    pub ephemeral_text: String,
    /// What the post becomes.
    pub update: Option<Box<Post>>,
}

/// Chat asks plugins. Every method may be called when nobody answers the hook; callers that care for nanoseconds ask
/// [`answers`](Hooks::answers) first.
#[async_trait]
pub trait Hooks: Send + Sync + 'static {
    /// The hooks that at least one running plugin answers.
    fn answered(&self) -> HookSet;

    /// Whether anybody answers this hook.
    fn answers(&self, hook: Hook) -> bool {
        self.answered().has(hook)
    }

    /// A message is about to be posted. `None`: it is discarded without a word.
    ///
    /// # Errors
    /// 400 with a plugin's words when it refuses; 503 when a plugin with the policy `closed` failed.
    async fn will_post(&self, asked: &Asked, post: Post) -> AppResult<Option<Post>>;

    /// A message is about to be changed.
    ///
    /// # Errors
    /// As [`will_post`](Self::will_post).
    async fn will_update_post(&self, asked: &Asked, new: Post, old: &Post) -> AppResult<Post>;

    /// Messages are about to be shown to `reader`. Those that a plugin changes are changed in place.
    async fn will_consume(&self, asked: &Asked, reader: UserId, posts: &mut [&mut Post]);

    /// Somebody is about to log in.
    ///
    /// # Errors
    /// As [`will_post`](Self::will_post).
    async fn will_log_in(&self, asked: &Asked, user: &User) -> AppResult<()>;

    /// A file is about to be stored.
    ///
    /// # Errors
    /// As [`will_post`](Self::will_post).
    async fn will_upload(&self, asked: &Asked, upload: Upload) -> AppResult<Uploaded>;

    /// A file is about to be sent.
    ///
    /// # Errors
    /// As [`will_post`](Self::will_post), with 403.
    async fn will_download(&self, asked: &Asked, download: Download) -> AppResult<()>;

    /// Somebody is about to become a member of a team.
    ///
    /// # Errors
    /// As [`will_post`](Self::will_post).
    async fn will_join_team(&self, asked: &Asked, team: TeamId, user: UserId) -> AppResult<()>;

    /// Somebody is about to become a member of a channel.
    ///
    /// # Errors
    /// As [`will_post`](Self::will_post).
    async fn will_join_channel(&self, asked: &Asked, channel: ChannelId, user: UserId) -> AppResult<()>;

    /// A channel is about to be archived.
    ///
    /// # Errors
    /// As [`will_post`](Self::will_post).
    async fn will_archive_channel(&self, asked: &Asked, channel: &Channel) -> AppResult<()>;

    /// The configuration (secrets masked) is about to be saved.
    ///
    /// # Errors
    /// As [`will_post`](Self::will_post).
    async fn will_save_configuration(&self, asked: &Asked, configuration: Value) -> AppResult<Value>;

    /// A push notification is about to leave. `None`: it does not.
    async fn will_push(&self, asked: &Asked, user: UserId, notification: Value) -> Option<Value>;

    /// One of a plugin's commands was typed.
    ///
    /// # Errors
    /// 500 with the plugin's words, 503 when it does not run.
    async fn execute_command(
        &self,
        asked: &Asked,
        plugin: &str,
        call: CommandCall,
    ) -> AppResult<CommandResponse>;

    /// A plugin's dialog was submitted.
    ///
    /// # Errors
    /// As [`execute_command`](Self::execute_command).
    async fn submit_dialog(&self, asked: &Asked, plugin: &str, call: DialogCall) -> AppResult<DialogAnswer>;

    /// A plugin's button was pressed.
    ///
    /// # Errors
    /// As [`execute_command`](Self::execute_command).
    async fn click(&self, asked: &Asked, plugin: &str, click: Click) -> AppResult<ClickAnswer>;

    /// Hands over what was committed; `seq` is its number in the record of events, 0 for what has none. Returns at once.
    fn told(&self, depth: u8, happened: Arc<Happened>);

    /// The settings of plugins, by id, are about to be saved in place of `old`: those that changed are checked, and what
    /// is secret is sealed in place.
    ///
    /// # Errors
    /// 400 when a value does not fit what the plugin's manifest says of it.
    fn settings_will_be_saved(&self, old: &JsonMap, new: &mut JsonMap) -> AppResult<()>;

    /// The configuration was saved.
    fn configuration_saved(&self);
}

/// Chat without plugins.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoPlugins;

fn nobody(plugin: &str) -> AppError {
    AppError::new(503, "app.plugin.not_running.app_error", format!("The plugin `{plugin}` does not run."))
}

#[async_trait]
impl Hooks for NoPlugins {
    fn answered(&self) -> HookSet {
        HookSet::EMPTY
    }

    async fn will_post(&self, _: &Asked, post: Post) -> AppResult<Option<Post>> {
        Ok(Some(post))
    }

    async fn will_update_post(&self, _: &Asked, new: Post, _: &Post) -> AppResult<Post> {
        Ok(new)
    }

    async fn will_consume(&self, _: &Asked, _: UserId, _: &mut [&mut Post]) {}

    async fn will_log_in(&self, _: &Asked, _: &User) -> AppResult<()> {
        Ok(())
    }

    async fn will_upload(&self, _: &Asked, _: Upload) -> AppResult<Uploaded> {
        Ok(Uploaded::Kept)
    }

    async fn will_download(&self, _: &Asked, _: Download) -> AppResult<()> {
        Ok(())
    }

    async fn will_join_team(&self, _: &Asked, _: TeamId, _: UserId) -> AppResult<()> {
        Ok(())
    }

    async fn will_join_channel(&self, _: &Asked, _: ChannelId, _: UserId) -> AppResult<()> {
        Ok(())
    }

    async fn will_archive_channel(&self, _: &Asked, _: &Channel) -> AppResult<()> {
        Ok(())
    }

    async fn will_save_configuration(&self, _: &Asked, configuration: Value) -> AppResult<Value> {
        Ok(configuration)
    }

    async fn will_push(&self, _: &Asked, _: UserId, notification: Value) -> Option<Value> {
        Some(notification)
    }

    async fn execute_command(&self, _: &Asked, plugin: &str, _: CommandCall) -> AppResult<CommandResponse> {
        Err(nobody(plugin))
    }

    async fn submit_dialog(&self, _: &Asked, plugin: &str, _: DialogCall) -> AppResult<DialogAnswer> {
        Err(nobody(plugin))
    }

    async fn click(&self, _: &Asked, plugin: &str, _: Click) -> AppResult<ClickAnswer> {
        Err(nobody(plugin))
    }

    fn told(&self, _: u8, _: Arc<Happened>) {}

    fn settings_will_be_saved(&self, _: &JsonMap, _: &mut JsonMap) -> AppResult<()> {
        Ok(())
    }

    fn configuration_saved(&self) {}
}
