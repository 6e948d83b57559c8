//! Sessions: who is logged in where, and ending that. Beginning one is in `auth`.

use chinwag_events::{Event, Membership};
use chinwag_model::{AppError, AppResult, SessionId, UserId, permission as p, session::Session};
use chinwag_store::{StoreResult, Tx};

use crate::{Actor, App, stored};

impl App {
    /// The sessions of a user, last used first.
    ///
    /// # Errors
    /// 403 for somebody else's without the permission.
    pub async fn sessions(&self, actor: &Actor, user: UserId) -> AppResult<Vec<Session>> {
        self.access_self(actor, user).await?;
        let now = self.now();
        let mut sessions =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::session::of_user(tx, user))).await)?;
        sessions.retain(|s| !s.is_expired(now));
        for session in &mut sessions {
            // It is a secret of the browser that holds the session.
            session.props.remove("csrf");
        }
        Ok(sessions)
    }

    /// Ends one session of a user.
    ///
    /// # Errors
    /// 403; 400 when it is not one of theirs.
    pub async fn do_end_session(&self, actor: &Actor, user: UserId, id: SessionId) -> AppResult<()> {
        self.access_self(actor, user).await?;
        let found = stored(self.store().read(move |tx| Box::pin(chinwag_store::session::get(tx, id))).await)?;
        if found.is_none_or(|s| s.user_id != user) {
            return Err(AppError::invalid_param_why("session_id", "this user has no such session"));
        }
        let audit = self.record(actor, "revoke_session", format!("user_id={user} session_id={id}"));
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::session::delete(tx, id).await?;
                        tx.emit(ended(user, id));
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        self.forget_sessions();
        Ok(())
    }

    /// Ends all sessions of a user.
    ///
    /// # Errors
    /// 403 for somebody else's without the permission.
    pub async fn do_end_all_sessions(&self, actor: &Actor, user: UserId) -> AppResult<()> {
        self.access_self(actor, user).await?;
        let audit = self.record(actor, "revoke_all_sessions", format!("user_id={user}"));
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        end_all(tx, user).await?;
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        self.forget_sessions();
        Ok(())
    }

    /// Ends the sessions of everybody, the actor's too.
    ///
    /// # Errors
    /// 403.
    pub async fn do_end_everybodys_sessions(&self, actor: &Actor) -> AppResult<()> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        let audit = self.record(actor, "revoke_sessions_of_everybody", "");
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        for user in chinwag_store::session::delete_all(tx).await? {
                            tx.emit(Event::new("").to_user(user).changing(Membership::SessionsEnded(user)));
                        }
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        self.forget_sessions();
        Ok(())
    }

    /// Says on which device the actor's session is used (push notifications go there).
    ///
    /// # Errors
    /// 400 for an empty or too long id, or an actor without a stored session.
    pub async fn do_attach_device(&self, actor: &Actor, device_id: &str) -> AppResult<()> {
        if device_id.is_empty() || device_id.len() > 512 {
            return Err(AppError::invalid_param_why("device_id", "it must have 1 to 512 characters"));
        }
        if actor.session.is_access_token() || actor.session.id.is_empty() {
            return Err(AppError::invalid_param_why("device_id", "an access token belongs to no device"));
        }
        let mut session = (*actor.session).clone();
        device_id.clone_into(&mut session.device_id);
        session.props.insert("isMobile".into(), "true".into());
        session.expires_at = self.now() + self.session_length(device_id);
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move { chinwag_store::session::set_device(tx, &session).await })
                })
                .await,
        )?;
        self.forget_sessions();
        Ok(())
    }
}

/// Ends one session's connections.
pub(crate) fn ended(user: UserId, session: SessionId) -> Event {
    Event::new("").to_user(user).changing(Membership::SessionEnded(user, session))
}

/// Ends all sessions of a user within a transaction.
pub(crate) async fn end_all(tx: &mut Tx, user: UserId) -> StoreResult<()> {
    chinwag_store::session::delete_of_user(tx, user).await?;
    tx.emit(Event::new("").to_user(user).changing(Membership::SessionsEnded(user)));
    Ok(())
}

/// Ends all sessions of a user but one within a transaction.
pub(crate) async fn end_others(tx: &mut Tx, user: UserId, keep: SessionId) -> StoreResult<()> {
    for session in chinwag_store::session::of_user(tx, user).await? {
        if session.id != keep {
            chinwag_store::session::delete(tx, session.id).await?;
            tx.emit(ended(user, session.id));
        }
    }
    Ok(())
}
