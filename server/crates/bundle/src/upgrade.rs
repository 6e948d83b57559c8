//! A bundle against what is there: the version installed, the server, the hooks its component really exports.

use semver::Version;

use crate::code::Code;
use crate::finding::Finding;
use crate::manifest::Manifest;

/// Refuses an older version than the one installed.
///
/// # Errors
/// When it is older. The same version may come again; without versions nothing is compared.
pub fn check_upgrade(installed: &Manifest, new: &Manifest) -> Result<(), Finding> {
    match (&installed.version, &new.version) {
        (Some(old), Some(new)) if new.cmp_precedence(old).is_lt() => {
            let words = format!("version {new} is older than {old}, which is installed");
            Err(Finding::manifest(Code::Downgrade, "version", words)
                .value(new)
                .limit(format!("{old} or newer")))
        }
        _ => Ok(()),
    }
}

/// Refuses a plugin that wants a newer server.
///
/// # Errors
/// When `min_server_version` is newer than `server`.
pub fn check_server_version(manifest: &Manifest, server: &Version) -> Result<(), Finding> {
    match &manifest.min_server_version {
        Some(least) if least.cmp_precedence(server).is_gt() => {
            let words = format!("the plugin needs version {least} of the server; this one is {server}");
            let finding = Finding::manifest(Code::ServerTooOld, "min_server_version", words);
            Err(finding.value(least).limit(format!("{server} or older")))
        }
        _ => Ok(()),
    }
}

/// Warns of hooks the manifest has lines for and the component does not export. The component decides.
#[must_use]
pub fn check_hooks(manifest: &Manifest, exported: &[&str]) -> Vec<Finding> {
    let declared = manifest.declared_hooks().filter(|name| !exported.contains(name));
    declared
        .map(|name| {
            let words = format!("the component does not export the hook `{name}`");
            Finding::manifest(Code::HookNotExported, format!("hooks.{name}"), words).value(name)
        })
        .collect()
}
