//! What GitHub sends: proven by its signature, taken once, put into words, posted where somebody wants it.

use chinwag_plugin::prelude::*;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{Settings, bot, event, subscription};

/// How long a delivery is remembered, in seconds: GitHub sends one again within hours.
const REMEMBERED: u64 = 3 * 24 * 60 * 60;

pub(crate) fn take(request: &Request) -> Result<Response> {
    let settings: Settings = config::read()?;
    proven(request, &settings.webhook_secret)?;
    let kind = request.header("x-github-event").unwrap_or_default();
    let Some(told) = event::told(kind, &request.json()?) else {
        return Ok(Response::text("Nobody wants to hear of this.").with_status(202));
    };
    let delivery = request.header("x-github-delivery").unwrap_or_default();
    let seen = format!("delivery:{}", delivery.chars().take(100).collect::<String>());
    if !delivery.is_empty() && kv::get::<bool>(&seen)?.is_some() {
        return Ok(Response::text("This came before.").with_status(202));
    }
    let bot = bot()?;
    let channels = subscription::channels_of(&told.repository)?;
    let mut posted = 0;
    for channel in &channels {
        // A channel that was archived must not keep the others from hearing.
        match posts::create(Draft::to(channel, &told.words).by(&bot)) {
            Ok(_) => posted += 1,
            Err(error) => log::warn!("an event was not posted: {error}"; "channel_id" => channel),
        }
    }
    if !delivery.is_empty() {
        kv::set_for(&seen, &true, REMEMBERED)?;
    }
    Ok(Response::text(format!("Told {posted} of {} channels.", channels.len())))
}

/// The signature is over the very bytes of the body, and compared in a time that does not tell how much of it is right.
fn proven(request: &Request, secret: &str) -> Result<()> {
    if secret.is_empty() {
        let words = "The plugin has no secret yet: an administrator generates one in the system console.";
        return Err(Error::new(503, "github.secret", words));
    }
    let refused =
        || Error::new(401, "github.signature", "The signature is missing or wrong: is the secret the same?");
    let given = request.header("x-hub-signature-256").and_then(|header| header.strip_prefix("sha256="));
    let given = hex::decode(given.ok_or_else(refused)?).map_err(|_| refused())?;
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|error| Error::from(error.to_string()))?;
    mac.update(&request.body);
    mac.verify_slice(&given).map_err(|_| refused())
}
