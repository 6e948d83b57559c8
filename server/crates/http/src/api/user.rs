//! Accounts: making and reading them. Changing them is in [`account`], lists in [`list`], pictures in [`picture`].

mod account;
mod list;
mod picture;

use axum::{extract::State, http::HeaderMap};
use chinwag_app::Invitation;
use chinwag_model::user::NewUser;

use crate::{
    HttpState,
    extract::{Auth, Body, MaybeAuth, Params, Query},
    reply::{Reply, created, json_etag},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/users", create)
        .get("/api/v4/users/{user_id}", get)
        .and(list::routes())
        .and(account::routes())
        .and(picture::routes())
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
