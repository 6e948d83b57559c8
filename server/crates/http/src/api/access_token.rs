//! Personal access tokens.

use axum::extract::State;
use chinwag_app::TokenUse;
use chinwag_model::{AppError, AppResult, TokenId, permission as p};
use serde::Deserialize;

use crate::{
    HttpState,
    extract::{Auth, Body, Params, Query},
    reply::{Reply, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/users/{user_id}/tokens", create)
        .get("/api/v4/users/{user_id}/tokens", of_user)
        .get("/api/v4/users/tokens", all)
        .get("/api/v4/users/tokens/{token_id}", one)
        .post("/api/v4/users/tokens/search", search)
        .post("/api/v4/users/tokens/revoke", revoke)
        .post("/api/v4/users/tokens/enable", enable)
        .post("/api/v4/users/tokens/disable", disable)
        .post("/api/v4/users/tokens/rotate", rotate)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct TokenBody {
    token_id: TokenId,
    description: String,
    term: String,
}

impl TokenBody {
    fn id(&self) -> AppResult<TokenId> {
        self.token_id.some().ok_or_else(|| AppError::invalid_param("token_id"))
    }
}

async fn create(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(body): Body<TokenBody>,
) -> Reply {
    json(&state.app.do_create_access_token(&auth.0, params.user(&auth)?, &body.description).await?)
}

async fn of_user(State(state): State<HttpState>, auth: Auth, params: Params, query: Query) -> Reply {
    json(&state.app.access_tokens_of_user(&auth.0, params.user(&auth)?, query.page()).await?)
}

async fn all(State(state): State<HttpState>, auth: Auth, query: Query) -> Reply {
    json(&state.app.access_tokens(&auth.0, query.page()).await?)
}

async fn one(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let id = params.id("token_id")?;
    json(&state.app.access_access_token(&auth.0, id, p::READ_USER_ACCESS_TOKEN).await?)
}

async fn search(State(state): State<HttpState>, auth: Auth, Body(body): Body<TokenBody>) -> Reply {
    json(&state.app.search_access_tokens(&auth.0, &body.term).await?)
}

async fn revoke(State(state): State<HttpState>, auth: Auth, Body(body): Body<TokenBody>) -> Reply {
    state.app.do_revoke_access_token(&auth.0, body.id()?).await?;
    ok()
}

async fn enable(State(state): State<HttpState>, auth: Auth, Body(body): Body<TokenBody>) -> Reply {
    state.app.do_set_access_token_use(&auth.0, body.id()?, TokenUse::Allowed).await?;
    ok()
}

async fn disable(State(state): State<HttpState>, auth: Auth, Body(body): Body<TokenBody>) -> Reply {
    state.app.do_set_access_token_use(&auth.0, body.id()?, TokenUse::Suspended).await?;
    ok()
}

async fn rotate(State(state): State<HttpState>, auth: Auth, Body(body): Body<TokenBody>) -> Reply {
    json(&state.app.do_rotate_access_token(&auth.0, body.id()?).await?)
}
