//! `wag user`: accounts, passwords, sessions.

use anyhow::{Result, anyhow};
use chinwag_client::Client;
use chinwag_client::bot::{BotAsUser, Rank};
use chinwag_client::user::{Activity, UserFilter};
use chinwag_model::TeamId;
use chinwag_model::user::{NewUser, User as Person};
use serde_json::json;

use super::paged;
use crate::args::Password;
use crate::args::user::{ChangePassword, Convert, Create, List, User};
use crate::bulk;
use crate::context::Context;
use crate::failure::Usage;
use crate::output::{mark, time};
use crate::resolve;
use crate::secret::{self, Asking};

pub(crate) async fn run(context: &Context, command: User) -> Result<()> {
    let client = context.client()?;
    match command {
        User::Create(flags) => create(context, &client, *flags).await,
        User::List(flags) => list(context, &client, flags).await,
        User::Search(which) => search(context, &client, &which.users).await,
        User::Activate(which) => set_activity(context, &client, &which.users, Activity::Active).await,
        User::Deactivate(which) => set_activity(context, &client, &which.users, Activity::Deactivated).await,
        User::Email(flags) => {
            let user = resolve::user(&client, &flags.user).await?;
            let user = client.set_email(user.id, &flags.email).await?;
            context.output.change(&format!("{} now has the address {}.", user.username, flags.email), &user)
        }
        User::Username(flags) => {
            let user = resolve::user(&client, &flags.user).await?;
            let now = client.set_username(user.id, &flags.username).await?;
            context.output.change(&format!("{} is now {}.", user.username, now.username), &now)
        }
        User::ChangePassword(flags) => change_password(context, &client, flags).await,
        User::ResetPassword(which) => reset_password(context, &client, &which.users).await,
        User::Invite(flags) => invite(context, &client, &flags.email, &flags.teams).await,
        User::Promote(which) => {
            each_user(context, &client, &which.users, async |user| {
                client.promote(user.id).await?;
                context.output.change(&format!("{} is now a member.", user.username), user)
            })
            .await
        }
        User::Demote(which) => {
            each_user(context, &client, &which.users, async |user| {
                client.demote(user.id).await?;
                context.output.change(&format!("{} is now a guest.", user.username), user)
            })
            .await
        }
        User::Convert(flags) => convert(context, &client, flags).await,
        User::DeleteSessions(which) => {
            each_user(context, &client, &which.users, async |user| {
                client.revoke_sessions(user.id).await?;
                context.output.change(&format!("{} is logged out everywhere.", user.username), user)
            })
            .await
        }
        User::Delete(which) => {
            let what = format!("{} and everything they wrote will be removed.", which.users.join(", "));
            context.sure(which.confirm.into(), &what)?;
            each_user(context, &client, &which.users, async |user| {
                client.delete_user(user.id).await?;
                context.output.change(&format!("{} was removed.", user.username), user)
            })
            .await
        }
    }
}

/// Looks each user up and does `work` to it.
pub(super) async fn each_user(
    context: &Context,
    client: &Client,
    users: &[String],
    work: impl AsyncFn(&Person) -> Result<()>,
) -> Result<()> {
    bulk::each(context, users, async |text| work(&resolve::user(client, text).await?).await).await
}

/// The columns of people in lists.
pub(super) const COLUMNS: [&str; 6] = ["ID", "USERNAME", "EMAIL", "NAME", "ROLES", "STATE"];

/// The cells of a person in lists.
pub(super) fn cells(user: &Person) -> Vec<String> {
    let name = format!("{} {}", user.first_name, user.last_name);
    let state = match (user.delete_at > 0, user.is_bot) {
        (true, _) => "deactivated",
        (false, true) => "bot",
        (false, false) => "active",
    };
    vec![
        user.id.to_string(),
        user.username.clone(),
        user.email.clone(),
        name.trim().to_owned(),
        user.roles.clone(),
        state.to_owned(),
    ]
}

async fn create(context: &Context, client: &Client, flags: Create) -> Result<()> {
    let prompt = format!("Password for {}: ", flags.username);
    let password = secret::password(context, &flags.password, Asking::New(&prompt))?;
    let new = NewUser {
        username: flags.username,
        email: flags.email,
        password,
        nickname: flags.nickname.unwrap_or_default(),
        first_name: flags.first_name.unwrap_or_default(),
        last_name: flags.last_name.unwrap_or_default(),
        locale: flags.locale.unwrap_or_default(),
        email_verified: flags.email_verified,
        disable_welcome_email: flags.disable_welcome_email,
        ..NewUser::default()
    };
    let mut user = client.create_user(&new).await?;
    let made = |error: chinwag_client::Error, what: &str| {
        anyhow::Error::new(error).context(format!("{} was created ({}), but {what}", user.username, user.id))
    };
    if flags.email_verified && !user.email_verified {
        client.verify_email(user.id).await.map_err(|e| made(e, "its address could not be verified"))?;
    }
    if flags.system_admin {
        let roles = "system_user system_admin";
        client
            .set_system_roles(user.id, roles)
            .await
            .map_err(|e| made(e, "it could not be made a system administrator"))?;
        roles.clone_into(&mut user.roles);
    }
    if flags.guest {
        client.demote(user.id).await.map_err(|e| made(e, "it could not be made a guest"))?;
        "system_guest".clone_into(&mut user.roles);
    }
    context.output.change(&format!("Created {} ({}).", user.username, user.id), &user)
}

async fn list(context: &Context, client: &Client, flags: List) -> Result<()> {
    let in_team = match &flags.team {
        Some(team) => resolve::team(client, team).await?.id,
        None => TeamId::EMPTY,
    };
    let filter = UserFilter { in_team, activity: flags.inactive.then_some(Activity::Deactivated) };
    let users = paged(context, flags.page, async |page, rows| client.users(filter, page, rows).await).await?;
    context.output.list(&users, &COLUMNS, cells)
}

async fn search(context: &Context, client: &Client, users: &[String]) -> Result<()> {
    if let [only] = users {
        let user = resolve::user(client, only).await?;
        return context.output.one(&user, details(&user));
    }
    let found = std::cell::RefCell::new(Vec::new());
    let outcome = each_user(context, client, users, async |user| {
        found.borrow_mut().push(user.clone());
        Ok(())
    })
    .await;
    context.output.list(&found.into_inner(), &COLUMNS, cells)?;
    outcome
}

fn details(user: &Person) -> Vec<(&'static str, String)> {
    vec![
        ("id", user.id.to_string()),
        ("username", user.username.clone()),
        ("email", user.email.clone()),
        ("first name", user.first_name.clone()),
        ("last name", user.last_name.clone()),
        ("nickname", user.nickname.clone()),
        ("position", user.position.clone()),
        ("roles", user.roles.clone()),
        ("locale", user.locale.clone()),
        ("bot", mark(user.is_bot)),
        ("second factor", mark(user.mfa_active)),
        ("created", time(user.create_at)),
        ("deactivated", time(user.delete_at)),
    ]
}

async fn set_activity(
    context: &Context,
    client: &Client,
    users: &[String],
    activity: Activity,
) -> Result<()> {
    each_user(context, client, users, async |user| {
        client.set_activity(user.id, activity).await?;
        let text = match activity {
            Activity::Active => format!("{} may log in.", user.username),
            Activity::Deactivated => format!("{} may no longer log in.", user.username),
        };
        context.output.change(&text, user)
    })
    .await
}

async fn change_password(context: &Context, client: &Client, flags: ChangePassword) -> Result<()> {
    let user = resolve::user(client, &flags.user).await?;
    let current = match &flags.current_file {
        Some(path) => secret::from_file(path, "current password")?,
        None => String::new(),
    };
    let prompt = format!("New password of {}: ", user.username);
    let new = secret::password(context, &flags.password, Asking::New(&prompt))?;
    client.set_password(user.id, &current, &new).await?;
    context.output.change(&format!("{} has a new password.", user.username), &user)
}

async fn reset_password(context: &Context, client: &Client, users: &[String]) -> Result<()> {
    each_user(context, client, users, async |user| {
        if user.email.is_empty() {
            return Err(anyhow!("{} has no email address that you may see", user.username));
        }
        client.send_password_reset(&user.email).await?;
        context.output.change(&format!("Sent a mail to {}.", user.email), user)
    })
    .await
}

async fn invite(context: &Context, client: &Client, email: &str, teams: &[String]) -> Result<()> {
    bulk::each(context, teams, async |text| {
        let team = resolve::team(client, text).await?;
        client.invite_to_team(team.id, &[email.to_owned()]).await?;
        let thing = json!({"email": email, "team": team.name, "team_id": team.id});
        context.output.change(&format!("Invited {email} to {}.", team.name), &thing)
    })
    .await
}

async fn convert(context: &Context, client: &Client, flags: Convert) -> Result<()> {
    if flags.bot {
        if flags.password.password.is_some() || flags.password.password_file.is_some() {
            return Err(Usage("a bot has no password: leave --password-file out".to_owned()).into());
        }
        return each_user(context, client, &flags.users, async |user| {
            let bot = client.convert_user_to_bot(user.id).await?;
            context.output.change(&format!("{} is now a bot.", bot.username), &bot)
        })
        .await;
    }
    let [one] = flags.users.as_slice() else {
        return Err(Usage("--user converts one bot at a time, each with its own password".to_owned()).into());
    };
    let bot = resolve::user(client, one).await?;
    let rank = if flags.system_admin { Rank::SystemAdmin } else { Rank::Member };
    let account = BotAsUser {
        email: flags.email.unwrap_or_default(),
        username: flags.username.unwrap_or_default(),
        password: new_password(context, &flags.password, &bot)?,
    };
    let user = client.convert_bot_to_user(bot.id, &account, rank).await?;
    context.output.change(&format!("{} is now an account that can log in.", user.username), &user)
}

fn new_password(context: &Context, from: &Password, bot: &Person) -> Result<String> {
    secret::password(context, from, Asking::New(&format!("Password for {}: ", bot.username)))
}
