//! People and bots. Reading needs `users:read`, addresses `users:email`, statuses of others `users:status`, changing
//! accounts `users:write`.

use crate::macros::{ask, record};
#[cfg(target_arch = "wasm32")]
use crate::macros::{many, one};
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::{types, users as contract};
use crate::{Json, Millis, Page, Result};

record! {
    /// A person or bot.
    User = types::User {
        /// Its id.
        id: String,
        /// When the account was made.
        create_at: Millis,
        /// When it was changed.
        update_at: Millis,
        /// When it was deactivated; 0 while active.
        delete_at: Millis,
        /// The name after the `@`.
        username: String,
        /// Empty unless the plugin may see addresses.
        email: String,
        /// What they are called.
        nickname: String,
        /// First name.
        first_name: String,
        /// Last name.
        last_name: String,
        /// What they do.
        position: String,
        /// Space-separated system roles.
        roles: String,
        /// Their language, such as `en`.
        locale: String,
        /// Whether it is a bot.
        is_bot: bool,
        /// Anything kept beside.
        props: Json,
        /// What API v4 knows of it beside this.
        extra: Json,
    }
}

record! {
    /// Whom to look for.
    Filter = contract::Filter {
        /// Only members of this team; empty for all.
        team_id: String,
        /// Only members of this channel; empty for all.
        channel_id: String,
        /// Only active ones.
        active: bool,
    }
}

record! {
    /// Whether somebody is there.
    Status = contract::Status {
        /// Who.
        user_id: String,
        /// `online`, `away`, `dnd`, `offline`.
        status: String,
        /// Whether they chose it.
        manual: bool,
        /// When they did something last.
        last_activity_at: Millis,
    }
}

impl User {
    /// The name to call them by: nickname, else first name, else username.
    ///
    /// ```
    /// # use chinwag_plugin::users::User;
    /// let ann = User { username: "ann".into(), first_name: "Ann".into(), ..User::default() };
    /// assert_eq!(ann.called(), "Ann");
    /// ```
    #[must_use]
    pub fn called(&self) -> &str {
        [&self.nickname, &self.first_name].into_iter().find(|name| !name.is_empty()).unwrap_or(&self.username)
    }
}

ask! {
    /// A person or bot.
    ///
    /// ```
    /// use chinwag_plugin::users;
    /// # let chat = chinwag_plugin::testing::Chat::new();
    /// # let ann = chat.add_user("ann");
    /// assert_eq!(users::get(&ann.id)?.username, "ann");
    /// assert!(users::get("nobody").unwrap_err().is_not_found());
    /// # Ok::<(), chinwag_plugin::Error>(())
    /// ```
    ///
    /// # Errors
    /// When it is not there.
    get(id: &str) -> Result<User> { one(contract::get(id)) } else user_get;

    /// By the name after the `@`.
    ///
    /// # Errors
    /// When there is none.
    get_by_username(username: &str) -> Result<User> { one(contract::get_by_username(username)) } else user_by_username;

    /// By the address. Needs `users:email`.
    ///
    /// # Errors
    /// When there is none.
    get_by_email(email: &str) -> Result<User> { one(contract::get_by_email(email)) } else user_by_email;

    /// Those that there are, in no order. At most 200.
    ///
    /// # Errors
    /// When there are more ids.
    get_many(ids: &[String]) -> Result<Vec<User>> { many(contract::get_many(ids)) } else users_get_many;

    /// A page of people, by name.
    ///
    /// # Errors
    /// When `users:read` was not granted.
    find(filter: &Filter, page: Page) -> Result<Vec<User>> {
        many(contract::find(&filter.clone().into(), page.into()))
    } else users_find;

    /// People whose names begin with the words, in a team (empty for all).
    ///
    /// # Errors
    /// When `users:read` was not granted.
    search(term: &str, team_id: &str, limit: u32) -> Result<Vec<User>> {
        many(contract::search(term, team_id, limit))
    } else users_search;

    /// Changes fields; the object is the body of API v4's `PUT /users/{id}/patch`.
    ///
    /// # Errors
    /// When a field is wrong.
    update(id: &str, patch: &Json) -> Result<User> { one(contract::update(id, patch.as_str())) } else user_update;

    /// Makes an account; the object is the body of `POST /users`.
    ///
    /// # Errors
    /// When a field is wrong, or the name or the address is taken.
    create(draft: &Json) -> Result<User> { one(contract::create(draft.as_str())) } else user_create;

    /// Lets somebody log in again.
    ///
    /// # Errors
    /// When they are not there.
    activate(id: &str) -> Result<()> { one(contract::set_active(id, true)) } else user_activate;

    /// Deactivates somebody: their sessions end, what they wrote stays.
    ///
    /// # Errors
    /// When they are not there.
    deactivate(id: &str) -> Result<()> { one(contract::set_active(id, false)) } else user_deactivate;

    /// Whether people are there. At most 200.
    ///
    /// # Errors
    /// When there are more ids.
    statuses(ids: &[String]) -> Result<Vec<Status>> { many(contract::statuses(ids)) } else user_statuses;

    /// Sets whether somebody is there: `online`, `away`, `dnd`, `offline`.
    ///
    /// # Errors
    /// When the word is another.
    set_status(id: &str, status: &str) -> Result<Status> { one(contract::set_status(id, status)) } else user_set_status;

    /// The custom status, an emoji and a text; `expires_at` 0 for never.
    ///
    /// # Errors
    /// When the text is too long.
    set_custom_status(id: &str, emoji: &str, text: &str, expires_at: Millis) -> Result<()> {
        one(contract::set_custom_status(id, emoji, text, expires_at))
    } else user_set_custom_status;

    /// Takes the custom status away.
    ///
    /// # Errors
    /// When they are not there.
    clear_custom_status(id: &str) -> Result<()> { one(contract::clear_custom_status(id)) } else user_clear_custom_status;

    /// Whether a person may do it: `permission` as API v4 names it, asked for the channel, the team or (both empty) the
    /// whole server.
    ///
    /// # Errors
    /// When they are not there.
    has_permission(id: &str, permission: &str, team_id: &str, channel_id: &str) -> Result<bool> {
        one(contract::has_permission(id, permission, team_id, channel_id))
    } else user_has_permission;
}
