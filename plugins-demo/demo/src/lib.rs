//! Demo: every hook and every call of the contract, one file a family.
//!
//! Each file holds the hooks of a family, each of which is counted (`seen.rs`), and a tour: the calls of the same family,
//! made one after the other by `/demo tour <family>` (`tour.rs`). Messages are changed only when they ask for it: see
//! `messages.rs`.

mod bots;
mod calls;
mod channels;
mod command;
mod files;
mod interactions;
mod kv;
mod lifecycle;
mod mail;
mod members;
mod messages;
mod notifications;
mod posts;
mod preferences;
mod reactions;
mod roles;
mod schedule;
mod seen;
mod single;
mod teams;
#[cfg(test)]
mod tests;
mod tour;
mod users;
mod web;
mod wires;

use chinwag_plugin::register;

/// The plugin.
#[derive(Default)]
pub struct Demo;

register!(
    Demo: Install,
    Activate,
    Deactivate,
    ConfigurationChanged,
    ConfigurationWillBeSaved,
    MessageWillBePosted,
    MessageHasBeenPosted,
    MessageWillBeUpdated,
    MessageHasBeenUpdated,
    MessageHasBeenDeleted,
    MessagesWillBeConsumed,
    ReactionHasBeenAdded,
    ReactionHasBeenRemoved,
    UserHasBeenCreated,
    UserWillLogIn,
    UserHasLoggedIn,
    UserHasBeenDeactivated,
    PreferencesHaveChanged,
    UserHasJoinedTeam,
    UserHasLeftTeam,
    UserHasJoinedChannel,
    UserHasLeftChannel,
    TeamMemberWillBeAdded,
    ChannelMemberWillBeAdded,
    ChannelHasBeenCreated,
    ChannelWillBeArchived,
    FileWillBeUploaded,
    FileWillBeDownloaded,
    ExecuteCommand,
    DialogSubmitted,
    ActionClicked,
    WebsocketConnected,
    WebsocketDisconnected,
    WebsocketMessage,
    NotificationWillBePushed,
    Tick,
    Called,
    Http,
);
