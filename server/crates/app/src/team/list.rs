//! Finding teams: by id, by name, in lists and by words.

use chinwag_model::{AppError, AppResult, TeamId, page::Page, permission as p, team::Team};
use chinwag_store::team::Which;

use crate::{Actor, App, stored};

impl App {
    /// A team as its members see it, or an open one as everybody does.
    ///
    /// # Errors
    /// 404 when there is no such team, 403 for a closed one the actor is not in.
    pub async fn shown_team_by_id(&self, actor: &Actor, id: TeamId) -> AppResult<Team> {
        let team = self.team(id).await?;
        self.show_if_visible(actor, team).await
    }

    /// A team by name; see [`shown_team_by_id`](Self::shown_team_by_id).
    ///
    /// # Errors
    /// 404 or 403.
    pub async fn shown_team_by_name(&self, actor: &Actor, name: &str) -> AppResult<Team> {
        let team = self.find_team(name).await?.ok_or_else(|| {
            AppError::new(
                404,
                "app.team.get_by_name.missing.app_error",
                format!("There is no team `{}`.", name.chars().take(64).collect::<String>()),
            )
        })?;
        self.show_if_visible(actor, team).await
    }

    async fn find_team(&self, name: &str) -> AppResult<Option<Team>> {
        let wanted = name.to_lowercase();
        stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::team::by_name(tx, &wanted).await }))
                .await,
        )
    }

    async fn show_if_visible(&self, actor: &Actor, team: Team) -> AppResult<Team> {
        let open = team.allow_open_invite && team.kind == "O" && self.can(actor, p::LIST_PUBLIC_TEAMS);
        if open || self.can_in_team(actor, team.id, p::VIEW_TEAM).await? {
            return self.shown_team(actor, team).await;
        }
        Err(AppError::permission(p::VIEW_TEAM))
    }

    /// Whether there is a team of this name, as far as the actor may know.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn team_exists(&self, actor: &Actor, name: &str) -> AppResult<bool> {
        let Some(team) = self.find_team(name).await? else { return Ok(false) };
        let listed = if team.allow_open_invite { p::LIST_PUBLIC_TEAMS } else { p::LIST_PRIVATE_TEAMS };
        Ok(self.can(actor, listed) || self.can_in_team(actor, team.id, p::VIEW_TEAM).await?)
    }

    /// A page of the teams that hold `term` among those the actor may list, and how many there are; none for those who
    /// may list none (guests).
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn search_teams(&self, actor: &Actor, term: String, page: Page) -> AppResult<(Vec<Team>, i64)> {
        match self.list_teams(actor, term, page).await {
            Err(error) if error.status_code == 403 => Ok((Vec::new(), 0)),
            other => other,
        }
    }

    /// A page of the teams that hold `term` (all when it is empty) among those the actor may list, and how many there
    /// are.
    ///
    /// # Errors
    /// 403 for those who may list none (guests).
    pub async fn list_teams(&self, actor: &Actor, term: String, page: Page) -> AppResult<(Vec<Team>, i64)> {
        let which = match (self.can(actor, p::LIST_PUBLIC_TEAMS), self.can(actor, p::LIST_PRIVATE_TEAMS)) {
            (true, true) => Which::All,
            (true, false) => Which::OpenInvite(true),
            (false, true) => Which::OpenInvite(false),
            (false, false) => {
                return Err(AppError::forbidden(
                    "api.team.get_all_teams.insufficient_permissions",
                    "You may not list teams; somebody must invite you.",
                ));
            }
        };
        let (teams, total) = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        Ok((
                            chinwag_store::team::search(tx, which, &term, page).await?,
                            chinwag_store::team::count_found(tx, which, &term).await?,
                        ))
                    })
                })
                .await,
        )?;
        Ok((self.shown_teams(actor, teams).await?, total))
    }
}
