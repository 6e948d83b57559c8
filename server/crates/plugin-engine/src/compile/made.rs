//! What a compiler made, as it comes: in a file of the cache, or in memory where there is no cache or its disk is full.
//!
//! Compiled code is some times as large as a component, so it is not gathered in memory when a file can take it.

use super::cache::Unfinished;
use std::io;

/// Compiled code, or the part of it that is there.
pub(crate) enum Made {
    /// In memory.
    Memory(Vec<u8>),
    /// In a file that becomes an entry of the cache.
    File(Unfinished),
}

impl Made {
    /// Add a piece. When the disk does not take it, what is there already is read back and the rest goes to memory.
    ///
    /// # Errors
    /// When what was written cannot be read back.
    pub(crate) fn add(&mut self, piece: &[u8]) -> io::Result<()> {
        match self {
            Self::Memory(code) => code.extend_from_slice(piece),
            Self::File(unfinished) => {
                if let Err(error) = unfinished.add(piece) {
                    tracing::warn!("a compiled plugin is not kept in the cache: {error}");
                    let mut code = unfinished.read_back()?;
                    code.extend_from_slice(piece);
                    *self = Self::Memory(code);
                }
            }
        }
        Ok(())
    }

    /// All of it, in memory.
    ///
    /// # Errors
    /// When it is in a file that cannot be read.
    pub(crate) fn bytes(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Memory(code) => Ok(code),
            Self::File(mut unfinished) => unfinished.read_back(),
        }
    }
}
