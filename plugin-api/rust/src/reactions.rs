//! Reactions. Reading needs `posts:read`, changing those of the plugin's bots `reactions:write`.

use crate::macros::{ask, record};
#[cfg(target_arch = "wasm32")]
use crate::macros::{many, one};
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::{reactions as contract, types};
use crate::{Millis, Result};

record! {
    /// An emoji somebody put on a post.
    Reaction = types::Reaction {
        /// Who.
        user_id: String,
        /// On which post.
        post_id: String,
        /// The post's channel.
        channel_id: String,
        /// Without colons.
        emoji_name: String,
        /// When.
        create_at: Millis,
    }
}

ask! {
    /// Puts an emoji on a post.
    ///
    /// ```
    /// use chinwag_plugin::prelude::*;
    /// # let chat = chinwag_plugin::testing::Chat::new();
    /// # let bot = bots::ensure("helper", "Helper", "")?;
    /// # let post = posts::create(Draft::to(&chat.add_channel("town").id, "Hello"))?;
    /// reactions::add(&bot.user_id, &post.id, "wave")?;
    /// assert_eq!(reactions::of_post(&post.id)?[0].emoji_name, "wave");
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// When there is no such post or emoji.
    add(user_id: &str, post_id: &str, emoji_name: &str) -> Result<Reaction> {
        one(contract::add(user_id, post_id, emoji_name))
    } else reaction_add;

    /// Takes it back.
    ///
    /// # Errors
    /// When it is not there.
    remove(user_id: &str, post_id: &str, emoji_name: &str) -> Result<()> {
        one(contract::remove(user_id, post_id, emoji_name))
    } else reaction_remove;

    /// All on a post.
    ///
    /// # Errors
    /// When the plugin may not read the post.
    of_post(post_id: &str) -> Result<Vec<Reaction>> { many(contract::of_post(post_id)) } else reactions_of_post;
}
