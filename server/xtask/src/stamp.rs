//! Was this done already: a digest of the inputs of a step, kept in a file beside its result.
//!
//! A stamp lies inside the folder it vouches for (`node_modules`, a virtual environment), so that removing the
//! folder removes the claim. The digest is of names and contents, never of times, because a fresh checkout has new
//! times and old contents. It guards against needless work, not against forgery.

use anyhow::{Context, Result};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// A claim that a step was done for inputs with this digest.
pub(crate) struct Stamp {
    file: PathBuf,
    digest: String,
}

impl Stamp {
    /// A stamp kept in `file`, for the given input files and folders (read whole, in the order of their names).
    /// `skip` names folders that are results, not inputs.
    pub(crate) fn of(file: PathBuf, inputs: &[PathBuf], skip: &[&str]) -> Result<Self> {
        let mut hasher = DefaultHasher::new();
        for input in inputs {
            feed(input, skip, &mut hasher).with_context(|| format!("reading {}", input.display()))?;
        }
        Ok(Self { file, digest: format!("{:016x}\n", hasher.finish()) })
    }

    /// Whether the step was done for these very inputs.
    pub(crate) fn holds(&self) -> bool {
        std::fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.digest)
    }

    /// Remember that the step is done.
    pub(crate) fn set(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&self.file, &self.digest).with_context(|| format!("writing {}", self.file.display()))
    }
}

fn feed(path: &Path, skip: &[&str], hasher: &mut DefaultHasher) -> Result<()> {
    path.to_string_lossy().hash(hasher);
    if !path.is_dir() {
        std::fs::read(path)?.hash(hasher);
        return Ok(());
    }
    let mut entries = std::fs::read_dir(path)?
        .map(|entry| entry.map(|found| found.path()))
        .collect::<std::io::Result<Vec<_>>>()?;
    entries.sort();
    for entry in entries {
        let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !skip.contains(&name.as_str()) {
            feed(&entry, skip, hasher)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_holds_until_an_input_changes_and_results_are_no_inputs() {
        let folder = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        let inputs = folder.join("in");
        std::fs::create_dir_all(inputs.join("dist")).unwrap();
        std::fs::write(inputs.join("a.ts"), "one").unwrap();
        let stamp = || Stamp::of(folder.join("stamp"), std::slice::from_ref(&inputs), &["dist"]).unwrap();

        assert!(!stamp().holds(), "nothing was done yet");
        stamp().set().unwrap();
        assert!(stamp().holds());
        std::fs::write(inputs.join("dist/out.js"), "built").unwrap();
        assert!(stamp().holds(), "a result is not an input");
        std::fs::write(inputs.join("a.ts"), "two").unwrap();
        assert!(!stamp().holds(), "an input changed");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
