//! What happened and was committed, as plugins hear of it.

use chinwag_model::{
    ChannelId, ConnectionId, JsonMap, TeamId, UserId, channel::Channel, post::Post, preference::Preference,
    reaction::Reaction, user::User,
};

use crate::Hook;

/// Something that happened. Plugins cannot change it any more.
#[derive(Debug, Clone)]
pub enum Happened {
    /// A message was posted.
    MessagePosted(Box<Post>),
    /// A message was changed.
    MessageUpdated(Box<Post>),
    /// A message was deleted.
    MessageDeleted(Box<Post>),
    /// Somebody reacted.
    ReactionAdded(Reaction),
    /// Somebody took a reaction back.
    ReactionRemoved(Reaction),
    /// An account was made.
    UserCreated(Box<User>),
    /// Somebody logged in.
    UserLoggedIn(Box<User>),
    /// An account was deactivated.
    UserDeactivated(Box<User>),
    /// Somebody joined a team.
    JoinedTeam(TeamId, Move),
    /// Somebody left a team.
    LeftTeam(TeamId, Move),
    /// Somebody joined a channel.
    JoinedChannel(ChannelId, Move),
    /// Somebody left a channel.
    LeftChannel(ChannelId, Move),
    /// A channel was made.
    ChannelCreated(Box<Channel>),
    /// Somebody's preferences changed.
    PreferencesChanged(UserId, Vec<Preference>),
    /// A client connected.
    Connected(ConnectionId, UserId),
    /// A client went away for good.
    Disconnected(ConnectionId, UserId),
    /// A client sent an action to the plugin it names.
    Message {
        /// The plugin.
        plugin: String,
        /// The client.
        connection: ConnectionId,
        /// Its user.
        user: UserId,
        /// The whole action, `custom_<plugin>_…`.
        action: String,
        /// Its data.
        data: JsonMap,
    },
}

/// Who came or went, and by whose doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Who.
    pub user: UserId,
    /// By whose doing; empty when unknown.
    pub actor: UserId,
}

impl Happened {
    /// The hook that hears of it.
    #[must_use]
    pub fn hook(&self) -> Hook {
        match self {
            Self::MessagePosted(_) => Hook::MessageHasBeenPosted,
            Self::MessageUpdated(_) => Hook::MessageHasBeenUpdated,
            Self::MessageDeleted(_) => Hook::MessageHasBeenDeleted,
            Self::ReactionAdded(_) => Hook::ReactionHasBeenAdded,
            Self::ReactionRemoved(_) => Hook::ReactionHasBeenRemoved,
            Self::UserCreated(_) => Hook::UserHasBeenCreated,
            Self::UserLoggedIn(_) => Hook::UserHasLoggedIn,
            Self::UserDeactivated(_) => Hook::UserHasBeenDeactivated,
            Self::JoinedTeam(..) => Hook::UserHasJoinedTeam,
            Self::LeftTeam(..) => Hook::UserHasLeftTeam,
            Self::JoinedChannel(..) => Hook::UserHasJoinedChannel,
            Self::LeftChannel(..) => Hook::UserHasLeftChannel,
            Self::ChannelCreated(_) => Hook::ChannelHasBeenCreated,
            Self::PreferencesChanged(..) => Hook::PreferencesHaveChanged,
            Self::Connected(..) => Hook::WebsocketConnected,
            Self::Disconnected(..) => Hook::WebsocketDisconnected,
            Self::Message { .. } => Hook::WebsocketMessage,
        }
    }
}
