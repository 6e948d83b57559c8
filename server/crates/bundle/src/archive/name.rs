//! One name of an entry: decoded, refused when any machine could take it for something else, cleaned of `./`.

use super::ArchiveLimits;
use crate::code::Code;
use crate::finding::{Finding, shown};

/// What is wrong with a name.
pub(crate) struct BadName {
    /// The problem.
    pub(crate) code: Code,
    /// The problem in words, without the name.
    pub(crate) words: String,
    /// The limit it broke.
    pub(crate) limit: Option<String>,
}

impl BadName {
    pub(crate) fn new(code: Code, words: impl Into<String>) -> Self {
        Self { code, words: words.into(), limit: None }
    }

    /// As a finding about the entry of this name.
    pub(crate) fn finding(self, name: &str) -> Finding {
        let words = format!("`{}` cannot be the name of an entry: {}", shown(name), self.words);
        let finding = Finding::entry(self.code, name, words).value(name);
        Finding { limit: self.limit.map(Into::into), ..finding }
    }
}

/// The path of an entry, without `.` and doubled `/`; empty for the root itself.
pub(crate) fn check_entry(name: &[u8], limits: &ArchiveLimits) -> Result<String, Finding> {
    let lossy = String::from_utf8_lossy(name);
    let refuse = |bad: BadName| bad.finding(&lossy);
    let bad = |code, words: &str| refuse(BadName::new(code, words));
    if name.is_empty() {
        return Err(bad(Code::NameEmpty, "it is empty"));
    }
    if name.len() > limits.path_bytes {
        let bad = BadName::new(Code::NameTooLong, format!("it has {} bytes", name.len()));
        return Err(refuse(BadName { limit: Some(format!("{} bytes", limits.path_bytes)), ..bad }));
    }
    let Ok(text) = std::str::from_utf8(name) else {
        return Err(bad(Code::NameNotUtf8, "it is not UTF-8"));
    };
    let path = clean(text).map_err(refuse)?;
    let depth = path.split('/').count();
    if depth > limits.depth {
        let bad = BadName::new(Code::NameTooDeep, format!("it lies {depth} folders deep"));
        return Err(refuse(BadName { limit: Some(format!("{} folders", limits.depth)), ..bad }));
    }
    Ok(path)
}

/// The path of a file on disk, by the name it has in the folder `above`.
pub(crate) fn check_folder_entry(
    above: &str,
    name: &[u8],
    limits: &ArchiveLimits,
) -> Result<String, Finding> {
    let mut path = above.as_bytes().to_vec();
    if !above.is_empty() {
        path.push(b'/');
    }
    path.extend_from_slice(name);
    check_entry(&path, limits)
}

/// The path a manifest names, by the same rules.
pub(crate) fn check_path(text: &str) -> Result<String, BadName> {
    let path = clean(text)?;
    if path.is_empty() || text.ends_with('/') {
        return Err(BadName::new(Code::NameEmpty, "it names no file"));
    }
    Ok(path)
}

fn clean(text: &str) -> Result<String, BadName> {
    if let Some(character) = text.chars().find(|character| is_unseen(*character)) {
        let words = format!("it holds the character {}", character.escape_unicode());
        return Err(BadName::new(Code::NameControl, words));
    }
    let drive =
        text.as_bytes().get(1) == Some(&b':') && text.starts_with(|first: char| first.is_ascii_alphabetic());
    if text.starts_with('/') || text.starts_with("\\\\") || drive {
        return Err(BadName::new(Code::NameAbsolute, "it is absolute"));
    }
    if text.split(['/', '\\']).any(|part| part == "..") {
        return Err(BadName::new(Code::NameTraversal, "it leads out of the bundle by `..`"));
    }
    if text.contains('\\') {
        return Err(BadName::new(Code::NameBackslash, "it holds a `\\`, which separates folders on Windows"));
    }
    let parts: Vec<_> = text.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    for part in &parts {
        check_part(part)?;
    }
    Ok(parts.join("/"))
}

fn check_part(part: &str) -> Result<(), BadName> {
    const LONGEST: usize = 255;
    if part.len() > LONGEST {
        let bad = BadName::new(Code::NameTooLong, format!("one part of it has {} bytes", part.len()));
        return Err(BadName { limit: Some(format!("{LONGEST} bytes for each part")), ..bad });
    }
    if let Some(character) = part.chars().find(|character| "<>:\"|?*".contains(*character)) {
        let words = format!("it holds `{character}`, which Windows does not allow");
        return Err(BadName::new(Code::NameReserved, words));
    }
    if part.ends_with(['.', ' ']) {
        return Err(BadName::new(
            Code::NameReserved,
            "a part ends with a dot or a space, which Windows drops",
        ));
    }
    if is_reserved_on_windows(part) {
        return Err(BadName::new(Code::NameReserved, format!("`{part}` is the name of a device on Windows")));
    }
    Ok(())
}

/// Characters nobody sees: control characters, and those that turn the direction of what follows.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether Windows takes a name for a device, whatever follows its first dot.
pub(crate) fn is_reserved_on_windows(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" => true,
        other => {
            let number = other.strip_prefix("COM").or_else(|| other.strip_prefix("LPT"));
            number.is_some_and(|number| {
                let mut digits = number.chars();
                digits.next().is_some_and(|digit| digit.is_ascii_digit() || "¹²³".contains(digit))
                    && digits.next().is_none()
            })
        }
    }
}
