//! Records of what was done to accounts and by whom; written in the transaction that did it.

use chinwag_model::{AppResult, Id, Millis, UserId, audit::Audit, page::Page, permission as p};

use crate::{Actor, App, stored};

impl App {
    /// A record of something the actor does.
    pub(crate) fn record(&self, actor: &Actor, action: &'static str, extra: impl Into<String>) -> Audit {
        record(self.now(), actor.user_id(), action, extra.into(), &actor.ip, actor.session.id.as_str())
    }

    /// A page of a user's records.
    ///
    /// # Errors
    /// 403 for somebody else's without the permission.
    pub async fn audits_of_user(&self, actor: &Actor, user: UserId, page: Page) -> AppResult<Vec<Audit>> {
        if !actor.is(user) {
            self.access_system(actor, p::EDIT_OTHER_USERS)?;
        }
        stored(self.store().read(move |tx| Box::pin(chinwag_store::audit::of_user(tx, user, page))).await)
    }

    /// A page of all records.
    ///
    /// # Errors
    /// 403.
    pub async fn audits(&self, actor: &Actor, page: Page) -> AppResult<Vec<Audit>> {
        self.access_system(actor, p::READ_AUDITS)?;
        stored(self.store().read(move |tx| Box::pin(chinwag_store::audit::list(tx, page))).await)
    }
}

/// A record of something done without a session (logging in).
pub(crate) fn record(
    now: Millis,
    user_id: UserId,
    action: &'static str,
    extra_info: String,
    ip: &str,
    session: &str,
) -> Audit {
    Audit {
        id: Id::<chinwag_model::id::kind::Session>::at(now.unsigned_abs()).to_string(),
        create_at: now,
        user_id,
        action: action.into(),
        extra_info,
        ip_address: ip.into(),
        session_id: session.into(),
    }
}
