//! Statistics of the server and of teams.

use chinwag_model::{AppError, AppResult, Millis, TeamId, permission as p};
use chinwag_store::analytics::{Daily, by_day, totals};
use serde::Serialize;

use crate::{Actor, App, stored};

/// One figure, as the statistics page takes it.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// What it is, or the day (`2026-11-20`).
    pub name: String,
    /// How many.
    pub value: i64,
}

/// How much there is on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Posts, rounded down to one figure and to thousands at least.
    pub posts: i64,
    /// Bytes of files.
    pub bytes: i64,
    /// Teams that are not archived.
    pub teams: i64,
}

/// A count as everybody may know it: rounded down to one figure, and to thousands at least.
fn about(count: i64) -> i64 {
    let mut step = 1_000;
    while count / step >= 10 {
        step *= 10;
    }
    count / step * step
}

const DAY: Millis = 86_400_000;
/// Days of the daily figures.
const DAYS: i64 = 31;

impl App {
    /// Figures by the name of a set: `standard`, `extra_counts`, `post_counts_day`, `bot_post_counts_day`,
    /// `user_counts_with_posts_day`.
    ///
    /// # Errors
    /// 403, or 400 for an unknown set.
    pub async fn analytics(&self, actor: &Actor, set: &str, team: TeamId) -> AppResult<Vec<Figure>> {
        self.access_system(actor, p::GET_ANALYTICS)?;
        let daily = match set {
            "" | "standard" => return self.standard(team).await,
            "extra_counts" => return self.extra(team).await,
            "post_counts_day" => Daily::Posts,
            "bot_post_counts_day" => Daily::BotPosts,
            "user_counts_with_posts_day" => Daily::People,
            other => {
                return Err(AppError::bad_request(
                    "api.analytics.name.app_error",
                    format!(
                        "There are no figures named `{}`; there are standard, extra_counts, post_counts_day, bot_post_counts_day and user_counts_with_posts_day.",
                        other.chars().take(64).collect::<String>()
                    ),
                ));
            }
        };
        let today = self.now() / DAY * DAY;
        let starts: Vec<Millis> = (0..DAYS).map(|ago| today - ago * DAY).collect();
        let names: Vec<String> = starts.iter().map(|at| day(*at)).collect();
        let counts = stored(
            self.store()
                .read_long(move |tx| Box::pin(async move { by_day(tx, daily, team, &starts).await }))
                .await,
        )?;
        Ok(names.into_iter().zip(counts).map(|(name, value)| Figure { name, value }).collect())
    }

    /// How much there is on the server, for everybody with an account.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn usage(&self) -> AppResult<Usage> {
        let figures = self.standard(TeamId::EMPTY).await?;
        let of = |name: &str| figures.iter().find(|f| f.name == name).map_or(0, |f| f.value);
        Ok(Usage { posts: about(of("post_count")), bytes: of("total_file_size"), teams: of("team_count") })
    }

    async fn standard(&self, team: TeamId) -> AppResult<Vec<Figure>> {
        let now = self.now();
        let t = stored(self.store().read_long(move |tx| Box::pin(totals(tx, team, now))).await)?;
        Ok(figures(&[
            ("channel_open_count", t.public_channels),
            ("channel_private_count", t.private_channels),
            ("post_count", t.posts),
            ("unique_user_count", t.users),
            ("team_count", t.teams),
            ("total_websocket_connections", 0),
            ("total_master_db_connections", 1),
            ("total_read_db_connections", 0),
            ("daily_active_users", t.daily_active),
            ("monthly_active_users", t.monthly_active),
            ("inactive_user_count", t.inactive_users),
            ("direct_and_group_count", t.personal_channels),
            ("total_file_count", t.files),
            ("total_file_size", t.file_bytes),
        ]))
    }

    async fn extra(&self, team: TeamId) -> AppResult<Vec<Figure>> {
        let now = self.now();
        let t = stored(self.store().read_long(move |tx| Box::pin(totals(tx, team, now))).await)?;
        Ok(figures(&[("file_post_count", t.files), ("inactive_user_count", t.inactive_users)]))
    }
}

fn figures(list: &[(&str, i64)]) -> Vec<Figure> {
    list.iter().map(|(name, value)| Figure { name: (*name).to_owned(), value: *value }).collect()
}

fn day(at: Millis) -> String {
    chrono::DateTime::from_timestamp_millis(at).map_or_else(String::new, |t| t.format("%Y-%m-%d").to_string())
}
