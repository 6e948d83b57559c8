//! What one connection still has to get, and what it got last.
//!
//! Events wait and stay in one line, numbered without gaps: `first` is the oldest that is kept, `cursor` the next to hand
//! out, the end the next to be added. Everything before `cursor` is the ring for resuming. Who gets an event is
//! decided in [`super::directory`].

use std::{
    collections::VecDeque,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use chinwag_model::{ConnectionId, Millis, SessionId, UserId};
use parking_lot::Mutex;

use super::{Closed, ConnectionSpec, Frame, HubConfig, ResumeKind};
use crate::{
    encoded::EncodedEvent,
    event::{Event, Membership},
};

/// The queue of one connection, shared by the hub and the socket.
#[derive(Debug)]
pub(super) struct Outbox {
    pub(super) id: ConnectionId,
    pub(super) user_id: UserId,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    session_id: SessionId,
    phase: Phase,
    /// Which socket it belongs to: goes up with every resume.
    attachment: u32,
    line: VecDeque<Arc<EncodedEvent>>,
    /// Number of the first event in `line`.
    first: u64,
    /// Number of the next event to hand out.
    cursor: u64,
    /// Highest `cursor` so far: what a resume sends again does not count as waiting.
    reached: u64,
    waker: Option<Waker>,
}

/// Where a connection is in its life.
#[derive(Debug)]
enum Phase {
    /// Memberships are being read; changes that came meanwhile.
    Loading(Vec<Membership>),
    /// A socket takes frames.
    Open,
    /// The socket is gone since this time; it may come back.
    Lost(Millis),
    /// Forgotten.
    Closed(Closed),
}

/// What became of an event that was offered.
#[derive(Debug)]
pub(super) enum Offer {
    Queued(Option<Waker>),
    Dropped,
    Full,
    Closed,
}

/// What a connection was before it was lost or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Was {
    Loading,
    Open,
    Lost,
    Closed,
}

impl Outbox {
    pub(super) fn new(id: ConnectionId, spec: ConnectionSpec, hello: &Event) -> Self {
        let mut line = VecDeque::with_capacity(2);
        line.push_back(Arc::new(EncodedEvent::new(hello)));
        let state = State {
            session_id: spec.session_id,
            phase: Phase::Loading(Vec::new()),
            attachment: 0,
            line,
            first: 0,
            cursor: 0,
            reached: 0,
            waker: None,
        };
        Self { id, user_id: spec.user_id, state: Mutex::new(state) }
    }

    pub(super) fn session_id(&self) -> SessionId {
        self.state.lock().session_id
    }

    /// Whether a socket holds it.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state.lock().phase, Phase::Loading(_) | Phase::Open)
    }

    /// Whether it has been lost since `attachment` ended, at or before `at`.
    pub(super) fn is_lost(&self, attachment: u32, at: Millis) -> bool {
        let state = self.state.lock();
        state.attachment == attachment && matches!(state.phase, Phase::Lost(since) if since <= at)
    }

    /// Since when it has been lost, if it is.
    pub(super) fn lost_since(&self) -> Option<Millis> {
        match self.state.lock().phase {
            Phase::Lost(since) => Some(since),
            _ => None,
        }
    }

    /// Adds an event to the line.
    pub(super) fn offer(&self, event: &Arc<EncodedEvent>, config: &HubConfig) -> Offer {
        let mut state = self.state.lock();
        if matches!(state.phase, Phase::Closed(_)) {
            return Offer::Closed;
        }
        let waiting = (state.end() - state.reached) as usize;
        if event.is_droppable() && waiting > config.queue / 2 {
            return Offer::Dropped;
        }
        if waiting >= config.queue {
            return Offer::Full;
        }
        state.push(Arc::clone(event));
        Offer::Queued(if matches!(state.phase, Phase::Open) { state.waker.take() } else { None })
    }

    /// Notes a change of membership that came while memberships are being read.
    pub(super) fn note(&self, change: Membership) {
        if let Phase::Loading(changes) = &mut self.state.lock().phase {
            changes.push(change);
        }
    }

    /// Ends loading: what came meanwhile, and whom to wake. `None` if it was not loading.
    pub(super) fn loaded(&self) -> Option<(Vec<Membership>, Option<Waker>)> {
        let mut state = self.state.lock();
        let Phase::Loading(changes) = &mut state.phase else { return None };
        let changes = std::mem::take(changes);
        state.phase = Phase::Open;
        Some((changes, state.waker.take()))
    }

    /// The socket of `attachment` is gone at `now`. Tells what it was; `None` if another socket has taken over.
    pub(super) fn lose(&self, attachment: u32, now: Millis) -> Option<Was> {
        let mut state = self.state.lock();
        if state.attachment != attachment {
            return None;
        }
        let was = state.phase.was();
        if was == Was::Open {
            state.phase = Phase::Lost(now);
            state.waker = None;
        }
        Some(was)
    }

    /// Whether the socket of `attachment` still owns it.
    pub(super) fn belongs_to(&self, attachment: u32) -> bool {
        self.state.lock().attachment == attachment
    }

    /// Ends it for good and frees what it kept.
    pub(super) fn close(&self, why: Closed) -> (Was, Option<Waker>) {
        let mut state = self.state.lock();
        let was = state.phase.was();
        if was == Was::Closed {
            return (was, None);
        }
        state.phase = Phase::Closed(why);
        state.line = VecDeque::new();
        (was, state.waker.take())
    }

    /// Gives it to a new socket that wants events from `next` on, if they are all still here. Tells what it was, the
    /// new attachment, what comes first, and the old socket's waker.
    pub(super) fn resume(
        &self,
        session: SessionId,
        next: u64,
    ) -> Option<(Was, u32, ResumeKind, Option<Waker>)> {
        let mut state = self.state.lock();
        let was = state.phase.was();
        if !matches!(was, Was::Open | Was::Lost) || next < state.first || next > state.reached {
            return None;
        }
        let kind = if next < state.reached { ResumeKind::Replay } else { ResumeKind::Continue };
        state.cursor = next;
        state.session_id = session;
        state.phase = Phase::Open;
        state.attachment += 1;
        Some((was, state.attachment, kind, state.waker.take()))
    }

    /// The next frame for the socket of `attachment`.
    pub(super) fn poll_take(
        &self,
        attachment: u32,
        ring: usize,
        context: &mut Context<'_>,
    ) -> Poll<Result<Frame, Closed>> {
        let mut state = self.state.lock();
        let next = state.take(attachment, ring);
        if matches!(next, Ok(None)) {
            state.wake_later(context.waker());
        }
        drop(state);
        match next {
            Ok(None) => Poll::Pending,
            Ok(Some((seq, event))) => Poll::Ready(Ok(self.frame(seq, &event))),
            Err(why) => Poll::Ready(Err(why)),
        }
    }

    /// The next frame if one waits.
    pub(super) fn try_take(&self, attachment: u32, ring: usize) -> Result<Option<Frame>, Closed> {
        let next = self.state.lock().take(attachment, ring)?;
        Ok(next.map(|(seq, event)| self.frame(seq, &event)))
    }

    /// Ready when the socket of `attachment` has to go.
    pub(super) fn poll_closed(&self, attachment: u32, context: &mut Context<'_>) -> Poll<Closed> {
        let mut state = self.state.lock();
        match state.check(attachment) {
            Err(why) => Poll::Ready(why),
            Ok(()) => {
                state.wake_later(context.waker());
                Poll::Pending
            }
        }
    }

    /// The next number the socket will get.
    pub(super) fn cursor(&self) -> u64 {
        self.state.lock().cursor
    }

    /// The client is known to have everything before `next`.
    pub(super) fn acknowledge(&self, attachment: u32, next: u64) {
        let mut state = self.state.lock();
        if state.attachment != attachment {
            return;
        }
        while state.first < next.min(state.cursor) {
            state.line.pop_front();
            state.first += 1;
        }
        let (len, capacity) = (state.line.len(), state.line.capacity());
        if capacity > 2 * len.max(2) {
            state.line.shrink_to(len);
        }
    }

    fn frame(&self, seq: u64, event: &EncodedEvent) -> Frame {
        Frame { seq, text: event.frame(seq, self.user_id) }
    }
}

impl State {
    /// Number that the next event to be added gets.
    fn end(&self) -> u64 {
        self.first + self.line.len() as u64
    }

    fn push(&mut self, event: Arc<EncodedEvent>) {
        // Doubling would make most idle connections keep room for twice the ring.
        if self.line.len() == self.line.capacity() {
            self.line.reserve_exact((self.line.len() / 4).max(4));
        }
        self.line.push_back(event);
    }

    fn check(&self, attachment: u32) -> Result<(), Closed> {
        if let Phase::Closed(why) = self.phase {
            return Err(why);
        }
        if self.attachment == attachment { Ok(()) } else { Err(Closed::Replaced) }
    }

    fn take(&mut self, attachment: u32, ring: usize) -> Result<Option<(u64, Arc<EncodedEvent>)>, Closed> {
        self.check(attachment)?;
        if !matches!(self.phase, Phase::Open) {
            return Ok(None);
        }
        let seq = self.cursor;
        let Some(event) = self.line.get((seq - self.first) as usize).map(Arc::clone) else { return Ok(None) };
        self.cursor += 1;
        self.reached = self.reached.max(self.cursor);
        while self.cursor - self.first > ring as u64 {
            self.line.pop_front();
            self.first += 1;
        }
        if self.cursor == self.end() && self.line.capacity() > 2 * ring.max(2) {
            self.line.shrink_to(ring);
        }
        Ok(Some((seq, event)))
    }

    fn wake_later(&mut self, waker: &Waker) {
        if !self.waker.as_ref().is_some_and(|known| known.will_wake(waker)) {
            self.waker = Some(waker.clone());
        }
    }
}

impl Phase {
    fn was(&self) -> Was {
        match self {
            Self::Loading(_) => Was::Loading,
            Self::Open => Was::Open,
            Self::Lost(_) => Was::Lost,
            Self::Closed(_) => Was::Closed,
        }
    }
}
