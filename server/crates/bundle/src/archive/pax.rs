//! The fields of a pax header: `LENGTH KEY=VALUE` lines that give an entry a longer name or a larger size.
//!
//! Only `path` and `size` matter here. Times, owners and what macOS adds are harmless; sparse files and fields that
//! would change every entry that follows are refused.

use super::{Fatal, fatal};
use crate::code::Code;
use crate::finding::shown;

/// Bytes of fields one entry may have.
pub(super) const MOST_BYTES: u64 = 256 * 1024;

/// What a pax header says of the next entry.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// Its name.
    pub(super) path: Option<Vec<u8>>,
    /// Its size.
    pub(super) size: Option<u64>,
    /// Whether it is a sparse file.
    pub(super) is_sparse: bool,
}

/// The fields for the next entry.
pub(super) fn read(data: &[u8]) -> Result<Fields, Fatal> {
    let mut fields = Fields::default();
    for_each(data, |key, value| {
        match key {
            b"path" => {
                if fields.path.as_ref().is_some_and(|path| path != value) {
                    return malformed("it names two different paths");
                }
                fields.path = Some(value.to_vec());
            }
            b"size" => {
                let size = decimal(value);
                if size.is_none() || fields.size.is_some_and(|first| Some(first) != size) {
                    return malformed("its size is no number, or there are two");
                }
                fields.size = size;
            }
            key if key.starts_with(b"GNU.sparse.") => fields.is_sparse = true,
            _ => {}
        }
        Ok(())
    })?;
    Ok(fields)
}

/// Checks fields for all entries that follow: a comment, as `git archive` writes it, and times are all right.
pub(super) fn check_global(data: &[u8]) -> Result<(), Fatal> {
    for_each(data, |key, _| {
        let harmless =
            matches!(key, b"comment" | b"mtime" | b"atime" | b"ctime" | b"charset" | b"hdrcharset")
                || matches!(key, b"uid" | b"gid" | b"uname" | b"gname");
        if harmless {
            return Ok(());
        }
        let name = shown(&String::from_utf8_lossy(key));
        fatal(Code::PaxNotAllowed, format!("a global header sets `{name}` for all entries that follow"))
    })
}

fn for_each(mut data: &[u8], mut take: impl FnMut(&[u8], &[u8]) -> Result<(), Fatal>) -> Result<(), Fatal> {
    while !data.is_empty() {
        let Some(space) = data.iter().take(12).position(|byte| *byte == b' ') else {
            return malformed("a line has no length");
        };
        let length = decimal(&data[..space]).and_then(|length| usize::try_from(length).ok());
        let Some(line) = length.and_then(|length| data.get(..length)) else {
            return malformed("a line is longer than the header, or its length is no number");
        };
        let Some(field) = line.get(space + 1..).and_then(|field| field.strip_suffix(b"\n")) else {
            return malformed("a line does not end where its length says");
        };
        let Some(equals) = field.iter().position(|byte| *byte == b'=').filter(|at| *at > 0) else {
            return malformed("a line has no key");
        };
        take(&field[..equals], &field[equals + 1..])?;
        data = &data[line.len()..];
    }
    Ok(())
}

fn decimal(text: &[u8]) -> Option<u64> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn malformed<T>(reason: &str) -> Result<T, Fatal> {
    fatal(Code::PaxMalformed, format!("a pax header is malformed: {reason}"))
}
