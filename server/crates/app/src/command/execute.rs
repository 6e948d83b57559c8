//! Running a command: finding it, and doing what it answers.

use chinwag_model::{
    AppError, AppResult, JsonMap, PostId, TeamId,
    channel::Channel,
    command::{CommandArgs, CommandResponse},
    post::Post,
};

use super::builtin;
use crate::{Actor, App, SetOnline, slack, stored};

/// Where and by whom a command was typed.
pub(crate) struct Typed<'a> {
    /// Who typed it.
    pub(crate) actor: &'a Actor,
    /// Where.
    pub(crate) channel: Channel,
    /// In which team; for direct messages the one the client shows.
    pub(crate) team_id: TeamId,
    /// In which thread.
    pub(crate) root_id: PostId,
    /// What follows the trigger.
    pub(crate) rest: String,
}

/// An answer that only the person who typed sees.
pub(crate) fn whisper(text: impl Into<String>) -> CommandResponse {
    CommandResponse { response_type: "ephemeral".into(), text: text.into(), ..CommandResponse::default() }
}

/// No answer but the deed.
pub(crate) fn silent() -> CommandResponse {
    CommandResponse { response_type: "ephemeral".into(), ..CommandResponse::default() }
}

impl App {
    /// Runs what a person typed.
    ///
    /// # Errors
    /// 400 for something that is no command, 403 or 404 for the channel, 404 for an unknown command.
    pub async fn do_execute_command(&self, actor: &Actor, args: CommandArgs) -> AppResult<CommandResponse> {
        actor.require_user()?;
        let line = args.command.trim();
        let Some(line) =
            line.strip_prefix('/').filter(|l| !l.is_empty() && args.command.chars().count() <= 16_384)
        else {
            return Err(AppError::bad_request(
                "api.command.execute_command.start.app_error",
                "A command begins with a slash and a word, such as /help.",
            ));
        };
        let channel = self.access_channel_post(actor, args.channel_id).await?.into_channel();
        let (trigger, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let team_id = channel.team_id.some().unwrap_or(args.team_id);
        let typed = Typed { actor, channel, team_id, root_id: args.root_id, rest: rest.trim().to_owned() };
        let trigger = trigger.to_lowercase();
        let response = match builtin::find(&trigger) {
            Some(builtin) => self.run_builtin(builtin, &typed).await?,
            None => match self.plugin_of_command(typed.team_id, &trigger) {
                Some(plugin) => self.run_plugin_command(actor, &typed, &plugin, &args.command).await?,
                None => self.run_custom(&typed, &trigger).await?,
            },
        };
        self.deliver(&typed, &response).await?;
        for extra in response.extra_responses.iter().flatten() {
            self.deliver(&typed, extra).await?;
        }
        Ok(response)
    }

    async fn run_custom(&self, typed: &Typed<'_>, trigger: &str) -> AppResult<CommandResponse> {
        let unknown = || {
            let shown: String = trigger.chars().take(64).collect();
            AppError::new(
                404,
                "api.command.execute_command.not_found.app_error",
                format!(
                    "Command with a trigger of '/{shown}' not found. To send a message that begins with a slash, put a space before it."
                ),
            )
        };
        let (team, name) = (typed.team_id, trigger.to_owned());
        if team.is_empty() || !self.config().ServiceSettings.enable_commands {
            return Err(unknown());
        }
        self.access_team(typed.actor, team, chinwag_model::permission::VIEW_TEAM).await?;
        let command = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move { chinwag_store::command::by_trigger(tx, team, &name).await })
                })
                .await,
        )?
        .ok_or_else(unknown)?;
        self.call_command(typed, &command).await
    }

    /// Does what an answer says: a post for everybody, or words for the one who asked.
    pub(crate) async fn deliver(&self, typed: &Typed<'_>, response: &CommandResponse) -> AppResult<()> {
        let mut attachments = response.attachments.clone().unwrap_or_default();
        if response.text.trim().is_empty() && attachments.is_empty() {
            return Ok(());
        }
        let mut channel = typed.channel.clone();
        if !response.channel_id.is_empty() && response.channel_id != channel.id {
            channel = self.access_channel_post(typed.actor, response.channel_id).await?.into_channel();
        }
        let text = if response.skip_slack_parsing {
            response.text.clone()
        } else {
            slack::to_markdown(&response.text)
        };
        let mut props: JsonMap = response.props.clone();
        if !attachments.is_empty() {
            slack::attachments(&mut attachments);
            props.insert("attachments".into(), attachments.into());
        }
        for (key, value) in
            [("override_username", &response.username), ("override_icon_url", &response.icon_url)]
        {
            if !value.is_empty() {
                props.insert(key.into(), value.clone().into());
                props.insert("from_webhook".into(), "true".into());
            }
        }
        let draft = Post {
            channel_id: channel.id,
            root_id: typed.root_id,
            message: text,
            kind: response.kind.clone(),
            props,
            ..Post::default()
        };
        if response.response_type == "in_channel" {
            if response.kind == "me" {
                self.do_create_post(typed.actor, draft, SetOnline::Yes).await?;
            } else {
                crate::webhook::check_custom_kind(&draft.kind)?;
                self.do_create_post(typed.actor, draft, SetOnline::No).await?;
            }
            return Ok(());
        }
        self.tell(typed.actor, draft).await
    }

    /// Shows a message to the actor alone; it is kept nowhere.
    pub(crate) async fn tell(&self, actor: &Actor, draft: Post) -> AppResult<()> {
        let now = self.now();
        let post = Post {
            id: PostId::at(now.unsigned_abs()),
            create_at: now,
            update_at: now,
            user_id: actor.user_id(),
            kind: "system_ephemeral".into(),
            ..draft
        };
        self.show_to(actor.user_id(), post).await?;
        Ok(())
    }
}
