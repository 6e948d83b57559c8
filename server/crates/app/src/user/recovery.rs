//! Letters with single-use links: setting a forgotten password and confirming an address.
//!
//! The forms that ask for a letter never tell whether an address is known; they answer at once and the work is done
//! in the background.

use chinwag_model::{
    AppError, AppResult, Millis, UserId, id,
    user::{User, check_email},
};
use chinwag_outside::Mail;
use chinwag_store::session::hash_token;
use serde::{Deserialize, Serialize};

use super::{change::user_updated, taken};
use crate::{Actor, App, password::check_password, session::end_all, stored};

const RECOVERY: &str = "password_recovery";
const VERIFY: &str = "verify_email";
/// How long a link is good.
const LIFE: Millis = 24 * 3_600_000;

/// What a token stands for.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Meant {
    user_id: UserId,
    email: String,
}

impl App {
    /// Sends a letter with a link that sets a new password, if the address belongs to an active person.
    ///
    /// # Errors
    /// 400 for what is no address.
    pub fn do_send_password_reset(&self, email: &str) -> AppResult<()> {
        let email = check_email(email).map_err(|_| AppError::invalid_param("email"))?;
        let app = self.clone();
        tokio::spawn(async move {
            if let Err(error) = app.send_password_reset(email).await {
                tracing::warn!(%error, "a letter for a new password was not written");
            }
        });
        Ok(())
    }

    async fn send_password_reset(&self, email: String) -> AppResult<()> {
        let Some(user) = self.person_at(&email).await? else { return Ok(()) };
        if !self.inner.throttle.letter(&email, self.now()) {
            return Ok(());
        }
        let token = self.make_token(RECOVERY, &user, &email).await?;
        let link = format!("{}/reset_password_complete?token={token}", self.site());
        self.send_mail(self.letter(
            &email,
            "Reset your password",
            &format!("Somebody, probably you, asked for a new password for your account {}.", user.username),
            &link,
            "The link is good for 24 hours and for one use. If you did not ask for it, ignore this letter.",
        ));
        Ok(())
    }

    async fn person_at(&self, email: &str) -> AppResult<Option<User>> {
        let email = email.to_owned();
        let user = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::user::by_email(tx, &email).await }))
                .await,
        )?;
        Ok(user.filter(|u| u.is_active() && !u.is_bot))
    }

    async fn make_token(&self, kind: &'static str, user: &User, email: &str) -> AppResult<String> {
        let token = id::secret();
        let meant = Meant { user_id: user.id, email: email.to_owned() };
        let extra = serde_json::to_string(&meant).map_err(AppError::internal)?;
        let (hash, now) = (hash_token(&token), self.now());
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::one_time_token::drop_same(tx, kind, &extra).await?;
                        chinwag_store::one_time_token::insert(tx, &hash, kind, &extra, now).await
                    })
                })
                .await,
        )?;
        Ok(token)
    }

    /// Sets the password of the account a letter's token stands for; its sessions end.
    ///
    /// # Errors
    /// 400 when the password is not good enough, or the token unknown, used or too old.
    pub async fn do_reset_password(&self, token: &str, password: String, ip: &str) -> AppResult<()> {
        check_password(&password, &self.config().PasswordSettings)?;
        let invalid = || {
            AppError::bad_request(
                "api.user.reset_password.invalid_link.app_error",
                "This link is not valid: it was used already or is too old. Ask for a new one.",
            )
        };
        let (token_hash, now) = (hash_token(token), self.now());
        // A token that is not there must cost no password hash.
        let meant = self.redeem(token_hash, RECOVERY).await?.ok_or_else(invalid)?;
        let user = self.user(meant.user_id).await?;
        if user.email != meant.email || !user.is_active() || user.is_bot {
            return Err(invalid());
        }
        let hash = self.inner.passwords.hash(password).await?;
        let id = user.id;
        let audit = crate::audit::record(now, id, "reset_password", format!("user_id={id}"), ip, "");
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::user::set_password(tx, id, &hash, now).await?;
                        end_all(tx, id).await?;
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        self.forget_sessions();
        self.inner.throttle.forgive(id);
        self.tell_of_new_password(&user);
        Ok(())
    }

    async fn redeem(&self, hash: String, kind: &'static str) -> AppResult<Option<Meant>> {
        let since = self.now() - LIFE;
        let extra = stored(
            self.store()
                .write(move |tx| {
                    Box::pin(
                        async move { chinwag_store::one_time_token::redeem(tx, &hash, kind, since).await },
                    )
                })
                .await,
        )?
        .into_inner();
        Ok(extra.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Sends a letter that confirms an address, if it belongs to a person who has not confirmed it.
    ///
    /// # Errors
    /// 400 for what is no address.
    pub fn do_send_verification(&self, email: &str) -> AppResult<()> {
        let email = check_email(email).map_err(|_| AppError::invalid_param("email"))?;
        let app = self.clone();
        tokio::spawn(async move {
            let sent = async {
                match app.person_at(&email).await?.filter(|u| !u.email_verified) {
                    Some(user) => app.send_verification(&user, &email).await,
                    None => Ok(()),
                }
            };
            if let Err(error) = sent.await {
                tracing::warn!(%error, "a letter that confirms an address was not written");
            }
        });
        Ok(())
    }

    /// Sends a letter that confirms an address of a user's, which becomes theirs by it.
    pub(crate) async fn send_verification(&self, user: &User, email: &str) -> AppResult<()> {
        if !self.mailer().is_enabled() || !self.inner.throttle.letter(email, self.now()) {
            return Ok(());
        }
        let token = self.make_token(VERIFY, user, email).await?;
        let address: String = url::form_urlencoded::byte_serialize(email.as_bytes()).collect();
        let link = format!("{}/do_verify_email?token={token}&email={address}", self.site());
        self.send_mail(self.letter(
            email,
            "Confirm your address",
            &format!("Please confirm that this is the address of the account {}.", user.username),
            &link,
            "The link is good for 24 hours.",
        ));
        Ok(())
    }

    /// Confirms the address a letter's token stands for.
    ///
    /// # Errors
    /// 400 when the token is unknown, used or too old, or the address was taken meanwhile.
    pub async fn do_verify_email(&self, token: &str) -> AppResult<()> {
        let meant = self.redeem(hash_token(token), VERIFY).await?.ok_or_else(|| {
            AppError::bad_request(
                "api.user.verify_email.bad_link.app_error",
                "This link is not valid: it was used already or is too old. Ask for a new one.",
            )
        })?;
        let privacy = self.general_privacy();
        let now = self.now();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        let Some(mut user) = chinwag_store::user::get(tx, meant.user_id).await? else {
                            return Ok(());
                        };
                        user.email = meant.email;
                        user.email_verified = true;
                        user.update_at = now;
                        taken(tx, &user).await?;
                        chinwag_store::user::update(tx, &user).await?;
                        user_updated(&user, privacy).into_iter().for_each(|event| tx.emit(event));
                        Ok(())
                    })
                })
                .await,
        )?;
        Ok(())
    }

    /// Confirms a user's address on an administrator's word.
    ///
    /// # Errors
    /// 403, 404.
    pub async fn do_verify_email_of(&self, actor: &Actor, id: UserId) -> AppResult<User> {
        self.access_system(actor, chinwag_model::permission::MANAGE_SYSTEM)?;
        self.change_user(id, |user| {
            user.email_verified = true;
            Ok(())
        })
        .await
    }

    /// Tells the owner of an account that its password changed.
    pub(crate) fn tell_of_new_password(&self, user: &User) {
        self.send_mail(self.letter(
            &user.email,
            "Your password has changed",
            &format!("The password of your account {} was changed.", user.username),
            &self.site(),
            "If you did not do this, tell your administrator at once.",
        ));
    }

    /// Address of the server as people type it.
    pub(crate) fn site(&self) -> String {
        self.config().ServiceSettings.site_url.trim_end_matches('/').to_owned()
    }

    /// A letter with a link between two paragraphs.
    pub(crate) fn letter(&self, to: &str, subject: &str, first: &str, link: &str, last: &str) -> Mail {
        let config = self.config();
        let name = &config.TeamSettings.site_name;
        let escape = |text: &str| {
            text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
        };
        let (html_first, html_link, html_last) = (escape(first), escape(link), escape(last));
        Mail {
            to: to.to_owned(),
            subject: format!("[{name}] {subject}"),
            text: format!("{first}\n\n{link}\n\n{last}\n"),
            html: format!(
                "<p>{html_first}</p><p><a href=\"{html_link}\">{html_link}</a></p><p>{html_last}</p>"
            ),
        }
    }
}
