//! All names of an archive together: none twice, none that some machine takes for another.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::name::BadName;
use crate::code::Code;

/// The names so far.
#[derive(Default)]
pub(crate) struct Names {
    /// By the form in which names are the same on the most careless machine.
    seen: HashMap<String, (String, What)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    File,
    Folder,
}

impl Names {
    /// Adds a file. Gives the folders above it that were not there before, the outermost first.
    pub(crate) fn file(&mut self, path: &str) -> Result<Vec<String>, BadName> {
        let new = self.parents(path)?;
        if let Some((first, what)) = self.seen.get(&fold(path)) {
            return Err(clash(first, path, *what, What::File));
        }
        self.seen.insert(fold(path), (path.to_owned(), What::File));
        Ok(new)
    }

    /// Adds a folder; the same one may come again. Gives the folders that were not there before.
    pub(crate) fn folder(&mut self, path: &str) -> Result<Vec<String>, BadName> {
        let mut new = self.parents(path)?;
        if self.one_folder(path)? {
            new.push(path.to_owned());
        }
        Ok(new)
    }

    fn parents(&mut self, path: &str) -> Result<Vec<String>, BadName> {
        let mut new = Vec::new();
        for (end, _) in path.match_indices('/') {
            if self.one_folder(&path[..end])? {
                new.push(path[..end].to_owned());
            }
        }
        Ok(new)
    }

    /// Whether it was not there before.
    fn one_folder(&mut self, path: &str) -> Result<bool, BadName> {
        match self.seen.get(&fold(path)) {
            None => {
                self.seen.insert(fold(path), (path.to_owned(), What::Folder));
                Ok(true)
            }
            Some((first, What::Folder)) if first == path => Ok(false),
            Some((first, what)) => Err(clash(first, path, *what, What::Folder)),
        }
    }
}

fn clash(first: &str, second: &str, first_is: What, second_is: What) -> BadName {
    let shown = crate::finding::shown(first);
    if first == second && first_is == second_is {
        return BadName::new(Code::NameDuplicate, "it is there twice");
    }
    if first == second {
        return BadName::new(Code::NameFileAndFolder, "it is a file and a folder");
    }
    if first.nfc().eq(second.nfc()) {
        let words = format!("`{shown}` is there too, the same name in other Unicode characters");
        return BadName::new(Code::NameUnicodeClash, words);
    }
    let words = format!("`{shown}` is there too, which differs in upper and lower case alone");
    BadName::new(Code::NameCaseClash, words)
}

/// The form in which two names are one on some machine: decomposed, case folded, composed again.
fn fold(path: &str) -> String {
    let decomposed = path.nfd();
    decomposed.flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
}

/// What macOS adds to archives: left out, as if it were not there.
pub(crate) fn is_left_out(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or(path);
    last.starts_with("._") || last == ".DS_Store" || path.split('/').next() == Some("__MACOSX")
}
