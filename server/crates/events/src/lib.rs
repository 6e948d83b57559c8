//! Events: what happened, whom it is for, and how it reaches them in order.
//!
//! [`event`] is the shape of an event and its audience; [`hub`] holds the connections and hands out frames.
//! Nothing here knows sockets (that is `http`) or permissions (that is `app`).

pub mod event;

pub use event::{Audience, Event, Membership, PersonalList};
