//! Personal access tokens: long-lived secrets for bots and scripts. The secret is shown once.

use chinwag_model::{
    AppError, AppResult, TokenId, UserId, access_token::AccessToken, id, page::Page, permission as p,
};
use chinwag_store::{access_token::Use, session::hash_token};

use crate::{Actor, App, stored};

/// Most characters of a description.
const DESCRIPTION_MAX: usize = 512;

impl App {
    fn check_tokens_on(&self) -> AppResult<()> {
        if self.config().ServiceSettings.enable_user_access_tokens {
            return Ok(());
        }
        Err(AppError::not_implemented(
            "app.user_access_token.disabled",
            "Personal access tokens are switched off (ServiceSettings.EnableUserAccessTokens).",
        ))
    }

    /// May the actor deal with the tokens of `user`: their own, their bots', or anybody's by permission.
    async fn access_tokens_of(&self, actor: &Actor, user: UserId, permission: &str) -> AppResult<()> {
        if self.manages_bot(actor, user).await? {
            return Ok(());
        }
        self.access_system(actor, permission)?;
        self.access_self(actor, user).await
    }

    /// Makes a token; the answer holds its secret.
    ///
    /// # Errors
    /// 403 without the permission, 400 without a description, 501 when switched off.
    pub async fn do_create_access_token(
        &self,
        actor: &Actor,
        user: UserId,
        description: &str,
    ) -> AppResult<AccessToken> {
        self.access_tokens_of(actor, user, p::CREATE_USER_ACCESS_TOKEN).await?;
        self.check_tokens_on()?;
        if actor.session.is_oauth {
            return Err(
                AppError::permission(p::CREATE_USER_ACCESS_TOKEN).detail("attempted access by oauth app")
            );
        }
        let description = description.trim();
        if description.is_empty() || description.chars().count() > DESCRIPTION_MAX {
            return Err(AppError::invalid_param_why(
                "description",
                format!("say what the token is for, in 1 to {DESCRIPTION_MAX} characters"),
            ));
        }
        let owner = self.user(user).await?;
        if !owner.is_active() {
            return Err(AppError::bad_request(
                "api.user.create_user_access_token.inactive.app_error",
                "A deactivated account can have no access tokens.",
            ));
        }
        let token = AccessToken {
            id: TokenId::generate(),
            token: id::secret(),
            user_id: user,
            description: description.to_owned(),
            is_active: true,
            expires_at: 0,
        };
        let (row, now) = (token.clone(), self.now());
        let audit =
            self.record(actor, "create_user_access_token", format!("user_id={user} token_id={}", token.id));
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::access_token::insert(tx, &row, &hash_token(&row.token), now).await?;
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        Ok(token)
    }

    /// A page of a user's tokens, without secrets.
    ///
    /// # Errors
    /// 403.
    pub async fn access_tokens_of_user(
        &self,
        actor: &Actor,
        user: UserId,
        page: Page,
    ) -> AppResult<Vec<AccessToken>> {
        self.access_tokens_of(actor, user, p::READ_USER_ACCESS_TOKEN).await?;
        stored(
            self.store().read(move |tx| Box::pin(chinwag_store::access_token::of_user(tx, user, page))).await,
        )
    }

    /// A page of everybody's tokens, without secrets.
    ///
    /// # Errors
    /// 403.
    pub async fn access_tokens(&self, actor: &Actor, page: Page) -> AppResult<Vec<AccessToken>> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        stored(self.store().read(move |tx| Box::pin(chinwag_store::access_token::list(tx, page))).await)
    }

    /// Tokens by their id, their user's id or the beginning of their user's name.
    ///
    /// # Errors
    /// 403; 400 for an empty term.
    pub async fn search_access_tokens(&self, actor: &Actor, term: &str) -> AppResult<Vec<AccessToken>> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        // No id or name is longer, and databases refuse patterns of any length.
        let term: String = term.trim().trim_start_matches('@').to_lowercase().chars().take(128).collect();
        if term.is_empty() {
            return Err(AppError::invalid_param_why("term", "there is nothing to search for"));
        }
        stored(
            self.store()
                .read_long(move |tx| {
                    Box::pin(async move { chinwag_store::access_token::search(tx, &term, 100).await })
                })
                .await,
        )
    }

    /// One token, without its secret.
    ///
    /// # Errors
    /// 404; 403 for somebody else's without the permission.
    pub async fn access_access_token(
        &self,
        actor: &Actor,
        id: TokenId,
        permission: &str,
    ) -> AppResult<AccessToken> {
        let found =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::access_token::get(tx, id))).await)?;
        let Some(token) = found else {
            // Whoever may not read tokens does not learn which ones exist.
            self.access_system(actor, permission)?;
            return Err(AppError::not_found("access token"));
        };
        self.access_tokens_of(actor, token.user_id, permission).await?;
        Ok(token)
    }

    /// Removes a token; what uses it is logged out at once.
    ///
    /// # Errors
    /// As [`access_access_token`](Self::access_access_token).
    pub async fn do_revoke_access_token(&self, actor: &Actor, id: TokenId) -> AppResult<()> {
        let token = self.access_access_token(actor, id, p::REVOKE_USER_ACCESS_TOKEN).await?;
        let audit = self.record(
            actor,
            "revoke_user_access_token",
            format!("user_id={} token_id={id}", token.user_id),
        );
        let ended = crate::session::ended(token.user_id, id.cast());
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::access_token::delete(tx, id).await?;
                        tx.emit(ended);
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        self.forget_sessions();
        Ok(())
    }

    /// Lets a token be used, or not for now.
    ///
    /// # Errors
    /// As [`access_access_token`](Self::access_access_token).
    pub async fn do_set_access_token_use(&self, actor: &Actor, id: TokenId, state: Use) -> AppResult<()> {
        let (permission, action) = match state {
            Use::Allowed => (p::CREATE_USER_ACCESS_TOKEN, "enable_user_access_token"),
            Use::Suspended => (p::REVOKE_USER_ACCESS_TOKEN, "disable_user_access_token"),
        };
        let token = self.access_access_token(actor, id, permission).await?;
        let audit = self.record(actor, action, format!("user_id={} token_id={id}", token.user_id));
        let ended = (state == Use::Suspended).then(|| crate::session::ended(token.user_id, id.cast()));
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::access_token::set_use(tx, id, state).await?;
                        ended.into_iter().for_each(|event| tx.emit(event));
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        self.forget_sessions();
        Ok(())
    }

    /// Gives a token a new secret, which the answer holds; the old one is void at once.
    ///
    /// # Errors
    /// As [`access_access_token`](Self::access_access_token); 501 when switched off.
    pub async fn do_rotate_access_token(&self, actor: &Actor, id: TokenId) -> AppResult<AccessToken> {
        let mut token = self.access_access_token(actor, id, p::CREATE_USER_ACCESS_TOKEN).await?;
        self.check_tokens_on()?;
        token.token = id::secret();
        let hash = hash_token(&token.token);
        let ended = crate::session::ended(token.user_id, id.cast());
        let audit = self.record(
            actor,
            "rotate_user_access_token",
            format!("user_id={} token_id={id}", token.user_id),
        );
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::access_token::set_hash(tx, id, &hash).await?;
                        tx.emit(ended);
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        self.forget_sessions();
        Ok(token)
    }
}
