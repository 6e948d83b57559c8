//! Bots. Needs `bots`; a plugin changes only its own.

use crate::macros::{ask, record};
#[cfg(target_arch = "wasm32")]
use crate::macros::{many, one};
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::bots as contract;
use crate::{Millis, Page, Result};

record! {
    /// A bot.
    Bot = contract::Bot {
        /// The account it acts as.
        user_id: String,
        /// Its name.
        username: String,
        /// The name people see.
        display_name: String,
        /// What it is for.
        description: String,
        /// The plugin's id, or a user's.
        owner_id: String,
        /// When it was made.
        create_at: Millis,
        /// When it was changed.
        update_at: Millis,
        /// When it was deactivated; 0 while active.
        delete_at: Millis,
    }
}

ask! {
    /// The plugin's bot of this name: made when it is not there, brought up to date when it is. Cheap enough to be
    /// called at every start.
    ///
    /// ```
    /// use chinwag_plugin::prelude::*;
    /// # let chat = chinwag_plugin::testing::Chat::new();
    /// let bot = bots::ensure("welcome", "Welcome", "Greets whoever comes.")?;
    /// assert_eq!(bots::ensure("welcome", "Welcome", "Greets whoever comes.")?.user_id, bot.user_id);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// When a person, or another plugin's bot, has the name.
    ensure(username: &str, display_name: &str, description: &str) -> Result<Bot> {
        one(contract::ensure(username, display_name, description))
    } else bot_ensure;

    /// A bot.
    ///
    /// # Errors
    /// When it is not there.
    get(user_id: &str) -> Result<Bot> { one(contract::get(user_id)) } else bot_get;

    /// The plugin's bots.
    ///
    /// # Errors
    /// When `bots` was not granted.
    find(page: Page) -> Result<Vec<Bot>> { many(contract::find(page.into())) } else bot_find;

    /// Lets a bot act again.
    ///
    /// # Errors
    /// When it is not the plugin's own.
    enable(user_id: &str) -> Result<Bot> { one(contract::set_active(user_id, true)) } else bot_enable;

    /// Stops a bot from acting; what it wrote stays.
    ///
    /// # Errors
    /// When it is not the plugin's own.
    disable(user_id: &str) -> Result<Bot> { one(contract::set_active(user_id, false)) } else bot_disable;

    /// Gives it a picture (PNG, JPEG, GIF, WebP or BMP).
    ///
    /// # Errors
    /// When the bytes are no picture.
    set_picture(user_id: &str, picture: &[u8]) -> Result<()> { one(contract::set_picture(user_id, picture)) } else bot_set_picture;
}
