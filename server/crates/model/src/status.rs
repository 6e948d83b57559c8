//! Presence: what a person or client says of being there, and since when.

use serde::{Deserialize, Serialize};

use crate::{Millis, UserId};

/// How present a user is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Status {
    /// Who.
    pub user_id: UserId,
    /// `online`, `away`, `dnd`, `offline`, `ooo`.
    pub status: String,
    /// Set by hand, so activity does not change it.
    pub manual: bool,
    /// When the user was last active, milliseconds.
    pub last_activity_at: Millis,
    /// When "do not disturb" ends, **seconds**; 0 for never.
    pub dnd_end_time: i64,
    /// What it was before "do not disturb".
    #[serde(skip_serializing)]
    pub prev_status: String,
}

/// Present.
pub const ONLINE: &str = "online";
/// Idle.
pub const AWAY: &str = "away";
/// Do not disturb.
pub const DND: &str = "dnd";
/// Not connected.
pub const OFFLINE: &str = "offline";
/// Out of office.
pub const OUT_OF_OFFICE: &str = "ooo";

/// Whether `status` is a word of the protocol.
#[must_use]
pub fn is_status(status: &str) -> bool {
    [ONLINE, AWAY, DND, OFFLINE, OUT_OF_OFFICE].contains(&status)
}

/// A status a user writes (`PUT /users/{id}/status/custom`), kept in the user's props.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomStatus {
    /// Short name of an emoji.
    pub emoji: String,
    /// Text, at most 100 characters.
    pub text: String,
    /// `thirty_minutes`, `one_hour`, `four_hours`, `today`, `this_week`, `date_and_time`, or empty.
    pub duration: String,
    /// When it ends (RFC 3339), or empty.
    pub expires_at: String,
}
