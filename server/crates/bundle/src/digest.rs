//! Hashes: of the archive, of each file, and the two by which browsers get the web part.

use std::fmt;
use std::io::{self, Read};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::manifest::PluginId;

/// A SHA-256.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    pub(crate) const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The hash of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash as browsers check it: `sha256-` and base64.
    #[must_use]
    pub fn integrity(&self) -> String {
        format!("sha256-{}", STANDARD.encode(self.0))
    }

    /// Reads 64 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a SHA-256 has 64 hexadecimal digits"))
    }
}

/// FNV-1a with 64 bits.
#[must_use]
pub fn fnv1a64(bytes: &[u8]) -> u64 {
    fnv_more(FNV_START, bytes)
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv_more(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The name under which the web part is served: `<id>_<16 hexadecimal digits>_bundle.js`.
#[must_use]
pub fn web_bundle_name(id: &PluginId, fnv1a64: u64) -> String {
    format!("{id}_{fnv1a64:016x}_bundle.js")
}

/// Whether a text has the form of [`Digest::integrity`].
pub(crate) fn is_integrity(text: &str) -> bool {
    let hash = text.strip_prefix("sha256-").and_then(|hash| STANDARD.decode(hash).ok());
    hash.is_some_and(|hash| hash.len() == 32)
}

/// Both hashes of one file, while it passes.
pub(crate) struct FileHash {
    sha256: Sha256,
    fnv: u64,
}

impl Default for FileHash {
    fn default() -> Self {
        Self { sha256: Sha256::new(), fnv: FNV_START }
    }
}

impl FileHash {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.fnv = fnv_more(self.fnv, bytes);
    }

    pub(crate) fn finish(self) -> (Digest, u64) {
        (Digest(self.sha256.finalize().into()), self.fnv)
    }
}

/// A source whose bytes are hashed and counted as they pass.
pub(crate) struct Hashing<R> {
    source: R,
    sha256: Sha256,
    passed: u64,
}

impl<R> Hashing<R> {
    pub(crate) fn new(source: R) -> Self {
        Self { source, sha256: Sha256::new(), passed: 0 }
    }

    /// Bytes that passed.
    pub(crate) fn passed(&self) -> u64 {
        self.passed
    }

    pub(crate) fn finish(self) -> Digest {
        Digest(self.sha256.finalize().into())
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.sha256.update(&buffer[..read]);
        self.passed += read as u64;
        Ok(read)
    }
}
