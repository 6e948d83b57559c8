//! Who asks: a person or bot with a session, an operator on the local socket, or the server itself.

use std::sync::Arc;

use chinwag_model::{AppError, AppResult, ConnectionId, UserId, session::Session};

/// How the actor came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// With a session or access token.
    Session,
    /// Over the operator's local socket, without logging in.
    Local,
    /// The server on its own account (imports, scheduled work).
    System,
    /// A plugin; what it was granted was checked before.
    Plugin,
}

/// The one on whose behalf something is done.
#[derive(Debug, Clone)]
pub struct Actor {
    /// How the actor came in.
    pub origin: Origin,
    /// The session; a blank one for [`Origin::Local`] and [`Origin::System`].
    pub session: Arc<Session>,
    /// Id of the request, for the log and error bodies.
    pub request_id: String,
    /// Address the request came from.
    pub ip: String,
    /// WebSocket connection of the same client, which need not be told what it did itself.
    pub connection_id: ConnectionId,
}

impl Actor {
    /// An actor with a session.
    #[must_use]
    pub fn with_session(session: Arc<Session>) -> Self {
        Self {
            origin: Origin::Session,
            session,
            request_id: String::new(),
            ip: String::new(),
            connection_id: ConnectionId::EMPTY,
        }
    }

    /// The operator on the local socket, or the server itself: may do everything, is nobody.
    #[must_use]
    pub fn trusted(origin: Origin) -> Self {
        let session = Session { roles: "system_admin system_user".into(), ..Session::default() };
        Self { origin, ..Self::with_session(Arc::new(session)) }
    }

    /// A plugin, acting as a user or (empty) as nobody: may do everything.
    #[must_use]
    pub fn plugin(user_id: UserId, request_id: &str) -> Self {
        let session = Session { user_id, roles: "system_admin system_user".into(), ..Session::default() };
        Self {
            origin: Origin::Plugin,
            request_id: request_id.to_owned(),
            ..Self::with_session(Arc::new(session))
        }
    }

    /// The user; empty for [`Origin::Local`] and [`Origin::System`].
    #[must_use]
    pub fn user_id(&self) -> UserId {
        self.session.user_id
    }

    /// The user, for things only a user can do (post, react, have preferences).
    ///
    /// # Errors
    /// 400 over the local socket, where there is no user.
    pub fn require_user(&self) -> AppResult<UserId> {
        self.user_id().some().ok_or_else(|| {
            AppError::bad_request(
                "api.local_mode.no_user.app_error",
                "This needs a user: log in instead of using local mode.",
            )
        })
    }

    /// Whether the actor holds a system role.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.session.roles.split_whitespace().any(|r| r == role)
    }

    /// Whether the actor is a guest.
    #[must_use]
    pub fn is_guest(&self) -> bool {
        self.has_role("system_guest")
    }

    /// Whether `user` is the actor.
    #[must_use]
    pub fn is(&self, user: UserId) -> bool {
        !user.is_empty() && self.user_id() == user
    }
}
