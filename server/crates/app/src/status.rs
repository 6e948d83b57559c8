//! Presence: what connections and clients say of people being there, and what others are told.
//!
//! Chosen statuses ("do not disturb", "out of office", away or offline by hand) win over what is only observed.

use std::collections::HashMap;

use chinwag_events::{Event, Presence};
use chinwag_model::{
    AppResult, Millis, UserId,
    status::{AWAY, OFFLINE, ONLINE, Status},
};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::{Actor, App, stored};

/// A later moment of activity is written down when it is this much later.
const ACTIVITY_STEP: Millis = 60_000;
/// Comings and goings that are written down together.
const BATCH: usize = 500;

/// What was observed of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// They connected, or their client says that they are there.
    Active,
    /// They said that they are there.
    ActiveByHand,
    /// Their client says that they are idle.
    Idle,
    /// They said that they are away.
    AwayByHand,
    /// Their last connection closed.
    Gone,
}

impl App {
    /// The statuses of users, in their order; users never seen are offline.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn statuses_of(&self, users: Vec<UserId>) -> AppResult<Vec<Status>> {
        let wanted = users.clone();
        let rows = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::status::by_users(tx, &wanted).await }))
                .await,
        )?;
        let mut known: HashMap<_, _> = rows.into_iter().map(|status| (status.user_id, status)).collect();
        Ok(users.into_iter().map(|user| known.remove(&user).unwrap_or_else(|| never_seen(user))).collect())
    }

    /// Takes note of what the actor's client says.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn do_note_activity(&self, actor: &Actor, activity: Activity) -> AppResult<()> {
        let user = actor.require_user()?;
        self.note_activities(HashMap::from([(user, activity)])).await
    }

    /// Follows connections coming and going until their hub is gone.
    pub async fn follow_presence(&self, mut changes: UnboundedReceiver<Presence>) {
        let mut batch = Vec::new();
        while changes.recv_many(&mut batch, BATCH).await > 0 {
            // The last one of each user counts.
            let activities = batch
                .drain(..)
                .map(|change| match change {
                    Presence::Connected(user) => (user, Activity::Active),
                    Presence::LastDisconnected(user) => (user, Activity::Gone),
                })
                .collect();
            if let Err(error) = self.note_activities(activities).await {
                tracing::warn!(%error, "presence could not be written down");
            }
        }
    }

    /// Makes everybody offline who did not choose their status. For the start of a server that runs alone.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn do_reset_statuses(&self) -> AppResult<()> {
        stored(self.store().write(|tx| Box::pin(chinwag_store::status::reset(tx))).await)?;
        Ok(())
    }

    /// Writes down what changed and tells the users themselves.
    async fn note_activities(&self, activities: HashMap<UserId, Activity>) -> AppResult<()> {
        let config = self.config();
        if !config.ServiceSettings.enable_user_statuses {
            return Ok(());
        }
        let (now, away_after) = (self.now(), config.TeamSettings.user_status_away_timeout * 1000);
        let users: Vec<UserId> = activities.keys().copied().collect();
        let changed: Vec<(Status, Status)> = self
            .statuses_of(users)
            .await?
            .into_iter()
            .filter_map(|old| {
                let new = after(&old, *activities.get(&old.user_id)?, now, away_after);
                let worth = new.status != old.status
                    || new.manual != old.manual
                    || new.last_activity_at >= old.last_activity_at + ACTIVITY_STEP;
                worth.then_some((old, new))
            })
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let told =
            changed.iter().filter(|(old, new)| old.status != new.status).map(|(_, new)| change_of(new));
        let told: Vec<Event> = told.collect();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        for (_, status) in &changed {
                            chinwag_store::status::put(tx, status).await?;
                        }
                        Ok(())
                    })
                })
                .await,
        )?;
        self.publish(told);
        Ok(())
    }
}

fn never_seen(user_id: UserId) -> Status {
    Status { user_id, status: OFFLINE.into(), ..Status::default() }
}

fn change_of(status: &Status) -> Event {
    Event::new("status_change")
        .with("status", status.status.as_str())
        .with("user_id", status.user_id.as_str())
        .to_user(status.user_id)
        .droppable()
}

/// What a status becomes by an observation.
fn after(old: &Status, activity: Activity, now: Millis, away_after: Millis) -> Status {
    let chosen = old.manual;
    let mut new = old.clone();
    match activity {
        Activity::Active | Activity::ActiveByHand => {
            new.last_activity_at = now;
            if !chosen || activity == Activity::ActiveByHand {
                (new.status, new.manual) = (ONLINE.into(), false);
            }
        }
        Activity::Idle if chosen || now - old.last_activity_at <= away_after => {}
        Activity::Idle => new.status = AWAY.into(),
        Activity::AwayByHand => (new.status, new.manual) = (AWAY.into(), true),
        Activity::Gone if chosen => {}
        Activity::Gone => new.status = OFFLINE.into(),
    }
    new
}

#[cfg(test)]
mod tests {
    use chinwag_model::status::DND;

    use super::*;

    fn status(status: &str, manual: bool) -> Status {
        Status { status: status.into(), manual, last_activity_at: 1_000_000, ..Status::default() }
    }

    fn becomes(old: &Status, activity: Activity, later: Millis) -> (String, bool) {
        let new = after(old, activity, old.last_activity_at + later, 300_000);
        (new.status, new.manual)
    }

    #[test]
    fn connecting_makes_online_and_leaving_makes_offline() {
        assert_eq!(becomes(&status(OFFLINE, false), Activity::Active, 1), (ONLINE.into(), false));
        assert_eq!(becomes(&status(ONLINE, false), Activity::Gone, 1), (OFFLINE.into(), false));
    }

    #[test]
    fn a_chosen_status_stays_until_another_is_chosen() {
        for activity in [Activity::Active, Activity::Idle, Activity::Gone] {
            assert_eq!(becomes(&status(DND, true), activity, 900_000), (DND.into(), true));
        }
        assert_eq!(becomes(&status(DND, true), Activity::ActiveByHand, 1), (ONLINE.into(), false));
        assert_eq!(becomes(&status(ONLINE, false), Activity::AwayByHand, 1), (AWAY.into(), true));
    }

    #[test]
    fn an_idle_client_makes_away_only_after_the_time_of_the_settings() {
        assert_eq!(becomes(&status(ONLINE, false), Activity::Idle, 300_000), (ONLINE.into(), false));
        assert_eq!(becomes(&status(ONLINE, false), Activity::Idle, 300_001), (AWAY.into(), false));
    }
}
