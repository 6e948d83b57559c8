//! Bots: making, listing, changing them, and turning them into accounts and back. Their tokens are in
//! [`crate::access_token`].

use chinwag_model::UserId;
use chinwag_model::bot::{Bot, BotPatch};
use chinwag_model::user::User;
use serde::Serialize;
use serde_json::{Value, json};

use crate::user::Activity;
use crate::{Client, Result};

/// A bot to be made.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewBot {
    /// The username of its account.
    pub username: String,
    /// Shown to people.
    pub display_name: String,
    /// What it does.
    pub description: String,
}

/// Which bots to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct BotFilter {
    /// Disabled ones too.
    pub include_deleted: bool,
    /// Only those whose owner is deactivated.
    pub only_orphaned: bool,
}

/// The account a bot becomes. Empty fields keep what the bot had.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BotAsUser {
    /// Its address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// What it logs in with.
    pub password: String,
    /// Its new username.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub username: String,
}

impl Client {
    /// Makes a bot owned by the caller.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn create_bot(&self, bot: &NewBot) -> Result<Bot> {
        self.post(&["bots"]).json(bot).read().await
    }

    /// A page of bots.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn bots(&self, filter: BotFilter, page: usize, rows: usize) -> Result<Vec<Bot>> {
        self.get(&["bots"])
            .query("page", page)
            .query("per_page", rows)
            .query("include_deleted", filter.include_deleted)
            .query("only_orphaned", filter.only_orphaned)
            .read()
            .await
    }

    /// Changes a bot; fields that are `None` stay.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn patch_bot(&self, bot: UserId, patch: &BotPatch) -> Result<Bot> {
        // `null` is the empty text in API v4, so what stays must not be sent.
        let mut body = serde_json::to_value(patch).unwrap_or_default();
        if let Value::Object(fields) = &mut body {
            fields.retain(|_, value| !value.is_null());
        }
        self.put(&["bots", bot.as_str()]).json(&body).read().await
    }

    /// Lets a bot work, or stops it.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn set_bot_activity(&self, bot: UserId, activity: Activity) -> Result<Bot> {
        let verb = match activity {
            Activity::Active => "enable",
            Activity::Deactivated => "disable",
        };
        self.post(&["bots", bot.as_str(), verb]).read().await
    }

    /// Gives a bot to another owner.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn assign_bot(&self, bot: UserId, owner: UserId) -> Result<Bot> {
        self.post(&["bots", bot.as_str(), "assign", owner.as_str()]).read().await
    }

    /// Makes a bot of an account; it can no longer log in.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn convert_user_to_bot(&self, user: UserId) -> Result<Bot> {
        self.post(&["users", user.as_str(), "convert_to_bot"]).read().await
    }

    /// Makes an account of a bot.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn convert_bot_to_user(&self, bot: UserId, account: &BotAsUser, rank: Rank) -> Result<User> {
        let mut call = self.post(&["bots", bot.as_str(), "convert_to_user"]).json(&json!(account));
        if rank == Rank::SystemAdmin {
            call = call.query("set_system_admin", true);
        }
        call.read().await
    }
}

/// What an account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// An ordinary member.
    Member,
    /// An administrator of the whole server.
    SystemAdmin,
}
