//! Sidebar categories and which channels a user put into them.
//!
//! A channel that is in no row belongs to the default category of its kind; `app` fills those in.

use chinwag_model::{ChannelId, TeamId, UserId, category::SidebarCategory};

use crate::{Columns, StoreResult, Tx, params, params::first};

fn read(row: &mut Columns<'_>) -> StoreResult<SidebarCategory> {
    Ok(SidebarCategory {
        id: row.next()?,
        user_id: row.next()?,
        team_id: row.next()?,
        sort_order: row.next()?,
        sorting: row.next()?,
        kind: row.next()?,
        display_name: row.next()?,
        muted: row.next()?,
        collapsed: row.next()?,
        channel_ids: Vec::new(),
    })
}

/// The categories of a user in a team, in order, without their channels.
///
/// # Errors
/// As the database answers.
pub async fn of_user(tx: &mut Tx, user: UserId, team: TeamId) -> StoreResult<Vec<SidebarCategory>> {
    tx.all(
        "SELECT id, user_id, team_id, sort_order, sorting, kind, display_name, muted, collapsed FROM sidebar_categories WHERE user_id = $1 AND team_id = $2 ORDER BY sort_order, id",
        params![&user, &team],
        read,
    )
    .await
}

/// Which of a team's categories holds which channel, in order; channels the user has left or that are archived
/// are passed over.
///
/// # Errors
/// As the database answers.
pub async fn placed(tx: &mut Tx, user: UserId, team: TeamId) -> StoreResult<Vec<(String, ChannelId)>> {
    tx.all(
        "SELECT s.category_id, s.channel_id FROM sidebar_categories g
         JOIN sidebar_channels s ON s.category_id = g.id
         JOIN channel_members m ON m.channel_id = s.channel_id AND m.user_id = $1
         JOIN channels c ON c.id = s.channel_id
         WHERE g.user_id = $1 AND g.team_id = $2 AND c.delete_at = 0 ORDER BY s.sort_order, s.channel_id",
        params![&user, &team],
        |row| Ok((row.next()?, row.next()?)),
    )
    .await
}

/// Adds a category without its channels; one that is there stays as it is.
///
/// # Errors
/// As the database answers.
pub async fn insert(tx: &mut Tx, category: &SidebarCategory) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO sidebar_categories (id, user_id, team_id, sort_order, sorting, kind, display_name, muted, collapsed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING",
        params![
            &category.id,
            &category.user_id,
            &category.team_id,
            category.sort_order,
            &category.sorting,
            &category.kind,
            &category.display_name,
            category.muted,
            category.collapsed
        ],
    )
    .await?;
    Ok(())
}

/// Writes what a user may change of a category, and its place.
///
/// # Errors
/// As the database answers.
pub async fn update(tx: &mut Tx, category: &SidebarCategory) -> StoreResult<()> {
    tx.execute(
        "UPDATE sidebar_categories SET sort_order = $2, sorting = $3, display_name = $4, muted = $5, collapsed = $6 WHERE id = $1",
        params![
            &category.id,
            category.sort_order,
            &category.sorting,
            &category.display_name,
            category.muted,
            category.collapsed
        ],
    )
    .await?;
    Ok(())
}

/// Removes a category; its channels fall back to the default ones.
///
/// # Errors
/// As the database answers.
pub async fn delete(tx: &mut Tx, id: &str) -> StoreResult<()> {
    tx.execute("DELETE FROM sidebar_channels WHERE category_id = $1", params![id]).await?;
    tx.execute("DELETE FROM sidebar_categories WHERE id = $1", params![id]).await?;
    Ok(())
}

/// Takes channels out of whatever category of the team they are in.
///
/// # Errors
/// As the database answers.
pub async fn take_out(tx: &mut Tx, user: UserId, team: TeamId, channels: &[ChannelId]) -> StoreResult<()> {
    if channels.is_empty() {
        return Ok(());
    }
    tx.execute(
        "DELETE FROM sidebar_channels WHERE user_id = $1 AND channel_id = ANY($2)
             AND category_id IN (SELECT id FROM sidebar_categories WHERE user_id = $1 AND team_id = $3)",
        params![&user, channels, &team],
    )
    .await?;
    Ok(())
}

/// Empties a category.
///
/// # Errors
/// As the database answers.
pub async fn empty(tx: &mut Tx, id: &str) -> StoreResult<()> {
    tx.execute("DELETE FROM sidebar_channels WHERE category_id = $1", params![id]).await?;
    Ok(())
}

/// Puts channels into a category, in order, from place `from` on.
///
/// # Errors
/// As the database answers.
pub async fn put_in(
    tx: &mut Tx,
    user: UserId,
    id: &str,
    channels: &[ChannelId],
    from: i64,
) -> StoreResult<()> {
    for (place, channel) in (from..).zip(channels) {
        tx.execute(
            "INSERT INTO sidebar_channels (user_id, category_id, channel_id, sort_order) VALUES ($1, $2, $3, $4)
             ON CONFLICT (category_id, channel_id) DO UPDATE SET sort_order = excluded.sort_order",
            params![&user, id, channel, place],
        )
        .await?;
    }
    Ok(())
}

/// The teams in which the user has categories.
///
/// # Errors
/// As the database answers.
pub async fn teams(tx: &mut Tx, user: UserId) -> StoreResult<Vec<TeamId>> {
    tx.all(
        "SELECT DISTINCT team_id FROM sidebar_categories WHERE user_id = $1",
        params![&user],
        first::<TeamId>,
    )
    .await
}

/// Forgets the categories of a user in a team they have left.
///
/// # Errors
/// As the database answers.
pub async fn clear(tx: &mut Tx, user: UserId, team: TeamId) -> StoreResult<()> {
    tx.execute(
        "DELETE FROM sidebar_channels WHERE category_id IN (SELECT id FROM sidebar_categories WHERE user_id = $1 AND team_id = $2)",
        params![&user, &team],
    )
    .await?;
    tx.execute("DELETE FROM sidebar_categories WHERE user_id = $1 AND team_id = $2", params![&user, &team])
        .await?;
    Ok(())
}
