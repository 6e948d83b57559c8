//! Outgoing web hooks: managing them, and calling them when somebody posts.

use chinwag_model::{
    AppError, AppResult, HookId, TeamId,
    channel::{Channel, ChannelKind},
    id,
    page::Page,
    permission as p,
    post::Post,
    user::check_length,
    webhook::OutgoingWebhook,
};
use chinwag_outside::OutRequest;
use chinwag_store::{Store, webhook::Scope};
use parking_lot::RwLock;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Actor, App, slack, stored, webhook::check_custom_kind};

/// The hooks in memory, so that a post costs no query; reloaded when one changes.
#[derive(Default)]
pub(crate) struct Outgoing(RwLock<Vec<OutgoingWebhook>>);

impl Outgoing {
    pub(crate) async fn load(store: &Store) -> AppResult<Self> {
        let outgoing = Self::default();
        outgoing.reload(store).await?;
        Ok(outgoing)
    }

    async fn reload(&self, store: &Store) -> AppResult<()> {
        let everything = Scope { team: TeamId::EMPTY, user: chinwag_model::UserId::EMPTY };
        let hooks = stored(
            store
                .read_long(move |tx| {
                    Box::pin(chinwag_store::webhook::list_outgoing(tx, everything, Page::first(100_000)))
                })
                .await,
        )?;
        *self.0.write() = hooks;
        Ok(())
    }

    /// Hooks that a message in a channel calls, each with the word that called it.
    fn called(&self, channel: &Channel, message: &str) -> Vec<(OutgoingWebhook, String)> {
        let hooks = self.0.read();
        if hooks.is_empty() || channel.kind != ChannelKind::Open {
            return Vec::new();
        }
        let first = message.split_whitespace().next().unwrap_or_default();
        hooks
            .iter()
            .filter(|h| {
                h.team_id == channel.team_id && (h.channel_id.is_empty() || h.channel_id == channel.id)
            })
            .filter_map(|h| word(h, first).map(|w| (h.clone(), w)))
            .collect()
    }
}

/// The word that calls the hook; a hook of a channel without words is called by everything.
fn word(hook: &OutgoingWebhook, first: &str) -> Option<String> {
    if hook.trigger_words.is_empty() {
        return (!hook.channel_id.is_empty()).then(String::new);
    }
    let fits = |w: &&String| {
        if hook.trigger_when == 1 { first.starts_with(w.as_str()) } else { first == w.as_str() }
    };
    hook.trigger_words.iter().find(fits).cloned()
}

/// What a hook's receiver answers.
#[derive(Deserialize, Default)]
#[serde(default)]
struct HookAnswer {
    text: Option<String>,
    username: String,
    icon_url: String,
    props: chinwag_model::JsonMap,
    attachments: Option<Vec<Value>>,
    #[serde(rename = "type")]
    kind: String,
    response_type: String,
}

/// Hooks to be called when a post is written.
pub(crate) struct OutgoingCall {
    post: chinwag_model::PostId,
    channel: Channel,
    sender: String,
    hooks: Vec<(OutgoingWebhook, String)>,
}

impl OutgoingCall {
    /// Calls the hooks in the background; a repeated attempt, which wrote nothing, calls none.
    pub(crate) fn call(self, app: &App, written: &Post) {
        if written.id != self.post || !app.config().ServiceSettings.enable_outgoing_webhooks {
            return;
        }
        let (app, post) = (app.clone(), written.clone());
        tokio::spawn(async move {
            for (hook, word) in &self.hooks {
                for url in &hook.callback_urls {
                    if let Err(error) =
                        app.call_one(hook, url, (&post, &self.channel, &self.sender, word)).await
                    {
                        tracing::warn!(hook = %hook.id, %error, "an outgoing web hook failed");
                    }
                }
            }
        });
    }
}

impl App {
    fn check_outgoing_enabled(&self) -> AppResult<()> {
        if self.config().ServiceSettings.enable_outgoing_webhooks {
            return Ok(());
        }
        Err(AppError::not_implemented(
            "api.outgoing_webhook.disabled.app_error",
            "Outgoing web hooks are switched off (ServiceSettings.EnableOutgoingWebhooks).",
        ))
    }

    /// Makes an outgoing hook.
    ///
    /// # Errors
    /// 403 without the permission in the team or for a private channel, 400 when it would never be called.
    pub async fn do_create_outgoing(
        &self,
        actor: &Actor,
        draft: OutgoingWebhook,
    ) -> AppResult<OutgoingWebhook> {
        self.check_outgoing_enabled()?;
        self.access_team(actor, draft.team_id, p::MANAGE_OWN_OUTGOING_WEBHOOKS).await?;
        let now = self.now();
        let hook = OutgoingWebhook {
            id: HookId::generate(),
            token: id::secret(),
            create_at: now,
            update_at: now,
            delete_at: 0,
            creator_id: actor.user_id(),
            ..draft
        };
        self.save_outgoing(actor, hook).await
    }

    async fn save_outgoing(&self, actor: &Actor, hook: OutgoingWebhook) -> AppResult<OutgoingWebhook> {
        if !hook.channel_id.is_empty() {
            let channel = self.access_channel_read(actor, hook.channel_id).await?;
            if channel.channel().kind != ChannelKind::Open || channel.channel().team_id != hook.team_id {
                return Err(AppError::forbidden(
                    "api.webhook.create_outgoing.not_open.app_error",
                    "Outgoing web hooks listen to public channels of their own team alone.",
                ));
            }
        }
        check_outgoing(&hook)?;
        let saved = stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::webhook::save_outgoing(tx, &hook).await?;
                        Ok(hook)
                    })
                })
                .await,
        )?
        .into_inner();
        self.inner.outgoing.reload(self.store()).await?;
        Ok(saved)
    }

    /// One outgoing hook that the actor may manage.
    ///
    /// # Errors
    /// 404, or 403 for somebody else's without the permission.
    pub async fn access_outgoing(&self, actor: &Actor, id: HookId) -> AppResult<OutgoingWebhook> {
        self.check_outgoing_enabled()?;
        let hook =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::webhook::outgoing(tx, id))).await)?
                .ok_or_else(|| AppError::not_found("outgoing_webhook"))?;
        let needed = if actor.is(hook.creator_id) {
            p::MANAGE_OWN_OUTGOING_WEBHOOKS
        } else {
            p::MANAGE_OTHERS_OUTGOING_WEBHOOKS
        };
        if self.can_in_team(actor, hook.team_id, needed).await? {
            Ok(hook)
        } else {
            Err(AppError::permission(needed))
        }
    }

    /// Changes an outgoing hook.
    ///
    /// # Errors
    /// As [`access_outgoing`](Self::access_outgoing) and [`do_create_outgoing`](Self::do_create_outgoing).
    pub async fn do_update_outgoing(
        &self,
        actor: &Actor,
        id: HookId,
        new: OutgoingWebhook,
    ) -> AppResult<OutgoingWebhook> {
        let old = self.access_outgoing(actor, id).await?;
        let hook = OutgoingWebhook {
            id: old.id,
            token: old.token,
            create_at: old.create_at,
            update_at: self.now(),
            delete_at: 0,
            creator_id: old.creator_id,
            team_id: old.team_id,
            ..new
        };
        self.save_outgoing(actor, hook).await
    }

    /// Gives an outgoing hook a new token.
    ///
    /// # Errors
    /// As [`access_outgoing`](Self::access_outgoing).
    pub async fn do_renew_outgoing_token(&self, actor: &Actor, id: HookId) -> AppResult<OutgoingWebhook> {
        let mut hook = self.access_outgoing(actor, id).await?;
        hook.token = id::secret();
        hook.update_at = self.now();
        self.save_outgoing(actor, hook).await
    }

    /// Deletes an outgoing hook.
    ///
    /// # Errors
    /// As [`access_outgoing`](Self::access_outgoing).
    pub async fn do_delete_outgoing(&self, actor: &Actor, id: HookId) -> AppResult<()> {
        self.access_outgoing(actor, id).await?;
        let now = self.now();
        stored(
            self.store()
                .write(move |tx| Box::pin(chinwag_store::webhook::delete_outgoing(tx, id, now)))
                .await,
        )?;
        self.inner.outgoing.reload(self.store()).await
    }

    /// The outgoing hooks the actor may manage.
    ///
    /// # Errors
    /// 403.
    pub async fn list_outgoing(
        &self,
        actor: &Actor,
        team: TeamId,
        page: Page,
    ) -> AppResult<Vec<OutgoingWebhook>> {
        self.check_outgoing_enabled()?;
        let scope = self
            .hook_scope(actor, team, (p::MANAGE_OWN_OUTGOING_WEBHOOKS, p::MANAGE_OTHERS_OUTGOING_WEBHOOKS))
            .await?;
        stored(
            self.store()
                .read(move |tx| Box::pin(chinwag_store::webhook::list_outgoing(tx, scope, page)))
                .await,
        )
    }

    /// The hooks that a post is about to call, if any. Posts of programs call none, so that two of them cannot talk
    /// to each other for ever.
    pub(crate) fn outgoing_caller(
        &self,
        post: &Post,
        channel: &Channel,
        sender_name: &str,
    ) -> Option<OutgoingCall> {
        let by_program = ["from_webhook", "from_bot"].iter().any(|k| post.prop(k).is_some());
        if by_program || post.is_system() {
            return None;
        }
        let hooks = self.inner.outgoing.called(channel, &post.message);
        (!hooks.is_empty()).then(|| OutgoingCall {
            post: post.id,
            channel: channel.clone(),
            sender: sender_name.to_owned(),
            hooks,
        })
    }

    async fn call_one(
        &self,
        hook: &OutgoingWebhook,
        url: &str,
        (post, channel, sender, word): (&Post, &Channel, &str, &str),
    ) -> AppResult<()> {
        let team = self.team(hook.team_id).await?;
        let files: Vec<&str> = post.file_ids.iter().map(chinwag_model::Id::as_str).collect();
        let fields = json!({
            "token": hook.token, "team_id": team.id, "team_domain": team.name, "channel_id": channel.id,
            "channel_name": channel.name, "timestamp": post.create_at, "user_id": post.user_id, "user_name": sender,
            "post_id": post.id, "text": post.message, "trigger_word": word, "file_ids": files.join(","),
        });
        let request = if hook.content_type == "application/json" {
            OutRequest::post(url, http::HeaderValue::from_static("application/json"), fields.to_string())
        } else {
            OutRequest::post(
                url,
                http::HeaderValue::from_static("application/x-www-form-urlencoded"),
                form(&fields),
            )
        };
        let answer =
            self.http_client()?.send(request).await.map_err(|e| AppError::internal(e.to_string()))?;
        if !answer.status.is_success() {
            return Err(AppError::internal(format!("{url} answered {}", answer.status)));
        }
        if answer.body.trim_ascii().is_empty() {
            return Ok(());
        }
        let answer: HookAnswer = serde_json::from_slice(&answer.body).map_err(AppError::internal)?;
        self.post_answer(hook, post, channel, answer).await
    }

    async fn post_answer(
        &self,
        hook: &OutgoingWebhook,
        post: &Post,
        channel: &Channel,
        answer: HookAnswer,
    ) -> AppResult<()> {
        let text = slack::to_markdown(answer.text.as_deref().unwrap_or_default());
        let mut attachments = answer.attachments.unwrap_or_default();
        if text.trim().is_empty() && attachments.is_empty() {
            return Ok(());
        }
        check_custom_kind(&answer.kind)?;
        let mut props = answer.props;
        props.insert("from_webhook".into(), "true".into());
        props.insert("webhook_display_name".into(), hook.display_name.clone().into());
        for (key, sent, own) in [
            ("override_username", &answer.username, &hook.username),
            ("override_icon_url", &answer.icon_url, &hook.icon_url),
        ] {
            let value = if own.is_empty() { sent } else { own };
            if !value.is_empty() {
                props.insert(key.into(), value.clone().into());
            }
        }
        let mut kind = answer.kind;
        if !attachments.is_empty() {
            slack::attachments(&mut attachments);
            props.insert("attachments".into(), attachments.into());
            if kind.is_empty() {
                kind = "slack_attachment".into();
            }
        }
        let root = if answer.response_type == "comment" {
            post.root_id.some().unwrap_or(post.id)
        } else {
            post.root_id
        };
        self.do_reply_as(channel, root, hook.creator_id, (text, kind, props)).await?;
        Ok(())
    }
}

/// A JSON object of plain values as a form.
pub(crate) fn form(fields: &Value) -> String {
    let mut out = url::form_urlencoded::Serializer::new(String::new());
    for (key, value) in fields.as_object().into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        out.append_pair(key, &text);
    }
    out.finish()
}

fn check_outgoing(hook: &OutgoingWebhook) -> AppResult<()> {
    if hook.channel_id.is_empty() && hook.trigger_words.is_empty() {
        return Err(AppError::bad_request(
            "api.webhook.create_outgoing.triggers.app_error",
            "Give a channel, trigger words, or both: otherwise the web hook would never be called.",
        ));
    }
    if hook.callback_urls.is_empty() || hook.callback_urls.len() > 20 {
        return Err(AppError::invalid_param_why("callback_urls", "give 1 to 20 addresses"));
    }
    for address in &hook.callback_urls {
        if url::Url::parse(address).map_or(true, |u| !matches!(u.scheme(), "http" | "https")) {
            return Err(AppError::invalid_param_why(
                "callback_urls",
                format!("`{address}` does not begin with http:// or https://"),
            ));
        }
    }
    if !(0..=1).contains(&hook.trigger_when) {
        return Err(AppError::invalid_param_why(
            "trigger_when",
            format!("`{}` is neither 0 (first word) nor 1 (begins with)", hook.trigger_when),
        ));
    }
    check_length("display_name", &hook.display_name, 64)?;
    check_length("description", &hook.description, 500)
}
