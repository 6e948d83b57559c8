//! One event on its way: which of the receivers that the directory walks really get it.
//!
//! Guests and `about_user`: a chosen connection or user gets the event in any case (the sender chose), and so does a
//! member of the channel it is for (both are in that channel). Of the members of a team, and of everybody, a guest gets
//! it only when guest and subject are the same, or share a channel *as this hub knows it*: the channels of users who are
//! not connected here are unknown, so a guest may miss an event about somebody who is away, and never sees too much.

use std::sync::Arc;

use super::{
    Effects, HubConfig,
    directory::User,
    outbox::{Offer, Outbox},
    slots::Slot,
};
use crate::{
    encoded::EncodedEvent,
    event::{Event, Standing},
};

/// An event, its bytes once somebody gets it, and what came of it.
pub(super) struct Delivery<'a> {
    event: &'a Event,
    /// Whom the event is for among those who may or may not read a channel.
    reading: Option<Reading>,
    /// The connected user the event is about.
    subject: Option<&'a User>,
    config: &'a HubConfig,
    encoded: Option<Arc<EncodedEvent>>,
    effects: &'a mut Effects,
    full: Vec<Arc<Outbox>>,
}

/// [`Readers`](crate::event::Readers) with the directory's own numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) channel: Option<Slot>,
    pub(super) public_in: Option<Slot>,
    pub(super) able: bool,
}

impl Reading {
    fn suits(&self, user: &User) -> bool {
        let member = self.channel.is_some_and(|channel| user.channels.contains(channel));
        let of_team =
            user.standing != Standing::Guest && self.public_in.is_some_and(|team| user.teams.contains(team));
        self.able == (member || of_team || user.standing == Standing::Admin)
    }
}

impl<'a> Delivery<'a> {
    pub(super) fn new(
        event: &'a Event,
        (subject, reading): (Option<&'a User>, Option<Reading>),
        config: &'a HubConfig,
        effects: &'a mut Effects,
    ) -> Self {
        Self { event, reading, subject, config, encoded: None, effects, full: Vec::new() }
    }

    /// Connections that are to be cut off.
    pub(super) fn into_full(self) -> Vec<Arc<Outbox>> {
        self.full
    }

    /// For the one connection that the audience names.
    pub(super) fn give_connection(&mut self, user: &User, outbox: &Arc<Outbox>) {
        if self.suits_standing(user) {
            self.offer(outbox);
        }
    }

    /// For the one user that the audience names.
    pub(super) fn give_chosen(&mut self, user: &User) {
        if self.suits_standing(user) {
            self.offer_all(user);
        }
    }

    /// For a member of the channel that the audience names.
    pub(super) fn give_member(&mut self, user: &User) {
        if self.suits_standing(user) && !self.event.audience.omit_users.contains(&user.id) {
            self.offer_all(user);
        }
    }

    /// For a member of the team that the audience names, or one of everybody.
    pub(super) fn give_anybody(&mut self, user: &User) {
        if self.may_see_subject(user) {
            self.give_member(user);
        }
    }

    fn suits_standing(&self, user: &User) -> bool {
        self.event.audience.admins.is_none_or(|admins| admins == (user.standing == Standing::Admin))
            && self.reading.is_none_or(|reading| reading.suits(user))
    }

    fn may_see_subject(&self, user: &User) -> bool {
        let about = self.event.audience.about_user;
        user.standing != Standing::Guest
            || about.is_empty()
            || about == user.id
            || self.subject.is_some_and(|subject| subject.channels.meets(&user.channels))
    }

    fn offer_all(&mut self, user: &User) {
        for outbox in &user.connections {
            if outbox.id != self.event.audience.omit_connection_id {
                self.offer(outbox);
            }
        }
    }

    fn offer(&mut self, outbox: &Arc<Outbox>) {
        let encoded = self.encoded.get_or_insert_with(|| Arc::new(EncodedEvent::new(self.event)));
        match outbox.offer(encoded, self.config) {
            Offer::Queued(waker) => {
                self.effects.delivered += 1;
                self.effects.wakers.extend(waker);
            }
            Offer::Dropped => self.effects.dropped += 1,
            Offer::Full => self.full.push(Arc::clone(outbox)),
            Offer::Closed => {}
        }
    }
}
