//! What the server asks a plugin: one trait for each family of hooks, every method with an answer already.
//!
//! *Will* hooks run in somebody's request: answer soon (250 ms unless the manifest says otherwise). *Did* hooks come after
//! the fact, once or, when the manifest asks for durable delivery, at least once. An error of a hook is written to the
//! plugin's log; what it means for the person who waits is the manifest's policy (`open` or `closed`).

use crate::channels::Channel;
use crate::commands::{CommandArgs, CommandResponse};
use crate::dialogs::{Click, ClickAnswer, DialogAnswer, DialogSubmission};
use crate::files::FileInfo;
use crate::http::{Request, Response};
use crate::posts::Post;
use crate::preferences::Preference;
use crate::reactions::Reaction;
use crate::users::User;
use crate::{Error, Json, Millis, Result};

/// A hook: a question or a word from the server. Names are the contract's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hook {
    /// [`LifecycleHooks::activate`]
    Activate,
    /// [`LifecycleHooks::deactivate`]
    Deactivate,
    /// [`LifecycleHooks::install`]
    Install,
    /// [`LifecycleHooks::configuration_changed`]
    ConfigurationChanged,
    /// [`LifecycleHooks::configuration_will_be_saved`]
    ConfigurationWillBeSaved,
    /// [`MessageHooks::message_will_be_posted`]
    MessageWillBePosted,
    /// [`MessageHooks::message_has_been_posted`]
    MessageHasBeenPosted,
    /// [`MessageHooks::message_will_be_updated`]
    MessageWillBeUpdated,
    /// [`MessageHooks::message_has_been_updated`]
    MessageHasBeenUpdated,
    /// [`MessageHooks::message_has_been_deleted`]
    MessageHasBeenDeleted,
    /// [`MessageHooks::messages_will_be_consumed`]
    MessagesWillBeConsumed,
    /// [`ReactionHooks::reaction_has_been_added`]
    ReactionHasBeenAdded,
    /// [`ReactionHooks::reaction_has_been_removed`]
    ReactionHasBeenRemoved,
    /// [`UserHooks::user_has_been_created`]
    UserHasBeenCreated,
    /// [`UserHooks::user_will_log_in`]
    UserWillLogIn,
    /// [`UserHooks::user_has_logged_in`]
    UserHasLoggedIn,
    /// [`UserHooks::user_has_been_deactivated`]
    UserHasBeenDeactivated,
    /// [`UserHooks::preferences_have_changed`]
    PreferencesHaveChanged,
    /// [`MemberHooks::user_has_joined_team`]
    UserHasJoinedTeam,
    /// [`MemberHooks::user_has_left_team`]
    UserHasLeftTeam,
    /// [`MemberHooks::user_has_joined_channel`]
    UserHasJoinedChannel,
    /// [`MemberHooks::user_has_left_channel`]
    UserHasLeftChannel,
    /// [`MemberHooks::team_member_will_be_added`]
    TeamMemberWillBeAdded,
    /// [`MemberHooks::channel_member_will_be_added`]
    ChannelMemberWillBeAdded,
    /// [`ChannelHooks::channel_has_been_created`]
    ChannelHasBeenCreated,
    /// [`ChannelHooks::channel_will_be_archived`]
    ChannelWillBeArchived,
    /// [`FileHooks::file_will_be_uploaded`]
    FileWillBeUploaded,
    /// [`FileHooks::file_will_be_downloaded`]
    FileWillBeDownloaded,
    /// [`CommandHooks::execute_command`]
    ExecuteCommand,
    /// [`InteractionHooks::dialog_submitted`]
    DialogSubmitted,
    /// [`InteractionHooks::action_clicked`]
    ActionClicked,
    /// [`WebSocketHooks::websocket_connected`]
    WebsocketConnected,
    /// [`WebSocketHooks::websocket_disconnected`]
    WebsocketDisconnected,
    /// [`WebSocketHooks::websocket_message`]
    WebsocketMessage,
    /// [`NotificationHooks::notification_will_be_pushed`]
    NotificationWillBePushed,
    /// [`ScheduleHooks::tick`]
    Tick,
    /// [`CallHooks::called`]
    Called,
    /// [`HttpHooks::handle`]
    Http,
}

/// What becomes of a message that is about to be posted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one is made for each message; a box would be in every author's way"
)]
pub enum PostVerdict {
    /// Post it.
    #[default]
    Keep,
    /// Post this instead. Id, author, channel and times stay what they were.
    Replace(Post),
    /// Refuse, with words for the author.
    Refuse(String),
    /// Do not post and do not tell.
    Discard,
}

/// What becomes of something that is about to be changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Verdict<T> {
    /// Let it be.
    #[default]
    Keep,
    /// Take this instead.
    Replace(T),
    /// Refuse, with words for whoever asked.
    Refuse(String),
}

/// Whether something may happen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Permit {
    /// It may.
    #[default]
    Keep,
    /// It may not, with words for whoever asked.
    Refuse(String),
}

/// What becomes of a push notification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PushVerdict {
    /// Send it.
    #[default]
    Keep,
    /// Send this instead: the same object, changed.
    Replace(Json),
    /// Do not send it.
    Discard,
}

/// A file to store in place of another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// Starting, stopping and settings.
pub trait LifecycleHooks {
    /// Was installed or upgraded: once, on one node, before the first activation. `previous_version` is empty at first.
    ///
    /// # Errors
    /// Refuses the installation, with these words.
    fn install(&self, previous_version: &str) -> Result<()> {
        let _ = previous_version;
        Ok(())
    }

    /// Starts on a node: once for each start, on one of the instances. Commands and schedules are registered here.
    ///
    /// # Errors
    /// The plugin fails to start, with these words.
    fn activate(&self) -> Result<()> {
        Ok(())
    }

    /// Is stopped: disabled, upgraded, removed, or the server goes down. Not called after a fault.
    ///
    /// # Errors
    /// Are written to the log.
    fn deactivate(&self) -> Result<()> {
        Ok(())
    }

    /// The plugin's settings changed; called before the first activation as well.
    ///
    /// # Errors
    /// Before the first activation, the plugin fails to start with these words; later they are written to the log.
    fn configuration_changed(&self, settings: Json) -> Result<()> {
        let _ = settings;
        Ok(())
    }

    /// The server's configuration is about to be saved. Secrets are masked. Needs `config:write`.
    ///
    /// # Errors
    /// The policy decides.
    fn configuration_will_be_saved(&self, configuration: Json) -> Result<Verdict<Json>> {
        let _ = configuration;
        Ok(Verdict::Keep)
    }
}

/// Messages. Being told needs `posts:read`, changing and refusing `posts:moderate`.
pub trait MessageHooks {
    /// Is about to be posted, from wherever it comes. The person waits.
    ///
    /// # Errors
    /// The policy decides: `open` posts it, `closed` refuses it.
    fn message_will_be_posted(&self, post: Post) -> Result<PostVerdict> {
        let _ = post;
        Ok(PostVerdict::Keep)
    }

    /// Was posted.
    ///
    /// # Errors
    /// Are written to the log; with durable delivery it comes again.
    fn message_has_been_posted(&self, post: Post) -> Result<()> {
        let _ = post;
        Ok(())
    }

    /// Is about to be changed. The person waits.
    ///
    /// # Errors
    /// The policy decides.
    fn message_will_be_updated(&self, new: Post, old: Post) -> Result<Verdict<Post>> {
        let _ = (new, old);
        Ok(Verdict::Keep)
    }

    /// Was changed.
    ///
    /// # Errors
    /// Are written to the log; with durable delivery it comes again.
    fn message_has_been_updated(&self, post: Post) -> Result<()> {
        let _ = post;
        Ok(())
    }

    /// Was deleted.
    ///
    /// # Errors
    /// Are written to the log; with durable delivery it comes again.
    fn message_has_been_deleted(&self, post: Post) -> Result<()> {
        let _ = post;
        Ok(())
    }

    /// Are about to be shown to `reader`; what is stored does not change. Answer those that are to look different.
    ///
    /// # Errors
    /// The messages are shown as they are.
    fn messages_will_be_consumed(&self, reader: &str, posts: Vec<Post>) -> Result<Vec<Post>> {
        let _ = (reader, posts);
        Ok(Vec::new())
    }
}

/// Reactions. Needs `posts:read`.
pub trait ReactionHooks {
    /// Somebody reacted.
    ///
    /// # Errors
    /// Are written to the log.
    fn reaction_has_been_added(&self, reaction: Reaction) -> Result<()> {
        let _ = reaction;
        Ok(())
    }

    /// Somebody took a reaction back.
    ///
    /// # Errors
    /// Are written to the log.
    fn reaction_has_been_removed(&self, reaction: Reaction) -> Result<()> {
        let _ = reaction;
        Ok(())
    }
}

/// Accounts, logins, preferences. Needs `users:read`, for logins `login`, for preferences `preferences:read`.
pub trait UserHooks {
    /// An account was made.
    ///
    /// # Errors
    /// Are written to the log; with durable delivery it comes again.
    fn user_has_been_created(&self, user: User) -> Result<()> {
        let _ = user;
        Ok(())
    }

    /// Somebody is about to log in; the password was right.
    ///
    /// # Errors
    /// The policy decides.
    fn user_will_log_in(&self, user: User) -> Result<Permit> {
        let _ = user;
        Ok(Permit::Keep)
    }

    /// Somebody logged in.
    ///
    /// # Errors
    /// Are written to the log.
    fn user_has_logged_in(&self, user: User) -> Result<()> {
        let _ = user;
        Ok(())
    }

    /// An account was deactivated.
    ///
    /// # Errors
    /// Are written to the log; with durable delivery it comes again.
    fn user_has_been_deactivated(&self, user: User) -> Result<()> {
        let _ = user;
        Ok(())
    }

    /// Somebody's preferences changed.
    ///
    /// # Errors
    /// Are written to the log.
    fn preferences_have_changed(&self, user_id: &str, preferences: Vec<Preference>) -> Result<()> {
        let _ = (user_id, preferences);
        Ok(())
    }
}

/// Joining and leaving teams and channels. `actor_id` is who did it; empty when they did it themselves or it is not
/// known. Being told needs `teams:read` or `channels:read`, refusing `teams:write` or `channels:write`.
pub trait MemberHooks {
    /// Somebody joined a team.
    ///
    /// # Errors
    /// Are written to the log; with durable delivery it comes again.
    fn user_has_joined_team(&self, team_id: &str, user_id: &str, actor_id: &str) -> Result<()> {
        let _ = (team_id, user_id, actor_id);
        Ok(())
    }

    /// Somebody left a team or was removed.
    ///
    /// # Errors
    /// Are written to the log; with durable delivery it comes again.
    fn user_has_left_team(&self, team_id: &str, user_id: &str, actor_id: &str) -> Result<()> {
        let _ = (team_id, user_id, actor_id);
        Ok(())
    }

    /// Somebody joined a channel.
    ///
    /// # Errors
    /// Are written to the log; with durable delivery it comes again.
    fn user_has_joined_channel(&self, channel_id: &str, user_id: &str, actor_id: &str) -> Result<()> {
        let _ = (channel_id, user_id, actor_id);
        Ok(())
    }

    /// Somebody left a channel or was removed.
    ///
    /// # Errors
    /// Are written to the log; with durable delivery it comes again.
    fn user_has_left_channel(&self, channel_id: &str, user_id: &str, actor_id: &str) -> Result<()> {
        let _ = (channel_id, user_id, actor_id);
        Ok(())
    }

    /// Somebody is about to become a member of a team.
    ///
    /// # Errors
    /// The policy decides.
    fn team_member_will_be_added(&self, team_id: &str, user_id: &str, actor_id: &str) -> Result<Permit> {
        let _ = (team_id, user_id, actor_id);
        Ok(Permit::Keep)
    }

    /// Somebody is about to become a member of a channel.
    ///
    /// # Errors
    /// The policy decides.
    fn channel_member_will_be_added(
        &self,
        channel_id: &str,
        user_id: &str,
        actor_id: &str,
    ) -> Result<Permit> {
        let _ = (channel_id, user_id, actor_id);
        Ok(Permit::Keep)
    }
}

/// Channels. Being told needs `channels:read`, refusing `channels:write`.
pub trait ChannelHooks {
    /// A channel was made; direct and group messages as well.
    ///
    /// # Errors
    /// Are written to the log; with durable delivery it comes again.
    fn channel_has_been_created(&self, channel: Channel) -> Result<()> {
        let _ = channel;
        Ok(())
    }

    /// A channel is about to be archived.
    ///
    /// # Errors
    /// The policy decides.
    fn channel_will_be_archived(&self, channel: Channel) -> Result<Permit> {
        let _ = channel;
        Ok(Permit::Keep)
    }
}

/// Files. Refusing downloads needs `files:read`, changing uploads `files:write`.
pub trait FileHooks {
    /// Is about to be stored.
    ///
    /// # Errors
    /// The policy decides.
    fn file_will_be_uploaded(&self, info: FileInfo, content: Vec<u8>) -> Result<Verdict<NewFile>> {
        let _ = (info, content);
        Ok(Verdict::Keep)
    }

    /// Is about to be sent to somebody. `part` is `file`, `thumbnail`, `preview` or `public`.
    ///
    /// # Errors
    /// The policy decides.
    fn file_will_be_downloaded(&self, info: FileInfo, user_id: &str, part: &str) -> Result<Permit> {
        let _ = (info, user_id, part);
        Ok(Permit::Keep)
    }
}

/// The plugin's slash commands. Needs `commands`; which there are is told by [`commands::register`](crate::commands::register).
pub trait CommandHooks {
    /// One was typed.
    ///
    /// # Errors
    /// The words are shown to the person alone.
    fn execute_command(&self, args: CommandArgs) -> Result<CommandResponse> {
        let _ = args;
        Err(Error::not_found("plugin.command", "This command does nothing yet."))
    }
}

/// Dialogs the plugin opened and buttons in its posts. Needs `dialogs`.
pub trait InteractionHooks {
    /// A dialog was submitted or cancelled.
    ///
    /// # Errors
    /// The words are shown in the dialog.
    fn dialog_submitted(&self, submission: DialogSubmission) -> Result<DialogAnswer> {
        let _ = submission;
        Ok(DialogAnswer::default())
    }

    /// A button was pressed, or something chosen from a menu, whose address is `plugin:<name>`.
    ///
    /// # Errors
    /// The words are shown to the person alone.
    fn action_clicked(&self, click: Click) -> Result<ClickAnswer> {
        let _ = click;
        Ok(ClickAnswer::default())
    }
}

/// Clients' connections. Needs `websocket`.
pub trait WebSocketHooks {
    /// A client connected.
    ///
    /// # Errors
    /// Are written to the log.
    fn websocket_connected(&self, connection_id: &str, user_id: &str) -> Result<()> {
        let _ = (connection_id, user_id);
        Ok(())
    }

    /// A client went away and did not come back in time.
    ///
    /// # Errors
    /// Are written to the log.
    fn websocket_disconnected(&self, connection_id: &str, user_id: &str) -> Result<()> {
        let _ = (connection_id, user_id);
        Ok(())
    }

    /// A client sent an action named `custom_<plugin id>_…`.
    ///
    /// # Errors
    /// Are written to the log.
    fn websocket_message(&self, connection_id: &str, user_id: &str, action: &str, data: Json) -> Result<()> {
        let _ = (connection_id, user_id, action, data);
        Ok(())
    }
}

/// Push notifications. Needs `push`.
pub trait NotificationHooks {
    /// One is about to leave for somebody's device.
    ///
    /// # Errors
    /// It is sent as it is.
    fn notification_will_be_pushed(&self, user_id: &str, notification: Json) -> Result<PushVerdict> {
        let _ = (user_id, notification);
        Ok(PushVerdict::Keep)
    }
}

/// Schedules, made with [`schedule`](crate::schedule). Needs `schedule`.
pub trait ScheduleHooks {
    /// A schedule's time has come; once for all nodes. It may be late after the server was down: `due_at` says when it
    /// should have run.
    ///
    /// # Errors
    /// Are written to the log.
    fn tick(&self, name: &str, due_at: Millis, payload: Vec<u8>) -> Result<()> {
        let _ = (name, due_at, payload);
        Ok(())
    }
}

/// Calls of other plugins.
pub trait CallHooks {
    /// The plugin `caller` calls.
    ///
    /// # Errors
    /// The caller gets the words.
    fn called(&self, caller: &str, method: &str, payload: Vec<u8>) -> Result<Vec<u8>> {
        let _ = payload;
        Err(Error::not_found("plugin.call", format!("There is no method `{method}` for `{caller}`.")))
    }
}

/// Web requests to `/plugins/<id>/…`. Needs `serve`.
pub trait HttpHooks {
    /// A request came; [`Router`](crate::http::Router) finds the function for its method and path.
    fn handle(&self, request: Request) -> Response {
        let _ = request;
        Response::text("There is nothing here.").with_status(404)
    }
}
