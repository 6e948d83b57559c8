//! The second way to a toolchain for plugins: Debian's Rust, its sources and its wasi-libc, put together in a folder.
//!
//! Holds the recipe, for machines that cannot fetch rustup's target. Needs apt, and an administrator when packages are
//! missing. Nothing of the machine's own Rust is changed; rustup is told of the folder under a name of its own.

use super::{LINKED, TARGET, Toolchain, clean, write_crate};
use crate::command::{ask, exists, program, show};
use crate::place::Place;
use crate::test::packages::is_root;
use anyhow::{Context, Result, anyhow, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Rust that is newer than the release's own, which Debian keeps for building browsers.
const PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
/// The oldest Rust of Debian's that will do, as the house itself states.
const OLDEST: (u32, u32) = (1, 95);
/// What of wasi-libc is linked into each component.
const LIBC: [&str; 3] = ["crt1-command.o", "crt1-reactor.o", "libc.a"];
/// Debian's keys, where its own package of them puts them.
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
/// The crates of the standard library a guest may need.
const STD: &str = "-Zbuild-std=std,panic_abort,proc_macro,test";

/// The toolchain, if it was made before and Debian's Rust is still the one it was made with.
pub(super) fn ready() -> Result<Option<Toolchain>> {
    let folder = folder()?;
    let Ok(version) = rust_version() else { return Ok(None) };
    let made = fs::read_to_string(folder.join("made-with")).unwrap_or_default();
    let usable =
        made == version && super::has_target(&mut program(Path::new("/"), folder.join("bin/rustc"), &[]));
    Ok(usable.then(|| toolchain(&folder)))
}

/// Make it.
pub(super) fn make(place: &Place) -> Result<Toolchain> {
    if !exists("apt-get") {
        bail!("this machine has no apt, so there is no second way to the target");
    }
    packages(place)?;
    let (folder, version) = (folder()?, rust_version()?);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let scratch = folder.join("making");
    fs::create_dir_all(&scratch)?;
    println!("  putting the toolchain together in {}", folder.display());
    lay_out(place, &folder)?;
    let libc = wasi_libc(place, &scratch)?;
    let linked = folder.join("lib/rustlib").join(TARGET).join("lib/self-contained");
    fs::create_dir_all(&linked)?;
    for name in LIBC {
        fs::copy(libc.join(name), linked.join(name))
            .with_context(|| format!("wasi-libc brings no {name}"))?;
    }
    println!("  compiling the standard library for {TARGET} (about 30 s)");
    standard_library(place, &folder, &scratch)?;
    fs::remove_dir_all(&scratch)?;
    fs::write(folder.join("made-with"), version)?;
    if exists("rustup") {
        show(&mut program(&place.root, "rustup", &["toolchain", "link", LINKED, &folder.to_string_lossy()]))?;
    }
    Ok(toolchain(&folder))
}

fn toolchain(folder: &Path) -> Toolchain {
    Toolchain { cargo: folder.join("bin/cargo"), name: exists("rustup").then(|| LINKED.to_owned()) }
}

/// A folder in the user's cache: it outlives a checkout, and checkouts share it.
fn folder() -> Result<PathBuf> {
    let told = std::env::var_os("XDG_CACHE_HOME").filter(|path| !path.is_empty()).map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let cache = told.or_else(home).ok_or_else(|| anyhow!("neither XDG_CACHE_HOME nor HOME is set"))?;
    Ok(cache.join("chinwag/wasm-toolchain"))
}

fn rust_version() -> Result<String> {
    let mut rustc = program(Path::new("/"), RUSTC, &["-vV"]);
    clean(&mut rustc);
    ask(&mut rustc)
}

/// What the compiler says of itself under this name, such as `host` or `release`.
fn of_version(version: &str, name: &str) -> Result<String> {
    let line = version.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
    line.map(str::to_owned).ok_or_else(|| anyhow!("{RUSTC} does not say its {name}"))
}

/// See that Debian's Rust and its sources are there, of one version that is new enough.
fn packages(place: &Place) -> Result<()> {
    if fitting().is_ok() {
        return Ok(());
    }
    let by_hand = format!("sudo apt-get update && sudo apt-get install -y {}", PACKAGES.join(" "));
    let prefix: &[&str] = if is_root() {
        &[]
    } else if ask(&mut program(&place.root, "sudo", &["-n", "true"])).is_ok() {
        &["sudo", "-n"]
    } else {
        bail!("building plugins needs packages that only an administrator may install. Type:\n    {by_hand}");
    };
    let apt = |arguments: &[&str]| {
        let line = [prefix, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], arguments].concat();
        show(&mut program(&place.root, line[0], &line[1..]))
    };
    println!("  installing {} beside your own Rust (about a minute)", PACKAGES.join(", "));
    apt(&["update", "--quiet"])?;
    apt(&[&["install", "--quiet", "--yes", "--no-install-recommends"], PACKAGES.as_slice()].concat())
        .with_context(|| format!("installing failed. Type it yourself and see why:\n    {by_hand}"))?;
    fitting()
}

fn fitting() -> Result<()> {
    let version = rust_version().context("Debian's Rust is not installed")?;
    let release = of_version(&version, "release")?;
    let mut numbers = release.split('.').map_while(|part| part.parse::<u32>().ok());
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < OLDEST {
        bail!("Debian's Rust is {release}; {}.{} or newer is needed", OLDEST.0, OLDEST.1);
    }
    if !Path::new(CARGO).exists() {
        bail!("{CARGO} is missing");
    }
    sources(&release).map(drop)
}

/// The folder of the standard library's sources, of the very version of the compiler.
fn sources(release: &str) -> Result<PathBuf> {
    let named = PathBuf::from(format!("/usr/src/rustc-{release}"));
    if named.join("library/std/Cargo.toml").exists() {
        return Ok(named);
    }
    bail!("{} is missing: the sources must be of the compiler's version", named.display())
}

/// Wrappers and links: Debian's compiler sees this folder as its own, with rustup's linker for components in it.
fn lay_out(place: &Place, folder: &Path) -> Result<()> {
    let version = rust_version()?;
    let (host, release) = (of_version(&version, "host")?, of_version(&version, "release")?);
    let rustlib = folder.join("lib/rustlib");
    let of_host = rustlib.join(&host);
    for wanted in [folder.join("bin"), of_host.clone(), rustlib.join("src")] {
        fs::create_dir_all(wanted)?;
    }
    let here = folder.to_string_lossy();
    script(&folder.join("bin/rustc"), &format!("exec {RUSTC} --sysroot '{here}' \"$@\""))?;
    script(&folder.join("bin/cargo"), &format!("RUSTC='{here}/bin/rustc' exec {CARGO} \"$@\""))?;
    link(&sysroot(RUSTC)?.join("lib/rustlib").join(&host).join("lib"), &of_host.join("lib"))?;
    link(&sources(&release)?, &rustlib.join("src/rust"))?;
    // A link and not a copy: the linker looks for its LLVM library beside where it really lies.
    let ours = ask(&mut program(&place.root, "rustc", &["--print", "sysroot"]))?;
    let linker = Path::new(ours.trim()).join("lib/rustlib").join(&host).join("bin");
    if !linker.join("wasm-component-ld").exists() {
        bail!("{} brings no wasm-component-ld: install Rust with rustup", linker.display());
    }
    link(&linker, &of_host.join("bin"))
}

fn sysroot(rustc: &str) -> Result<PathBuf> {
    let mut command = program(Path::new("/"), rustc, &["--print", "sysroot"]);
    clean(&mut command);
    Ok(PathBuf::from(ask(&mut command)?.trim()))
}

fn script(path: &Path, line: &str) -> Result<()> {
    fs::write(path, format!("#!/bin/sh\n{line}\n"))?;
    show(&mut program(Path::new("/"), "chmod", &["+x", &path.to_string_lossy()]))
}

fn link(from: &Path, to: &Path) -> Result<()> {
    if !from.exists() {
        bail!("{} is not there", from.display());
    }
    show(&mut program(Path::new("/"), "ln", &["-s", &from.to_string_lossy(), &to.to_string_lossy()]))
}

/// The folder of wasi-libc's files for the target. The release's own is tried first, then its backports.
fn wasi_libc(place: &Place, scratch: &Path) -> Result<PathBuf> {
    println!("  fetching wasi-libc (seconds)");
    let own = fetched(place, &scratch.join("own"), &[]);
    if let Ok(folder) = own {
        return Ok(folder);
    }
    let options = backports(place, &scratch.join("backports"))?;
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let update = [&["apt-get", "update", "--quiet"], options.as_slice()].concat();
    show(&mut program(scratch, "env", &update))
        .context("the list of Debian's backports could not be fetched")?;
    fetched(place, &scratch.join("backports"), &options)
}

/// Download wasi-libc and unpack it, without installing anything.
fn fetched(place: &Place, folder: &Path, options: &[&str]) -> Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let download = [&["apt-get", "download", "--quiet", "wasi-libc"], options].concat();
    show(program(folder, "env", &download).env("DEBIAN_FRONTEND", "noninteractive"))?;
    let entries = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    let package = entries.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "deb"));
    let package = package.ok_or_else(|| anyhow!("apt downloaded no package"))?;
    let unpacked = folder.join("unpacked");
    let line = ["-x", &package.to_string_lossy(), &unpacked.to_string_lossy()];
    show(&mut program(&place.root, "dpkg-deb", &line))?;
    let libc = unpacked.join("usr/lib").join(TARGET);
    if !libc.join("libc.a").exists() {
        bail!("this wasi-libc is too old for {TARGET}");
    }
    Ok(libc)
}

/// Options that make apt see this release's backports and nothing else, from the mirror and with the key the machine
/// itself uses. Its own lists stay as they are.
fn backports(place: &Place, folder: &Path) -> Result<Vec<String>> {
    for name in ["lists/partial", "cache/archives/partial"] {
        fs::create_dir_all(folder.join(name))?;
    }
    let format = "$(REPO_URI)|$(CODENAME)|$(COMPONENT)|$(SIGNED_BY)";
    let ask_apt = ["indextargets", "--format", format, "Created-By: Packages"];
    let known = ask(&mut program(&place.root, "apt-get", &ask_apt))?;
    let line = backports_line(&known).ok_or_else(|| {
        anyhow!(
            "this machine's wasi-libc is too old, and apt knows no Debian mirror to fetch a newer one from"
        )
    })?;
    let list = folder.join("sources.list");
    fs::write(&list, line)?;
    let within = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let settings = [
        format!("Dir::Etc::SourceList={}", list.display()),
        "Dir::Etc::SourceParts=-".to_owned(),
        format!("Dir::State::Lists={}", within("lists")),
        format!("Dir::Cache={}", within("cache")),
    ];
    Ok(settings.into_iter().flat_map(|setting| ["-o".to_owned(), setting]).collect())
}

/// The source line of the backports, from what apt says of its sources.
fn backports_line(known: &str) -> Option<String> {
    known.lines().find_map(|line| {
        let mut parts = line.split('|');
        let (mirror, release, component) = (parts.next()?, parts.next()?, parts.next()?);
        // Old versions of apt do not tell the key.
        let told = parts.next().filter(|key| key.starts_with('/'));
        let key = told.or_else(|| Path::new(KEYRING).exists().then_some(KEYRING));
        if component != "main" || release.is_empty() || release.contains('-') || !mirror.contains("debian") {
            return None;
        }
        let key = key.map(|key| format!("[signed-by={key}] ")).unwrap_or_default();
        Some(format!("deb {key}{mirror} {release}-backports main\n"))
    })
}

/// Compile the standard library once, so that guests need no unstable flag.
fn standard_library(place: &Place, folder: &Path, scratch: &Path) -> Result<()> {
    let empty = scratch.join("empty");
    write_crate(&empty, "empty", "fn main() {}\n")?;
    let mut build =
        program(&empty, folder.join("bin/cargo"), &["build", "--release", "--target", TARGET, STD]);
    unstable(&mut build);
    build.env("CARGO_TARGET_DIR", scratch.join("target"));
    show(&mut build).context("the standard library does not compile")?;
    let built = scratch.join("target").join(TARGET).join("release/deps");
    let library = folder.join("lib/rustlib").join(TARGET).join("lib");
    let mut copied = 0;
    for entry in fs::read_dir(&built)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("lib") && name.ends_with(".rlib") {
            fs::copy(entry.path(), library.join(name))?;
            copied += 1;
        }
    }
    println!("  {copied} libraries");
    if !super::has_target(&mut program(&place.root, folder.join("bin/rustc"), &[])) {
        bail!("the standard library was compiled and is not where the compiler looks for it");
    }
    Ok(())
}

fn unstable(build: &mut Command) {
    clean(build);
    build.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Cembed-bitcode=yes -Cforce-unwind-tables=no");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_backports_come_from_the_mirror_and_with_the_key_the_machine_uses() {
        let known = "https://mirror.example/tools/|nodistro|main|/keys/other.gpg\n\
                     http://mirror.example/debian-security/|bookworm-security|main|/keys/debian.gpg\n\
                     http://mirror.example/debian/|bookworm|contrib|/keys/debian.gpg\n\
                     http://mirror.example/debian/|bookworm|main|/keys/debian.gpg\n";
        let wanted =
            "deb [signed-by=/keys/debian.gpg] http://mirror.example/debian/ bookworm-backports main\n";
        assert_eq!(backports_line(known).as_deref(), Some(wanted));
        assert_eq!(backports_line("http://mirror.example/ubuntu/|noble|main|"), None);
        let untold = backports_line("http://mirror.example/debian/|trixie|main|$(SIGNED_BY)").unwrap();
        assert!(untold.ends_with("http://mirror.example/debian/ trixie-backports main\n"), "{untold}");
        assert!(!untold.contains("SIGNED_BY"), "{untold}");
    }

    #[test]
    fn the_compiler_is_asked_for_its_host_and_its_release() {
        let version = "rustc 1.96.0\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\nrelease: 1.96.0\n";
        assert_eq!(of_version(version, "host").unwrap(), "x86_64-unknown-linux-gnu");
        assert_eq!(of_version(version, "release").unwrap(), "1.96.0");
        assert!(of_version(version, "LLVM version").is_err());
    }
}
