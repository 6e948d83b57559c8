//! Incoming and outgoing web hooks.

use chinwag_model::webhook::{IncomingWebhook, OutgoingWebhook};
use chinwag_model::{HookId, TeamId};

use crate::{Client, Result};

impl Client {
    /// An incoming hook by id.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn incoming_webhook(&self, id: HookId) -> Result<IncomingWebhook> {
        self.get(&["hooks", "incoming", id.as_str()]).read().await
    }

    /// An outgoing hook by id.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn outgoing_webhook(&self, id: HookId) -> Result<OutgoingWebhook> {
        self.get(&["hooks", "outgoing", id.as_str()]).read().await
    }

    /// A page of a team's incoming hooks.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn incoming_webhooks(
        &self,
        team: TeamId,
        page: usize,
        rows: usize,
    ) -> Result<Vec<IncomingWebhook>> {
        self.get(&["hooks", "incoming"])
            .query("team_id", team)
            .query("page", page)
            .query("per_page", rows)
            .read()
            .await
    }

    /// A page of a team's outgoing hooks.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn outgoing_webhooks(
        &self,
        team: TeamId,
        page: usize,
        rows: usize,
    ) -> Result<Vec<OutgoingWebhook>> {
        self.get(&["hooks", "outgoing"])
            .query("team_id", team)
            .query("page", page)
            .query("per_page", rows)
            .read()
            .await
    }

    /// Makes an incoming hook.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn create_incoming_webhook(&self, hook: &IncomingWebhook) -> Result<IncomingWebhook> {
        self.post(&["hooks", "incoming"]).json(hook).read().await
    }

    /// Makes an outgoing hook.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn create_outgoing_webhook(&self, hook: &OutgoingWebhook) -> Result<OutgoingWebhook> {
        self.post(&["hooks", "outgoing"]).json(hook).read().await
    }

    /// Replaces an incoming hook by `hook`, whose id says which.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn update_incoming_webhook(&self, hook: &IncomingWebhook) -> Result<IncomingWebhook> {
        self.put(&["hooks", "incoming", hook.id.as_str()]).json(hook).read().await
    }

    /// Replaces an outgoing hook by `hook`, whose id says which.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn update_outgoing_webhook(&self, hook: &OutgoingWebhook) -> Result<OutgoingWebhook> {
        self.put(&["hooks", "outgoing", hook.id.as_str()]).json(hook).read().await
    }

    /// Removes an incoming hook.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn delete_incoming_webhook(&self, hook: HookId) -> Result<()> {
        self.delete(&["hooks", "incoming", hook.as_str()]).done().await
    }

    /// Removes an outgoing hook.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn delete_outgoing_webhook(&self, hook: HookId) -> Result<()> {
        self.delete(&["hooks", "outgoing", hook.as_str()]).done().await
    }
}
