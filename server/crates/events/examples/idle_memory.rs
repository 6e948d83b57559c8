//! How much memory an idle connection takes in the hub: `cargo run --release -p chinwag-events --example idle_memory`.
//!
//! 10,000 users, one connection and 50 channels each (out of 5,000), three teams; before and after their `hello` is
//! known to have arrived, and with a full ring of events that all of them got.
#![allow(clippy::print_stdout)]

use std::sync::Arc;

use chinwag_events::{Connection, ConnectionSpec, Event, Hub, HubConfig};
use chinwag_model::{ChannelId, SystemClock, TeamId, UserId};

const CONNECTIONS: usize = 10_000;

fn main() {
    let hub = Hub::new(HubConfig::default(), Arc::new(SystemClock));
    let channels: Vec<_> = (0..5_000).map(|_| ChannelId::generate()).collect();
    let teams: Vec<_> = (0..3).map(|_| TeamId::generate()).collect();
    let before = resident_bytes();
    let connections: Vec<_> = (0..CONNECTIONS).map(|n| connect(&hub, n, &channels, &teams)).collect();
    report("with an unacknowledged hello", before);
    connections.iter().for_each(|connection| connection.acknowledge(connection.next_seq()));
    report("idle (memory the allocator keeps counts)", before);
    for _ in 0..128 {
        hub.publish(vec![Event::new("user_updated")]);
        connections.iter().for_each(|connection| drop(connection.try_recv()));
    }
    report("with a full ring", before);
}

fn connect(hub: &Hub, n: usize, channels: &[ChannelId], teams: &[TeamId]) -> Connection {
    let spec = ConnectionSpec { user_id: UserId::generate(), ..ConnectionSpec::default() };
    let connection = hub.register(spec, |id| {
        Event::new("hello")
            .with("connection_id", id.as_str())
            .with("server_version", "11.0.0.0.0123456789abcdef0123456789abcdef.false")
            .with("server_hostname", "chat")
    });
    let mine: Vec<_> = (0..50).map(|k| channels[(n * 7 + k * 97) % channels.len()]).collect();
    connection.subscribe(&mine, teams);
    let _ = connection.try_recv();
    connection
}

fn report(what: &str, before: usize) {
    println!("{what}: {} bytes a connection", resident_bytes().saturating_sub(before) / CONNECTIONS);
}

fn resident_bytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<usize>().ok()).unwrap_or_default() * 1024
}
