//! Slash commands.

use axum::{
    body::{Body as HttpBody, to_bytes},
    extract::State,
};
use chinwag_app::{Actor, AskPlugin, CommandCompletion, Item, Listed, Suggestion};
use chinwag_model::{
    AppError, TeamId,
    command::{Command, CommandArgs, CommandResponse},
};
use serde::Deserialize;
use serde_json::json as value;

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query},
    reply::{Reply, created, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/api/v4/commands", list)
        .post("/api/v4/commands", create)
        .post("/api/v4/commands/execute", execute)
        .get("/api/v4/commands/{command_id}", get)
        .put("/api/v4/commands/{command_id}", update)
        .delete("/api/v4/commands/{command_id}", delete)
        .put("/api/v4/commands/{command_id}/move", move_to_team)
        .put("/api/v4/commands/{command_id}/regen_token", regen_token)
        .get("/api/v4/teams/{team_id}/commands/autocomplete", autocomplete)
        .get("/api/v4/teams/{team_id}/commands/autocomplete_suggestions", suggestions)
        .post("/hooks/commands/{command_id}", answer_later)
}

async fn list(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let team: TeamId = query.id("team_id")?;
    if team.is_empty() {
        return Err(AppError::invalid_url_param("team_id", "").into());
    }
    let listed = if query.flag("custom_only") { Listed::Custom } else { Listed::All };
    json(&state.app.commands_of_team(&auth.0, team, listed).await?)
}

async fn create(State(state): State<HttpState>, auth: Auth, Body(draft): Body<Command>) -> Reply {
    created(&state.app.do_create_command(&auth.0, draft).await?)
}

async fn execute(State(state): State<HttpState>, auth: Auth, Body(args): Body<CommandArgs>) -> Reply {
    json(&state.app.do_execute_command(&auth.0, args).await?)
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.shown_command(&auth.0, params.id("command_id")?).await?)
}

async fn update(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(new): Body<Command>,
) -> Reply {
    json(&state.app.do_update_command(&auth.0, params.id("command_id")?, new).await?)
}

async fn delete(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    state.app.do_delete_command(&auth.0, params.id("command_id")?).await?;
    ok()
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Move {
    team_id: TeamId,
}

async fn move_to_team(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(body): Body<Move>,
) -> Reply {
    state.app.do_move_command(&auth.0, params.id("command_id")?, body.team_id).await?;
    ok()
}

async fn regen_token(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let command = state.app.do_renew_command_token(&auth.0, params.id("command_id")?).await?;
    json(&value!({"token": command.token}))
}

async fn autocomplete(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.commands_of_team(&auth.0, params.id("team_id")?, Listed::All).await?)
}

async fn suggestions(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let typed = query.text("user_input").trim_start().trim_start_matches('/');
    let team: TeamId = params.id("team_id")?;
    let CommandCompletion { mut suggestions, ask } = state.app.complete_command(&auth.0, team, typed).await?;
    for list in ask {
        suggestions.extend(listed_by_plugin(&state, &auth.0, team, &query, &list).await);
    }
    json(&suggestions)
}

/// Most bytes of a list that a plugin makes for completion.
const LIST_MAX: usize = 256 << 10;

/// What a plugin's own list offers. A plugin that fails offers nothing: one goes on typing.
async fn listed_by_plugin(
    state: &HttpState,
    actor: &Actor,
    team: TeamId,
    query: &Query,
    list: &AskPlugin,
) -> Vec<Suggestion> {
    let asked = form_urlencoded::Serializer::new(String::new())
        .append_pair("user_input", &list.typed)
        .append_pair("parsed", &list.parsed)
        .append_pair("team_id", team.as_str())
        .append_pair("channel_id", query.text("channel_id"))
        .append_pair("root_id", query.text("root_id"))
        .append_pair("user_id", actor.user_id().as_str())
        .finish();
    let own = format!("/plugins/{}", list.plugin);
    let path = list.path.strip_prefix(&own).unwrap_or(&list.path).trim_start_matches('/');
    let joint = if path.contains('?') { '&' } else { '?' };
    let answer = match super::plugin::read(state, actor, &list.plugin, format!("/{path}{joint}{asked}")).await
    {
        Ok(answer) if (200..300).contains(&answer.status) => answer,
        Ok(answer) => {
            tracing::warn!(
                plugin.id = list.plugin,
                status = answer.status,
                "its list for completion is refused"
            );
            return Vec::new();
        }
        Err(error) => {
            tracing::warn!(plugin.id = list.plugin, "its list for completion failed: {error}");
            return Vec::new();
        }
    };
    let items = match to_bytes(HttpBody::from_stream(answer.body), LIST_MAX).await {
        Ok(bytes) => serde_json::from_slice::<Vec<Item>>(&bytes).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    items.map(|items| list.among(&items)).unwrap_or_else(|error| {
        tracing::warn!(plugin.id = list.plugin, "its list for completion cannot be read: {error}");
        Vec::new()
    })
}

/// The address in `response_url`; its last part is a signed text and the only authority.
async fn answer_later(
    State(state): State<HttpState>,
    params: Params,
    Body(response): Body<CommandResponse>,
) -> Reply {
    let pending = state.app.check_response_id(params.text("command_id"))?;
    state.app.do_answer_later(pending, response).await?;
    ok()
}
