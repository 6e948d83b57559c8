//! What leaves the machine: guarded HTTP client, mail, file store; a fake beside each.
