//! Personal access tokens.

use chinwag_model::access_token::AccessToken;
use chinwag_model::{TokenId, UserId};
use serde_json::json;

use crate::{Client, Result};

impl Client {
    /// Makes a token; the answer is the only place where the secret is shown.
    ///
    /// # Errors
    /// See [`crate::Error`]; refused with 501 when the server has tokens switched off.
    pub async fn create_access_token(&self, user: UserId, description: &str) -> Result<AccessToken> {
        self.post(&["users", user.as_str(), "tokens"]).json(&json!({"description": description})).read().await
    }

    /// A page of a user's tokens, without the secrets.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn access_tokens(&self, user: UserId, page: usize, rows: usize) -> Result<Vec<AccessToken>> {
        self.get(&["users", user.as_str(), "tokens"]).query("page", page).query("per_page", rows).read().await
    }

    /// Makes a token worthless, for good.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn revoke_access_token(&self, token: TokenId) -> Result<()> {
        self.post(&["users", "tokens", "revoke"]).json(&json!({"token_id": token})).done().await
    }
}
