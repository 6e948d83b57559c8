//! Records of what was done to accounts and by whom.

use chinwag_model::{Millis, UserId, audit::Audit, page::Page};

use crate::{Columns, StoreResult, Tx, params};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, create_at, user_id, action, extra_info, ip_address, session_id FROM audits ",
            $rest
        )
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<Audit> {
    Ok(Audit {
        id: row.next()?,
        create_at: row.next()?,
        user_id: row.next()?,
        action: row.next()?,
        extra_info: row.next()?,
        ip_address: row.next()?,
        session_id: row.next()?,
    })
}

/// Adds a record.
///
/// # Errors
/// As the database answers.
pub async fn insert(tx: &mut Tx, audit: &Audit) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO audits (id, create_at, user_id, action, extra_info, ip_address, session_id) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            &audit.id,
            audit.create_at,
            &audit.user_id,
            &audit.action,
            &audit.extra_info,
            &audit.ip_address,
            &audit.session_id
        ],
    )
    .await?;
    Ok(())
}

/// A page of a user's records, newest first.
///
/// # Errors
/// As the database answers.
pub async fn of_user(tx: &mut Tx, user: UserId, page: Page) -> StoreResult<Vec<Audit>> {
    tx.all(
        select!("WHERE user_id = $1 ORDER BY create_at DESC, id DESC LIMIT $2 OFFSET $3"),
        params![&user, page.limit(), page.offset()],
        read,
    )
    .await
}

/// A page of all records, newest first.
///
/// # Errors
/// As the database answers.
pub async fn list(tx: &mut Tx, page: Page) -> StoreResult<Vec<Audit>> {
    tx.all(select!("ORDER BY id DESC LIMIT $1 OFFSET $2"), params![page.limit(), page.offset()], read).await
}

/// Drops records older than `before`.
///
/// # Errors
/// As the database answers.
pub async fn prune(tx: &mut Tx, before: Millis) -> StoreResult<u64> {
    tx.execute("DELETE FROM audits WHERE create_at < $1", params![before]).await
}
