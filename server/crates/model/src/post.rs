//! Posts, lists of posts and the small parsers of a message (hashtags).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{
    ChannelId, FileId, JsonMap, Millis, PostId, UserId, emoji::Emoji, file::FileInfo, reaction::Reaction,
};

/// Most characters of a message.
pub const MESSAGE_MAX: usize = 16383;
/// Most files of a post.
pub const FILES_MAX: usize = 10;
/// Most bytes of props as JSON.
pub const PROPS_MAX: usize = 800_000;
/// Most characters of `pending_post_id`.
pub const PENDING_ID_MAX: usize = 128;
/// Within this many milliseconds a repeated `pending_post_id` gets the first answer.
pub const PENDING_WINDOW: Millis = 30_000;

/// Types of posts that the server writes itself begin with this.
pub const SYSTEM_PREFIX: &str = "system_";

/// A message in a channel.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Post {
    /// Id.
    pub id: PostId,
    /// When it was made.
    pub create_at: Millis,
    /// When it, its reactions or its thread changed last.
    pub update_at: Millis,
    /// When its message was edited last; 0 if never.
    pub edit_at: Millis,
    /// When it was deleted; 0 while alive.
    pub delete_at: Millis,
    /// Pinned to its channel.
    pub is_pinned: bool,
    /// Author.
    pub user_id: UserId,
    /// Channel.
    pub channel_id: ChannelId,
    /// Root of the thread; empty for a root post.
    pub root_id: PostId,
    /// The post this one is an older version of; empty for a current post.
    pub original_id: PostId,
    /// Markdown.
    pub message: String,
    /// "" for a person's message, else `system_…`, `slack_attachment`, `me`, `custom_…`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Open-ended.
    pub props: JsonMap,
    /// Space-separated hashtags, each with its `#`.
    pub hashtags: String,
    /// Files.
    pub file_ids: Vec<FileId>,
    /// The client's own id of the attempt, echoed.
    pub pending_post_id: String,
    /// Never set here, and left out then: clients declare a text that may be absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote_id: Option<String>,
    /// Replies to this root.
    pub reply_count: i64,
    /// Time of the newest reply.
    pub last_reply_at: Millis,
    /// People in the thread; null unless asked for.
    pub participants: Option<Vec<serde_json::Value>>,
    /// Whether the asking user follows the thread; absent unless asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_following: Option<bool>,
    /// Whether there is any reaction.
    #[serde(skip_serializing_if = "crate::user::is_false")]
    pub has_reactions: bool,
    /// What clients would otherwise ask for one by one.
    #[serde(skip_deserializing)]
    pub metadata: PostMetadata,
}

/// Files, reactions, emojis, embeds and picture sizes of a post.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PostMetadata {
    /// Previews.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub embeds: Vec<PostEmbed>,
    /// Custom emojis in the message and the reactions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub emojis: Vec<Emoji>,
    /// Files in the order of `file_ids`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileInfo>,
    /// Sizes of pictures in the message, by address.
    #[serde(skip_serializing_if = "HashMap::is_empty")]
    pub images: HashMap<String, PostImage>,
    /// Reactions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
}

/// A preview below a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostEmbed {
    /// `image`, `link`, `opengraph`, `message_attachment`, `permalink`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What is shown.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub url: String,
    /// Details by type.
    #[serde(skip_serializing_if = "serde_json::Value::is_null", default)]
    pub data: serde_json::Value,
}

/// Size of a picture in a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostImage {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// `png`, `gif`, ….
    pub format: String,
    /// Frames of an animation.
    pub frame_count: u32,
}

/// What `PUT /posts/{id}/patch` takes.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct PostPatch {
    /// Pin or unpin.
    pub is_pinned: Option<bool>,
    /// New message.
    pub message: Option<String>,
    /// New props (whole).
    pub props: Option<JsonMap>,
    /// New files (whole).
    pub file_ids: Option<Vec<FileId>>,
    /// Accepted and ignored: the server computes it.
    pub has_reactions: Option<bool>,
}

/// A page of posts: ids newest first, and the posts by id.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PostList {
    /// Ids, newest first.
    pub order: Vec<PostId>,
    /// Posts by id; may hold more than `order` (roots of replies).
    pub posts: HashMap<PostId, Post>,
    /// Id after the newest of this page; "" at the end.
    pub next_post_id: PostId,
    /// Id before the oldest of this page; "" at the end.
    pub prev_post_id: PostId,
    /// Whether more follow (threads and searches).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_next: Option<bool>,
    /// Always 0: nothing is hidden by a plan's limits.
    pub first_inaccessible_post_time: Millis,
}

impl PostList {
    /// A list in the order given.
    #[must_use]
    pub fn of(posts: Vec<Post>) -> Self {
        let order = posts.iter().map(|p| p.id).collect();
        Self { order, posts: posts.into_iter().map(|p| (p.id, p)).collect(), ..Self::default() }
    }

    /// Adds posts that are not part of the order.
    pub fn add_beside(&mut self, posts: impl IntoIterator<Item = Post>) {
        for post in posts {
            self.posts.entry(post.id).or_insert(post);
        }
    }
}

impl Post {
    /// Whether the server wrote it (joined, header changed, …).
    #[must_use]
    pub fn is_system(&self) -> bool {
        self.kind.starts_with(SYSTEM_PREFIX)
    }

    /// Whether it is the root of a thread or stands alone.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.root_id.is_empty()
    }

    /// Whether it counts as unread and towards a channel's totals: notices of joining and leaving do not.
    #[must_use]
    pub fn counts(&self) -> bool {
        !matches!(
            self.kind.as_str(),
            "system_join_leave"
                | "system_join_channel"
                | "system_leave_channel"
                | "system_join_team"
                | "system_leave_team"
                | "system_add_remove"
                | "system_add_to_channel"
                | "system_remove_from_channel"
                | "system_add_to_team"
                | "system_remove_from_team"
        )
    }

    /// A text property.
    #[must_use]
    pub fn prop(&self, key: &str) -> Option<&str> {
        self.props.get(key).and_then(serde_json::Value::as_str)
    }

    /// What is left of a deleted post for those who hold a copy.
    #[must_use]
    pub fn as_deleted(mut self, at: Millis) -> Self {
        self.delete_at = at;
        self.update_at = at;
        self.message.clear();
        self.file_ids.clear();
        self.props = JsonMap::new();
        self.metadata = PostMetadata::default();
        self
    }
}

/// Most hashtags of a message: more do not fit into the 1000 bytes they are kept in.
const TAGS_MAX: usize = 334;

/// The hashtags of a message, in order, without repeats: `#` and a letter, then letters, digits, `-`, `_`, `.`;
/// at least three characters in all; not in code.
#[must_use]
pub fn hashtags(message: &str) -> String {
    if !message.contains('#') {
        return String::new();
    }
    let mut tags: Vec<&str> = Vec::new();
    let prose = outside_code(message);
    for word in prose.split(char::is_whitespace) {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation() && !matches!(c, '#' | '_'));
        let Some(body) = word.strip_prefix('#') else { continue };
        let good = body.chars().next().is_some_and(char::is_alphabetic)
            && body.chars().count() >= 2
            && body.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if good && !tags.contains(&word) {
            tags.push(word);
            if tags.len() == TAGS_MAX {
                break;
            }
        }
    }
    let mut joined = String::new();
    for tag in tags {
        if joined.len() + tag.len() > 1000 {
            break;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(tag);
    }
    joined
}

/// The message with code blocks and code spans blanked out, so that names in code mention nobody.
#[must_use]
pub fn outside_code(message: &str) -> std::borrow::Cow<'_, str> {
    if !message.contains('`') && !message.contains("~~~") {
        return message.into();
    }
    let mut out = String::with_capacity(message.len());
    let mut fence: Option<&str> = None;
    for line in message.split_inclusive('\n') {
        let start = line.trim_start();
        let marker = ["```", "~~~"].into_iter().find(|m| start.starts_with(m));
        match (fence, marker) {
            (None, Some(m)) if m == "~~~" || !start[3..].contains('`') => fence = Some(m),
            (Some(open), Some(m)) if open == m => fence = None,
            (Some(_), _) => {}
            (None, _) => push_without_spans(line, &mut out),
        }
        if out.as_bytes().last().is_some_and(|b| *b != b'\n') && line.ends_with('\n') {
            out.push('\n');
        }
    }
    out.into()
}

fn push_without_spans(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(open) = rest.find('`') {
        let ticks = rest[open..].bytes().take_while(|b| *b == b'`').count();
        let fence = &rest[open..open + ticks];
        let after = &rest[open + ticks..];
        let Some(close) = after.find(fence) else { break };
        out.push_str(&rest[..open]);
        out.push(' ');
        rest = &after[close + ticks..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashtags_are_found_in_prose_and_not_in_code_or_numbers() {
        assert_eq!(hashtags("go #one, (#two-x) #1 #a ## `#code` #one"), "#one #two-x");
        assert_eq!(hashtags("```\n#inside\n```\n#outside"), "#outside");
        assert_eq!(hashtags("#größe #日本"), "#größe #日本");
    }

    #[test]
    fn code_is_blanked_and_unclosed_ticks_are_text() {
        assert_eq!(outside_code("a `@bob` b"), "a   b");
        assert_eq!(outside_code("a `@bob b"), "a `@bob b");
        assert_eq!(outside_code("x\n```\n@bob\n```\ny").replace('\n', "|"), "x|y");
    }
}
