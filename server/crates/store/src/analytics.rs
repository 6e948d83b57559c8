//! Counts for the statistics page. These read much: call them through `read_long`.

use chinwag_model::{Millis, TeamId};

use crate::{StoreResult, Tx, params};

/// Totals of the server, or of one team.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Public channels.
    pub public_channels: i64,
    /// Private channels.
    pub private_channels: i64,
    /// Posts, system messages left out.
    pub posts: i64,
    /// Active accounts, bots left out; members for a team.
    pub users: i64,
    /// Deactivated accounts.
    pub inactive_users: i64,
    /// Teams.
    pub teams: i64,
    /// Direct and group messages (channels).
    pub personal_channels: i64,
    /// People active within a day.
    pub daily_active: i64,
    /// People active within 30 days.
    pub monthly_active: i64,
    /// Files and their bytes.
    pub files: i64,
    /// Bytes of files.
    pub file_bytes: i64,
}

const DAY: Millis = 86_400_000;

/// Totals at `now`; an empty team means the server.
///
/// # Errors
/// As the database answers.
pub async fn totals(tx: &mut Tx, team: TeamId, now: Millis) -> StoreResult<Totals> {
    let all = team.is_empty();
    let t = || params![&team, all].to_vec();
    Ok(Totals {
        public_channels: tx
            .number(
                "SELECT COUNT(*) FROM channels WHERE kind = 'O' AND delete_at = 0 AND ($2 OR team_id = $1)",
                &t(),
            )
            .await?,
        private_channels: tx
            .number(
                "SELECT COUNT(*) FROM channels WHERE kind = 'P' AND delete_at = 0 AND ($2 OR team_id = $1)",
                &t(),
            )
            .await?,
        personal_channels: tx.number("SELECT COUNT(*) FROM channels WHERE kind IN ('D', 'G')", &[]).await?,
        posts: if all {
            tx.number("SELECT COUNT(*) FROM posts WHERE delete_at = 0 AND kind NOT LIKE 'system_%'", &[])
                .await?
        } else {
            tx.number(
                "SELECT COUNT(*) FROM posts p JOIN channels c ON c.id = p.channel_id WHERE c.team_id = $1 AND p.delete_at = 0 AND p.kind NOT LIKE 'system_%'",
                params![&team],
            )
            .await?
        },
        users: if all {
            tx.number("SELECT COUNT(*) FROM users WHERE delete_at = 0 AND NOT is_bot", &[]).await?
        } else {
            crate::team_member::count(tx, team).await?
        },
        inactive_users: tx
            .number("SELECT COUNT(*) FROM users WHERE delete_at > 0 AND NOT is_bot", &[])
            .await?,
        teams: tx.number("SELECT COUNT(*) FROM teams WHERE delete_at = 0", &[]).await?,
        daily_active: active_since(tx, now - DAY).await?,
        monthly_active: active_since(tx, now - 30 * DAY).await?,
        files: tx.number("SELECT COUNT(*) FROM files WHERE delete_at = 0", &[]).await?,
        file_bytes: tx
            .number("SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM files WHERE delete_at = 0", &[])
            .await?,
    })
}

async fn active_since(tx: &mut Tx, since: Millis) -> StoreResult<i64> {
    tx.number("SELECT COUNT(*) FROM statuses WHERE last_activity_at > $1", params![since]).await
}

/// What is counted for each day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Daily {
    /// Posts.
    Posts,
    /// Posts of bots.
    BotPosts,
    /// People who posted.
    People,
}

/// Counts for each of the days that begin at `starts` (milliseconds, ascending), in the same order.
///
/// # Errors
/// As the database answers.
pub async fn by_day(tx: &mut Tx, what: Daily, team: TeamId, starts: &[Millis]) -> StoreResult<Vec<i64>> {
    let all = team.is_empty();
    let mut counts = Vec::with_capacity(starts.len());
    for start in starts {
        let sql = match what {
            Daily::Posts => {
                "SELECT COUNT(*) FROM posts p WHERE p.create_at >= $1 AND p.create_at < $2 AND ($4 OR p.channel_id IN (SELECT id FROM channels WHERE team_id = $3))"
            }
            Daily::BotPosts => {
                "SELECT COUNT(*) FROM posts p JOIN users u ON u.id = p.user_id WHERE p.create_at >= $1 AND p.create_at < $2 AND u.is_bot AND ($4 OR p.channel_id IN (SELECT id FROM channels WHERE team_id = $3))"
            }
            Daily::People => {
                "SELECT COUNT(DISTINCT p.user_id) FROM posts p WHERE p.create_at >= $1 AND p.create_at < $2 AND ($4 OR p.channel_id IN (SELECT id FROM channels WHERE team_id = $3))"
            }
        };
        counts.push(tx.number(sql, params![*start, *start + DAY, &team, all]).await?);
    }
    Ok(counts)
}
