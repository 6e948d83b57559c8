//! Plugins ask about people: accounts, statuses, preferences, roles, bots.

use async_trait::async_trait;
use bytes::Bytes;
use chinwag_model::{
    AppError, AppResult, Millis, TeamId, UserId,
    bot::{Bot, BotPatch},
    page::Page,
    preference::Preference,
    role::Role,
    status::{CustomStatus, Status},
    user::{NewUser, User, UserPatch},
};
use chinwag_plugin_contract::{BotSpec, Caller, Paging, People, Scope, UserFilter};
use chinwag_store::user::list::{Filter, State};
use serde_json::Value;

use super::{PluginChat, body, in_name_of, itself, shown};
use crate::{AccountState, Actor, App, Disabled, stored};

pub(super) fn page_of(page: Paging) -> Page {
    Page::new(page.page, page.per_page)
}

fn state_of(active: bool) -> AccountState {
    if active { AccountState::Active } else { AccountState::Inactive }
}

#[async_trait]
impl People for PluginChat {
    async fn user(&self, caller: &Caller, id: UserId) -> AppResult<User> {
        Ok(shown(caller, self.app(caller)?.user(id).await?))
    }

    async fn user_by_username(&self, caller: &Caller, username: &str) -> AppResult<User> {
        let user = self.app(caller)?.access_user_by_name(&itself(caller), username).await?;
        Ok(shown(caller, user))
    }

    async fn user_by_email(&self, caller: &Caller, email: &str) -> AppResult<User> {
        let user = self.app(caller)?.access_user_by_email(&itself(caller), email).await?;
        Ok(shown(caller, user))
    }

    async fn users(&self, caller: &Caller, mut ids: Vec<UserId>) -> AppResult<Vec<User>> {
        ids.truncate(200);
        let users = self.app(caller)?.users_by_ids(&itself(caller), ids).await?;
        Ok(users.into_iter().map(|user| shown(caller, user)).collect())
    }

    async fn find_users(&self, caller: &Caller, filter: UserFilter, page: Paging) -> AppResult<Vec<User>> {
        let state = if filter.active { State::Active } else { State::Any };
        let filter =
            Filter { in_team: filter.team_id, in_channel: filter.channel_id, state, ..Filter::default() };
        let users = self.app(caller)?.users(&itself(caller), filter, page_of(page)).await?;
        Ok(users.into_iter().map(|user| shown(caller, user)).collect())
    }

    async fn search_users(
        &self,
        caller: &Caller,
        term: &str,
        team: TeamId,
        limit: u32,
    ) -> AppResult<Vec<User>> {
        let filter = Filter { in_team: team, ..Filter::default() };
        let limit = i64::from(limit.clamp(1, 200));
        let users = self.app(caller)?.search_users(&itself(caller), term, filter, limit).await?;
        Ok(users.into_iter().map(|user| shown(caller, user)).collect())
    }

    async fn update_user(&self, caller: &Caller, id: UserId, patch: Value) -> AppResult<User> {
        let patch: UserPatch = body("patch", patch)?;
        Ok(shown(caller, self.app(caller)?.do_patch_user(&itself(caller), id, patch).await?))
    }

    async fn create_user(&self, caller: &Caller, draft: Value) -> AppResult<User> {
        let draft: NewUser = body("draft", draft)?;
        let user = self
            .app(caller)?
            .do_create_user(Some(&itself(caller)), draft, crate::Invitation::default())
            .await?;
        Ok(shown(caller, user))
    }

    async fn set_user_active(&self, caller: &Caller, id: UserId, active: bool) -> AppResult<()> {
        self.app(caller)?.do_set_active(&itself(caller), id, state_of(active)).await
    }

    async fn statuses(&self, caller: &Caller, mut ids: Vec<UserId>) -> AppResult<Vec<Status>> {
        ids.truncate(200);
        self.app(caller)?.statuses_of(ids).await
    }

    async fn set_status(&self, caller: &Caller, id: UserId, status: &str) -> AppResult<Status> {
        self.app(caller)?.do_set_status(&itself(caller), id, status, 0).await
    }

    async fn set_custom_status(
        &self,
        caller: &Caller,
        id: UserId,
        status: Option<(String, String, Millis)>,
    ) -> AppResult<()> {
        let app = self.app(caller)?;
        let Some((emoji, text, expires_at)) = status else {
            return app.do_clear_custom_status(&itself(caller), id).await;
        };
        let (duration, expires_at) = match chrono::DateTime::from_timestamp_millis(expires_at) {
            Some(time) if expires_at > 0 => ("date_and_time".to_owned(), time.to_rfc3339()),
            _ => (String::new(), String::new()),
        };
        let custom = CustomStatus { emoji, text, duration, expires_at };
        app.do_set_custom_status(&itself(caller), id, custom).await
    }

    async fn has_permission(
        &self,
        caller: &Caller,
        id: UserId,
        permission: &str,
        scope: Scope,
    ) -> AppResult<bool> {
        let app = self.app(caller)?;
        let actor = app.actor_for(app.user(id).await?);
        match scope {
            Scope::System => Ok(app.can(&actor, permission)),
            Scope::Team(team) => app.can_in_team(&actor, team, permission).await,
            Scope::Channel(channel) => {
                allowed(app.access_channel(&actor, channel, permission).await.map(|_| ()))
            }
        }
    }

    async fn preferences(&self, caller: &Caller, user: UserId, category: &str) -> AppResult<Vec<Preference>> {
        let (app, actor) = (self.app(caller)?, in_name_of(caller, user));
        if category.is_empty() {
            return app.preferences(&actor, user).await;
        }
        match app.preferences_of_category(&actor, user, category).await {
            Err(error) if error.status_code == 404 => Ok(Vec::new()),
            other => other,
        }
    }

    async fn set_preferences(
        &self,
        caller: &Caller,
        user: UserId,
        mut all: Vec<Preference>,
    ) -> AppResult<()> {
        all.iter_mut().for_each(|one| one.user_id = user);
        self.app(caller)?.do_set_preferences(&in_name_of(caller, user), user, all).await
    }

    async fn delete_preferences(
        &self,
        caller: &Caller,
        user: UserId,
        mut all: Vec<Preference>,
    ) -> AppResult<()> {
        all.iter_mut().for_each(|one| one.user_id = user);
        self.app(caller)?.do_delete_preferences(&in_name_of(caller, user), user, all).await
    }

    async fn role_by_name(&self, caller: &Caller, name: &str) -> AppResult<Role> {
        self.app(caller)?.role_by_name(name)
    }

    async fn roles(&self, caller: &Caller) -> AppResult<Vec<Role>> {
        Ok(self.app(caller)?.roles())
    }

    fn roles_grant(&self, names: &[String], permission: &str) -> bool {
        let session = chinwag_model::session::Session { roles: names.join(" "), ..Default::default() };
        self.app.can(&Actor::with_session(std::sync::Arc::new(session)), permission)
    }

    async fn ensure_bot(&self, caller: &Caller, spec: BotSpec) -> AppResult<Bot> {
        let app = self.app(caller)?;
        let patch = BotPatch {
            username: Some(spec.username.clone()),
            display_name: Some(spec.display_name.clone()),
            description: Some(spec.description.clone()),
        };
        let Some(user) = app.user_by_name(&spec.username.to_lowercase()).await? else {
            return app.make_bot(&itself(caller), patch, caller.plugin.clone()).await;
        };
        let bot = own_bot(&app, caller, user.id).await?;
        if bot.display_name == spec.display_name.trim()
            && bot.description == spec.description
            && bot.delete_at == 0
        {
            return Ok(bot);
        }
        if bot.delete_at > 0 {
            app.do_set_bot_state(&itself(caller), bot.user_id, AccountState::Active).await?;
        }
        app.do_patch_bot(&itself(caller), bot.user_id, patch).await
    }

    async fn bot(&self, caller: &Caller, id: UserId) -> AppResult<Bot> {
        self.app(caller)?.bot(&itself(caller), id, Disabled::Shown).await
    }

    async fn find_bots(&self, caller: &Caller, page: Paging) -> AppResult<Vec<Bot>> {
        let wanted = crate::WantedBots::default();
        self.app(caller)?.bots(&itself(caller), wanted, page_of(page)).await
    }

    async fn set_bot_active(&self, caller: &Caller, id: UserId, active: bool) -> AppResult<Bot> {
        let app = self.app(caller)?;
        own_bot(&app, caller, id).await?;
        app.do_set_bot_state(&itself(caller), id, state_of(active)).await
    }

    async fn set_bot_picture(&self, caller: &Caller, id: UserId, picture: Bytes) -> AppResult<()> {
        let app = self.app(caller)?;
        own_bot(&app, caller, id).await?;
        app.do_set_portrait(&itself(caller), id, picture).await
    }
}

/// A bot of the plugin's own.
async fn own_bot(app: &App, caller: &Caller, id: UserId) -> AppResult<Bot> {
    let owner = stored(app.store().read(move |tx| Box::pin(chinwag_store::bot::owner(tx, id))).await)?;
    if owner.as_deref() != Some(caller.plugin.as_str()) {
        return Err(AppError::forbidden(
            "plugin.bot.owner.app_error",
            format!(
                "The account `{id}` is not a bot of the plugin `{}`; a plugin changes only its own. Choose another name.",
                caller.plugin
            ),
        ));
    }
    app.bot(&itself(caller), id, Disabled::Shown).await
}

/// The first bot that belongs to the plugin.
pub(super) async fn first_bot(app: &App, caller: &Caller) -> AppResult<UserId> {
    let plugin = caller.plugin.clone();
    let found = stored(
        app.store()
            .read(move |tx| Box::pin(async move { chinwag_store::bot::first_of(tx, &plugin).await }))
            .await,
    )?;
    found.ok_or_else(|| {
        AppError::bad_request(
            "plugin.post.author.app_error",
            format!(
                "The post names no author, and the plugin `{}` has no bot yet; call bots.ensure first.",
                caller.plugin
            ),
        )
    })
}

/// Whether an account is a bot of the plugin.
pub(super) async fn is_own_bot(app: &App, caller: &Caller, id: UserId) -> AppResult<bool> {
    let owner = stored(app.store().read(move |tx| Box::pin(chinwag_store::bot::owner(tx, id))).await)?;
    Ok(owner.as_deref() == Some(caller.plugin.as_str()))
}

fn allowed(answer: AppResult<()>) -> AppResult<bool> {
    match answer {
        Ok(()) => Ok(true),
        Err(error) if error.status_code == 403 => Ok(false),
        Err(error) => Err(error),
    }
}
