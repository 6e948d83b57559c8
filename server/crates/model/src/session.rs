//! Sessions: who a token stands for and until when.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Millis, SessionId, TeamId, UserId, team::TeamMember};

/// A login, or a personal access token in use. The token itself is stored hashed and shown once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// Id.
    pub id: SessionId,
    /// Always blank in lists.
    pub token: String,
    /// When it began.
    pub create_at: Millis,
    /// When it ends; 0 for never.
    pub expires_at: Millis,
    /// When it was used last (kept to five minutes).
    pub last_activity_at: Millis,
    /// Whose.
    pub user_id: UserId,
    /// Device of a mobile app.
    pub device_id: String,
    /// Space-separated system roles.
    pub roles: String,
    /// Whether an OAuth app holds it.
    pub is_oauth: bool,
    /// Always false here.
    pub expired_notify: bool,
    /// `csrf`, `browser`, `os`, `platform`, `isMobile`, `type`, `user_access_token_id`.
    pub props: BTreeMap<String, String>,
    /// Left empty: clients ask for memberships elsewhere.
    pub team_members: Vec<TeamMember>,
    /// Always true: only local sessions.
    pub local: bool,
    /// Unused.
    #[serde(skip)]
    pub team_id: TeamId,
}

impl Session {
    /// The value that a cookie session must repeat in `X-CSRF-Token`.
    #[must_use]
    pub fn csrf(&self) -> &str {
        self.props.get("csrf").map_or("", String::as_str)
    }

    /// Whether it has ended by `now`.
    #[must_use]
    pub fn is_expired(&self, now: Millis) -> bool {
        self.expires_at > 0 && self.expires_at <= now
    }

    /// Whether it stands for a personal access token.
    #[must_use]
    pub fn is_access_token(&self) -> bool {
        self.props.get("type").is_some_and(|t| t == "UserAccessToken")
    }
}
