//! Users: the routes that make, find and change accounts.

use axum::{extract::State, http::HeaderMap};
use chinwag_app::Invitation;
use chinwag_model::{AppError, UserId, user::NewUser};

use crate::{
    HttpState,
    extract::{Auth, Body, MaybeAuth, Params, Query},
    reply::{Reply, created, json, json_etag},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/users", create)
        .get("/api/v4/users/{user_id}", get)
        .post("/api/v4/users/ids", by_ids)
}

async fn create(
    State(state): State<HttpState>,
    MaybeAuth(actor): MaybeAuth,
    query: Query,
    Body(new): Body<NewUser>,
) -> Reply {
    let invitation = Invitation { invite_id: query.text("iid").into(), token: query.text("t").into() };
    let user = state.app.do_create_user(actor.as_ref(), new, invitation).await?;
    created(&user.sanitized_for_self())
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params, headers: HeaderMap) -> Reply {
    let user = state.app.access_user(&auth.0, params.user(&auth)?).await?;
    let version = user.etag(state.app.privacy(&auth.0));
    json_etag(&headers, &version, &state.app.shown(&auth.0, user))
}

async fn by_ids(State(state): State<HttpState>, auth: Auth, Body(ids): Body<Vec<UserId>>) -> Reply {
    if ids.is_empty() {
        return Err(AppError::invalid_param("user_ids").into());
    }
    json(&state.app.users_by_ids(&auth.0, ids).await?)
}
