//! What makes a settings schema wrong: fields that do not go with the type, keys twice, options, defaults, patterns.

use std::collections::HashMap;

use super::settings::{Setting, SettingType, SettingsSchema};
use super::settings_value;
use crate::code::Code;
use crate::fields::Fields;
use crate::finding::{Finding, shown};

/// Characters a pattern may have.
const LONGEST_PATTERN: usize = 512;
/// Bytes a compiled pattern may take: `(a{1000}){1000}` is short to write and long to hold.
const BIGGEST_PATTERN: usize = 256 * 1024;

/// Checks one setting by itself.
pub(super) fn one(setting: &Setting, fields: &Fields<'_>) {
    use SettingType::{Custom, Generated, LongText, Number, Text, Username};
    let kind = setting.kind;
    let placed = [
        (
            "placeholder",
            !setting.placeholder.is_empty(),
            matches!(kind, Generated | Text | LongText | Number | Username | Custom),
        ),
        ("regenerate_help_text", !setting.regenerate_help_text.is_empty(), kind == Generated),
        ("options", fields.value("options").is_some(), kind.has_options()),
        ("min", setting.min.is_some(), kind == Number),
        ("max", setting.max.is_some(), kind == Number),
        ("max_length", setting.max_length.is_some(), kind.is_free_text()),
        ("pattern", !setting.pattern.is_empty(), kind.is_free_text()),
    ];
    for (name, present, allowed) in placed {
        if present && !allowed {
            let words = format!("a setting of type {} has no `{name}`", kind.as_str());
            fields.find(Code::SettingFieldMisplaced, name, words);
        }
    }
    if kind.has_options() {
        options(setting, fields);
    }
    if setting.min.zip(setting.max).is_some_and(|(min, max)| min > max) {
        fields.find(Code::FieldRange, "min", "the least number is greater than the greatest");
    }
    let pattern_is_good = pattern(setting, fields);
    if setting.default.is_null() {
        return;
    }
    let is_empty = setting.default.as_str().is_some_and(str::is_empty);
    if setting.secret && !is_empty {
        // The value stays out of the finding: somebody may have put a real secret there.
        fields.find(Code::SettingSecretDefault, "default", "a secret setting has a default");
    } else if pattern_is_good
        && !is_empty
        && let Err(reason) = settings_value::fits(setting, &setting.default)
    {
        let words = format!("the default does not fit: {reason}");
        let finding = Finding::manifest(Code::SettingDefault, fields.path("default"), words);
        fields.found.push(finding.value(&setting.default));
    }
}

/// Checks what concerns all settings together.
pub(super) fn whole(schema: &SettingsSchema, fields: &Fields<'_>) {
    if !schema.settings.is_empty() && !schema.sections.is_empty() {
        let words = format!("{} settings stand beside sections and are not shown", schema.settings.len());
        fields.find(Code::SettingBothForms, "settings", words);
    }
    let mut seen: HashMap<String, String> = HashMap::new();
    let loose = schema.settings.iter().enumerate();
    let loose = loose.map(|(index, setting)| (format!("settings[{index}].key"), &setting.key));
    let grouped = schema.sections.iter().enumerate().flat_map(|(outer, section)| {
        let inner = section.settings.iter().enumerate();
        inner.map(move |(index, setting)| (format!("sections[{outer}].settings[{index}].key"), &setting.key))
    });
    let keys = loose.chain(grouped);
    keys_differ(keys, &mut seen, fields);
    let sections = schema.sections.iter().enumerate();
    keys_differ(
        sections.map(|(at, section)| (format!("sections[{at}].key"), &section.key)),
        &mut HashMap::new(),
        fields,
    );
}

fn keys_differ<'a>(
    keys: impl Iterator<Item = (String, &'a String)>,
    seen: &mut HashMap<String, String>,
    fields: &Fields<'_>,
) {
    for (path, key) in keys.filter(|(_, key)| !key.is_empty()) {
        if let Some(first) = seen.get(&key.to_lowercase()) {
            let words = format!("the key `{}` is that of {first} too", shown(key));
            let finding = Finding::manifest(Code::SettingKeyRepeated, fields.path(&path), words);
            fields.found.push(finding.value(key));
        } else {
            seen.insert(key.to_lowercase(), path);
        }
    }
}

fn options(setting: &Setting, fields: &Fields<'_>) {
    if setting.options.is_empty() {
        let words = format!("a setting of type {} has nothing to choose from", setting.kind.as_str());
        fields.find(Code::SettingOptions, "options", words);
    }
    for (index, option) in setting.options.iter().enumerate() {
        if option.display_name.is_empty() || option.value.is_empty() {
            let missing = if option.display_name.is_empty() { "display_name" } else { "value" };
            let words = format!("the option has no {missing}");
            fields.find(Code::SettingOptions, &format!("options[{index}].{missing}"), words);
        }
    }
}

fn pattern(setting: &Setting, fields: &Fields<'_>) -> bool {
    if setting.pattern.is_empty() {
        return true;
    }
    let reason = if setting.pattern.chars().count() > LONGEST_PATTERN {
        format!("it has {} characters; at most {LONGEST_PATTERN}", setting.pattern.chars().count())
    } else {
        match settings_value::compile(&setting.pattern, BIGGEST_PATTERN) {
            Ok(_) => return true,
            Err(regex::Error::CompiledTooBig(_)) => "it would take too much memory".to_owned(),
            Err(error) => {
                let said = error.to_string();
                said.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
            }
        }
    };
    let words = format!("the pattern cannot be used: {reason}");
    let finding = Finding::manifest(Code::SettingPattern, fields.path("pattern"), words);
    fields.found.push(finding.value(&setting.pattern));
    false
}
