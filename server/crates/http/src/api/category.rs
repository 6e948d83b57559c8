//! Sidebar categories.

use axum::extract::State;
use chinwag_model::{TeamId, UserId, category::SidebarCategory};

use crate::{
    HttpState,
    extract::{Auth, Body, Params},
    reply::{Reply, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    const ALL: &str = "/api/v4/users/{user_id}/teams/{team_id}/channels/categories";
    const ORDER: &str = "/api/v4/users/{user_id}/teams/{team_id}/channels/categories/order";
    const ONE: &str = "/api/v4/users/{user_id}/teams/{team_id}/channels/categories/{category_id}";
    Routes::new()
        .get(ALL, list)
        .post(ALL, create)
        .put(ALL, update_all)
        .get(ORDER, order)
        .put(ORDER, set_order)
        .get(ONE, get)
        .put(ONE, update)
        .delete(ONE, delete)
}

fn place(params: &Params, auth: &Auth) -> chinwag_model::AppResult<(UserId, TeamId)> {
    Ok((params.user(auth)?, params.id("team_id")?))
}

async fn list(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let (user, team) = place(&params, &auth)?;
    json(&state.app.categories(&auth.0, user, team).await?)
}

async fn get(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let (user, team) = place(&params, &auth)?;
    json(&state.app.category(&auth.0, user, team, params.text("category_id")).await?)
}

async fn create(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(draft): Body<SidebarCategory>,
) -> Reply {
    let (user, team) = place(&params, &auth)?;
    json(&state.app.do_create_category(&auth.0, user, team, draft).await?)
}

async fn update_all(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(drafts): Body<Vec<SidebarCategory>>,
) -> Reply {
    let (user, team) = place(&params, &auth)?;
    json(&state.app.do_update_categories(&auth.0, user, team, drafts).await?)
}

async fn update(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(mut draft): Body<SidebarCategory>,
) -> Reply {
    let (user, team) = place(&params, &auth)?;
    draft.id = params.text("category_id").to_owned();
    json(&state.app.do_update_categories(&auth.0, user, team, vec![draft]).await?.pop())
}

async fn delete(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let (user, team) = place(&params, &auth)?;
    state.app.do_delete_category(&auth.0, user, team, params.text("category_id").to_owned()).await?;
    ok()
}

async fn order(State(state): State<HttpState>, auth: Auth, params: Params) -> Reply {
    let (user, team) = place(&params, &auth)?;
    json(&state.app.categories(&auth.0, user, team).await?.order)
}

async fn set_order(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(order): Body<Vec<String>>,
) -> Reply {
    let (user, team) = place(&params, &auth)?;
    json(&state.app.do_order_categories(&auth.0, user, team, order).await?)
}
