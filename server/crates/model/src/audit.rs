//! Records of what was done to accounts and by whom.

use serde::{Deserialize, Serialize};

use crate::{Millis, UserId};

/// One record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Audit {
    /// Id; later records sort after earlier ones.
    pub id: String,
    /// When.
    pub create_at: Millis,
    /// Who did it, or tried to.
    pub user_id: UserId,
    /// What, such as `login` or `update_roles`.
    pub action: String,
    /// More, such as whose account it was.
    pub extra_info: String,
    /// From where.
    pub ip_address: String,
    /// With which session.
    pub session_id: String,
}
