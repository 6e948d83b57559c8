//! Incoming and outgoing web hooks.

use chinwag_model::{
    HookId, Millis, TeamId, UserId,
    page::Page,
    webhook::{IncomingWebhook, OutgoingWebhook},
};

use crate::{Columns, StoreResult, Tx, params, params::json};

macro_rules! incoming {
    ($rest:expr) => {
        concat!(
            "SELECT id, create_at, update_at, delete_at, last_used, user_id, channel_id, team_id, display_name, description, username, icon_url, channel_locked FROM incoming_webhooks ",
            $rest
        )
    };
}

fn read_incoming(row: &mut Columns<'_>) -> StoreResult<IncomingWebhook> {
    Ok(IncomingWebhook {
        id: row.next()?,
        create_at: row.next()?,
        update_at: row.next()?,
        delete_at: row.next()?,
        last_used: row.next()?,
        user_id: row.next()?,
        channel_id: row.next()?,
        team_id: row.next()?,
        display_name: row.next()?,
        description: row.next()?,
        username: row.next()?,
        icon_url: row.next()?,
        channel_locked: row.next()?,
    })
}

/// Adds an incoming hook, or writes what may change of one that is there.
///
/// # Errors
/// As the database answers.
pub async fn save_incoming(tx: &mut Tx, hook: &IncomingWebhook) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO incoming_webhooks (id, create_at, update_at, delete_at, user_id, channel_id, team_id, display_name, description, username, icon_url, channel_locked)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (id) DO UPDATE SET update_at = excluded.update_at, channel_id = excluded.channel_id, display_name = excluded.display_name,
             description = excluded.description, username = excluded.username, icon_url = excluded.icon_url, channel_locked = excluded.channel_locked",
        params![
            &hook.id,
            hook.create_at,
            hook.update_at,
            hook.delete_at,
            &hook.user_id,
            &hook.channel_id,
            &hook.team_id,
            &hook.display_name,
            &hook.description,
            &hook.username,
            &hook.icon_url,
            hook.channel_locked
        ],
    )
    .await?;
    Ok(())
}

/// One incoming hook that is not deleted.
///
/// # Errors
/// As the database answers.
pub async fn incoming(tx: &mut Tx, id: HookId) -> StoreResult<Option<IncomingWebhook>> {
    tx.opt(incoming!("WHERE id = $1 AND delete_at = 0"), params![&id], read_incoming).await
}

/// Whose hooks a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// Of this team; empty for all.
    pub team: TeamId,
    /// Made by this user; empty for all.
    pub user: UserId,
}

/// A page of incoming hooks by id.
///
/// # Errors
/// As the database answers.
pub async fn list_incoming(tx: &mut Tx, scope: Scope, page: Page) -> StoreResult<Vec<IncomingWebhook>> {
    tx.all(
        incoming!("WHERE delete_at = 0 AND ($1 = '' OR team_id = $1) AND ($2 = '' OR user_id = $2) ORDER BY id LIMIT $3 OFFSET $4"),
        params![&scope.team, &scope.user, page.limit(), page.offset()],
        read_incoming,
    )
    .await
}

/// Notes that something was posted through an incoming hook.
///
/// # Errors
/// As the database answers.
pub async fn touch_incoming(tx: &mut Tx, id: HookId, now: Millis) -> StoreResult<()> {
    tx.execute("UPDATE incoming_webhooks SET last_used = $2 WHERE id = $1", params![&id, now]).await?;
    Ok(())
}

/// Deletes an incoming hook.
///
/// # Errors
/// As the database answers.
pub async fn delete_incoming(tx: &mut Tx, id: HookId, now: Millis) -> StoreResult<()> {
    tx.execute(
        "UPDATE incoming_webhooks SET delete_at = $2, update_at = $2 WHERE id = $1",
        params![&id, now],
    )
    .await?;
    Ok(())
}

macro_rules! outgoing {
    ($rest:expr) => {
        concat!(
            "SELECT id, token, create_at, update_at, delete_at, creator_id, channel_id, team_id, trigger_words, trigger_when, callback_urls, display_name, description, content_type, username, icon_url FROM outgoing_webhooks ",
            $rest
        )
    };
}

fn read_outgoing(row: &mut Columns<'_>) -> StoreResult<OutgoingWebhook> {
    Ok(OutgoingWebhook {
        id: row.next()?,
        token: row.next()?,
        create_at: row.next()?,
        update_at: row.next()?,
        delete_at: row.next()?,
        creator_id: row.next()?,
        channel_id: row.next()?,
        team_id: row.next()?,
        trigger_words: row.json()?,
        trigger_when: i32::try_from(row.next::<i64>()?).unwrap_or_default(),
        callback_urls: row.json()?,
        display_name: row.next()?,
        description: row.next()?,
        content_type: row.next()?,
        username: row.next()?,
        icon_url: row.next()?,
    })
}

/// Adds an outgoing hook, or writes what may change of one that is there.
///
/// # Errors
/// As the database answers.
pub async fn save_outgoing(tx: &mut Tx, hook: &OutgoingWebhook) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO outgoing_webhooks (id, token, create_at, update_at, creator_id, channel_id, team_id, trigger_words, trigger_when, callback_urls, display_name, description, content_type, username, icon_url)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
         ON CONFLICT (id) DO UPDATE SET token = excluded.token, update_at = excluded.update_at, channel_id = excluded.channel_id,
             trigger_words = excluded.trigger_words, trigger_when = excluded.trigger_when, callback_urls = excluded.callback_urls,
             display_name = excluded.display_name, description = excluded.description, content_type = excluded.content_type,
             username = excluded.username, icon_url = excluded.icon_url",
        params![
            &hook.id,
            &hook.token,
            hook.create_at,
            hook.update_at,
            &hook.creator_id,
            &hook.channel_id,
            &hook.team_id,
            json(&hook.trigger_words),
            hook.trigger_when,
            json(&hook.callback_urls),
            &hook.display_name,
            &hook.description,
            &hook.content_type,
            &hook.username,
            &hook.icon_url
        ],
    )
    .await?;
    Ok(())
}

/// One outgoing hook that is not deleted.
///
/// # Errors
/// As the database answers.
pub async fn outgoing(tx: &mut Tx, id: HookId) -> StoreResult<Option<OutgoingWebhook>> {
    tx.opt(outgoing!("WHERE id = $1 AND delete_at = 0"), params![&id], read_outgoing).await
}

/// A page of outgoing hooks by id.
///
/// # Errors
/// As the database answers.
pub async fn list_outgoing(tx: &mut Tx, scope: Scope, page: Page) -> StoreResult<Vec<OutgoingWebhook>> {
    tx.all(
        outgoing!("WHERE delete_at = 0 AND ($1 = '' OR team_id = $1) AND ($2 = '' OR creator_id = $2) ORDER BY id LIMIT $3 OFFSET $4"),
        params![&scope.team, &scope.user, page.limit(), page.offset()],
        read_outgoing,
    )
    .await
}

/// Deletes an outgoing hook.
///
/// # Errors
/// As the database answers.
pub async fn delete_outgoing(tx: &mut Tx, id: HookId, now: Millis) -> StoreResult<()> {
    tx.execute(
        "UPDATE outgoing_webhooks SET delete_at = $2, update_at = $2 WHERE id = $1",
        params![&id, now],
    )
    .await?;
    Ok(())
}
