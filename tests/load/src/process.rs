//! CPU time and memory of processes, read from `/proc`.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::net::SocketAddr;

use anyhow::{Result, bail};

/// Clock ticks of `/proc/PID/stat` for each second; fixed on Linux.
const TICKS: u64 = 100;

/// What the watched processes have used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    /// CPU time in milliseconds, user and system, ended children included.
    pub(crate) cpu_ms: u64,
    /// Resident memory in KiB, shared pages counted in each process.
    pub(crate) rss_kib: u64,
    /// Proportional memory in KiB, shared pages counted once; equal to `rss_kib` when it cannot be read.
    pub(crate) pss_kib: u64,
}

/// The processes to watch.
#[derive(Clone, Debug)]
pub(crate) struct Watch {
    roots: Vec<u32>,
}

impl Watch {
    /// Watches these processes and their children, or the one that listens on `address`.
    pub(crate) fn new(pids: &[u32], address: SocketAddr) -> Result<Self> {
        let roots = match pids {
            [] => listener_of(address.port()).into_iter().collect(),
            given => given.to_vec(),
        };
        if let Some(gone) = roots.iter().find(|pid| stat(**pid).is_none()) {
            bail!("--pid {gone}: there is no such process");
        }
        Ok(Self { roots })
    }

    /// The pids that are watched, for the report; empty when the server's process was not found.
    pub(crate) fn roots(&self) -> &[u32] {
        &self.roots
    }

    /// What they have used up to now.
    pub(crate) fn usage(&self) -> Usage {
        let children = children();
        let mut usage = Usage::default();
        let (mut open, mut seen) = (self.roots.clone(), HashSet::new());
        while let Some(pid) = open.pop() {
            if !seen.insert(pid) {
                continue;
            }
            open.extend(children.get(&pid).into_iter().flatten());
            if let Some(found) = stat(pid) {
                usage.cpu_ms += found.ticks * 1000 / TICKS;
                let rss = kib_of(&format!("/proc/{pid}/status"), "VmRSS:").unwrap_or(0);
                usage.rss_kib += rss;
                usage.pss_kib += kib_of(&format!("/proc/{pid}/smaps_rollup"), "Pss:").unwrap_or(rss);
            }
        }
        usage
    }
}

/// CPU time of this tool in milliseconds.
pub(crate) fn own_cpu_ms() -> u64 {
    stat(std::process::id()).map_or(0, |found| found.ticks * 1000 / TICKS)
}

/// How many files this process may have open.
pub(crate) fn open_files_limit() -> u64 {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap_or("");
    line.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(u64::MAX)
}

struct Stat {
    parent: u32,
    ticks: u64,
}

fn stat(pid: u32) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name may hold spaces and brackets; the fields behind it do not.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |index: usize| fields.get(index).and_then(|field| field.parse::<u64>().ok());
    let ticks = (11..=14).map(number).sum::<Option<u64>>()?;
    Some(Stat { parent: u32::try_from(number(1)?).ok()?, ticks })
}

fn children() -> HashMap<u32, Vec<u32>> {
    let mut found: HashMap<u32, Vec<u32>> = HashMap::new();
    for pid in pids() {
        if let Some(one) = stat(pid) {
            found.entry(one.parent).or_default().push(pid);
        }
    }
    found
}

fn pids() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

fn kib_of(file: &str, field: &str) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(field))?;
    line.split_whitespace().next()?.parse().ok()
}

/// The process that listens on a TCP port, if this user may see it.
fn listener_of(port: u16) -> Option<u32> {
    let wanted = format!(":{port:04X}");
    let inodes: HashSet<String> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|file| fs::read_to_string(file).ok())
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .filter_map(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let listens = fields.get(3) == Some(&"0A") && fields.get(1)?.ends_with(&wanted);
            listens.then(|| format!("socket:[{}]", fields.get(9).unwrap_or(&"")))
        })
        .collect();
    pids().find(|pid| {
        let files = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
        files
            .filter_map(|file| fs::read_link(file.path()).ok())
            .any(|link| inodes.contains(&*link.to_string_lossy()))
    })
}

#[cfg(test)]
mod tests {
    use super::{Watch, listener_of, open_files_limit, own_cpu_ms};

    #[test]
    fn a_listening_process_is_found_by_its_port_and_measured() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        assert_eq!(listener_of(address.port()), Some(std::process::id()));
        let usage = Watch::new(&[], address).unwrap().usage();
        assert!(usage.rss_kib > 500 && usage.pss_kib > 100, "{usage:?}");
        assert!(usage.cpu_ms <= own_cpu_ms());
        assert!(open_files_limit() > 10);
    }

    #[test]
    fn a_process_that_is_not_there_is_named() {
        let address = "127.0.0.1:1".parse().unwrap();
        let error = Watch::new(&[u32::MAX], address).unwrap_err().to_string();
        assert!(error.contains("4294967295"), "{error}");
    }
}
