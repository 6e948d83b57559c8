//! Dialogs, and buttons in posts. Needs `dialogs`. What is submitted or pressed comes to
//! [`InteractionHooks`](crate::hooks::InteractionHooks).

use serde_json::{Map, Value, json};

#[cfg(target_arch = "wasm32")]
use crate::macros::one;
use crate::macros::{ask, record};
use crate::posts::Post;
#[cfg(target_arch = "wasm32")]
use crate::wit::action_clicked::exports::chinwag::plugin::hook_action_clicked as clicked;
#[cfg(target_arch = "wasm32")]
use crate::wit::{
    api::chinwag::plugin::dialogs as contract,
    dialog_submitted::exports::chinwag::plugin::hook_dialog_submitted as submitted,
};
use crate::{Json, Result};

record! {
    /// A dialog that was submitted or cancelled.
    DialogSubmission = submitted::Submission {
        /// What the plugin called the dialog.
        callback_id: String,
        /// What the plugin gave it along.
        state: String,
        /// Who.
        user_id: String,
        /// In which team.
        team_id: String,
        /// In which channel.
        channel_id: String,
        /// Whether it was cancelled; only told when the dialog asks for it.
        cancelled: bool,
        /// Name of each element and its value.
        values: Json,
    }
}

/// What a dialog is told after it was submitted. The default closes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DialogAnswer {
    /// Shown above the elements; empty when all is right.
    pub error: String,
    /// Elements and what is wrong with each.
    pub errors: Vec<(String, String)>,
}

impl DialogAnswer {
    /// Something is wrong with an element.
    #[must_use]
    pub fn wrong(element: impl Into<String>, words: impl Into<String>) -> Self {
        Self { error: String::new(), errors: vec![(element.into(), words.into())] }
    }
}

record! {
    /// A button that was pressed, or a menu something was chosen from.
    Click = clicked::Click {
        /// What stands behind `plugin:` in the action's address.
        name: String,
        /// Who.
        user_id: String,
        /// In which team.
        team_id: String,
        /// In which channel.
        channel_id: String,
        /// On which post.
        post_id: String,
        /// Opens a dialog within three seconds.
        trigger_id: String,
        /// What was chosen; empty for a button.
        selected_option: String,
        /// The action's context, as it was posted.
        context: Json,
    }
}

/// What happens after a click. The default does nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClickAnswer {
    /// Shown to the person alone; empty for nothing.
    pub ephemeral_text: String,
    /// What the post becomes.
    pub update: Option<Post>,
}

impl ClickAnswer {
    /// Says something to the person alone.
    #[must_use]
    pub fn tell(text: impl Into<String>) -> Self {
        Self { ephemeral_text: text.into(), update: None }
    }
}

#[cfg(target_arch = "wasm32")]
impl From<DialogAnswer> for submitted::Answer {
    fn from(answer: DialogAnswer) -> Self {
        Self { error: answer.error, errors: answer.errors }
    }
}

#[cfg(target_arch = "wasm32")]
impl From<ClickAnswer> for clicked::Answer {
    fn from(answer: ClickAnswer) -> Self {
        Self { ephemeral_text: answer.ephemeral_text, update: answer.update.map(Into::into) }
    }
}

/// A dialog.
///
/// ```
/// use chinwag_plugin::prelude::*;
/// # let chat = chinwag_plugin::testing::Chat::new();
/// # let args = CommandArgs::default();
///
/// Dialog::new("add", "New item")
///     .text("what", "What is to be done?")
///     .choice("when", "When?", &[("today", "Today"), ("later", "Later")])
///     .open(&args.trigger_id)?;
/// # assert_eq!(chat.dialogs()[0].get::<String>("title").as_deref(), Some("New item"));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Dialog {
    fields: Map<String, Value>,
    elements: Vec<Value>,
}

impl Dialog {
    /// A dialog: how the plugin knows it again, and what stands at its top (24 characters).
    #[must_use]
    pub fn new(callback_id: &str, title: &str) -> Self {
        let fields = [("callback_id", callback_id), ("title", title), ("submit_label", "Submit")];
        let fields = fields.map(|(key, value)| (key.to_owned(), Value::from(value)));
        Self { fields: fields.into_iter().collect(), elements: Vec::new() }
    }

    /// A text over the elements, Markdown.
    #[must_use]
    pub fn introduction(self, text: &str) -> Self {
        self.field("introduction_text", text)
    }

    /// What the button says.
    #[must_use]
    pub fn submit(self, label: &str) -> Self {
        self.field("submit_label", label)
    }

    /// What comes back with the submission.
    #[must_use]
    pub fn state(self, state: &str) -> Self {
        self.field("state", state)
    }

    /// Tell the plugin when it is cancelled, too.
    #[must_use]
    pub fn notify_on_cancel(self) -> Self {
        self.field("notify_on_cancel", true)
    }

    /// A line of text.
    #[must_use]
    pub fn text(self, name: &str, label: &str) -> Self {
        self.element(json!({"name": name, "display_name": label, "type": "text"}))
    }

    /// Several lines of text.
    #[must_use]
    pub fn long_text(self, name: &str, label: &str) -> Self {
        self.element(json!({"name": name, "display_name": label, "type": "textarea"}))
    }

    /// One of several things, each a value and what people see.
    #[must_use]
    pub fn choice(self, name: &str, label: &str, options: &[(&str, &str)]) -> Self {
        let options: Vec<Value> =
            options.iter().map(|(value, text)| json!({"value": value, "text": text})).collect();
        self.element(json!({"name": name, "display_name": label, "type": "select", "options": options}))
    }

    /// A person or a channel: `source` is `users` or `channels`.
    #[must_use]
    pub fn chooser(self, name: &str, label: &str, source: &str) -> Self {
        self.element(json!({"name": name, "display_name": label, "type": "select", "data_source": source}))
    }

    /// A box to tick.
    #[must_use]
    pub fn tick(self, name: &str, label: &str, placeholder: &str) -> Self {
        self.element(json!({"name": name, "display_name": label, "type": "bool", "placeholder": placeholder, "optional": true}))
    }

    /// An element in API v4's own form.
    #[must_use]
    pub fn element(mut self, element: Value) -> Self {
        self.elements.push(element);
        self
    }

    /// The last element may stay empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        if let Some(Value::Object(last)) = self.elements.last_mut() {
            last.insert("optional".into(), true.into());
        }
        self
    }

    /// The last element holds this at first.
    #[must_use]
    pub fn filled(mut self, value: &str) -> Self {
        if let Some(Value::Object(last)) = self.elements.last_mut() {
            last.insert("default".into(), value.into());
        }
        self
    }

    fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// Opens it for the person whose click or command gave the trigger id, within three seconds.
    ///
    /// # Errors
    /// When the id is too old, or an element is wrong.
    pub fn open(mut self, trigger_id: &str) -> Result<()> {
        self.fields.insert("elements".into(), self.elements.into());
        open(trigger_id, &Value::Object(self.fields).into())
    }
}

/// A button for a post's attachment: its `actions` hold such objects. A click comes to
/// [`action_clicked`](crate::hooks::InteractionHooks::action_clicked) with this name and context.
///
/// ```
/// use chinwag_plugin::{dialogs, prelude::*};
/// use serde_json::json;
///
/// let yes = dialogs::button("yes", "Yes, please", json!({"order": 7}));
/// let draft = Draft::to("channel", "").with_props(json!({"attachments": [{"text": "Tea?", "actions": [yes]}]}));
/// assert!(draft.props.as_str().contains("plugin:yes"));
/// ```
#[must_use]
pub fn button(name: &str, label: &str, context: impl Into<Value>) -> Value {
    let integration = json!({"url": format!("plugin:{name}"), "context": context.into()});
    json!({"id": name.replace(|c: char| !c.is_ascii_alphanumeric(), ""), "name": label, "type": "button", "integration": integration})
}

ask! {
    /// Opens a dialog in API v4's own form (`callback_id`, `title`, `elements`, …).
    ///
    /// # Errors
    /// As [`Dialog::open`].
    open(trigger_id: &str, dialog: &Json) -> Result<()> { one(contract::open(trigger_id, dialog.as_str())) } else dialog_open;
}
