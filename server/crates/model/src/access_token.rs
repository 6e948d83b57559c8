//! Personal access tokens: long-lived tokens for bots and scripts, used like a session's token.

use serde::{Deserialize, Serialize};

use crate::{Millis, TokenId, UserId};

/// A personal access token. `token` is given once, when it is made; only its hash is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccessToken {
    /// Id, which may be shown.
    pub id: TokenId,
    /// The secret; empty but in the answer that made it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub token: String,
    /// Whose.
    pub user_id: UserId,
    /// What it is for, at most 512 characters.
    pub description: String,
    /// Whether it may be used.
    pub is_active: bool,
    /// When it ends; 0 for never.
    #[serde(skip_serializing_if = "crate::user::is_zero")]
    pub expires_at: Millis,
}
