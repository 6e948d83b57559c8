//! Teams and membership of teams.

use serde::{Deserialize, Serialize};

use crate::{AppError, AppResult, Millis, TeamId, UserId};

/// Most characters of a team's name in addresses.
pub const TEAM_NAME_MAX: usize = 64;
/// Most characters of a team's display name.
pub const TEAM_DISPLAY_NAME_MAX: usize = 64;
/// Most characters of a team's description.
pub const TEAM_DESCRIPTION_MAX: usize = 255;

/// A team: a set of people and their channels.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Team {
    /// Id.
    pub id: TeamId,
    /// When it was made.
    pub create_at: Millis,
    /// When it changed last.
    pub update_at: Millis,
    /// When it was archived; 0 while alive.
    pub delete_at: Millis,
    /// Shown to people.
    pub display_name: String,
    /// Part of addresses.
    pub name: String,
    /// Free text.
    pub description: String,
    /// Contact address; hidden from those who may not manage the team.
    pub email: String,
    /// `O` open, `I` by invitation.
    #[serde(rename = "type")]
    pub kind: String,
    /// Unused by us, part of the form.
    pub company_name: String,
    /// Space- or comma-separated mail domains that may join; empty for all.
    pub allowed_domains: String,
    /// Secret of the invite link; hidden from those who may not invite.
    pub invite_id: String,
    /// Whether anybody on the server may join.
    pub allow_open_invite: bool,
    /// When the icon changed last.
    #[serde(skip_serializing_if = "crate::user::is_zero")]
    pub last_team_icon_update: Millis,
    /// Permission scheme; always null here.
    pub scheme_id: Option<String>,
    /// Always null here.
    pub group_constrained: Option<bool>,
    /// Always null here.
    pub policy_id: Option<String>,
    /// Always false here.
    pub cloud_limits_archived: bool,
}

/// What `PUT /teams/{id}/patch` takes.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct TeamPatch {
    /// New display name.
    pub display_name: Option<String>,
    /// New description.
    pub description: Option<String>,
    /// New company name.
    pub company_name: Option<String>,
    /// New list of mail domains.
    pub allowed_domains: Option<String>,
    /// Whether anybody may join.
    pub allow_open_invite: Option<bool>,
    /// Not supported here; ignored.
    pub group_constrained: Option<bool>,
}

/// One user in one team.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TeamMember {
    /// Team.
    pub team_id: TeamId,
    /// User.
    pub user_id: UserId,
    /// Space-separated role names in force (scheme roles and explicit ones).
    pub roles: String,
    /// When the user left; 0 while a member.
    pub delete_at: Millis,
    /// Has the guest role.
    pub scheme_guest: bool,
    /// Has the member role.
    pub scheme_user: bool,
    /// Has the administrator role.
    pub scheme_admin: bool,
    /// Roles given by name.
    pub explicit_roles: String,
    /// When the user joined.
    #[serde(skip_serializing_if = "crate::user::is_zero")]
    pub create_at: Millis,
}

impl TeamMember {
    /// Puts [`roles`](Self::roles) together from the scheme flags and the explicit roles.
    #[must_use]
    pub fn with_roles(mut self) -> Self {
        self.roles = scheme_roles(
            "team",
            SchemeRoles { guest: self.scheme_guest, user: self.scheme_user, admin: self.scheme_admin },
            &self.explicit_roles,
        );
        self
    }
}

/// The three flags that stand for the roles of a scope.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SchemeRoles {
    /// Guest.
    #[serde(rename = "scheme_guest")]
    pub guest: bool,
    /// Member.
    #[serde(rename = "scheme_user")]
    pub user: bool,
    /// Administrator.
    #[serde(rename = "scheme_admin")]
    pub admin: bool,
}

/// Role names of a scope (`team` or `channel`) followed by the explicit ones.
#[must_use]
pub fn scheme_roles(scope: &str, scheme: SchemeRoles, explicit: &str) -> String {
    let mut roles: Vec<String> = explicit.split_whitespace().map(str::to_owned).collect();
    for (on, suffix) in [(scheme.guest, "guest"), (scheme.user, "user"), (scheme.admin, "admin")] {
        if on {
            roles.push(format!("{scope}_{suffix}"));
        }
    }
    roles.join(" ")
}

/// Unread counts of a team for one user.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TeamUnread {
    /// Team.
    pub team_id: TeamId,
    /// Unread posts.
    pub msg_count: i64,
    /// Mentions among them.
    pub mention_count: i64,
    /// Mentions in root posts.
    pub mention_count_root: i64,
    /// Unread root posts.
    pub msg_count_root: i64,
    /// Followed threads with something unread.
    pub thread_count: i64,
    /// Mentions in followed threads.
    pub thread_mention_count: i64,
    /// Urgent mentions in followed threads; priorities are not offered, so 0.
    pub thread_urgent_mention_count: i64,
}

/// How many members a team has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamStats {
    /// Team.
    pub team_id: TeamId,
    /// Members, deactivated ones too.
    pub total_member_count: i64,
    /// Members whose accounts are active.
    pub active_member_count: i64,
}

/// Names that mean something else as the first part of an address.
pub const RESERVED_TEAM_NAMES: [&str; 19] = [
    "admin",
    "api",
    "channel",
    "claim",
    "error",
    "files",
    "help",
    "landing",
    "login",
    "mfa",
    "oauth",
    "plug",
    "plugins",
    "post",
    "signup",
    "static",
    "boards",
    "playbooks",
    "hooks",
];

/// Checks a team's name for addresses.
///
/// # Errors
/// 400 with the rule that was broken.
pub fn check_team_name(name: &str) -> AppResult<String> {
    let refuse = |why: String| {
        Err(AppError::bad_request(
            "model.team.is_valid.characters.app_error",
            format!("Team name `{name}` {why}"),
        ))
    };
    if name.len() < 2 || name.len() > TEAM_NAME_MAX {
        return refuse(format!("must have 2 to {TEAM_NAME_MAX} characters."));
    }
    if !is_url_name(name) {
        return refuse(
            "may hold only lower-case letters, digits, - and _, and begins and ends with a letter or digit."
                .into(),
        );
    }
    if RESERVED_TEAM_NAMES
        .iter()
        .any(|r| name == *r || (r.len() > 4 && name.starts_with(r) && name[r.len()..].starts_with('_')))
    {
        return refuse("is reserved; choose another.".into());
    }
    Ok(name.to_owned())
}

/// Lower-case letters, digits, `-`, `_`, with a letter or digit at both ends.
#[must_use]
pub fn is_url_name(name: &str) -> bool {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    edge(name.chars().next())
        && edge(name.chars().last())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}
