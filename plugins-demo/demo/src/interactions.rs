//! Dialogs and buttons.

use chinwag_plugin::dialogs::{self, Click, ClickAnswer};
use chinwag_plugin::prelude::*;
use serde_json::json;

use crate::{Demo, seen};

/// Opens the dialog for whoever just clicked or typed.
pub(crate) fn open(trigger_id: &str) -> Result<()> {
    Dialog::new("demo", "A dialog")
        .introduction("Every kind of element, **once**.")
        .text("name", "Your name")
        .long_text("story", "Your story")
        .optional()
        .choice("size", "Size", &[("small", "Small"), ("large", "Large")])
        .filled("small")
        .chooser("person", "Somebody", "users")
        .optional()
        .tick("sure", "Sure", "I am")
        .state("from the command")
        .notify_on_cancel()
        .submit("Tell")
        .open(trigger_id)
}

/// Posts a message with a button that counts.
pub(crate) fn post_button(args: &CommandArgs) -> Result<()> {
    posts::create(Draft::to(&args.channel_id, "").with_props(counted(0))).map(drop)
}

fn counted(count: u64) -> Json {
    let label = if count == 0 { "Press me".to_owned() } else { format!("Pressed {count}×") };
    let again = dialogs::button("count", &label, json!({"count": count}));
    let dialog = dialogs::button("dialog", "Open a dialog", json!({}));
    json!({"attachments": [{"text": "Buttons of a plugin.", "actions": [again, dialog]}]}).into()
}

impl InteractionHooks for Demo {
    fn dialog_submitted(&self, submission: DialogSubmission) -> Result<DialogAnswer> {
        seen::count("dialog-submitted");
        if submission.cancelled {
            return Ok(DialogAnswer::default());
        }
        let name = submission.values.get::<String>("name").unwrap_or_default();
        if name.trim().is_empty() || name == "nobody" {
            return Ok(DialogAnswer::wrong("name", "Everybody has a name."));
        }
        let size = submission.values.get::<String>("size").unwrap_or_default();
        let text = format!("{name} chose {size} ({}).", submission.state);
        posts::send_ephemeral(&submission.user_id, Draft::to(&submission.channel_id, text))?;
        Ok(DialogAnswer::default())
    }

    fn action_clicked(&self, click: Click) -> Result<ClickAnswer> {
        seen::count("action-clicked");
        match click.name.as_str() {
            "count" => {
                let mut post = posts::get(&click.post_id)?;
                post.props = counted(click.context.get::<u64>("count").unwrap_or_default() + 1);
                Ok(ClickAnswer { ephemeral_text: String::new(), update: Some(post) })
            }
            "dialog" => open(&click.trigger_id).map(|()| ClickAnswer::default()),
            other => Ok(ClickAnswer::tell(format!("Nothing is behind `{other}`."))),
        }
    }
}
