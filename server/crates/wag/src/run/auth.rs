//! `wag auth`: logging in, and which server is meant.

use std::time::Duration;

use anyhow::{Context as _, Result, anyhow};
use chinwag_client::{Address, Client};
use serde_json::{Value, json};

use crate::args::auth::{Auth, Login, Renew};
use crate::context::{Confirmed, Context};
use crate::credential::{Kind, Saved, Store};
use crate::failure::Usage;
use crate::output::mark;
use crate::secret::{self, Asking};

/// A server that is gone must not hold up forgetting it.
const FAREWELL: Duration = Duration::from_secs(5);

pub(crate) async fn run(context: &Context, command: Auth) -> Result<()> {
    match command {
        Auth::Login(flags) => login(context, flags).await,
        Auth::List => list(context),
        Auth::Current => current(context),
        Auth::Set(which) => {
            let mut store = context.store()?;
            store.make_current(&which.name)?;
            store.save()?;
            context.output.change(
                &format!("Commands now go to `{}`.", which.name),
                &told(&which.name, store.saved(&which.name)?, store.current()),
            )
        }
        Auth::Renew(flags) => renew(context, flags).await,
        Auth::Delete(which) => {
            let mut store = context.store()?;
            let gone = store.remove(&which.name)?;
            store.save()?;
            farewell(context, &which.name, &gone).await;
            context
                .output
                .change(&format!("Forgot `{}`.", which.name), &told(&which.name, &gone, store.current()))
        }
        Auth::Clean(confirm) => clean(context, confirm.into()).await,
    }
}

/// What may be shown of a saved server: everything but the token.
fn told(name: &str, saved: &Saved, current: Option<&str>) -> Value {
    json!({
        "name": name,
        "url": saved.url,
        "username": saved.username,
        "kind": saved.kind,
        "current": current == Some(name),
    })
}

/// How somebody proves who they are.
enum Proof {
    AccessToken(String),
    Password { login_id: String, password: String, mfa_token: String },
}

async fn login(context: &Context, flags: Login) -> Result<()> {
    let address = Address::web(&flags.url).map_err(|e| Usage(e.to_string()))?;
    let name = flags.name.unwrap_or_else(|| usual_name(&address));
    let mut store = context.store()?;
    let proof = match &flags.access_token_file {
        Some(path) => Proof::AccessToken(secret::from_file(path, "access token")?),
        None => {
            let login_id = match flags.username {
                Some(name) => name,
                None => secret::ask("Username or email: ")?
                    .filter(|n| !n.is_empty())
                    .ok_or_else(|| Usage("say who you are with --username NAME".to_owned()))?,
            };
            let password = secret::password(context, &flags.password, Asking::Known("Password: "))?;
            Proof::Password { login_id, password, mfa_token: flags.mfa_token.unwrap_or_default() }
        }
    };
    let saved = prove(context, &address, proof).await?;
    let text = format!("Logged in to {} as {}, saved as `{name}`.", saved.url, saved.username);
    store.put(&name, saved);
    if !flags.no_activate {
        store.make_current(&name)?;
    }
    store.save()?;
    context.output.change(&text, &told(&name, store.saved(&name)?, store.current()))
}

fn usual_name(address: &Address) -> String {
    let text = address.text();
    text.split_once("://").map_or(text.clone(), |(_, rest)| rest.to_owned())
}

async fn prove(context: &Context, address: &Address, proof: Proof) -> Result<Saved> {
    let client = Client::new(address.clone(), context.patience())?;
    let (user, token, kind) = match proof {
        Proof::AccessToken(token) => {
            let user = client.with_token(&token).me().await.context("the access token was not accepted")?;
            (user, token, Kind::AccessToken)
        }
        Proof::Password { login_id, password, mfa_token } => {
            let (user, token) =
                client.login(&login_id, &password, &mfa_token).await.context("you are not logged in")?;
            (user, token, Kind::Session)
        }
    };
    Ok(Saved { url: address.text(), username: user.username, kind, token })
}

async fn renew(context: &Context, flags: Renew) -> Result<()> {
    let mut store = context.store()?;
    let old = store.saved(&flags.name)?.clone();
    let proof = match (&flags.access_token_file, old.kind) {
        (Some(path), _) => Proof::AccessToken(secret::from_file(path, "access token")?),
        (None, Kind::AccessToken) => {
            let text =
                "this server was saved with an access token: give the new one with --access-token-file FILE";
            return Err(Usage(text.to_owned()).into());
        }
        (None, Kind::Session) => {
            let prompt = format!("Password of {}: ", old.username);
            let password = secret::password(context, &flags.password, Asking::Known(&prompt))?;
            let mfa_token = flags.mfa_token.unwrap_or_default();
            Proof::Password { login_id: old.username.clone(), password, mfa_token }
        }
    };
    let saved = prove(context, &Address::web(&old.url)?, proof).await?;
    let text = format!("Logged in again to {} as {}.", saved.url, saved.username);
    store.put(&flags.name, saved);
    store.save()?;
    farewell(context, "", &old).await;
    context.output.change(&text, &told(&flags.name, store.saved(&flags.name)?, store.current()))
}

fn list(context: &Context) -> Result<()> {
    let store = context.store()?;
    let rows: Vec<_> = store.all().map(|(name, saved)| told(name, saved, store.current())).collect();
    context.output.list(&rows, &["NAME", "USER", "SERVER", "KIND", "CURRENT"], |row| {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        vec![text("name"), text("username"), text("url"), text("kind"), mark(row["current"] == true)]
    })
}

fn current(context: &Context) -> Result<()> {
    let store = context.store()?;
    let (name, saved) = store.chosen(context.globals.server.as_deref())?;
    let fields =
        vec![("name", name.clone()), ("server", saved.url.clone()), ("user", saved.username.clone())];
    context.output.one(&told(&name, &saved, store.current()), fields)
}

async fn clean(context: &Context, confirmed: Confirmed) -> Result<()> {
    let mut store: Store = context.store()?;
    let names: Vec<String> = store.all().map(|(name, _)| name.clone()).collect();
    if names.is_empty() {
        return Err(anyhow!("nothing is saved, so there is nothing to forget"));
    }
    context.sure(confirmed, &format!("All {} saved servers will be forgotten.", names.len()))?;
    let mut gone = Vec::new();
    for name in &names {
        gone.push((name, store.remove(name)?));
    }
    store.save()?;
    context.output.expect_several();
    for (name, saved) in &gone {
        farewell(context, name, saved).await;
        context.output.change(&format!("Forgot `{name}`."), &told(name, saved, None))?;
    }
    Ok(())
}

/// Ends a session that will not be used again. Access tokens are left: somebody may use them elsewhere. With an
/// empty `name` a failure is not worth a word.
async fn farewell(context: &Context, name: &str, saved: &Saved) {
    if saved.kind != Kind::Session {
        return;
    }
    let end =
        async { Client::new(Address::web(&saved.url)?, FAREWELL)?.with_token(&saved.token).logout().await };
    match end.await {
        Err(error) if error.status() != Some(401) && !name.is_empty() => {
            context.output.note(&format!("note: the session of `{name}` lives on, because {error}"));
        }
        _ => {}
    }
}
