//! Removing accounts: deactivation, and removal for good where the settings allow it.

use chinwag_events::Event;
use chinwag_model::{AppError, AppResult, UserId, permission as p};

use super::AccountState;
use crate::{Actor, App, session::end_all, stored};

/// How an account is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// It is deactivated and can come back.
    Deactivate,
    /// It is gone with its settings and memberships; its messages are deleted.
    ForGood,
}

impl App {
    /// Removes an account.
    ///
    /// # Errors
    /// 403, 404; 501 when removal for good is switched off.
    pub async fn do_delete_user(&self, actor: &Actor, id: UserId, how: Removal) -> AppResult<()> {
        if how == Removal::Deactivate {
            return self.do_set_active(actor, id, AccountState::Inactive).await;
        }
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        if !self.config().ServiceSettings.enable_api_user_deletion {
            return Err(AppError::not_implemented(
                "api.user.delete_user.not_enabled.app_error",
                "Removing users for good is switched off (ServiceSettings.EnableAPIUserDeletion).",
            ));
        }
        let user = self.user(id).await?;
        self.check_not_last_admin(&user).await?;
        let now = self.now();
        let audit = self.record(actor, "permanent_delete_user", format!("user_id={id}"));
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        end_all(tx, id).await?;
                        chinwag_store::user::delete_for_good(tx, id, now).await?;
                        tx.emit(Event::new("user_activation_status_change"));
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        self.forget_sessions();
        self.inner.mention_keys.set(&chinwag_model::user::User { delete_at: now, ..user });
        Ok(())
    }
}
