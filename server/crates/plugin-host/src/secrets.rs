//! Settings that are secret: stored sealed, opened for the plugin alone. Sealed texts begin with `sealed:`; the key lies
//! in a file readable by the server alone.

use std::{fs, io, io::Write as _, path::Path};

use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD};
use chacha20poly1305::{
    ChaCha20Poly1305, Key, KeyInit,
    aead::{Aead, Nonce},
};
use chinwag_bundle::Manifest;
use chinwag_model::config::Config;
use serde_json::{Map, Value};

const SEALED: &str = Config::SEALED;

/// Seals and opens.
pub(crate) struct Secrets(ChaCha20Poly1305);

impl Secrets {
    /// With the key of a file, which is made when it is missing.
    ///
    /// # Errors
    /// When the file cannot be read or made.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(path)?,
            Err(error) => return Err(error),
        };
        let key: [u8; 32] =
            bytes.as_slice().try_into().map_err(|_| io::Error::other("the key file is not 32 bytes long"))?;
        Ok(Self(ChaCha20Poly1305::new(&Key::from(key))))
    }

    fn seal(&self, text: &str) -> Option<String> {
        let nonce: [u8; 12] = rand::random();
        let sealed = self.0.encrypt(&Nonce::<ChaCha20Poly1305>::from(nonce), text.as_bytes()).ok()?;
        let mut whole = nonce.to_vec();
        whole.extend(sealed);
        Some(format!("{SEALED}{}", BASE64_STANDARD_NO_PAD.encode(whole)))
    }

    fn unseal(&self, text: &str) -> Option<String> {
        let whole = BASE64_STANDARD_NO_PAD.decode(text.strip_prefix(SEALED)?).ok()?;
        let (nonce, sealed) = whole.split_at_checked(12)?;
        let nonce: [u8; 12] = nonce.try_into().ok()?;
        String::from_utf8(self.0.decrypt(&Nonce::<ChaCha20Poly1305>::from(nonce), sealed).ok()?).ok()
    }

    /// Seals what the schema calls secret and is not sealed yet.
    pub(crate) fn seal_all(&self, manifest: &Manifest, settings: &mut Map<String, Value>) {
        for setting in manifest.settings_schema.iter().flat_map(|schema| schema.all()).filter(|s| s.secret) {
            for (key, value) in settings.iter_mut() {
                if let Value::String(text) = value
                    && key.eq_ignore_ascii_case(&setting.key)
                    && !text.is_empty()
                    && !text.starts_with(SEALED)
                    && let Some(sealed) = self.seal(text)
                {
                    *text = sealed;
                }
            }
        }
    }

    /// Whether anything the schema calls secret lies open.
    pub(crate) fn lies_open(&self, manifest: &Manifest, settings: &Map<String, Value>) -> bool {
        let mut sealed = settings.clone();
        self.seal_all(manifest, &mut sealed);
        sealed != *settings
    }

    /// Opens everything that is sealed.
    pub(crate) fn open_all(&self, settings: &mut Map<String, Value>) {
        for value in settings.values_mut() {
            if let Value::String(text) = value
                && let Some(opened) = self.unseal(text)
            {
                *text = opened;
            }
        }
    }
}

fn make(path: &Path) -> io::Result<Vec<u8>> {
    use std::os::unix::fs::OpenOptionsExt;
    let key: [u8; 32] = rand::random();
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(&key)?;
    file.sync_all()?;
    Ok(key.to_vec())
}
