//! Event, audience, sequence and resume, the hub.
