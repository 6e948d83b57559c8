//! A server process in a test, and a client for it.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

/// A running `chinwag serve`. It is killed when dropped.
pub(crate) struct Process {
    child: Child,
    pub(crate) url: String,
}

impl Process {
    /// Starts the server on a free port and waits until it says that it is ready.
    pub(crate) fn start(data: &Path, extra: &[(&str, &str)]) -> Self {
        Self::start_as(Command::new(env!("CARGO_BIN_EXE_chinwag")), data, extra)
    }

    /// The same for a server that may have no more than so many files and connections open.
    pub(crate) fn start_with_few_files(data: &Path, files: u32) -> Self {
        let mut shell = Command::new("sh");
        let limited = format!("ulimit -n {files} && exec \"$0\" \"$@\"");
        shell.args(["-c", &limited, env!("CARGO_BIN_EXE_chinwag")]);
        Self::start_as(shell, data, &[])
    }

    fn start_as(mut command: Command, data: &Path, extra: &[(&str, &str)]) -> Self {
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .envs(extra.iter().copied())
            .env("CHINWAG_TEAMSETTINGS_ENABLEOPENSERVER", "true")
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let lines = BufReader::new(child.stderr.take().expect("its log")).lines();
        let mut log = lines.map_while(Result::ok);
        let ready = log
            .by_ref()
            .filter_map(|line| serde_json::from_str::<Value>(&line).ok())
            .find(|line| line["message"] == "ready")
            .expect("the server says that it is ready");
        std::thread::spawn(move || log.for_each(drop));
        let address = ready["addresses"].as_str().expect("an address").to_owned();
        Self { child, url: format!("http://{address}/api/v4") }
    }

    /// An environment variable of the process as it is now.
    #[cfg(target_os = "linux")]
    pub(crate) fn environment(&self, name: &str) -> Option<String> {
        let all = std::fs::read_to_string(format!("/proc/{}/environ", self.child.id())).expect("it is ours");
        all.split('\0')
            .filter_map(|one| one.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, v)| v.into())
    }

    /// Ends the process without a chance to tidy up.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("the server was running");
        self.child.wait().expect("it ended");
    }

    /// Asks the process to stop and gives its exit code.
    pub(crate) fn stop(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().expect("kill");
        assert!(asked.success());
        self.child.wait().expect("it ended").code()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _already_gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// A logged-in client.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    pub(crate) token: String,
    pub(crate) id: String,
}

impl Client {
    /// Makes an account (the first one is the administrator) and logs in.
    pub(crate) async fn new(url: &str, name: &str) -> Self {
        let _already = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let account =
            json!({"username": name, "email": format!("{name}@example.org"), "password": "correct horse"});
        http.post(format!("{url}/users")).json(&account).send().await.expect("an answer");
        let login = json!({"login_id": name, "password": "correct horse"});
        let answer = http.post(format!("{url}/users/login")).json(&login).send().await.expect("an answer");
        let token = answer.headers()["token"].to_str().expect("a token").to_owned();
        let user: Value = answer.json().await.expect("a user");
        Self { http, token, id: user["id"].as_str().expect("an id").to_owned() }
    }

    /// POSTs; the status and the body, or `None` when the connection broke.
    pub(crate) async fn try_post(&self, url: &str, body: &Value) -> Option<(u16, Value)> {
        let answer = self.http.post(url).bearer_auth(&self.token).json(body).send().await.ok()?;
        let status = answer.status().as_u16();
        Some((status, answer.json().await.ok()?))
    }

    /// POSTs and insists on success.
    pub(crate) async fn post(&self, url: &str, body: &Value) -> Value {
        let (status, body) = self.try_post(url, body).await.expect("an answer");
        assert!((200..300).contains(&status), "{status} {body}");
        body
    }

    /// GETs and insists on success.
    pub(crate) async fn get(&self, url: &str) -> Value {
        let answer = self.http.get(url).bearer_auth(&self.token).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{} {url}", answer.status());
        answer.json().await.expect("JSON")
    }
}
