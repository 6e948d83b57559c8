//! `/github`: what it offers while typing, and who may say what a channel hears of.

use chinwag_plugin::prelude::*;

use crate::{api, subscription};

pub(crate) fn tree() -> Command {
    Command::new("github")
        .about("What happens in repositories")
        .with(
            Command::new("subscribe")
                .about("This channel hears of a repository")
                .text("owner/name", "The repository"),
        )
        .with(
            Command::new("unsubscribe")
                .about("It hears of it no longer")
                .text("owner/name", "The repository"),
        )
        .with(Command::new("list").about("What this channel hears of"))
        .with(Command::new("issue").about("Shows an issue").text("owner/name#number", "The issue"))
}

pub(crate) fn run(args: &CommandArgs) -> Result<CommandResponse> {
    let text = if let Some(repository) = args.after("subscribe") {
        may_change(args)?;
        let repository = subscription::repository(repository)?;
        subscription::add(&repository, &args.channel_id)?;
        format!(
            "This channel hears of `{repository}` from now on. Its webhook goes to {}/plugins/github/webhook.",
            args.site_url
        )
    } else if let Some(repository) = args.after("unsubscribe") {
        may_change(args)?;
        let repository = subscription::repository(repository)?;
        subscription::remove(&repository, &args.channel_id)?;
        format!("This channel hears of `{repository}` no longer.")
    } else if let Some(issue) = args.after("issue") {
        let (repository, number) = issue.split_once('#').ok_or_else(|| {
            Error::bad_request(
                "github.issue",
                format!("`{issue}` names no issue: `/github issue owner/name#12`."),
            )
        })?;
        let issue = api::issue(repository, number)?;
        format!("[#{} {}]({}) is {}.", issue.number, issue.title, issue.html_url, issue.state)
    } else if args.rest().is_empty() || args.after("list").is_some() {
        let all = subscription::of_channel(&args.channel_id)?;
        if all.is_empty() {
            "This channel hears of no repository: `/github subscribe owner/name`.".to_owned()
        } else {
            all.iter().map(|repository| format!("- `{repository}`")).collect::<Vec<_>>().join("\n")
        }
    } else {
        return Err(Error::bad_request("github.command", format!("There is no `/github {}`.", args.rest())));
    };
    Ok(CommandResponse::ephemeral(text))
}

/// Whoever may rename the channel may decide what it hears of.
fn may_change(args: &CommandArgs) -> Result<()> {
    let ask = |permission| users::has_permission(&args.user_id, permission, &args.team_id, &args.channel_id);
    if ask("manage_public_channel_properties")? || ask("manage_private_channel_properties")? {
        return Ok(());
    }
    Err(Error::new(
        403,
        "github.permission",
        "Who may change this channel decides what it hears of; you may not.",
    ))
}
