//! Whatever comes in, nothing panics, nothing lands outside, and what loads once loads the same again.

use std::path::Path;

use chinwag_bundle::{ArchiveLimits, Bundle, Capability, Manifest, Staged, Take};
use proptest::prelude::*;

use crate::archives::{Header, Tar, gzip, small};

fn unpack(archive: &[u8]) {
    let outside = tempfile::tempdir().unwrap();
    let parent = outside.path().join("plugins");
    std::fs::create_dir(&parent).unwrap();
    let looked_at = Bundle::check(archive, &small(), Take::Whole);
    let unpacked = Staged::unpack(archive, &parent, &small(), Take::Whole);
    match (looked_at, unpacked) {
        (Ok(looked_at), Ok(staged)) => {
            assert_eq!(looked_at.value, staged.value.bundle);
            for file in &looked_at.value.files {
                let length = std::fs::metadata(staged.value.path().join(&file.path)).unwrap().len();
                assert_eq!(length, file.size);
            }
        }
        (Err(looked_at), Err(unpacked)) => assert_eq!(looked_at, unpacked),
        (looked_at, unpacked) => panic!("one refuses and the other does not: {looked_at:?}, {unpacked:?}"),
    }
    assert_eq!(count(outside.path()), 1, "something landed outside");
    assert_eq!(count(&parent), 0, "something was left behind");
}

fn count(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

/// Names as attackers and honest people write them.
fn name() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        "[a-z./\\\\:~ ]{0,20}".prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..40),
        "(server|webapp|public)/[a-zA-Z._]{1,8}".prop_map(String::into_bytes),
    ]
}

fn entry() -> impl Strategy<Value = (Vec<u8>, u8, Vec<u8>, u64)> {
    let kinds = prop::sample::select(b"0051234567xgLKS\0".to_vec());
    (name(), kinds, prop::collection::vec(any::<u8>(), 0..600), 0..3_u64)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_stood(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        unpack(&bytes);
        unpack(&gzip(&bytes));
    }

    #[test]
    fn any_entries_are_stood(entries in prop::collection::vec(entry(), 0..6), good in any::<bool>()) {
        let mut tar = if good { Tar::good() } else { Tar::default() };
        for (name, kind, data, lie) in entries {
            let name = &name[..name.len().min(100)];
            tar = tar.header(&Header::new(name, kind, data.len() as u64 + lie)).data(&data);
        }
        unpack(&tar.gz());
    }

    #[test]
    fn a_good_archive_with_some_bytes_changed_is_stood(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut tar = Tar::good().pax(&[("path", b"public/a"), ("size", b"1")]).file("b", b"1").end();
        for (at, byte) in changes {
            let at = at.index(tar.len());
            tar[at] = byte;
        }
        unpack(&gzip(&tar));
    }

    #[test]
    fn any_text_is_a_manifest_or_is_refused(text in "\\PC{0,400}") {
        let _ = Manifest::read("plugin.json", text.as_bytes());
        let _ = Manifest::read("plugin.yaml", text.as_bytes());
    }

    #[test]
    fn any_yaml_of_its_own_marks_is_stood(text in "[-a&*!:{}\\[\\]?|>'\"#%@,. \n]{0,200}") {
        let _ = Manifest::read("plugin.yaml", text.as_bytes());
    }

    #[test]
    fn any_values_in_known_fields_are_stood(values in prop::collection::vec(value(), 12)) {
        let names = ["id", "name", "version", "server", "webapp", "settings_schema", "capabilities", "limits", "kinds",
            "hooks", "props", "priority"];
        let map: serde_json::Map<_, _> = names.into_iter().map(str::to_owned).zip(values).collect();
        if let Ok(read) = Manifest::from_value(&serde_json::Value::Object(map)) {
            let again = Manifest::from_value(&serde_json::to_value(&read.value).unwrap()).unwrap();
            prop_assert_eq!(again.value, read.value);
        }
    }

    #[test]
    fn a_capability_that_is_read_is_written_and_read_the_same(text in "(http:|http-private:|plugins:call:|preferences:read:|)[a-z0-9*.:\\[\\]-]{0,20}") {
        if let Ok(capability) = Capability::parse(&text) {
            prop_assert_eq!(Capability::parse(&capability.to_string()).unwrap(), capability.clone());
            prop_assert!(capability.covers(&capability));
        }
    }
}

fn value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        "[a-z:.*/-]{0,12}".prop_map(Into::into),
        prop::sample::select(vec!["text", "radio", "1.0.0", "kv", "hook", "a.wasm", "main.js", "abc"])
            .prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let keys = prop::sample::select(vec![
            "key",
            "type",
            "settings",
            "sections",
            "options",
            "default",
            "component",
            "instances",
            "min",
            "max",
            "bundle_path",
            "memory_mib",
            "durable",
            "policy",
            "executables",
            "pattern",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::btree_map(keys.prop_map(str::to_owned), inner, 0..5)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
}

#[test]
fn the_usual_limits_are_not_those_of_the_tests() {
    assert_ne!(ArchiveLimits::default(), small());
}
