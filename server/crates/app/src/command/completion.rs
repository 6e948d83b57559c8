//! What may follow what was typed of a command: a walk down its tree of sub-commands and arguments.
//!
//! Holds the tree in API v4's form and the walk; knows no plugin. Lists that a plugin makes while one types are left to
//! the caller, who can ask it.

use chinwag_model::command::Command;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A command or a sub-command, with what it takes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub(super) struct Tree {
    trigger: String,
    hint: String,
    help_text: String,
    #[serde(rename = "RoleID")]
    role_id: String,
    #[serde(deserialize_with = "listed")]
    arguments: Vec<Argument>,
    #[serde(deserialize_with = "listed")]
    sub_commands: Vec<Tree>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Argument {
    name: String,
    help_text: String,
    #[serde(rename = "Type")]
    kind: String,
    required: bool,
    data: ArgumentData,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct ArgumentData {
    hint: String,
    #[serde(deserialize_with = "listed")]
    possible_arguments: Vec<Item>,
    #[serde(rename = "FetchURL")]
    fetch_url: String,
}

/// A value that can be chosen.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Item {
    item: String,
    hint: String,
    help_text: String,
}

/// Go writes an empty list as null.
fn listed<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// One thing that may come next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Suggestion {
    /// The whole line with it, without the slash.
    pub complete: String,
    /// The word itself; empty where any text may stand.
    pub suggestion: String,
    /// What follows it.
    pub hint: String,
    /// What it is.
    pub description: String,
    /// A picture.
    pub icon_data: String,
}

/// A list that the command's plugin makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskPlugin {
    /// Whose command it is.
    pub plugin: String,
    /// Where the list is, below the plugin's own address.
    pub path: String,
    /// What was typed before, as it stands.
    pub parsed: String,
    /// The beginning of the value.
    pub typed: String,
}

impl AskPlugin {
    /// The values of the plugin's list that begin as typed.
    #[must_use]
    pub fn among(&self, items: &[Item]) -> Vec<Suggestion> {
        begins(items, &self.parsed, &self.typed)
    }
}

/// What may come next.
#[derive(Debug, Default)]
pub struct CommandCompletion {
    /// What is known at once.
    pub suggestions: Vec<Suggestion>,
    /// Lists to ask plugins for.
    pub ask: Vec<AskPlugin>,
}

/// Where a walk stands: what lies behind it, and what is still to be read.
#[derive(Debug, Clone, Copy)]
struct At<'a> {
    whole: &'a str,
    read: usize,
}

impl<'a> At<'a> {
    fn parsed(self) -> &'a str {
        &self.whole[..self.read]
    }

    fn rest(self) -> &'a str {
        &self.whole[self.read..]
    }

    fn past(self, bytes: usize) -> Self {
        Self { read: self.read + bytes, ..self }
    }
}

impl Tree {
    /// The tree of a command without one: what it takes is any text.
    pub(super) fn flat(command: &Command) -> Self {
        let text = Argument {
            kind: "TextInput".into(),
            required: true,
            data: ArgumentData { hint: command.auto_complete_hint.clone(), ..ArgumentData::default() },
            help_text: command.auto_complete_desc.clone(),
            name: String::new(),
        };
        Self {
            trigger: command.trigger.clone(),
            hint: command.auto_complete_hint.clone(),
            help_text: command.auto_complete_desc.clone(),
            arguments: if command.auto_complete_hint.is_empty() { Vec::new() } else { vec![text] },
            ..Self::default()
        }
    }

    /// The tree a plugin gave, else a flat one. The trigger is the one that was registered.
    pub(super) fn of(command: &Command, given: &Value) -> Self {
        let mut tree = match given {
            Value::Object(_) => serde_json::from_value(given.clone()).unwrap_or_else(|_| Self::flat(command)),
            _ => Self::flat(command),
        };
        tree.trigger.clone_from(&command.trigger);
        tree
    }

    fn is_for(&self, roles: &[String]) -> bool {
        let administers = roles.iter().any(|role| role == "system_admin");
        self.role_id.is_empty() || administers || roles.contains(&self.role_id)
    }
}

/// What may follow `typed` (without the slash), among commands with their plugin (empty for none).
pub(super) fn complete(commands: &[(String, Tree)], typed: &str, roles: &[String]) -> CommandCompletion {
    let mut found = CommandCompletion::default();
    for (plugin, tree) in commands {
        below(std::slice::from_ref(tree), At { whole: typed, read: 0 }, roles, plugin, &mut found);
    }
    found
}

fn below(trees: &[Tree], at: At<'_>, roles: &[String], plugin: &str, found: &mut CommandCompletion) {
    let (word, more) = match at.rest().split_once(' ') {
        Some((word, _)) => (word.to_lowercase(), Some(word.len() + 1)),
        None => (at.rest().to_lowercase(), None),
    };
    for tree in trees.iter().filter(|tree| tree.is_for(roles)) {
        match more {
            None if tree.trigger.to_lowercase().starts_with(&word) => {
                found.suggestions.push(Suggestion {
                    complete: format!("{}{}", at.parsed(), tree.trigger),
                    suggestion: tree.trigger.clone(),
                    hint: tree.hint.clone(),
                    description: tree.help_text.clone(),
                    icon_data: String::new(),
                });
            }
            Some(bytes) if tree.trigger.to_lowercase() == word => {
                if tree.arguments.is_empty() {
                    below(&tree.sub_commands, at.past(bytes), roles, plugin, found);
                } else {
                    arguments(&tree.arguments, at.past(bytes), plugin, found);
                }
            }
            _ => {}
        }
    }
}

/// An argument that need not be there may stand here, and so may what follows it.
fn arguments(list: &[Argument], at: At<'_>, plugin: &str, found: &mut CommandCompletion) {
    let Some((first, others)) = list.split_first() else { return };
    if let Some(behind) = argument(first, at, plugin, found) {
        arguments(others, behind, plugin, found);
    }
    if !first.required {
        arguments(others, at, plugin, found);
    }
}

/// Reads an argument: says where it ends, or suggests what it may be.
fn argument<'a>(
    argument: &Argument,
    mut at: At<'a>,
    plugin: &str,
    found: &mut CommandCompletion,
) -> Option<At<'a>> {
    if !argument.name.is_empty() {
        let name = format!("--{} ", argument.name);
        if let Some(rest) = at.rest().strip_prefix(name.as_str()) {
            at = at.past(at.rest().len() - rest.len());
        } else {
            if name.starts_with(at.rest()) {
                found.suggestions.push(Suggestion {
                    complete: format!("{}{name}", at.parsed()),
                    suggestion: name.trim_end().to_owned(),
                    hint: String::new(),
                    description: argument.help_text.clone(),
                    icon_data: String::new(),
                });
            }
            return None;
        }
    }
    match argument.kind.as_str() {
        "StaticList" => {
            let items = &argument.data.possible_arguments;
            let whole = items.iter().filter_map(|item| whole_item(item, at.rest())).max();
            if whole.is_none() {
                found.suggestions.extend(begins(items, at.parsed(), at.rest()));
            }
            whole.map(|bytes| at.past(bytes))
        }
        "DynamicList" if at.rest().contains(' ') => text(argument, at, found),
        "DynamicList" => {
            found.ask.push(AskPlugin {
                plugin: plugin.to_owned(),
                path: argument.data.fetch_url.clone(),
                parsed: at.parsed().to_owned(),
                typed: at.rest().to_owned(),
            });
            None
        }
        _ => text(argument, at, found),
    }
}

/// Any text: a word, or several in quotes.
fn text<'a>(argument: &Argument, at: At<'a>, found: &mut CommandCompletion) -> Option<At<'a>> {
    let rest = at.rest();
    let end = match rest.strip_prefix('"') {
        Some(quoted) => quoted.find("\" ").map(|at| at + 3),
        None => rest.find(' ').map(|at| at + 1),
    };
    if end.is_none() {
        found.suggestions.push(Suggestion {
            complete: at.whole.to_owned(),
            suggestion: String::new(),
            hint: argument.data.hint.clone(),
            description: argument.help_text.clone(),
            icon_data: String::new(),
        });
    }
    end.map(|bytes| at.past(bytes))
}

/// How many bytes an item and the space behind it take, where the text begins with them.
fn whole_item(item: &Item, rest: &str) -> Option<usize> {
    let begun = rest.get(..item.item.len())?;
    let after = rest.get(item.item.len()..)?;
    (begun.eq_ignore_ascii_case(&item.item) && after.starts_with(' ')).then_some(item.item.len() + 1)
}

fn begins(items: &[Item], parsed: &str, typed: &str) -> Vec<Suggestion> {
    let typed = typed.to_lowercase();
    items
        .iter()
        .filter(|item| item.item.to_lowercase().starts_with(&typed))
        .map(|item| Suggestion {
            complete: format!("{parsed}{}", item.item),
            suggestion: item.item.clone(),
            hint: item.hint.clone(),
            description: item.help_text.clone(),
            icon_data: String::new(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn deploy() -> Vec<(String, Tree)> {
        let tree = json!({
            "Trigger": "deploy", "Hint": "[what]", "HelpText": "Deploys", "RoleID": "", "Arguments": null,
            "SubCommands": [
                {"Trigger": "start", "Hint": "[where]", "HelpText": "Begins", "SubCommands": [], "Arguments": [
                    {"Type": "StaticList", "HelpText": "Where", "Required": true, "Data": {"PossibleArguments": [
                        {"Item": "production", "Hint": "!", "HelpText": "For all"}, {"Item": "staging", "HelpText": "To try"}]}},
                    {"Type": "TextInput", "HelpText": "Which version", "Required": true, "Data": {"Hint": "[version]", "Pattern": ""}},
                    {"Name": "note", "Type": "TextInput", "HelpText": "A note", "Required": false, "Data": {"Hint": "[note]"}},
                    {"Type": "DynamicList", "HelpText": "Who", "Required": true, "Data": {"FetchURL": "people"}}]},
                {"Trigger": "stop", "HelpText": "Ends", "RoleID": "system_admin"},
            ],
        });
        let command = Command { trigger: "deploy".into(), ..Command::default() };
        let plain =
            Command { trigger: "dance".into(), auto_complete_hint: "[how]".into(), ..Command::default() };
        vec![("ship".into(), Tree::of(&command, &tree)), (String::new(), Tree::flat(&plain))]
    }

    fn lines(typed: &str, role: &str) -> Vec<String> {
        let found = complete(&deploy(), typed, &[role.to_owned()]).suggestions;
        found.into_iter().map(|one| format!("{}|{}|{}", one.complete, one.suggestion, one.hint)).collect()
    }

    #[test]
    fn commands_sub_commands_and_arguments_are_offered_by_their_beginning() {
        assert_eq!(lines("d", ""), ["deploy|deploy|[what]", "dance|dance|[how]"]);
        assert_eq!(lines("deploy ", ""), ["deploy start|start|[where]"]);
        assert_eq!(lines("DEPLOY St", "system_admin").len(), 2, "the second is for administrators");
        assert_eq!(
            lines("deploy start ", ""),
            ["deploy start production|production|!", "deploy start staging|staging|"]
        );
        assert_eq!(lines("deploy start P", ""), ["deploy start production|production|!"]);
        assert_eq!(lines("deploy start staging 1.", ""), ["deploy start staging 1.||[version]"]);
        assert_eq!(lines("dance sl", ""), ["dance sl||[how]"]);
        for nothing in ["deploy x", "deploy start x", "deploy stop ", "x", "deploy start staging"] {
            let expected = usize::from(nothing == "deploy start staging");
            assert_eq!(lines(nothing, "").len(), expected, "{nothing}");
        }
    }

    #[test]
    fn what_need_not_be_there_is_offered_beside_what_follows_it() {
        let found = complete(&deploy(), "deploy start staging \"1 or 2\" ", &[]);
        assert_eq!(found.suggestions.len(), 1);
        assert_eq!(found.suggestions[0].suggestion, "--note");
        assert_eq!(found.ask.len(), 1);
        let ask = &found.ask[0];
        assert_eq!((ask.plugin.as_str(), ask.path.as_str(), ask.typed.as_str()), ("ship", "people", ""));
        let items: Vec<Item> = serde_json::from_value(json!([{"Item": "ann"}, {"Item": "bob"}])).unwrap();
        assert_eq!(ask.among(&items)[1].complete, "deploy start staging \"1 or 2\" bob");
        let behind = complete(&deploy(), "deploy start staging 1 --note soon b", &[]);
        assert_eq!((behind.suggestions.len(), behind.ask[0].typed.as_str()), (0, "b"));
    }

    #[test]
    fn a_tree_that_is_none_is_as_good_as_a_flat_one() {
        let command = Command { trigger: "x".into(), ..Command::default() };
        for wrong in [json!("text"), json!(null), json!({"Arguments": "all"}), json!({"SubCommands": [1]})] {
            let found = complete(&[(String::new(), Tree::of(&command, &wrong))], "x", &[]);
            assert_eq!(found.suggestions.len(), 1, "{wrong}");
        }
        assert!(complete(&deploy(), "deploy start größe", &[]).suggestions.is_empty());
    }
}
