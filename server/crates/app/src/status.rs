//! Presence: who is there. It lives in memory and is written down in groups, so that a post costs no write.
//!
//! [`step`] is the rule: connected people are online; idle ones away; with the last connection gone, offline; and
//! what a person chose by hand wins over all of it until they choose something else.
//! The hub tells of connections ([`App::follow_presence`]), clients of activity ([`App::do_note_activity`]); whoever
//! makes a post in a person's name calls [`App::note_activity`]. [`App::keep_statuses`] ends what has its time.

mod custom;

use std::{collections::HashMap, time::Duration};

use chinwag_events::{Event, Presence};
use chinwag_model::{
    AppError, AppResult, Millis, UserId, permission as p,
    status::{self, AWAY, DND, OFFLINE, ONLINE, OUT_OF_OFFICE, Status},
};
use chinwag_store::Store;
use parking_lot::Mutex;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::{Actor, App, stored};

/// Activity is written down at most this often.
const ACTIVITY_STEP: Millis = 2 * 60_000;
/// How often times are looked at and changes are written down.
const UPKEEP: Duration = Duration::from_secs(15);

/// What was observed of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// Their client says that they are there.
    Active,
    /// They said that they are there.
    ActiveByHand,
    /// Their client says that they are idle.
    Idle,
    /// They said that they are away.
    AwayByHand,
}

/// Who decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SetBy {
    Hand,
    Client,
}

/// Statuses in force of everybody who was there since the start.
pub(crate) struct Statuses(Mutex<HashMap<UserId, Known>>);

#[derive(Debug, Clone, Default)]
struct Known {
    status: Status,
    connected: bool,
    /// Differs from what is written down.
    unsaved: bool,
    /// The time of activity that is written down.
    written_activity: Millis,
}

/// Something that happened to a person's presence.
#[derive(Debug, Clone, Copy)]
enum Change {
    Connected,
    Disconnected,
    Active(SetBy),
    Idle(SetBy),
    /// "Do not disturb" until a time in seconds; 0 for no end.
    DoNotDisturb(i64),
    Offline,
    OutOfOffice,
    /// Time passed.
    Tick,
}

/// Changes a status by the rules.
fn step(known: &mut Known, change: Change, now: Millis, away_after: Millis) {
    let idle_for = now - known.status.last_activity_at;
    let manual = known.status.manual;
    match change {
        Change::Connected => {
            known.connected = true;
            if !manual {
                go_online(known, now);
            }
        }
        Change::Disconnected => {
            known.connected = false;
            if !manual {
                known.set(OFFLINE, SetBy::Client);
            }
        }
        Change::Active(SetBy::Hand) => {
            known.set(ONLINE, SetBy::Client);
            go_online(known, now);
        }
        Change::Active(SetBy::Client) if !manual => go_online(known, now),
        Change::Idle(SetBy::Hand) => known.set(AWAY, SetBy::Hand),
        Change::Idle(SetBy::Client) if !manual && idle_for >= away_after => known.set(AWAY, SetBy::Client),
        Change::Active(SetBy::Client) | Change::Idle(SetBy::Client) => {}
        Change::DoNotDisturb(until) => {
            if known.status.status != DND {
                known.status.prev_status.clone_from(&known.status.status);
            }
            known.set(DND, SetBy::Hand);
            known.status.dnd_end_time = until;
        }
        Change::Offline => known.set(OFFLINE, SetBy::Hand),
        Change::OutOfOffice => known.set(OUT_OF_OFFICE, SetBy::Hand),
        Change::Tick => tick(known, now, idle_for, away_after),
    }
}

fn tick(known: &mut Known, now: Millis, idle_for: Millis, away_after: Millis) {
    let until = known.status.dnd_end_time;
    if known.status.status == DND && until > 0 && until * 1000 <= now {
        let before = std::mem::take(&mut known.status.prev_status);
        let back = if known.connected && (before.is_empty() || before == OFFLINE) { ONLINE } else { &before };
        let back =
            if status::is_status(back) && (known.connected || back != ONLINE) { back } else { OFFLINE };
        known.set(back, SetBy::Client);
    } else if known.status.status == ONLINE && idle_for >= away_after {
        // A program that posts without a connection is there only while it posts.
        known.set(if known.connected { AWAY } else { OFFLINE }, SetBy::Client);
    } else if known.status.status == AWAY
        && !known.status.manual
        && !known.connected
        && idle_for >= away_after
    {
        known.set(OFFLINE, SetBy::Client);
    }
}

fn go_online(known: &mut Known, now: Millis) {
    if now - known.written_activity >= ACTIVITY_STEP {
        known.unsaved = true;
    }
    known.status.last_activity_at = now;
    known.set(ONLINE, SetBy::Client);
}

impl Known {
    fn set(&mut self, status: &str, by: SetBy) {
        let manual = by == SetBy::Hand;
        if self.status.status != status || self.status.manual != manual || self.status.dnd_end_time != 0 {
            self.unsaved = true;
        }
        status.clone_into(&mut self.status.status);
        self.status.manual = manual;
        self.status.dnd_end_time = 0;
    }
}

fn unseen(user: UserId) -> Status {
    Status { user_id: user, status: OFFLINE.into(), ..Status::default() }
}

impl Statuses {
    /// Takes over what was written down of those who have something to wait for.
    pub(crate) async fn load(store: &Store) -> AppResult<Self> {
        let timed = stored(store.read(|tx| Box::pin(chinwag_store::status::timed(tx))).await)?;
        let known = timed.into_iter().map(|status| (status.user_id, Known { status, ..Known::default() }));
        Ok(Self(Mutex::new(known.collect())))
    }

    /// Applies a change to somebody who is in memory already; gives the new status if others see a difference.
    fn apply(&self, user: UserId, change: Change, now: Millis, away_after: Millis) -> Option<Option<Status>> {
        let mut map = self.0.lock();
        let known = map.get_mut(&user)?;
        let before = known.status.status.clone();
        step(known, change, now, away_after);
        Some((known.status.status != before).then(|| known.status.clone()))
    }

    /// Who of those in memory is online; of others the database knows.
    pub(crate) fn online(&self) -> HashMap<UserId, bool> {
        self.0.lock().iter().map(|(user, known)| (*user, known.status.status == ONLINE)).collect()
    }

    fn remember(&self, status: Status) {
        let written_activity = status.last_activity_at;
        let known = Known { status, written_activity, ..Known::default() };
        self.0.lock().entry(known.status.user_id).or_insert(known);
    }

    fn take_unsaved(&self) -> Vec<Status> {
        let mut map = self.0.lock();
        let mut unsaved = Vec::new();
        for known in map.values_mut().filter(|k| k.unsaved) {
            known.unsaved = false;
            known.written_activity = known.status.last_activity_at;
            unsaved.push(known.status.clone());
        }
        unsaved
    }

    fn mark_unsaved(&self, users: &[UserId]) {
        let mut map = self.0.lock();
        for user in users {
            if let Some(known) = map.get_mut(user) {
                known.unsaved = true;
            }
        }
    }

    /// Lets time pass for everybody, gives who changed, and forgets those there is nothing to keep of.
    fn tick(&self, now: Millis, away_after: Millis) -> Vec<Status> {
        let mut map = self.0.lock();
        let mut changed = Vec::new();
        for known in map.values_mut() {
            let before = known.status.status.clone();
            step(known, Change::Tick, now, away_after);
            if known.status.status != before {
                changed.push(known.status.clone());
            }
        }
        map.retain(|_, k| {
            k.connected || k.unsaved || k.status.status != OFFLINE || k.status.dnd_end_time > 0
        });
        changed
    }
}

impl App {
    /// Follows connections coming and going until their hub is gone.
    pub async fn follow_presence(&self, mut changes: UnboundedReceiver<Presence>) {
        while let Some(change) = changes.recv().await {
            let noted = match change {
                Presence::Connected(user) => self.change_status(user, Change::Connected).await,
                Presence::LastDisconnected(user) => self.change_status(user, Change::Disconnected).await,
            };
            if let Err(error) = noted {
                tracing::warn!(%error, "somebody's presence is not known");
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

    /// Takes note of what the actor's client says.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn do_note_activity(&self, actor: &Actor, activity: Activity) -> AppResult<()> {
        let change = match activity {
            Activity::Active => Change::Active(SetBy::Client),
            Activity::ActiveByHand => Change::Active(SetBy::Hand),
            Activity::Idle => Change::Idle(SetBy::Client),
            Activity::AwayByHand => Change::Idle(SetBy::Hand),
        };
        self.change_status(actor.require_user()?, change).await
    }

    /// A person did something that counts as being there. Costs no write, and no read but the first time.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn note_activity(&self, user: UserId) -> AppResult<()> {
        self.change_status(user, Change::Active(SetBy::Client)).await
    }

    async fn change_status(&self, user: UserId, change: Change) -> AppResult<()> {
        let config = self.config();
        if user.is_empty() || !config.ServiceSettings.enable_user_statuses {
            return Ok(());
        }
        let (now, away_after) = (self.now(), config.TeamSettings.user_status_away_timeout.max(1) * 1000);
        let statuses = &self.inner.statuses;
        let changed = if let Some(changed) = statuses.apply(user, change, now, away_after) {
            changed
        } else {
            let row =
                stored(self.store().read(move |tx| Box::pin(chinwag_store::status::get(tx, user))).await)?;
            statuses.remember(row.unwrap_or_else(|| unseen(user)));
            statuses.apply(user, change, now, away_after).flatten()
        };
        self.publish(changed.iter().map(status_change).collect());
        Ok(())
    }

    /// Statuses of the users named, in their order; somebody nobody ever saw is offline.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn statuses_of(&self, users: Vec<UserId>) -> AppResult<Vec<Status>> {
        let mut found: HashMap<UserId, Status> = {
            let map = self.inner.statuses.0.lock();
            users.iter().filter_map(|u| map.get(u).map(|k| (*u, k.status.clone()))).collect()
        };
        let missing: Vec<UserId> = users.iter().filter(|u| !found.contains_key(u)).copied().collect();
        if !missing.is_empty() {
            let rows = stored(
                self.store()
                    .read(move |tx| {
                        Box::pin(async move { chinwag_store::status::by_users(tx, &missing).await })
                    })
                    .await,
            )?;
            found.extend(rows.into_iter().map(|s| (s.user_id, s)));
        }
        Ok(users.into_iter().map(|u| found.get(&u).cloned().unwrap_or_else(|| unseen(u))).collect())
    }

    /// Sets a status by hand. `dnd_end_time` is in seconds and counts for `dnd` alone; 0 for no end.
    ///
    /// # Errors
    /// 403 for somebody else's without the permission, 400 for an unknown word or an end that has passed.
    pub async fn do_set_status(
        &self,
        actor: &Actor,
        user: UserId,
        wanted: &str,
        dnd_end_time: i64,
    ) -> AppResult<Status> {
        if !actor.is(user) {
            self.access_system(actor, p::EDIT_OTHER_USERS)?;
            self.user(user).await?;
        }
        let change = match wanted {
            ONLINE => Change::Active(SetBy::Hand),
            AWAY => Change::Idle(SetBy::Hand),
            OFFLINE => Change::Offline,
            OUT_OF_OFFICE => Change::OutOfOffice,
            DND => Change::DoNotDisturb(self.check_dnd_end(dnd_end_time)?),
            other => {
                return Err(AppError::invalid_param_why(
                    "status",
                    format!("`{other}` is none of online, away, dnd, offline"),
                ));
            }
        };
        self.change_status(user, change).await?;
        let set = self.statuses_of(vec![user]).await?;
        set.into_iter().next().ok_or_else(|| AppError::not_found("status"))
    }

    /// Ends of "do not disturb" are kept to the minute.
    fn check_dnd_end(&self, seconds: i64) -> AppResult<i64> {
        if seconds == 0 {
            return Ok(0);
        }
        if seconds <= self.now() / 1000 {
            return Err(AppError::invalid_param_why(
                "dnd_end_time",
                format!("{seconds} has passed already; it is a time in seconds since 1970"),
            ));
        }
        Ok(if seconds % 60 == 0 || seconds < self.now() / 1000 + 60 {
            seconds
        } else {
            seconds - seconds % 60
        })
    }

    /// Lets time pass: idle people become away, timed statuses end, and what changed is written down.
    ///
    /// # Errors
    /// When the database does not answer; nothing is lost by it.
    pub async fn sweep_statuses(&self) -> AppResult<()> {
        let away_after = self.config().TeamSettings.user_status_away_timeout.max(1) * 1000;
        let changed = self.inner.statuses.tick(self.now(), away_after);
        self.publish(changed.iter().map(status_change).collect());
        self.save_statuses().await
    }

    /// Writes down what is not yet; also to be called when the server ends.
    ///
    /// # Errors
    /// When the database does not answer; nothing is lost by it.
    pub async fn save_statuses(&self) -> AppResult<()> {
        let unsaved = self.inner.statuses.take_unsaved();
        if unsaved.is_empty() {
            return Ok(());
        }
        let users: Vec<UserId> = unsaved.iter().map(|s| s.user_id).collect();
        let saved = stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        for status in &unsaved {
                            chinwag_store::status::put(tx, status).await?;
                        }
                        Ok(())
                    })
                })
                .await,
        );
        if saved.is_err() {
            self.inner.statuses.mark_unsaved(&users);
        }
        saved.map(|_| ())
    }

    /// Runs for as long as the server does.
    pub async fn keep_statuses(self) {
        loop {
            tokio::time::sleep(UPKEEP).await;
            if let Err(error) = self.sweep_statuses().await {
                tracing::warn!(%error, "presence could not be written down; it is tried again");
            }
        }
    }
}

fn status_change(status: &Status) -> Event {
    Event::new("status_change")
        .with("status", status.status.as_str())
        .with("user_id", status.user_id.as_str())
        .to_user(status.user_id)
        .droppable()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Millis = 60_000;

    fn after(changes: &[(Millis, Change)]) -> Status {
        let mut known = Known { status: unseen(UserId::generate()), ..Known::default() };
        for (at, change) in changes {
            step(&mut known, *change, *at, 5 * MINUTE);
        }
        known.status
    }

    #[test]
    fn a_person_is_online_while_connected_away_when_idle_and_offline_when_gone() {
        assert_eq!(after(&[(1, Change::Connected)]).status, ONLINE);
        assert_eq!(after(&[(1, Change::Connected), (MINUTE, Change::Idle(SetBy::Client))]).status, ONLINE);
        assert_eq!(after(&[(1, Change::Connected), (6 * MINUTE, Change::Idle(SetBy::Client))]).status, AWAY);
        assert_eq!(after(&[(1, Change::Connected), (6 * MINUTE, Change::Tick)]).status, AWAY);
        assert_eq!(after(&[(1, Change::Connected), (2, Change::Disconnected)]).status, OFFLINE);
        let back =
            [(1, Change::Connected), (6 * MINUTE, Change::Tick), (7 * MINUTE, Change::Active(SetBy::Client))];
        assert_eq!(after(&back).status, ONLINE);
    }

    #[test]
    fn what_was_chosen_by_hand_outlasts_connections_and_activity_until_online_is_chosen() {
        let dnd = [
            (1, Change::Connected),
            (2, Change::DoNotDisturb(0)),
            (3, Change::Active(SetBy::Client)),
            (4, Change::Disconnected),
            (5, Change::Connected),
        ];
        let status = after(&dnd);
        assert_eq!((status.status.as_str(), status.manual), (DND, true));
        let mut chosen = dnd.to_vec();
        chosen.push((6, Change::Active(SetBy::Hand)));
        let status = after(&chosen);
        assert_eq!((status.status.as_str(), status.manual), (ONLINE, false));
    }

    #[test]
    fn do_not_disturb_ends_at_its_time_with_what_was_before() {
        let mut changes = vec![(1, Change::Connected), (2, Change::DoNotDisturb(60))];
        changes.push((59_000, Change::Tick));
        assert_eq!(after(&changes).status, DND);
        changes.push((60_000, Change::Tick));
        let status = after(&changes);
        assert_eq!((status.status.as_str(), status.manual, status.dnd_end_time), (ONLINE, false, 0));
    }

    #[test]
    fn a_program_that_posts_without_a_connection_goes_offline_when_it_stops() {
        let changes = [(1, Change::Active(SetBy::Client)), (6 * MINUTE, Change::Tick)];
        assert_eq!(after(&changes).status, OFFLINE);
    }
}
