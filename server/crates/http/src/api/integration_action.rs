//! Buttons, menus and dialogs of integrations.

use axum::extract::State;
use chinwag_app::{Choice, OpenDialog, Submission};
use serde_json::json as value;

use crate::{
    HttpState,
    extract::{Auth, Body, Params},
    reply::{Reply, json, ok},
    router::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .post("/api/v4/posts/{post_id}/actions/{action_id}", act)
        .post("/api/v4/actions/dialogs/open", open)
        .post("/api/v4/actions/dialogs/submit", submit)
        .post("/api/v4/actions/dialogs/lookup", look_up)
}

async fn act(
    State(state): State<HttpState>,
    auth: Auth,
    params: Params,
    Body(choice): Body<Choice>,
) -> Reply {
    let post = params.id("post_id")?;
    let trigger_id = state.app.do_action(&auth.0, post, params.text("action_id"), choice).await?;
    json(&value!({"status": "OK", "trigger_id": trigger_id}))
}

async fn open(State(state): State<HttpState>, Body(dialog): Body<OpenDialog>) -> Reply {
    state.app.do_open_dialog(&dialog)?;
    ok()
}

async fn submit(State(state): State<HttpState>, auth: Auth, Body(submission): Body<Submission>) -> Reply {
    json(&state.app.do_submit_dialog(&auth.0, submission).await?)
}

async fn look_up(State(state): State<HttpState>, auth: Auth, Body(submission): Body<Submission>) -> Reply {
    json(&value!({"items": state.app.do_look_up_dialog(&auth.0, submission).await?}))
}
