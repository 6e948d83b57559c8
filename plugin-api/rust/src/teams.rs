//! Teams and who is in them. Reading needs `teams:read`, changing `teams:write`.

use crate::macros::{ask, record};
#[cfg(target_arch = "wasm32")]
use crate::macros::{many, one};
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::{teams as contract, types};
use crate::{Json, Millis, Page, Result};

record! {
    /// A team.
    Team = types::Team {
        /// Its id.
        id: String,
        /// When it was made.
        create_at: Millis,
        /// When it was changed.
        update_at: Millis,
        /// When it was archived; 0 for never.
        delete_at: Millis,
        /// Its name in addresses.
        name: String,
        /// The name people see.
        display_name: String,
        /// What it is for.
        description: String,
        /// `O` open to everybody with an account, `I` by invitation.
        #[serde(rename = "type")]
        kind: String,
        /// Whether people may join it by themselves.
        allow_open_invite: bool,
        /// What API v4 knows of it beside this.
        extra: Json,
    }
}

record! {
    /// A membership of a team.
    TeamMember = types::TeamMember {
        /// The team.
        team_id: String,
        /// Who.
        user_id: String,
        /// Space-separated roles.
        roles: String,
        /// When they left; 0 while a member.
        delete_at: Millis,
        /// Whether they administrate it.
        scheme_admin: bool,
        /// Whether they are a guest.
        scheme_guest: bool,
    }
}

ask! {
    /// A team.
    ///
    /// ```
    /// # let chat = chinwag_plugin::testing::Chat::new();
    /// # let staff = chat.add_team("staff");
    /// assert_eq!(chinwag_plugin::teams::get(&staff.id)?.name, "staff");
    /// # Ok::<(), chinwag_plugin::Error>(())
    /// ```
    ///
    /// # Errors
    /// When it is not there.
    get(id: &str) -> Result<Team> { one(contract::get(id)) } else team_get;

    /// By its name in addresses.
    ///
    /// # Errors
    /// When it is not there.
    get_by_name(name: &str) -> Result<Team> { one(contract::get_by_name(name)) } else team_by_name;

    /// Every team, by pages.
    ///
    /// # Errors
    /// When `teams:read` was not granted.
    find(page: Page) -> Result<Vec<Team>> { many(contract::find(page.into())) } else teams_find;

    /// The teams of a person.
    ///
    /// # Errors
    /// When the person is not there.
    of_user(user_id: &str) -> Result<Vec<Team>> { many(contract::of_user(user_id)) } else teams_of_user;

    /// Makes a team; the object is the body of `POST /teams`.
    ///
    /// # Errors
    /// When a field is wrong or the name is taken.
    create(draft: &Json) -> Result<Team> { one(contract::create(draft.as_str())) } else team_create;

    /// Changes fields; the object is the body of `PUT /teams/{id}/patch`.
    ///
    /// # Errors
    /// When a field is wrong.
    update(id: &str, patch: &Json) -> Result<Team> { one(contract::update(id, patch.as_str())) } else team_update;

    /// Archives a team.
    ///
    /// # Errors
    /// When it is not there.
    archive(id: &str) -> Result<()> { one(contract::archive(id)) } else team_archive;

    /// A membership.
    ///
    /// # Errors
    /// When there is none.
    member(team_id: &str, user_id: &str) -> Result<TeamMember> { one(contract::member(team_id, user_id)) } else team_member;

    /// Who is in it.
    ///
    /// # Errors
    /// When it is not there.
    members(team_id: &str, page: Page) -> Result<Vec<TeamMember>> {
        many(contract::members(team_id, page.into()))
    } else team_members;

    /// Makes somebody a member.
    ///
    /// # Errors
    /// When the team or the person is not there, or another plugin refuses.
    add_member(team_id: &str, user_id: &str) -> Result<TeamMember> {
        one(contract::add_member(team_id, user_id))
    } else team_add_member;

    /// Ends a membership.
    ///
    /// # Errors
    /// When there is none.
    remove_member(team_id: &str, user_id: &str) -> Result<()> {
        one(contract::remove_member(team_id, user_id))
    } else team_remove_member;

    /// Sets a member's roles, space-separated.
    ///
    /// # Errors
    /// When there is no such member or role.
    set_member_roles(team_id: &str, user_id: &str, roles: &str) -> Result<()> {
        one(contract::set_member_roles(team_id, user_id, roles))
    } else team_set_member_roles;
}
