//! Messages: reading, writing, searching.
//!
//! Reading those of public channels needs `posts:read`, of private ones and direct messages `posts:read-private` as
//! well; writing needs `posts:write`, changing those of others, and writing in their names, `posts:moderate`.
//! At most 60 posts a minute (`limits.posts_per_minute`).

use crate::macros::{ask, record};
#[cfg(target_arch = "wasm32")]
use crate::macros::{many, one};
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::{posts as contract, types};
use crate::{Json, Millis, Page, Result};

record! {
    /// A message in a channel.
    Post = types::Post {
        /// Its id.
        id: String,
        /// When it was posted.
        create_at: Millis,
        /// When anything about it changed last.
        update_at: Millis,
        /// When its text was changed; 0 for never.
        edit_at: Millis,
        /// When it was deleted; 0 for never.
        delete_at: Millis,
        /// Its author.
        user_id: String,
        /// Its channel.
        channel_id: String,
        /// Root of the thread; empty for a root post.
        root_id: String,
        /// Markdown, at most 16,383 characters.
        message: String,
        /// Empty for a person's message; `custom_…` for types a web bundle draws; `system_…` are the server's own.
        #[serde(rename = "type")]
        kind: String,
        /// At most 800,000 bytes.
        props: Json,
        /// Space-separated, each with its `#`.
        hashtags: String,
        /// Its files.
        file_ids: Vec<String>,
        /// Whether it is pinned to its channel.
        is_pinned: bool,
        /// What API v4 knows of it beside this.
        extra: Json,
    }
}

record! {
    /// What a new post is made of.
    ///
    /// ```
    /// use chinwag_plugin::prelude::*;
    /// # let chat = chinwag_plugin::testing::Chat::new();
    /// # let bot = bots::ensure("helper", "Helper", "")?;
    /// # let town = chat.add_channel("town");
    ///
    /// let root = posts::create(Draft::to(&town.id, "Hello").by(&bot.user_id))?;
    /// let reply = posts::create(Draft::to(&town.id, "And more").by(&bot.user_id).in_thread(&root.id))?;
    /// assert_eq!(reply.root_id, root.id);
    /// # Ok::<(), Error>(())
    /// ```
    Draft = contract::Draft {
        /// Where.
        channel_id: String,
        /// Author; one of the plugin's bots. Empty for the plugin's first bot.
        user_id: String,
        /// Root of the thread; empty for none.
        root_id: String,
        /// Markdown.
        message: String,
        /// `custom_…`, or empty.
        #[serde(rename = "type")]
        kind: String,
        /// Attachments and the like.
        props: Json,
        /// Files made with [`files`](crate::files).
        file_ids: Vec<String>,
    }
}

impl Draft {
    /// A message to a channel, by the plugin's first bot.
    #[must_use]
    pub fn to(channel_id: impl Into<String>, message: impl Into<String>) -> Self {
        Self { channel_id: channel_id.into(), message: message.into(), ..Self::default() }
    }

    /// By this author.
    #[must_use]
    pub fn by(mut self, user_id: impl Into<String>) -> Self {
        self.user_id = user_id.into();
        self
    }

    /// As a reply.
    #[must_use]
    pub fn in_thread(mut self, root_id: impl Into<String>) -> Self {
        self.root_id = root_id.into();
        self
    }

    /// Of a kind that a web bundle draws; it must begin with `custom_`.
    #[must_use]
    pub fn of_kind(mut self, kind: impl Into<String>) -> Self {
        self.kind = kind.into();
        self
    }

    /// With props.
    #[must_use]
    pub fn with_props(mut self, props: impl Into<Json>) -> Self {
        self.props = props.into();
        self
    }

    /// With a file.
    #[must_use]
    pub fn with_file(mut self, id: impl Into<String>) -> Self {
        self.file_ids.push(id.into());
        self
    }
}

/// Which of a channel's posts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Window {
    /// Newest first, by pages.
    Latest(Page),
    /// Changed since, deleted ones included.
    Since(Millis),
    /// So many before this post, newest first.
    Before(String, u32),
    /// So many after this post.
    After(String, u32),
}

#[cfg(target_arch = "wasm32")]
impl From<Window> for contract::Window {
    fn from(window: Window) -> Self {
        match window {
            Window::Latest(page) => Self::Latest(page.into()),
            Window::Since(time) => Self::Since(time),
            Window::Before(id, limit) => Self::Before((id, limit)),
            Window::After(id, limit) => Self::After((id, limit)),
        }
    }
}

ask! {
    /// Posts a message.
    ///
    /// # Errors
    /// When the author is none of the plugin's bots, or the channel is not there or archived, or the text is too long.
    create(draft: Draft) -> Result<Post> { one(contract::create(&draft.into())) } else post_create;

    /// Replaces the text of a post and, when not empty, its props.
    ///
    /// # Errors
    /// When it is not there, or not the plugin's own and `posts:moderate` was not granted.
    update(id: &str, message: &str, props: &Json) -> Result<Post> {
        one(contract::update(id, message, props.as_str()))
    } else post_update;

    /// Deletes a post.
    ///
    /// # Errors
    /// As [`update`].
    delete(id: &str) -> Result<()> { one(contract::delete(id)) } else post_delete;

    /// A post.
    ///
    /// # Errors
    /// When it is not there, or in a channel the plugin may not read.
    get(id: &str) -> Result<Post> { one(contract::get(id)) } else post_get;

    /// A thread: the root first, then its replies by time.
    ///
    /// # Errors
    /// As [`get`].
    thread(id: &str) -> Result<Vec<Post>> { many(contract::thread(id)) } else post_thread;

    /// Posts of a channel.
    ///
    /// # Errors
    /// When the plugin may not read the channel.
    of_channel(channel_id: &str, window: Window) -> Result<Vec<Post>> {
        many(contract::of_channel(channel_id, &window.into()))
    } else posts_of_channel;

    /// Searches as a person would, with the operators people use.
    ///
    /// # Errors
    /// When the person or the team is not there.
    search(user_id: &str, team_id: &str, terms: &str, limit: u32) -> Result<Vec<Post>> {
        many(contract::search(user_id, team_id, terms, limit))
    } else post_search;

    /// Pins a post to its channel.
    ///
    /// # Errors
    /// As [`update`].
    pin(id: &str) -> Result<()> { one(contract::pin(id)) } else post_pin;

    /// Takes the pin away.
    ///
    /// # Errors
    /// As [`update`].
    unpin(id: &str) -> Result<()> { one(contract::unpin(id)) } else post_unpin;

    /// Shows a message to one person only; it is kept nowhere.
    ///
    /// ```
    /// use chinwag_plugin::prelude::*;
    /// # let chat = chinwag_plugin::testing::Chat::new();
    /// # let (ann, town) = (chat.add_user("ann"), chat.add_channel("town"));
    /// # bots::ensure("helper", "Helper", "")?;
    /// posts::send_ephemeral(&ann.id, Draft::to(&town.id, "Only you see this."))?;
    /// # assert_eq!(chat.shown_to(&ann.id).len(), 1);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`create`].
    send_ephemeral(user_id: &str, draft: Draft) -> Result<Post> {
        one(contract::send_ephemeral(user_id, &draft.into()))
    } else ephemeral_send;

    /// Changes what [`send_ephemeral`] showed.
    ///
    /// # Errors
    /// As [`create`].
    update_ephemeral(user_id: &str, id: &str, draft: Draft) -> Result<Post> {
        one(contract::update_ephemeral(user_id, id, &draft.into()))
    } else ephemeral_update;

    /// Takes away what [`send_ephemeral`] showed.
    ///
    /// # Errors
    /// As [`create`].
    delete_ephemeral(user_id: &str, id: &str, channel_id: &str) -> Result<()> {
        one(contract::delete_ephemeral(user_id, id, channel_id))
    } else ephemeral_delete;
}
