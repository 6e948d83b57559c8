//! What a hook costs that nobody answers: the question chat asks before it does anything for plugins.
//!
//! `cargo bench -p chinwag-plugin-contract`. The goal is the design's: below 20 ns.
#![allow(missing_docs)]

use std::hint::black_box;
use std::sync::{Arc, OnceLock};

use chinwag_plugin_contract::{Hook, Hooks, NoPlugins};
use criterion::{Criterion, criterion_group, criterion_main};

fn unanswered(criterion: &mut Criterion) {
    // As `app` holds the platform.
    let slot: OnceLock<Arc<dyn Hooks>> = OnceLock::new();
    let _first = slot.set(Arc::new(NoPlugins));
    criterion.bench_function("hook nobody answers (goal: 20 ns)", |bench| {
        bench.iter(|| {
            black_box(&slot).get().is_some_and(|hooks| hooks.answers(black_box(Hook::MessageWillBePosted)))
        });
    });
}

criterion_group!(benches, unanswered);
criterion_main!(benches);
