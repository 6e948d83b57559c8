//! `wag team`: teams and who is in them.

use anyhow::Result;
use chinwag_client::team::MemberRank;
use chinwag_client::team::{Door, NewTeam};
use chinwag_client::{Client, PAGE_ROWS, every_page};
use chinwag_model::UserId;
use chinwag_model::team::Team as Group;

use super::user::{self, each_user};
use crate::args::team::{Create, Members, Rank, Team, Users};
use crate::bulk;
use crate::context::Context;
use crate::resolve;

const COLUMNS: [&str; 5] = ["ID", "NAME", "DISPLAY NAME", "OPEN TO", "STATE"];

pub(crate) async fn run(context: &Context, command: Team) -> Result<()> {
    let client = context.client()?;
    let output = &context.output;
    match command {
        Team::Create(flags) => create(context, &client, flags).await,
        Team::List => {
            let teams = every_page(async |page| client.teams(page, PAGE_ROWS).await).await?;
            output.list(&teams, &COLUMNS, cells)
        }
        Team::Search(flags) => {
            let mut teams: Vec<Group> = Vec::new();
            for term in &flags.terms {
                let found = client.search_teams(term).await?;
                teams.extend(
                    found.into_iter().filter(|t| !teams.iter().any(|o| o.id == t.id)).collect::<Vec<_>>(),
                );
            }
            output.list(&teams, &COLUMNS, cells)
        }
        Team::Rename(flags) => {
            let team = resolve::team(&client, &flags.team).await?;
            let team = client.rename_team(team.id, &flags.display_name).await?;
            output.change(&format!("{} is now called {}.", team.name, team.display_name), &team)
        }
        Team::Modify(flags) => {
            let door = if flags.private { Door::Invited } else { Door::Open };
            each_team(context, &client, &flags.teams, async |team| {
                let team = client.set_team_door(team.id, door).await?;
                output.change(&format!("{} is open to {}.", team.name, open_to(&team)), &team)
            })
            .await
        }
        Team::Archive(flags) => {
            context.sure(flags.confirm.into(), &format!("{} will be archived.", flags.teams.join(", ")))?;
            each_team(context, &client, &flags.teams, async |team| {
                client.archive_team(team.id).await?;
                output.change(&format!("{} is archived; `wag team restore` brings it back.", team.name), team)
            })
            .await
        }
        Team::Restore(flags) => {
            each_team(context, &client, &flags.teams, async |team| {
                let team = client.restore_team(team.id).await?;
                output.change(&format!("{} is open again.", team.name), &team)
            })
            .await
        }
        Team::Delete(flags) => {
            let what = format!("{} and everything in them will be removed.", flags.teams.join(", "));
            context.sure(flags.confirm.into(), &what)?;
            each_team(context, &client, &flags.teams, async |team| {
                client.delete_team(team.id).await?;
                output.change(&format!("{} was removed.", team.name), team)
            })
            .await
        }
        Team::Users(command) => run_users(context, &client, command).await,
    }
}

async fn run_users(context: &Context, client: &Client, command: Users) -> Result<()> {
    match command {
        Users::List(which) => {
            let team = resolve::team(client, &which.team).await?;
            let members =
                every_page(async |page| client.team_members(team.id, page, PAGE_ROWS).await).await?;
            let ids: Vec<UserId> = members.iter().filter(|m| m.delete_at == 0).map(|m| m.user_id).collect();
            let mut users = client.users_by_ids(&ids).await?;
            users.sort_by(|a, b| a.username.cmp(&b.username));
            context.output.list(&users, &user::COLUMNS, user::cells)
        }
        Users::Add(flags) => add(context, client, flags).await,
        Users::Remove(flags) => remove(context, client, flags).await,
        Users::Modify(flags) => modify(context, client, flags).await,
    }
}

async fn each_team(
    context: &Context,
    client: &Client,
    teams: &[String],
    work: impl AsyncFn(&Group) -> Result<()>,
) -> Result<()> {
    bulk::each(context, teams, async |text| work(&resolve::team(client, text).await?).await).await
}

fn open_to(team: &Group) -> &'static str {
    if team.kind == "I" { "the invited" } else { "everyone" }
}

fn cells(team: &Group) -> Vec<String> {
    let state = if team.delete_at > 0 { "archived" } else { "active" };
    vec![
        team.id.to_string(),
        team.name.clone(),
        team.display_name.clone(),
        open_to(team).to_owned(),
        state.to_owned(),
    ]
}

async fn create(context: &Context, client: &Client, flags: Create) -> Result<()> {
    let new = NewTeam {
        name: flags.name,
        display_name: flags.display_name,
        email: flags.email.unwrap_or_default(),
        door: if flags.private { Door::Invited } else { Door::Open },
    };
    let team = client.create_team(&new).await?;
    context.output.change(&format!("Created team {} ({}).", team.name, team.id), &team)
}

async fn add(context: &Context, client: &Client, flags: Members) -> Result<()> {
    let team = resolve::team(client, &flags.team).await?;
    each_user(context, client, &flags.users, async |user| {
        let member = client.add_team_member(team.id, user.id).await?;
        context.output.change(&format!("{} is in {}.", user.username, team.name), &member)
    })
    .await
}

async fn remove(context: &Context, client: &Client, flags: Members) -> Result<()> {
    let team = resolve::team(client, &flags.team).await?;
    each_user(context, client, &flags.users, async |user| {
        client.remove_team_member(team.id, user.id).await?;
        context.output.change(&format!("{} is no longer in {}.", user.username, team.name), user)
    })
    .await
}

async fn modify(context: &Context, client: &Client, flags: Rank) -> Result<()> {
    let team = resolve::team(client, &flags.team).await?;
    let (rank, word) = match flags.admin {
        true => (MemberRank::Admin, "an administrator"),
        false => (MemberRank::Member, "an ordinary member"),
    };
    each_user(context, client, &flags.users, async |user| {
        client.set_team_member_rank(team.id, user.id, rank).await?;
        context.output.change(&format!("{} is {word} of {}.", user.username, team.name), user)
    })
    .await
}
