//! Starting a server for a test, and the people in it.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use chinwag_app::{App, ConfigFile, LogTail, Outside, Parts, PasswordCost};
use chinwag_events::{Event, Hub, HubConfig};
use chinwag_http::{HttpState, Listen, WebApp, WebSocketTimes};
use chinwag_model::{Clock, SystemClock, config::Config, time::ManualClock};
use chinwag_outside::{FileStore, HttpClient, Mailer, http_client::FakeHttp, mail::Outbox};
use chinwag_store::{Options, Store};
use serde_json::json;
use tokio::net::TcpListener;

use crate::{Caller, TestDatabase};

/// What a test changes before the server starts.
#[derive(Default)]
pub struct Settings {
    /// The configuration; tests begin with the defaults and an open server.
    pub config: Option<Config>,
    /// The database; SQLite by default.
    pub database: Option<TestDatabase>,
    /// Bounds of the hub.
    pub hub: Option<HubConfig>,
    /// Patience with sockets.
    pub sockets: WebSocketTimes,
    /// How long the head of a request may take; 10 seconds by default.
    pub head_within: Option<Duration>,
    /// What stands for the rest of the world.
    pub calls: Calls,
}

/// Who answers the calls a server makes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Calls {
    /// The fake, with what a test scripted.
    #[default]
    Scripted,
    /// The real client with its guard: what a test listens with on this machine.
    Guarded,
}

/// A running server. It ends when dropped.
pub struct TestApp {
    /// Moves time.
    pub clock: ManualClock,
    /// The chat, for what has no route (sweeps).
    pub app: App,
    /// The connections.
    pub hub: Hub,
    /// The database.
    pub store: Store,
    /// Letters the server sent.
    pub letters: Outbox,
    /// Calls the server made to the outside, and what they are answered.
    pub outside: FakeHttp,
    /// The configuration the server started with.
    pub config: Config,
    address: SocketAddr,
    http: reqwest::Client,
    _database: TestDatabase,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
}

/// Password of everybody in tests.
pub const PASSWORD: &str = "correct horse";

impl TestApp {
    /// A server with default settings and an open sign-up.
    pub async fn start() -> Self {
        Self::start_with(Settings::default()).await
    }

    /// A server with settings of the test's own.
    pub async fn start_with(settings: Settings) -> Self {
        let _already = rustls::crypto::ring::default_provider().install_default();
        let database = match settings.database {
            Some(database) => database,
            None => TestDatabase::usual().await,
        };
        let config = settings.config.unwrap_or_else(open_server);
        let clock = ManualClock::at(SystemClock.now());
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let hub = Hub::new(settings.hub.unwrap_or_default(), shared.clone());
        let (release, mut events) = tokio::sync::mpsc::unbounded_channel::<Vec<Event>>();
        let to_hub = hub.clone();
        tokio::spawn(async move {
            while let Some(batch) = events.recv().await {
                to_hub.publish(batch);
            }
        });
        let publish = release.clone();
        let options = Options {
            place: database.place.clone(),
            synchronous_full: false,
            connections: 4,
            sink: Arc::new(move |batch| drop(release.send(batch))),
            clock: shared.clone(),
        };
        let store = Store::open(options).await.expect("a store");
        let (mailer, letters) = Mailer::fake();
        let (calls, outside) = HttpClient::fake();
        let parts = Parts {
            outside: Outside {
                mailer: Some(mailer),
                http: Some(calls).filter(|_| settings.calls == Calls::Scripted),
            },
            logs: LogTail::new(100),
            password_cost: PasswordCost::Least,
            store: store.clone(),
            files: FileStore::in_memory(),
            config: ConfigFile::in_memory(config.clone()),
            clock: shared,
            publish: Arc::new(move |batch| drop(publish.send(batch))),
        };
        let app = App::start(parts).await.expect("the app");
        let (follower, changes) = (app.clone(), hub.presence_changes());
        tokio::spawn(async move { follower.follow_presence(changes).await });
        let head_within = settings.head_within.unwrap_or(Duration::from_secs(10));
        let (address, stop) = serve(app.clone(), hub.clone(), settings.sockets, head_within).await;
        let http = client();
        Self {
            clock,
            app,
            hub,
            store,
            letters,
            outside,
            config,
            address,
            http,
            _database: database,
            stop: Some(stop),
        }
    }

    /// What the routes stand on, for a test that calls the service without a socket.
    #[must_use]
    pub fn state(&self) -> HttpState {
        state(self.app.clone(), self.hub.clone())
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Members whose unread counters are not what a fresh count of the posts gives, in words.
    ///
    /// # Panics
    /// When the database does not answer.
    pub async fn miscounted(&self) -> Vec<String> {
        let wrong = self.store.read(|tx| Box::pin(chinwag_store::channel_member::miscounted(tx))).await;
        let wrong = wrong.expect("a count").into_iter();
        wrong
            .map(|(channel, user, stored, fresh)| {
                format!("{user} in {channel}: {stored:?}, counted {fresh:?}")
            })
            .collect()
    }

    /// Somebody who has not logged in.
    #[must_use]
    pub fn anonymous(&self) -> Caller {
        Caller::new(self.http.clone(), self.url(), None)
    }

    /// The system administrator: the first account of the server, made on the first call.
    pub async fn admin(&self) -> Caller {
        self.person("admin").await
    }

    /// A logged-in person of this name; the account is made on the first call.
    ///
    /// The first person of a server is its administrator, so tests call [`admin`](Self::admin) first.
    pub async fn person(&self, name: &str) -> Caller {
        let anonymous = self.anonymous();
        let body = json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD});
        let _made_or_there = anonymous.post("/users", &body).await;
        self.log_in(name).await
    }

    /// The newest letter to an address, once it is there.
    ///
    /// # Panics
    /// When none comes in time.
    pub async fn letter_to(&self, address: &str) -> chinwag_outside::Mail {
        let arrived = async {
            loop {
                if let Some(letter) = self.letters.letters_to(address).pop() {
                    return letter;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), arrived).await.expect("a letter in time")
    }

    /// A new session of somebody who has an account.
    pub async fn log_in(&self, name: &str) -> Caller {
        let answer =
            self.anonymous().post("/users/login", &json!({"login_id": name, "password": PASSWORD})).await;
        let answer = answer.expect(200);
        let token = answer.headers.get("token").and_then(|t| t.to_str().ok()).expect("a token").to_owned();
        Caller::new(self.http.clone(), self.url(), Some((token, answer.body)))
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.hub.close_all();
        if let Some(stop) = self.stop.take() {
            let _ended = stop.send(());
        }
    }
}

/// Default settings with open sign-up.
#[must_use]
pub fn open_server() -> Config {
    let mut config = Config::default();
    config.TeamSettings.enable_open_server = true;
    config
}

fn state(app: App, hub: Hub) -> HttpState {
    HttpState {
        app,
        hub,
        plugins: Arc::new(chinwag_plugin_contract::NoPlugins),
        web: WebApp::Absent,
        metrics: Arc::new(String::new),
        started_at: SystemClock.now(),
    }
}

async fn serve(
    app: App,
    hub: Hub,
    sockets: WebSocketTimes,
    head_within: Duration,
) -> (SocketAddr, tokio::sync::oneshot::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its address");
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let listen = Listen {
        tcp: vec![listener],
        local: None,
        header_timeout: head_within,
        drain: Duration::from_millis(10),
    };
    let router = chinwag_http::router(state(app, hub)).layer(axum::Extension(sockets));
    tokio::spawn(chinwag_http::serve(router, listen, async move {
        let _told_or_dropped = stopped.await;
    }));
    (address, stop)
}

/// A client that goes nowhere but to the server: it does not follow where it is sent, and trusts no certificate (to read
/// the system's takes longer than most tests).
fn client() -> reqwest::Client {
    let stay = reqwest::redirect::Policy::none();
    reqwest::Client::builder().no_proxy().redirect(stay).tls_certs_only([]).build().expect("an HTTP client")
}
