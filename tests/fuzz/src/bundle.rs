//! Targets for what strangers send as plugins: archives and manifests.

use std::io::Write as _;

use chinwag_bundle::{ArchiveLimits, Bundle, Manifest, Staged, Take};
use flate2::{Compression, write::GzEncoder};

/// Limits that an input can reach.
const LIMITS: ArchiveLimits = ArchiveLimits {
    compressed: 1024 * 1024,
    unpacked: 4 * 1024 * 1024,
    file: 1024 * 1024,
    entries: 100,
    path_bytes: 512,
    depth: 24,
    ratio: 200,
};

/// An archive, as it is and as the content of a gzip stream: refused or taken alike by looking and by unpacking, and
/// nothing is left behind or lands outside.
pub fn bundle_archive(data: &[u8]) {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(data).unwrap();
    let gzip = gzip.finish().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let parent = outside.path().join("plugins");
    std::fs::create_dir(&parent).unwrap();
    for archive in [data, &gzip] {
        let looked_at = Bundle::check(archive, &LIMITS, Take::Whole);
        match (looked_at, Staged::unpack(archive, &parent, &LIMITS, Take::Whole)) {
            (Ok(looked_at), Ok(staged)) => {
                assert_eq!(looked_at.value, staged.value.bundle);
                for file in &looked_at.value.files {
                    let written = std::fs::metadata(staged.value.path().join(&file.path)).unwrap();
                    assert_eq!(written.len(), file.size, "{}", file.path);
                }
            }
            (Err(looked_at), Err(unpacked)) => assert_eq!(looked_at, unpacked),
            (looked_at, unpacked) => panic!("taken and refused: {looked_at:?}, {unpacked:?}"),
        }
        assert_eq!(std::fs::read_dir(&parent).unwrap().count(), 0, "something was left behind");
        assert_eq!(std::fs::read_dir(outside.path()).unwrap().count(), 1, "something landed outside");
    }
}

/// A manifest, as JSON and as YAML: what is taken is written and read back the same, what is refused says why.
pub fn plugin_manifest(data: &[u8]) {
    for name in ["plugin.json", "plugin.yaml"] {
        match Manifest::read(name, data) {
            Ok(read) => {
                let written = serde_json::to_value(&read.value).unwrap();
                let again =
                    Manifest::from_value(&written).unwrap_or_else(|refusal| panic!("{written}: {refusal}"));
                assert_eq!(again.value, read.value);
            }
            Err(refusal) => assert!(refusal.findings()[0].is_error() && !refusal.to_string().is_empty()),
        }
    }
}
