//! Who is connected, who belongs to which channel and team, and so who gets an event.
//!
//! Memberships are kept per user, not per connection, and both ways (channel → users, user → channels), so that
//! delivering walks the receivers alone and leaving walks the user's own memberships alone. Everything here runs under
//! the hub's lock; queues are in [`super::outbox`], the rules about single receivers in [`super::delivery`].

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use chinwag_model::{ChannelId, ConnectionId, Millis, TeamId, UserId, id::kind};
use tokio::sync::mpsc;

use super::{
    Closed, ConnectionSpec, Effects, HubConfig, Presence, ResumeKind,
    delivery::{Delivery, Reading},
    groups::Groups,
    outbox::{Outbox, Was},
    slots::{Slot, SlotSet, Slots},
};
use crate::event::{Audience, Event, Membership, Standing};

/// Everything the hub knows.
#[derive(Default)]
pub(super) struct Directory {
    by_id: HashMap<ConnectionId, Arc<Outbox>>,
    by_user: HashMap<UserId, Slot>,
    users: Slots<User>,
    channels: Groups<kind::Channel>,
    teams: Groups<kind::Team>,
    /// Lost connections in the order they were lost, with the attachment that ended.
    lost: VecDeque<(Millis, ConnectionId, u32)>,
    open: usize,
    listener: Option<mpsc::UnboundedSender<Presence>>,
}

/// A user with at least one connection, open or lost.
#[derive(Debug)]
pub(super) struct User {
    pub(super) id: UserId,
    pub(super) standing: Standing,
    pub(super) connections: Vec<Arc<Outbox>>,
    pub(super) channels: SlotSet,
    pub(super) teams: SlotSet,
    open: u32,
}

impl User {
    fn new(id: UserId) -> Self {
        let (channels, teams) = Default::default();
        Self {
            id,
            standing: Standing::default(),
            connections: Vec::with_capacity(1),
            channels,
            teams,
            open: 0,
        }
    }
}

impl Directory {
    pub(super) fn listen(&mut self, listener: mpsc::UnboundedSender<Presence>) {
        self.listener = Some(listener);
    }

    pub(super) fn open_connections(&self) -> usize {
        self.open
    }

    pub(super) fn users(&self) -> Vec<UserId> {
        self.users.iter().map(|user| user.id).collect()
    }

    pub(super) fn online_users(&self) -> Vec<UserId> {
        self.users.iter().filter(|user| user.open > 0).map(|user| user.id).collect()
    }

    pub(super) fn connections_of(&self, user: UserId) -> Vec<ConnectionId> {
        let outboxes = self.user(user).map_or(&[][..], |user| &user.connections);
        outboxes.iter().filter(|outbox| outbox.is_open()).map(|outbox| outbox.id).collect()
    }

    /// Adds a connection that is loading.
    pub(super) fn add(&mut self, outbox: &Arc<Outbox>, standing: Standing) {
        self.by_id.insert(outbox.id, Arc::clone(outbox));
        let slot = match self.by_user.get(&outbox.user_id) {
            Some(slot) => *slot,
            None => {
                let slot = self.users.insert(User::new(outbox.user_id));
                self.by_user.insert(outbox.user_id, slot);
                slot
            }
        };
        if let Some(user) = self.users.get_mut(slot) {
            user.standing = standing;
            user.connections.push(Arc::clone(outbox));
        }
        self.opened(outbox.user_id);
    }

    /// Ends loading: the lists replace what was known, changes noted since the connection was added go on top.
    pub(super) fn subscribe(
        &mut self,
        outbox: &Outbox,
        channels: &[ChannelId],
        teams: &[TeamId],
        effects: &mut Effects,
    ) {
        let Some((changes, waker)) = outbox.loaded() else { return };
        effects.wakers.extend(waker);
        let Some(&slot) = self.by_user.get(&outbox.user_id) else { return };
        let Some(user) = self.users.get_mut(slot) else { return };
        self.channels.replace(slot, &mut user.channels, channels);
        self.teams.replace(slot, &mut user.teams, teams);
        for change in changes {
            self.change_group(slot, change);
        }
    }

    /// Gives a known connection to a new socket; forgets it when it cannot give what is missing.
    pub(super) fn resume(
        &mut self,
        id: ConnectionId,
        spec: ConnectionSpec,
        next_seq: u64,
        effects: &mut Effects,
    ) -> Option<(Arc<Outbox>, u32, ResumeKind)> {
        let outbox = Arc::clone(self.by_id.get(&id)?);
        if outbox.user_id != spec.user_id {
            return None;
        }
        let Some((was, attachment, kind, waker)) = outbox.resume(spec.session_id, next_seq) else {
            self.close_one(&outbox, Closed::Replaced, effects);
            return None;
        };
        effects.wakers.extend(waker);
        if let Some(user) = self.by_user.get(&spec.user_id).and_then(|slot| self.users.get_mut(*slot)) {
            user.standing = spec.standing;
        }
        if was == Was::Lost {
            self.opened(outbox.user_id);
        }
        Some((outbox, attachment, kind))
    }

    /// The socket is gone: keeps the connection for the resume window if it had got as far as `hello`.
    pub(super) fn lose(
        &mut self,
        outbox: &Arc<Outbox>,
        attachment: u32,
        now: Millis,
        config: &HubConfig,
        effects: &mut Effects,
    ) {
        match outbox.lose(attachment, now) {
            Some(Was::Loading) => self.close_one(outbox, Closed::Replaced, effects),
            Some(Was::Open) => {
                self.closed(outbox.user_id);
                if config.resume_window_ms == 0 {
                    return self.close_one(outbox, Closed::Replaced, effects);
                }
                self.lost.push_back((now, outbox.id, attachment));
                self.bound_lost(outbox.user_id, config.lost_per_user, effects);
            }
            _ => {}
        }
    }

    fn bound_lost(&mut self, user: UserId, limit: usize, effects: &mut Effects) {
        let Some(user) = self.user(user) else { return };
        let lost: Vec<_> = user
            .connections
            .iter()
            .filter_map(|outbox| Some((outbox.lost_since()?, Arc::clone(outbox))))
            .collect();
        if lost.len() > limit
            && let Some((_, oldest)) = lost.iter().min_by_key(|(since, _)| *since)
        {
            self.close_one(oldest, Closed::Replaced, effects);
        }
    }

    /// Forgets a connection whose client said goodbye.
    pub(super) fn forget(&mut self, outbox: &Outbox, attachment: u32, effects: &mut Effects) {
        if outbox.belongs_to(attachment) {
            self.close_one(outbox, Closed::Replaced, effects);
        }
    }

    /// Closes those connections of a user that `choose` picks.
    pub(super) fn close(
        &mut self,
        user: UserId,
        why: Closed,
        choose: impl Fn(&Outbox) -> bool,
        effects: &mut Effects,
    ) {
        let outboxes = self.user(user).map_or_else(Vec::new, |user| user.connections.clone());
        for outbox in outboxes.iter().filter(|outbox| choose(outbox)) {
            self.close_one(outbox, why, effects);
        }
    }

    /// Forgets connections that were lost at or before `lost_before`.
    pub(super) fn sweep(&mut self, lost_before: Millis, effects: &mut Effects) {
        while let Some(&(since, id, attachment)) = self.lost.front()
            && since <= lost_before
        {
            self.lost.pop_front();
            if let Some(outbox) = self.by_id.get(&id).map(Arc::clone)
                && outbox.is_lost(attachment, lost_before)
            {
                self.close_one(&outbox, Closed::Replaced, effects);
            }
        }
    }

    fn close_one(&mut self, outbox: &Outbox, why: Closed, effects: &mut Effects) {
        let (was, waker) = outbox.close(why);
        effects.wakers.extend(waker);
        if was == Was::Closed {
            return;
        }
        if matches!(was, Was::Loading | Was::Open) {
            self.closed(outbox.user_id);
        }
        self.by_id.remove(&outbox.id);
        let Some(&slot) = self.by_user.get(&outbox.user_id) else { return };
        let Some(user) = self.users.get_mut(slot) else { return };
        user.connections.retain(|other| other.id != outbox.id);
        if user.connections.is_empty() {
            self.by_user.remove(&outbox.user_id);
            if let Some(user) = self.users.remove(slot) {
                user.channels.iter().for_each(|group| self.channels.leave(group, slot));
                user.teams.iter().for_each(|group| self.teams.leave(group, slot));
            }
        }
    }

    fn opened(&mut self, id: UserId) {
        self.open += 1;
        let Some(user) = self.by_user.get(&id).and_then(|slot| self.users.get_mut(*slot)) else { return };
        user.open += 1;
        if user.open == 1 {
            self.tell(Presence::Connected(id));
        }
    }

    fn closed(&mut self, id: UserId) {
        self.open -= 1;
        let Some(user) = self.by_user.get(&id).and_then(|slot| self.users.get_mut(*slot)) else { return };
        user.open -= 1;
        if user.open == 0 {
            self.tell(Presence::LastDisconnected(id));
        }
    }

    fn tell(&mut self, presence: Presence) {
        if self.listener.as_ref().is_some_and(|listener| listener.send(presence).is_err()) {
            self.listener = None;
        }
    }

    fn user(&self, id: UserId) -> Option<&User> {
        self.users.get(*self.by_user.get(&id)?)
    }

    /// Applies what the event changes, then delivers it.
    pub(super) fn publish(&mut self, event: &Event, config: &HubConfig, effects: &mut Effects) {
        for change in &event.memberships {
            self.change(*change, effects);
        }
        if event.name.is_empty() {
            return;
        }
        let subject = self.user(event.audience.about_user);
        let reading = event.audience.readers.map(|readers| Reading {
            channel: self.channels.slot(readers.channel_id),
            public_in: self.teams.slot(readers.public_in),
            able: readers.able,
        });
        let mut delivery = Delivery::new(event, (subject, reading), config, effects);
        self.deliver(&event.audience, &mut delivery);
        for outbox in delivery.into_full() {
            effects.cut_off += 1;
            tracing::warn!(connection = %outbox.id, user = %outbox.user_id, "slow consumer cut off");
            self.close_one(&outbox, Closed::SlowConsumer, effects);
        }
    }

    fn deliver(&self, audience: &Audience, delivery: &mut Delivery<'_>) {
        if !audience.connection_id.is_empty() {
            if let Some(outbox) = self.by_id.get(&audience.connection_id)
                && let Some(user) = self.user(outbox.user_id)
            {
                delivery.give_connection(user, outbox);
            }
        } else if !audience.user_id.is_empty() {
            self.user(audience.user_id).into_iter().for_each(|user| delivery.give_chosen(user));
        } else if !audience.channel_id.is_empty() {
            let members = self.channels.members(audience.channel_id);
            members.filter_map(|slot| self.users.get(slot)).for_each(|user| delivery.give_member(user));
        } else if !audience.team_id.is_empty() {
            let members = self.teams.members(audience.team_id);
            members.filter_map(|slot| self.users.get(slot)).for_each(|user| delivery.give_anybody(user));
        } else {
            self.users.iter().for_each(|user| delivery.give_anybody(user));
        }
    }

    fn change(&mut self, change: Membership, effects: &mut Effects) {
        let user = match change {
            Membership::SessionsEnded(user) => {
                return self.close(user, Closed::SessionEnded, |_| true, effects);
            }
            Membership::SessionEnded(user, session) => {
                let opened = |outbox: &Outbox| outbox.session_id() == session;
                return self.close(user, Closed::SessionEnded, opened, effects);
            }
            Membership::JoinedChannel(user, _)
            | Membership::LeftChannel(user, _)
            | Membership::JoinedTeam(user, _)
            | Membership::LeftTeam(user, _)
            | Membership::Standing(user, _) => user,
        };
        let Some(&slot) = self.by_user.get(&user) else { return };
        if let Some(user) = self.users.get(slot) {
            user.connections.iter().for_each(|outbox| outbox.note(change));
        }
        self.change_group(slot, change);
    }

    fn change_group(&mut self, slot: Slot, change: Membership) {
        let Some(user) = self.users.get_mut(slot) else { return };
        match change {
            Membership::JoinedChannel(_, channel) => {
                user.channels.insert(self.channels.join(channel, slot));
            }
            Membership::LeftChannel(_, channel) => {
                if let Some(group) = self.channels.slot(channel) {
                    user.channels.remove(group);
                    self.channels.leave(group, slot);
                }
            }
            Membership::JoinedTeam(_, team) => user.teams.insert(self.teams.join(team, slot)),
            Membership::LeftTeam(_, team) => {
                if let Some(group) = self.teams.slot(team) {
                    user.teams.remove(group);
                    self.teams.leave(group, slot);
                }
            }
            Membership::Standing(_, standing) => user.standing = standing,
            Membership::SessionsEnded(_) | Membership::SessionEnded(..) => {}
        }
    }
}
