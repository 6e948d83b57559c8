//! Logging in, and from a token to an actor.

use async_recursion::async_recursion as boxed;
use std::{collections::BTreeMap, sync::Arc};

use chinwag_events::{Event, Membership};
use chinwag_model::{AppError, AppResult, Millis, SessionId, UserId, id, session::Session, user::User};
use chinwag_store::session::hash_token;
use quick_cache::sync::Cache;

use crate::{Actor, App, stored};

const HOUR: Millis = 3_600_000;
/// Use is written down at most this often.
const TOUCH: Millis = 5 * 60_000;
/// A cached session is looked up again after this long, so that other nodes' revocations arrive.
const FRESH: Millis = 30_000;

/// Sessions by token hash, so that a request costs no query.
pub(crate) struct Sessions(Cache<String, Cached>);

#[derive(Clone)]
struct Cached {
    session: Arc<Session>,
    loaded: Millis,
}

impl Sessions {
    pub(crate) fn new() -> Self {
        Self(Cache::new(20_000))
    }

    /// Forgets everything cached; called whenever a session, token, role or account changes.
    pub(crate) fn forget_all(&self) {
        self.0.clear();
    }
}

/// What `POST /users/login` takes.
#[derive(Debug, Clone, Default)]
pub struct Login {
    /// Username or address.
    pub login_id: String,
    /// Or the user's id.
    pub id: String,
    /// Password.
    pub password: String,
    /// Code of the second factor.
    pub mfa_code: String,
    /// Device of a mobile app.
    pub device_id: String,
}

/// What is known of the client that logs in.
#[derive(Debug, Clone, Default)]
pub struct Device {
    /// Browser or app.
    pub browser: String,
    /// Operating system.
    pub os: String,
    /// Kind of machine.
    pub platform: String,
    /// Address.
    pub ip: String,
}

/// A login that succeeded.
#[derive(Debug, Clone)]
pub struct LoggedIn {
    /// Who.
    pub user: User,
    /// The new session.
    pub session: Session,
    /// Its token, shown once.
    pub token: String,
}

impl App {
    /// The actor a token stands for.
    ///
    /// # Errors
    /// 401 when the token is unknown, ended or belongs to a deactivated account.
    #[boxed]
    pub async fn authenticate(&self, token: &str) -> AppResult<Actor> {
        let hash = hash_token(token);
        let now = self.now();
        if let Some(cached) = self.inner.sessions.0.get(&hash)
            && now - cached.loaded < FRESH
            && !cached.session.is_expired(now)
            && now - cached.session.last_activity_at < TOUCH
        {
            return Ok(Actor::with_session(cached.session));
        }
        let session = self.load_session(&hash).await?.ok_or_else(AppError::session_expired)?;
        if session.is_expired(now) {
            return Err(AppError::session_expired());
        }
        let session = Arc::new(self.touch(session).await?);
        self.inner.sessions.0.insert(hash, Cached { session: session.clone(), loaded: now });
        Ok(Actor::with_session(session))
    }

    async fn load_session(&self, hash: &str) -> AppResult<Option<Session>> {
        let hash = hash.to_owned();
        let tokens_on = self.config().ServiceSettings.enable_user_access_tokens;
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        let session = match chinwag_store::session::by_token_hash(tx, &hash).await? {
                            Some(session) => Some(session),
                            None if tokens_on => chinwag_store::access_token::session(tx, &hash).await?,
                            None => None,
                        };
                        let Some(session) = session else { return Ok(None) };
                        let user = chinwag_store::user::get(tx, session.user_id).await?;
                        Ok(user.filter(User::is_active).map(|_| session))
                    })
                })
                .await,
        )
    }

    /// Writes down that a session is used, and makes it last longer by setting.
    async fn touch(&self, mut session: Session) -> AppResult<Session> {
        let now = self.now();
        if session.is_access_token() || now - session.last_activity_at < TOUCH {
            if session.is_access_token() {
                session.last_activity_at = now;
            }
            return Ok(session);
        }
        let settings = &self.config().ServiceSettings;
        let idle = settings.session_idle_timeout_in_minutes * 60_000;
        if idle > 0 && now - session.last_activity_at > idle {
            return Err(AppError::session_expired());
        }
        session.last_activity_at = now;
        if settings.extend_session_length_with_activity && session.expires_at > 0 {
            session.expires_at = now + self.session_length(&session.device_id);
        }
        let (id, expires) = (session.id, session.expires_at);
        stored(
            self.store().write(move |tx| Box::pin(chinwag_store::session::touch(tx, id, now, expires))).await,
        )?;
        Ok(session)
    }

    pub(crate) fn session_length(&self, device_id: &str) -> Millis {
        let settings = &self.config().ServiceSettings;
        let hours = if device_id.is_empty() {
            settings.session_length_web_in_hours
        } else {
            settings.session_length_mobile_in_hours
        };
        hours.max(1) * HOUR
    }

    /// Logs a person in with a password.
    ///
    /// # Errors
    /// 401 when name or password (never said which) or code is wrong, 403 when the account is locked, deactivated
    /// or its address not confirmed.
    pub async fn do_login(&self, login: Login, device: Device) -> AppResult<LoggedIn> {
        let _turn = self.inner.throttle.enter(&login.login_id, &device.ip, self.now())?;
        let user = self.find_for_login(&login).await?;
        let id = user.as_ref().map_or(UserId::EMPTY, |u| u.id);
        let secrets =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::user::secrets(tx, id))).await)?;
        if let Some(user) = &user {
            self.check_not_locked(user)?;
        }
        let fits = self.inner.passwords.verify(login.password, secrets.password_hash).await?;
        let Some(user) = user.filter(|_| fits) else {
            self.inner.throttle.failed(&login.login_id, &device.ip, self.now());
            if !id.is_empty() {
                self.count_failed_login(id, &device.ip).await?;
            }
            return Err(invalid_credentials());
        };
        self.check_may_log_in(&user)?;
        if user.mfa_active && !self.mfa_fits(&user, &secrets.mfa_secret, &login.mfa_code)? {
            self.inner.throttle.failed(&login.login_id, &device.ip, self.now());
            self.count_failed_login(id, &device.ip).await?;
            return Err(AppError::new(
                401,
                "api.user.check_user_mfa.bad_code.app_error",
                "Invalid MFA token.",
            ));
        }
        if self.hooks().answers(chinwag_plugin_contract::Hook::UserWillLogIn) {
            let asked = chinwag_plugin_contract::Asked {
                ip: device.ip.clone(),
                origin: "rest".into(),
                user_id: user.id,
                ..Default::default()
            };
            self.hooks().will_log_in(&asked, &user).await?;
        }
        self.do_create_session(user, &login.device_id, device).await
    }

    async fn find_for_login(&self, login: &Login) -> AppResult<Option<User>> {
        let name = login.login_id.trim().to_lowercase();
        let id = login.id.parse::<UserId>().unwrap_or_default();
        let email = self.config().EmailSettings.clone();
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move {
                        if !id.is_empty() {
                            return chinwag_store::user::get(tx, id).await;
                        }
                        if email.enable_sign_in_with_username
                            && let Some(user) = chinwag_store::user::by_username(tx, &name).await?
                        {
                            return Ok(Some(user));
                        }
                        if email.enable_sign_in_with_email {
                            return chinwag_store::user::by_email(tx, &name).await;
                        }
                        Ok(None)
                    })
                })
                .await,
        )
    }

    pub(crate) fn check_not_locked(&self, user: &User) -> AppResult<()> {
        let limit = self.config().ServiceSettings.maximum_login_attempts;
        if limit > 0 && i64::from(user.failed_attempts) >= limit {
            return Err(AppError::new(
                401,
                "api.user.check_user_login_attempts.too_many.app_error",
                "Your account is locked because of too many failed password attempts. Please reset your password.",
            ));
        }
        Ok(())
    }

    fn check_may_log_in(&self, user: &User) -> AppResult<()> {
        if !user.is_active() {
            return Err(AppError::new(
                401,
                "api.user.login.inactive.app_error",
                "Login failed because your account has been deactivated. Please contact an administrator.",
            ));
        }
        if user.is_bot {
            return Err(AppError::new(
                401,
                "api.user.login.bot_login_forbidden.app_error",
                "Bot login is forbidden.",
            ));
        }
        if self.config().EmailSettings.require_email_verification && !user.email_verified {
            return Err(AppError::new(
                401,
                "api.user.login.not_verified.app_error",
                "Login failed because email address has not been verified.",
            ));
        }
        Ok(())
    }

    pub(crate) async fn count_failed_login(&self, id: UserId, ip: &str) -> AppResult<()> {
        let audit = crate::audit::record(self.now(), id, "login", "attempt failed".into(), ip, "");
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let attempts =
                            chinwag_store::user::get(tx, id).await?.map_or(0, |u| u.failed_attempts);
                        chinwag_store::user::set_failed_attempts(tx, id, i64::from(attempts) + 1).await?;
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        Ok(())
    }

    /// Begins a session for a user whose identity is settled.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn do_create_session(
        &self,
        user: User,
        device_id: &str,
        device: Device,
    ) -> AppResult<LoggedIn> {
        let now = self.now();
        let token = id::secret();
        let mut props = BTreeMap::from([
            ("csrf".to_owned(), id::secret()),
            ("browser".to_owned(), device.browser),
            ("os".to_owned(), device.os),
            ("platform".to_owned(), device.platform),
            ("isMobile".to_owned(), (!device_id.is_empty()).to_string()),
            ("isOAuthUser".to_owned(), "false".to_owned()),
        ]);
        if user.is_guest() {
            props.insert("is_guest".to_owned(), "true".to_owned());
        }
        let session = Session {
            id: SessionId::generate(),
            create_at: now,
            expires_at: now + self.session_length(device_id),
            last_activity_at: now,
            user_id: user.id,
            device_id: device_id.to_owned(),
            roles: user.roles.clone(),
            props,
            local: true,
            ..Session::default()
        };
        let (row, hash) = (session.clone(), hash_token(&token));
        let (owner, id) = (user.id, session.id.to_string());
        let audit = crate::audit::record(now, owner, "login", "success".into(), &device.ip, &id);
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::session::insert(tx, &row, &hash).await?;
                        chinwag_store::user::set_failed_attempts(tx, row.user_id, 0).await?;
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        self.tell_plugins(chinwag_plugin_contract::Happened::UserLoggedIn(Box::new(user.clone())));
        Ok(LoggedIn { user, session, token })
    }

    /// Ends the actor's own session.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn do_logout(&self, actor: &Actor) -> AppResult<()> {
        let (id, user) = (actor.session.id, actor.user_id());
        stored(self.store().write(move |tx| Box::pin(chinwag_store::session::delete(tx, id))).await)?;
        self.inner.sessions.forget_all();
        self.publish(vec![Event::new("").to_user(user).changing(Membership::SessionEnded(user, id))]);
        Ok(())
    }

    /// Ends all sessions of a user and closes their connections.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn do_end_sessions(&self, user: UserId) -> AppResult<()> {
        stored(
            self.store().write(move |tx| Box::pin(chinwag_store::session::delete_of_user(tx, user))).await,
        )?;
        self.inner.sessions.forget_all();
        self.publish(vec![Event::new("").to_user(user).changing(Membership::SessionsEnded(user))]);
        Ok(())
    }

    /// Forgets cached sessions after a change of roles, tokens or accounts.
    pub(crate) fn forget_sessions(&self) {
        self.inner.sessions.forget_all();
    }
}

fn invalid_credentials() -> AppError {
    AppError::new(
        401,
        "api.user.login.invalid_credentials_email_username",
        "Enter a valid email or username and/or password.",
    )
}
