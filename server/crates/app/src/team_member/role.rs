//! What members are in a team: guests, members, administrators, and roles given by name.

use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, TeamId, UserId, permission as p,
    team::{SchemeRoles, TeamMember},
};

use super::leave::no_member;
use crate::{Actor, App, error::refuse, stored};

/// Roles asked for: those of the scope by flags, and the others by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct WantedRoles {
    pub(crate) scheme: SchemeRoles,
    pub(crate) explicit: Option<String>,
}

impl App {
    /// Reads space-separated role names of a scope (`team`, `channel`).
    ///
    /// # Errors
    /// 400 for an unknown role or one of another scope.
    pub(crate) fn check_scope_roles(&self, scope: &str, roles: &str) -> AppResult<WantedRoles> {
        self.check_role_names(roles)?;
        let known = self.roles();
        let mut scheme = SchemeRoles::default();
        let mut explicit = Vec::new();
        for name in roles.split_whitespace() {
            match name.strip_prefix(scope).and_then(|rest| rest.strip_prefix('_')) {
                Some("user") => scheme.user = true,
                Some("admin") => scheme.admin = true,
                Some("guest") => scheme.guest = true,
                _ if known.iter().any(|r| r.name == name && r.scheme_managed) => {
                    return Err(AppError::bad_request(
                        format!("api.channel.update_{scope}_member_roles.scheme_role.app_error"),
                        format!("The role `{name}` cannot be given in a {scope}."),
                    ));
                }
                _ => explicit.push(name),
            }
        }
        Ok(WantedRoles { scheme, explicit: Some(explicit.join(" ")) })
    }

    /// Sets the roles of a member by name.
    ///
    /// # Errors
    /// 404 when there is no such team or member, 403 without the permission, 400 for a wrong role.
    pub async fn do_set_team_member_roles(
        &self,
        actor: &Actor,
        team: TeamId,
        user: UserId,
        roles: &str,
    ) -> AppResult<TeamMember> {
        self.access_team(actor, team, p::MANAGE_TEAM_ROLES).await?;
        let wanted = self.check_scope_roles("team", roles)?;
        self.set_team_roles(team, user, wanted).await
    }

    /// Sets the roles of a member by flags.
    ///
    /// # Errors
    /// As [`do_set_team_member_roles`](Self::do_set_team_member_roles).
    pub async fn do_set_team_scheme_roles(
        &self,
        actor: &Actor,
        team: TeamId,
        user: UserId,
        scheme: SchemeRoles,
    ) -> AppResult<TeamMember> {
        self.access_team(actor, team, p::MANAGE_TEAM_ROLES).await?;
        self.set_team_roles(team, user, WantedRoles { scheme, explicit: None }).await
    }

    async fn set_team_roles(&self, team: TeamId, user: UserId, wanted: WantedRoles) -> AppResult<TeamMember> {
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let mut member = chinwag_store::team_member::get(tx, team, user)
                            .await?
                            .filter(|m| m.delete_at == 0)
                            .ok_or_else(|| refuse(no_member()))?;
                        check_standing("team", member.scheme_guest, wanted.scheme).map_err(refuse)?;
                        member.scheme_user = !member.scheme_guest;
                        member.scheme_admin = wanted.scheme.admin;
                        if let Some(explicit) = wanted.explicit {
                            member.explicit_roles = explicit;
                        }
                        let member = member.with_roles();
                        chinwag_store::team_member::upsert(tx, &member).await?;
                        tx.emit(Event::new("memberrole_updated").with_json("member", &member).to_user(user));
                        Ok(member)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }
}

/// A guest stays a guest and is no administrator: whether somebody is one is decided for the whole server.
pub(crate) fn check_standing(scope: &str, is_guest: bool, wanted: SchemeRoles) -> AppResult<()> {
    let refused = |what: &str, message: &str| {
        Err(AppError::bad_request(
            format!("api.channel.update_{scope}_member_roles.{what}.app_error"),
            message,
        ))
    };
    if wanted.guest && (wanted.user || wanted.admin) {
        return refused("guest_and_user", "Nobody is a guest and a member at once.");
    }
    if is_guest && (wanted.user || wanted.admin) || !is_guest && wanted.guest {
        return refused(
            "changing_guest_role",
            "Whether somebody is a guest is changed for the whole server (promote or demote the account).",
        );
    }
    Ok(())
}
