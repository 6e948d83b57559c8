//! What chat does: access, check and do for each noun; the order of hooks, transaction and events.
