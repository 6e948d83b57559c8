//! Whether the archive holds what the manifest names: components, web parts, hashes, hooks. Groups 27 and 28.

use chinwag_bundle::{Bundle, Code, Digest, Manifest, Staged, Take, WasmKind, check_hooks, web_bundle_name};
use serde_json::json;

use crate::archives::{COMPONENT, MANIFEST, Tar, check, loads, refused, small};

fn with_component(bytes: &[u8]) -> Vec<u8> {
    let manifest = br#"{"id": "com.example.a", "name": "A", "version": "1.0.0", "server": {"component": "plugin.wasm"}}"#;
    Tar::default().file("plugin.json", manifest).file("plugin.wasm", bytes).gz()
}

#[test]
fn a_component_is_told_from_everything_else_by_its_first_bytes() {
    assert_eq!(loads(&with_component(COMPONENT)), []);
    let elf = [b"\x7fELF\x02\x01\x01", &[0; 20][..]].concat();
    let compiled = [b"\x7fELF\x02\x01\x01\xc8", &[0; 20][..]].concat();
    refused(&with_component(b"\0asm\x01\0\0\0"), Code::ComponentIsModule, "wasm-tools component new");
    refused(&with_component(&compiled), Code::ComponentIsCompiled, ".cwasm");
    refused(&with_component(&elf), Code::ComponentIsNative, "native program");
    refused(&with_component(b"MZ\x90\0"), Code::ComponentIsNative, "native program");
    refused(&with_component(b"\xcf\xfa\xed\xfe"), Code::ComponentIsNative, "native program");
    refused(&with_component(b"#!/bin/sh\n"), Code::ComponentIsNative, "native program");
    refused(&with_component(b"(component)"), Code::ComponentIsText, "text form");
    refused(&with_component(b"\0asm\x0e\0\x01\0"), Code::ComponentNotWasm, "not known here");
    refused(&with_component(b"\0asm"), Code::ComponentNotWasm, "version");
    refused(&with_component(b"hello"), Code::ComponentNotWasm, "no WebAssembly");
    refused(&with_component(b""), Code::ComponentNotWasm, "no WebAssembly");
    assert_eq!(WasmKind::of(COMPONENT), WasmKind::Component);
}

#[test]
fn files_the_manifest_names_are_there() {
    let only = Tar::default().file("plugin.json", MANIFEST.as_bytes());
    let refusal = check(&only.clone().gz()).unwrap_err();
    assert_eq!(refusal.codes(), [Code::ComponentMissing, Code::WebBundleMissing], "both at once");
    let elsewhere = only.file("server/dist/plugin.wasm", COMPONENT).file("webapp/Main.js", b"x").gz();
    let words = check(&elsewhere).unwrap_err().to_string();
    assert!(
        words.contains("there is `server/dist/plugin.wasm`") && words.contains("there is `webapp/Main.js`"),
        "{words}"
    );
    let icon = MANIFEST.replace("\"version\"", "\"icon_path\": \"icon.svg\", \"version\"");
    let tar = Tar::default()
        .file("plugin.json", icon.as_bytes())
        .file("server/plugin.wasm", COMPONENT)
        .file("webapp/main.js", b"x");
    assert_eq!(loads(&tar.gz()), [Code::IconMissing]);
}

#[test]
fn a_manifest_is_at_the_top_or_in_one_folder_at_the_top() {
    let inside = |folder: &str| {
        Tar::default()
            .folder(&format!("{folder}/"))
            .file(format!("{folder}/plugin.json"), MANIFEST.as_bytes())
            .file(format!("{folder}/server/plugin.wasm"), COMPONENT)
            .file(format!("{folder}/webapp/main.js"), b"x")
    };
    assert_eq!(loads(&inside("com.example.good").gz()), []);
    let bundle = check(&inside("./top").gz()).unwrap().value;
    assert_eq!(bundle.files[0].path, "plugin.json", "paths count from the bundle's root");
    refused(
        &inside("a").file("README.md", b"x").gz(),
        Code::ManifestMissing,
        "other things lie beside its folder",
    );
    refused(
        &Tar::default().file("x.txt", b"x").gz(),
        Code::ManifestMissing,
        "plugin.yml, plugin.yaml, plugin.json",
    );
    refused(&Tar::default().file("a/b/plugin.json", b"{}").gz(), Code::ManifestMissing, "none of");
    refused(
        &Tar::good().file("plugin.yaml", b"id: x").gz(),
        Code::ManifestSeveral,
        "`plugin.json`, `plugin.yaml`",
    );
    assert_eq!(loads(&Tar::good().file("webapp/plugin.json", b"not ours").gz()), []);
    refused(&Tar::default().gz(), Code::ManifestMissing, "none of");
}

#[test]
fn problems_of_the_manifest_come_out_of_the_archive() {
    let bad = Tar::default().file("plugin.json", br#"{"id": "x", "name": ""}"#).gz();
    let refusal = check(&bad).unwrap_err();
    for code in [Code::IdLength, Code::NameMissing, Code::NoPart] {
        assert!(refusal.codes().contains(&code), "{code} is not in: {refusal}");
    }
}

#[test]
fn native_programs_alone_are_refused_and_the_web_part_can_be_taken() {
    let manifest = json!({
        "id": "com.example.old", "name": "Old", "version": "3.1.0",
        "server": {"executables": {"linux-amd64": "server/dist/plugin-linux-amd64"}},
        "webapp": {"bundle_path": "webapp/dist/main.js"},
    });
    let archive = Tar::default()
        .file("com.example.old/plugin.json", manifest.to_string().as_bytes())
        .file("com.example.old/server/dist/plugin-linux-amd64", b"\x7fELF\x02\x01\x01\0 and so on, and so on")
        .file("com.example.old/webapp/dist/main.js", b"window.registerPlugin('com.example.old', {})")
        .gz();
    refused(&archive, Code::NativeOnly, "recompile the server part for wasm32-wasip2");
    let parent = tempfile::tempdir().unwrap();
    let staged =
        Staged::unpack(archive.as_slice(), parent.path(), &small(), Take::WebPartOnly).unwrap().value;
    assert_eq!(staged.bundle.manifest.server, None);
    let path = staged.path();
    assert!(
        path.join("webapp/dist/main.js").exists() && !path.join("server/dist/plugin-linux-amd64").exists()
    );
    let rewritten = std::fs::read(path.join("plugin.json")).unwrap();
    let again = Manifest::read("plugin.json", &rewritten).unwrap().value;
    assert_eq!(again, staged.bundle.manifest, "who reads the folder later sees the web part alone");
    let server_only = with_component(COMPONENT);
    let refusal = Bundle::check(server_only.as_slice(), &small(), Take::WebPartOnly).unwrap_err();
    assert_eq!(refusal.code(), Code::NoWebPart);
}

#[test]
fn the_web_part_is_served_under_its_hash_and_checked_by_another() {
    let bundle = check(&Tar::good().gz()).unwrap().value;
    let web = bundle.web.unwrap();
    let script = b"window.registerPlugin('com.example.good', {});";
    assert_eq!(web.digest, Digest::of(script));
    assert_eq!(chinwag_bundle::fnv1a64(b"foobar"), 0x8594_4171_f739_67e8, "a published value of FNV-1a");
    let name = web_bundle_name(&bundle.manifest.id, web.fnv1a64);
    assert_eq!(name, format!("com.example.good_{:016x}_bundle.js", chinwag_bundle::fnv1a64(script)));
    assert!(web.check_bytes(script).is_ok());
    let changed = web.check_bytes(b"evil").unwrap_err();
    assert_eq!(changed.code, Code::WebBundleHash);
    let with = |integrity: &str| {
        let manifest = MANIFEST.replace("main.js\"", &format!("main.js\", \"integrity\": \"{integrity}\""));
        Tar::default()
            .file("plugin.json", manifest.as_bytes())
            .file("server/plugin.wasm", COMPONENT)
            .file("webapp/main.js", script)
            .gz()
    };
    assert_eq!(loads(&with(&web.digest.integrity())), []);
    refused(&with(&Digest::of(b"other").integrity()), Code::WebBundleHash, "webapp.integrity");
    refused(&with("sha256-short"), Code::IntegrityForm, "sha256-");
}

#[test]
fn files_are_listed_with_size_and_hash() {
    let bundle = check(&Tar::good().gz()).unwrap().value;
    let component = bundle.file("server/plugin.wasm").unwrap();
    assert_eq!((component.size, component.sha256), (COMPONENT.len() as u64, Digest::of(COMPONENT)));
    assert_eq!(component.kind, WasmKind::Component);
    assert!(bundle.file("server").is_none() && bundle.file("nowhere").is_none());
    let shown = serde_json::to_value(component).unwrap();
    assert_eq!(shown["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn hooks_that_are_declared_and_not_exported_warn_and_the_component_wins() {
    let manifest =
        br#"{"id": "com.example.a", "name": "A", "version": "1.0.0", "server": {"component": "plugin.wasm"},
        "hooks": {"message-will-be-posted": {}, "channel-created": {}}}"#;
    let manifest = Manifest::read("plugin.json", manifest).unwrap().value;
    let found = check_hooks(&manifest, &["message-will-be-posted", "user-created"]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].code, found[0].is_error()), (Code::HookNotExported, false));
    assert!(found[0].to_string().contains("does not export the hook `channel-created`"), "{}", found[0]);
}
