//! Reading an object of the manifest field by field, remembering which fields were known.
//!
//! A field that is missing or null is absent; one of another type is a finding and absent. What the fields mean is
//! in `manifest.rs` and below it.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use crate::code::Code;
use crate::document::{below, called};
use crate::finding::{Finding, shown};

/// Findings that are still being collected.
#[derive(Debug, Default)]
pub(crate) struct Found(RefCell<Vec<Finding>>);

impl Found {
    pub(crate) fn push(&self, finding: Finding) {
        let mut findings = self.0.borrow_mut();
        if findings.len() < 200 {
            findings.push(finding);
        }
    }

    pub(crate) fn into_inner(self) -> Vec<Finding> {
        self.0.into_inner()
    }
}

/// How long texts may be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Length {
    /// 256 characters, one line.
    Line,
    /// 4096 characters, several lines.
    Text,
    /// 65,536 characters of Markdown.
    Page,
}

impl Length {
    fn most(self) -> usize {
        match self {
            Length::Line => 256,
            Length::Text => 4096,
            Length::Page => 65_536,
        }
    }
}

/// One object while it is read.
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
    path: String,
    known: RefCell<Vec<&'static str>>,
    pub(crate) found: &'a Found,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(value: &'a Value, path: String, found: &'a Found) -> Option<Self> {
        match value {
            Value::Object(map) => Some(Self { map, path, known: RefCell::default(), found }),
            Value::Null => None,
            other => {
                found.push(wrong_type(&path, "an object", other));
                None
            }
        }
    }

    /// The path of a field of this object.
    pub(crate) fn path(&self, name: &str) -> String {
        below(&self.path, name)
    }

    /// Adds a finding about a field of this object.
    pub(crate) fn find(&self, code: Code, name: &str, words: impl Into<String>) {
        self.found.push(Finding::manifest(code, self.path(name), words));
    }

    /// The value as it stands; null is absent.
    pub(crate) fn value(&self, name: &'static str) -> Option<&'a Value> {
        self.known.borrow_mut().push(name);
        self.map.get(name).filter(|value| !value.is_null())
    }

    /// Every name of this object; all of them count as known.
    pub(crate) fn every(&self) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
        self.map.iter()
    }

    pub(crate) fn object(&self, name: &'static str) -> Option<Fields<'a>> {
        self.value(name).and_then(|value| Fields::of(value, self.path(name), self.found))
    }

    pub(crate) fn list(&self, name: &'static str) -> &'a [Value] {
        match self.value(name) {
            Some(Value::Array(list)) => list,
            Some(other) => {
                self.found.push(wrong_type(&self.path(name), "a list", other));
                &[]
            }
            None => &[],
        }
    }

    /// A text, checked for its length and for control characters; empty when absent.
    pub(crate) fn text(&self, name: &'static str, length: Length) -> String {
        match self.value(name) {
            Some(value) => text(value, &self.path(name), length, self.found).unwrap_or_default(),
            None => String::new(),
        }
    }

    pub(crate) fn flag(&self, name: &'static str) -> Option<bool> {
        match self.value(name)? {
            Value::Bool(flag) => Some(*flag),
            other => {
                self.found.push(wrong_type(&self.path(name), "true or false", other));
                None
            }
        }
    }

    /// A whole number within a range.
    pub(crate) fn whole(&self, name: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        self.value(name).and_then(|value| whole(value, &self.path(name), range, self.found))
    }

    /// Warns of the fields nobody asked for.
    pub(crate) fn finish(self) {
        let known = self.known.borrow();
        for name in self.map.keys().filter(|name| !known.contains(&name.as_str())) {
            let close = known
                .iter()
                .map(|known| {
                    (strsim::normalized_damerau_levenshtein(known, &name.to_ascii_lowercase()), known)
                })
                .filter(|(likeness, _)| *likeness > 0.7)
                .max_by(|a, b| a.0.total_cmp(&b.0));
            let meant = close.map(|(_, known)| format!("; did you mean `{known}`?")).unwrap_or_default();
            let words = format!("no such field is known{meant}");
            let path = self.path(&shown(name));
            self.found.push(Finding::manifest(Code::FieldUnknown, path, words).value(name));
        }
    }
}

/// A text that stands at a path.
pub(crate) fn text(value: &Value, path: &str, length: Length, found: &Found) -> Option<String> {
    let Value::String(text) = value else {
        let mut finding = wrong_type(path, "a text", value);
        if let Value::Number(number) = value {
            finding = finding.advice(format!("put it in quotes: \"{number}\""));
        }
        found.push(finding);
        return None;
    };
    let characters = text.chars().count();
    if characters > length.most() {
        let words = format!("the text has {characters} characters");
        let finding = Finding::manifest(Code::FieldTooLong, path, words).value(text);
        found.push(finding.limit(format!("{} characters", length.most())));
        return None;
    }
    let lines = !matches!(length, Length::Line);
    let bad = text
        .chars()
        .find(|character| character.is_control() && !(lines && matches!(character, '\n' | '\r' | '\t')));
    if let Some(bad) = bad {
        let words = format!("the text holds the control character {}", bad.escape_unicode());
        found.push(Finding::manifest(Code::FieldControl, path, words).value(text));
        return None;
    }
    Some(text.clone())
}

/// A whole number that stands at a path.
pub(crate) fn whole(value: &Value, path: &str, range: RangeInclusive<i64>, found: &Found) -> Option<i64> {
    let Some(number) = value.as_i64().or_else(|| value.as_u64().map(|_| i64::MAX)) else {
        found.push(wrong_type(path, "a whole number", value));
        return None;
    };
    if range.contains(&number) {
        return Some(number);
    }
    let finding = Finding::manifest(Code::FieldRange, path, format!("{value} is out of range")).value(value);
    found.push(finding.limit(format!("{} to {}", range.start(), range.end())));
    None
}

/// The finding for a value of another type than expected.
pub(crate) fn wrong_type(path: &str, expected: &str, value: &Value) -> Finding {
    let words = format!("this is {}; expected is {expected}", called(value));
    Finding::manifest(Code::FieldType, path, words).value(value)
}
