//! `wag token`: personal access tokens.

use std::cell::RefCell;

use anyhow::Result;
use chinwag_client::{Client, PAGE_ROWS, every_page};
use chinwag_model::TokenId;
use chinwag_model::access_token::AccessToken;
use serde_json::json;

use super::user::each_user;
use crate::args::Format;
use crate::args::token::{Generate, List, Token};
use crate::bulk;
use crate::context::Context;
use crate::output::{clean, time};
use crate::resolve;

pub(crate) async fn run(context: &Context, command: Token) -> Result<()> {
    let client = context.client()?;
    match command {
        Token::Generate(flags) => generate(context, &client, &flags).await,
        Token::List(flags) => list(context, &client, &flags).await,
        Token::Revoke(flags) => {
            bulk::each(context, &flags.tokens, async |text| {
                let id: TokenId = resolve::id(text, "token (the id, not the secret)")?;
                client.revoke_access_token(id).await?;
                context.output.change(&format!("Revoked {id}."), &json!({"id": id}))
            })
            .await
        }
    }
}

async fn generate(context: &Context, client: &Client, flags: &Generate) -> Result<()> {
    let user = resolve::user(client, &flags.user).await?;
    let token = client.create_access_token(user.id, &flags.description).await?;
    match context.output.format() {
        Format::Json => context.output.change("", &token),
        // A script reads the secret from the first column, quiet or not.
        Format::Plain => context.output.line(&format!("{}\t{}", clean(&token.token), token.id)),
        Format::Table => context.output.one(
            &token,
            vec![
                ("token", token.token.clone()),
                ("id", token.id.to_string()),
                ("user", user.username.clone()),
                ("description", token.description.clone()),
            ],
        ),
    }
}

async fn list(context: &Context, client: &Client, flags: &List) -> Result<()> {
    let rows: RefCell<Vec<(String, AccessToken)>> = RefCell::default();
    let outcome = each_user(context, client, &flags.users, async |user| {
        let tokens = every_page(async |page| client.access_tokens(user.id, page, PAGE_ROWS).await).await?;
        let wanted = |t: &AccessToken| (!flags.active || t.is_active) && (!flags.inactive || !t.is_active);
        rows.borrow_mut().extend(tokens.into_iter().filter(wanted).map(|t| (user.username.clone(), t)));
        Ok(())
    })
    .await;
    let (names, tokens): (Vec<_>, Vec<_>) = rows.into_inner().into_iter().unzip();
    let columns = ["ID", "USER", "STATE", "ENDS", "DESCRIPTION"];
    let names: std::collections::HashMap<_, _> = tokens.iter().map(|t| t.id).zip(names).collect();
    context.output.list(&tokens, &columns, |token| {
        vec![
            token.id.to_string(),
            names.get(&token.id).cloned().unwrap_or_default(),
            if token.is_active { "active" } else { "inactive" }.to_owned(),
            time(token.expires_at),
            token.description.clone(),
        ]
    })?;
    outcome
}
