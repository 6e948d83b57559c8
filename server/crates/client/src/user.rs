//! Users, logging in, passwords and sessions.

use chinwag_model::user::{NewUser, User};
use chinwag_model::{TeamId, UserId};
use serde_json::json;

use crate::{Client, Error, Result};

/// Whether an account may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// It may.
    Active,
    /// It may not; its sessions end.
    Deactivated,
}

/// Which users to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserFilter {
    /// Only members of this team; empty for all.
    pub in_team: TeamId,
    /// Only accounts in this state.
    pub activity: Option<Activity>,
}

impl Client {
    /// Logs in; the answer holds the token of the new session.
    ///
    /// # Errors
    /// Refused with 401 for a wrong name or password; else see [`crate::Error`].
    pub async fn login(&self, login_id: &str, password: &str, mfa_token: &str) -> Result<(User, String)> {
        let body = json!({"login_id": login_id, "password": password, "token": mfa_token});
        let (user, token) = self.post(&["users", "login"]).json(&body).read_with_header("token").await?;
        let token = token.ok_or_else(|| Error::Shape {
            call: "POST /users/login".to_owned(),
            reason: "the header `Token` is missing".to_owned(),
        })?;
        Ok((user, token))
    }

    /// Ends this client's session.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn logout(&self) -> Result<()> {
        self.post(&["users", "logout"]).done().await
    }

    /// The user this client acts as.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn me(&self) -> Result<User> {
        self.get(&["users", "me"]).read().await
    }

    /// A user by id.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn user(&self, id: UserId) -> Result<User> {
        self.get(&["users", id.as_str()]).read().await
    }

    /// A user by username.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn user_by_username(&self, username: &str) -> Result<User> {
        self.get(&["users", "username", username]).read().await
    }

    /// A user by email address.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn user_by_email(&self, email: &str) -> Result<User> {
        self.get(&["users", "email", email]).read().await
    }

    /// A page of users.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn users(&self, filter: UserFilter, page: usize, rows: usize) -> Result<Vec<User>> {
        let mut call = self.get(&["users"]).query("page", page).query("per_page", rows);
        if !filter.in_team.is_empty() {
            call = call.query("in_team", filter.in_team);
        }
        call = match filter.activity {
            Some(Activity::Active) => call.query("active", true),
            Some(Activity::Deactivated) => call.query("inactive", true),
            None => call,
        };
        call.read().await
    }

    /// Users by their ids; unknown ones are left out.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn users_by_ids(&self, ids: &[UserId]) -> Result<Vec<User>> {
        let mut users = Vec::with_capacity(ids.len());
        for some in ids.chunks(crate::PAGE_ROWS) {
            users.extend(self.post(&["users", "ids"]).json(&some).read::<Vec<User>>().await?);
        }
        Ok(users)
    }

    /// Makes an account.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn create_user(&self, user: &NewUser) -> Result<User> {
        self.post(&["users"]).json(user).read().await
    }

    /// Changes the email address.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn set_email(&self, user: UserId, email: &str) -> Result<User> {
        self.put(&["users", user.as_str(), "patch"]).json(&json!({"email": email})).read().await
    }

    /// Changes the username.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn set_username(&self, user: UserId, username: &str) -> Result<User> {
        self.put(&["users", user.as_str(), "patch"]).json(&json!({"username": username})).read().await
    }

    /// Lets an account be used, or not.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn set_activity(&self, user: UserId, activity: Activity) -> Result<()> {
        let body = json!({"active": activity == Activity::Active});
        self.put(&["users", user.as_str(), "active"]).json(&body).done().await
    }

    /// Sets the system roles, space-separated.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn set_system_roles(&self, user: UserId, roles: &str) -> Result<()> {
        self.put(&["users", user.as_str(), "roles"]).json(&json!({"roles": roles})).done().await
    }

    /// Sets a password; `current` is needed for one's own account.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn set_password(&self, user: UserId, current: &str, new: &str) -> Result<()> {
        let body = json!({"current_password": current, "new_password": new});
        self.put(&["users", user.as_str(), "password"]).json(&body).done().await
    }

    /// Mails a link with which the owner of the address chooses a new password.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn send_password_reset(&self, email: &str) -> Result<()> {
        self.post(&["users", "password", "reset", "send"]).json(&json!({"email": email})).done().await
    }

    /// Takes the address as verified.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn verify_email(&self, user: UserId) -> Result<()> {
        self.post(&["users", user.as_str(), "email", "verify", "member"]).done().await
    }

    /// Makes a guest an ordinary member.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn promote(&self, user: UserId) -> Result<()> {
        self.post(&["users", user.as_str(), "promote"]).done().await
    }

    /// Makes an ordinary member a guest.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn demote(&self, user: UserId) -> Result<()> {
        self.post(&["users", user.as_str(), "demote"]).done().await
    }

    /// Ends all sessions of a user.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn revoke_sessions(&self, user: UserId) -> Result<()> {
        self.post(&["users", user.as_str(), "sessions", "revoke", "all"]).done().await
    }

    /// Removes an account and everything it wrote, for good.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn delete_user(&self, user: UserId) -> Result<()> {
        self.delete(&["users", user.as_str()]).query("permanent", true).done().await
    }
}
