//! What JSON costs: a draft as clients send it, a post as they get it, and a page of sixty.
#![allow(missing_docs)]

use std::{hint::black_box, time::Duration};

use chinwag_model::{
    ChannelId, PostId, UserId,
    post::{Post, PostList},
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn post() -> Post {
    let mut post = Post {
        id: PostId::generate(),
        create_at: 1_790_000_000_000,
        update_at: 1_790_000_000_000,
        user_id: UserId::generate(),
        channel_id: ChannelId::generate(),
        message: "Morning @ann, the build of #release is \"green\" again: größer, schneller, 🎉. ".repeat(3),
        hashtags: "#release".into(),
        pending_post_id: "01k9z7v3q4n8w2m5x6y7z8a9bc:1790000000000".into(),
        ..Post::default()
    };
    post.props.insert("disable_group_highlight".into(), true.into());
    post
}

fn json(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("json");
    group.measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_millis(500));
    let one = post();
    let text = serde_json::to_vec(&one).unwrap_or_default();
    let draft = serde_json::json!({"channel_id": one.channel_id, "message": one.message, "root_id": "",
        "file_ids": [], "props": {}, "pending_post_id": one.pending_post_id, "create_at": 0, "metadata": {}})
    .to_string();
    group.throughput(Throughput::Bytes(draft.len() as u64));
    group.bench_function("read_draft", |bench| {
        bench.iter(|| serde_json::from_str::<Post>(black_box(&draft)).is_ok());
    });
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("read_post", |bench| {
        bench.iter(|| serde_json::from_slice::<Post>(black_box(&text)).is_ok());
    });
    group.bench_function("write_post", |bench| bench.iter(|| serde_json::to_vec(black_box(&one)).is_ok()));
    let page = PostList::of((0..60).map(|_| post()).collect());
    let size = serde_json::to_vec(&page).map_or(0, |bytes| bytes.len());
    group.throughput(Throughput::Bytes(size as u64));
    group.bench_function("write_page_of_60", |bench| {
        bench.iter(|| serde_json::to_vec(black_box(&page)).is_ok());
    });
    group.finish();
}

criterion_group!(benches, json);
criterion_main!(benches);
