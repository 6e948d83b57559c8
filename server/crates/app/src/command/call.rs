//! Calling the address of a custom command.

use chinwag_model::{
    AppError, AppResult,
    command::{Command, CommandResponse},
};
use chinwag_outside::OutRequest;
use http::{HeaderValue, header};
use serde_json::json;

use super::execute::{Typed, whisper};
use crate::{App, outgoing_webhook::form};

impl App {
    /// Sends the command to its address and reads the answer: JSON, or plain text as a whisper.
    pub(super) async fn call_command(
        &self,
        typed: &Typed<'_>,
        command: &Command,
    ) -> AppResult<CommandResponse> {
        let user = self.user(typed.actor.user_id()).await?;
        let team = self.team(typed.team_id).await?;
        let trigger_id = self.new_trigger(user.id);
        let site = self.config().ServiceSettings.site_url.trim_end_matches('/').to_owned();
        let fields = form(&json!({
            "token": command.token, "team_id": team.id, "team_domain": team.name, "channel_id": typed.channel.id,
            "channel_name": typed.channel.name, "user_id": user.id, "user_name": user.username,
            "command": format!("/{}", command.trigger), "text": typed.rest, "root_id": typed.root_id,
            "trigger_id": trigger_id, "response_url": format!("{site}/hooks/commands/{}", self.new_response_id(command, typed)),
        }));
        let mut request = if command.method == "G" {
            let join = if command.url.contains('?') { '&' } else { '?' };
            OutRequest::get(&format!("{}{join}{fields}", command.url))
        } else {
            OutRequest::post(
                &command.url,
                HeaderValue::from_static("application/x-www-form-urlencoded"),
                fields,
            )
        };
        request.headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        if let Ok(value) = HeaderValue::from_str(&format!("Token {}", command.token)) {
            request.headers.insert(header::AUTHORIZATION, value);
        }
        let failed = |why: String| {
            AppError::new(
                500,
                "api.command.execute_command.failed.app_error",
                format!("Command with a trigger of '/{}' failed.", command.trigger),
            )
            .detail(why)
        };
        let answer = self.http_client()?.send(request).await.map_err(|e| failed(e.to_string()))?;
        if !answer.status.is_success() {
            return Err(failed(format!("it answered {}", answer.status)));
        }
        let is_json = answer
            .headers
            .get(header::CONTENT_TYPE)
            .is_some_and(|t| t.as_bytes().starts_with(b"application/json"));
        if !is_json {
            return Ok(whisper(String::from_utf8_lossy(&answer.body).into_owned()));
        }
        let mut response: CommandResponse =
            serde_json::from_slice(&answer.body).map_err(|e| failed(e.to_string()))?;
        if !command.username.is_empty() {
            response.username.clone_from(&command.username);
        }
        if !command.icon_url.is_empty() {
            response.icon_url.clone_from(&command.icon_url);
        }
        response.trigger_id = trigger_id;
        Ok(response)
    }
}
