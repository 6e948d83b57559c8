//! The id of a plugin: folder name, part of addresses, name space of its data. So it is narrow.
//!
//! Mattermost's rule (3 to 190 letters, digits, `-`, `_`, `.`), and besides: nothing that means another folder, that
//! Windows cannot store, or that is a word of the API's addresses.

use std::borrow::Borrow;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::archive::is_reserved_on_windows;
use crate::code::Code;
use crate::fields::{Fields, Length};
use crate::finding::{Finding, shown};

/// Words that stand where an id would in the API's addresses (`/api/v4/plugins/…`, `/plugins/…`).
const ADDRESSES: [&str; 6] = ["statuses", "webapp", "marketplace", "install_from_url", "reattach", "public"];

/// The id of a plugin, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PluginId(String);

impl PluginId {
    /// Checks an id; letters are lowered.
    ///
    /// # Errors
    /// What is wrong with it, as a finding at the field `id`.
    pub fn parse(text: &str) -> Result<Self, Finding> {
        let problem = |code, words: String| Err(Finding::manifest(code, "id", words).value(text));
        if text.is_empty() {
            return problem(Code::IdMissing, "the plugin has no id".to_owned());
        }
        if let Some(character) = text.chars().find(|character| !is_id_character(*character)) {
            let escaped = format!("U+{:04X}", u32::from(character));
            let alike = if character.is_alphabetic() && !character.is_ascii() {
                format!(
                    "`{character}` ({escaped}), which is not a letter of a-z even where it looks like one"
                )
            } else {
                format!("`{}` ({escaped})", shown(&character.to_string()))
            };
            return problem(Code::IdCharacters, format!("the id `{}` holds {alike}", shown(text)));
        }
        let length = text.len();
        if !(3..=190).contains(&length) {
            let words = format!("the id `{}` has {length} characters", shown(text));
            let finding = Finding::manifest(Code::IdLength, "id", words).value(text);
            return Err(finding.limit("3 to 190 characters"));
        }
        let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
        if !edge(text.bytes().next()) || !edge(text.bytes().last()) || text.contains("..") {
            let words = format!("the id `{text}` begins or ends with a mark, or has two dots in a row");
            return problem(Code::IdForm, words);
        }
        let id = text.to_ascii_lowercase();
        if is_reserved_on_windows(&id) {
            return problem(
                Code::IdReserved,
                format!("the id `{text}` cannot be the name of a folder on Windows"),
            );
        }
        if ADDRESSES.contains(&id.as_str()) {
            return problem(Code::IdReserved, format!("the id `{text}` is a word of the API's addresses"));
        }
        Ok(Self(id))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn of(fields: &Fields<'_>) -> Option<Self> {
        let present = fields.value("id").is_some();
        let text = fields.text("id", Length::Text);
        if text.is_empty() && present && !matches!(fields.value("id"), Some(serde_json::Value::String(_))) {
            return None;
        }
        match Self::parse(&text) {
            Ok(id) => {
                if id.as_str() != text {
                    let words = format!("the id `{text}` is used as `{id}`");
                    fields.found.push(Finding::manifest(Code::IdLowered, "id", words).value(&text));
                }
                Some(id)
            }
            Err(finding) => {
                fields.found.push(finding);
                None
            }
        }
    }

    /// Stands in while findings are collected; a manifest with it is never handed out.
    pub(super) fn placeholder() -> Self {
        Self(String::new())
    }
}

fn is_id_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
}

impl fmt::Display for PluginId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for PluginId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for PluginId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Serialize for PluginId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
