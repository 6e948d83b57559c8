//! One upgraded connection as messages: frames in and out, with as little memory as can be between them.
//!
//! tungstenite reads frames (masks, fragments, control frames, limits) and answers pings and closes; what it writes and
//! what we write goes into one buffer that exists only while something waits to leave. Events are framed here directly,
//! because tungstenite would keep a buffer of its largest message for the life of the socket. What messages mean is in
//! [`super::socket`].

use std::{
    future::poll_fn,
    io::{self, Read, Write},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tungstenite::{
    Error, Message,
    protocol::{Role, WebSocketConfig, WebSocketContext, frame::coding::CloseCode},
};

/// Largest frame and message a client may send, in bytes.
pub(super) const CLIENT_LIMIT: usize = 8 * 1024;
/// Bytes a read takes at once: requests are small and most sockets are idle.
const READ_BUFFER: usize = 512;
/// When this many bytes wait to leave, nothing more is taken from the hub or from the client.
const HIGH_WATER: usize = 16 * 1024;
/// How long a close may take.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// First bytes of the frames we send: the end-of-message bit and the kind.
const FINAL_TEXT: u8 = 0x81;
const CLOSE: u8 = 0x88;
const PING: u8 = 0x89;

/// How much is read at once, and how much a client may send.
pub(super) fn limits() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_message_size(Some(CLIENT_LIMIT))
        .max_frame_size(Some(CLIENT_LIMIT))
}

/// The connection to one client.
pub(super) struct Wire {
    io: TokioIo<Upgraded>,
    protocol: WebSocketContext,
    /// Bytes on their way out, whole frames one after the other.
    out: Vec<u8>,
    /// How many of `out` have left.
    left: usize,
}

impl Wire {
    pub(super) fn new(upgraded: Upgraded) -> Self {
        let protocol = WebSocketContext::new(Role::Server, Some(limits()));
        Self { io: TokioIo::new(upgraded), protocol, out: Vec::new(), left: 0 }
    }

    /// Whether so much waits to leave that nothing should be added.
    pub(super) fn is_full(&self) -> bool {
        self.out.len() - self.left > HIGH_WATER
    }

    /// The next message of the client.
    pub(super) fn poll_read(&mut self, context: &mut Context<'_>) -> Poll<Result<Message, Error>> {
        let mut pipe = Pipe { io: &mut self.io, out: &mut self.out, context };
        match self.protocol.read(&mut pipe) {
            Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => Poll::Pending,
            result => Poll::Ready(result),
        }
    }

    /// Sends what waits.
    pub(super) fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.left < self.out.len() {
            let sent = ready!(Pin::new(&mut self.io).poll_write(context, &self.out[self.left..]))?;
            if sent == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.left += sent;
        }
        // An idle socket keeps no buffer.
        self.out = Vec::new();
        self.left = 0;
        Poll::Ready(Ok(()))
    }

    /// Adds a text message to what waits.
    pub(super) fn queue_text(&mut self, text: &str) {
        self.queue(FINAL_TEXT, text.as_bytes());
    }

    /// Adds a ping to what waits; its pong comes back with the same bytes.
    pub(super) fn queue_ping(&mut self, payload: [u8; 8]) {
        self.queue(PING, &payload);
    }

    /// Adds a server's frame: whole, not masked, no extensions.
    fn queue(&mut self, first: u8, payload: &[u8]) {
        self.out.reserve(payload.len() + 10);
        self.out.push(first);
        match payload.len() {
            len @ 0..126 => self.out.push(len as u8),
            len @ 126..65_536 => {
                self.out.push(126);
                self.out.extend_from_slice(&(len as u16).to_be_bytes());
            }
            len => {
                self.out.push(127);
                self.out.extend_from_slice(&(len as u64).to_be_bytes());
            }
        }
        self.out.extend_from_slice(payload);
    }

    /// Says goodbye and waits a moment for the client to hear it.
    pub(super) async fn close(mut self, code: CloseCode, reason: &str) {
        let mut payload = u16::from(code).to_be_bytes().to_vec();
        payload.extend_from_slice(cut(reason).as_bytes());
        self.queue(CLOSE, &payload);
        let goodbye = async {
            poll_fn(|context| self.poll_flush(context)).await?;
            self.io.shutdown().await?;
            // Unread bytes at the end would reset the connection before the client has read our words.
            let mut rest = [0; 64];
            while self.io.read(&mut rest).await? > 0 {}
            io::Result::Ok(())
        };
        // Whoever does not listen is gone all the same.
        let _ = tokio::time::timeout(CLOSE_WITHIN, goodbye).await;
    }

    /// Answers the client's own goodbye, as far as it goes within a moment.
    pub(super) async fn finish(mut self) {
        let farewell = poll_fn(|context| {
            // The answer is put into `out` here; that the protocol is at its end is no news.
            let _ = self.protocol.flush(&mut Pipe { io: &mut self.io, out: &mut self.out, context });
            self.poll_flush(context)
        });
        let _ = tokio::time::timeout(CLOSE_WITHIN, farewell).await;
    }
}

/// At most the 123 bytes a close frame has room for.
fn cut(reason: &str) -> &str {
    &reason[..reason.floor_char_boundary(123)]
}

/// What tungstenite reads from and writes to during one poll.
struct Pipe<'a, 'b> {
    io: &'a mut TokioIo<Upgraded>,
    out: &'a mut Vec<u8>,
    context: &'a mut Context<'b>,
}

impl Read for Pipe<'_, '_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let mut buffer = ReadBuf::new(bytes);
        match Pin::new(&mut *self.io).poll_read(self.context, &mut buffer) {
            Poll::Ready(result) => result.map(|()| buffer.filled().len()),
            Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
        }
    }
}

impl Write for Pipe<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
