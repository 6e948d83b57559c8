//! The manifest's text, JSON or YAML, turned into one tree of values, whatever is in the text.
//!
//! Holds the limits that make it safe to read a stranger's text: bytes, depth, number of values. What the values
//! mean is read in `manifest.rs`.

mod json;
mod yaml;

use serde_json::Value;

use crate::code::Code;
use crate::finding::Finding;

/// Bytes a manifest may have.
pub(crate) const MOST_BYTES: u64 = 1024 * 1024;
/// Objects and lists inside each other.
const MOST_DEPTH: usize = 32;
/// Values in all, after aliases are written out.
const MOST_VALUES: usize = 100_000;

/// The language of a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// JSON.
    Json,
    /// YAML.
    Yaml,
}

/// The tree, when there is one; problems go to `found`.
pub(crate) fn read(language: Language, bytes: &[u8], found: &mut Vec<Finding>) -> Option<Value> {
    if bytes.len() as u64 > MOST_BYTES {
        found.push(too_large(bytes.len() as u64));
        return None;
    }
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => {
            let words = "the file begins with a byte order mark, which is overlooked";
            found.push(Finding::manifest(Code::DocumentByteOrderMark, "", words));
            rest
        }
        None => bytes,
    };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
            let words = format!("the text is not UTF-8 from byte {} on, in line {line}", error.valid_up_to());
            found.push(Finding::manifest(Code::DocumentNotUtf8, "", words));
            return None;
        }
    };
    let value = match language {
        Language::Json => json::read(text, found),
        Language::Yaml => yaml::read(text, found),
    }?;
    if value.is_object() {
        return Some(value);
    }
    let words = format!("the manifest is {}, not an object", called(&value));
    found.push(Finding::manifest(Code::DocumentNotObject, "", words));
    None
}

/// The finding for a manifest that is too long.
pub(crate) fn too_large(bytes: u64) -> Finding {
    Finding::manifest(Code::DocumentTooLarge, "", format!("the manifest has {bytes} bytes"))
        .value(bytes)
        .limit(format!("{MOST_BYTES} bytes"))
}

/// What a value is, in words.
pub(crate) fn called(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The path of a field inside an object.
pub(crate) fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn too_deep(words: String) -> Finding {
    Finding::manifest(Code::DocumentTooDeep, "", words).limit(format!("{MOST_DEPTH} levels"))
}

fn duplicate(path: &str, key: &str, line: Option<usize>) -> Finding {
    let place = below(path, &crate::finding::shown(key));
    let line = line.map(|line| format!(", again in line {line}")).unwrap_or_default();
    Finding::manifest(Code::DocumentDuplicateKey, place, format!("the key is there twice{line}")).value(key)
}
