//! A fake server, so that a plugin's tests are plain `cargo test`: it keeps what the plugin writes, has the people and
//! channels the test gives it, and a clock the test moves.
//!
//! Each thread has its own; tests of Rust run each in a thread. With [`Chat::with_manifest`] it grants what the manifest
//! asks for and nothing else, so that a forgotten capability fails the test and not the administrator.
//!
//! ```
//! use chinwag_plugin::prelude::*;
//! use chinwag_plugin::testing::Chat;
//!
//! #[derive(Default)]
//! struct Shout;
//! impl MessageHooks for Shout {
//!     fn message_will_be_posted(&self, mut post: Post) -> Result<PostVerdict> {
//!         post.message = post.message.to_uppercase();
//!         Ok(PostVerdict::Replace(post))
//!     }
//! }
//! register!(Shout: MessageWillBePosted);
//!
//! let chat = Chat::new();
//! let (ann, town) = (chat.add_user("ann"), chat.add_channel("town"));
//! let post = chat.person_posts(&Shout, &ann.id, &town.id, "hello")?;
//! assert_eq!(post.map(|post| post.message).as_deref(), Some("HELLO"));
//! # Ok::<(), Error>(())
//! ```
//!
//! It is a fake: it checks capabilities, ids, key lengths and conditions, and no permissions of people, rate limits or
//! the grammar of searches and cron expressions.

mod asked;
mod kv;
mod people;
mod places;
mod posts;
mod run;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use crate::bots::Bot;
use crate::channels::{Channel, ChannelMember};
use crate::commands::Registration;
use crate::context::{About, Server};
use crate::files::FileInfo;
use crate::http::{Request, Response};
use crate::log::Level;
use crate::posts::Post;
use crate::preferences::Preference;
use crate::reactions::Reaction;
use crate::roles::Role;
use crate::schedule::Entry;
use crate::teams::{Team, TeamMember};
use crate::users::{Status, User};
use crate::websocket::Audience;
use crate::{Error, Json, Millis, Result};

/// When a fake server begins: 2026-01-01T00:00:00Z.
const BEGINNING: Millis = 1_767_225_600_000;

/// A line of the plugin's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How much it matters.
    pub level: Level,
    /// What it says.
    pub message: String,
    /// Its fields.
    pub fields: Vec<(String, String)>,
}

/// An event the plugin sent to clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its name, without `custom_<plugin id>_`.
    pub event: String,
    /// What it carries.
    pub payload: Json,
    /// Who gets it.
    pub audience: Audience,
}

/// A mail the plugin sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: String,
    /// About what.
    pub subject: String,
    /// What it says.
    pub html: String,
}

type Answers = Rc<dyn Fn(&Request) -> Result<Response>>;
type Calls = Rc<dyn Fn(&str, &str, &[u8]) -> Result<Vec<u8>>>;

#[derive(Default)]
struct State {
    now: Millis,
    made: u64,
    granted: Option<Vec<String>>,
    server: Server,
    about: About,
    settings: Map<String, Value>,
    server_config: Json,
    kv: BTreeMap<String, kv::Value>,
    users: Vec<User>,
    statuses: BTreeMap<String, Status>,
    custom_statuses: BTreeMap<String, (String, String)>,
    permissions: Vec<(String, String)>,
    preferences: BTreeMap<String, Vec<Preference>>,
    bots: Vec<Bot>,
    pictures: BTreeMap<String, Vec<u8>>,
    teams: Vec<Team>,
    team_members: Vec<TeamMember>,
    channels: Vec<Channel>,
    channel_members: Vec<ChannelMember>,
    posts: Vec<Post>,
    ephemeral: Vec<(String, Post)>,
    reactions: Vec<Reaction>,
    files: Vec<(FileInfo, Vec<u8>)>,
    roles: Vec<Role>,
    commands: Vec<Registration>,
    schedules: Vec<Entry>,
    log: Vec<Line>,
    events: Vec<Event>,
    dialogs: Vec<Json>,
    mails: Vec<Mail>,
    requests: Vec<Request>,
    typed: Vec<String>,
    answers: Option<Answers>,
    calls: Option<Calls>,
}

/// The fake server. Clones are the same one.
#[derive(Clone)]
pub struct Chat(Rc<RefCell<State>>);

thread_local! {
    static CURRENT: RefCell<Option<Chat>> = const { RefCell::new(None) };
}

/// Asks this thread's fake server.
///
/// # Panics
/// When there is none.
pub(crate) fn call<T>(work: impl FnOnce(&Chat) -> T) -> T {
    let chat = CURRENT.with_borrow(Clone::clone);
    let chat = chat.expect("this thread has no fake server: begin the test with `let chat = chinwag_plugin::testing::Chat::new();`");
    work(&chat)
}

impl std::fmt::Debug for Chat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = self.0.borrow();
        write!(
            f,
            "Chat({} users, {} channels, {} posts)",
            state.users.len(),
            state.channels.len(),
            state.posts.len()
        )
    }
}

impl Default for Chat {
    fn default() -> Self {
        Self::new()
    }
}

/// What a test prepares.
impl Chat {
    /// A new fake server for this thread, in place of the one before. Everything is granted.
    #[must_use]
    pub fn new() -> Self {
        let server = Server {
            contract: "0.1.0".into(),
            api_version: "11.9.0".into(),
            site_url: "https://chat.example.org".into(),
            plugin_id: "com.example.plugin".into(),
            plugin_version: "0.1.0".into(),
            server_id: "server00000000000000000001".into(),
        };
        let about = About { origin: "system".into(), ..About::default() };
        let chat = Self(Rc::new(RefCell::new(State { now: BEGINNING, server, about, ..State::default() })));
        CURRENT.set(Some(chat.clone()));
        chat
    }

    /// The same, with the id, the version, the capabilities and the settings' defaults of a `plugin.json`.
    ///
    /// ```
    /// use chinwag_plugin::{kv, testing::Chat};
    ///
    /// let chat = Chat::with_manifest(r#"{"id": "todo", "version": "1.0.0", "capabilities": ["posts:write"]}"#);
    /// let refused = kv::set("key", "value").unwrap_err();
    /// assert!(refused.is_denied() && refused.message.contains("`kv`"));
    /// ```
    ///
    /// # Panics
    /// When it is not JSON.
    #[must_use]
    pub fn with_manifest(manifest: &str) -> Self {
        let manifest: Value = serde_json::from_str(manifest).expect("the manifest is JSON");
        let chat = Self::new();
        let text = |name: &str| manifest[name].as_str().unwrap_or_default().to_owned();
        let capabilities = manifest["capabilities"].as_array().into_iter().flatten();
        let capabilities = capabilities.filter_map(Value::as_str).map(str::to_owned).collect();
        let schema = &manifest["settings_schema"];
        let loose = schema["settings"].as_array().into_iter().flatten();
        let sections = schema["sections"].as_array().into_iter().flatten();
        let grouped = sections.filter_map(|section| section["settings"].as_array()).flatten();
        {
            let mut state = chat.0.borrow_mut();
            (state.server.plugin_id, state.server.plugin_version) = (text("id"), text("version"));
            state.granted = Some(capabilities);
            for setting in loose.chain(grouped).filter(|setting| !setting["default"].is_null()) {
                let key = setting["key"].as_str().unwrap_or_default().to_owned();
                state.settings.insert(key, setting["default"].clone());
            }
        }
        chat
    }

    /// Sets settings, beside those that are set already.
    ///
    /// # Panics
    /// When this is no JSON object.
    pub fn set_settings(&self, settings: impl Into<Json>) {
        let settings: Map<String, Value> = settings.into().read().expect("the settings are a JSON object");
        self.0.borrow_mut().settings.extend(settings);
    }

    /// The server's configuration, as [`config::server`](crate::config::server) gives it.
    pub fn set_server_config(&self, config: impl Into<Json>) {
        self.0.borrow_mut().server_config = config.into();
    }

    /// Sets the clock.
    pub fn set_now(&self, now: Millis) {
        self.0.borrow_mut().now = now;
    }

    /// Moves the clock.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.borrow_mut().now += seconds * 1000;
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.0.borrow().now
    }

    /// Answers the plugin's web requests. Without this they fail.
    pub fn answer_http(&self, answer: impl Fn(&Request) -> Result<Response> + 'static) {
        self.0.borrow_mut().answers = Some(Rc::new(answer));
    }

    /// Answers the plugin's calls of other plugins: id, method, payload. Without this they fail.
    pub fn answer_calls(&self, answer: impl Fn(&str, &str, &[u8]) -> Result<Vec<u8>> + 'static) {
        self.0.borrow_mut().calls = Some(Rc::new(answer));
    }

    /// Sets on whose behalf the plugin runs.
    pub fn set_context(&self, about: About) {
        self.0.borrow_mut().about = about;
    }
}

/// What a test looks at.
impl Chat {
    /// Every post there is, the oldest first, deleted ones left out.
    #[must_use]
    pub fn posts(&self) -> Vec<Post> {
        self.0.borrow().posts.iter().filter(|post| post.delete_at == 0).cloned().collect()
    }

    /// What was shown to one person only.
    #[must_use]
    pub fn shown_to(&self, user_id: &str) -> Vec<Post> {
        let state = self.0.borrow();
        state.ephemeral.iter().filter(|(reader, _)| reader == user_id).map(|(_, post)| post.clone()).collect()
    }

    /// The plugin's log.
    #[must_use]
    pub fn log(&self) -> Vec<Line> {
        self.0.borrow().log.clone()
    }

    /// Events sent to clients.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.0.borrow().events.clone()
    }

    /// Dialogs opened, in API v4's form.
    #[must_use]
    pub fn dialogs(&self) -> Vec<Json> {
        self.0.borrow().dialogs.clone()
    }

    /// Mails sent.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        self.0.borrow().mails.clone()
    }

    /// Web requests sent.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.0.borrow().requests.clone()
    }

    /// Commands registered.
    #[must_use]
    pub fn commands(&self) -> Vec<Registration> {
        self.0.borrow().commands.clone()
    }

    /// Commands the plugin ran as a person.
    #[must_use]
    pub fn commands_run(&self) -> Vec<String> {
        self.0.borrow().typed.clone()
    }

    /// The picture of a bot.
    #[must_use]
    pub fn picture_of(&self, user_id: &str) -> Option<Vec<u8>> {
        self.0.borrow().pictures.get(user_id).cloned()
    }

    /// The custom status of a person: emoji and text.
    #[must_use]
    pub fn custom_status_of(&self, user_id: &str) -> Option<(String, String)> {
        self.0.borrow().custom_statuses.get(user_id).cloned()
    }
}

impl State {
    /// A new id of 26 characters.
    fn id(&mut self, what: &str) -> String {
        self.made += 1;
        format!("{what:0<6.6}{:0>20}", self.made)
    }

    /// Insists on a capability; `http:api.example.org` is also had by who has `http`.
    fn need(&self, capability: &str) -> Result<()> {
        let Some(granted) = &self.granted else { return Ok(()) };
        let had = |had: &String| {
            had == capability
                || capability
                    .strip_prefix(had.as_str())
                    .is_some_and(|rest| rest.starts_with(':') && is_with_argument(had))
        };
        if granted.iter().any(had) {
            return Ok(());
        }
        let words = format!(
            "The plugin `{}` was not granted `{capability}`: add \"{capability}\" to \"capabilities\" in plugin.json.",
            self.server.plugin_id
        );
        Err(Error::new(403, "plugin.capability.denied", words))
    }
}

/// Capabilities that take an argument and mean everything without one.
fn is_with_argument(capability: &str) -> bool {
    matches!(capability, "http" | "http-private" | "plugins:call" | "preferences:read" | "preferences:write")
}

fn missing(what: &str, id: &str) -> Error {
    Error::not_found(format!("app.{what}.missing"), format!("There is no {what} `{id}`."))
}

fn page<T>(all: impl Iterator<Item = T>, page: crate::Page) -> Vec<T> {
    let per_page = page.per_page.min(200) as usize;
    all.skip(page.page as usize * per_page).take(per_page).collect()
}

/// Lays the fields of a JSON object over those of an entity.
fn patched<T: serde::Serialize + serde::de::DeserializeOwned>(entity: &T, patch: &Json) -> Result<T> {
    let mut fields = serde_json::to_value(entity)?;
    let patch: Map<String, Value> = patch.read()?;
    if let Value::Object(fields) = &mut fields {
        fields.extend(patch);
    }
    Ok(serde_json::from_value(fields)?)
}
