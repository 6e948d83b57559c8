//! Custom emoji, and the lookup of standard ones.

use serde::{Deserialize, Serialize};

use crate::{EmojiId, Millis, UserId};

/// Most characters of an emoji's name.
pub const EMOJI_NAME_MAX: usize = 64;

/// A custom emoji.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Emoji {
    /// Id.
    pub id: EmojiId,
    /// When it was made.
    pub create_at: Millis,
    /// When it changed last.
    pub update_at: Millis,
    /// When it was deleted.
    pub delete_at: Millis,
    /// Who made it.
    pub creator_id: UserId,
    /// Short name without colons.
    pub name: String,
}

/// Whether `name` has the form of a short name.
#[must_use]
pub fn is_emoji_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= EMOJI_NAME_MAX
        && name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'+'))
}

/// Whether `name` is the short name of a standard emoji, with or without a skin tone.
#[must_use]
pub fn is_standard_emoji(name: &str) -> bool {
    if emojis::get_by_shortcode(name).is_some() || EXTRA.contains(&name) {
        return true;
    }
    TONES.iter().any(|tone| {
        name.strip_suffix(tone).and_then(emojis::get_by_shortcode).is_some_and(|e| e.skin_tones().is_some())
    })
}

const TONES: [&str; 5] = [
    "_light_skin_tone",
    "_medium_light_skin_tone",
    "_medium_skin_tone",
    "_medium_dark_skin_tone",
    "_dark_skin_tone",
];

/// Names that clients know beside the list of the `emojis` crate.
const EXTRA: [&str; 12] = [
    "mattermost",
    "slightly_smiling_face",
    "simple_smile",
    "thumbsup",
    "thumbsdown",
    "white_check_mark",
    "heavy_check_mark",
    "large_blue_circle",
    "thinking_face",
    "face_with_rolling_eyes",
    "upside_down_face",
    "hugging_face",
];
