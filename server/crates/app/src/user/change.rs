//! Changing an account, and telling everybody who may know.

use chinwag_events::{Event, Membership, Standing};
use chinwag_model::{
    AppError, AppResult, UserId, permission as p,
    user::{self, Privacy, User, UserPatch},
};

use super::{check_domain, check_names, taken};
use crate::{
    Actor, App,
    error::refuse,
    password::check_password,
    session::{end_all, end_others},
    stored,
};

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// It may.
    Active,
    /// It may not: nobody can log in, its tokens and sessions are void.
    Inactive,
}

/// Most bytes of a user's props, and of their notification settings, as JSON.
const PROPS_MAX: usize = 8_000;

impl App {
    /// Changes an account within one transaction and tells everybody what they may know of it.
    ///
    /// # Errors
    /// 404, what `change` answers, or 400 when the new name or address is taken.
    pub(crate) async fn change_user(
        &self,
        id: UserId,
        change: impl FnOnce(&mut User) -> AppResult<()> + Send + 'static,
    ) -> AppResult<User> {
        let (now, privacy) = (self.now(), self.general_privacy());
        let user = stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let mut user = chinwag_store::user::get(tx, id)
                            .await?
                            .ok_or_else(|| refuse(AppError::not_found("user")))?;
                        change(&mut user).map_err(refuse)?;
                        user.update_at = now.max(user.update_at + 1);
                        taken(tx, &user).await?;
                        chinwag_store::user::update(tx, &user).await?;
                        for event in user_updated(&user, privacy) {
                            tx.emit(event);
                        }
                        Ok(user)
                    })
                })
                .await,
        )?
        .into_inner();
        self.inner.mention_keys.set(&user);
        Ok(user)
    }

    /// Changes what a user says of themself. A change of one's own address asks for the password; where addresses are
    /// confirmed, the new one counts once it is.
    ///
    /// # Errors
    /// 403, 404; 400 when a field is wrong, a name or address taken, or the password missing or wrong.
    pub async fn do_patch_user(&self, actor: &Actor, id: UserId, mut patch: UserPatch) -> AppResult<User> {
        let old = self.access_user_edit(actor, id).await?;
        let new_email = match &patch.email {
            Some(email) if !email.is_empty() => Some(user::check_email(email)?).filter(|e| *e != old.email),
            _ => None,
        };
        patch.email = new_email.clone();
        let admin = self.can(actor, p::SYSCONSOLE_WRITE_USERS) || self.can(actor, p::MANAGE_SYSTEM);
        if let Some(email) = &new_email {
            self.check_new_email(actor, &old, email, &patch).await?;
        }
        let confirm = self.config().EmailSettings.require_email_verification && !admin;
        if confirm {
            patch.email = None;
        }
        let change = self.check_patch(patch)?;
        let user = self
            .change_user(id, move |user| {
                change(user);
                if user.email != old.email {
                    user.email_verified = admin;
                }
                Ok(())
            })
            .await?;
        if let Some(email) = new_email.filter(|_| confirm) {
            self.send_verification(&user, &email).await?;
        }
        Ok(user)
    }

    async fn check_new_email(
        &self,
        actor: &Actor,
        old: &User,
        email: &str,
        patch: &UserPatch,
    ) -> AppResult<()> {
        let settings = self.config();
        if !self.can(actor, p::MANAGE_SYSTEM) {
            check_domain(email, &settings.TeamSettings.restrict_creation_to_domains)?;
        }
        if !actor.is(old.id) || old.is_bot {
            return Ok(());
        }
        if actor.session.is_oauth {
            return Err(
                AppError::permission(p::EDIT_OTHER_USERS).detail("attempted email update by oauth app")
            );
        }
        let password = patch.password.clone().unwrap_or_default();
        if password.is_empty() {
            return Err(AppError::invalid_param_why(
                "password",
                "a change of your address needs your present password",
            ));
        }
        if !self.password_fits(actor, old.id, password).await? {
            return Err(AppError::invalid_param_why("password", "it is not your present password"));
        }
        Ok(())
    }

    /// Checks one's own password against floods and the account's lock, as a login would.
    async fn password_fits(&self, actor: &Actor, user: UserId, password: String) -> AppResult<bool> {
        let account = self.user(user).await?;
        self.check_not_locked(&account)?;
        let secrets =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::user::secrets(tx, user))).await)?;
        let fits = self.inner.passwords.verify(password, secrets.password_hash).await?;
        if !fits {
            self.count_failed_login(user, &actor.ip).await?;
        }
        Ok(fits)
    }

    /// Checks the fields of a patch and gives what it does to a user.
    pub(crate) fn check_patch(&self, patch: UserPatch) -> AppResult<impl FnOnce(&mut User) + Send + 'static> {
        let trimmed = |text: Option<String>| text.map(|t| t.trim().to_owned());
        let username = match patch.username {
            Some(name) if !name.is_empty() => Some(user::check_username(&name)?),
            _ => None,
        };
        let email = patch.email.filter(|e| !e.is_empty()).map(|e| user::check_email(&e)).transpose()?;
        let (nickname, first_name) = (trimmed(patch.nickname), trimmed(patch.first_name));
        let (last_name, position) = (trimmed(patch.last_name), trimmed(patch.position));
        let locale = patch.locale.filter(|l| !l.is_empty());
        check_names(&User {
            nickname: nickname.clone().unwrap_or_default(),
            first_name: first_name.clone().unwrap_or_default(),
            last_name: last_name.clone().unwrap_or_default(),
            position: position.clone().unwrap_or_default(),
            locale: locale.clone().unwrap_or_default(),
            ..User::default()
        })?;
        check_size("props", &patch.props)?;
        check_size("notify_props", &patch.notify_props)?;
        Ok(move |user: &mut User| {
            let set = |field: &mut String, value: Option<String>| {
                if let Some(value) = value {
                    *field = value;
                }
            };
            set(&mut user.username, username);
            set(&mut user.email, email);
            set(&mut user.nickname, nickname);
            set(&mut user.first_name, first_name);
            set(&mut user.last_name, last_name);
            set(&mut user.position, position);
            set(&mut user.locale, locale);
            if let Some(props) = patch.props {
                user.props = props;
            }
            if let Some(notify) = patch.notify_props {
                user.notify_props = Some(notify);
            }
            if let Some(timezone) = patch.timezone {
                user.timezone = timezone;
            }
        })
    }

    /// Sets a password: one's own with the present one, somebody else's by permission. Other sessions end.
    ///
    /// # Errors
    /// 403, 404; 400 when the present password is wrong or the new one not good enough.
    pub async fn do_set_password(
        &self,
        actor: &Actor,
        id: UserId,
        current: String,
        new: String,
    ) -> AppResult<()> {
        let account = self.access_user_edit(actor, id).await?;
        if account.is_bot {
            return Err(AppError::bad_request(
                "api.user.update_password.bot.app_error",
                "A bot has no password; make an access token for it.",
            ));
        }
        if actor.is(id) && !self.password_fits(actor, id, current).await? {
            return Err(AppError::bad_request(
                "api.user.update_password.incorrect.app_error",
                "The present password you gave is wrong.",
            ));
        }
        check_password(&new, &self.config().PasswordSettings)?;
        let hash = self.inner.passwords.hash(new).await?;
        let (now, keep) = (self.now(), actor.session.id);
        let audit = self.record(actor, "update_password", format!("user_id={id}"));
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::user::set_password(tx, id, &hash, now).await?;
                        end_others(tx, id, keep).await?;
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        self.forget_sessions();
        self.tell_of_new_password(&account);
        Ok(())
    }

    /// Activates or deactivates an account; deactivation ends its sessions and disables the bots it owns.
    ///
    /// # Errors
    /// 403 without the permission, or for oneself where that is not allowed; 404.
    pub async fn do_set_active(&self, actor: &Actor, id: UserId, state: AccountState) -> AppResult<()> {
        let active = state == AccountState::Active;
        let own = actor.is(id);
        let may_all = self.can(actor, p::SYSCONSOLE_WRITE_USERS) || self.can(actor, p::MANAGE_SYSTEM);
        if own && !active && !may_all && !self.config().TeamSettings.enable_user_deactivation {
            return Err(AppError::forbidden(
                "api.user.update_active.not_enable.app_error",
                "You cannot deactivate yourself because this feature is not enabled. Please contact an administrator.",
            ));
        }
        if !may_all && (!own || active) {
            return Err(AppError::permission(p::SYSCONSOLE_WRITE_USERS));
        }
        let account = self.user(id).await?;
        if account.is_system_admin() && !own {
            self.access_system(actor, p::MANAGE_SYSTEM)?;
        }
        if !active {
            self.check_not_last_admin(&account).await?;
        }
        self.set_active(actor, id, state).await
    }

    pub(crate) async fn set_active(&self, actor: &Actor, id: UserId, state: AccountState) -> AppResult<()> {
        let (now, active) = (self.now(), state == AccountState::Active);
        let user = self
            .change_user(id, move |user| {
                if user.is_active() != active {
                    user.delete_at = if active { 0 } else { now };
                }
                Ok(())
            })
            .await?;
        let told = user.clone();
        let audit = self.record(actor, "update_active", format!("user_id={id} active={active}"));
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        if !active {
                            end_all(tx, id).await?;
                            for bot in chinwag_store::bot::enabled_of_owner(tx, id).await? {
                                chinwag_store::bot::set_delete_at(tx, bot, now, now).await?;
                                if let Some(mut account) = chinwag_store::user::get(tx, bot).await? {
                                    account.delete_at = now;
                                    account.update_at = now;
                                    chinwag_store::user::update(tx, &account).await?;
                                }
                                end_all(tx, bot).await?;
                            }
                        }
                        if user.is_bot {
                            let delete_at = if active { 0 } else { now };
                            chinwag_store::bot::set_delete_at(tx, id, delete_at, now).await?;
                        }
                        tx.emit(Event::new("user_activation_status_change"));
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        self.forget_sessions();
        if !active {
            self.tell_plugins(chinwag_plugin_contract::Happened::UserDeactivated(Box::new(told)));
        }
        Ok(())
    }

    /// Refuses to take the last administrator away: nobody could undo it but by the command line's socket.
    pub(crate) async fn check_not_last_admin(&self, user: &User) -> AppResult<()> {
        if !user.is_system_admin() || !user.is_active() {
            return Ok(());
        }
        let id = user.id;
        let others = stored(
            self.store().read_long(move |tx| Box::pin(chinwag_store::user::count_other_admins(tx, id))).await,
        )?;
        if others > 0 {
            return Ok(());
        }
        Err(AppError::bad_request(
            "api.user.last_admin.app_error",
            format!("{} is the only system administrator; make somebody else one first.", user.username),
        ))
    }

    /// Gives a user system roles, in place of those they had.
    ///
    /// # Errors
    /// 403 without the permission, 404, 400 for an unknown role.
    pub async fn do_set_roles(&self, actor: &Actor, id: UserId, roles: &str) -> AppResult<()> {
        self.access_system(actor, p::MANAGE_ROLES)?;
        self.check_role_names(roles)?;
        let roles = roles.split_whitespace().collect::<Vec<_>>().join(" ");
        if !["system_user", "system_guest", "system_admin"].iter().any(|r| roles.split(' ').any(|x| x == *r))
        {
            return Err(AppError::invalid_param_why(
                "roles",
                "everybody is at least one of system_user, system_guest",
            ));
        }
        let old = self.user(id).await?;
        let touches_admin = old.is_system_admin() || roles.split(' ').any(|r| r == "system_admin");
        if touches_admin {
            self.access_system(actor, p::MANAGE_SYSTEM)?;
        }
        if !roles.split(' ').any(|r| r == "system_admin") {
            self.check_not_last_admin(&old).await?;
        }
        let new = roles.clone();
        let user = self
            .change_user(id, move |user| {
                user.roles = new;
                Ok(())
            })
            .await?;
        let audit = self.record(actor, "update_roles", format!("user_id={id} roles={roles}"));
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        tx.emit(role_updated(&user));
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        self.forget_sessions();
        Ok(())
    }

    /// Forgets failed logins, which unlocks an account.
    ///
    /// # Errors
    /// 403, 404.
    pub async fn do_reset_failed_attempts(&self, actor: &Actor, id: UserId) -> AppResult<()> {
        self.access_system(actor, p::SYSCONSOLE_WRITE_USERS)?;
        self.user(id).await?;
        let audit = self.record(actor, "reset_failed_attempts", format!("user_id={id}"));
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::user::set_failed_attempts(tx, id, 0).await?;
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        self.inner.throttle.forgive(id);
        Ok(())
    }

    /// What people who are no administrators may see of others.
    pub(crate) fn general_privacy(&self) -> Privacy {
        let settings = &self.config().PrivacySettings;
        Privacy { show_email: settings.show_email_address, show_full_name: settings.show_full_name }
    }

    /// How many active accounts there are, for those who administer; 0 for others.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn active_users_for(&self, actor: &Actor) -> AppResult<i64> {
        if !self.can(actor, p::SYSCONSOLE_READ_USERS) && !self.can(actor, p::MANAGE_SYSTEM) {
            return Ok(0);
        }
        stored(self.store().read(|tx| Box::pin(chinwag_store::user::count_active(tx))).await)
    }
}

/// `user_updated` in three copies: to the user whole, to administrators, and to the others what they may see.
pub(crate) fn user_updated(user: &User, privacy: Privacy) -> Vec<Event> {
    let event = |shown: User| {
        let value = serde_json::to_value(shown).unwrap_or_default();
        Event::new("user_updated").with("user", value)
    };
    let own = event(user.clone().sanitized_for_self()).to_user(user.id);
    let mut for_admins = event(user.clone().sanitized_for_others(Privacy::OPEN)).to_admins().omit(user.id);
    let mut for_others = event(user.clone().sanitized_for_others(privacy)).omit(user.id);
    for_others.audience.admins = Some(false);
    for_admins.audience.about_user = user.id;
    for_others.audience.about_user = user.id;
    vec![own, for_admins, for_others]
}

/// `user_role_updated`, with which the user's connections learn what they may be told.
pub(crate) fn role_updated(user: &User) -> Event {
    let standing = if user.is_system_admin() {
        Standing::Admin
    } else if user.is_guest() {
        Standing::Guest
    } else {
        Standing::Member
    };
    Event::new("user_role_updated")
        .with("user_id", user.id.as_str())
        .with("roles", user.roles.as_str())
        .to_user(user.id)
        .changing(Membership::Standing(user.id, standing))
}

fn check_size(field: &'static str, value: &impl serde::Serialize) -> AppResult<()> {
    let bytes = serde_json::to_string(value).map_or(0, |json| json.len());
    if bytes <= PROPS_MAX {
        return Ok(());
    }
    Err(AppError::bad_request(
        format!("model.user.is_valid.{field}.app_error"),
        format!("{field} has {bytes} bytes as JSON; at most {PROPS_MAX} are allowed."),
    ))
}
