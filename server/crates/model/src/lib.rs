//! Ids, entities and their API v4 JSON, roles and permissions, validation.
//!
//! Nothing here knows SQL, async, HTTP or wasm. One file a noun; the same noun has the same file name
//! in `store`, `app` and `http`. Start with [`id`], [`error`] and the noun you care for.

pub mod access_token;
pub mod audit;
pub mod bookmark;
pub mod bot;
pub mod category;
pub mod channel;
pub mod channel_member;
pub mod command;
pub mod config;
pub mod draft;
pub mod emoji;
pub mod error;
pub mod file;
pub mod id;
pub mod job;
pub mod link_preview;
pub mod notify;
pub mod page;
pub mod permission;
pub mod post;
pub mod preference;
pub mod reaction;
pub mod role;
pub mod scheduled_post;
pub mod session;
pub mod status;
pub mod team;
pub mod thread;
pub mod time;
pub mod timezone;
pub mod upload;
pub mod user;
pub mod webhook;

pub use error::{AppError, AppResult};
pub use id::{
    BookmarkId, BotId, CategoryId, ChannelId, CommandId, ConnectionId, DraftId, EmojiId, FileId, HookId, Id,
    JobId, PostId, RoleId, SessionId, TeamId, TokenId, UploadId, UserId,
};
pub use time::{Clock, Millis, SystemClock};

/// A JSON object, as props and other open-ended parts of entities hold it.
pub type JsonMap = serde_json::Map<String, serde_json::Value>;
