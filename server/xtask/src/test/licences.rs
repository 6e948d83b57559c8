//! What may be given away together with Chinwag: the licences of what is linked in and of what the browser loads.
//!
//! Holds the two checks and the installation of `cargo deny`. Which licences are allowed for crates is said in
//! `.deny.toml`; for packages of the web app here.

use crate::command::{cargo, exists, program, show};
use crate::place::Place;
use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The version the tests use; newer ones may want a newer Rust.
const CARGO_DENY: &str = "0.20.2";

/// Licences a package of the web app may have.
const FOR_THE_BROWSER: &[&str] = &[
    "MIT",
    "MIT-0",
    "ISC",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "0BSD",
    "BlueOak-1.0.0",
    "CC0-1.0",
    "Unlicense",
    "Zlib",
    "Python-2.0",
    "CC-BY-4.0",
    "OFL-1.1",
];

/// Check the crates by `cargo deny` and the packages by the lock file of the web app.
pub(crate) fn check(place: &Place) -> Result<()> {
    let deny = provide(place)?;
    let what = [
        "--workspace",
        "--log-level",
        "warn",
        "check",
        "--hide-inclusion-graph",
        "licenses",
        "bans",
        "sources",
    ];
    show(&mut program(&place.root, deny, &what))?;
    let lock = std::fs::read_to_string(place.webapp().join("package-lock.json"))
        .context("webapp/package-lock.json")?;
    let refused = refused(&serde_json::from_str(&lock)?);
    if !refused.is_empty() {
        bail!("packages of the web app whose licence is not allowed:\n    {}", refused.join("\n    "));
    }
    println!("  packages of the web app ok");
    Ok(())
}

/// `cargo deny`: the one installed, or our own, built once without optimisation because it runs for two seconds.
fn provide(place: &Place) -> Result<std::path::PathBuf> {
    if exists("cargo-deny") {
        return Ok("cargo-deny".into());
    }
    let tools = place.own().join("tools");
    let ours = tools.join("bin/cargo-deny");
    if ours.exists() {
        return Ok(ours);
    }
    println!("  building cargo-deny {CARGO_DENY} once (2 to 4 minutes)");
    let scratch = place.own().join("tools-build");
    let (root, target) = (tools.to_string_lossy(), scratch.to_string_lossy());
    let install = [
        "install",
        "cargo-deny",
        "--version",
        CARGO_DENY,
        "--locked",
        "--debug",
        "--root",
        &root,
        "--target-dir",
        &target,
    ];
    show(cargo(&place.root, &install).env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0"))?;
    let _ = std::fs::remove_dir_all(scratch);
    Ok(ours)
}

/// The packages in a `package-lock.json` that reach the browser under a licence that is not on the list.
fn refused(lock: &Value) -> Vec<String> {
    let packages = lock["packages"].as_object().into_iter().flatten();
    let shipped = packages.filter(|(path, about)| !path.is_empty() && about["dev"].as_bool() != Some(true));
    shipped
        .filter_map(|(path, about)| {
            let licence = about["license"].as_str().unwrap_or("not stated");
            (!allowed(licence)).then(|| format!("{path}: {licence}"))
        })
        .collect()
}

/// Of licences joined by OR one must be allowed, of those joined by AND each.
fn allowed(licence: &str) -> bool {
    let plain = licence.replace(['(', ')'], "");
    plain.split(" OR ").any(|choice| choice.split(" AND ").all(|one| FOR_THE_BROWSER.contains(&one.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_ships_under_another_licence_is_named_and_a_tool_is_not() {
        let lock = serde_json::json!({"packages": {
            "": {"license": "Apache-2.0"},
            "node_modules/a": {"license": "MIT"},
            "node_modules/b": {"license": "GPL-3.0"},
            "node_modules/c": {},
            "node_modules/d": {"license": "(GPL-2.0 OR MIT)"},
            "node_modules/e": {"license": "GPL-3.0", "dev": true}}});
        assert_eq!(refused(&lock), ["node_modules/b: GPL-3.0", "node_modules/c: not stated"]);
    }
}
