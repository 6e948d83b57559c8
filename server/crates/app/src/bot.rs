//! Bots: accounts that programs act as, owned by a user or a plugin.

use chinwag_model::{
    AppError, AppResult, UserId,
    bot::{BOT_DESCRIPTION_MAX, Bot, BotPatch},
    page::Page,
    permission as p,
    user::{self, User, UserPatch, check_length},
};
use chinwag_store::bot::Wanted;

use crate::{
    Actor, App,
    error::refuse,
    password::check_password,
    session::end_all,
    stored,
    user::{AccountState, change::user_updated, check_names, new_user_event, taken},
};

/// What the actor wants to do with a bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Read,
    Manage,
}

impl App {
    /// Whether `bot` is a bot that the actor manages: their own, or anybody's by permission.
    pub(crate) async fn manages_bot(&self, actor: &Actor, bot: UserId) -> AppResult<bool> {
        let owner = stored(self.store().read(move |tx| Box::pin(chinwag_store::bot::owner(tx, bot))).await)?;
        Ok(owner.is_some_and(|owner| self.holds_bot_permission(actor, &owner, Purpose::Manage)))
    }

    fn holds_bot_permission(&self, actor: &Actor, owner: &str, purpose: Purpose) -> bool {
        let own = !actor.user_id().is_empty() && owner == actor.user_id().as_str();
        let permission = match (purpose, own) {
            (Purpose::Read, true) => p::READ_BOTS,
            (Purpose::Read, false) => p::READ_OTHERS_BOTS,
            (Purpose::Manage, true) => p::MANAGE_BOTS,
            (Purpose::Manage, false) => p::MANAGE_OTHERS_BOTS,
        };
        self.can(actor, permission)
    }

    /// A bot the actor may read or manage; one they may not even read is not there for them.
    async fn access_bot(&self, actor: &Actor, id: UserId, purpose: Purpose) -> AppResult<Bot> {
        let missing = || AppError::new(404, "store.sql_bot.get.missing.app_error", "There is no such bot.");
        let bot = stored(self.store().read(move |tx| Box::pin(chinwag_store::bot::get(tx, id))).await)?
            .ok_or_else(missing)?;
        if self.holds_bot_permission(actor, &bot.owner_id, purpose) {
            return Ok(bot);
        }
        if self.holds_bot_permission(actor, &bot.owner_id, Purpose::Read) {
            return Err(AppError::permission(p::MANAGE_OTHERS_BOTS));
        }
        Err(missing())
    }

    /// One bot; a disabled one only when asked for.
    ///
    /// # Errors
    /// 404.
    pub async fn bot(&self, actor: &Actor, id: UserId, disabled_too: Disabled) -> AppResult<Bot> {
        let bot = self.access_bot(actor, id, Purpose::Read).await?;
        if bot.delete_at > 0 && disabled_too == Disabled::Hidden {
            return Err(AppError::new(404, "store.sql_bot.get.missing.app_error", "This bot is disabled."));
        }
        Ok(bot)
    }

    /// A page of the bots the actor may read.
    ///
    /// # Errors
    /// 403 for those who may read none.
    pub async fn bots(&self, actor: &Actor, mut wanted: Wanted, page: Page) -> AppResult<Vec<Bot>> {
        if !self.can(actor, p::READ_OTHERS_BOTS) {
            self.access_system(actor, p::READ_BOTS)?;
            wanted.owner_id = actor.require_user()?.to_string();
        }
        stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::bot::list(tx, &wanted, page).await }))
                .await,
        )
    }

    /// Makes a bot of the actor's.
    ///
    /// # Errors
    /// 403 without the permission or when switched off, 400 when a field is wrong or the name is taken.
    pub async fn do_create_bot(&self, actor: &Actor, draft: BotPatch) -> AppResult<Bot> {
        self.access_system(actor, p::CREATE_BOT)?;
        if !self.config().ServiceSettings.enable_bot_account_creation {
            return Err(AppError::forbidden(
                "api.bot.create_disabled",
                "Making bots is switched off (ServiceSettings.EnableBotAccountCreation).",
            ));
        }
        let owner = actor.require_user()?.to_string();
        self.make_bot(actor, draft, owner).await
    }

    /// Makes a bot that belongs to a user or a plugin; the right to is settled.
    pub(crate) async fn make_bot(&self, actor: &Actor, draft: BotPatch, owner: String) -> AppResult<Bot> {
        let now = self.now();
        let username = user::check_username(draft.username.as_deref().unwrap_or_default())?;
        let account = User {
            id: UserId::generate(),
            create_at: now,
            update_at: now,
            email: format!("{username}@localhost"),
            email_verified: true,
            username,
            first_name: draft.display_name.unwrap_or_default().trim().to_owned(),
            roles: "system_user".into(),
            notify_props: Some(chinwag_model::notify::UserNotifyProps::default()),
            locale: self.config().LocalizationSettings.default_client_locale.clone(),
            is_bot: true,
            bot_description: draft.description.unwrap_or_default(),
            ..User::default()
        };
        check_names(&account)?;
        check_length("description", &account.bot_description, BOT_DESCRIPTION_MAX)?;
        let bot = bot_of(&account, owner, now);
        let row = bot.clone();
        let audit = self.record(actor, "create_bot", format!("user_id={}", bot.user_id));
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        taken(tx, &account).await?;
                        chinwag_store::user::insert(tx, &account, "").await?;
                        chinwag_store::bot::insert(tx, &row).await?;
                        tx.emit(new_user_event(&account));
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        Ok(bot)
    }

    /// Changes names and description of a bot.
    ///
    /// # Errors
    /// 404, 403, or 400 when a field is wrong or the name is taken.
    pub async fn do_patch_bot(&self, actor: &Actor, id: UserId, patch: BotPatch) -> AppResult<Bot> {
        let mut bot = self.access_bot(actor, id, Purpose::Manage).await?;
        if let Some(name) = &patch.username {
            bot.username = user::check_username(name)?;
        }
        if let Some(name) = patch.display_name {
            bot.display_name = name.trim().to_owned();
            check_length("display_name", &bot.display_name, user::NAME_MAX)?;
        }
        if let Some(description) = patch.description {
            check_length("description", &description, BOT_DESCRIPTION_MAX)?;
            bot.description = description;
        }
        let shown = bot.clone();
        let changed = self
            .change_user(id, move |user| {
                user.username = shown.username;
                user.first_name = shown.display_name;
                user.bot_description = shown.description;
                Ok(())
            })
            .await?;
        bot.update_at = changed.update_at;
        self.write_bot(bot).await
    }

    async fn write_bot(&self, bot: Bot) -> AppResult<Bot> {
        let row = bot.clone();
        stored(
            self.store()
                .write(move |tx| Box::pin(async move { chinwag_store::bot::update(tx, &row).await }))
                .await,
        )?;
        Ok(bot)
    }

    /// Enables or disables a bot.
    ///
    /// # Errors
    /// 404 or 403.
    pub async fn do_set_bot_state(&self, actor: &Actor, id: UserId, state: AccountState) -> AppResult<Bot> {
        let mut bot = self.access_bot(actor, id, Purpose::Manage).await?;
        let now = self.now();
        bot.delete_at = if state == AccountState::Active { 0 } else { now };
        bot.update_at = now;
        self.set_active(actor, id, state).await?;
        self.write_bot(bot).await
    }

    /// Gives a bot to another owner.
    ///
    /// # Errors
    /// 404 or 403; 400 when the new owner is a bot or not active.
    pub async fn do_assign_bot(&self, actor: &Actor, id: UserId, owner: UserId) -> AppResult<Bot> {
        let mut bot = self.access_bot(actor, id, Purpose::Manage).await?;
        let account = self.user(owner).await?;
        if account.is_bot || !account.is_active() {
            return Err(AppError::forbidden(
                "api.context.permissions.app_error",
                "A bot can belong only to a person whose account is active.",
            ));
        }
        bot.owner_id = owner.to_string();
        bot.update_at = self.now();
        self.write_bot(bot).await
    }

    /// Turns a person's account into a bot: its sessions end, and nobody can log in with its password.
    ///
    /// # Errors
    /// 403, 404; 400 for an administrator or the actor themself.
    pub async fn do_convert_user_to_bot(&self, actor: &Actor, id: UserId) -> AppResult<Bot> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        let account = self.user(id).await?;
        if account.is_bot {
            return Err(AppError::bad_request(
                "api.user.convert_user_to_bot.already.app_error",
                "This account is a bot already.",
            ));
        }
        if actor.is(id) {
            return Err(AppError::bad_request(
                "api.user.convert_user_to_bot.self.app_error",
                "You cannot turn your own account into a bot.",
            ));
        }
        let (now, privacy) = (self.now(), self.general_privacy());
        let audit = self.record(actor, "convert_user_to_bot", format!("user_id={id}"));
        // Like Mattermost, the bot belongs to itself until it is assigned to somebody.
        let bot = stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let mut user = chinwag_store::user::get(tx, id)
                            .await?
                            .ok_or_else(|| refuse(AppError::not_found("user")))?;
                        user.is_bot = true;
                        user.update_at = now;
                        user.first_name = user.display_name();
                        chinwag_store::user::update(tx, &user).await?;
                        chinwag_store::user::set_password(tx, id, "", now).await?;
                        let bot = bot_of(&user, id.to_string(), now);
                        chinwag_store::bot::insert(tx, &bot).await?;
                        end_all(tx, id).await?;
                        user_updated(&user, privacy).into_iter().for_each(|event| tx.emit(event));
                        chinwag_store::audit::insert(tx, &audit).await?;
                        Ok(bot)
                    })
                })
                .await,
        )?
        .into_inner();
        self.forget_sessions();
        Ok(bot)
    }

    /// Turns a bot into a person's account, who logs in with the password given.
    ///
    /// # Errors
    /// 403, 404; 400 without a good password or when another field is wrong.
    pub async fn do_convert_bot_to_user(
        &self,
        actor: &Actor,
        id: UserId,
        patch: UserPatch,
        rank: NewRank,
    ) -> AppResult<User> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        self.access_bot(actor, id, Purpose::Manage).await?;
        let password = patch.password.clone().unwrap_or_default();
        check_password(&password, &self.config().PasswordSettings)?;
        let hash = self.inner.passwords.hash(password).await?;
        let change = self.check_patch(patch)?;
        let user = self
            .change_user(id, move |user| {
                change(user);
                user.is_bot = false;
                user.bot_description.clear();
                if rank == NewRank::Admin {
                    user.roles = "system_admin system_user".into();
                }
                Ok(())
            })
            .await?;
        let now = self.now();
        let audit = self.record(actor, "convert_bot_to_user", format!("user_id={id}"));
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::bot::delete(tx, id).await?;
                        chinwag_store::user::set_password(tx, id, &hash, now).await?;
                        chinwag_store::audit::insert(tx, &audit).await?;
                        Ok(())
                    })
                })
                .await,
        )?;
        self.forget_sessions();
        Ok(user)
    }
}

/// What a bot becomes as a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewRank {
    /// As it was.
    Same,
    /// System administrator.
    Admin,
}

/// Whether a disabled bot is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disabled {
    /// It is.
    Shown,
    /// It is not.
    Hidden,
}

fn bot_of(user: &User, owner_id: String, now: chinwag_model::Millis) -> Bot {
    Bot {
        user_id: user.id,
        username: user.username.clone(),
        display_name: user.first_name.clone(),
        description: user.bot_description.clone(),
        owner_id,
        last_icon_update: 0,
        create_at: now,
        update_at: now,
        delete_at: user.delete_at,
    }
}
