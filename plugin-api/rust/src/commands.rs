//! Slash commands: telling the server of them, with what people are shown while they type, and reading what was typed.
//!
//! Needs `commands`; running one as a person needs `commands:run`. What is registered lasts while the plugin is enabled.

use serde::Serialize;
use serde_json::{Value, json};

#[cfg(target_arch = "wasm32")]
use crate::macros::one;
use crate::macros::{ask, record};
#[cfg(target_arch = "wasm32")]
use crate::wit::{
    api::chinwag::plugin::commands as contract,
    execute_command::exports::chinwag::plugin::hook_execute_command as hook,
};
use crate::{Json, Result};

record! {
    /// What was typed, by whom and where.
    CommandArgs = hook::CommandArgs {
        /// Who typed it.
        user_id: String,
        /// In which team.
        team_id: String,
        /// In which channel.
        channel_id: String,
        /// In which thread; empty for none.
        root_id: String,
        /// Everything that was typed, with the slash.
        command: String,
        /// Opens a dialog within three seconds.
        trigger_id: String,
        /// Where people find the server.
        site_url: String,
    }
}

record! {
    /// What comes back.
    CommandResponse = hook::CommandResponse {
        /// `ephemeral` (to the person alone) or `in_channel`.
        response_type: String,
        /// Markdown.
        text: String,
        /// The name shown as the author.
        username: String,
        /// The picture shown as the author.
        icon_url: String,
        /// Where the client goes.
        goto_location: String,
        /// Attachments and the like.
        props: Json,
    }
}

record! {
    /// The contract's form of a command; plugins write [`Command`].
    Registration = contract::Command {
        /// Without the slash.
        trigger: String,
        /// Empty for every team.
        team_id: String,
        /// The name people see.
        display_name: String,
        /// What it is for.
        description: String,
        /// Whether it is offered while typing.
        auto_complete: bool,
        /// What it does, shown while typing.
        auto_complete_desc: String,
        /// What follows it, shown while typing.
        auto_complete_hint: String,
        /// The tree, in API v4's form.
        auto_complete_data: Json,
        /// A picture.
        icon_url: String,
    }
}

impl CommandArgs {
    /// The words behind the command's name. `"two words"` in quotes are one.
    ///
    /// ```
    /// # use chinwag_plugin::commands::CommandArgs;
    /// let args = CommandArgs { command: "/todo add \"buy milk\" today".into(), ..CommandArgs::default() };
    /// assert_eq!(args.words(), ["add", "buy milk", "today"]);
    /// ```
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut word: Option<String> = None;
        let mut quoted = false;
        for character in self.rest().chars() {
            match character {
                '"' => {
                    quoted = !quoted;
                    word.get_or_insert_default();
                }
                space if space.is_whitespace() && !quoted => words.extend(word.take()),
                other => word.get_or_insert_default().push(other),
            }
        }
        words.extend(word);
        words
    }

    /// Everything behind the command's name, as it was typed.
    ///
    /// ```
    /// # use chinwag_plugin::commands::CommandArgs;
    /// let args = CommandArgs { command: "/todo  add milk".into(), ..CommandArgs::default() };
    /// assert_eq!(args.rest(), "add milk");
    /// assert_eq!(args.after("add"), Some("milk"));
    /// assert_eq!(args.after("done"), None);
    /// ```
    #[must_use]
    pub fn rest(&self) -> &str {
        self.command.trim_start().split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim())
    }

    /// What follows a sub-command, when it was that one.
    #[must_use]
    pub fn after(&self, sub_command: &str) -> Option<&str> {
        let rest = self.rest().strip_prefix(sub_command)?;
        (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim())
    }

    /// The command's name, without the slash.
    #[must_use]
    pub fn trigger(&self) -> &str {
        self.command
            .trim_start()
            .trim_start_matches('/')
            .split(char::is_whitespace)
            .next()
            .unwrap_or_default()
    }
}

impl CommandResponse {
    /// Shown to the person alone.
    #[must_use]
    pub fn ephemeral(text: impl Into<String>) -> Self {
        Self { response_type: "ephemeral".into(), text: text.into(), ..Self::default() }
    }

    /// Posted to the channel.
    #[must_use]
    pub fn in_channel(text: impl Into<String>) -> Self {
        Self { response_type: "in_channel".into(), text: text.into(), ..Self::default() }
    }

    /// Nothing is shown.
    #[must_use]
    pub fn nothing() -> Self {
        Self::ephemeral("")
    }
}

/// A command, a sub-command, or the whole tree of them.
///
/// ```
/// use chinwag_plugin::prelude::*;
/// # let chat = chinwag_plugin::testing::Chat::new();
///
/// let todo = Command::new("todo")
///     .about("Keeps your list")
///     .with(Command::new("add").about("Adds an item").text("what", "What is to be done"))
///     .with(Command::new("done").about("Ticks one off").choice("how", &[("now", "At once"), ("later", "Tonight")]));
/// commands::register(todo)?;
/// # assert_eq!(chat.commands()[0].trigger, "todo");
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Command {
    trigger: String,
    team_id: String,
    about: String,
    hint: String,
    icon_url: String,
    arguments: Vec<Value>,
    children: Vec<Command>,
}

impl Command {
    /// A command of this name, without the slash: lower case letters, digits, `-`, `_`, at most 128 characters.
    #[must_use]
    pub fn new(trigger: impl Into<String>) -> Self {
        Self { trigger: trigger.into(), ..Self::default() }
    }

    /// What it does, shown while typing.
    #[must_use]
    pub fn about(mut self, text: impl Into<String>) -> Self {
        self.about = text.into();
        self
    }

    /// What follows it, shown while typing; made from its parts when it is not told.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hint = text.into();
        self
    }

    /// Only in this team.
    #[must_use]
    pub fn in_team(mut self, team_id: impl Into<String>) -> Self {
        self.team_id = team_id.into();
        self
    }

    /// With a picture.
    #[must_use]
    pub fn icon(mut self, url: impl Into<String>) -> Self {
        self.icon_url = url.into();
        self
    }

    /// With a sub-command.
    #[must_use]
    pub fn with(mut self, child: Command) -> Self {
        self.children.push(child);
        self
    }

    /// With a free text behind it.
    #[must_use]
    pub fn text(self, hint: &str, help: &str) -> Self {
        self.argument("TextInput", help, &json!({"Hint": format!("[{hint}]"), "Pattern": ""}))
    }

    /// With one of several words behind it, each with what it means.
    #[must_use]
    pub fn choice(self, help: &str, options: &[(&str, &str)]) -> Self {
        let options: Vec<Value> =
            options.iter().map(|(item, help)| json!({"Item": item, "Hint": "", "HelpText": help})).collect();
        self.argument("StaticList", help, &json!({"PossibleArguments": options}))
    }

    /// With a value of a list that the plugin makes while somebody types: a GET of `path`, below the plugin's own address
    /// and in the name of who types, answers `[{"Item": …, "Hint": …, "HelpText": …}]`. Its query has `user_input` (the
    /// beginning of the value), `parsed` (what stands before it), `team_id`, `channel_id` and `root_id`.
    ///
    /// ```
    /// # use chinwag_plugin::commands::Command;
    /// let close = Command::new("close").about("Closes a ticket.").list_from("tickets/open", "Which one");
    /// ```
    #[must_use]
    pub fn list_from(self, path: &str, help: &str) -> Self {
        self.argument("DynamicList", help, &json!({"FetchURL": path}))
    }

    fn argument(mut self, kind: &str, help: &str, data: &impl Serialize) -> Self {
        self.arguments
            .push(json!({"Name": "", "HelpText": help, "Type": kind, "Required": true, "Data": data}));
        self
    }

    /// The tree in API v4's form (`autocomplete_data`).
    fn tree(&self) -> Value {
        json!({
            "Trigger": self.trigger,
            "Hint": self.shown_hint(),
            "HelpText": self.about,
            "RoleID": "",
            "Arguments": self.arguments,
            "SubCommands": self.children.iter().map(Self::tree).collect::<Vec<_>>(),
        })
    }

    fn shown_hint(&self) -> String {
        if !self.hint.is_empty() || self.children.is_empty() {
            return self.hint.clone();
        }
        let names: Vec<&str> = self.children.iter().map(|child| child.trigger.as_str()).collect();
        format!("[{}]", names.join("|"))
    }

    fn registration(self) -> Registration {
        Registration {
            auto_complete_data: self.tree().into(),
            auto_complete_hint: self.shown_hint(),
            auto_complete_desc: self.about.clone(),
            display_name: self.trigger.clone(),
            description: self.about,
            auto_complete: true,
            trigger: self.trigger,
            team_id: self.team_id,
            icon_url: self.icon_url,
        }
    }
}

/// Registers a command, or replaces the plugin's own of the same name.
///
/// # Errors
/// When somebody else has the name, or it is not the form of one.
pub fn register(command: Command) -> Result<()> {
    register_as(command.registration())
}

ask! {
    /// Registers a command in the contract's own form.
    ///
    /// # Errors
    /// As [`register`].
    register_as(command: Registration) -> Result<()> { one(contract::register(&command.into())) } else command_register;

    /// Takes a command away; `team_id` is empty for one of every team.
    ///
    /// # Errors
    /// When it is not the plugin's own.
    unregister(team_id: &str, trigger: &str) -> Result<()> { one(contract::unregister(team_id, trigger)) } else command_unregister;

    /// Runs a command as a person, as if they had typed it. Answers what API v4 does.
    ///
    /// # Errors
    /// When there is no such command, or the person may not run it there.
    execute(user_id: &str, team_id: &str, channel_id: &str, text: &str) -> Result<Json> {
        one(contract::execute(user_id, team_id, channel_id, text))
    } else command_execute;
}
