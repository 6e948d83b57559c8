//! Who gets an event, in which form and with which number, seen from outside.

#![allow(clippy::unwrap_used, reason = "a test")]

mod world;

use chinwag_events::{Closed, Event, HubConfig, Membership, PersonalList, Presence, Standing};
use chinwag_model::{ChannelId, ConnectionId, TeamId, UserId};
use serde_json::{Value, json};
use world::World;

#[test]
fn the_first_event_is_hello_with_seq_0_and_the_new_connection_id() {
    let world = World::new();
    let mine = world.join(UserId::generate(), &[], &[]);
    let hello = world.next(&mine);
    assert_eq!(hello["event"], "hello");
    assert_eq!(hello["seq"], 0);
    assert_eq!(hello["data"]["connection_id"], mine.id().as_str());
    assert_eq!(mine.try_recv(), Ok(None));
}

#[test]
fn a_frame_has_data_and_all_six_broadcast_keys_and_ends_with_a_newline() {
    let world = World::new();
    let (me, channel) = (UserId::generate(), ChannelId::generate());
    let mine = world.greeted(me, &[channel], &[]);
    let absent = UserId::generate();
    world.hub.publish(vec![Event::new("x").to_channel(channel).omit(absent), Event::new("y")]);
    let text = mine.try_recv().unwrap().unwrap().text;
    assert!(text.ends_with("}\n"), "{text:?}");
    let frame: Value = serde_json::from_str(&text).unwrap();
    let broadcast = json!({
        "omit_users": {absent.as_str(): true}, "user_id": "", "channel_id": channel, "team_id": "",
        "connection_id": "", "omit_connection_id": ""
    });
    assert_eq!(frame, json!({"event": "x", "data": {}, "broadcast": broadcast, "seq": 1}));
    assert_eq!(world.next(&mine)["broadcast"]["omit_users"], Value::Null);
}

#[test]
fn only_the_mentioned_get_mentions_and_only_their_own_id() {
    let world = World::new();
    let channel = ChannelId::generate();
    let (ann, bob, cy) = (UserId::generate(), UserId::generate(), UserId::generate());
    let seats = [ann, bob, cy].map(|user| world.greeted(user, &[channel], &[]));
    for data in
        [Event::new("posted").to_channel(channel), Event::new("posted").with("a", 1).to_channel(channel)]
    {
        let mut event = data;
        event.personal.push(PersonalList { key: "mentions".into(), users: vec![bob, ann] });
        event.personal.push(PersonalList { key: "followers".into(), users: vec![bob] });
        world.hub.publish(vec![event]);
        let [anns, bobs, cys] = [0, 1, 2].map(|n: usize| world.next(&seats[n])["data"].clone());
        assert_eq!(anns["mentions"], format!("[\"{ann}\"]"));
        assert_eq!(anns.get("followers"), None);
        assert_eq!(bobs["mentions"], format!("[\"{bob}\"]"));
        assert_eq!(bobs["followers"], format!("[\"{bob}\"]"));
        assert_eq!((cys.get("mentions"), cys.get("followers")), (None, None));
    }
}

#[test]
fn a_channel_event_reaches_its_members_and_nobody_else() {
    let world = World::new();
    let (channel, other) = (ChannelId::generate(), ChannelId::generate());
    let inside = world.greeted(UserId::generate(), &[channel], &[]);
    let outside = world.greeted(UserId::generate(), &[other], &[]);
    let omitted = world.greeted(UserId::generate(), &[channel], &[]);
    world.hub.publish(vec![Event::new("x").to_channel(channel).omit(omitted.user_id())]);
    assert_eq!(world.names(&inside), ["x"]);
    assert_eq!(world.names(&outside), [""; 0]);
    assert_eq!(world.names(&omitted), [""; 0]);
}

#[test]
fn a_team_event_reaches_the_team_and_an_event_for_nobody_in_particular_reaches_all() {
    let world = World::new();
    let team = TeamId::generate();
    let inside = world.greeted(UserId::generate(), &[], &[team]);
    let outside = world.greeted(UserId::generate(), &[], &[]);
    world.hub.publish(vec![Event::new("team").to_team(team), Event::new("all")]);
    assert_eq!(world.names(&inside), ["team", "all"]);
    assert_eq!(world.names(&outside), ["all"]);
}

#[test]
fn a_user_event_reaches_all_connections_of_the_user_whatever_channel_it_names() {
    let world = World::new();
    let me = UserId::generate();
    let (phone, desk) = (world.greeted(me, &[], &[]), world.greeted(me, &[], &[]));
    let channel = ChannelId::generate();
    let other = world.greeted(UserId::generate(), &[channel], &[]);
    world.hub.publish(vec![
        Event::new("both").to_user(me).to_channel(channel),
        Event::new("desk").to_user(me).omit_connection(phone.id()),
    ]);
    assert_eq!(world.names(&phone), ["both"]);
    assert_eq!(world.names(&desk), ["both", "desk"]);
    assert_eq!(world.names(&other), [""; 0]);
}

#[test]
fn an_event_for_one_connection_reaches_that_one_alone() {
    let world = World::new();
    let me = UserId::generate();
    let (phone, desk) = (world.greeted(me, &[], &[]), world.greeted(me, &[], &[]));
    let mut event = Event::new("x").to_user(me);
    event.audience.connection_id = phone.id();
    let mut to_unknown = Event::new("y");
    to_unknown.audience.connection_id = ConnectionId::unguessable();
    world.hub.publish(vec![event, to_unknown]);
    assert_eq!(world.names(&phone), ["x"]);
    assert_eq!(world.names(&desk), [""; 0]);
}

#[test]
fn administrators_and_others_get_their_own_copies() {
    let world = World::new();
    let channel = ChannelId::generate();
    let boss = world.standing(UserId::generate(), Standing::Admin, &[channel]);
    let worker = world.standing(UserId::generate(), Standing::Member, &[channel]);
    let mut clean = Event::new("clean").to_channel(channel);
    clean.audience.admins = Some(false);
    world.hub.publish(vec![Event::new("full").to_channel(channel).to_admins(), clean]);
    assert_eq!(world.names(&boss), ["full"]);
    assert_eq!(world.names(&worker), ["clean"]);

    let raise = Membership::Standing(worker.user_id(), Standing::Admin);
    world.hub.publish(vec![Event::new("raised").to_user(worker.user_id()).changing(raise)]);
    world.hub.publish(vec![Event::new("full").to_channel(channel).to_admins()]);
    assert_eq!(world.names(&worker), ["raised", "full"]);
}

#[test]
fn a_guest_hears_of_people_it_shares_a_channel_with_and_of_no_others() {
    let world = World::new();
    let (shared, other) = (ChannelId::generate(), ChannelId::generate());
    let guest = world.standing(UserId::generate(), Standing::Guest, &[shared]);
    let member = world.standing(UserId::generate(), Standing::Member, &[]);
    let near = world.standing(UserId::generate(), Standing::Member, &[shared, other]);
    let far = world.standing(UserId::generate(), Standing::Member, &[other]);
    let about = |name: &'static str, user| {
        let mut event = Event::new(name);
        event.audience.about_user = user;
        event
    };
    let unseen = UserId::generate();
    world.hub.publish(vec![
        about("self", guest.user_id()),
        about("near", near.user_id()),
        about("far", far.user_id()),
        about("away", unseen),
        about("in my channel", unseen).to_channel(shared),
    ]);
    assert_eq!(world.names(&guest), ["self", "near", "in my channel"]);
    assert_eq!(world.names(&member), ["self", "near", "far", "away"]);
}

#[test]
fn joining_and_leaving_take_effect_before_the_event_that_tells_of_it() {
    let world = World::new();
    let (me, channel) = (UserId::generate(), ChannelId::generate());
    let mine = world.greeted(me, &[], &[]);
    world.hub.publish(vec![
        Event::new("before").to_channel(channel),
        Event::new("user_added").to_channel(channel).changing(Membership::JoinedChannel(me, channel)),
        Event::new("during").to_channel(channel),
        Event::new("user_removed").to_channel(channel).changing(Membership::LeftChannel(me, channel)),
        Event::new("after").to_channel(channel),
    ]);
    assert_eq!(world.names(&mine), ["user_added", "during"]);
}

#[test]
fn changes_that_come_while_memberships_are_read_win_over_the_list_that_was_read() {
    let world = World::new();
    let me = UserId::generate();
    let (left, joined, kept) = (ChannelId::generate(), ChannelId::generate(), ChannelId::generate());
    let (left_team, joined_team) = (TeamId::generate(), TeamId::generate());
    let mine = world.register(me, Standing::Member);
    assert_eq!(mine.try_recv(), Ok(None), "nothing is handed out before the memberships are known");
    let changes = [
        Membership::LeftChannel(me, left),
        Membership::JoinedChannel(me, joined),
        Membership::LeftTeam(me, left_team),
        Membership::JoinedTeam(me, joined_team),
    ];
    world.hub.publish(changes.map(|change| Event::new("change").changing(change).to_user(me)).to_vec());
    mine.subscribe(&[left, kept], &[left_team]);
    world.hub.publish(vec![
        Event::new("left").to_channel(left),
        Event::new("joined").to_channel(joined),
        Event::new("kept").to_channel(kept),
        Event::new("left team").to_team(left_team),
        Event::new("joined team").to_team(joined_team),
    ]);
    let names = world.names(&mine);
    assert_eq!(names[..5], ["hello", "change", "change", "change", "change"]);
    assert_eq!(names[5..], ["joined", "kept", "joined team"]);
}

#[test]
fn a_second_connection_brings_the_memberships_of_both_up_to_date() {
    let world = World::new();
    let (me, stale, fresh) = (UserId::generate(), ChannelId::generate(), ChannelId::generate());
    let first = world.greeted(me, &[stale], &[]);
    let second = world.greeted(me, &[fresh], &[]);
    world.hub.publish(vec![Event::new("stale").to_channel(stale), Event::new("fresh").to_channel(fresh)]);
    assert_eq!(world.names(&first), ["fresh"]);
    assert_eq!(world.names(&second), ["fresh"]);
}

#[test]
fn a_slow_consumer_is_cut_off_and_the_others_get_everything() {
    let world = World::with(HubConfig { queue: 4, ..HubConfig::default() });
    let channel = ChannelId::generate();
    let slow = world.greeted(UserId::generate(), &[channel], &[]);
    let quick = world.greeted(UserId::generate(), &[channel], &[]);
    for n in 0..5 {
        world.hub.publish(vec![Event::new("x").with("n", n).to_channel(channel)]);
        assert_eq!(world.next(&quick)["data"]["n"], n);
    }
    assert_eq!(slow.try_recv(), Err(Closed::SlowConsumer));
    assert_eq!(world.hub.connections_of(slow.user_id()), []);
    assert!(world.resume(slow.id(), slow.user_id(), 1).is_none(), "its client has to start anew");
    assert_eq!(world.hub.connection_count(), 1);
}

#[test]
fn droppable_events_are_left_out_without_a_gap_when_the_queue_is_more_than_half_full() {
    let world = World::with(HubConfig { queue: 4, ..HubConfig::default() });
    let mine = world.greeted(UserId::generate(), &[], &[]);
    for name in ["a", "b"] {
        world.hub.publish(vec![Event::new(name)]);
    }
    world.hub.publish(vec![Event::new("typing 1").droppable()]);
    world.hub.publish(vec![Event::new("typing 2").droppable(), Event::new("c")]);
    let frames = world.frames(&mine);
    let seen: Vec<_> =
        frames.iter().map(|f| (f["event"].as_str().unwrap(), f["seq"].as_u64().unwrap())).collect();
    assert_eq!(seen, [("a", 1), ("b", 2), ("typing 1", 3), ("c", 4)]);
}

#[test]
fn ending_a_session_closes_its_connections_and_ending_all_closes_the_users() {
    let world = World::new();
    let me = UserId::generate();
    let (phone, desk) = (world.greeted(me, &[], &[]), world.greeted(me, &[], &[]));
    let end = Membership::SessionEnded(me, world.session_of(&phone));
    world.hub.publish(vec![Event::new("").to_user(me).changing(end)]);
    assert_eq!(phone.try_recv(), Err(Closed::SessionEnded));
    assert_eq!(desk.try_recv(), Ok(None), "an event without a name is for nobody");
    world.hub.publish(vec![Event::new("x").changing(Membership::SessionsEnded(me))]);
    assert_eq!(desk.try_recv(), Err(Closed::SessionEnded));
    assert!(world.resume(desk.id(), me, 1).is_none());
    assert!(!world.hub.is_online(me));
}

#[test]
fn presence_tells_the_first_connection_and_the_last_loss() {
    let world = World::new();
    let me = UserId::generate();
    let mut presence = world.hub.presence_changes();
    let (phone, desk) = (world.greeted(me, &[], &[]), world.greeted(me, &[], &[]));
    assert_eq!(world.hub.online_users(), [me]);
    assert_eq!(presence.try_recv(), Ok(Presence::Connected(me)));
    drop(phone);
    assert!(presence.try_recv().is_err());
    let (id, next) = (desk.id(), desk.next_seq());
    drop(desk);
    assert_eq!(presence.try_recv(), Ok(Presence::LastDisconnected(me)));
    assert_eq!(world.hub.online_users(), []);
    let _back = world.resume(id, me, next).unwrap();
    assert_eq!(presence.try_recv(), Ok(Presence::Connected(me)));
}

#[test]
fn a_stopping_server_closes_every_connection() {
    let world = World::new();
    let seats = [0, 1].map(|_| world.greeted(UserId::generate(), &[], &[]));
    world.hub.close_all();
    assert!(seats.iter().all(|seat| seat.try_recv() == Err(Closed::ServerStopping)));
    assert_eq!(world.hub.connection_count(), 0);
}

#[tokio::test]
async fn a_waiting_connection_wakes_for_an_event_and_for_its_end() {
    let world = World::new();
    let mine = world.greeted(UserId::generate(), &[], &[]);
    let hub = world.hub.clone();
    let me = mine.user_id();
    let waiting = tokio::spawn(async move {
        let first = mine.recv().await;
        hub.close_user(me);
        (first, mine.recv().await, std::future::poll_fn(|cx| mine.poll_closed(cx)).await)
    });
    tokio::task::yield_now().await;
    world.hub.publish(vec![Event::new("x")]);
    let (first, second, closed) = waiting.await.unwrap();
    assert_eq!(first.unwrap().seq, 1);
    assert_eq!((second, closed), (Err(Closed::SessionEnded), Closed::SessionEnded));
}
