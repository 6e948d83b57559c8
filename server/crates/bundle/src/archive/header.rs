//! One header of a tar archive: 512 bytes, read strictly.
//!
//! A number that two readers could read differently, or a name with something behind its end, is refused.

use super::{Fatal, fatal};
use crate::code::Code;
use crate::finding::{Finding, shown};

/// Bytes of a header, and of what everything is rounded up to.
pub(super) const BLOCK: usize = 512;

/// A header that is sound by itself.
#[derive(Debug)]
pub(super) struct Header {
    /// The name, with the prefix before it.
    pub(super) name: Vec<u8>,
    /// Bytes that follow.
    pub(super) size: u64,
    /// What kind of entry it is.
    pub(super) kind: EntryKind,
    /// Whether set-user-id, set-group-id or the sticky bit is set.
    pub(super) has_special_mode: bool,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    Folder,
    HardLink,
    Symlink,
    CharacterDevice,
    BlockDevice,
    Fifo,
    Sparse,
    /// Fields for the next entry.
    Pax,
    /// Fields for all entries that follow.
    PaxGlobal,
    /// The name of the next entry.
    LongName,
    /// The target of the next entry, a link.
    LongLink,
    Other(u8),
}

impl Header {
    pub(super) fn read(block: &[u8; BLOCK]) -> Result<Self, Fatal> {
        check_sum(block)?;
        let magic = &block[257..265];
        let posix = magic == b"ustar\x0000";
        let gnu = magic == b"ustar  \0";
        let old = magic.iter().all(|byte| *byte == 0);
        if !posix && !gnu && !old {
            return fatal(Code::ArchiveNotTar, "a header is not one of tar: its mark is unknown");
        }
        let mut name = terminated(&block[..100])?.to_vec();
        let prefix = if posix { terminated(&block[345..500])? } else { b"" };
        if !prefix.is_empty() {
            let mut whole = prefix.to_vec();
            whole.push(b'/');
            whole.append(&mut name);
            name = whole;
        }
        let size = number(&block[124..136], "size")?;
        let mode = number(&block[100..108], "mode").unwrap_or(0o644);
        let kind = match block[156] {
            0 if name.ends_with(b"/") => EntryKind::Folder,
            b'0' | 0 => EntryKind::File,
            b'1' => EntryKind::HardLink,
            b'2' => EntryKind::Symlink,
            b'3' => EntryKind::CharacterDevice,
            b'4' => EntryKind::BlockDevice,
            b'5' => EntryKind::Folder,
            b'6' => EntryKind::Fifo,
            b'S' => EntryKind::Sparse,
            b'x' => EntryKind::Pax,
            b'g' => EntryKind::PaxGlobal,
            b'L' => EntryKind::LongName,
            b'K' => EntryKind::LongLink,
            other => EntryKind::Other(other),
        };
        Ok(Self { name, size, kind, has_special_mode: mode & 0o7000 != 0 })
    }
}

fn check_sum(block: &[u8; BLOCK]) -> Result<(), Fatal> {
    let around = block[..148].iter().chain(&block[156..]).map(|byte| u64::from(*byte)).sum::<u64>();
    let sum = around + 8 * u64::from(b' ');
    match number(&block[148..156], "checksum") {
        Ok(told) if told == sum => Ok(()),
        _ => fatal(Code::HeaderChecksum, "a header's checksum is wrong"),
    }
}

/// A text up to its NUL; what follows must be NULs as well, or another reader would see another text.
fn terminated(field: &[u8]) -> Result<&[u8], Fatal> {
    let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
    let (text, rest) = field.split_at(end);
    if rest.iter().any(|byte| *byte != 0) {
        let name = shown(&String::from_utf8_lossy(text));
        let words = format!("the name `{name}` goes on after a NUL");
        return Err(Box::new(Finding::entry(Code::NameControl, &name, words)));
    }
    Ok(text)
}

/// A number in octal digits, or in base 256 as GNU writes large ones.
fn number(field: &[u8], what: &str) -> Result<u64, Fatal> {
    let wrong = || {
        let text = shown(&String::from_utf8_lossy(field));
        fatal(Code::HeaderNumber, format!("the {what} in a header is no number: `{text}`"))
    };
    if field[0] & 0x80 != 0 {
        let (head, tail) = field.split_at(field.len().saturating_sub(8));
        let head_is_empty =
            head.first().is_none_or(|first| *first == 0x80) && head.iter().skip(1).all(|byte| *byte == 0);
        if !head_is_empty || head.is_empty() {
            return wrong();
        }
        return Ok(tail.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)));
    }
    let text = field.trim_ascii_start();
    let end = text.iter().position(|byte| matches!(byte, 0 | b' ')).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if !rest.iter().all(|byte| matches!(byte, 0 | b' '))
        || !digits.iter().all(|byte| (b'0'..=b'7').contains(byte))
    {
        return wrong();
    }
    let add = |value: u64, digit: &u8| value.checked_mul(8)?.checked_add(u64::from(digit - b'0'));
    match digits.iter().try_fold(0, add) {
        Some(value) => Ok(value),
        None => wrong(),
    }
}
