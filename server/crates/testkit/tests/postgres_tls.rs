//! TLS to PostgreSQL: a real server with a certificate made here, every `sslmode` against it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it stands")]

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use chinwag_model::SystemClock;
use chinwag_store::{Options, Place, Store};
use tempfile::TempDir;

/// Who PostgreSQL runs as when we are root.
const USER: &str = "postgres";

/// A server that takes only encrypted connections, with a certificate for `localhost` and for nothing else.
struct Server {
    folder: TempDir,
    port: u16,
    process: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _told = Command::new("kill").args(["-INT", &self.process.id().to_string()]).status();
        let _ended = self.process.wait();
    }
}

fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let installed = versions.map(|version| version.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<PathBuf> = std::env::split_paths(&path).collect();
    installed.chain(on_path).find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
}

/// A command as the user PostgreSQL may run as.
fn as_user(program: &Path) -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n");
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", USER, "--regid", USER, "--clear-groups", "--pdeathsig", "INT"]).arg(program);
    command
}

fn certificates(folder: &Path) {
    let mut authority = rcgen::CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority_key = rcgen::KeyPair::generate().unwrap();
    let root = authority.self_signed(&authority_key).unwrap();
    let issuer = rcgen::Issuer::new(authority, authority_key);
    let key = rcgen::KeyPair::generate().unwrap();
    let own = rcgen::CertificateParams::new(vec!["localhost".to_owned()])
        .unwrap()
        .signed_by(&key, &issuer)
        .unwrap();
    let stranger = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(folder.join("root.pem"), root.pem()).unwrap();
    std::fs::write(folder.join("stranger.pem"), stranger.cert.pem()).unwrap();
    std::fs::write(folder.join("server.crt"), own.pem()).unwrap();
    std::fs::write(folder.join("server.key"), key.serialize_pem()).unwrap();
}

fn run(command: &mut Command) {
    let out = command.output().expect("a program that starts");
    assert!(out.status.success(), "{command:?}: {}", String::from_utf8_lossy(&out.stderr));
}

impl Server {
    fn start(programs: &Path) -> Self {
        let folder = TempDir::new().unwrap();
        certificates(folder.path());
        // The folder goes to the user the server runs as; the key must be that user's alone.
        run(Command::new("chmod").arg("600").arg(folder.path().join("server.key")));
        if as_user(Path::new("true")).get_program() == "setpriv" {
            run(Command::new("chown").arg("-R").arg(USER).arg(folder.path()));
        }
        let data = folder.path().join("data");
        let initdb = programs.join("initdb");
        run(as_user(&initdb).arg("-D").arg(&data).args(["-U", "chinwag", "-A", "trust", "--no-sync"]));
        let rules = "hostssl all all 127.0.0.1/32 trust\nhostnossl all all 127.0.0.1/32 reject\nlocal all all trust\n";
        std::fs::write(data.join("pg_hba.conf"), rules).unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = as_user(&programs.join("postgres"));
        command.arg("-D").arg(&data).args(["-h", "127.0.0.1", "-F", "-p"]).arg(port.to_string());
        command.arg("-k").arg(folder.path());
        for (name, file) in [("ssl_cert_file", "server.crt"), ("ssl_key_file", "server.key")] {
            command.arg("-c").arg(format!("{name}={}", folder.path().join(file).display()));
        }
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let process = command
            .args(["-c", "ssl=on"])
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut server = Self { folder, port, process };
        server.wait();
        server
    }

    /// Until it takes connections.
    fn wait(&mut self) {
        let end = Instant::now() + Duration::from_secs(60);
        let ready = || {
            let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            (log.contains("ready to accept connections"), log)
        };
        while !ready().0 {
            let ended = self.process.try_wait().unwrap().is_some();
            assert!(!ended && Instant::now() < end, "PostgreSQL does not start: {}", ready().1);
            std::thread::yield_now();
        }
    }

    fn path(&self, file: &str) -> String {
        self.folder.path().join(file).display().to_string()
    }

    /// Opens a store by this host name with these words about TLS; tells whether the connection is encrypted.
    async fn open(&self, host: &str, words: &str) -> Result<bool, String> {
        let place = Place::Postgres(format!(
            "host={host} hostaddr=127.0.0.1 port={} user=chinwag dbname=postgres {words}",
            self.port
        ));
        let store = Store::open(Options {
            place,
            synchronous_full: false,
            connections: 2,
            sink: Arc::new(drop),
            clock: Arc::new(SystemClock),
        })
        .await
        .map_err(|error| error.to_string())?;
        let sql = "SELECT count(*) FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl";
        let encrypted = store.read(move |tx| Box::pin(async move { tx.number(sql, &[]).await })).await;
        encrypted.map(|count| count == 1).map_err(|error| error.to_string())
    }
}

#[tokio::test]
async fn each_mode_protects_what_it_promises_and_refuses_the_rest_with_a_reason() {
    let Some(programs) = programs() else {
        eprintln!("skipped: there is no PostgreSQL on this machine");
        return;
    };
    let server = Server::start(&programs);
    let (root, stranger) = (server.path("root.pem"), server.path("stranger.pem"));

    for words in ["", "sslmode=prefer", "sslmode=require"] {
        assert_eq!(
            server.open("wrong.example", words).await,
            Ok(true),
            "{words}: encrypted, to whom it may be"
        );
    }
    let refused = server.open("localhost", "sslmode=disable").await.unwrap_err();
    assert!(refused.contains("no encryption") && refused.contains("sslmode=disable"), "{refused}");

    for mode in ["require", "verify-ca", "verify-full"] {
        let known = format!("sslmode={mode} sslrootcert={root}");
        assert_eq!(server.open("localhost", &known).await, Ok(true), "{mode}");
        let unknown = format!("sslmode={mode} sslrootcert={stranger}");
        let refused = server.open("localhost", &unknown).await.unwrap_err();
        assert!(refused.contains("invalid peer certificate"), "{mode}: {refused}");
    }
    let known = format!("sslrootcert={root}");
    assert_eq!(server.open("wrong.example", &format!("sslmode=verify-ca {known}")).await, Ok(true));
    let refused = server.open("wrong.example", &format!("sslmode=verify-full {known}")).await.unwrap_err();
    assert!(refused.contains("not valid for name"), "{refused}");

    let missing = server.open("localhost", "sslmode=verify-full sslrootcert=/nowhere/root.pem").await;
    assert!(missing.unwrap_err().contains("/nowhere/root.pem"));
    let key = format!("sslmode=verify-full sslrootcert={}", server.path("pg.none"));
    std::fs::write(server.path("pg.none"), "nothing\n").unwrap();
    assert!(server.open("localhost", &key).await.unwrap_err().contains("no certificate in PEM"));
}
