//! Slash commands.

use axum::extract::State;
use chinwag_app::Listed;
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
    let typed = query.text("user_input").trim_start_matches('/').to_lowercase();
    let commands = state.app.commands_of_team(&auth.0, params.id("team_id")?, Listed::All).await?;
    let word = typed.split_whitespace().next().unwrap_or_default();
    let complete = typed.contains(' ');
    let found: Vec<_> = commands
        .iter()
        .filter(|c| if complete { c.trigger == word } else { c.trigger.starts_with(word) })
        .map(|c| {
            value!({
                "Complete": c.trigger, "Suggestion": c.trigger, "Hint": c.auto_complete_hint,
                "Description": c.auto_complete_desc, "IconData": "",
            })
        })
        .collect();
    json(&found)
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
