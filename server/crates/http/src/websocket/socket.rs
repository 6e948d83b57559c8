//! The life of one socket: authentication, `hello`, then requests in and events out until somebody ends it.
//!
//! One task, one future for each socket; rarely used parts are boxed, so that an idle socket is small. Frames are in
//! [`super::wire`], numbering and resuming in `chinwag_events::hub`, what requests do in [`super::action`].

use std::{
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use chinwag_app::Actor;
use chinwag_events::{Closed, Connection, ConnectionSpec, Event, Resume, Standing};
use chinwag_model::AppError;
use chinwag_plugin_contract::Happened;
use tokio::time::{Instant, Sleep};
use tungstenite::{Error, Message, error::CapacityError, protocol::frame::coding::CloseCode};

use super::{
    Realtime, action,
    request::{self, BadRequest, Request},
    upgrade::{Identity, Wish},
    wire::{CLIENT_LIMIT, Wire},
};

/// How a socket begins.
pub(super) struct Opening {
    pub(super) identity: Option<Identity>,
    pub(super) wish: Wish,
}

/// Why a socket ends.
enum End {
    /// The peer is gone or has said goodbye.
    Gone,
    /// We end it, with these words.
    Close(CloseCode, String),
}

/// An authenticated socket.
struct Socket {
    realtime: Realtime,
    wire: Wire,
    identity: Box<Identity>,
    connection: Connection,
    timer: Pin<Box<Sleep>>,
    heard: Instant,
    next_ping: Instant,
}

/// What a socket has to act upon.
enum Next {
    Message(Message),
    Tick,
    End(End),
}

/// Runs a socket from the upgrade to its end.
pub(super) async fn run(on_upgrade: hyper::upgrade::OnUpgrade, realtime: Realtime, opening: Opening) {
    let Ok(upgraded) = on_upgrade.await else { return };
    let opened = Box::pin(open(Wire::new(upgraded), realtime, opening)).await;
    let Some(mut socket) = opened else { return };
    let end = socket.serve().await;
    Box::pin(socket.end(end)).await;
}

/// Authenticates and connects to the hub; `None` when it came to nothing.
async fn open(mut wire: Wire, realtime: Realtime, opening: Opening) -> Option<Socket> {
    if opening.wish == Wish::Unreadable {
        let words = "connection_id must be an id, and sequence_number the next number you expect";
        wire.close(CloseCode::Policy, words).await;
        return None;
    }
    let (identity, challenge) = match opening.identity {
        Some(identity) => (identity, None),
        None => match challenged(&mut wire, &realtime).await {
            Ok((identity, seq)) => (identity, Some(seq)),
            Err(End::Gone) => return None,
            Err(End::Close(code, words)) => {
                wire.close(code, &words).await;
                return None;
            }
        },
    };
    let Some(connection) = connect(&realtime, &identity, opening.wish).await else {
        wire.close(
            CloseCode::Again,
            "the server cannot read your memberships now: connect again in a moment",
        )
        .await;
        return None;
    };
    if connection.next_seq() == 0
        && let Ok(Some(hello)) = connection.try_recv()
    {
        wire.queue_text(&hello.text);
    }
    if let Some(seq) = challenge {
        wire.queue_text(&request::ok(seq, None));
    }
    Some(Socket::new(realtime, wire, identity, connection))
}

/// Waits for the challenge of a client that sent no token with its upgrade; gives the challenge's number.
async fn challenged(wire: &mut Wire, realtime: &Realtime) -> Result<(Identity, i64), End> {
    let deadline = Instant::now() + realtime.times.challenge_within;
    loop {
        let message = tokio::time::timeout_at(deadline, next_message(wire)).await.map_err(|_| {
            let seconds = realtime.times.challenge_within.as_secs_f32();
            End::Close(CloseCode::Policy, format!("no authentication_challenge came within {seconds} s"))
        })??;
        let request = match message {
            Message::Text(text) => request::from_text(&text),
            Message::Binary(bytes) => request::from_binary(&bytes),
            Message::Close(_) => return Err(End::Gone),
            _ => continue,
        };
        match request {
            Ok(request) if request.action == action::CHALLENGE => {
                return check_token(realtime, &request).await;
            }
            Ok(request) => wire.queue_text(&request::fail(request.seq, &not_authenticated())),
            Err(BadRequest { seq, error }) => wire.queue_text(&request::fail(seq, &error)),
        }
    }
}

fn not_authenticated() -> AppError {
    AppError::new(
        401,
        "api.web_socket_router.not_authenticated.app_error",
        "Send an authentication_challenge with your token first.",
    )
}

async fn check_token(realtime: &Realtime, request: &Request) -> Result<(Identity, i64), End> {
    let token = request.text("token").unwrap_or_default();
    match realtime.app.authenticate(token).await {
        Ok(actor) => Ok((Identity { actor, token: token.to_owned() }, request.seq)),
        Err(error) if error.status_code == 401 => {
            Err(End::Close(CloseCode::Policy, "the token is unknown or has expired: log in again".into()))
        }
        Err(_) => Err(End::Close(CloseCode::Again, "the server cannot check tokens now".into())),
    }
}

/// The next message, while what waits is sent.
async fn next_message(wire: &mut Wire) -> Result<Message, End> {
    poll_fn(|context| match wire.poll_flush(context) {
        Poll::Ready(Err(_)) => Poll::Ready(Err(End::Gone)),
        Poll::Pending if wire.is_full() => Poll::Pending,
        _ => {
            let read = wire.poll_read(context).map_err(|error| end_of(&error));
            // A pong may wait now; when it cannot leave at once, the next call sees to it.
            let _ = wire.poll_flush(context);
            read
        }
    })
    .await
}

/// Takes the old connection up again or registers a new one, with the user's memberships. `None` when the session ended
/// meanwhile or the memberships cannot be read.
async fn connect(realtime: &Realtime, identity: &Identity, wish: Wish) -> Option<Connection> {
    let spec = spec_of(&identity.actor);
    if let Wish::Resume(id, next_seq) = wish
        && let Resume::Resumed(connection, _) = realtime.hub.resume(id, spec, next_seq)
    {
        return Some(connection);
    }
    let connection = realtime.hub.register(spec, |id| {
        Event::new("hello")
            .with("connection_id", id.as_str())
            .with("server_version", realtime.server_version())
            .with("server_hostname", hostname())
            .to_user(spec.user_id)
    });
    // A session that ended before the hub knew the connection would leave it open for ever.
    realtime.app.authenticate(&identity.token).await.ok()?;
    let memberships = realtime.app.memberships_of(spec.user_id).await.ok()?;
    connection.subscribe(&memberships.channels, &memberships.teams);
    Some(connection)
}

/// Where this process runs, if its environment says so.
fn hostname() -> String {
    std::env::var("HOSTNAME").unwrap_or_default()
}

fn spec_of(actor: &Actor) -> ConnectionSpec {
    let standing = if actor.is_guest() {
        Standing::Guest
    } else if actor.has_role("system_admin") {
        Standing::Admin
    } else {
        Standing::Member
    };
    ConnectionSpec { user_id: actor.user_id(), session_id: actor.session.id, standing }
}

impl Socket {
    fn new(realtime: Realtime, wire: Wire, mut identity: Identity, connection: Connection) -> Self {
        identity.actor.connection_id = connection.id();
        realtime
            .app
            .tell_plugins_of_connection(Happened::Connected(connection.id(), identity.actor.user_id()));
        let heard = Instant::now();
        let next_ping = heard + realtime.times.ping_every;
        let timer = Box::pin(tokio::time::sleep_until(next_ping));
        Self { realtime, wire, identity: Box::new(identity), connection, timer, heard, next_ping }
    }

    async fn serve(&mut self) -> End {
        loop {
            let next = poll_fn(|context| self.poll_next(context)).await;
            let done = match next {
                Next::Message(message) => self.take(message).await,
                Next::Tick => self.tick().await,
                Next::End(end) => Err(end),
            };
            if let Err(end) = done {
                return end;
            }
        }
    }

    /// What comes first: the client's messages, then the hub's events; everything that waits is sent on the way.
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Next> {
        loop {
            if self.wire.is_full() {
                match self.wire.poll_flush(context) {
                    Poll::Ready(Ok(())) => {}
                    Poll::Ready(Err(_)) => return Poll::Ready(Next::End(End::Gone)),
                    Poll::Pending => {
                        // The client reads too slowly: take nothing more, but notice when the hub cuts it off.
                        if let Poll::Ready(why) = self.connection.poll_closed(context) {
                            return Poll::Ready(Next::End(end_for(why)));
                        }
                        break;
                    }
                }
            }
            if let Poll::Ready(read) = self.wire.poll_read(context) {
                return Poll::Ready(match read {
                    Ok(message) => Next::Message(message),
                    Err(error) => Next::End(end_of(&error)),
                });
            }
            match self.poll_events(context) {
                Poll::Ready(Some(end)) => return Poll::Ready(Next::End(end)),
                // The wire is full: make room and go on.
                Poll::Ready(None) => {}
                Poll::Pending => match self.wire.poll_flush(context) {
                    Poll::Ready(Err(_)) => return Poll::Ready(Next::End(End::Gone)),
                    Poll::Ready(Ok(())) | Poll::Pending => break,
                },
            }
        }
        self.timer.as_mut().poll(context).map(|()| Next::Tick)
    }

    /// Moves events from the hub to the wire: pending when there are no more, ready when the wire is full or at the end.
    fn poll_events(&mut self, context: &mut Context<'_>) -> Poll<Option<End>> {
        while !self.wire.is_full() {
            match self.connection.poll_recv(context) {
                Poll::Ready(Ok(frame)) => self.wire.queue_text(&frame.text),
                Poll::Ready(Err(why)) => return Poll::Ready(Some(end_for(why))),
                Poll::Pending => return Poll::Pending,
            }
        }
        Poll::Ready(None)
    }

    async fn take(&mut self, message: Message) -> Result<(), End> {
        self.heard = Instant::now();
        let request = match message {
            Message::Text(text) => request::from_text(&text),
            Message::Binary(bytes) => request::from_binary(&bytes),
            Message::Pong(payload) => {
                if let Ok(next) = <[u8; 8]>::try_from(&payload[..]) {
                    self.connection.acknowledge(u64::from_be_bytes(next));
                }
                return Ok(());
            }
            Message::Close(_) => return Err(End::Gone),
            Message::Ping(_) | Message::Frame(_) => return Ok(()),
        };
        let reply = match request {
            Ok(request) => Box::pin(action::answer(&self.realtime, &self.identity.actor, &request)).await,
            Err(BadRequest { seq, error }) => Some(request::fail(seq, &error)),
        };
        if let Some(reply) = reply {
            self.wire.queue_text(&reply);
        }
        Ok(())
    }

    /// The timer: a ping when it is time, the end when the peer is silent or the session over.
    async fn tick(&mut self) -> Result<(), End> {
        let (now, settings) = (Instant::now(), self.realtime.times);
        let silent_until = self.heard + settings.silence;
        if now >= silent_until {
            return Err(End::Close(CloseCode::from(4000), "nothing was heard from you for too long".into()));
        }
        if now >= self.next_ping {
            self.next_ping = now + settings.ping_every;
            self.wire.queue_ping(self.connection.next_seq().to_be_bytes());
        }
        self.timer.as_mut().reset(self.next_ping.min(silent_until));
        if self.identity.actor.session.is_expired(self.realtime.app.now()) {
            // Use may have made the session last longer.
            Box::pin(self.renew()).await?;
        }
        Ok(())
    }

    async fn renew(&mut self) -> Result<(), End> {
        match self.realtime.app.authenticate(&self.identity.token).await {
            Ok(actor) => {
                self.identity.actor = actor;
                self.identity.actor.connection_id = self.connection.id();
            }
            Err(error) if error.status_code == 401 => return Err(end_for(Closed::SessionEnded)),
            Err(_) => {}
        }
        Ok(())
    }

    async fn end(self, end: End) {
        let (connection, user) = (self.connection.id(), self.identity.actor.user_id());
        self.realtime.app.tell_plugins_of_connection(Happened::Disconnected(connection, user));
        match end {
            End::Gone => self.wire.finish().await,
            End::Close(code, words) => {
                drop(self.connection);
                self.wire.close(code, &words).await;
            }
        }
    }
}

fn end_for(why: Closed) -> End {
    let code = match why {
        Closed::SlowConsumer => CloseCode::Again,
        Closed::SessionEnded => CloseCode::Policy,
        Closed::Replaced => CloseCode::Normal,
        Closed::ServerStopping => CloseCode::Restart,
    };
    End::Close(code, why.to_string())
}

fn end_of(error: &Error) -> End {
    close_for(error).map_or(End::Gone, |(code, words)| End::Close(CloseCode::from(code), words))
}

/// Code and words for a client that broke the protocol; `None` when it is merely gone.
pub(super) fn close_for(error: &Error) -> Option<(u16, String)> {
    let (code, words) = match error {
        Error::Capacity(CapacityError::MessageTooLong { size, .. }) => {
            (CloseCode::Size, format!("your message has {size} bytes; at most {CLIENT_LIMIT} are allowed"))
        }
        Error::Protocol(error) if !is_loss(error) => (CloseCode::Protocol, error.to_string()),
        Error::Utf8(_) => (CloseCode::Invalid, "text frames must hold UTF-8".into()),
        _ => return None,
    };
    Some((code.into(), words))
}

fn is_loss(error: &tungstenite::error::ProtocolError) -> bool {
    matches!(error, tungstenite::error::ProtocolError::ResetWithoutClosingHandshake)
}
