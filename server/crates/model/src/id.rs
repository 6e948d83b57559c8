//! Ids: 26 characters `[a-z0-9]`, ordered by time of creation.
//!
//! 48 bits of milliseconds, 24 of a counter and 56 random ones, written in base 32 with digits in ASCII order, so that new rows
//! land at the right end of every index and sorting by id is sorting by time (decision 0002). Secrets never come
//! from here: see [`secret`].

use std::{
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    str::FromStr,
    sync::atomic::{AtomicU32, Ordering},
};

use rand::RngCore;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Number of characters of every id.
pub const ID_LEN: usize = 26;

const DIGITS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";

/// An id of one kind of thing, or empty (`""`), which API v4 writes for "none".
pub struct Id<K> {
    bytes: [u8; ID_LEN],
    kind: PhantomData<fn() -> K>,
}

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` is not an id: an id has 26 characters, each a lower-case letter or a digit")]
pub struct NotAnId {
    /// The refused text, cut to 64 characters.
    pub value: String,
}

impl<K> Id<K> {
    /// The empty id, which stands for "none".
    pub const EMPTY: Self = Self { bytes: [0; ID_LEN], kind: PhantomData };

    /// A new id that sorts after every id this process made before.
    #[must_use]
    pub fn generate() -> Self {
        Self::at(now_ms())
    }

    /// A new id whose time part is `at` (milliseconds since 1970).
    #[must_use]
    pub fn at(at: u64) -> Self {
        let order = ORDER.fetch_add(1, Ordering::Relaxed) & 0x00ff_ffff;
        let random = rand::rng().next_u64() >> 8;
        let value = u128::from(at & 0xffff_ffff_ffff) << 80 | u128::from(order) << 56 | u128::from(random);
        Self { bytes: encode(value), kind: PhantomData }
    }

    /// Whether this is the empty id.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes[0] == 0
    }

    /// The id as text; `""` when empty.
    #[must_use]
    pub fn as_str(&self) -> &str {
        if self.is_empty() { "" } else { std::str::from_utf8(&self.bytes).unwrap_or_default() }
    }

    /// The same characters as an id of another kind (a bot's id is its user's id).
    #[must_use]
    pub fn cast<L>(self) -> Id<L> {
        Id { bytes: self.bytes, kind: PhantomData }
    }

    /// `None` when empty.
    #[must_use]
    pub fn some(self) -> Option<Self> {
        if self.is_empty() { None } else { Some(self) }
    }
}

/// Counts ids, so that those of one process and millisecond sort in the order they were made.
static ORDER: AtomicU32 = AtomicU32::new(0);

fn now_ms() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_millis() as u64)
}

fn encode(mut value: u128) -> [u8; ID_LEN] {
    let mut out = [0u8; ID_LEN];
    for slot in out.iter_mut().rev() {
        *slot = DIGITS[(value & 31) as usize];
        value >>= 5;
    }
    out
}

/// Whether `text` has the form of an id. Ids made by other servers (imports) use more letters than ours.
#[must_use]
pub fn is_id(text: &str) -> bool {
    text.len() == ID_LEN && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// 26 characters with 130 unpredictable bits: session tokens, access tokens, invite ids, web hook ids.
#[must_use]
pub fn secret() -> String {
    let mut random = [0u8; ID_LEN];
    rand::rng().fill_bytes(&mut random);
    random.iter().map(|b| DIGITS[usize::from(b & 31)] as char).collect()
}

impl<K> FromStr for Id<K> {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.is_empty() {
            return Ok(Self::EMPTY);
        }
        if !is_id(text) {
            return Err(NotAnId { value: text.chars().take(64).collect() });
        }
        let mut bytes = [0; ID_LEN];
        bytes.copy_from_slice(text.as_bytes());
        Ok(Self { bytes, kind: PhantomData })
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> Default for Id<K> {
    fn default() -> Self {
        Self::EMPTY
    }
}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.bytes.cmp(&other.bytes)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}
impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}
impl<K> AsRef<str> for Id<K> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}
impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<K>(PhantomData<K>);
        impl<K> de::Visitor<'_> for Visitor<K> {
            type Value = Id<K>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id of 26 characters, or an empty text")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Id<K>, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor(PhantomData))
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $alias:ident = $kind:ident;)*) => {
        /// Marker types that keep ids of different things apart.
        pub mod kind {
            $(#[doc = concat!("Marks a [`", stringify!($kind), "`](super::", stringify!($alias), ") id.")] pub enum $kind {})*
        }
        $($(#[$doc])* pub type $alias = Id<kind::$kind>;)*
    };
}

kinds! {
    /// Id of a user (or of the user behind a bot).
    UserId = User;
    /// Id of a team.
    TeamId = Team;
    /// Id of a channel.
    ChannelId = Channel;
    /// Id of a post.
    PostId = Post;
    /// Id of an uploaded file.
    FileId = File;
    /// Id of an upload that comes in pieces.
    UploadId = Upload;
    /// Id of a session.
    SessionId = Session;
    /// Id of a personal access token (not the token).
    TokenId = Token;
    /// Id of a role.
    RoleId = Role;
    /// Id of an incoming or outgoing web hook; it is also the secret part of an incoming hook's address.
    HookId = Hook;
    /// Id of a custom slash command.
    CommandId = Command;
    /// Id of a custom emoji.
    EmojiId = Emoji;
    /// Id of a bot: the same characters as its user's id.
    BotId = Bot;
    /// Id of a WebSocket connection.
    ConnectionId = Connection;
    /// Id of a custom sidebar category (default categories have longer, derived ids).
    CategoryId = Category;
    /// Id of a bookmark of a channel.
    BookmarkId = Bookmark;
    /// Id of a draft or scheduled post.
    DraftId = Draft;
    /// Id of a job.
    JobId = Job;
}

impl<K> Id<K> {
    /// An id that cannot be guessed, for things whose id is their secret (incoming web hooks, connections).
    #[must_use]
    pub fn unguessable() -> Self {
        let mut bytes = [0; ID_LEN];
        bytes.copy_from_slice(secret().as_bytes());
        Self { bytes, kind: PhantomData }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_made_later_sorts_after_an_earlier_one() {
        let early: PostId = Id::at(1_700_000_000_000);
        let late: PostId = Id::at(1_700_000_000_001);
        assert!(early < late && early.as_str() < late.as_str());
        let same: Vec<PostId> = (0..100).map(|_| Id::at(1_700_000_000_000)).collect();
        assert!(same.is_sorted(), "ids of one millisecond sort in the order they were made");
        assert!(is_id(early.as_str()));
    }

    #[test]
    fn a_text_of_the_wrong_shape_is_refused_with_the_text_in_the_words() {
        let err = "Me".parse::<UserId>().unwrap_err();
        assert!(err.to_string().contains("`Me`"), "{err}");
        assert!("ABCDEFGHIJKLMNOPQRSTUVWXYZ".parse::<UserId>().is_err());
        assert_eq!("".parse::<UserId>().unwrap(), UserId::EMPTY);
        let other_server = "ybndrfg8ejkmcpqxot1uwisza3";
        assert_eq!(other_server.parse::<UserId>().unwrap().as_str(), other_server);
    }

    #[test]
    fn secrets_differ() {
        assert_ne!(secret(), secret());
        assert!(is_id(&secret()));
    }
}
