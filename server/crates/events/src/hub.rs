//! The hub: who is connected to this node, and what each connection gets, in which order and with which number.
//!
//! One lock ([`directory::Directory`]) guards who is connected and who belongs where; publishing holds it, so that all
//! connections see events in one order. Each connection has a lock of its own around its queue ([`outbox::Outbox`]),
//! so that taking frames never waits for the hub. Wakers run after the hub's lock is free.
//! What a socket holds is in [`connection`]. No sockets, permissions or rows here: whoever publishes has decided the
//! audience, and memberships travel inside events.

mod connection;
mod delivery;
mod directory;
mod groups;
mod outbox;
mod slots;

use std::{fmt, sync::Arc, task::Waker};

use chinwag_model::{ChannelId, Clock, ConnectionId, Millis, SessionId, TeamId, UserId};
use parking_lot::Mutex;
use tokio::sync::mpsc;

use crate::event::{Event, Standing};
pub use connection::{Closed, Connection, Frame};
use directory::Directory;
use outbox::Outbox;

/// Bounds of the hub.
#[derive(Debug, Clone)]
pub struct HubConfig {
    /// Events that may wait for one connection; one more cuts it off.
    pub queue: usize,
    /// Sent events that are kept for a client that comes back.
    pub ring: usize,
    /// How long a lost connection is kept, in milliseconds; 0 forgets it at once.
    pub resume_window_ms: Millis,
    /// Lost connections kept for one user; the oldest goes first.
    pub lost_per_user: usize,
}

impl Default for HubConfig {
    fn default() -> Self {
        Self { queue: 256, ring: 128, resume_window_ms: 5 * 60 * 1000, lost_per_user: 8 }
    }
}

/// Whose connection it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct ConnectionSpec {
    /// The user.
    pub user_id: UserId,
    /// The session that opened it.
    pub session_id: SessionId,
    /// Guest, member or administrator; holds for all connections of the user from now on.
    pub standing: Standing,
}

/// A user came or went, on this node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// The first connection of the user opened.
    Connected(UserId),
    /// The last one closed or was lost.
    LastDisconnected(UserId),
}

/// The answer to a client that names the connection it had.
#[derive(Debug)]
pub enum Resume {
    /// It goes on where it was, without another `hello`.
    Resumed(Connection, ResumeKind),
    /// Unknown, expired, another user's, or too much was lost: register a new one.
    Unknown,
}

/// What a resumed connection gets first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResumeKind {
    /// Sent events that the client has not seen, with the numbers they had.
    Replay,
    /// The client saw everything that was sent.
    Continue,
}

/// The connections of this node. Clones are the same hub.
#[derive(Clone)]
pub struct Hub {
    shared: Arc<Shared>,
}

struct Shared {
    config: HubConfig,
    clock: Arc<dyn Clock>,
    directory: Mutex<Directory>,
}

/// What happened while the lock was held and is acted upon after it is free.
#[derive(Debug, Default)]
struct Effects {
    wakers: Vec<Waker>,
    delivered: u64,
    dropped: u64,
    cut_off: u64,
}

impl Hub {
    /// A hub with nobody connected.
    #[must_use]
    pub fn new(config: HubConfig, clock: Arc<dyn Clock>) -> Self {
        let directory = Mutex::new(Directory::default());
        Self { shared: Arc::new(Shared { config, clock, directory }) }
    }

    /// Adds a connection with a new id; `hello` makes its first event (seq 0) from that id.
    ///
    /// The connection hands out nothing until [`Connection::subscribe`]: register first, read the user's memberships
    /// then, subscribe last; changes that are published meanwhile win over the list that was read.
    pub fn register(&self, spec: ConnectionSpec, hello: impl FnOnce(ConnectionId) -> Event) -> Connection {
        let id = ConnectionId::unguessable();
        let outbox = Arc::new(Outbox::new(id, spec, &hello(id)));
        self.with(|directory, _| directory.add(&outbox, spec.standing));
        Connection::new(self.clone(), outbox, 0)
    }

    /// Takes up connection `id` again from event `next_seq`, the first one its client has not seen. A connection that
    /// still seems open is taken over: its old socket is dead but nobody has noticed yet.
    pub fn resume(&self, id: ConnectionId, spec: ConnectionSpec, next_seq: u64) -> Resume {
        let resumed = self.with(|directory, effects| directory.resume(id, spec, next_seq, effects));
        match resumed {
            Some((outbox, attachment, kind)) => {
                Resume::Resumed(Connection::new(self.clone(), outbox, attachment), kind)
            }
            None => Resume::Unknown,
        }
    }

    /// Delivers events in the given order. Each event's memberships take effect before it is delivered itself.
    pub fn publish(&self, events: Vec<Event>) {
        let count = events.len() as u64;
        self.with(|directory, effects| {
            for event in &events {
                directory.publish(event, &self.shared.config, effects);
            }
        });
        metrics::counter!("chinwag_events_published_total").increment(count);
    }

    /// Closes and forgets all connections of a user.
    pub fn close_user(&self, user: UserId) {
        self.with(|directory, effects| directory.close(user, Closed::SessionEnded, |_| true, effects));
    }

    /// Closes everything: the server stops.
    pub fn close_all(&self) {
        self.with(|directory, effects| {
            for user in directory.users() {
                directory.close(user, Closed::ServerStopping, |_| true, effects);
            }
        });
    }

    /// Forgets lost connections whose resume window is over. To be called every few seconds.
    pub fn sweep(&self) {
        let lost_before = self.shared.clock.now() - self.shared.config.resume_window_ms;
        self.with(|directory, effects| directory.sweep(lost_before, effects));
    }

    /// Users coming and going from now on, in order. One listener: a second call ends the first one's stream.
    #[must_use]
    pub fn presence_changes(&self) -> mpsc::UnboundedReceiver<Presence> {
        let (sender, receiver) = mpsc::unbounded_channel();
        self.shared.directory.lock().listen(sender);
        receiver
    }

    /// Users with at least one open connection.
    #[must_use]
    pub fn online_users(&self) -> Vec<UserId> {
        self.shared.directory.lock().online_users()
    }

    /// Whether the user has an open connection.
    #[must_use]
    pub fn is_online(&self, user: UserId) -> bool {
        !self.connections_of(user).is_empty()
    }

    /// The open connections of a user.
    #[must_use]
    pub fn connections_of(&self, user: UserId) -> Vec<ConnectionId> {
        self.shared.directory.lock().connections_of(user)
    }

    /// Number of open connections; lost ones that may come back do not count.
    #[must_use]
    pub fn connection_count(&self) -> usize {
        self.shared.directory.lock().open_connections()
    }

    fn subscribe(&self, outbox: &Outbox, channels: &[ChannelId], teams: &[TeamId]) {
        self.with(|directory, effects| directory.subscribe(outbox, channels, teams, effects));
    }

    fn lose(&self, outbox: &Arc<Outbox>, attachment: u32) {
        let now = self.shared.clock.now();
        self.with(|directory, effects| {
            directory.lose(outbox, attachment, now, &self.shared.config, effects);
        });
    }

    fn forget(&self, outbox: &Outbox, attachment: u32) {
        self.with(|directory, effects| directory.forget(outbox, attachment, effects));
    }

    /// Runs `work` under the lock; wakes and counts after it is free.
    fn with<T>(&self, work: impl FnOnce(&mut Directory, &mut Effects) -> T) -> T {
        let mut effects = Effects::default();
        let mut directory = self.shared.directory.lock();
        let before = directory.open_connections();
        let answer = work(&mut directory, &mut effects);
        let open = directory.open_connections();
        drop(directory);
        effects.act();
        if open != before {
            metrics::gauge!("chinwag_events_connections").set(open as f64);
        }
        answer
    }
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hub").field("connections", &self.connection_count()).finish_non_exhaustive()
    }
}

impl Effects {
    fn act(self) {
        for waker in self.wakers {
            waker.wake();
        }
        if self.delivered > 0 {
            metrics::counter!("chinwag_events_delivered_total").increment(self.delivered);
        }
        if self.dropped > 0 {
            metrics::counter!("chinwag_events_dropped_total").increment(self.dropped);
        }
        if self.cut_off > 0 {
            metrics::counter!("chinwag_events_cut_off_total").increment(self.cut_off);
        }
    }
}
