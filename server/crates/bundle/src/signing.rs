//! Making signatures: keys and `.minisig` files as minisign makes them, so that either tool reads the other's.
//!
//! For authors, through `wag plugin sign`; the server only verifies (`signature.rs`).

use std::fmt;
use std::io::Read;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minisign::{KeyPair, PublicKey, SecretKey, SecretKeyBox};

use crate::code::Code;
use crate::finding::{Finding, Place};
use crate::signature::TrustedKey;

/// How a secret key lies on the disk.
#[derive(Clone, Copy)]
pub enum Password<'a> {
    /// In the clear: for machines that sign by themselves.
    None,
    /// Encrypted by this password.
    Is(&'a str),
}

impl fmt::Debug for Password<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Password::None => "no password",
            Password::Is(_) => "a password",
        })
    }
}

/// A key that can sign.
pub struct SigningKey {
    secret: SecretKey,
    public: PublicKey,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public.to_base64())
    }
}

impl SigningKey {
    /// A new key, and the text of the file it is kept in.
    ///
    /// # Errors
    /// When the machine gives no random numbers, or not the memory to encrypt the key.
    pub fn generate(password: Password<'_>) -> Result<(Self, String), Finding> {
        let pair = match password {
            Password::None => KeyPair::generate_unencrypted_keypair(),
            Password::Is(password) => KeyPair::generate_encrypted_keypair(Some(password.to_owned())),
        };
        let text = pair
            .and_then(|pair| pair.sk.to_box(Some("secret key for plugins")))
            .map_err(|error| wrong(&error))?;
        let text = text.into_string();
        Ok((Self::parse(&text, password)?, text))
    }

    /// Reads a secret key: minisign's `.key` file.
    ///
    /// # Errors
    /// When it is no such file, or the password is not the one.
    pub fn parse(text: &str, password: Password<'_>) -> Result<Self, Finding> {
        let refuse = |code, words: &str| Err(Finding::new(code, Place::Signature, words));
        let line = text.lines().nth(1).and_then(|line| STANDARD.decode(line.trim()).ok()).unwrap_or_default();
        let is_encrypted = match line.get(2..4) {
            Some(b"Sc") => true,
            Some([0, 0]) => false,
            _ => return refuse(Code::KeyForm, "this is no secret key of minisign"),
        };
        let secret = SecretKeyBox::from_string(text).and_then(|boxed| match password {
            Password::Is(password) if is_encrypted => boxed.into_secret_key(Some(password.to_owned())),
            _ if is_encrypted => Err(minisign::PError::new(minisign::ErrorKind::EncryptedKey, "")),
            _ => boxed.into_unencrypted_secret_key(),
        });
        let secret = match secret {
            Ok(secret) => secret,
            Err(_) if is_encrypted => {
                return refuse(
                    Code::KeyPassword,
                    "the secret key is encrypted, and this is not its password",
                );
            }
            Err(_) => return refuse(Code::KeyForm, "the secret key is damaged"),
        };
        let public = PublicKey::from_secret_key(&secret).map_err(|error| wrong(&error))?;
        Ok(Self { secret, public })
    }

    /// The public key that belongs to it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn public_key(&self) -> Result<TrustedKey, Finding> {
        TrustedKey::parse(&self.public.to_base64())
    }

    /// The text of the public key's file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn public_key_file(&self) -> Result<String, Finding> {
        self.public.to_box().map(|boxed| boxed.into_string()).map_err(|error| wrong(&error))
    }

    /// The text of the `.minisig` file for an archive. `name` is the archive's file name and `now` the time in
    /// milliseconds since 1970; both are signed as well.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn sign(&self, archive: impl Read, name: &str, now: i64) -> Result<String, Finding> {
        let name: String = name.chars().filter(|character| !character.is_control()).collect();
        let comment = format!("timestamp:{}\tfile:{name}\thashed", now.div_euclid(1000));
        let signed = minisign::sign(
            Some(&self.public),
            &self.secret,
            archive,
            Some(&comment),
            Some("signature of a plugin bundle"),
        );
        signed.map(|signature| signature.into_string()).map_err(|error| wrong(&error))
    }
}

fn wrong(error: &minisign::PError) -> Finding {
    Finding::new(Code::KeyForm, Place::Signature, format!("the key could not be used: {error}"))
}
