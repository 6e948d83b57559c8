//! Changing an account, and telling everybody who may know.

use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, UserId, permission as p,
    user::{Privacy, User},
};

use super::taken;
use crate::{Actor, App, error::refuse, stored};

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
