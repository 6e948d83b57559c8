//! Unpacking into a folder of one's own: kept, thrown away, or refused by the disk. Group 17.

use std::fs;
use std::sync::Barrier;

use chinwag_bundle::{ArchiveLimits, Code, Staged, Take};

use crate::archives::{COMPONENT, Tar, small};

fn stage(archive: &[u8], parent: &std::path::Path) -> Staged {
    Staged::unpack(archive, parent, &small(), Take::Whole).unwrap().value
}

fn entries(folder: &std::path::Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn a_staged_bundle_is_kept_under_its_name_or_leaves_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let staged = stage(&Tar::good().gz(), parent.path());
    assert!(entries(parent.path())[0].starts_with(".staging-"));
    assert_eq!(fs::read(staged.path().join("server/plugin.wasm")).unwrap(), COMPONENT);
    let bundle = staged.keep(&parent.path().join("com.example.good")).unwrap();
    assert_eq!(bundle.manifest.id.as_str(), "com.example.good");
    assert_eq!(entries(parent.path()), ["com.example.good"]);
    drop(stage(&Tar::good().gz(), parent.path()));
    assert_eq!(entries(parent.path()), ["com.example.good"]);
}

#[test]
fn the_one_folder_at_the_top_does_not_become_part_of_the_plugin() {
    let parent = tempfile::tempdir().unwrap();
    let manifest =
        br#"{"id": "com.example.a", "name": "A", "version": "1.0.0", "webapp": {"bundle_path": "main.js"}}"#;
    let archive =
        Tar::default().file("some-folder/plugin.json", manifest).file("some-folder/main.js", b"x").gz();
    let target = parent.path().join("kept");
    stage(&archive, parent.path()).keep(&target).unwrap();
    assert_eq!(entries(&target), ["main.js", "plugin.json"]);
    assert_eq!(entries(parent.path()), ["kept"]);
}

#[test]
fn what_is_there_already_is_never_replaced() {
    let parent = tempfile::tempdir().unwrap();
    let target = parent.path().join("com.example.good");
    fs::create_dir(&target).unwrap();
    fs::write(target.join("old"), "old").unwrap();
    let refusal = stage(&Tar::good().gz(), parent.path()).keep(&target).unwrap_err();
    assert_eq!(refusal.code(), Code::StagingFailed);
    assert_eq!(
        (entries(parent.path()), entries(&target)),
        (vec!["com.example.good".to_owned()], vec!["old".to_owned()])
    );
}

#[cfg(unix)]
#[test]
fn a_link_in_the_way_is_not_followed() {
    let parent = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let target = parent.path().join("com.example.good");
    std::os::unix::fs::symlink(elsewhere.path(), &target).unwrap();
    let refusal = stage(&Tar::good().gz(), parent.path()).keep(&target).unwrap_err();
    assert_eq!(refusal.code(), Code::StagingFailed);
    assert_eq!(entries(elsewhere.path()), [""; 0]);
    assert!(fs::symlink_metadata(&target).unwrap().is_symlink());
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let parent = tempfile::tempdir().unwrap();
    let nowhere = parent.path().join("nowhere");
    let refusal = Staged::unpack(Tar::good().gz().as_slice(), &nowhere, &small(), Take::Whole).unwrap_err();
    assert_eq!(refusal.code(), Code::StagingFailed);
    assert!(refusal.to_string().contains("nowhere"), "{refusal}");
}

#[test]
fn two_uploads_of_one_plugin_at_once_do_not_meet() {
    let parent = tempfile::tempdir().unwrap();
    let (one, two) = (Tar::good().file("which", b"one").gz(), Tar::good().file("which", b"two").gz());
    let target = parent.path().join("com.example.good");
    let barrier = Barrier::new(2);
    let kept: Vec<_> = std::thread::scope(|scope| {
        let upload = |archive: &'static str, bytes: Vec<u8>| {
            let (barrier, target, parent) = (&barrier, &target, parent.path());
            scope.spawn(move || {
                let staged = stage(&bytes, parent);
                assert_eq!(fs::read_to_string(staged.path().join("which")).unwrap(), archive);
                barrier.wait();
                staged.keep(target).is_ok().then_some(archive)
            })
        };
        let uploads = [upload("one", one), upload("two", two)];
        uploads.into_iter().filter_map(|upload| upload.join().unwrap()).collect()
    });
    assert_eq!(kept.len(), 1, "one of them wins: {kept:?}");
    assert_eq!(fs::read_to_string(target.join("which")).unwrap(), kept[0], "and it is whole");
    assert_eq!(entries(parent.path()), ["com.example.good"]);
}

#[test]
fn the_usual_limits_take_the_bundles_people_have() {
    let limits = ArchiveLimits::default();
    assert!(limits.compressed >= 100 << 20 && limits.unpacked >= limits.compressed && limits.entries >= 5000);
}
