//! What a message costs before it reaches the database: the check of a draft, finding whom it mentions, and taking a
//! search apart.
//!
//! `mentions/own_words` has a thousand people who chose words of their own; beside `mentions/named` it shows what these
//! cost everybody else's messages.
#![allow(missing_docs)]

use std::{hint::black_box, time::Duration};

use chinwag_app::{MentionKeys, check_limits, parse_search};
use chinwag_model::{UserId, notify::UserNotifyProps, post, post::Post, user::User};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn usual() -> String {
    "Morning @ann, the build of #release is green again: see ~town-square and `cargo test`. cc @bob.smith "
        .repeat(2)
}

fn longest() -> String {
    usual().chars().cycle().take(post::MESSAGE_MAX).collect()
}

fn checks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    group.measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_millis(500));
    for (name, message) in [("usual", usual()), ("longest", longest())] {
        let draft = Post { message, ..Post::default() };
        group.throughput(Throughput::Bytes(draft.message.len() as u64));
        group.bench_function(BenchmarkId::new("limits", name), |bench| {
            bench.iter(|| check_limits(black_box(&draft)).is_ok());
        });
        group.bench_function(BenchmarkId::new("hashtags", name), |bench| {
            bench.iter(|| post::hashtags(black_box(&draft.message)));
        });
    }
    group.finish();
}

fn mentions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("mentions");
    group.measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_millis(500));
    let nobody = MentionKeys::default();
    let thousand = MentionKeys::default();
    for n in 0..1_000 {
        let own = UserNotifyProps {
            mention_keys: format!("topic{n},release train {n}"),
            ..UserNotifyProps::default()
        };
        thousand.set(&User { id: UserId::generate(), notify_props: Some(own), ..User::default() });
    }
    let plain = "Nobody is named here, and nothing is: just words. ".repeat(4);
    for (name, keys, message) in [
        ("plain", &nobody, plain.clone()),
        ("named", &nobody, usual()),
        ("own_words", &thousand, usual()),
        ("own_words_plain", &thousand, plain),
        ("longest", &thousand, longest()),
    ] {
        group.throughput(Throughput::Bytes(message.len() as u64));
        group.bench_function(name, |bench| bench.iter(|| keys.scan(black_box(&message))));
    }
    group.finish();
}

fn searches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("search");
    group.measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_millis(500));
    let usual = "from:@bob in:town-square \"green again\" release* -draft after:2026-01-01";
    group.bench_function("parse", |bench| bench.iter(|| parse_search(black_box(usual))));
    group.finish();
}

criterion_group!(benches, checks, mentions, searches);
criterion_main!(benches);
