//! Buttons, menus and dialogs of integrations.
//!
//! What an integration put behind a button (its address and context) is taken out of the post when it is written
//! and kept apart, so that no client ever sees it.

use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, ChannelId, JsonMap, PostId, TeamId, UserId,
    post::{Post, PostPatch},
};
use chinwag_outside::OutRequest;
use chinwag_plugin_contract::{Click, DialogCall};
use chinwag_store::post_action::PostAction;
use http::HeaderValue;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{Actor, App, slack, stored};

/// What a person chose.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// The option of a menu.
    pub selected_option: String,
}

/// A dialog an integration opens.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct OpenDialog {
    /// The authority: for whom, and that it is recent.
    pub trigger_id: String,
    /// Where the answer goes.
    pub url: String,
    /// The dialog as clients take it.
    pub dialog: Value,
}

/// A dialog a person filled in or closed.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Submission {
    /// Where it goes.
    pub url: String,
    /// The integration's own id.
    pub callback_id: String,
    /// The integration's own state.
    pub state: String,
    /// Who.
    pub user_id: UserId,
    /// Where.
    pub channel_id: ChannelId,
    /// In which team.
    pub team_id: TeamId,
    /// Values by element.
    pub submission: JsonMap,
    /// Whether it was closed.
    pub cancelled: bool,
    /// `dialog_submission`, `dialog_cancellation` or `dialog_lookup`; set here.
    #[serde(rename = "type")]
    pub kind: String,
}

/// One thing a menu of a dialog offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offered {
    /// As people read it.
    pub text: String,
    /// As the integration gets it.
    pub value: String,
}

/// Most things a menu offers at once.
const OFFERED_MAX: usize = 100;

/// Takes what clients must not see out of the attachments of a post.
pub(crate) fn take_actions(post: &mut Post) -> Vec<PostAction> {
    let mut taken = Vec::new();
    let (post_id, channel_id, create_at) = (post.id, post.channel_id, post.create_at);
    let plugin = post.props.get("plugin_id").cloned();
    let Some(attachments) = post.props.get_mut("attachments").and_then(Value::as_array_mut) else {
        return taken;
    };
    slack::name_actions(attachments);
    let actions = attachments.iter_mut().filter_map(|a| a.get_mut("actions")?.as_array_mut()).flatten();
    for action in actions.filter_map(Value::as_object_mut) {
        let mut whole = Value::Object(action.clone());
        if let Some(plugin) = &plugin {
            whole["plugin_id"] = plugin.clone();
        }
        if action.remove("integration").is_none() {
            continue;
        }
        let action_id = action.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        taken.push(PostAction {
            post_id,
            action_id,
            user_id: UserId::EMPTY,
            channel_id,
            create_at,
            action: whole,
        });
    }
    taken
}

impl App {
    /// Does what a button or menu of a post does; gives the trigger with which a dialog can be opened.
    ///
    /// # Errors
    /// 404 for an unknown post or action, 403 when the post may not be read, 400 when the integration fails or
    /// answers with an error.
    pub async fn do_action(
        &self,
        actor: &Actor,
        post: PostId,
        action_id: &str,
        choice: Choice,
    ) -> AppResult<String> {
        let user_id = actor.require_user()?;
        self.check_may_act(actor, post).await?;
        let missing =
            || AppError::new(404, "api.post.do_action.action_id.app_error", "This post has no such action.");
        let id = action_id.to_owned();
        let action = stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::post_action::get(tx, post, &id).await }))
                .await,
        )?
        .ok_or_else(missing)?;
        if !action.user_id.is_empty() && action.user_id != user_id {
            return Err(missing());
        }
        let channel = self.access_channel_read(actor, action.channel_id).await?.into_channel();
        let user = self.user(user_id).await?;
        let team_domain = match channel.team_id.some() {
            Some(team) => self.team(team).await?.name,
            None => String::new(),
        };
        let trigger_id = self.new_trigger(user_id);
        let mut context = action.action["integration"]["context"].clone();
        if !choice.selected_option.is_empty() {
            if !context.is_object() {
                context = json!({});
            }
            context["selected_option"] = choice.selected_option.clone().into();
        }
        let request = json!({
            "user_id": user_id, "user_name": user.username, "channel_id": channel.id, "channel_name": channel.name,
            "team_id": channel.team_id, "team_domain": team_domain, "post_id": post, "trigger_id": trigger_id,
            "type": action.action.get("type").cloned().unwrap_or_else(|| "button".into()),
            "data_source": action.action.get("data_source").cloned().unwrap_or_else(|| "".into()), "context": context,
        });
        let url = action.action["integration"]["url"].as_str().unwrap_or_default();
        if let Some(name) = url.strip_prefix("plugin:") {
            let click = Click {
                name: name.to_owned(),
                user_id,
                team_id: channel.team_id.to_string(),
                channel_id: channel.id,
                post_id: post.to_string(),
                trigger_id: trigger_id.clone(),
                selected_option: choice.selected_option,
                context: request["context"].as_object().cloned().unwrap_or_default(),
            };
            self.click_of_plugin(actor, &action, click).await?;
            return Ok(trigger_id);
        }
        let answer = self.call_integration(url, &request).await?;
        self.follow_answer(actor, &action, answer).await?;
        Ok(trigger_id)
    }

    /// Insists that the actor may read the post a button is on. An ephemeral post is in no table; its buttons name the
    /// one person who may press them.
    async fn check_may_act(&self, actor: &Actor, post: PostId) -> AppResult<()> {
        let kept = stored(self.store().read(move |tx| Box::pin(chinwag_store::post::get(tx, post))).await)?;
        match kept {
            Some(kept) => self.access_channel_read(actor, kept.channel_id).await.map(|_| ()),
            None => Ok(()),
        }
    }

    /// Hands a click to the plugin whose post it is, and does what it answers.
    async fn click_of_plugin(&self, actor: &Actor, action: &PostAction, click: Click) -> AppResult<()> {
        let plugin = action.action["plugin_id"].as_str().unwrap_or_default().to_owned();
        let answer = self.hooks().click(&self.asked(actor), &plugin, click).await?;
        if let Some(post) = answer.update.filter(|_| action.user_id.is_empty()) {
            let patch =
                PostPatch { message: Some(post.message), props: Some(post.props), ..PostPatch::default() };
            self.do_rewrite_post(action.post_id, patch).await?;
        }
        if !answer.ephemeral_text.is_empty() {
            let draft =
                Post { channel_id: action.channel_id, message: answer.ephemeral_text, ..Post::default() };
            self.tell(actor, draft).await?;
        }
        Ok(())
    }

    async fn submit_to_plugin(
        &self,
        actor: &Actor,
        plugin: &str,
        submission: Submission,
    ) -> AppResult<Value> {
        let call = DialogCall {
            callback_id: submission.callback_id,
            state: submission.state,
            user_id: submission.user_id,
            team_id: submission.team_id.to_string(),
            channel_id: submission.channel_id.to_string(),
            cancelled: submission.cancelled,
            values: submission.submission,
        };
        let answer = self.hooks().submit_dialog(&self.asked(actor), plugin, call).await?;
        let errors: JsonMap =
            answer.errors.into_iter().map(|(element, wrong)| (element, Value::String(wrong))).collect();
        let mut told = JsonMap::new();
        if !answer.error.is_empty() {
            told.insert("error".into(), answer.error.into());
        }
        if !errors.is_empty() {
            told.insert("errors".into(), errors.into());
        }
        Ok(Value::Object(told))
    }

    async fn call_integration(&self, url: &str, request: &impl Serialize) -> AppResult<Value> {
        let failed = |why: String| {
            AppError::bad_request(
                "api.post.do_action.action_integration.app_error",
                "The integration could not be reached or did not answer well.",
            )
            .detail(why)
        };
        let body = serde_json::to_vec(request).map_err(AppError::internal)?;
        let out = OutRequest::post(url, HeaderValue::from_static("application/json"), body);
        let answer = self.http_client()?.send(out).await.map_err(|e| failed(e.to_string()))?;
        if !answer.status.is_success() {
            return Err(failed(format!("it answered {}", answer.status)));
        }
        if answer.body.trim_ascii().is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&answer.body).map_err(|e| failed(e.to_string()))
    }

    async fn follow_answer(&self, actor: &Actor, action: &PostAction, answer: Value) -> AppResult<()> {
        if let Some(error) = answer["error"]["message"].as_str().filter(|m| !m.is_empty()) {
            return Err(AppError::bad_request("api.post.do_action.action_integration.app_error", error));
        }
        let plain = answer["skip_slack_parsing"].as_bool().unwrap_or(false);
        let mark = |text: &str| if plain { text.to_owned() } else { slack::to_markdown(text) };
        if answer["update"].is_object() && action.user_id.is_empty() {
            let patch = PostPatch {
                message: answer["update"]["message"].as_str().map(mark),
                props: answer["update"]["props"].as_object().cloned(),
                is_pinned: answer["update"]["is_pinned"].as_bool(),
                ..PostPatch::default()
            };
            self.do_rewrite_post(action.post_id, patch).await?;
        }
        if let Some(text) = answer["ephemeral_text"].as_str().filter(|t| !t.is_empty()) {
            let draft = Post { channel_id: action.channel_id, message: mark(text), ..Post::default() };
            self.tell(actor, draft).await?;
        }
        Ok(())
    }

    /// Opens a dialog for the person whose trigger it is. Needs no session: the trigger is the authority.
    ///
    /// # Errors
    /// 400 when the trigger is forged or older than three seconds, or the dialog lacks its parts.
    pub fn do_open_dialog(&self, open: &OpenDialog) -> AppResult<()> {
        let user = self.check_trigger(&open.trigger_id)?;
        check_dialog(open)?;
        self.publish(vec![Event::new("open_dialog").with_json("dialog", open).to_user(user)]);
        Ok(())
    }

    /// Sends a filled-in or closed dialog to its integration; gives the errors it found, by element.
    ///
    /// # Errors
    /// 403 for a channel the actor may not read, 400 when the integration fails.
    pub async fn do_submit_dialog(&self, actor: &Actor, submission: Submission) -> AppResult<Value> {
        let kind = if submission.cancelled { "dialog_cancellation" } else { "dialog_submission" };
        let answer = self.send_dialog(actor, submission, kind).await?;
        Ok(if answer.is_object() { answer } else { json!({}) })
    }

    /// Asks the integration of a dialog what a menu offers for what has been typed so far.
    ///
    /// # Errors
    /// As [`do_submit_dialog`](Self::do_submit_dialog).
    pub async fn do_look_up_dialog(&self, actor: &Actor, submission: Submission) -> AppResult<Vec<Offered>> {
        let answer = self.send_dialog(actor, submission, "dialog_lookup").await?;
        let text = |item: &Value, key: &str| item[key].as_str().unwrap_or_default().to_owned();
        let items = answer["items"].as_array().into_iter().flatten();
        let offered = items.map(|item| Offered { text: text(item, "text"), value: text(item, "value") });
        Ok(offered.filter(|one| !one.text.is_empty() && !one.value.is_empty()).take(OFFERED_MAX).collect())
    }

    /// Sends what stands in a dialog to the dialog's integration and gives its answer.
    async fn send_dialog(&self, actor: &Actor, mut submission: Submission, kind: &str) -> AppResult<Value> {
        submission.user_id = actor.require_user()?;
        if !submission.channel_id.is_empty() {
            self.access_channel_read(actor, submission.channel_id).await?;
        }
        if !submission.team_id.is_empty() {
            self.access_team(actor, submission.team_id, chinwag_model::permission::VIEW_TEAM).await?;
        }
        submission.kind = kind.into();
        let url = std::mem::take(&mut submission.url);
        if let Some(plugin) = url.strip_prefix("plugin:") {
            return self.submit_to_plugin(actor, plugin, submission).await;
        }
        self.call_integration(&url, &submission).await
    }
}

fn check_dialog(open: &OpenDialog) -> AppResult<()> {
    let refuse = |what: String| AppError::bad_request("api.dialog.invalid.app_error", what);
    let dialog = &open.dialog;
    if !open.url.starts_with("plugin:")
        && url::Url::parse(&open.url).map_or(true, |u| !matches!(u.scheme(), "http" | "https"))
    {
        return Err(refuse(format!("`{}` does not begin with http:// or https://.", open.url)));
    }
    let title = dialog["title"].as_str().unwrap_or_default();
    if title.is_empty() || title.chars().count() > 128 {
        return Err(refuse("A dialog needs a title of at most 128 characters.".into()));
    }
    let known = ["text", "textarea", "select", "bool", "radio", "date", "datetime"];
    for element in dialog["elements"].as_array().into_iter().flatten() {
        let kind = element["type"].as_str().unwrap_or_default();
        if element["name"].as_str().is_none_or(str::is_empty) {
            return Err(refuse("Every element of a dialog needs a name.".into()));
        }
        if !known.contains(&kind) {
            return Err(refuse(format!(
                "`{kind}` is not a type of element; there are {}.",
                known.join(", ")
            )));
        }
    }
    Ok(())
}
