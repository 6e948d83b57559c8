//! Jobs: long work that an administrator asks for and the server does in its own time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{JobId, Millis};

/// Waits for its turn.
pub const PENDING: &str = "pending";
/// Is being done.
pub const IN_PROGRESS: &str = "in_progress";
/// Is done.
pub const SUCCESS: &str = "success";
/// Failed; `data.error` says why.
pub const ERROR: &str = "error";
/// Is to stop as soon as it can.
pub const CANCEL_REQUESTED: &str = "cancel_requested";
/// Was stopped.
pub const CANCELED: &str = "canceled";

/// Every status a job can have.
pub const STATUSES: [&str; 6] = [PENDING, IN_PROGRESS, SUCCESS, ERROR, CANCEL_REQUESTED, CANCELED];

/// A job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Job {
    /// Id.
    pub id: JobId,
    /// What is to be done, such as `export_process`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Always 0 here: jobs are done in the order they were asked for.
    pub priority: i64,
    /// When it was asked for.
    pub create_at: Millis,
    /// When it was begun; 0 while it waits.
    pub start_at: Millis,
    /// When it was last heard of.
    pub last_activity_at: Millis,
    /// One of [`STATUSES`].
    pub status: String,
    /// Percent; -1 when it cannot be told.
    pub progress: i64,
    /// What it was asked with and what came of it.
    pub data: BTreeMap<String, String>,
}
