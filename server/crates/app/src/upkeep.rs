//! What the server does by itself, once a minute: dropping what has had its time.

use std::time::Duration;

use chinwag_model::{AppResult, Millis};

use crate::{App, stored};

/// Recorded events are kept this long for those who read them later.
const EVENTS: Millis = 3_600_000;
/// Attempts of clients are kept this long; twice the window in which a repeat gets the first answer.
const ATTEMPTS: Millis = 2 * chinwag_model::post::PENDING_WINDOW;
/// Single-use tokens (invitations live longest) are kept this long.
const TOKENS: Millis = 3 * 86_400_000;

impl App {
    /// Drops recorded events, attempts, sessions and single-use tokens that have had their time; sends scheduled posts
    /// and reminders whose time has come.
    ///
    /// # Errors
    /// When the database does not answer; the next call catches up.
    pub async fn do_upkeep(&self) -> AppResult<()> {
        let now = self.now();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::event::prune(tx, now - EVENTS).await?;
                        chinwag_store::post::prune_pending(tx, now - ATTEMPTS).await?;
                        chinwag_store::post_action::prune(tx, now - 86_400_000).await?;
                        chinwag_store::session::delete_expired(tx, now).await?;
                        chinwag_store::system::prune_one_time_tokens(tx, now - TOKENS).await?;
                        Ok(())
                    })
                })
                .await,
        )?;
        self.prune_link_previews().await?;
        self.begin_jobs();
        self.do_send_scheduled().await?;
        self.do_send_reminders().await?;
        Ok(())
    }

    /// [`do_upkeep`](Self::do_upkeep) every minute, for ever.
    pub async fn keep_up(self) {
        let mut minute = tokio::time::interval(Duration::from_secs(60));
        minute.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            minute.tick().await;
            if let Err(error) = self.do_upkeep().await {
                tracing::warn!(%error, "upkeep failed; it is tried again in a minute");
            }
        }
    }
}
