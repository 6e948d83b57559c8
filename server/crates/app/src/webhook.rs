//! Incoming web hooks: managing them, and what a sender posts to one.

use chinwag_model::{
    AppError, AppResult, HookId, JsonMap, PostId, TeamId, UserId,
    channel::{Channel, ChannelKind},
    page::Page,
    permission as p,
    post::{MESSAGE_MAX, Post},
    user::check_length,
    webhook::{IncomingPayload, IncomingWebhook},
};
use chinwag_store::webhook::Scope;

use crate::{Actor, App, SetOnline, slack, stored};

/// Types of posts that hooks, commands and their like may choose.
pub(crate) fn check_custom_kind(kind: &str) -> AppResult<()> {
    if kind.is_empty() || kind == "slack_attachment" || kind.starts_with("custom_") {
        return Ok(());
    }
    Err(AppError::invalid_param_why(
        "type",
        format!("`{kind}` is not a type an integration may choose: it must begin with custom_"),
    ))
}

impl App {
    fn check_incoming_enabled(&self) -> AppResult<()> {
        if self.config().ServiceSettings.enable_incoming_webhooks {
            return Ok(());
        }
        Err(AppError::not_implemented(
            "api.incoming_webhook.disabled.app_error",
            "Incoming web hooks are switched off (ServiceSettings.EnableIncomingWebhooks).",
        ))
    }

    /// Makes an incoming hook for a channel the actor may read.
    ///
    /// # Errors
    /// 403 without manage_own_incoming_webhooks in the team, or for a private channel the actor is no member of;
    /// 501 when hooks are switched off.
    pub async fn do_create_incoming(
        &self,
        actor: &Actor,
        draft: IncomingWebhook,
    ) -> AppResult<IncomingWebhook> {
        self.check_incoming_enabled()?;
        let channel = self.access_channel_read(actor, draft.channel_id).await?.alive()?.into_channel();
        self.access_team(actor, channel.team_id, p::MANAGE_OWN_INCOMING_WEBHOOKS).await?;
        let mut user_id = actor.user_id();
        if !draft.user_id.is_empty() && draft.user_id != user_id {
            self.access_team(actor, channel.team_id, p::MANAGE_OTHERS_INCOMING_WEBHOOKS).await?;
            user_id = self.user(draft.user_id).await?.id;
        }
        let now = self.now();
        let hook = IncomingWebhook {
            id: HookId::unguessable(),
            create_at: now,
            update_at: now,
            delete_at: 0,
            last_used: 0,
            user_id,
            team_id: channel.team_id,
            ..draft
        };
        self.save_incoming(hook).await
    }

    async fn save_incoming(&self, hook: IncomingWebhook) -> AppResult<IncomingWebhook> {
        check_length("display_name", &hook.display_name, 64)?;
        check_length("description", &hook.description, 500)?;
        check_length("username", &hook.username, 64)?;
        check_length("icon_url", &hook.icon_url, 1024)?;
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::webhook::save_incoming(tx, &hook).await?;
                        Ok(hook)
                    })
                })
                .await,
        )
        .map(chinwag_store::Committed::into_inner)
    }

    /// One incoming hook that the actor may manage.
    ///
    /// # Errors
    /// 404, or 403 for somebody else's without the permission.
    pub async fn access_incoming(&self, actor: &Actor, id: HookId) -> AppResult<IncomingWebhook> {
        self.check_incoming_enabled()?;
        let hook =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::webhook::incoming(tx, id))).await)?
                .ok_or_else(|| AppError::not_found("incoming_webhook"))?;
        let needed = if actor.is(hook.user_id) {
            p::MANAGE_OWN_INCOMING_WEBHOOKS
        } else {
            p::MANAGE_OTHERS_INCOMING_WEBHOOKS
        };
        // The id is the secret that posts into the channel: it is for people who may read there.
        if self.can_in_team(actor, hook.team_id, needed).await?
            && self.may_read_channel(actor, hook.channel_id).await?
        {
            Ok(hook)
        } else {
            Err(AppError::permission(needed))
        }
    }

    async fn may_read_channel(&self, actor: &Actor, channel: chinwag_model::ChannelId) -> AppResult<bool> {
        match self.access_channel_read(actor, channel).await {
            Ok(_) => Ok(true),
            Err(error) if error.status_code < 500 => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Changes an incoming hook.
    ///
    /// # Errors
    /// As [`access_incoming`](Self::access_incoming); 403 for a channel the actor may not read, 400 for one of
    /// another team.
    pub async fn do_update_incoming(
        &self,
        actor: &Actor,
        id: HookId,
        new: IncomingWebhook,
    ) -> AppResult<IncomingWebhook> {
        let old = self.access_incoming(actor, id).await?;
        let channel_id = new.channel_id.some().unwrap_or(old.channel_id);
        let channel = self.access_channel_read(actor, channel_id).await?;
        if channel.channel().team_id != old.team_id {
            return Err(AppError::bad_request(
                "api.webhook.team_mismatch.app_error",
                "A web hook cannot move to a channel of another team.",
            ));
        }
        let hook = IncomingWebhook {
            channel_id,
            display_name: new.display_name,
            description: new.description,
            username: new.username,
            icon_url: new.icon_url,
            channel_locked: new.channel_locked,
            update_at: self.now(),
            ..old
        };
        self.save_incoming(hook).await
    }

    /// Deletes an incoming hook; its address answers no more.
    ///
    /// # Errors
    /// As [`access_incoming`](Self::access_incoming).
    pub async fn do_delete_incoming(&self, actor: &Actor, id: HookId) -> AppResult<()> {
        self.access_incoming(actor, id).await?;
        let now = self.now();
        stored(
            self.store()
                .write(move |tx| Box::pin(chinwag_store::webhook::delete_incoming(tx, id, now)))
                .await,
        )?;
        Ok(())
    }

    /// The hooks the actor may manage: of a team, or of the server for its administrators. Those of channels the actor
    /// may not read are left out, so a page may be short.
    ///
    /// # Errors
    /// 403.
    pub async fn list_incoming(
        &self,
        actor: &Actor,
        team: TeamId,
        page: Page,
    ) -> AppResult<Vec<IncomingWebhook>> {
        self.check_incoming_enabled()?;
        let scope = self
            .hook_scope(actor, team, (p::MANAGE_OWN_INCOMING_WEBHOOKS, p::MANAGE_OTHERS_INCOMING_WEBHOOKS))
            .await?;
        let hooks = stored(
            self.store()
                .read(move |tx| Box::pin(chinwag_store::webhook::list_incoming(tx, scope, page)))
                .await,
        )?;
        let mut shown = Vec::with_capacity(hooks.len());
        for hook in hooks {
            if self.may_read_channel(actor, hook.channel_id).await? {
                shown.push(hook);
            }
        }
        Ok(shown)
    }

    /// Which hooks an actor sees, from the permissions for own and for others'.
    pub(crate) async fn hook_scope(
        &self,
        actor: &Actor,
        team: TeamId,
        (own, others): (&'static str, &'static str),
    ) -> AppResult<Scope> {
        let may = |permission: &'static str| async move {
            if team.is_empty() {
                Ok(self.can(actor, permission))
            } else {
                self.can_in_team(actor, team, permission).await
            }
        };
        if may(others).await? {
            return Ok(Scope { team, user: UserId::EMPTY });
        }
        if may(own).await? {
            return Ok(Scope { team, user: actor.user_id() });
        }
        Err(AppError::permission(own))
    }

    /// Posts what a sender sent to an incoming hook. The id of the hook is the authority.
    ///
    /// # Errors
    /// 400 for an unknown hook or an empty message, 404 for an unknown channel or user, 403 for a channel the hook
    /// may not post to, 501 when hooks are switched off.
    pub async fn do_receive_incoming(&self, id: HookId, payload: IncomingPayload) -> AppResult<()> {
        self.check_incoming_enabled()?;
        let hook =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::webhook::incoming(tx, id))).await)?
                .ok_or_else(|| {
                    AppError::bad_request("web.incoming_webhook.invalid.app_error", "Invalid webhook.")
                })?;
        let has_attachments = payload.attachments.as_ref().is_some_and(|a| !a.is_empty());
        if payload.text.trim().is_empty() && !has_attachments {
            return Err(AppError::bad_request(
                "web.incoming_webhook.text.app_error",
                "The message is empty: give `text` or `attachments`.",
            ));
        }
        check_custom_kind(&payload.kind)?;
        let owner = self.user(hook.user_id).await?;
        if !owner.is_active() {
            return Err(AppError::forbidden(
                "web.incoming_webhook.user.app_error",
                "The account that made this web hook is deactivated.",
            ));
        }
        let actor = self.actor_for(owner.clone());
        let channel = self.incoming_target(&actor, &hook, &payload.channel).await?;
        let props = self.incoming_props(&hook, &payload, owner.is_bot);
        let text = slack::to_markdown(&payload.text);
        let parts = split(&text);
        let last = parts.len().saturating_sub(1);
        for (i, message) in parts.into_iter().enumerate() {
            let mut props = props.clone();
            if i != last {
                props.remove("attachments");
            }
            let kind = if !payload.kind.is_empty() {
                payload.kind.clone()
            } else if props.contains_key("attachments") {
                "slack_attachment".into()
            } else {
                String::new()
            };
            self.do_post_as(&channel, owner.id, message, kind, props).await?;
        }
        self.note_use(&hook).await
    }

    /// Written at most once a minute, so that a busy hook does not cost a second write for each post.
    async fn note_use(&self, hook: &IncomingWebhook) -> AppResult<()> {
        let (id, now) = (hook.id, self.now());
        if now - hook.last_used < 60_000 {
            return Ok(());
        }
        let written =
            self.store().write(move |tx| Box::pin(chinwag_store::webhook::touch_incoming(tx, id, now))).await;
        stored(written).map(|_| ())
    }

    async fn incoming_target(
        &self,
        actor: &Actor,
        hook: &IncomingWebhook,
        wanted: &str,
    ) -> AppResult<Channel> {
        let unknown = |what: &str| {
            AppError::new(
                404,
                "web.incoming_webhook.channel.app_error",
                format!("There is no channel `{what}` for this web hook."),
            )
        };
        let channel = if wanted.is_empty() {
            self.channel_of_id(hook.channel_id).await?.ok_or_else(|| unknown(""))?
        } else if let Some(name) = wanted.strip_prefix('@') {
            let user = self.user_by_name(&name.to_lowercase()).await?.ok_or_else(|| {
                AppError::bad_request(
                    "web.incoming_webhook.user.app_error",
                    format!("There is no user `{name}`."),
                )
            })?;
            self.do_open_direct(actor, actor.user_id(), user.id).await?
        } else {
            let name = wanted.trim_start_matches('#').to_owned();
            let team = hook.team_id;
            stored(
                self.store()
                    .read(move |tx| {
                        Box::pin(async move { chinwag_store::channel::by_name(tx, team, &name).await })
                    })
                    .await,
            )?
            .ok_or_else(|| unknown(wanted))?
        };
        if hook.channel_locked && channel.id != hook.channel_id {
            return Err(AppError::forbidden(
                "web.incoming_webhook.channel_locked.app_error",
                "This web hook is locked to its own channel.",
            ));
        }
        if channel.kind != ChannelKind::Open {
            self.access_channel_post(actor, channel.id).await?;
        }
        if channel.delete_at > 0 {
            return Err(unknown(wanted));
        }
        Ok(channel)
    }

    fn incoming_props(
        &self,
        hook: &IncomingWebhook,
        payload: &IncomingPayload,
        owner_is_bot: bool,
    ) -> JsonMap {
        let settings = &self.config().ServiceSettings;
        let mut props = payload.props.clone();
        for key in [
            "from_bot",
            "from_plugin",
            "plugin_id",
            "from_oauth_app",
            "override_username",
            "override_icon_url",
        ] {
            props.remove(key);
        }
        props.insert("from_webhook".into(), "true".into());
        props.insert("webhook_display_name".into(), hook.display_name.clone().into());
        if owner_is_bot {
            props.insert("from_bot".into(), "true".into());
        }
        let pick = |sent: &str, own: &str| if own.is_empty() { sent.to_owned() } else { own.to_owned() };
        let username = pick(&payload.username, &hook.username);
        if settings.enable_post_username_override && !username.is_empty() {
            props.insert("override_username".into(), username.into());
        }
        let icon = pick(&payload.icon_url, &hook.icon_url);
        if settings.enable_post_icon_override && !icon.is_empty() {
            props.insert("override_icon_url".into(), icon.into());
        }
        if settings.enable_post_icon_override && !payload.icon_emoji.is_empty() {
            props.insert("override_icon_emoji".into(), payload.icon_emoji.trim_matches(':').into());
        }
        if let Some(mut list) = payload.attachments.clone().filter(|a| !a.is_empty()) {
            slack::attachments(&mut list);
            props.insert("attachments".into(), list.into());
        }
        props
    }

    /// Writes a post in a user's name for an integration, whose right to do so is settled.
    pub(crate) async fn do_post_as(
        &self,
        channel: &Channel,
        user: UserId,
        message: String,
        kind: String,
        props: JsonMap,
    ) -> AppResult<Post> {
        self.do_reply_as(channel, PostId::EMPTY, user, (message, kind, props)).await
    }

    /// The same in a thread.
    pub(crate) async fn do_reply_as(
        &self,
        channel: &Channel,
        root_id: PostId,
        user: UserId,
        (message, kind, props): (String, String, JsonMap),
    ) -> AppResult<Post> {
        let now = self.now();
        let name = props.get("override_username").and_then(|n| n.as_str()).map(str::to_owned);
        let sender = match name {
            Some(name) => name,
            None => self.username(user).await?,
        };
        let post = Post {
            id: PostId::at(now.unsigned_abs()),
            create_at: now,
            update_at: now,
            user_id: user,
            channel_id: channel.id,
            root_id,
            hashtags: chinwag_model::post::hashtags(&message),
            message,
            kind,
            props,
            ..Post::default()
        };
        self.write_post(post, channel.clone(), sender, SetOnline::No).await
    }

    /// An actor with the rights of a user, for what an integration does in that user's name.
    pub(crate) fn actor_for(&self, user: chinwag_model::user::User) -> Actor {
        let session =
            chinwag_model::session::Session { user_id: user.id, roles: user.roles, ..Default::default() };
        Actor::with_session(std::sync::Arc::new(session))
    }

    /// A channel by id, archived or not, without a check.
    pub(crate) async fn channel_of_id(&self, id: chinwag_model::ChannelId) -> AppResult<Option<Channel>> {
        stored(self.store().read(move |tx| Box::pin(chinwag_store::channel::get(tx, id))).await)
    }

    /// A user by username (lower case), without a check.
    pub(crate) async fn user_by_name(&self, name: &str) -> AppResult<Option<chinwag_model::user::User>> {
        let name = name.to_owned();
        stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::user::by_username(tx, &name).await }))
                .await,
        )
    }
}

/// Cuts a long text into posts, at line ends where there are any.
fn split(text: &str) -> Vec<String> {
    if text.chars().count() <= MESSAGE_MAX {
        return vec![text.to_owned()];
    }
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut length = 0;
    for line in text.split_inclusive('\n') {
        for c in line.chars().collect::<Vec<_>>().chunks(MESSAGE_MAX) {
            if length + c.len() > MESSAGE_MAX {
                parts.push(std::mem::take(&mut part));
                length = 0;
            }
            part.extend(c);
            length += c.len();
        }
    }
    parts.push(part);
    parts.retain(|p| !p.trim().is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_at_line_ends_and_nothing_is_lost() {
        let text = format!("{}\n{}", "a".repeat(MESSAGE_MAX - 5), "b".repeat(MESSAGE_MAX + 10));
        let parts = split(&text);
        assert_eq!(parts.len(), 3);
        assert!(parts.iter().all(|p| p.chars().count() <= MESSAGE_MAX));
        assert_eq!(parts.concat(), text);
    }
}
