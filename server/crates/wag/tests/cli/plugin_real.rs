//! Plugins on the real server, by a plugin that has a web part alone: no engine is needed for it.
//!
//! Runs when `CHINWAG_TEST_SERVER` says where the server is.

use std::fs;

use crate::machine::Machine;
use crate::real::Real;

const ID: &str = "com.example.page";

/// Writes and packs a version of the plugin; answers the bundle's name.
fn packed(machine: &Machine, version: &str) -> String {
    fs::create_dir_all(machine.path("page/webapp")).unwrap();
    let manifest = format!(
        r#"{{"id": "{ID}", "name": "Page", "version": "{version}", "webapp": {{"bundle_path": "webapp/main.js"}}}}"#
    );
    machine.file("page/plugin.json", &manifest);
    machine.file(
        "page/webapp/main.js",
        &format!("window.registerPlugin('{ID}', {{initialize() {{}}}}); // {version}"),
    );
    let file = format!("page-{version}.tar.gz");
    machine.wag(&["plugin", "pack", "page", "--output", &file, "--force"]).ended(0);
    file
}

/// The version and the state that the list shows.
fn listed(real: &Real) -> Option<(String, String)> {
    let list = real.ok("plugin list").out;
    let line = list.lines().find(|line| line.starts_with(ID))?.to_owned();
    let cells: Vec<_> = line.split('\t').map(str::to_owned).collect();
    Some((cells[2].clone(), cells[3].clone()))
}

fn pair(version: &str, state: &str) -> Option<(String, String)> {
    Some((version.to_owned(), state.to_owned()))
}

#[test]
fn a_plugin_is_installed_enabled_replaced_and_removed() {
    let Some(real) = Real::start() else { return };
    let (first, second) = (packed(&real.admin, "1.0.0"), packed(&real.admin, "1.1.0"));
    real.forbidden("plugin list");
    let added = real.admin.wag(&["plugin", "add", &first]).ended(0);
    assert_eq!(added.out, format!("Added plugin: {first} ({ID} 1.0.0)\n"));
    real.admin.wag(&["plugin", "add", "--json", "page/plugin.json"]).ended(1);
    real.no(&format!("plugin add {first}"), "--force");
    assert_eq!(listed(&real), pair("1.0.0", "disabled"));

    real.ok(&format!("plugin enable {ID}"));
    assert_eq!(listed(&real), pair("1.0.0", "enabled"));
    assert!(real.ok(&format!("plugin status {ID}")).out.contains("\trunning\t1.0.0"));
    real.forbidden(&format!("plugin disable {ID}"));
    real.ok(&format!("plugin add {second} --force"));
    assert_eq!(listed(&real), pair("1.1.0", "enabled"), "what was enabled stays so");
    assert!(real.ok(&format!("plugin status {ID}")).out.contains("\t1.0.0\t"), "the version before is told");
    real.ok(&format!("plugin rollback {ID}"));
    assert_eq!(listed(&real), pair("1.0.0", "enabled"));
    assert_eq!(real.json(&format!("plugin grant {ID} --list"))["asked"], serde_json::json!([]));
    real.no(&format!("plugin grant {ID} kv"), "kv");
    real.ok(&format!("plugin logs {ID}"));
    assert!(real.ok("plugin top").out.starts_with(ID));

    real.ok(&format!("plugin disable {ID}"));
    assert_eq!(listed(&real), pair("1.0.0", "disabled"));
    real.forbidden(&format!("plugin delete {ID}"));
    real.ok(&format!("plugin delete {ID} --delete-data"));
    assert_eq!(listed(&real), None);
    real.no(&format!("plugin enable {ID}"), "[404 ");
}
