//! Second factor: time-based codes (RFC 6238: SHA-1, six digits, 30 seconds).

use chinwag_model::{AppResult, user::User};
use hmac::{Hmac, Mac};
use sha1::Sha1;

use crate::App;

impl App {
    /// Whether a code fits now, or fitted in the step before or after.
    ///
    /// # Errors
    /// Never today; the signature leaves room for a store of used codes.
    pub(crate) fn mfa_fits(&self, _user: &User, secret: &str, code: &str) -> AppResult<bool> {
        let Some(key) = base32_decode(secret) else { return Ok(false) };
        let step = self.now() / 30_000;
        Ok([-1, 0, 1].into_iter().any(|d| code_at(&key, step + d).as_deref() == Some(code.trim())))
    }
}

/// The code of a time step.
pub(crate) fn code_at(key: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(key).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes([digest[at] & 0x7f, digest[at + 1], digest[at + 2], digest[at + 3]]);
    Some(format!("{:06}", number % 1_000_000))
}

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Base 32 as authenticator apps take it.
pub(crate) fn base32_encode(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(5) {
        let mut buffer = [0u8; 8];
        buffer[..chunk.len()].copy_from_slice(chunk);
        let value = u64::from_be_bytes([0, 0, 0, buffer[0], buffer[1], buffer[2], buffer[3], buffer[4]]);
        for i in 0..8 {
            out.push(ALPHABET[(value >> (35 - 5 * i) & 31) as usize] as char);
        }
    }
    out
}

fn base32_decode(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() {
        return None;
    }
    let (mut value, mut bits, mut out) = (0u32, 0u32, Vec::new());
    for c in text.bytes().filter(|c| *c != b'=') {
        let digit = ALPHABET.iter().position(|a| *a == c.to_ascii_uppercase())?;
        value = value << 5 | u32::try_from(digit).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push((value >> bits & 0xff) as u8);
            value &= (1 << bits) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_of_rfc_6238_come_out() {
        let key = b"12345678901234567890";
        assert_eq!(code_at(key, 59 / 30).as_deref(), Some("287082"));
        assert_eq!(code_at(key, 1_111_111_109 / 30).as_deref(), Some("081804"));
        assert_eq!(base32_decode(&base32_encode(key)).as_deref(), Some(&key[..]));
        assert_eq!(base32_decode("not base 32!"), None);
    }
}
