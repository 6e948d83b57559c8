//! What delivering costs: one `posted` to the members of a channel, from publishing to the frame in the socket's hand.
//!
//! Read the ratios: `frame_each` against `serialise_each` is what encoding once saves; `elsewhere` shows that
//! connections outside the channel cost nothing.
#![allow(missing_docs)]

use std::{hint::black_box, sync::Arc, time::Duration};

use chinwag_events::{Connection, ConnectionSpec, EncodedEvent, Event, Hub, HubConfig, PersonalList};
use chinwag_model::{ChannelId, SystemClock, UserId};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn posted(channel: ChannelId, mentioned: UserId) -> Event {
    let post = serde_json::json!({
        "id": "01k9z7v3q4n8w2m5x6y7z8a9bc", "create_at": 1_760_000_000_000_i64, "update_at": 1_760_000_000_000_i64,
        "edit_at": 0, "delete_at": 0, "is_pinned": false, "user_id": mentioned, "channel_id": channel, "root_id": "",
        "original_id": "", "message": "m".repeat(200), "type": "", "props": {}, "hashtags": "", "file_ids": [],
        "pending_post_id": "", "reply_count": 0, "last_reply_at": 0, "participants": null, "metadata": {}
    });
    let mut event = Event::new("posted")
        .with_json("post", &post)
        .with("channel_type", "O")
        .with("channel_name", "town-square")
        .with("channel_display_name", "Town Square")
        .with("sender_name", "@somebody")
        .with("set_online", true)
        .to_channel(channel);
    event.personal.push(PersonalList { key: "mentions".into(), users: vec![mentioned] });
    event
}

fn connect(hub: &Hub, channel: ChannelId) -> Connection {
    let spec = ConnectionSpec { user_id: UserId::generate(), ..ConnectionSpec::default() };
    let connection = hub.register(spec, |_| Event::new("hello"));
    connection.subscribe(&[channel], &[]);
    let _ = connection.try_recv();
    connection
}

fn fan_out(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("fan_out");
    group.measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_secs(1)).sample_size(30);
    for listeners in [10_usize, 1_000] {
        let hub = Hub::new(HubConfig::default(), Arc::new(SystemClock));
        let (channel, other) = (ChannelId::generate(), ChannelId::generate());
        let inside: Vec<_> = (0..listeners).map(|_| connect(&hub, channel)).collect();
        let outside: Vec<_> = (0..10_000 - listeners).map(|_| connect(&hub, other)).collect();
        let event = posted(channel, inside[0].user_id());
        group.throughput(Throughput::Elements(listeners as u64));
        group.bench_function(BenchmarkId::new("publish_and_take", listeners), |bench| {
            bench.iter(|| {
                hub.publish(vec![event.clone()]);
                for connection in &inside {
                    black_box(connection.try_recv().ok().flatten());
                }
            });
        });
        drop(outside);
    }
    group.finish();
}

fn encode(criterion: &mut Criterion) {
    let receiver = UserId::generate();
    let event = posted(ChannelId::generate(), receiver);
    let encoded = EncodedEvent::new(&event);
    let mut group = criterion.benchmark_group("encode");
    group.measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_secs(1));
    group.bench_function("serialise_each", |bench| bench.iter(|| black_box(EncodedEvent::new(&event))));
    group.bench_function("frame_each", |bench| bench.iter(|| black_box(encoded.frame(7, receiver))));
    group.finish();
}

criterion_group!(benches, encode, fan_out);
criterion_main!(benches);
