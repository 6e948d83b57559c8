//! Posts: writing, reading and deleting them. Files are uploaded first ([`crate::file`]); new posts are heard of
//! through [`crate::websocket`].

use std::collections::HashMap;
use std::ops::Deref;

use chinwag_model::post::Post;
use chinwag_model::{ChannelId, FileId, PostId};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

use crate::{Client, Result};

/// A post as the server told it: [`Post`] for reading, and the JSON with everything this client does not know.
#[derive(Clone, Debug)]
pub struct ToldPost {
    post: Post,
    json: Value,
}

impl Deref for ToldPost {
    type Target = Post;
    fn deref(&self) -> &Post {
        &self.post
    }
}

impl Serialize for ToldPost {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ToldPost {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let json = Value::deserialize(deserializer)?;
        let post = Post::deserialize(&json).map_err(de::Error::custom)?;
        Ok(Self { post, json })
    }
}

/// A page of posts.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct PostPage {
    /// Ids, newest first.
    #[serde(default)]
    pub order: Vec<PostId>,
    /// Posts by id; may hold more than `order`.
    #[serde(default)]
    pub posts: HashMap<PostId, ToldPost>,
}

impl PostPage {
    /// The posts in order, newest first.
    #[must_use]
    pub fn into_posts(mut self) -> Vec<ToldPost> {
        self.order.iter().filter_map(|id| self.posts.remove(id)).collect()
    }
}

/// A post to be made.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewPost {
    /// Where.
    pub channel_id: ChannelId,
    /// Markdown.
    pub message: String,
    /// The root of the thread; empty for a new one.
    #[serde(skip_serializing_if = "PostId::is_empty")]
    pub root_id: PostId,
    /// Files that were uploaded to the channel.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub file_ids: Vec<FileId>,
}

impl Client {
    /// A post by id.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn post_by_id(&self, id: PostId) -> Result<ToldPost> {
        self.get(&["posts", id.as_str()]).read().await
    }

    /// Writes a post, without making its author look present.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn create_post(&self, post: &NewPost) -> Result<ToldPost> {
        self.post(&["posts"]).query("set_online", false).json(post).read().await
    }

    /// A page of a channel's posts, newest first.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn channel_posts(&self, channel: ChannelId, page: usize, rows: usize) -> Result<PostPage> {
        self.get(&["channels", channel.as_str(), "posts"])
            .query("page", page)
            .query("per_page", rows)
            .read()
            .await
    }

    /// What was written or changed in a channel since a time (milliseconds), deleted posts too.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn channel_posts_since(&self, channel: ChannelId, since: i64) -> Result<PostPage> {
        self.get(&["channels", channel.as_str(), "posts"]).query("since", since).read().await
    }

    /// Deletes a post.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn delete_post(&self, post: PostId) -> Result<()> {
        self.delete(&["posts", post.as_str()]).done().await
    }
}
