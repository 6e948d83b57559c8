//! What chat does: `access_`, `check_` and `do_` for each noun, and the order of hooks, transaction and events.
//!
//! Every caller (HTTP, commands, plugins, the command line's socket) comes with an [`Actor`] and enters at
//! `access`. Nothing here knows axum, wasmtime or WIT.

mod access;
mod access_token;
mod actor;
mod analytics;
mod audit;
mod auth;
mod bookmark;
mod bot;
mod brand;
mod category;
mod channel;
mod channel_member;
mod client_config;
mod command;
mod config;
mod draft;
mod emoji;
mod error;
mod export;
mod file;
mod image_proxy;
mod integration_action;
mod job;
mod link_preview;
mod log_tail;
mod mention;
mod mfa;
mod outgoing_webhook;
mod outside;
mod password;
pub mod picture;
mod plugin;
mod post;
mod preference;
mod reaction;
mod realtime;
mod role;
mod scheduled_post;
mod search;
mod session;
mod slack;
mod status;
mod system;
mod team;
mod team_member;
mod thread;
mod throttle;
mod trigger;
mod upkeep;
mod upload;
mod user;
mod webhook;
pub use analytics::Usage;
pub use bot::{Disabled, NewRank};
pub use chinwag_store::{access_token::Use as TokenUse, bot::Wanted as WantedBots};
pub use mfa::{Mfa, MfaSecret};
pub use trigger::Pending;
pub use user::{AccountState, Completion, Invitation, Portrait, Removal};

use std::sync::Arc;

use chinwag_events::Event;
use chinwag_model::{Clock, Millis};
use chinwag_outside::FileStore;
use chinwag_store::Store;

pub use access::{ChannelAccess, PostAccess, TeamAccess};
pub use actor::{Actor, Origin};
pub use auth::{Device, LoggedIn, Login};
pub use brand::BRAND_BYTES_MAX;
pub use channel::{Archived, ArchivedToo, ChannelFilter, Strangers};
pub use channel_member::{FileCount, MEMBERS_AT_ONCE, MembersSet, NotSet, Place, WantedMembers};
pub use chinwag_store::{
    post::Direction,
    search::{Archived as ArchivedChannels, Together},
    thread::Unread,
};
pub use command::{AskPlugin, CommandCompletion, Item, Listed, Suggestion};
pub use config::{ConfigFile, check_config};
pub use emoji::{EMOJI_BYTES_MAX, EMOJI_NAMES_MAX, EmojiMatch, EmojiOrder, emoji_too_large};
pub use error::stored;
pub use file::{Content, FileAccess, FilePart, FileSource, Reading, StagedFile, Swept};
pub use image_proxy::ProxiedImage;
pub use integration_action::{Choice, Offered, OpenDialog, Submission};
pub use job::JobChange;
pub use log_tail::LogTail;
pub use mention::{MentionKeys, Named};
pub use outside::Outside;
pub use password::PasswordCost;
pub use plugin::PluginChat;
pub use post::{
    Around, ChannelUnreadAt, Collapsed, Deleted, Pinned, PostInfo, SetOnline, ThreadPage, Window,
    check_limits,
};
pub use realtime::Memberships;
pub use scheduled_post::Personal;
pub use search::{Found, Query, Search, Term, parse_search};
pub use status::Activity;
pub use team::{GuestInvitation, Invited, TeamPrivacy};
pub use team_member::{ADDED_AT_ONCE, Added, Listing, ThreadCounts};
pub use thread::{Following, People, ThreadsAsked, ThreadsWanted};

/// Which users a list is about; the same form the database takes.
pub use chinwag_store::user::list as user_list;

/// Takes events that are not tied to a row (typing, presence).
pub type Publish = Arc<dyn Fn(Vec<Event>) + Send + Sync>;

/// The parts an [`App`] is made of.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// Bytes of files.
    pub files: FileStore,
    /// Settings and where they are kept.
    pub config: ConfigFile,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Where events go that no row goes with.
    pub publish: Publish,
    /// Mail and HTTP of tests.
    pub outside: Outside,
    /// The newest lines of the log.
    pub logs: LogTail,
    /// What a new password's hash costs.
    pub password_cost: PasswordCost,
}

/// The chat. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
    /// The database; what is written through it is marked with `depth`.
    store: Store,
    /// How many plugins' calls led to what is done through this handle.
    depth: u8,
}

struct Inner {
    parts: Parts,
    roles: role::Roles,
    passwords: password::Hasher,
    sessions: auth::Sessions,
    mention_keys: MentionKeys,
    outside: outside::Built,
    busy: system::Busy,
    files_seen: system::FilesSeen,
    statuses: status::Statuses,
    outgoing: outgoing_webhook::Outgoing,
    /// Signs triggers; made once for the database.
    signing_key: String,
    /// Whether the first account is still to be made.
    empty: std::sync::atomic::AtomicBool,
    pictures: picture::Pictures,
    previews: file::PreviewWork,
    sending: upload::Sending,
    link_previews: link_preview::LinkPreviews,
    jobs: job::Jobs,
    throttle: throttle::Throttle,
    plugins: plugin::Slot,
}

/// Version of the API we speak, as clients compare it.
pub const API_VERSION: &str = "11.9.0";

impl App {
    /// Puts the chat together and fills in what a new database lacks (roles).
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn start(parts: Parts) -> chinwag_model::AppResult<Self> {
        let roles = role::Roles::load(&parts.store, parts.clock.now()).await?;
        let outgoing = outgoing_webhook::Outgoing::load(&parts.store).await?;
        let accounts = stored(parts.store.read(|tx| Box::pin(chinwag_store::user::count(tx))).await)?;
        let empty = std::sync::atomic::AtomicBool::new(accounts == 0);
        let fresh = chinwag_model::id::secret() + &chinwag_model::id::secret();
        let signing_key = stored(
            parts
                .store
                .write(move |tx| {
                    Box::pin(
                        async move { chinwag_store::system::get_or_set(tx, "signing_key", &fresh).await },
                    )
                })
                .await,
        )?
        .into_inner();
        let mention_keys = MentionKeys::load(&parts.store).await?;
        let statuses = status::Statuses::load(&parts.store).await?;
        let pictures =
            picture::Pictures::new(parts.config.current().FileSettings.max_image_decoder_concurrency);
        Ok(Self {
            store: parts.store.clone(),
            depth: 0,
            inner: Arc::new(Inner {
                roles,
                passwords: password::Hasher::new(parts.password_cost),
                sessions: auth::Sessions::new(),
                mention_keys,
                outside: outside::Built::default(),
                busy: system::Busy::default(),
                files_seen: system::FilesSeen::default(),
                statuses,
                outgoing,
                signing_key,
                empty,
                pictures,
                previews: file::PreviewWork::default(),
                sending: upload::Sending::default(),
                link_previews: link_preview::LinkPreviews::default(),
                jobs: job::Jobs::default(),
                throttle: throttle::Throttle::default(),
                plugins: plugin::Slot::default(),
                parts,
            }),
        })
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.inner.parts.clock.now()
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        self.inner.parts.clock.clone()
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// The store of files' bytes.
    #[must_use]
    pub fn file_store(&self) -> &FileStore {
        &self.inner.parts.files
    }

    /// The workers that decode pictures.
    #[must_use]
    pub fn pictures(&self) -> &picture::Pictures {
        &self.inner.pictures
    }

    /// Sends events that no row goes with.
    pub fn publish(&self, events: Vec<Event>) {
        (self.inner.parts.publish)(events);
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn check_database(&self) -> chinwag_model::AppResult<()> {
        stored(self.store().read(|tx| Box::pin(chinwag_store::system::get(tx, "server_id"))).await)?;
        Ok(())
    }
}
