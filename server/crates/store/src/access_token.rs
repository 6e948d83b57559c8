//! Personal access tokens.

use std::collections::BTreeMap;

use chinwag_model::{
    Millis, SessionId, TokenId, UserId, access_token::AccessToken, page::Page, session::Session,
};

use crate::{Columns, StoreResult, Tx, params};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT a.id, a.user_id, a.description, a.is_active, a.expires_at FROM access_tokens a ",
            $rest
        )
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<AccessToken> {
    Ok(AccessToken {
        id: row.next()?,
        token: String::new(),
        user_id: row.next()?,
        description: row.next()?,
        is_active: row.next()?,
        expires_at: row.next()?,
    })
}

/// Adds a token that hashes to `token_hash`.
///
/// # Errors
/// As the database answers.
pub async fn insert(tx: &mut Tx, token: &AccessToken, token_hash: &str, now: Millis) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO access_tokens (id, token_hash, user_id, description, is_active, create_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![&token.id, token_hash, &token.user_id, &token.description, token.is_active, now, token.expires_at],
    )
    .await?;
    Ok(())
}

/// The session an active token stands for; it is made for the request and stored nowhere.
///
/// # Errors
/// As the database answers.
pub async fn session(tx: &mut Tx, token_hash: &str) -> StoreResult<Option<Session>> {
    tx.opt(
        "SELECT a.id, a.user_id, a.create_at, a.expires_at, u.roles, u.is_bot FROM access_tokens a JOIN users u ON u.id = a.user_id WHERE a.token_hash = $1 AND a.is_active",
        params![token_hash],
        |row| {
            let id: SessionId = row.next()?;
            Ok(Session {
                id,
                user_id: row.next()?,
                create_at: row.next()?,
                expires_at: row.next()?,
                roles: row.next()?,
                props: BTreeMap::from([
                    ("type".to_owned(), "UserAccessToken".to_owned()),
                    ("user_access_token_id".to_owned(), id.to_string()),
                    ("is_bot".to_owned(), row.next::<bool>()?.to_string()),
                ]),
                local: true,
                ..Session::default()
            })
        },
    )
    .await
}

/// One token.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, id: TokenId) -> StoreResult<Option<AccessToken>> {
    tx.opt(select!("WHERE a.id = $1"), params![&id], read).await
}

/// A page of a user's tokens, newest first.
///
/// # Errors
/// As the database answers.
pub async fn of_user(tx: &mut Tx, user: UserId, page: Page) -> StoreResult<Vec<AccessToken>> {
    tx.all(
        select!("WHERE a.user_id = $1 ORDER BY a.id DESC LIMIT $2 OFFSET $3"),
        params![&user, page.limit(), page.offset()],
        read,
    )
    .await
}

/// A page of everybody's tokens, newest first.
///
/// # Errors
/// As the database answers.
pub async fn list(tx: &mut Tx, page: Page) -> StoreResult<Vec<AccessToken>> {
    tx.all(select!("ORDER BY a.id DESC LIMIT $1 OFFSET $2"), params![page.limit(), page.offset()], read).await
}

/// Tokens with this id, or of users with this id or a username that begins with `term` (lower case).
///
/// # Errors
/// As the database answers.
pub async fn search(tx: &mut Tx, term: &str, limit: i64) -> StoreResult<Vec<AccessToken>> {
    let pattern = format!("{}%", term.replace(['%', '_', '\\'], ""));
    tx.all(
        select!("JOIN users u ON u.id = a.user_id WHERE a.id = $1 OR a.user_id = $1 OR u.username LIKE $2 ORDER BY a.id DESC LIMIT $3"),
        params![term, &pattern, limit],
        read,
    )
    .await
}

/// Whether a token may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// It may.
    Allowed,
    /// It may not, for now.
    Suspended,
}

/// Lets a token be used, or not.
///
/// # Errors
/// As the database answers.
pub async fn set_use(tx: &mut Tx, id: TokenId, state: Use) -> StoreResult<()> {
    tx.execute(
        "UPDATE access_tokens SET is_active = $2 WHERE id = $1",
        params![&id, matches!(state, Use::Allowed)],
    )
    .await?;
    Ok(())
}

/// Gives a token a new secret.
///
/// # Errors
/// As the database answers.
pub async fn set_hash(tx: &mut Tx, id: TokenId, token_hash: &str) -> StoreResult<()> {
    tx.execute("UPDATE access_tokens SET token_hash = $2 WHERE id = $1", params![&id, token_hash]).await?;
    Ok(())
}

/// Removes a token.
///
/// # Errors
/// As the database answers.
pub async fn delete(tx: &mut Tx, id: TokenId) -> StoreResult<bool> {
    Ok(tx.execute("DELETE FROM access_tokens WHERE id = $1", params![&id]).await? > 0)
}

/// Removes every token of a user.
///
/// # Errors
/// As the database answers.
pub async fn delete_of_user(tx: &mut Tx, user: UserId) -> StoreResult<u64> {
    tx.execute("DELETE FROM access_tokens WHERE user_id = $1", params![&user]).await
}
