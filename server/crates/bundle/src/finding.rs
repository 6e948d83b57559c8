//! One problem found, and the refusal that carries all of them.
//!
//! A finding says where, what is wrong with which value, the limit, and what to do. The names are in `code.rs`.

use std::fmt;

use serde::Serialize;

use crate::code::{Code, Severity};

/// Where a finding was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A field of the manifest by its path: `settings_schema.settings[2].type`; empty for the whole.
    Manifest(String),
    /// An entry of the archive, or a file of a folder, by its name as shown.
    Entry(String),
    /// The archive as a whole.
    Archive,
    /// The signature or its key.
    Signature,
    /// A value of a setting, by its key.
    Setting(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Manifest(path) if path.is_empty() => f.write_str("manifest"),
            Place::Manifest(path) => write!(f, "manifest, {path}"),
            Place::Entry(name) => write!(f, "archive, {name}"),
            Place::Archive => f.write_str("archive"),
            Place::Signature => f.write_str("signature"),
            Place::Setting(key) => write!(f, "setting {key}"),
        }
    }
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its stable name.
    pub code: Code,
    /// Whether it refuses the bundle.
    pub severity: Severity,
    /// Where it was found.
    pub place: Place,
    /// What is wrong, in words, with the value in it.
    pub words: String,
    /// The offending value, made safe to show and cut to 120 characters.
    pub value: Option<Box<str>>,
    /// The limit it broke.
    pub limit: Option<Box<str>>,
    /// What to do.
    pub advice: String,
}

impl Finding {
    /// A finding with the usual advice of its code.
    #[must_use]
    pub fn new(code: Code, place: Place, words: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            place,
            words: words.into(),
            value: None,
            limit: None,
            advice: code.advice().to_owned(),
        }
    }

    /// A finding about a field of the manifest.
    #[must_use]
    pub fn manifest(code: Code, path: impl Into<String>, words: impl Into<String>) -> Self {
        Self::new(code, Place::Manifest(path.into()), words)
    }

    /// A finding about an entry of the archive.
    #[must_use]
    pub fn entry(code: Code, name: &str, words: impl Into<String>) -> Self {
        Self::new(code, Place::Entry(shown(name)), words)
    }

    /// A finding about the archive.
    #[must_use]
    pub fn archive(code: Code, words: impl Into<String>) -> Self {
        Self::new(code, Place::Archive, words)
    }

    /// Adds the offending value.
    #[must_use]
    pub fn value(mut self, value: impl fmt::Display) -> Self {
        self.value = Some(shown(&value.to_string()).into());
        self
    }

    /// Adds the limit that was broken.
    #[must_use]
    pub fn limit(mut self, limit: impl fmt::Display) -> Self {
        self.limit = Some(limit.to_string().into());
        self
    }

    /// Puts other advice in place of the usual.
    #[must_use]
    pub fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = advice.into();
        self
    }

    /// Whether it refuses the bundle.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.words)?;
        if let Some(limit) = &self.limit {
            write!(f, " (limit: {limit})")?;
        }
        write!(f, "; {} [{}]", self.advice, self.code)
    }
}

/// What was read, with the warnings it gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked<T> {
    /// The thing itself.
    pub value: T,
    /// Problems that do not refuse it.
    pub warnings: Vec<Finding>,
}

/// Why something is refused: all problems, errors first. There is at least one error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Refusal {
    findings: Vec<Finding>,
}

impl Refusal {
    /// All findings, errors first.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The code of the first error.
    #[must_use]
    pub fn code(&self) -> Code {
        self.findings.first().map_or(Code::ManifestMissing, |finding| finding.code)
    }

    /// The codes of all errors.
    #[must_use]
    pub fn codes(&self) -> Vec<Code> {
        self.findings.iter().filter(|finding| finding.is_error()).map(|finding| finding.code).collect()
    }
}

impl From<Finding> for Refusal {
    fn from(mut finding: Finding) -> Self {
        finding.severity = Severity::Error;
        Self { findings: vec![finding] }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.findings.iter().filter(|finding| finding.is_error()).enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

/// The value with its warnings when there is no error among the findings.
pub(crate) fn conclude<T>(value: Option<T>, mut findings: Vec<Finding>) -> Result<Checked<T>, Refusal> {
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    match value {
        Some(value) if !findings.first().is_some_and(Finding::is_error) => {
            Ok(Checked { value, warnings: findings })
        }
        _ => Err(Refusal { findings }),
    }
}

/// A text safe to show in one line: control and invisible characters escaped, at most 120 characters.
pub(crate) fn shown(text: &str) -> String {
    const LONGEST: usize = 120;
    let mut out = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == LONGEST {
            out.push('…');
            break;
        }
        let invisible = matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        if character.is_control() || invisible {
            out.extend(character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    out
}
