//! `/demo`: what was asked so far, tours of the calls and single ones, a dialog, a button, a look at the web.

use chinwag_plugin::prelude::*;

use crate::tour::Tour;
use crate::{
    Demo, bots, calls, channels, files, interactions, kv, lifecycle, mail, messages, posts, preferences,
};
use crate::{reactions, roles, schedule, seen, single, teams, users, web, wires};

type Stop = fn(&mut Tour) -> Result<()>;

/// The stops of the tour, by family.
const STOPS: [(&str, Stop); 17] = [
    ("context", lifecycle::tour),
    ("kv", kv::tour),
    ("users", users::tour),
    ("teams", teams::tour),
    ("channels", channels::tour),
    ("posts", posts::tour),
    ("reactions", reactions::tour),
    ("files", files::tour),
    ("bots", bots::tour),
    ("commands", tour),
    ("websocket", wires::tour),
    ("preferences", preferences::tour),
    ("roles", roles::tour),
    ("schedule", schedule::tour),
    ("plugins", calls::tour),
    ("mail", mail::tour),
    ("http", web::tour),
];

pub(crate) fn tree() -> Command {
    let mut stops: Vec<(&str, &str)> =
        STOPS.iter().map(|(name, _)| (*name, "The calls of this family")).collect();
    stops.push(("all", "Every call there is"));
    Command::new("demo")
        .about("Shows what plugins can do")
        .with(Command::new("seen").about("How often each hook was asked"))
        .with(
            Command::new("tour").about("Make the calls of a family (administrators)").choice("Which", &stops),
        )
        .with(
            Command::new("call")
                .about("Make one call (administrators)")
                .text("interface.function [arguments]", "As in the contract, with a JSON list"),
        )
        .with(Command::new("dialog").about("Open a dialog"))
        .with(Command::new("button").about("Post a message with a button"))
        .with(Command::new("words").about("The words that make messages change"))
}

impl CommandHooks for Demo {
    fn execute_command(&self, args: CommandArgs) -> Result<CommandResponse> {
        seen::count("execute-command");
        let words = args.words();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            [] | ["seen"] => shown(),
            ["tour", stop] => {
                let stop = (*stop).to_owned();
                run(args, &stop)
            }
            ["call", ..] => one(&args),
            ["dialog"] => interactions::open(&args.trigger_id).map(|()| CommandResponse::nothing()),
            ["button"] => interactions::post_button(&args).map(|()| CommandResponse::nothing()),
            ["words"] => Ok(CommandResponse::ephemeral(messages::WORDS)),
            other => {
                Err(Error::bad_request("demo.command", format!("There is no `/demo {}`.", other.join(" "))))
            }
        }
    }
}

fn shown() -> Result<CommandResponse> {
    let all = seen::all()?;
    if all.is_empty() {
        return Ok(CommandResponse::ephemeral("Nothing was asked yet."));
    }
    let rows: Vec<String> = all.iter().map(|(hook, count)| format!("| `{hook}` | {count} |")).collect();
    Ok(CommandResponse::ephemeral(format!("| hook | asked |\n| --- | ---: |\n{}", rows.join("\n"))))
}

/// Whether somebody is an administrator, by what was granted: asking for the permission needs `roles:read`, reading the
/// account `users:read`.
pub(crate) fn administers(user_id: &str) -> bool {
    let by_account = || {
        chinwag_plugin::users::get(user_id)
            .map(|user| user.roles.split(' ').any(|role| role == "system_admin"))
    };
    chinwag_plugin::users::has_permission(user_id, "manage_system", "", "")
        .or_else(|_| by_account())
        .unwrap_or(false)
}

/// One call, by its name; `"$trigger"` among its arguments is the trigger id of this command, which opens dialogs.
fn one(args: &CommandArgs) -> Result<CommandResponse> {
    if !administers(&args.user_id) {
        return Err(Error::new(403, "demo.call", "A call may change things: it is for administrators."));
    }
    let asked = args.after("call").unwrap_or_default();
    let (name, given) = asked.split_once(' ').unwrap_or((asked, "[]"));
    let given = given.replace("$trigger", &args.trigger_id);
    let answer = match single::call(name, serde_json::from_str(&given)?) {
        Ok(answer) => format!("`{name}` ✓ {answer}"),
        Err(error) => format!("`{name}` ✗ {error}"),
    };
    Ok(CommandResponse::ephemeral(answer))
}

fn run(args: CommandArgs, wanted: &str) -> Result<CommandResponse> {
    if !administers(&args.user_id) {
        return Err(Error::new(403, "demo.tour", "A tour changes things: it is for administrators."));
    }
    let stops: Vec<_> = STOPS.iter().filter(|(name, _)| wanted == "all" || wanted == *name).collect();
    if stops.is_empty() {
        return Err(Error::bad_request("demo.tour", format!("There are no calls of `{wanted}`.")));
    }
    let bot = bots::ours()?;
    let mut tour = Tour::new(args, bot);
    for (name, stop) in stops {
        if let Err(error) = stop(&mut tour) {
            log::warn!("a tour ended early: {error}"; "family" => name);
        }
    }
    Ok(CommandResponse::ephemeral(tour.lines()))
}

/// The calls about commands.
pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    let name = tour.new_name("say");
    tour.step("commands.register", commands::register(Command::new(&name).about("For a moment")))?;
    tour.step("commands.unregister", commands::unregister("", &name))?;
    let (user, team, channel) = (&tour.here.user_id, &tour.here.team_id, &tour.here.channel_id);
    let run = commands::execute(user, team, channel, "/shrug demo");
    tour.attempt("commands.execute", run);
    Ok(())
}
