//! A client that lost its socket comes back, and misses nothing or is told to start anew.

#![allow(clippy::unwrap_used, reason = "a test")]

mod world;

use chinwag_events::{Closed, Event, HubConfig, Membership, ResumeKind};
use chinwag_model::{ChannelId, ConnectionId, UserId};
use proptest::prelude::*;
use world::World;

fn publish(world: &World, count: usize) {
    (0..count).for_each(|n| world.hub.publish(vec![Event::new("x").with("n", n)]));
}

#[test]
fn events_that_came_while_the_client_was_away_follow_without_a_new_hello() {
    let world = World::new();
    let (me, channel, new) = (UserId::generate(), ChannelId::generate(), ChannelId::generate());
    let mine = world.greeted(me, &[channel], &[]);
    let id = mine.id();
    drop(mine);
    assert!(!world.hub.is_online(me));
    world.hub.publish(vec![
        Event::new("a").to_channel(channel),
        Event::new("b").to_channel(new).changing(Membership::JoinedChannel(me, new)),
    ]);
    let (back, kind) = world.resume(id, me, 1).unwrap();
    assert_eq!((back.id(), kind), (id, ResumeKind::Continue));
    assert_eq!(world.names(&back), ["a", "b"]);
    assert_eq!(back.next_seq(), 3);
}

#[test]
fn frames_that_were_sent_into_a_dead_socket_are_sent_again_with_the_same_numbers() {
    let world = World::new();
    let mine = world.greeted(UserId::generate(), &[], &[]);
    publish(&world, 5);
    assert_eq!(world.seqs(&mine), [1, 2, 3, 4, 5]);
    let (id, me) = (mine.id(), mine.user_id());
    drop(mine);
    publish(&world, 1);
    let (back, kind) = world.resume(id, me, 3).unwrap();
    assert_eq!(kind, ResumeKind::Replay);
    assert_eq!(world.seqs(&back), [3, 4, 5, 6]);
}

#[test]
fn a_client_that_comes_back_before_its_loss_is_noticed_takes_its_connection_over() {
    let world = World::new();
    let old = world.greeted(UserId::generate(), &[], &[]);
    let (back, _) = world.resume(old.id(), old.user_id(), 1).unwrap();
    assert_eq!(old.try_recv(), Err(Closed::Replaced));
    drop(old);
    assert!(world.hub.is_online(back.user_id()), "the end of the old socket does not touch the new one");
    publish(&world, 1);
    assert_eq!(world.seqs(&back), [1]);
    assert_eq!(world.hub.connection_count(), 1);
}

#[test]
fn a_sequence_number_that_is_too_old_or_from_the_future_starts_anew() {
    for (next, published) in [(4, 10), (12, 10)] {
        let world = World::with(HubConfig { ring: 5, ..HubConfig::default() });
        let mine = world.greeted(UserId::generate(), &[], &[]);
        publish(&world, published);
        assert_eq!(world.seqs(&mine).len(), published);
        assert!(world.resume(mine.id(), mine.user_id(), next).is_none(), "{next}");
        assert!(!world.hub.is_online(mine.user_id()), "the old connection is forgotten");
    }
}

#[test]
fn the_last_128_sent_events_can_be_sent_again_and_the_one_before_cannot() {
    let world = World::new();
    let mine = world.greeted(UserId::generate(), &[], &[]);
    for _ in 0..200 {
        publish(&world, 1);
        assert_eq!(world.frames(&mine).len(), 1);
    }
    let (back, _) = world.resume(mine.id(), mine.user_id(), 201 - 128).unwrap();
    assert_eq!(world.seqs(&back), (73..=200).collect::<Vec<_>>());
    assert!(world.resume(back.id(), back.user_id(), 72).is_none());
}

#[test]
fn nobody_resumes_the_connection_of_another_user_or_one_that_never_was() {
    let world = World::new();
    let mine = world.greeted(UserId::generate(), &[], &[]);
    assert!(world.resume(mine.id(), UserId::generate(), 1).is_none());
    assert!(world.resume(ConnectionId::unguessable(), mine.user_id(), 0).is_none());
    publish(&world, 1);
    assert_eq!(world.seqs(&mine), [1], "the attempt did not disturb the owner");
}

#[test]
fn a_lost_connection_is_kept_for_five_minutes_and_then_forgotten() {
    let world = World::new();
    let (early, late) = (UserId::generate(), UserId::generate());
    let (first, second) = (world.greeted(early, &[], &[]), world.greeted(late, &[], &[]));
    let ids = [first.id(), second.id()];
    drop(first);
    world.clock.advance(60_000);
    drop(second);
    world.clock.advance(240_000);
    world.hub.sweep();
    assert!(world.resume(ids[0], early, 1).is_none());
    assert!(world.resume(ids[1], late, 1).is_some());
}

#[test]
fn coming_back_and_going_again_starts_a_new_window() {
    let world = World::new();
    let me = UserId::generate();
    let mine = world.greeted(me, &[], &[]);
    let id = mine.id();
    drop(mine);
    world.clock.advance(200_000);
    drop(world.resume(id, me, 1).unwrap());
    world.clock.advance(200_000);
    world.hub.sweep();
    assert!(world.resume(id, me, 1).is_some());
}

#[test]
fn a_client_that_misses_more_than_the_queue_holds_starts_anew() {
    let world = World::with(HubConfig { queue: 4, ..HubConfig::default() });
    let mine = world.greeted(UserId::generate(), &[], &[]);
    let (id, me) = (mine.id(), mine.user_id());
    drop(mine);
    publish(&world, 4);
    let (back, _) = world.resume(id, me, 1).unwrap();
    drop(back);
    publish(&world, 1);
    assert!(world.resume(id, me, 1).is_none());
}

#[test]
fn events_that_are_sent_again_do_not_count_as_waiting() {
    let world = World::with(HubConfig { queue: 4, ..HubConfig::default() });
    let mine = world.greeted(UserId::generate(), &[], &[]);
    for _ in 0..10 {
        publish(&world, 1);
        world.frames(&mine);
    }
    let (back, _) = world.resume(mine.id(), mine.user_id(), 1).unwrap();
    publish(&world, 4);
    assert_eq!(world.seqs(&back), (1..=14).collect::<Vec<_>>());
}

#[test]
fn events_that_surely_arrived_are_not_kept() {
    let world = World::new();
    let mine = world.greeted(UserId::generate(), &[], &[]);
    publish(&world, 9);
    world.frames(&mine);
    mine.acknowledge(5);
    let (back, _) = world.resume(mine.id(), mine.user_id(), 5).unwrap();
    assert_eq!(world.seqs(&back), [5, 6, 7, 8, 9]);
    back.acknowledge(100);
    assert!(world.resume(back.id(), back.user_id(), 9).is_none());
}

#[test]
fn a_client_that_said_goodbye_is_forgotten_at_once() {
    let world = World::new();
    let mine = world.greeted(UserId::generate(), &[], &[]);
    let (id, me) = (mine.id(), mine.user_id());
    mine.forget();
    assert!(world.resume(id, me, 1).is_none());
}

#[test]
fn a_client_that_comes_and_goes_leaves_a_bounded_trace() {
    let world = World::with(HubConfig { lost_per_user: 2, ..HubConfig::default() });
    let me = UserId::generate();
    let ids = [0, 1, 2].map(|_| {
        world.clock.advance(1);
        world.greeted(me, &[], &[]).id()
    });
    assert!(world.resume(ids[0], me, 1).is_none());
    assert!(world.resume(ids[2], me, 1).is_some());
}

/// What may happen between a server and its client.
#[derive(Debug, Clone)]
enum Step {
    /// The server publishes so many events.
    Publish(usize),
    /// The socket takes so many frames; of these the client sees all.
    Take(usize),
    /// The socket takes so many frames that never reach the client, and breaks.
    TakeInVain(usize),
    /// The socket breaks; the server notices, or does not.
    Break { noticed: bool },
    /// Time passes and the hub cleans up.
    Wait,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (1..12_usize).prop_map(Step::Publish),
        4 => (1..20_usize).prop_map(Step::Take),
        1 => (1..12_usize).prop_map(Step::TakeInVain),
        2 => any::<bool>().prop_map(|noticed| Step::Break { noticed }),
        1 => Just(Step::Wait),
    ];
    prop::collection::vec(step, 1..80)
}

/// A client as the protocol wants it: it counts, and when its connection is unknown it starts anew and loads everything.
struct Client<'a> {
    world: &'a World,
    me: UserId,
    connection: chinwag_events::Connection,
    next_seq: u64,
    /// The number of the event it must see next; hello does not count.
    expected: u64,
    published: u64,
}

impl<'a> Client<'a> {
    fn new(world: &'a World) -> Self {
        let me = UserId::generate();
        let connection = world.join(me, &[], &[]);
        Self { world, me, connection, next_seq: 0, expected: 0, published: 0 }
    }

    fn see(&mut self) {
        let Ok(Some(frame)) = self.connection.try_recv() else { return };
        let frame: serde_json::Value = serde_json::from_str(&frame.text).unwrap();
        assert_eq!(frame["seq"], self.next_seq, "no gap in seq");
        self.next_seq += 1;
        if frame["event"] == "hello" {
            assert_eq!(frame["seq"], 0);
            return;
        }
        assert_eq!(frame["data"]["n"], self.expected, "no event is lost or repeated");
        self.expected += 1;
    }

    fn come_back(&mut self, noticed: bool) {
        let id = self.connection.id();
        if noticed {
            self.connection = self.world.join(UserId::generate(), &[], &[]);
        }
        match self.world.resume(id, self.me, self.next_seq) {
            Some((connection, _)) => self.connection = connection,
            None => {
                self.connection = self.world.join(self.me, &[], &[]);
                self.next_seq = 0;
                self.expected = self.published;
            }
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Publish(count) => {
                for _ in 0..*count {
                    self.world.hub.publish(vec![Event::new("x").with("n", self.published)]);
                    self.published += 1;
                }
            }
            Step::Take(count) => (0..*count).for_each(|_| self.see()),
            Step::TakeInVain(count) => {
                (0..*count).for_each(|_| drop(self.connection.try_recv()));
                self.come_back(true);
            }
            Step::Break { noticed } => self.come_back(*noticed),
            Step::Wait => {
                self.world.clock.advance(299_999);
                self.world.hub.sweep();
            }
        }
        if self.connection.try_recv_is_closed() {
            self.come_back(true);
        }
    }
}

trait Peek {
    fn try_recv_is_closed(&self) -> bool;
}

impl Peek for chinwag_events::Connection {
    fn try_recv_is_closed(&self) -> bool {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        self.poll_closed(&mut context).is_ready()
    }
}

proptest! {
    #[test]
    fn whatever_breaks_the_client_counts_without_gaps_and_loses_nothing(steps in steps()) {
        let world = World::with(HubConfig { queue: 30, ring: 10, ..HubConfig::default() });
        let mut client = Client::new(&world);
        for step in &steps {
            client.step(step);
        }
        while client.expected < client.published {
            let before = client.expected;
            client.see();
            prop_assert!(client.expected > before || client.next_seq == 1, "what was published arrives in the end");
        }
    }
}
