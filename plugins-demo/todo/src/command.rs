//! `/todo`: what it offers while typing, and what it does.

use chinwag_plugin::prelude::*;

use crate::list::{self, Item};

pub(crate) fn tree() -> Command {
    Command::new("todo")
        .about("Your list of things to do")
        .with(Command::new("add").about("Put something on your list").text("text", "What is to be done"))
        .with(Command::new("list").about("Show your list"))
        .with(
            Command::new("done")
                .about("Tick one off, or bring it back")
                .text("number", "Its number on your list"),
        )
        .with(Command::new("clean").about("Take away what is done"))
}

pub(crate) fn run(args: &CommandArgs) -> Result<CommandResponse> {
    let user = &args.user_id;
    let items = if let Some(text) = args.after("add") {
        list::add(user, text)?
    } else if let Some(number) = args.after("done") {
        let id = number.parse().map_err(|_| {
            Error::bad_request(
                "todo.number",
                format!("`{number}` is no number of your list: `/todo done 2`."),
            )
        })?;
        list::toggle(user, id)?
    } else if args.after("clean").is_some() {
        list::clean(user)?
    } else if args.rest().is_empty() || args.after("list").is_some() {
        list::of(user)?
    } else {
        return Err(Error::bad_request(
            "todo.command",
            format!("There is no `/todo {}`. Try `/todo add`, `list`, `done` or `clean`.", args.rest()),
        ));
    };
    Ok(CommandResponse::ephemeral(shown(&items)))
}

fn shown(items: &[Item]) -> String {
    if items.is_empty() {
        return "Nothing to do. `/todo add buy milk` puts something on your list.".into();
    }
    let line = |item: &Item| {
        let text = if item.done { format!("~~{}~~", item.text) } else { item.text.clone() };
        format!("{}. {text}", item.id)
    };
    items.iter().map(line).collect::<Vec<_>>().join("\n")
}
