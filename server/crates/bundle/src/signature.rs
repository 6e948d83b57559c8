//! Signatures over the archive, in minisign's format: who signed, is the key trusted, are the bytes the same.
//!
//! minisign-verify does the mathematics; here is what an administrator has to be told. Making signatures is in
//! `signing.rs`.

use std::fmt;
use std::io::{self, Read};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minisign_verify::{Error, PublicKey, Signature};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::bundle::Bundle;
use crate::code::Code;
use crate::digest::Digest;
use crate::finding::{Finding, Place, Refusal, shown};

/// Bytes a signature's file may have.
const LONGEST_SIGNATURE: usize = 4096;

/// The id of a key: 16 hexadecimal digits, as minisign prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(u64);

impl KeyId {
    /// Reads 16 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        u64::from_str_radix(text, 16).ok().filter(|_| plain).map(Self)
    }

    /// The id in the bytes that follow the two of the algorithm, in keys and signatures alike.
    fn in_line(line: &str) -> Option<Self> {
        let bytes = STANDARD.decode(line.trim()).ok()?;
        let id: [u8; 8] = bytes.get(2..10)?.try_into().ok()?;
        Some(Self(u64::from_le_bytes(id)))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016X}", self.0)
    }
}

impl Serialize for KeyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a key id has 16 hexadecimal digits"))
    }
}

/// A public key somebody trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    id: KeyId,
    key: PublicKey,
    text: String,
    expires_at: Option<i64>,
}

impl TrustedKey {
    /// Reads a public key: minisign's `.pub` file, or its second line alone.
    ///
    /// # Errors
    /// When it is no such key.
    pub fn parse(text: &str) -> Result<Self, Finding> {
        let line = text
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty() && !line.starts_with("untrusted comment:"));
        let wrong =
            || Finding::new(Code::KeyForm, Place::Signature, "this is no public key of minisign").value(text);
        let line = line.ok_or_else(wrong)?;
        let key = PublicKey::from_base64(line).map_err(|_| wrong())?;
        let id = KeyId::in_line(line).ok_or_else(wrong)?;
        Ok(Self { id, key, text: line.to_owned(), expires_at: None })
    }

    /// The same key, trusted until a time (milliseconds since 1970) only.
    #[must_use]
    pub fn until(mut self, expires_at: i64) -> Self {
        self.expires_at = Some(expires_at);
        self
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The key in one line, which begins with `RW`.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// The keys an administrator trusts, and those nobody may trust any more.
#[derive(Debug, Clone, Default)]
pub struct Keyring {
    trusted: Vec<TrustedKey>,
    revoked: Vec<KeyId>,
}

impl Keyring {
    /// A ring of these keys.
    #[must_use]
    pub fn new(trusted: Vec<TrustedKey>, revoked: Vec<KeyId>) -> Self {
        Self { trusted, revoked }
    }

    /// Verifies a signature over all bytes of an archive. `now` is in milliseconds since 1970.
    ///
    /// # Errors
    /// When the signature is malformed, its key revoked, unknown or expired, or the bytes are others.
    pub fn verify(&self, archive: impl Read, signature: &str, now: i64) -> Result<Verified, Refusal> {
        let (id, signature) = parse_signature(signature)?;
        let key = self.key(id, now)?;
        let mut verifier = key.key.verify_stream(&signature).map_err(|error| explain(&error, id))?;
        let mut sha256 = Sha256::new();
        let read = pass(archive, |bytes| {
            verifier.update(bytes);
            sha256.update(bytes);
        });
        read.map_err(|error| {
            Finding::archive(
                Code::ArchiveInterrupted,
                format!("the archive could not be read to its end: {error}"),
            )
        })?;
        verifier.finalize().map_err(|error| explain(&error, id))?;
        let digest: [u8; 32] = sha256.finalize().into();
        Ok(Verified {
            key: id,
            comment: shown(signature.trusted_comment()),
            digest: Digest::from_bytes(digest),
        })
    }

    /// The refusal of a bundle without a signature, where signatures are required.
    #[must_use]
    pub fn missing() -> Finding {
        Finding::new(
            Code::SignatureMissing,
            Place::Signature,
            "the bundle is not signed, and this server requires it",
        )
    }

    fn key(&self, id: KeyId, now: i64) -> Result<&TrustedKey, Finding> {
        let refuse = |code, words: String| Err(Finding::new(code, Place::Signature, words).value(id));
        if self.revoked.contains(&id) {
            return refuse(Code::KeyRevoked, format!("the key {id} is revoked"));
        }
        let Some(key) = self.trusted.iter().find(|key| key.id == id) else {
            let known: Vec<_> = self.trusted.iter().map(|key| key.id.to_string()).collect();
            let known = if known.is_empty() { "no key".to_owned() } else { known.join(", ") };
            return refuse(
                Code::KeyUnknown,
                format!("the bundle is signed by the key {id}; trusted is {known}"),
            );
        };
        if key.expires_at.is_some_and(|expires_at| expires_at <= now) {
            return refuse(Code::KeyExpired, format!("the key {id} is trusted no longer: its time is over"));
        }
        Ok(key)
    }
}

/// A signature that was verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// The key that signed.
    pub key: KeyId,
    /// What the signer wrote beside it; signed as well.
    pub comment: String,
    /// The hash of the bytes that were verified.
    pub digest: Digest,
}

impl Verified {
    /// Makes sure that the bundle was read from the very bytes that were verified.
    ///
    /// # Errors
    /// When they are others.
    pub fn covers(&self, bundle: &Bundle) -> Result<(), Finding> {
        if self.digest == bundle.digest {
            return Ok(());
        }
        let words = format!("verified was {}, unpacked was {}", self.digest, bundle.digest);
        Err(Finding::new(Code::SignatureOtherBytes, Place::Signature, words).value(bundle.digest))
    }
}

/// Refuses a bundle whose id is that of an installed plugin which another key signed.
///
/// An unsigned plugin may be replaced by a signed one; a signed one never by an unsigned one or another's.
///
/// # Errors
/// When the signer is another.
pub fn check_same_signer(id: &str, installed: Option<KeyId>, new: Option<KeyId>) -> Result<(), Finding> {
    let Some(installed) = installed.filter(|installed| new != Some(*installed)) else { return Ok(()) };
    let by = new.map_or("is not signed".to_owned(), |new| format!("is signed by {new}"));
    let words =
        format!("the plugin {id} that is installed was signed by the key {installed}, this bundle {by}");
    let finding = Finding::new(Code::OtherSigner, Place::Signature, words);
    Err(match new {
        Some(new) => finding.value(new),
        None => finding,
    })
}

fn parse_signature(text: &str) -> Result<(KeyId, Signature), Finding> {
    let wrong = |words: &str| Finding::new(Code::SignatureForm, Place::Signature, words);
    if text.len() > LONGEST_SIGNATURE {
        return Err(wrong("the signature is too long").limit(format!("{LONGEST_SIGNATURE} bytes")));
    }
    let id = text.lines().nth(1).and_then(KeyId::in_line);
    match (id, Signature::decode(text)) {
        (Some(id), Ok(signature)) => Ok((id, signature)),
        (_, Err(Error::UnsupportedAlgorithm)) => Err(wrong("the signature is of an unknown kind")),
        _ => Err(wrong("this is no signature of minisign")),
    }
}

fn explain(error: &Error, id: KeyId) -> Finding {
    let (code, words) = match error {
        Error::UnsupportedLegacyMode | Error::UnexpectedAlgorithm => (
            Code::SignatureLegacy,
            "the signature is of minisign's old kind, which covers the file itself".to_owned(),
        ),
        _ => (Code::SignatureWrong, format!("the signature of the key {id} is not over these bytes")),
    };
    Finding::new(code, Place::Signature, words).value(id)
}

fn pass(mut source: impl Read, mut take: impl FnMut(&[u8])) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match source.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => take(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
