//! Users as API v4 shows them, what others may see of them, and the rules for names and passwords.

use serde::{Deserialize, Serialize};

use crate::{AppError, AppResult, JsonMap, Millis, UserId, notify::UserNotifyProps};

/// Most characters of a username.
pub const USERNAME_MAX: usize = 64;
/// Most characters of an email address.
pub const EMAIL_MAX: usize = 128;
/// Most characters of first name, last name and nickname.
pub const NAME_MAX: usize = 64;
/// Most characters of a position.
pub const POSITION_MAX: usize = 128;
/// Most bytes of a password (argon2 takes more; a limit keeps hashing cheap).
pub const PASSWORD_MAX: usize = 72;

/// A person or the account of a bot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct User {
    /// Id.
    pub id: UserId,
    /// When the account was made.
    pub create_at: Millis,
    /// When anything of it changed last.
    pub update_at: Millis,
    /// When it was deactivated; 0 while active.
    pub delete_at: Millis,
    /// Unique, lower case.
    pub username: String,
    /// Id at an outside identity provider; unused by us but part of the form.
    #[serde(skip_deserializing)]
    pub auth_data: String,
    /// Name of an outside identity provider; empty for email and password.
    pub auth_service: String,
    /// Unique, lower case; empty when hidden by privacy settings.
    pub email: String,
    /// Whether the address was confirmed.
    #[serde(skip_serializing_if = "is_false")]
    pub email_verified: bool,
    /// Shown instead of the full name by setting.
    pub nickname: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Job title.
    pub position: String,
    /// Space-separated role names.
    pub roles: String,
    /// Open-ended; `customStatus` lives here as a string of JSON.
    #[serde(skip_serializing_if = "JsonMap::is_empty")]
    pub props: JsonMap,
    /// What to be told about. Hidden from others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notify_props: Option<UserNotifyProps>,
    /// When the password changed last. Hidden from others.
    #[serde(skip_serializing_if = "is_zero")]
    pub last_password_update: Millis,
    /// When the picture changed last; part of the picture's address.
    #[serde(skip_serializing_if = "is_zero")]
    pub last_picture_update: Millis,
    /// Failed logins since the last good one.
    #[serde(skip_serializing_if = "is_zero_i32")]
    pub failed_attempts: i32,
    /// Language, such as `en`.
    pub locale: String,
    /// `useAutomaticTimezone`, `automaticTimezone`, `manualTimezone`.
    pub timezone: Timezone,
    /// Whether a second factor is on.
    #[serde(skip_serializing_if = "is_false")]
    pub mfa_active: bool,
    /// Whether a bot stands behind this account.
    #[serde(skip_serializing_if = "is_false")]
    pub is_bot: bool,
    /// The bot's description.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub bot_description: String,
    /// When the bot's icon changed last.
    #[serde(skip_serializing_if = "is_zero")]
    pub bot_last_icon_update: Millis,
    /// Whether no welcome mail is wanted.
    pub disable_welcome_email: bool,
    /// When the user was last active.
    #[serde(skip_serializing_if = "is_zero")]
    pub last_activity_at: Millis,
}

/// Where the user's clock is; all texts, as clients expect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Timezone {
    /// "true" or "false".
    pub use_automatic_timezone: String,
    /// What the client detected.
    pub automatic_timezone: String,
    /// What the user chose.
    pub manual_timezone: String,
}

impl Default for Timezone {
    fn default() -> Self {
        Self {
            use_automatic_timezone: "true".into(),
            automatic_timezone: String::new(),
            manual_timezone: String::new(),
        }
    }
}

pub(crate) fn is_false(value: &bool) -> bool {
    !value
}
pub(crate) fn is_zero(value: &Millis) -> bool {
    *value == 0
}
fn is_zero_i32(value: &i32) -> bool {
    *value == 0
}

/// What `POST /users` takes. Unknown and read-only fields are ignored.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct NewUser {
    /// Wanted name.
    pub username: String,
    /// Address.
    pub email: String,
    /// Password in the clear.
    pub password: String,
    /// Optional.
    pub nickname: String,
    /// Optional.
    pub first_name: String,
    /// Optional.
    pub last_name: String,
    /// Optional.
    pub position: String,
    /// Optional.
    pub locale: String,
    /// Optional.
    pub timezone: Option<Timezone>,
    /// Optional.
    pub notify_props: Option<UserNotifyProps>,
    /// Optional.
    pub props: JsonMap,
    /// Optional: refused unless empty or `email`.
    pub auth_service: String,
    /// Whether the address counts as confirmed; honoured for administrators alone.
    pub email_verified: bool,
    /// Whether no welcome mail is wanted.
    pub disable_welcome_email: bool,
}

/// What `PUT /users/{id}/patch` takes; `None` leaves a field as it is.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct UserPatch {
    /// New name.
    pub username: Option<String>,
    /// New address.
    pub email: Option<String>,
    /// The present password, which a change of address by oneself requires.
    pub password: Option<String>,
    /// New nickname.
    pub nickname: Option<String>,
    /// New first name.
    pub first_name: Option<String>,
    /// New last name.
    pub last_name: Option<String>,
    /// New position.
    pub position: Option<String>,
    /// New props (whole).
    pub props: Option<JsonMap>,
    /// New notification settings (whole).
    pub notify_props: Option<UserNotifyProps>,
    /// New locale.
    pub locale: Option<String>,
    /// New time zone.
    pub timezone: Option<Timezone>,
}

impl User {
    /// Whether `role` is among the system roles.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.split_whitespace().any(|r| r == role)
    }

    /// A system administrator.
    #[must_use]
    pub fn is_system_admin(&self) -> bool {
        self.has_role("system_admin")
    }

    /// A guest sees only what they were invited to.
    #[must_use]
    pub fn is_guest(&self) -> bool {
        self.has_role("system_guest")
    }

    /// Not deactivated.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.delete_at == 0
    }

    /// Nickname, else full name, else username.
    #[must_use]
    pub fn display_name(&self) -> String {
        if !self.nickname.is_empty() {
            return self.nickname.clone();
        }
        let full = self.full_name();
        if full.is_empty() { self.username.clone() } else { full }
    }

    /// First and last name.
    #[must_use]
    pub fn full_name(&self) -> String {
        [self.first_name.as_str(), self.last_name.as_str()]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The view the user has of themself: everything but secrets.
    #[must_use]
    pub fn sanitized_for_self(mut self) -> Self {
        self.auth_data.clear();
        self.failed_attempts = 0;
        self
    }

    /// The view others have, with the privacy settings applied.
    #[must_use]
    pub fn sanitized_for_others(mut self, privacy: Privacy) -> Self {
        self.auth_data.clear();
        self.notify_props = None;
        self.last_password_update = 0;
        self.failed_attempts = 0;
        self.mfa_active = false;
        self.email_verified = false;
        if !privacy.show_email {
            self.email.clear();
        }
        if !privacy.show_full_name {
            self.first_name.clear();
            self.last_name.clear();
        }
        self
    }

    /// What the ETag of this user is made of.
    #[must_use]
    pub fn etag(&self, privacy: Privacy) -> String {
        format!("{}.{}.{}.{}", self.id, self.update_at, privacy.show_email, privacy.show_full_name)
    }
}

/// What others may see of a user (`PrivacySettings`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Privacy {
    /// `ShowEmailAddress`.
    pub show_email: bool,
    /// `ShowFullName`.
    pub show_full_name: bool,
}

impl Privacy {
    /// Everything is shown, as administrators see it.
    pub const OPEN: Self = Self { show_email: true, show_full_name: true };
}

/// Names nobody may take: they mean something else after an `@` or in addresses.
pub const RESERVED_USERNAMES: [&str; 6] = ["all", "channel", "here", "matterbot", "system", "me"];

/// Checks a username and gives it in its stored form (lower case, trimmed).
///
/// # Errors
/// 400 with the rule that was broken.
pub fn check_username(name: &str) -> AppResult<String> {
    let name = name.trim().to_lowercase();
    let refuse = |why: &str| {
        Err(AppError::bad_request(
            "model.user.is_valid.username.app_error",
            format!("Username `{name}` {why}"),
        ))
    };
    if name.is_empty() || name.len() > USERNAME_MAX {
        return refuse(&format!("must have 1 to {USERNAME_MAX} characters."));
    }
    if !name.starts_with(|c: char| c.is_ascii_alphanumeric())
        || !name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_'))
    {
        return refuse(
            "may hold only lower-case letters, digits, and the characters . - _, and begins with a letter or digit.",
        );
    }
    if RESERVED_USERNAMES.contains(&name.as_str()) {
        return refuse("is reserved; choose another.");
    }
    Ok(name)
}

/// Checks an email address and gives it in lower case.
///
/// # Errors
/// 400 when it has no `@` between two parts, or is too long.
pub fn check_email(email: &str) -> AppResult<String> {
    let email = email.trim().to_lowercase();
    let good = email.len() <= EMAIL_MAX
        && email
            .split_once('@')
            .is_some_and(|(local, host)| !local.is_empty() && !host.is_empty() && !host.contains('@'))
        && !email.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';'));
    if good {
        Ok(email)
    } else {
        Err(AppError::bad_request(
            "model.user.is_valid.email.app_error",
            format!(
                "`{}` is not an email address of at most {EMAIL_MAX} characters.",
                email.chars().take(64).collect::<String>()
            ),
        ))
    }
}

/// Checks a free text of limited length.
///
/// # Errors
/// 400 with the field and the limit.
pub fn check_length(field: &'static str, text: &str, max: usize) -> AppResult<()> {
    let n = text.chars().count();
    if n <= max {
        return Ok(());
    }
    Err(AppError::bad_request(
        format!("model.is_valid.{field}.app_error"),
        format!("{field} has {n} characters; at most {max} are allowed."),
    ))
}
