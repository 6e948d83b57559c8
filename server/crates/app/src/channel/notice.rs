//! The messages the server writes into a channel when somebody joins, leaves or changes it.
//!
//! Clients build their own text from the props; ours is for those that do not.

use async_recursion::async_recursion as boxed;
use chinwag_model::{JsonMap, Millis, UserId, channel::Channel};
use chinwag_store::{StoreResult, Tx};
use serde_json::Value;

use crate::{
    post::{SystemMessage, insert_system},
    team::Rank,
};

/// Whose doing a notice tells of.
#[derive(Debug, Clone)]
pub(crate) struct Doer {
    pub(crate) id: UserId,
    pub(crate) username: String,
}

/// The account of a doer; nobody's (the operator's socket) is `None`, and then there is no notice.
pub(crate) async fn doer(tx: &mut Tx, id: UserId) -> StoreResult<Option<Doer>> {
    if id.is_empty() {
        return Ok(None);
    }
    let user = chinwag_store::user::get(tx, id).await?;
    Ok(user.map(|user| Doer { id, username: user.username }))
}

/// Writes a notice. What the doer's notice adds to the channel's count counts as read by them.
#[boxed]
pub(crate) async fn notice(
    tx: &mut Tx,
    channel: &Channel,
    doer: &Doer,
    kind: &'static str,
    message: String,
    props: &[(&str, Value)],
    now: Millis,
) -> StoreResult<()> {
    let props: JsonMap = props.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    let message = SystemMessage { kind, user_id: doer.id, username: doer.username.clone(), message, props };
    let post = insert_system(tx, channel, message, now).await?;
    if post.counts() {
        chinwag_store::channel_member::mark_read(tx, channel.id, doer.id, now).await?;
    }
    Ok(())
}

/// Tells a channel that `user` is now in it: by themself, or added by somebody else.
pub(crate) async fn joined(
    tx: &mut Tx,
    channel: &Channel,
    user: UserId,
    rank: Rank,
    by: UserId,
    now: Millis,
) -> StoreResult<()> {
    let Some(user) = doer(tx, user).await? else { return Ok(()) };
    let guest = rank == Rank::Guest;
    match doer(tx, by).await?.filter(|by| by.id != user.id) {
        None => {
            let (kind, message) = if guest {
                ("system_guest_join_channel", format!("{} joined the channel as a guest.", user.username))
            } else {
                ("system_join_channel", format!("{} joined the channel.", user.username))
            };
            notice(tx, channel, &user, kind, message, &[], now).await
        }
        Some(by) => {
            let (kind, message) = if guest {
                (
                    "system_add_guest_to_chan",
                    format!("{} added to the channel as a guest by {}.", user.username, by.username),
                )
            } else {
                (
                    "system_add_to_channel",
                    format!("{} added to the channel by {}.", user.username, by.username),
                )
            };
            notice(tx, channel, &by, kind, message, &added(&user, &by), now).await
        }
    }
}

/// Tells the first channel of a team that `user` is now in the team.
pub(crate) async fn joined_team(
    tx: &mut Tx,
    channel: &Channel,
    user: UserId,
    by: UserId,
    now: Millis,
) -> StoreResult<()> {
    let Some(user) = doer(tx, user).await? else { return Ok(()) };
    match doer(tx, by).await?.filter(|by| by.id != user.id) {
        None => {
            let message = format!("{} joined the team.", user.username);
            notice(tx, channel, &user, "system_join_team", message, &[], now).await
        }
        Some(by) => {
            let message = format!("{} added to the team by {}.", user.username, by.username);
            notice(tx, channel, &by, "system_add_to_team", message, &added(&user, &by), now).await
        }
    }
}

fn added(user: &Doer, by: &Doer) -> [(&'static str, Value); 4] {
    [
        ("userId", by.id.as_str().into()),
        ("username", by.username.as_str().into()),
        ("addedUserId", user.id.as_str().into()),
        ("addedUsername", user.username.as_str().into()),
    ]
}

/// What a user is gone from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GoneFrom {
    Channel,
    Team,
}

/// Tells a channel that `user` is no longer in it (or in its team): by themself, or removed by somebody else.
pub(crate) async fn left(
    tx: &mut Tx,
    channel: &Channel,
    user: UserId,
    by: UserId,
    from: GoneFrom,
    now: Millis,
) -> StoreResult<()> {
    let Some(user) = doer(tx, user).await? else { return Ok(()) };
    let name = &user.username;
    let remover = doer(tx, by).await?.filter(|by| by.id != user.id);
    let (kind, message) = match (from, &remover) {
        (GoneFrom::Channel, None) => ("system_leave_channel", format!("{name} has left the channel.")),
        (GoneFrom::Team, None) => ("system_leave_team", format!("{name} left the team.")),
        (GoneFrom::Channel, Some(_)) => {
            ("system_remove_from_channel", format!("{name} was removed from the channel."))
        }
        (GoneFrom::Team, Some(_)) => {
            ("system_remove_from_team", format!("{name} was removed from the team."))
        }
    };
    let removed: [(&str, Value); 2] =
        [("removedUserId", user.id.as_str().into()), ("removedUsername", name.as_str().into())];
    match remover {
        None => notice(tx, channel, &user, kind, message, &[], now).await,
        Some(by) => notice(tx, channel, &by, kind, message, &removed, now).await,
    }
}
