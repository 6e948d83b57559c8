//! The newest lines of the server's log, for the page of administrators and `wag logs`.

use std::{collections::VecDeque, sync::Arc};

use parking_lot::Mutex;

/// The last lines of the log, each one JSON object. Cheap to clone; all clones are one tail.
#[derive(Clone, Debug)]
pub struct LogTail {
    lines: Arc<Mutex<VecDeque<String>>>,
    keep: usize,
}

impl LogTail {
    /// A tail of at most `keep` lines.
    #[must_use]
    pub fn new(keep: usize) -> Self {
        Self { lines: Arc::new(Mutex::new(VecDeque::new())), keep: keep.max(1) }
    }

    /// Adds a line; the oldest one makes room.
    pub fn push(&self, line: String) {
        let mut lines = self.lines.lock();
        if lines.len() >= self.keep {
            lines.pop_front();
        }
        lines.push_back(line);
    }

    /// Lines from the newest on: page `page` of `per_page`, in the order they were written.
    #[must_use]
    pub fn page(&self, page: usize, per_page: usize) -> Vec<String> {
        let lines = self.lines.lock();
        let end = lines.len().saturating_sub(page.saturating_mul(per_page));
        let start = end.saturating_sub(per_page);
        lines.range(start..end).cloned().collect()
    }
}
