//! The settings an administrator fills in for a plugin: the schema and its types.
//!
//! Mattermost's nine types with their fields, and limits of our own (`required`, `min`, `max`, `max_length`,
//! `pattern`), which the server checks. What makes a schema wrong is in `settings_check.rs`, what makes a value wrong
//! in `settings_value.rs`.

use serde::Serialize;
use serde_json::Value;

use super::settings_check;
use crate::code::Code;
use crate::fields::{self, Fields, Length};
use crate::finding::{Finding, shown};

/// The settings page of a plugin.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SettingsSchema {
    /// Markdown above.
    pub header: String,
    /// Markdown below. Clients read both, so they are sent when they are empty as well.
    pub footer: String,
    /// Settings that stand in no section.
    pub settings: Vec<Setting>,
    /// Groups; where there are any, only these are shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<SettingSection>,
}

/// A group of settings.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SettingSection {
    /// Its identity.
    pub key: String,
    /// Its title.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// A line below the title.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subtitle: String,
    /// Markdown above.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub header: String,
    /// Markdown below.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub footer: String,
    /// Its settings.
    pub settings: Vec<Setting>,
    /// Whether a component of the plugin draws it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub custom: bool,
    /// Whether the settings are drawn when that component is missing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fallback: bool,
}

/// One setting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Setting {
    /// Where it is stored; upper and lower case are the same.
    pub key: String,
    /// Its name on the page.
    pub display_name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: SettingType,
    /// Markdown below it.
    pub help_text: String,
    /// What stands below the button that makes a new value (`generated` only).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub regenerate_help_text: String,
    /// What stands in the empty field.
    pub placeholder: String,
    /// Its value where none was given.
    pub default: Value,
    /// What can be chosen (`dropdown` and `radio` only).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<SettingOption>,
    /// Where it is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hosting: Option<Hosting>,
    /// Whether its value is masked wherever it is read.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
    /// Whether it must have a value.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// The least number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// The greatest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// The most characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// A regular expression the whole text must match; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pattern: String,
}

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingOption {
    /// Its name on the page.
    pub display_name: String,
    /// What is stored.
    pub value: String,
}

/// Where a setting is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hosting {
    /// Hosted by somebody else.
    Cloud,
    /// Hosted by oneself.
    OnPrem,
}

/// The type of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SettingType {
    /// Yes or no.
    Bool,
    /// One of several, in a list that opens.
    Dropdown,
    /// A random text with a button that makes a new one.
    Generated,
    /// One of several, all in sight.
    Radio,
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A number.
    Number,
    /// A person.
    Username,
    /// Whatever a component of the plugin makes of it.
    Custom,
}

impl SettingType {
    /// All types.
    pub const ALL: [SettingType; 9] = [
        SettingType::Bool,
        SettingType::Dropdown,
        SettingType::Generated,
        SettingType::Radio,
        SettingType::Text,
        SettingType::LongText,
        SettingType::Number,
        SettingType::Username,
        SettingType::Custom,
    ];

    /// The word in the manifest.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            SettingType::Bool => "bool",
            SettingType::Dropdown => "dropdown",
            SettingType::Generated => "generated",
            SettingType::Radio => "radio",
            SettingType::Text => "text",
            SettingType::LongText => "longtext",
            SettingType::Number => "number",
            SettingType::Username => "username",
            SettingType::Custom => "custom",
        }
    }

    pub(super) const fn has_options(self) -> bool {
        matches!(self, SettingType::Dropdown | SettingType::Radio)
    }

    pub(super) const fn is_free_text(self) -> bool {
        matches!(self, SettingType::Text | SettingType::LongText)
    }
}

impl SettingsSchema {
    /// All settings, those in sections too.
    pub fn all(&self) -> impl Iterator<Item = &Setting> {
        self.settings.iter().chain(self.sections.iter().flat_map(|section| &section.settings))
    }

    /// The setting of a key; upper and lower case are the same.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Setting> {
        self.all().find(|setting| setting.key.eq_ignore_ascii_case(key))
    }
}

pub(super) fn schema(manifest: &Fields<'_>) -> Option<SettingsSchema> {
    let fields = manifest.object("settings_schema")?;
    let schema = SettingsSchema {
        header: fields.text("header", Length::Page),
        footer: fields.text("footer", Length::Page),
        settings: settings(&fields),
        sections: sections(&fields),
    };
    settings_check::whole(&schema, &fields);
    fields.finish();
    Some(schema)
}

fn sections(schema: &Fields<'_>) -> Vec<SettingSection> {
    let mut sections = Vec::new();
    for (index, value) in schema.list("sections").iter().enumerate() {
        let path = format!("{}[{index}]", schema.path("sections"));
        let Some(fields) = Fields::of(value, path, schema.found) else { continue };
        let section = SettingSection {
            key: fields.text("key", Length::Line),
            title: fields.text("title", Length::Line),
            subtitle: fields.text("subtitle", Length::Text),
            header: fields.text("header", Length::Page),
            footer: fields.text("footer", Length::Page),
            settings: settings(&fields),
            custom: fields.flag("custom").unwrap_or(false),
            fallback: fields.flag("fallback").unwrap_or(false),
        };
        if section.key.is_empty() {
            fields.find(Code::SettingKeyMissing, "key", "the section has no key");
        }
        fields.finish();
        sections.push(section);
    }
    sections
}

fn settings(owner: &Fields<'_>) -> Vec<Setting> {
    let mut settings = Vec::new();
    for (index, value) in owner.list("settings").iter().enumerate() {
        let path = format!("{}[{index}]", owner.path("settings"));
        let Some(fields) = Fields::of(value, path, owner.found) else { continue };
        if let Some(setting) = setting(&fields) {
            settings_check::one(&setting, &fields);
            settings.push(setting);
        }
        fields.finish();
    }
    settings
}

fn setting(fields: &Fields<'_>) -> Option<Setting> {
    let kind = kind(fields);
    let setting = Setting {
        key: fields.text("key", Length::Line),
        display_name: fields.text("display_name", Length::Line),
        kind: kind.unwrap_or(SettingType::Custom),
        help_text: fields.text("help_text", Length::Page),
        regenerate_help_text: fields.text("regenerate_help_text", Length::Page),
        placeholder: fields.text("placeholder", Length::Text),
        default: fields.value("default").cloned().unwrap_or(Value::Null),
        options: options(fields),
        hosting: hosting(fields),
        secret: fields.flag("secret").unwrap_or(false),
        required: fields.flag("required").unwrap_or(false),
        min: fields.whole("min", i64::MIN..=i64::MAX),
        max: fields.whole("max", i64::MIN..=i64::MAX),
        max_length: fields.whole("max_length", 1..=65_536).and_then(|most| u32::try_from(most).ok()),
        pattern: fields.text("pattern", Length::Text),
    };
    if setting.key.is_empty() {
        fields.find(Code::SettingKeyMissing, "key", "the setting has no key");
    }
    kind.map(|_| setting)
}

fn kind(fields: &Fields<'_>) -> Option<SettingType> {
    let text = fields.text("type", Length::Line);
    let kind = SettingType::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(&text));
    if kind.is_none() {
        let words = if text.is_empty() {
            "the setting has no type".to_owned()
        } else {
            format!("there is no type `{}`", shown(&text))
        };
        let finding = Finding::manifest(Code::SettingTypeUnknown, fields.path("type"), words);
        fields.found.push(finding.value(&text));
    }
    kind
}

fn options(fields: &Fields<'_>) -> Vec<SettingOption> {
    let mut options = Vec::new();
    for (index, value) in fields.list("options").iter().enumerate() {
        let path = format!("{}[{index}]", fields.path("options"));
        let Some(option) = Fields::of(value, path, fields.found) else { continue };
        let read = SettingOption {
            display_name: option.text("display_name", Length::Line),
            value: match option.value("value") {
                Some(value) => {
                    fields::text(value, &option.path("value"), Length::Line, fields.found).unwrap_or_default()
                }
                None => String::new(),
            },
        };
        option.finish();
        options.push(read);
    }
    options
}

fn hosting(fields: &Fields<'_>) -> Option<Hosting> {
    match fields.text("hosting", Length::Line).as_str() {
        "" => None,
        "cloud" => Some(Hosting::Cloud),
        "on-prem" => Some(Hosting::OnPrem),
        other => {
            let words = format!("there is no hosting `{}`", shown(other));
            let finding = Finding::manifest(Code::SettingHosting, fields.path("hosting"), words);
            fields.found.push(finding.value(other));
            None
        }
    }
}
