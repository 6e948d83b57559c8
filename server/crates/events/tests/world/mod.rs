//! A hub with a clock that stands still, and people who connect to it.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::{collections::HashMap, sync::Arc};

use chinwag_events::{Connection, ConnectionSpec, Event, Hub, HubConfig, Resume, ResumeKind, Standing};
use chinwag_model::{ChannelId, ConnectionId, SessionId, TeamId, UserId, time::ManualClock};
use parking_lot::Mutex;
use serde_json::Value;

pub(crate) struct World {
    pub(crate) hub: Hub,
    pub(crate) clock: ManualClock,
    sessions: Mutex<HashMap<ConnectionId, SessionId>>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(HubConfig::default())
    }

    pub(crate) fn with(config: HubConfig) -> Self {
        let clock = ManualClock::at(1_700_000_000_000);
        Self { hub: Hub::new(config, Arc::new(clock.clone())), clock, sessions: Mutex::default() }
    }

    /// A connection whose memberships have not been read yet.
    pub(crate) fn register(&self, user_id: UserId, standing: Standing) -> Connection {
        let session_id = SessionId::generate();
        let connection = self.hub.register(ConnectionSpec { user_id, session_id, standing }, |id| {
            Event::new("hello").with("connection_id", id.as_str())
        });
        self.sessions.lock().insert(connection.id(), session_id);
        connection
    }

    /// A connection that has not taken its hello yet.
    pub(crate) fn join(&self, user: UserId, channels: &[ChannelId], teams: &[TeamId]) -> Connection {
        let connection = self.register(user, Standing::Member);
        connection.subscribe(channels, teams);
        connection
    }

    /// A connection that has taken its hello.
    pub(crate) fn greeted(&self, user: UserId, channels: &[ChannelId], teams: &[TeamId]) -> Connection {
        let connection = self.join(user, channels, teams);
        assert_eq!(self.next(&connection)["event"], "hello");
        connection
    }

    pub(crate) fn standing(&self, user: UserId, standing: Standing, channels: &[ChannelId]) -> Connection {
        let connection = self.register(user, standing);
        connection.subscribe(channels, &[]);
        assert_eq!(self.next(&connection)["event"], "hello");
        connection
    }

    pub(crate) fn session_of(&self, connection: &Connection) -> SessionId {
        self.sessions.lock()[&connection.id()]
    }

    pub(crate) fn resume(
        &self,
        id: ConnectionId,
        user_id: UserId,
        next: u64,
    ) -> Option<(Connection, ResumeKind)> {
        let spec = ConnectionSpec { user_id, ..ConnectionSpec::default() };
        match self.hub.resume(id, spec, next) {
            Resume::Resumed(connection, kind) => Some((connection, kind)),
            Resume::Unknown => None,
        }
    }

    /// The next frame, which must be there.
    pub(crate) fn next(&self, connection: &Connection) -> Value {
        let frame = connection.try_recv().unwrap().expect("a frame waits");
        serde_json::from_str(&frame.text).unwrap()
    }

    /// All frames that wait.
    pub(crate) fn frames(&self, connection: &Connection) -> Vec<Value> {
        std::iter::from_fn(|| connection.try_recv().unwrap())
            .map(|frame| serde_json::from_str(&frame.text).unwrap())
            .collect()
    }

    /// The names of all events that wait.
    pub(crate) fn names(&self, connection: &Connection) -> Vec<String> {
        self.frames(connection).iter().map(|frame| frame["event"].as_str().unwrap().to_owned()).collect()
    }

    /// The numbers of all events that wait.
    pub(crate) fn seqs(&self, connection: &Connection) -> Vec<u64> {
        self.frames(connection).iter().map(|frame| frame["seq"].as_u64().unwrap()).collect()
    }
}
