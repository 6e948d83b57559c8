//! One event: its name, data, audience, and the memberships it changes. Its bytes are made in [`crate::encoded`];
//! who is connected is the business of [`crate::hub`].

use std::borrow::Cow;

use chinwag_model::{ChannelId, ConnectionId, JsonMap, SessionId, TeamId, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Something that happened and that connected clients are told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Name on the wire, such as `posted`. Without a name the event only changes memberships and nobody gets it.
    pub name: Cow<'static, str>,
    /// The `data` object every receiver gets.
    pub data: JsonMap,
    /// Who gets it.
    pub audience: Audience,
    /// Keys that only the users in the list get, each with the JSON text `["<own id>"]` as value
    /// (`mentions` and `followers` of `posted`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub personal: Vec<PersonalList>,
    /// Memberships that this event changes; the hub applies them before it delivers anything later.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub memberships: Vec<Membership>,
    /// Whether it may be dropped when a connection's queue is filling (`typing`, `status_change`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub droppable: bool,
    /// How many plugins' calls led to it; 0 for what people did. Clients are not told.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub depth: u8,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(depth: &u8) -> bool {
    *depth == 0
}

/// A key of `data` that only some users get.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalList {
    /// `mentions` or `followers`.
    pub key: Cow<'static, str>,
    /// Who gets it.
    pub users: Vec<UserId>,
}

/// Whom an event is for; the first rule that applies decides, in the order of the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Audience {
    /// Only receivers who are system administrators (`Some(true)`), or only those who are not (`Some(false)`).
    pub admins: Option<bool>,
    /// Only this connection.
    pub connection_id: ConnectionId,
    /// Not this connection.
    pub omit_connection_id: ConnectionId,
    /// Only this user; channel and team then only inform.
    pub user_id: UserId,
    /// Only those of the receivers who may read another channel, or only those who may not. Never told to clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readers: Option<Readers>,
    /// Not these users.
    pub omit_users: Vec<UserId>,
    /// Members of this channel.
    pub channel_id: ChannelId,
    /// Members of this team.
    pub team_id: TeamId,
    /// When set, only those of the receivers (with no channel or team: of everybody) who may see this user: guests
    /// see only people they share a channel with.
    pub about_user: UserId,
}

/// Who may read a channel, or who may not: the members of the channel, the members of its team when it is public
/// (guests excepted), and system administrators.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readers {
    /// The channel.
    pub channel_id: ChannelId,
    /// Its team when it is public; else empty.
    pub public_in: TeamId,
    /// Whether those who may read it are meant, or the others.
    pub able: bool,
}

/// A change of membership that travels with the event that tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Membership {
    /// The user is now a member of the channel.
    JoinedChannel(UserId, ChannelId),
    /// The user is no longer a member of the channel.
    LeftChannel(UserId, ChannelId),
    /// The user is now a member of the team.
    JoinedTeam(UserId, TeamId),
    /// The user is no longer a member of the team.
    LeftTeam(UserId, TeamId),
    /// All sessions of the user have ended: their connections are closed.
    SessionsEnded(UserId),
    /// One session of the user has ended: the connections it opened are closed.
    SessionEnded(UserId, SessionId),
    /// The user became, or is no longer, a guest or a system administrator.
    Standing(UserId, Standing),
}

/// What the audience rules must know of a user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Sees only people they share a channel with.
    Guest,
    /// Neither guest nor administrator.
    #[default]
    Member,
    /// System administrator.
    Admin,
}

impl Event {
    /// An event with no data, for nobody in particular (everybody).
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Adds a value to `data`.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.data.insert(key.to_owned(), value.into());
        self
    }

    /// Adds `value` to `data` as a text that holds JSON, as the protocol wants for `post`, `reaction` and others.
    #[must_use]
    pub fn with_json(mut self, key: &str, value: &impl Serialize) -> Self {
        let text = serde_json::to_string(value).unwrap_or_else(|_| "null".into());
        self.data.insert(key.to_owned(), Value::String(text));
        self
    }

    /// For the members of a channel.
    #[must_use]
    pub fn to_channel(mut self, channel: ChannelId) -> Self {
        self.audience.channel_id = channel;
        self
    }

    /// For the members of a team.
    #[must_use]
    pub fn to_team(mut self, team: TeamId) -> Self {
        self.audience.team_id = team;
        self
    }

    /// For one user.
    #[must_use]
    pub fn to_user(mut self, user: UserId) -> Self {
        self.audience.user_id = user;
        self
    }

    /// Not for this user.
    #[must_use]
    pub fn omit(mut self, user: UserId) -> Self {
        self.audience.omit_users.push(user);
        self
    }

    /// Not for this connection (the client that caused it knows already).
    #[must_use]
    pub fn omit_connection(mut self, connection: ConnectionId) -> Self {
        self.audience.omit_connection_id = connection;
        self
    }

    /// For system administrators alone.
    #[must_use]
    pub fn to_admins(mut self) -> Self {
        self.audience.admins = Some(true);
        self
    }

    /// Only for those who may read a channel, or only for the others.
    #[must_use]
    pub fn for_readers(mut self, readers: Readers) -> Self {
        self.audience.readers = Some(readers);
        self
    }

    /// Carries a change of membership.
    #[must_use]
    pub fn changing(mut self, membership: Membership) -> Self {
        self.memberships.push(membership);
        self
    }

    /// May be dropped under pressure.
    #[must_use]
    pub fn droppable(mut self) -> Self {
        self.droppable = true;
        self
    }
}
