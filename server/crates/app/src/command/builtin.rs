//! The commands every server has.

use chinwag_model::{
    AppResult,
    command::{Command, CommandResponse},
    preference::{DISPLAY_SETTINGS, Preference},
};

use super::{
    channel::Text,
    execute::{Typed, silent, whisper},
};
use crate::App;

/// A built-in command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Builtin {
    pub(crate) trigger: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) description: &'static str,
    does: Does,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    Me,
    Shrug,
    Code,
    Status(&'static str),
    Collapse(&'static str),
    Help,
    Message,
    GoTo(&'static str),
    Join,
    Leave,
    Invite,
    Remove,
    Text(Text),
    Mute,
}

const fn builtin(
    trigger: &'static str,
    hint: &'static str,
    description: &'static str,
    does: Does,
) -> Builtin {
    Builtin { trigger, hint, description, does }
}

const ALL: &[Builtin] = &[
    builtin("away", "", "Show yourself as away", Does::Status("away")),
    builtin("code", "[text]", "Post the text as a code block", Does::Code),
    builtin("collapse", "", "Fold pictures and previews", Does::Collapse("true")),
    builtin("dnd", "", "Do not disturb: no notifications", Does::Status("dnd")),
    builtin("expand", "", "Unfold pictures and previews", Does::Collapse("false")),
    builtin("header", "[text]", "Set the header of this channel", Does::Text(Text::Header)),
    builtin("help", "", "What you can type", Does::Help),
    builtin("invite", "@[username] ~[channel]", "Add somebody to this channel or another", Does::Invite),
    builtin("join", "~[channel]", "Join a channel", Does::Join),
    builtin("kick", "@[username]", "Remove somebody from this channel", Does::Remove),
    builtin("leave", "", "Leave this channel", Does::Leave),
    builtin("logout", "", "Log out", Does::GoTo("/login")),
    builtin("me", "[message]", "Say what you do", Does::Me),
    builtin("msg", "@[username] [message]", "Send a direct message", Does::Message),
    builtin("mute", "~[channel]", "Mute this channel or another, or end it", Does::Mute),
    builtin("offline", "", "Show yourself as offline", Does::Status("offline")),
    builtin("online", "", "Show yourself as online", Does::Status("online")),
    builtin("open", "~[channel]", "Join a channel", Does::Join),
    builtin("purpose", "[text]", "Set the purpose of this channel", Does::Text(Text::Purpose)),
    builtin("remove", "@[username]", "Remove somebody from this channel", Does::Remove),
    builtin("rename", "[text]", "Rename this channel", Does::Text(Text::Name)),
    builtin("shrug", "[message]", "Add a shrug to your message", Does::Shrug),
];

/// A built-in command by its trigger.
pub(crate) fn find(trigger: &str) -> Option<&'static Builtin> {
    ALL.iter().find(|b| b.trigger == trigger)
}

/// The built-in commands as lists show them.
pub(crate) fn list() -> Vec<Command> {
    ALL.iter()
        .map(|b| Command {
            trigger: b.trigger.into(),
            auto_complete: true,
            auto_complete_desc: b.description.into(),
            auto_complete_hint: b.hint.into(),
            display_name: b.trigger.into(),
            method: "P".into(),
            ..Command::default()
        })
        .collect()
}

fn everybody(text: String) -> CommandResponse {
    CommandResponse {
        response_type: "in_channel".into(),
        text,
        skip_slack_parsing: true,
        ..CommandResponse::default()
    }
}

impl App {
    pub(super) async fn run_builtin(
        &self,
        builtin: &Builtin,
        typed: &Typed<'_>,
    ) -> AppResult<CommandResponse> {
        let rest = typed.rest.as_str();
        match builtin.does {
            Does::Me | Does::Code if rest.is_empty() => Ok(whisper(format!(
                "Write something after /{}, such as `/{} {}`.",
                builtin.trigger, builtin.trigger, builtin.hint
            ))),
            Does::Me => Ok(CommandResponse {
                kind: "me".into(),
                props: chinwag_model::JsonMap::from_iter([("message".to_owned(), rest.into())]),
                ..everybody(format!("*{rest}*"))
            }),
            Does::Shrug => Ok(everybody(format!("{rest} ¯\\\\\\_(ツ)\\_/¯").trim().to_owned())),
            Does::Code => Ok(everybody(format!("```\n{rest}\n```"))),
            Does::Status(status) => self.set_own_status(typed, status).await,
            Does::Collapse(value) => self.set_collapsed(typed, value).await,
            Does::Help => Ok(whisper(help())),
            Does::GoTo(place) => Ok(CommandResponse { goto_location: place.into(), ..silent() }),
            Does::Message => self.send_direct(typed).await,
            Does::Join => self.command_join(typed).await,
            Does::Leave => self.command_leave(typed).await,
            Does::Invite => self.command_invite(typed).await,
            Does::Remove => self.command_remove(typed).await,
            Does::Text(text) => self.command_text(typed, text).await,
            Does::Mute => self.command_mute(typed).await,
        }
    }

    async fn set_own_status(&self, typed: &Typed<'_>, status: &str) -> AppResult<CommandResponse> {
        let user = typed.actor.require_user()?;
        self.do_set_status(typed.actor, user, status, 0).await?;
        Ok(whisper(match status {
            "dnd" => {
                "Do not disturb is on: you get no notifications until you choose another status.".to_owned()
            }
            other => format!("You are now {other}."),
        }))
    }

    async fn set_collapsed(&self, typed: &Typed<'_>, value: &str) -> AppResult<CommandResponse> {
        let user = typed.actor.require_user()?;
        let preference = Preference {
            user_id: user,
            category: DISPLAY_SETTINGS.into(),
            name: "collapse_previews".into(),
            value: value.into(),
        };
        self.do_set_preferences(typed.actor, user, vec![preference]).await?;
        let now = if value == "true" { "folded" } else { "shown" };
        Ok(whisper(format!("Pictures and previews are now {now} by default.")))
    }

    async fn send_direct(&self, typed: &Typed<'_>) -> AppResult<CommandResponse> {
        let (name, message) = typed.rest.split_once(char::is_whitespace).unwrap_or((&typed.rest, ""));
        let name = name.trim_start_matches('@').to_lowercase();
        let Some(user) = self.user_by_name(&name).await? else {
            return Ok(whisper(format!("There is no user `{name}`.")));
        };
        let channel = self.do_open_direct(typed.actor, typed.actor.user_id(), user.id).await?;
        if !message.trim().is_empty() {
            let draft = chinwag_model::post::Post {
                channel_id: channel.id,
                message: message.trim().to_owned(),
                ..chinwag_model::post::Post::default()
            };
            self.do_create_post(typed.actor, draft, crate::SetOnline::Yes).await?;
        }
        let team =
            if typed.team_id.is_empty() { String::new() } else { self.team(typed.team_id).await?.name };
        Ok(CommandResponse { goto_location: format!("/{team}/messages/@{}", user.username), ..silent() })
    }
}

fn help() -> String {
    let mut text = String::from(
        "Type a message and press Enter. Commands begin with a slash:\n\n| Command | What it does |\n| --- | --- |\n",
    );
    for b in ALL {
        let hint = b.hint.replace('|', "\\|");
        text.push_str(&format!("| `/{} {hint}` | {} |\n", b.trigger, b.description).replace(" `", "`"));
    }
    text
}
