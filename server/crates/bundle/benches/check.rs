//! How long it takes to check a bundle of one megabyte, and to unpack it.

use std::hint::black_box;

use chinwag_bundle::{ArchiveLimits, Bundle, Grants, Manifest, Need, Staged, Take, pack};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const MANIFEST: &str = r#"{
    "id": "com.example.bench", "name": "Bench", "version": "1.0.0",
    "server": {"component": "plugin.wasm"}, "webapp": {"bundle_path": "main.js"},
    "capabilities": ["posts:read", "http:*.example.com"]
}"#;

/// A bundle whose archive has about a megabyte: a component and a script that compress as real ones do, by a third.
fn archive() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut seed = 1_u64;
    let mut noise = |length: usize| -> Vec<u8> {
        let next = |_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as u8 & 0x1f
        };
        (0..length).map(next).collect()
    };
    let component = [b"\0asm\x0d\0\x01\0".to_vec(), noise(1_000_000)].concat();
    for (name, bytes) in
        [("plugin.json", MANIFEST.as_bytes()), ("plugin.wasm", &component), ("main.js", &noise(500_000))]
    {
        std::fs::write(folder.path().join(name), bytes).expect("a file");
    }
    pack(folder.path(), &ArchiveLimits::default()).expect("a good bundle").value.bytes
}

fn check(criterion: &mut Criterion) {
    let archive = archive();
    let limits = ArchiveLimits::default();
    let mut group = criterion.benchmark_group("bundle");
    group.throughput(Throughput::Bytes(archive.len() as u64));
    group.bench_function("check_1mb", |bencher| {
        bencher.iter(|| {
            Bundle::check(black_box(archive.as_slice()), &limits, Take::Whole).expect("a good bundle")
        });
    });
    let parent = tempfile::tempdir().expect("a folder");
    group.bench_function("unpack_1mb", |bencher| {
        bencher.iter(|| {
            Staged::unpack(archive.as_slice(), parent.path(), &limits, Take::Whole).expect("a good bundle")
        });
    });
    group.finish();
    criterion.bench_function("manifest", |bencher| {
        bencher
            .iter(|| Manifest::read("plugin.json", black_box(MANIFEST.as_bytes())).expect("a good manifest"));
    });
    let manifest = Manifest::read("plugin.json", MANIFEST.as_bytes()).expect("a good manifest").value;
    let grant = |capability| chinwag_bundle::Grant { capability, granted_by: String::new(), granted_at: 0 };
    let grants = Grants::new(manifest.capabilities.into_iter().map(grant).collect());
    criterion.bench_function("grant_plain", |bencher| {
        let need = Need::of(chinwag_bundle::CapabilityKind::PostsRead);
        bencher.iter(|| black_box(&grants).allows(black_box(&need)));
    });
    criterion.bench_function("grant_host", |bencher| {
        let need = Need::http("api.example.com", 443);
        bencher.iter(|| black_box(&grants).allows(black_box(&need)));
    });
}

criterion_group!(benches, check);
criterion_main!(benches);
