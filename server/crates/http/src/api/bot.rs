//! Bots, and turning accounts into bots and back.

use axum::extract::State;
use chinwag_app::{AccountState, Disabled, NewRank, WantedBots};
use chinwag_model::{bot::BotPatch, user::UserPatch};

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query},
    reply::{Reply, created, json},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/bots", create)
        .get("/api/v4/bots", list)
        .get("/api/v4/bots/{bot_user_id}", get)
        .put("/api/v4/bots/{bot_user_id}", patch)
        .post("/api/v4/bots/{bot_user_id}/enable", enable)
        .post("/api/v4/bots/{bot_user_id}/disable", disable)
        .post("/api/v4/bots/{bot_user_id}/assign/{user_id}", assign)
        .post("/api/v4/bots/{bot_user_id}/convert_to_user", to_user)
        .post("/api/v4/users/{user_id}/convert_to_bot", to_bot)
}

async fn create(State(state): State<HttpState>, auth: Auth, Body(draft): Body<BotPatch>) -> Reply {
    created(&state.app.do_create_bot(&auth.0, draft).await?)
}

async fn list(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    let wanted = WantedBots {
        owner_id: String::new(),
        include_deleted: query.flag("include_deleted"),
        only_orphaned: query.flag("only_orphaned"),
    };
    json(&state.app.bots(&auth.0, wanted, query.page()).await?)
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    let disabled = if query.flag("include_deleted") { Disabled::Shown } else { Disabled::Hidden };
    json(&state.app.bot(&auth.0, params.user_named("bot_user_id", &auth)?, disabled).await?)
}

async fn patch(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(patch): Body<BotPatch>,
) -> Reply {
    json(&state.app.do_patch_bot(&auth.0, params.id("bot_user_id")?, patch).await?)
}

async fn enable(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.do_set_bot_state(&auth.0, params.id("bot_user_id")?, AccountState::Active).await?)
}

async fn disable(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.do_set_bot_state(&auth.0, params.id("bot_user_id")?, AccountState::Inactive).await?)
}

async fn assign(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let owner = params.user(&auth)?;
    json(&state.app.do_assign_bot(&auth.0, params.id("bot_user_id")?, owner).await?)
}

async fn to_user(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    query: Query,
    Body(patch): Body<UserPatch>,
) -> Reply {
    let rank = if query.flag("set_system_admin") { NewRank::Admin } else { NewRank::Same };
    let id = params.id("bot_user_id")?;
    let user = state.app.do_convert_bot_to_user(&auth.0, id, patch, rank).await?;
    json(&state.app.shown(&auth.0, user))
}

async fn to_bot(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    json(&state.app.do_convert_user_to_bot(&auth.0, params.user(&auth)?).await?)
}
