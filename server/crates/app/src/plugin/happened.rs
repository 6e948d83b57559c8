//! From committed events to what plugins hear. An event that tells two audiences of one thing is one thing here.

use chinwag_events::{Event, Membership};
use chinwag_model::{ChannelId, UserId, post::Post, preference::Preference, reaction::Reaction};
use chinwag_plugin_contract::{Happened, Hook, HookSet, Move};
use serde::de::DeserializeOwned;

use crate::App;

const HEARD: [Hook; 11] = [
    Hook::MessageHasBeenPosted,
    Hook::MessageHasBeenUpdated,
    Hook::MessageHasBeenDeleted,
    Hook::ReactionHasBeenAdded,
    Hook::ReactionHasBeenRemoved,
    Hook::UserHasBeenCreated,
    Hook::UserHasJoinedTeam,
    Hook::UserHasLeftTeam,
    Hook::UserHasJoinedChannel,
    Hook::UserHasLeftChannel,
    Hook::ChannelHasBeenCreated,
];

/// Whether any hook that hears of events is answered.
pub(super) fn anybody_listens(answered: HookSet) -> bool {
    HEARD.iter().any(|hook| answered.has(*hook)) || answered.has(Hook::PreferencesHaveChanged)
}

/// What an event means to plugins; only what somebody answers.
pub(super) async fn of(app: &App, event: &Event, answered: HookSet) -> Vec<Happened> {
    let mut all = moves(event, answered);
    if let Some(one) = plain(app, event, answered).await {
        all.push(one);
    }
    all
}

fn moves(event: &Event, answered: HookSet) -> Vec<Happened> {
    let actor = |key: &str| {
        event.data.get(key).and_then(|v| v.as_str()).and_then(|id| id.parse().ok()).unwrap_or(UserId::EMPTY)
    };
    let all = event.memberships.iter().filter_map(|membership| match *membership {
        Membership::JoinedChannel(user, channel) => {
            Some(Happened::JoinedChannel(channel, Move { user, actor: UserId::EMPTY }))
        }
        Membership::LeftChannel(user, channel) => {
            Some(Happened::LeftChannel(channel, Move { user, actor: actor("remover_id") }))
        }
        Membership::JoinedTeam(user, team) => {
            Some(Happened::JoinedTeam(team, Move { user, actor: UserId::EMPTY }))
        }
        Membership::LeftTeam(user, team) => {
            Some(Happened::LeftTeam(team, Move { user, actor: UserId::EMPTY }))
        }
        _ => None,
    });
    all.filter(|happened| answered.has(happened.hook())).collect()
}

fn read<T: DeserializeOwned>(event: &Event, key: &str) -> Option<T> {
    serde_json::from_str(event.data.get(key)?.as_str()?).ok()
}

async fn plain(app: &App, event: &Event, answered: HookSet) -> Option<Happened> {
    let wanted = |hook: Hook| answered.has(hook).then_some(());
    match event.name.as_ref() {
        "posted" => {
            wanted(Hook::MessageHasBeenPosted)?;
            Some(Happened::MessagePosted(Box::new(read::<Post>(event, "post")?)))
        }
        "post_edited" => {
            wanted(Hook::MessageHasBeenUpdated)?;
            Some(Happened::MessageUpdated(Box::new(read::<Post>(event, "post")?)))
        }
        "post_deleted" if event.audience.admins == Some(true) => {
            wanted(Hook::MessageHasBeenDeleted)?;
            Some(Happened::MessageDeleted(Box::new(read::<Post>(event, "post")?)))
        }
        "reaction_added" => {
            wanted(Hook::ReactionHasBeenAdded)?;
            Some(Happened::ReactionAdded(read::<Reaction>(event, "reaction")?))
        }
        "reaction_removed" => {
            wanted(Hook::ReactionHasBeenRemoved)?;
            Some(Happened::ReactionRemoved(read::<Reaction>(event, "reaction")?))
        }
        "new_user" => {
            wanted(Hook::UserHasBeenCreated)?;
            let id: UserId = event.data.get("user_id")?.as_str()?.parse().ok()?;
            Some(Happened::UserCreated(Box::new(app.user(id).await.ok()?)))
        }
        "channel_created" | "direct_added" | "group_added" => {
            wanted(Hook::ChannelHasBeenCreated)?;
            let told = event.data.get("channel_id").and_then(|v| v.as_str()).and_then(|id| id.parse().ok());
            let id: ChannelId = told.unwrap_or(event.audience.channel_id);
            Some(Happened::ChannelCreated(Box::new(app.channel_of_id(id).await.ok()??)))
        }
        "preferences_changed" => {
            wanted(Hook::PreferencesHaveChanged)?;
            let preferences = read::<Vec<Preference>>(event, "preferences")?;
            Some(Happened::PreferencesChanged(event.audience.user_id, preferences))
        }
        _ => None,
    }
}
