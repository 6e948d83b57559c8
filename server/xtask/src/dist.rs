//! `cargo xtask dist`: the release binaries in one archive, with a checksum.
//!
//! Holds the packing. The build is `run`'s, so that what is shipped is what was tried.

use crate::command::{ask, program, show};
use crate::place::Place;
use crate::run;
use anyhow::{Context, Result, bail};
use std::process::ExitCode;

/// Pack `chinwag`, `wag`, README.md and LICENSE into `target/dist/chinwag-VERSION-SYSTEM-MACHINE.tar.gz`.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    if let Some(argument) = arguments.first() {
        bail!("`cargo xtask dist` takes no arguments, and got `{argument}`");
    }
    let place = Place::here();
    run::build(&place)?;
    let name =
        format!("chinwag-{}-{}-{}", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    let dist = place.target.join("dist");
    let folder = dist.join(&name);
    std::fs::create_dir_all(&folder)?;
    for file in [
        place.binary("release", "chinwag"),
        place.binary("release", "wag"),
        place.root.join("README.md"),
        place.root.join("LICENSE"),
    ] {
        let to = folder.join(file.file_name().unwrap_or_default());
        std::fs::copy(&file, &to).with_context(|| format!("copying {}", file.display()))?;
    }
    let archive = format!("{name}.tar.gz");
    show(&mut program(&dist, "tar", &["--create", "--gzip", "--file", &archive, &name]))?;
    let sum = ask(&mut program(&dist, "sha256sum", &[&archive]))
        .or_else(|_| ask(&mut program(&dist, "shasum", &["-a", "256", &archive])))?;
    std::fs::write(dist.join(format!("{archive}.sha256")), &sum)?;
    println!(
        "{}\nsha256 {}",
        dist.join(&archive).display(),
        sum.split_whitespace().next().unwrap_or_default()
    );
    Ok(ExitCode::SUCCESS)
}
