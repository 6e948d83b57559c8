//! Users and their password hashes. Lists with filters are in [`list`].

pub mod list;

use chinwag_model::{Millis, UserId, page::Page, user::User};

use crate::{Columns, Param, StoreResult, Tx, params, params::json};

macro_rules! columns {
    () => {
        "u.id, u.create_at, u.update_at, u.delete_at, u.username, u.auth_service, u.email, u.email_verified, u.nickname, u.first_name, u.last_name, u.position, u.roles, u.props, u.notify_props, u.last_password_update, u.last_picture_update, u.failed_attempts, u.locale, u.timezone, u.mfa_active, u.disable_welcome_email, u.is_bot, u.bot_description"
    };
}

macro_rules! select {
    ($rest:expr) => {
        concat!("SELECT ", columns!(), " FROM users u ", $rest)
    };
}

/// Columns of a user in the order [`read`] takes them.
const COLUMNS: &str = columns!();

pub(crate) fn read(row: &mut Columns<'_>) -> StoreResult<User> {
    Ok(User {
        id: row.next()?,
        create_at: row.next()?,
        update_at: row.next()?,
        delete_at: row.next()?,
        username: row.next()?,
        auth_data: String::new(),
        auth_service: row.next()?,
        email: row.next()?,
        email_verified: row.next()?,
        nickname: row.next()?,
        first_name: row.next()?,
        last_name: row.next()?,
        position: row.next()?,
        roles: row.next()?,
        props: row.json()?,
        notify_props: Some(row.json()?),
        last_password_update: row.next()?,
        last_picture_update: row.next()?,
        failed_attempts: i32::try_from(row.next::<i64>()?).unwrap_or(i32::MAX),
        locale: row.next()?,
        timezone: row.json()?,
        mfa_active: row.next()?,
        disable_welcome_email: row.next()?,
        is_bot: row.next()?,
        bot_description: row.next()?,
        bot_last_icon_update: 0,
        last_activity_at: 0,
    })
}

/// What a login needs beside the user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Secrets {
    /// Hash of the password (argon2id, PHC form); empty for bots.
    pub password_hash: String,
    /// Secret of the second factor; empty while off.
    pub mfa_secret: String,
}

/// Adds a user.
///
/// # Errors
/// [`Conflict`](crate::StoreError::Conflict) when the name or address is taken.
pub async fn insert(tx: &mut Tx, user: &User, password_hash: &str) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO users (id, create_at, update_at, delete_at, username, email, email_verified, password_hash, auth_service, nickname, first_name, last_name, position, roles, props, notify_props, last_password_update, locale, timezone, disable_welcome_email, is_bot, bot_description)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        params![
            &user.id,
            user.create_at,
            user.update_at,
            user.delete_at,
            &user.username,
            &user.email,
            user.email_verified,
            password_hash,
            &user.auth_service,
            &user.nickname,
            &user.first_name,
            &user.last_name,
            &user.position,
            &user.roles,
            json(&user.props),
            json(&user.notify_props),
            user.last_password_update,
            &user.locale,
            json(&user.timezone),
            user.disable_welcome_email,
            user.is_bot,
            &user.bot_description
        ],
    )
    .await?;
    index_words(tx, user).await
}

/// Writes every field a person or administrator may change.
///
/// # Errors
/// [`Conflict`](crate::StoreError::Conflict) when the name or address is taken.
pub async fn update(tx: &mut Tx, user: &User) -> StoreResult<()> {
    tx.execute(
        "UPDATE users SET update_at = $2, delete_at = $3, username = $4, email = $5, email_verified = $6, nickname = $7, first_name = $8, last_name = $9, position = $10, roles = $11, props = $12, notify_props = $13, last_picture_update = $14, locale = $15, timezone = $16, is_bot = $17, bot_description = $18, failed_attempts = $19
         WHERE id = $1",
        params![
            &user.id,
            user.update_at,
            user.delete_at,
            &user.username,
            &user.email,
            user.email_verified,
            &user.nickname,
            &user.first_name,
            &user.last_name,
            &user.position,
            &user.roles,
            json(&user.props),
            json(&user.notify_props),
            user.last_picture_update,
            &user.locale,
            json(&user.timezone),
            user.is_bot,
            &user.bot_description,
            user.failed_attempts
        ],
    )
    .await?;
    index_words(tx, user).await
}

/// The words of a user's names go into their own table, which completion searches by prefix.
async fn index_words(tx: &mut Tx, user: &User) -> StoreResult<()> {
    tx.execute("DELETE FROM user_words WHERE user_id = $1", params![&user.id]).await?;
    let names = [&user.username, &user.nickname, &user.first_name, &user.last_name];
    let mut words: Vec<String> = names.iter().flat_map(|n| words_of(n)).collect();
    words.sort_unstable();
    words.dedup();
    for word in &words {
        tx.execute(
            "INSERT INTO user_words (word, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            params![word, &user.id],
        )
        .await?;
    }
    Ok(())
}

/// A name as completion finds it: whole, and from each word on, lower case.
fn words_of(name: &str) -> Vec<String> {
    let name = name.trim().to_lowercase();
    let mut words: Vec<String> = name
        .char_indices()
        .filter(|(at, c)| *at > 0 && c.is_alphanumeric())
        .filter(|(at, _)| name[..*at].chars().next_back().is_some_and(|c| !c.is_alphanumeric()))
        .map(|(at, _)| name[at..].to_owned())
        .collect();
    if !name.is_empty() {
        words.push(name);
    }
    words
}

/// One user.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, id: UserId) -> StoreResult<Option<User>> {
    tx.opt(select!("WHERE u.id = $1"), params![&id], read).await
}

/// Users by id, in no order.
///
/// # Errors
/// As the database answers.
pub async fn by_ids(tx: &mut Tx, ids: &[UserId]) -> StoreResult<Vec<User>> {
    tx.all(select!("WHERE u.id = ANY($1)"), params![ids], read).await
}

/// Users by username (lower case), in no order.
///
/// # Errors
/// As the database answers.
pub async fn by_usernames(tx: &mut Tx, names: &[String]) -> StoreResult<Vec<User>> {
    tx.all(select!("WHERE u.username = ANY($1)"), params![names], read).await
}

/// One user by username (lower case).
///
/// # Errors
/// As the database answers.
pub async fn by_username(tx: &mut Tx, name: &str) -> StoreResult<Option<User>> {
    tx.opt(select!("WHERE u.username = $1"), params![name], read).await
}

/// One user by address (lower case).
///
/// # Errors
/// As the database answers.
pub async fn by_email(tx: &mut Tx, email: &str) -> StoreResult<Option<User>> {
    tx.opt(select!("WHERE u.email = $1"), params![email], read).await
}

/// Password hash and second factor.
///
/// # Errors
/// As the database answers.
pub async fn secrets(tx: &mut Tx, id: UserId) -> StoreResult<Secrets> {
    let found = tx
        .opt("SELECT password_hash, mfa_secret FROM users WHERE id = $1", params![&id], |row| {
            Ok(Secrets { password_hash: row.next()?, mfa_secret: row.next()? })
        })
        .await?;
    Ok(found.unwrap_or_default())
}

/// Sets a new password hash and forgets failed attempts.
///
/// # Errors
/// As the database answers.
pub async fn set_password(tx: &mut Tx, id: UserId, hash: &str, now: Millis) -> StoreResult<()> {
    tx.execute(
        "UPDATE users SET password_hash = $2, last_password_update = $3, update_at = $3, failed_attempts = 0 WHERE id = $1",
        params![&id, hash, now],
    )
    .await?;
    Ok(())
}

/// Sets the secret of the second factor and whether it is asked for.
///
/// # Errors
/// As the database answers.
pub async fn set_mfa(
    tx: &mut Tx,
    id: UserId,
    secret: &str,
    active: MfaState,
    now: Millis,
) -> StoreResult<()> {
    tx.execute(
        "UPDATE users SET mfa_secret = $2, mfa_active = $3, update_at = $4 WHERE id = $1",
        params![&id, secret, matches!(active, MfaState::On), now],
    )
    .await?;
    Ok(())
}

/// Whether a login asks for the second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MfaState {
    /// It does.
    On,
    /// It does not (yet).
    Off,
}

/// Counts a failed login (`Some`) or forgets them all (`None`).
///
/// # Errors
/// As the database answers.
pub async fn set_failed_attempts(tx: &mut Tx, id: UserId, attempts: i64) -> StoreResult<()> {
    tx.execute("UPDATE users SET failed_attempts = $2 WHERE id = $1", params![&id, attempts]).await?;
    Ok(())
}

/// How many users there are, bots left out; deactivated ones count.
///
/// # Errors
/// As the database answers.
pub async fn count(tx: &mut Tx) -> StoreResult<i64> {
    tx.number("SELECT COUNT(*) FROM users WHERE NOT is_bot", &[]).await
}

/// A page of all users by username.
///
/// # Errors
/// As the database answers.
pub async fn list(tx: &mut Tx, page: Page) -> StoreResult<Vec<User>> {
    tx.all(
        select!("ORDER BY u.username LIMIT $1 OFFSET $2"),
        &[Param::Int(page.limit()), Param::Int(page.offset())],
        read,
    )
    .await
}

/// Active users who have words of their own that mention them.
///
/// # Errors
/// As the database answers.
pub async fn with_mention_keys(tx: &mut Tx) -> StoreResult<Vec<User>> {
    tx.all(
        select!(
            r#"WHERE u.delete_at = 0 AND (u.notify_props LIKE '%"first_name":"true"%' OR (u.notify_props LIKE '%"mention_keys":"%' AND u.notify_props NOT LIKE '%"mention_keys":""%'))"#
        ),
        &[],
        read,
    )
    .await
}

/// Active accounts without bots.
///
/// # Errors
/// As the database answers.
pub async fn count_active(tx: &mut Tx) -> StoreResult<i64> {
    tx.number("SELECT COUNT(*) FROM users WHERE delete_at = 0 AND NOT is_bot", &[]).await
}

/// Removes a user with everything that is theirs alone. Their messages are marked as deleted and stay for the
/// counters of their channels.
///
/// # Errors
/// As the database answers.
pub async fn delete_for_good(tx: &mut Tx, id: UserId, now: Millis) -> StoreResult<()> {
    tx.execute(
        "UPDATE posts SET delete_at = $2, update_at = $2 WHERE user_id = $1 AND delete_at = 0",
        params![&id, now],
    )
    .await?;
    for statement in [
        "DELETE FROM access_tokens WHERE user_id = $1",
        "DELETE FROM sessions WHERE user_id = $1",
        "DELETE FROM preferences WHERE user_id = $1",
        "DELETE FROM statuses WHERE user_id = $1",
        "DELETE FROM drafts WHERE user_id = $1",
        "DELETE FROM thread_members WHERE user_id = $1",
        "DELETE FROM sidebar_channels WHERE user_id = $1",
        "DELETE FROM sidebar_categories WHERE user_id = $1",
        "DELETE FROM channel_members WHERE user_id = $1",
        "DELETE FROM team_members WHERE user_id = $1",
        "DELETE FROM bots WHERE user_id = $1",
        "DELETE FROM user_words WHERE user_id = $1",
        "DELETE FROM users WHERE id = $1",
    ] {
        tx.execute(statement, params![&id]).await?;
    }
    Ok(())
}

/// Active system administrators other than `user`.
///
/// # Errors
/// As the database answers.
pub async fn count_other_admins(tx: &mut Tx, user: UserId) -> StoreResult<i64> {
    tx.number(
        "SELECT COUNT(*) FROM users WHERE ' ' || roles || ' ' LIKE '% system_admin %' AND delete_at = 0 AND NOT is_bot AND id <> $1",
        params![&user],
    )
    .await
}
