//! What makes a value wrong for its setting. The server asks before it stores what an administrator typed.

use regex::{Regex, RegexBuilder};
use serde_json::{Map, Value};

use super::settings::{Setting, SettingType, SettingsSchema};
use crate::code::Code;
use crate::finding::{Finding, Place};

impl SettingsSchema {
    /// What is wrong with the values an administrator gave. Keys nobody declared are left alone: plugins keep
    /// values of their own beside the declared ones.
    #[must_use]
    pub fn check_values(&self, values: &Map<String, Value>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for setting in self.all() {
            let given = values.iter().find(|(key, _)| key.eq_ignore_ascii_case(&setting.key));
            let value = given.map_or(&Value::Null, |(_, value)| value);
            let empty = value.is_null() || value.as_str().is_some_and(str::is_empty);
            let reason = if !empty {
                fits(setting, value).err()
            } else if setting.required && setting.default.is_null() {
                Some("it must have a value".to_owned())
            } else {
                None
            };
            if let Some(reason) = reason {
                let name = if setting.display_name.is_empty() { &setting.key } else { &setting.display_name };
                let finding = Finding::new(
                    Code::SettingValue,
                    Place::Setting(setting.key.clone()),
                    format!("“{name}” cannot have this value: {reason}"),
                );
                findings.push(if setting.secret || empty { finding } else { finding.value(value) });
            }
        }
        findings
    }
}

/// Whether a value that is there fits its setting, else why not.
pub(super) fn fits(setting: &Setting, value: &Value) -> Result<(), String> {
    match setting.kind {
        SettingType::Custom => Ok(()),
        SettingType::Bool => match value {
            Value::Bool(_) => Ok(()),
            _ => Err("it must be true or false".to_owned()),
        },
        SettingType::Number => number(setting, value),
        SettingType::Dropdown | SettingType::Radio => {
            let chosen = value.as_str().ok_or("it must be the text of one of the options")?;
            if setting.options.iter().any(|option| option.value == chosen) {
                return Ok(());
            }
            let options: Vec<_> = setting.options.iter().map(|option| option.value.as_str()).collect();
            Err(format!("it must be one of: {}", options.join(", ")))
        }
        SettingType::Generated | SettingType::Username | SettingType::Text | SettingType::LongText => {
            text(setting, value)
        }
    }
}

fn number(setting: &Setting, value: &Value) -> Result<(), String> {
    // Forms send numbers as texts at times, and Mattermost stores them so.
    let number = value.as_f64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
    let number = number.filter(|number| number.is_finite()).ok_or("it must be a number")?;
    let (least, greatest) = (setting.min.map(|min| min as f64), setting.max.map(|max| max as f64));
    if least.is_some_and(|least| number < least) || greatest.is_some_and(|greatest| number > greatest) {
        let bound = |bound: Option<i64>, none: &str| bound.map_or(none.to_owned(), |bound| bound.to_string());
        return Err(format!("it must lie in {} to {}", bound(setting.min, "…"), bound(setting.max, "…")));
    }
    Ok(())
}

fn text(setting: &Setting, value: &Value) -> Result<(), String> {
    let text = value.as_str().ok_or("it must be a text")?;
    let most = setting.max_length.map_or(65_536, |most| most as usize);
    let length = text.chars().count();
    if length > most {
        return Err(format!("it has {length} characters; at most {most}"));
    }
    if setting.pattern.is_empty() {
        return Ok(());
    }
    let pattern =
        compile(&setting.pattern, usize::MAX).map_err(|_| "its pattern cannot be used".to_owned())?;
    if pattern.is_match(text) { Ok(()) } else { Err(format!("it must match {}", setting.pattern)) }
}

/// The pattern as one that must match the whole text. Matching takes time linear in the text, whatever the pattern.
pub(super) fn compile(pattern: &str, biggest: usize) -> Result<Regex, regex::Error> {
    // By itself first: `a)|(b` is wrong and must not become right by what is put around it.
    RegexBuilder::new(pattern).size_limit(biggest).build()?;
    RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(biggest).build()
}
