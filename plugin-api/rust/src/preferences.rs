//! People's preferences. Reading needs `preferences:read`, changing `preferences:write`.

use crate::Result;
use crate::macros::{ask, record};
#[cfg(target_arch = "wasm32")]
use crate::macros::{many, one};
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::preferences as contract;

record! {
    /// A preference.
    Preference = contract::Preference {
        /// What it is about.
        category: String,
        /// Which.
        name: String,
        /// What was chosen.
        value: String,
    }
}

impl Preference {
    /// A preference.
    #[must_use]
    pub fn new(category: impl Into<String>, name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { category: category.into(), name: name.into(), value: value.into() }
    }
}

impl From<(String, String, String)> for Preference {
    fn from((category, name, value): (String, String, String)) -> Self {
        Self { category, name, value }
    }
}

#[cfg(target_arch = "wasm32")]
fn lower(preferences: &[Preference]) -> Vec<contract::Preference> {
    preferences.iter().cloned().map(Into::into).collect()
}

ask! {
    /// All of a person's, or those of a category.
    ///
    /// ```
    /// use chinwag_plugin::{preferences::{self, Preference}, prelude::*};
    /// # let chat = chinwag_plugin::testing::Chat::new();
    /// # let ann = chat.add_user("ann");
    /// preferences::set(&ann.id, &[Preference::new("display_settings", "use_military_time", "true")])?;
    /// assert_eq!(preferences::of_user(&ann.id, "display_settings")?[0].value, "true");
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// When the person is not there.
    of_user(user_id: &str, category: &str) -> Result<Vec<Preference>> {
        many(contract::of_user(user_id, category))
    } else preferences_of_user;

    /// Sets some.
    ///
    /// # Errors
    /// When the person is not there.
    set(user_id: &str, preferences: &[Preference]) -> Result<()> {
        one(contract::set(user_id, &lower(preferences)))
    } else preferences_set;

    /// Deletes some; their values do not matter.
    ///
    /// # Errors
    /// When the person is not there.
    delete(user_id: &str, preferences: &[Preference]) -> Result<()> {
        one(contract::delete(user_id, &lower(preferences)))
    } else preferences_delete;
}
