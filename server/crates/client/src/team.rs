//! Teams and their members.

use chinwag_model::team::{Team, TeamMember};
use chinwag_model::{TeamId, UserId};
use serde::Serialize;
use serde_json::json;

use crate::{Client, Result};

/// Who may join a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Door {
    /// Everyone.
    #[serde(rename = "O")]
    Open,
    /// The invited.
    #[serde(rename = "I")]
    Invited,
}

/// A team to be made.
#[derive(Clone, Debug, Serialize)]
pub struct NewTeam {
    /// Part of addresses.
    pub name: String,
    /// Shown to people.
    pub display_name: String,
    /// Contact address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// Who may join.
    #[serde(rename = "type")]
    pub door: Door,
}

/// What a member of a team may do there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberRank {
    /// Take part.
    Member,
    /// Administer the team.
    Admin,
}

impl Client {
    /// A team by id.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn team(&self, id: TeamId) -> Result<Team> {
        self.get(&["teams", id.as_str()]).read().await
    }

    /// A team by the name in its address.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn team_by_name(&self, name: &str) -> Result<Team> {
        self.get(&["teams", "name", name]).read().await
    }

    /// A page of the teams the caller may see.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn teams(&self, page: usize, rows: usize) -> Result<Vec<Team>> {
        self.get(&["teams"]).query("page", page).query("per_page", rows).read().await
    }

    /// Teams with `term` in a name.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn search_teams(&self, term: &str) -> Result<Vec<Team>> {
        self.post(&["teams", "search"]).json(&json!({"term": term})).read().await
    }

    /// Makes a team.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn create_team(&self, team: &NewTeam) -> Result<Team> {
        self.post(&["teams"]).json(team).read().await
    }

    /// Changes the name people see.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn rename_team(&self, team: TeamId, display_name: &str) -> Result<Team> {
        self.put(&["teams", team.as_str(), "patch"]).json(&json!({"display_name": display_name})).read().await
    }

    /// Sets who may join.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn set_team_door(&self, team: TeamId, door: Door) -> Result<Team> {
        self.put(&["teams", team.as_str(), "privacy"]).json(&json!({"privacy": door})).read().await
    }

    /// Closes a team; it can be restored.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn archive_team(&self, team: TeamId) -> Result<()> {
        self.delete(&["teams", team.as_str()]).done().await
    }

    /// Removes a team and everything in it, for good.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn delete_team(&self, team: TeamId) -> Result<()> {
        self.delete(&["teams", team.as_str()]).query("permanent", true).done().await
    }

    /// Opens an archived team again.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn restore_team(&self, team: TeamId) -> Result<Team> {
        self.post(&["teams", team.as_str(), "restore"]).read().await
    }

    /// A page of a team's members.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn team_members(&self, team: TeamId, page: usize, rows: usize) -> Result<Vec<TeamMember>> {
        self.get(&["teams", team.as_str(), "members"])
            .query("page", page)
            .query("per_page", rows)
            .read()
            .await
    }

    /// Puts a user into a team.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn add_team_member(&self, team: TeamId, user: UserId) -> Result<TeamMember> {
        let body = json!({"team_id": team, "user_id": user});
        self.post(&["teams", team.as_str(), "members"]).json(&body).read().await
    }

    /// Takes a user out of a team.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn remove_team_member(&self, team: TeamId, user: UserId) -> Result<()> {
        self.delete(&["teams", team.as_str(), "members", user.as_str()]).done().await
    }

    /// Makes a member an administrator of the team, or an ordinary member again.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn set_team_member_rank(&self, team: TeamId, user: UserId, rank: MemberRank) -> Result<()> {
        let body =
            json!({"scheme_guest": false, "scheme_user": true, "scheme_admin": rank == MemberRank::Admin});
        self.put(&["teams", team.as_str(), "members", user.as_str(), "schemeRoles"]).json(&body).done().await
    }

    /// Sends invitations to a team by mail.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn invite_to_team(&self, team: TeamId, emails: &[String]) -> Result<()> {
        self.post(&["teams", team.as_str(), "invite", "email"]).json(&emails).done().await
    }
}
