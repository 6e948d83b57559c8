//! A PostgreSQL of the tests' own: made, started on a free loopback port, thrown away.
//!
//! Holds the life of one cluster. It lies in the system's folder for temporary files, because PostgreSQL refuses to
//! run as root and the user it then runs as cannot look into everybody's checkout. It is fast because it is careless:
//! nothing is flushed to disk, and all may be lost.

use super::packages::is_root;
use crate::command::{ask, exists, program};
use anyhow::{Context, Result, bail};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Who PostgreSQL runs as when we are root: the user its package makes.
const USER: &str = "postgres";
/// The beginning of its folder's name; the number of the process that made it follows.
const NAME: &str = "chinwag-test-postgres-";
/// How long it may take to answer after it was started.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running cluster. Dropping it stops the server and removes its files.
pub(crate) struct Postgres {
    folder: PathBuf,
    server: Child,
    /// `postgres://…` of an empty database in it, whose user may make more.
    pub(crate) url: String,
}

impl Postgres {
    /// Make and start a cluster with the programs in `programs`.
    pub(crate) fn start(programs: &Path) -> Result<Self> {
        remove_orphans();
        let folder = std::env::temp_dir().join(format!("{NAME}{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        if is_root() {
            ask(&mut program(&folder, "chown", &[USER, &folder.to_string_lossy()]))?;
        }
        let data = folder.join("data").to_string_lossy().into_owned();
        let initdb = programs.join("initdb").to_string_lossy().into_owned();
        let made = ask(&mut as_user(
            &folder,
            &initdb,
            &[
                "--pgdata",
                &data,
                "--username",
                "chinwag",
                "--auth",
                "trust",
                "--encoding",
                "UTF8",
                "--locale",
                "C.UTF-8",
                "--no-sync",
            ],
        ));
        if let Err(error) = made {
            let _ = std::fs::remove_dir_all(&folder);
            return Err(error);
        }
        let port = free_port()?;
        let log = std::fs::File::create(folder.join("log"))?;
        let postgres = programs.join("postgres").to_string_lossy().into_owned();
        let port_text = port.to_string();
        let sockets = format!("unix_socket_directories={}", folder.display());
        let mut command = as_user(
            &folder,
            &postgres,
            &[
                "-D",
                &data,
                "-h",
                "127.0.0.1",
                "-p",
                &port_text,
                "-F",
                "-c",
                &sockets,
                "-c",
                "synchronous_commit=off",
                "-c",
                "full_page_writes=off",
                "-c",
                "max_connections=300",
                "-c",
                "autovacuum=on",
            ],
        );
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let server = command.spawn().context("cannot start PostgreSQL")?;
        let mut started =
            Self { folder, server, url: format!("postgres://chinwag@127.0.0.1:{port}/chinwag") };
        started.wait(programs, &port_text)?;
        Ok(started)
    }

    fn wait(&mut self, programs: &Path, port: &str) -> Result<()> {
        let end = Instant::now() + PATIENCE;
        let createdb = programs.join("createdb");
        loop {
            let arguments = ["-h", "127.0.0.1", "-p", port, "-U", "chinwag", "chinwag"];
            let Err(error) = ask(&mut program(&self.folder, &createdb, &arguments)) else { return Ok(()) };
            let ended = self.server.try_wait()?.is_some();
            if ended || Instant::now() > end {
                let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("PostgreSQL does not answer: {error:#}\n{log}");
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT asks for a fast shutdown: sessions are cut off, files are left in order.
        let _ = Command::new("kill").args(["-INT", &self.server.id().to_string()]).status();
        let end = Instant::now() + Duration::from_secs(10);
        while matches!(self.server.try_wait(), Ok(None)) {
            if Instant::now() > end {
                let _ = self.server.kill();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The program as a user who may run PostgreSQL. Where `setpriv` is, it also dies with us, even when we are killed.
fn as_user(folder: &Path, name: &str, arguments: &[&str]) -> Command {
    if !exists("setpriv") {
        return program(folder, name, arguments);
    }
    let user: &[&str] = if is_root() { &["--reuid", USER, "--regid", USER, "--clear-groups"] } else { &[] };
    let line = [user, &["--pdeathsig", "INT", name], arguments].concat();
    program(folder, "setpriv", &line)
}

/// Remove what was left by runs that were killed: folders whose process is gone.
fn remove_orphans() {
    for entry in std::fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(process) = name.strip_prefix(NAME).filter(|rest| rest.parse::<u32>().is_ok()) else {
            continue;
        };
        if ask(&mut program(Path::new("/"), "ps", &["-p", process])).is_err() {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::packages::postgres_folder;

    #[test]
    fn a_cluster_answers_at_its_address_and_leaves_nothing_behind() {
        let Some(programs) = postgres_folder() else {
            eprintln!("skipped: PostgreSQL is not installed; `cargo xtask test` installs it");
            return;
        };
        let orphan = std::env::temp_dir().join(format!("{NAME}{}", u32::MAX));
        std::fs::create_dir_all(&orphan).unwrap();
        let postgres = Postgres::start(&programs).unwrap();
        let (folder, url) = (postgres.folder.clone(), postgres.url.clone());
        let query =
            |sql: &str| ask(&mut program(Path::new("."), programs.join("psql"), &[&url, "-Atc", sql]));
        assert!(!orphan.exists(), "what a killed run left is gone");
        assert_eq!(query("SELECT current_database()").unwrap(), "chinwag\n");
        assert!(query("CREATE SCHEMA mine").is_ok(), "its user may make schemas");
        drop(postgres);
        assert!(!folder.exists());
        assert!(query("SELECT 1").is_err(), "it stopped");
    }
}
