//! Second factor: time-based codes (RFC 6238: SHA-1, six digits, 30 seconds).

use base64::{Engine, engine::general_purpose::STANDARD};
use chinwag_model::{AppError, AppResult, UserId, user::User};
use chinwag_store::user::MfaState;
use hmac::{Hmac, Mac};
use image::{DynamicImage, GrayImage, Luma};
use qrcode::QrCode;
use rand::RngCore;
use sha1::Sha1;

use crate::{Actor, App, error::refuse, picture, stored, user::change::user_updated};

/// Bytes of a secret, as RFC 4226 advises for SHA-1.
const SECRET_BYTES: usize = 20;
/// Pixels of a square of the QR code, and squares of its white border.
const SQUARE: u32 = 6;
const BORDER: u32 = 4;

/// What an authenticator app takes up.
#[derive(Debug, Clone)]
pub struct MfaSecret {
    /// Base 32.
    pub secret: String,
    /// A PNG of the QR code, in base 64.
    pub qr_code: String,
}

impl App {
    fn check_mfa_on(&self) -> AppResult<()> {
        if self.config().ServiceSettings.enable_multifactor_authentication {
            return Ok(());
        }
        Err(AppError::not_implemented(
            "mfa.mfa_disabled.app_error",
            "Multi-factor authentication is switched off (ServiceSettings.EnableMultifactorAuthentication).",
        ))
    }

    /// Makes a secret for a user's authenticator app; it counts once a code of it was given.
    ///
    /// # Errors
    /// 501 when switched off, 403, 404; 400 while a second factor is on.
    pub async fn do_generate_mfa(&self, actor: &Actor, id: UserId) -> AppResult<MfaSecret> {
        self.check_mfa_on()?;
        let user = self.access_user_edit(actor, id).await?;
        if user.mfa_active {
            return Err(AppError::bad_request(
                "api.user.generate_mfa_qr.active.app_error",
                "A second factor is on already; switch it off before you set up another.",
            ));
        }
        let mut bytes = [0u8; SECRET_BYTES];
        rand::rng().fill_bytes(&mut bytes);
        let secret = base32_encode(&bytes);
        let (row, now) = (secret.clone(), self.now());
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(
                        async move { chinwag_store::user::set_mfa(tx, id, &row, MfaState::Off, now).await },
                    )
                })
                .await,
        )?;
        let encode = |text: &str| {
            url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
        };
        let issuer = encode(&self.config().TeamSettings.site_name);
        let address =
            format!("otpauth://totp/{issuer}:{}?secret={secret}&issuer={issuer}", encode(&user.email));
        let qr_code = self.pictures().run(move || qr_png(&address)).await??;
        Ok(MfaSecret { secret, qr_code })
    }

    /// Switches the second factor on, with a code that shows the app works, or off.
    ///
    /// # Errors
    /// 501 when switched off, 403, 404; 400 when there is no secret, 401 when the code is wrong.
    pub async fn do_set_mfa(&self, actor: &Actor, id: UserId, wanted: Mfa) -> AppResult<()> {
        self.check_mfa_on()?;
        let user = self.access_user_edit(actor, id).await?;
        let secrets =
            stored(self.store().read(move |tx| Box::pin(chinwag_store::user::secrets(tx, id))).await)?;
        let (secret, state) = match wanted {
            Mfa::Off => (String::new(), MfaState::Off),
            Mfa::On { code } => {
                let _turn = self.inner.throttle.enter(&user.username, &actor.ip, self.now())?;
                if !self.mfa_fits(&user, &secrets.mfa_secret, &code)? {
                    self.inner.throttle.failed(&user.username, &actor.ip, self.now());
                    return Err(AppError::bad_request(
                        "mfa.activate.bad_token.app_error",
                        "This code is not right; wait for the next one and check the clock of your device.",
                    ));
                }
                (secrets.mfa_secret, MfaState::On)
            }
        };
        let (now, privacy) = (self.now(), self.general_privacy());
        let audit =
            self.record(actor, "update_mfa", format!("user_id={id} active={}", state == MfaState::On));
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::user::set_mfa(tx, id, &secret, state, now).await?;
                        let user = chinwag_store::user::get(tx, id)
                            .await?
                            .ok_or_else(|| refuse(AppError::not_found("user")))?;
                        user_updated(&user, privacy).into_iter().for_each(|event| tx.emit(event));
                        chinwag_store::audit::insert(tx, &audit).await
                    })
                })
                .await,
        )?;
        Ok(())
    }

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

/// What is wanted of the second factor.
#[derive(Debug, Clone)]
pub enum Mfa {
    /// Asked for at every login.
    On {
        /// The code the app shows now.
        code: String,
    },
    /// Not asked for; the secret is forgotten.
    Off,
}

/// A QR code as a PNG in base 64.
fn qr_png(text: &str) -> AppResult<String> {
    let code = QrCode::new(text.as_bytes()).map_err(AppError::internal)?;
    let width = u32::try_from(code.width()).unwrap_or_default();
    let dark = code.to_colors();
    let side = (width + 2 * BORDER) * SQUARE;
    let picture = GrayImage::from_fn(side, side, |x, y| {
        let inside = |at: u32| (at / SQUARE).checked_sub(BORDER).filter(|n| *n < width);
        let on = inside(x).zip(inside(y)).is_some_and(|(x, y)| {
            dark.get((y * width + x) as usize).is_some_and(|c| *c == qrcode::Color::Dark)
        });
        Luma([if on { 0 } else { 255 }])
    });
    let png = picture::png(&DynamicImage::ImageLuma8(picture)).map_err(AppError::internal)?;
    Ok(STANDARD.encode(png))
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
