//! Sessions and the hashes of their tokens.

use chinwag_model::{Millis, SessionId, UserId, session::Session};
use sha2::{Digest, Sha256};

use crate::{Columns, StoreResult, Tx, params, params::json};

/// What is stored of a token. Tokens have 130 random bits, so a plain hash is enough.
#[must_use]
pub fn hash_token(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.create_at, s.expires_at, s.last_activity_at, s.user_id, s.device_id, s.is_oauth, s.props, u.roles FROM sessions s JOIN users u ON u.id = s.user_id ",
            $rest
        )
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<Session> {
    Ok(Session {
        id: row.next()?,
        create_at: row.next()?,
        expires_at: row.next()?,
        last_activity_at: row.next()?,
        user_id: row.next()?,
        device_id: row.next()?,
        is_oauth: row.next()?,
        props: row.json()?,
        roles: row.next()?,
        local: true,
        ..Session::default()
    })
}

/// Adds a session whose token hashes to `token_hash`.
///
/// # Errors
/// As the database answers.
pub async fn insert(tx: &mut Tx, session: &Session, token_hash: &str) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO sessions (id, token_hash, user_id, create_at, expires_at, last_activity_at, device_id, is_oauth, props)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            &session.id,
            token_hash,
            &session.user_id,
            session.create_at,
            session.expires_at,
            session.last_activity_at,
            &session.device_id,
            session.is_oauth,
            json(&session.props)
        ],
    )
    .await?;
    Ok(())
}

/// The session of a token.
///
/// # Errors
/// As the database answers.
pub async fn by_token_hash(tx: &mut Tx, token_hash: &str) -> StoreResult<Option<Session>> {
    tx.opt(select!("WHERE s.token_hash = $1"), params![token_hash], read).await
}

/// A user's sessions, last used first.
///
/// # Errors
/// As the database answers.
pub async fn of_user(tx: &mut Tx, user: UserId) -> StoreResult<Vec<Session>> {
    tx.all(select!("WHERE s.user_id = $1 ORDER BY s.last_activity_at DESC"), params![&user], read).await
}

/// Moves the times of use and expiry.
///
/// # Errors
/// As the database answers.
pub async fn touch(tx: &mut Tx, id: SessionId, last_activity: Millis, expires: Millis) -> StoreResult<()> {
    tx.execute(
        "UPDATE sessions SET last_activity_at = $2, expires_at = $3 WHERE id = $1",
        params![&id, last_activity, expires],
    )
    .await?;
    Ok(())
}

/// Ends one session; says whether it was there.
///
/// # Errors
/// As the database answers.
pub async fn delete(tx: &mut Tx, id: SessionId) -> StoreResult<bool> {
    Ok(tx.execute("DELETE FROM sessions WHERE id = $1", params![&id]).await? > 0)
}

/// Ends all sessions of a user.
///
/// # Errors
/// As the database answers.
pub async fn delete_of_user(tx: &mut Tx, user: UserId) -> StoreResult<u64> {
    tx.execute("DELETE FROM sessions WHERE user_id = $1", params![&user]).await
}

/// Drops sessions that ended before `now`.
///
/// # Errors
/// As the database answers.
pub async fn delete_expired(tx: &mut Tx, now: Millis) -> StoreResult<u64> {
    tx.execute("DELETE FROM sessions WHERE expires_at > 0 AND expires_at < $1", params![now]).await
}

/// One session.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, id: SessionId) -> StoreResult<Option<Session>> {
    tx.opt(select!("WHERE s.id = $1"), params![&id], read).await
}

/// Says on which device a session is used, and until when it lasts.
///
/// # Errors
/// As the database answers.
pub async fn set_device(tx: &mut Tx, session: &Session) -> StoreResult<()> {
    tx.execute(
        "UPDATE sessions SET device_id = $2, expires_at = $3, props = $4 WHERE id = $1",
        params![&session.id, &session.device_id, session.expires_at, json(&session.props)],
    )
    .await?;
    Ok(())
}

/// Ends every session of everybody.
///
/// # Errors
/// As the database answers.
pub async fn delete_all(tx: &mut Tx) -> StoreResult<Vec<UserId>> {
    let users = tx.all("SELECT DISTINCT user_id FROM sessions", &[], crate::params::first::<UserId>).await?;
    tx.execute("DELETE FROM sessions", &[]).await?;
    Ok(users)
}
