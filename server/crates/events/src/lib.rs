//! Events: what happened, whom it is for, and how it reaches them in order.
//!
//! [`event`] is the shape of an event and its audience; [`encoded`] its bytes on the wire, made once for all
//! receivers; [`hub`] holds the connections, numbers what each of them gets and hands out frames.
//! Nothing here knows sockets (that is `http`) or permissions (that is `app`).
//!
//! Several nodes: a bus (PostgreSQL notification or NATS) will sit between the store's committed events and
//! [`Hub::publish`]: a node publishes what it committed to the bus, and every node, the sender too, gives what the bus
//! brings to its own hub. [`Event`] is `Serialize` for that reason, and everything the hub must know in order
//! (memberships, standing, ended sessions) travels inside the event. Nothing of it exists yet.

pub mod encoded;
pub mod event;
pub mod hub;

pub use encoded::EncodedEvent;
pub use event::{Audience, Event, Membership, PersonalList, Readers, Standing};
pub use hub::{Closed, Connection, ConnectionSpec, Frame, Hub, HubConfig, Presence, Resume, ResumeKind};
