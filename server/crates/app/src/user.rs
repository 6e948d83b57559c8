//! Users: making accounts and looking them up.

pub(crate) mod change;
mod guest;
mod list;
mod picture;
mod recovery;
mod removal;

pub use change::AccountState;
pub use list::Completion;
pub use picture::Portrait;
pub use removal::Removal;

use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, UserId, permission as p,
    user::{self, NewUser, Privacy, User},
};

use crate::{Actor, App, error::refuse, password::check_password, stored};

/// What lets somebody without a session make an account.
#[derive(Debug, Clone, Default)]
pub struct Invitation {
    /// Secret of a team's invite link.
    pub invite_id: String,
    /// A token sent by mail.
    pub token: String,
}

impl App {
    /// One user, deactivated or not, without a check.
    ///
    /// # Errors
    /// 404.
    pub async fn user(&self, id: UserId) -> AppResult<User> {
        stored(self.store().read(move |tx| Box::pin(chinwag_store::user::get(tx, id))).await)?
            .ok_or_else(|| AppError::not_found("user"))
    }

    /// What the actor may see of others.
    #[must_use]
    pub fn privacy(&self, actor: &Actor) -> Privacy {
        if self.can(actor, p::MANAGE_SYSTEM) || self.can(actor, p::SYSCONSOLE_READ_USERS) {
            return Privacy::OPEN;
        }
        let settings = &self.config().PrivacySettings;
        Privacy { show_email: settings.show_email_address, show_full_name: settings.show_full_name }
    }

    /// A user as the actor may see them.
    #[must_use]
    pub fn shown(&self, actor: &Actor, user: User) -> User {
        if actor.is(user.id) {
            user.sanitized_for_self()
        } else {
            let keep = self.can(actor, p::MANAGE_SYSTEM).then(|| user.notify_props.clone()).flatten();
            let mut shown = user.sanitized_for_others(self.privacy(actor));
            shown.notify_props = keep;
            shown
        }
    }

    /// Users by id as the actor may see them; those they may not see are left out.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn users_by_ids(&self, actor: &Actor, ids: Vec<UserId>) -> AppResult<Vec<User>> {
        let users = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::user::by_ids(tx, &ids).await }))
                .await,
        )?;
        self.visible(actor, users).await
    }

    /// Makes an account. The first one becomes system administrator; later ones need an open server, an invitation
    /// or an administrator.
    ///
    /// # Errors
    /// 400 when a field is wrong or taken, 403 when accounts cannot be made this way, 501 when switched off.
    pub async fn do_create_user(
        &self,
        actor: Option<&Actor>,
        new: NewUser,
        invitation: Invitation,
    ) -> AppResult<User> {
        let by_admin =
            actor.is_some_and(|a| self.can(a, p::SYSCONSOLE_WRITE_USERS) || self.can(a, p::MANAGE_SYSTEM));
        let by_mail = match invitation.token.as_str() {
            "" => None,
            token => Some(self.invitation(token).await?),
        };
        if !by_admin {
            self.check_may_sign_up(&invitation).await?;
        }
        let mut draft = self.check_new_user(&new, by_admin || by_mail.is_some())?;
        if let Some(meant) = &by_mail {
            // The letter came to this address, so it is confirmed.
            draft.email.clone_from(&meant.email);
            draft.email_verified = true;
            if meant.is_for_guest() {
                draft.roles = "system_guest".into();
            }
        }
        let hash = self.inner.passwords.hash(new.password).await?;
        let joins = if invitation.invite_id.is_empty() { None } else { Some(invitation.invite_id.clone()) };
        let created = stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let mut user = draft;
                        taken(tx, &user).await?;
                        if chinwag_store::user::count(tx).await? == 0 {
                            user.roles = "system_admin system_user".into();
                        }
                        chinwag_store::user::insert(tx, &user, &hash).await?;
                        tx.emit(new_user_event(&user));
                        Ok(user)
                    })
                })
                .await,
        )?
        .into_inner();
        self.inner.empty.store(false, std::sync::atomic::Ordering::Relaxed);
        if let Some(meant) = by_mail {
            self.accept(&created, &invitation.token, meant).await?;
        }
        if let Some(invite_id) = joins {
            self.do_join_team_by_invite(created.id, &invite_id).await?;
        }
        self.after_user_created(&created).await?;
        Ok(created)
    }

    async fn check_may_sign_up(&self, invitation: &Invitation) -> AppResult<()> {
        let config = self.config();
        if !config.TeamSettings.enable_user_creation || !config.EmailSettings.enable_sign_up_with_email {
            return Err(AppError::not_implemented(
                "api.user.create_user.signup_email_disabled.app_error",
                "Making accounts with an email address is switched off.",
            ));
        }
        let first = stored(self.store().read(|tx| Box::pin(chinwag_store::user::count(tx))).await)? == 0;
        if first || config.TeamSettings.enable_open_server || !invitation.token.is_empty() {
            return Ok(());
        }
        if !invitation.invite_id.is_empty() {
            self.team_by_invite(&invitation.invite_id).await?;
            return Ok(());
        }
        Err(AppError::forbidden(
            "api.user.create_user.no_open_server",
            "This server does not allow open signups. Please speak with your administrator to receive an invitation.",
        ))
    }

    fn check_new_user(&self, new: &NewUser, by_admin: bool) -> AppResult<User> {
        let config = self.config();
        if !new.auth_service.is_empty() && new.auth_service != "email" {
            return Err(AppError::invalid_param_why(
                "auth_service",
                "only accounts with email and password can be made",
            ));
        }
        check_password(&new.password, &config.PasswordSettings)?;
        let email = user::check_email(&new.email)?;
        if !by_admin {
            check_domain(&email, &config.TeamSettings.restrict_creation_to_domains)?;
        }
        let now = self.now();
        let user = User {
            id: UserId::generate(),
            create_at: now,
            update_at: now,
            username: user::check_username(&new.username)?,
            email,
            email_verified: by_admin && new.email_verified,
            nickname: new.nickname.trim().to_owned(),
            first_name: new.first_name.trim().to_owned(),
            last_name: new.last_name.trim().to_owned(),
            position: new.position.trim().to_owned(),
            roles: "system_user".into(),
            props: new.props.clone(),
            notify_props: Some(new.notify_props.clone().unwrap_or_default()),
            last_password_update: now,
            locale: if new.locale.is_empty() {
                config.LocalizationSettings.default_client_locale.clone()
            } else {
                new.locale.clone()
            },
            timezone: new.timezone.clone().unwrap_or_default(),
            disable_welcome_email: new.disable_welcome_email,
            ..User::default()
        };
        check_names(&user)?;
        Ok(user)
    }

    /// What follows a new account: the team everybody joins.
    pub(crate) async fn after_user_created(&self, user: &User) -> AppResult<()> {
        if self.config().EmailSettings.require_email_verification && !user.email_verified && !user.is_bot {
            self.send_verification(user, &user.email).await?;
        }
        let primary = self.config().TeamSettings.experimental_primary_team.clone();
        if primary.is_empty() {
            return Ok(());
        }
        let team = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::team::by_name(tx, &primary).await }))
                .await,
        )?;
        match team {
            Some(team) => self.do_join_team(user.id, &team, UserId::EMPTY).await.map(|_| ()),
            None => Ok(()),
        }
    }
}

/// Checks the lengths of the names of a user.
pub(crate) fn check_names(user: &User) -> AppResult<()> {
    user::check_length("nickname", &user.nickname, user::NAME_MAX)?;
    user::check_length("first_name", &user.first_name, user::NAME_MAX)?;
    user::check_length("last_name", &user.last_name, user::NAME_MAX)?;
    user::check_length("position", &user.position, user::POSITION_MAX)?;
    user::check_length("locale", &user.locale, 16)
}

pub(crate) fn check_domain(email: &str, domains: &str) -> AppResult<()> {
    let mut allowed = domains
        .split([' ', ','])
        .map(|d| d.trim().trim_start_matches('@').to_lowercase())
        .filter(|d| !d.is_empty())
        .peekable();
    let host = email.rsplit('@').next().unwrap_or_default();
    if allowed.peek().is_none() || allowed.any(|d| d == host) {
        return Ok(());
    }
    Err(AppError::bad_request(
        "api.user.create_user.accepted_domain.app_error",
        format!("Addresses at `{host}` may not make accounts here; allowed: {domains}."),
    ))
}

/// Refuses a name or address that another account has.
pub(crate) async fn taken(tx: &mut chinwag_store::Tx, user: &User) -> chinwag_store::StoreResult<()> {
    if chinwag_store::user::by_username(tx, &user.username).await?.is_some_and(|other| other.id != user.id) {
        return Err(refuse(AppError::bad_request(
            "app.user.save.username_exists.app_error",
            format!("An account with the username `{}` already exists.", user.username),
        )));
    }
    if chinwag_store::user::by_email(tx, &user.email).await?.is_some_and(|other| other.id != user.id) {
        return Err(refuse(AppError::bad_request(
            "app.user.save.email_exists.app_error",
            format!("An account with the address `{}` already exists.", user.email),
        )));
    }
    Ok(())
}

pub(crate) fn new_user_event(user: &User) -> Event {
    let mut event = Event::new("new_user").with("user_id", user.id.as_str());
    event.audience.about_user = user.id;
    event
}
