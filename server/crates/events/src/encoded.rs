//! The bytes of an event on the wire, made once and shared by all receivers.
//!
//! A frame is `{"event":…,"data":{…` + the receiver's own keys + `},"broadcast":{…},"seq":` + number + `}` + newline,
//! so what differs from receiver to receiver is a short splice and the number. Who receives is decided in
//! [`crate::hub`].

use std::fmt::Write as _;

use chinwag_model::{ChannelId, ConnectionId, TeamId, UserId};
use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::event::{Audience, Event};

/// An event with everything serialised that is the same for all receivers.
#[derive(Debug)]
pub struct EncodedEvent {
    /// `{"event":…,"data":{…` and, from `split` on, `},"broadcast":{…},"seq":`.
    text: Box<str>,
    split: usize,
    personal: Box<[PersonalKey]>,
    droppable: bool,
}

/// A key that only some receivers get.
#[derive(Debug)]
struct PersonalKey {
    /// `"mentions":`.
    label: Box<str>,
    /// In order, for binary search.
    users: Box<[UserId]>,
}

/// Room for the number, the closing brace and the newline.
const NUMBER_LEN: usize = 22;

impl EncodedEvent {
    /// Serialises what all receivers share.
    #[must_use]
    pub fn new(event: &Event) -> Self {
        let mut text = String::with_capacity(512);
        text.push_str("{\"event\":");
        text.push_str(&json(&event.name));
        text.push_str(",\"data\":");
        text.push_str(json(&event.data).strip_suffix('}').unwrap_or("{"));
        let split = text.len();
        text.push_str("},\"broadcast\":");
        text.push_str(&json(&Broadcast::of(&event.audience)));
        text.push_str(",\"seq\":");
        let personal = event
            .personal
            .iter()
            .map(|list| {
                let mut users = list.users.clone();
                users.sort_unstable();
                PersonalKey { label: format!("{}:", json(&list.key)).into(), users: users.into() }
            })
            .collect();
        Self { text: text.into(), split, personal, droppable: event.droppable }
    }

    /// Whether it may be left out when its receiver's queue is filling.
    #[must_use]
    pub fn is_droppable(&self) -> bool {
        self.droppable
    }

    /// The frame for one receiver: its own keys, its number, and a newline at the end.
    #[must_use]
    pub fn frame(&self, seq: u64, receiver: UserId) -> String {
        let (head, tail) = self.text.split_at(self.split);
        let mut frame = String::with_capacity(self.text.len() + self.personal_len(receiver) + NUMBER_LEN);
        frame.push_str(head);
        for key in self.personal_keys(receiver) {
            if !frame.ends_with('{') {
                frame.push(',');
            }
            frame.push_str(&key.label);
            frame.push_str("\"[\\\"");
            frame.push_str(receiver.as_str());
            frame.push_str("\\\"]\"");
        }
        frame.push_str(tail);
        // Writing to a `String` cannot fail.
        let _ = writeln!(frame, "{seq}}}");
        frame
    }

    fn personal_keys(&self, receiver: UserId) -> impl Iterator<Item = &PersonalKey> {
        self.personal.iter().filter(move |key| key.users.binary_search(&receiver).is_ok())
    }

    fn personal_len(&self, receiver: UserId) -> usize {
        self.personal_keys(receiver).map(|key| key.label.len() + chinwag_model::id::ID_LEN + 9).sum()
    }
}

fn json(value: &(impl Serialize + ?Sized)) -> String {
    // Texts, maps with text keys and ids always serialise.
    serde_json::to_string(value).unwrap_or_default()
}

/// The six keys of `broadcast`, in the protocol's order.
#[derive(Serialize)]
struct Broadcast<'a> {
    omit_users: Option<OmitUsers<'a>>,
    user_id: UserId,
    channel_id: ChannelId,
    team_id: TeamId,
    connection_id: ConnectionId,
    omit_connection_id: ConnectionId,
}

impl<'a> Broadcast<'a> {
    fn of(audience: &'a Audience) -> Self {
        Self {
            omit_users: (!audience.omit_users.is_empty()).then_some(OmitUsers(&audience.omit_users)),
            user_id: audience.user_id,
            channel_id: audience.channel_id,
            team_id: audience.team_id,
            connection_id: audience.connection_id,
            omit_connection_id: audience.omit_connection_id,
        }
    }
}

/// `{user id: true}`.
struct OmitUsers<'a>(&'a [UserId]);

impl Serialize for OmitUsers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for user in self.0 {
            map.serialize_entry(user, &true)?;
        }
        map.end()
    }
}
