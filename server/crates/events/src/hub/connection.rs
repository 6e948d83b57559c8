//! What a socket holds: its connection to the hub, from which it takes frames.
//!
//! Dropping the handle means that the socket was lost: the hub goes on collecting for the resume window. See
//! [`super::outbox`] for the queue behind it.

use std::{
    fmt,
    future::poll_fn,
    sync::Arc,
    task::{Context, Poll},
};

use chinwag_model::{ChannelId, ConnectionId, TeamId, UserId};

use super::{Hub, outbox::Outbox};

/// One numbered event as text for one connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// Its number, also inside the text.
    pub seq: u64,
    /// One JSON document and a newline.
    pub text: String,
}

/// Why a connection gets nothing more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It did not take its events fast enough. Its client must come back with a new connection and ask for everything.
    SlowConsumer,
    /// Its session, or all sessions of its user, ended.
    SessionEnded,
    /// Its client came back on another socket.
    Replaced,
    /// The server stops.
    ServerStopping,
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SlowConsumer => "too many events were waiting: connect again and load everything anew",
            Self::SessionEnded => "the session has ended: log in again",
            Self::Replaced => "the client has connected again with this connection id",
            Self::ServerStopping => "the server stops: connect again in a moment",
        })
    }
}

/// The receiving end of one connection.
pub struct Connection {
    hub: Hub,
    outbox: Arc<Outbox>,
    attachment: u32,
}

impl Connection {
    pub(super) fn new(hub: Hub, outbox: Arc<Outbox>, attachment: u32) -> Self {
        Self { hub, outbox, attachment }
    }

    /// Its id, which its client names when it comes back.
    #[must_use]
    pub fn id(&self) -> ConnectionId {
        self.outbox.id
    }

    /// Whose it is.
    #[must_use]
    pub fn user_id(&self) -> UserId {
        self.outbox.user_id
    }

    /// Ends loading: the memberships read after registering. Changes published since then win over these lists; the
    /// lists win over what the hub knew of the user before. Without effect on a connection that is not loading.
    pub fn subscribe(&self, channels: &[ChannelId], teams: &[TeamId]) {
        self.hub.subscribe(&self.outbox, channels, teams);
    }

    /// The next frame, or why there will be none.
    ///
    /// # Errors
    /// [`Closed`] when the hub has let go of the connection; the socket must be closed.
    pub async fn recv(&self) -> Result<Frame, Closed> {
        poll_fn(|context| self.poll_recv(context)).await
    }

    /// Like [`Connection::recv`]. One task may wait at a time, in this or in [`Connection::poll_closed`].
    pub fn poll_recv(&self, context: &mut Context<'_>) -> Poll<Result<Frame, Closed>> {
        self.outbox.poll_take(self.attachment, self.hub.shared.config.ring, context)
    }

    /// A frame if one waits already.
    ///
    /// # Errors
    /// [`Closed`] when the hub has let go of the connection.
    pub fn try_recv(&self) -> Result<Option<Frame>, Closed> {
        self.outbox.try_take(self.attachment, self.hub.shared.config.ring)
    }

    /// Ready when the socket has to be closed, for a task that is busy writing and takes no frames.
    pub fn poll_closed(&self, context: &mut Context<'_>) -> Poll<Closed> {
        self.outbox.poll_closed(self.attachment, context)
    }

    /// The number of the next frame [`Connection::recv`] gives.
    #[must_use]
    pub fn next_seq(&self) -> u64 {
        self.outbox.cursor()
    }

    /// The client surely has every event before `next_seq` (it has answered a ping sent after them), so they need not
    /// be kept for a resume.
    pub fn acknowledge(&self, next_seq: u64) {
        self.outbox.acknowledge(self.attachment, next_seq);
    }

    /// Forgets the connection: its client will not come back for it.
    pub fn forget(self) {
        self.hub.forget(&self.outbox, self.attachment);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.hub.lose(&self.outbox, self.attachment);
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("id", &self.id()).field("user_id", &self.user_id()).finish()
    }
}
