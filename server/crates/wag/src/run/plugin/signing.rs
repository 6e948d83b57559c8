//! `wag plugin keygen|sign|verify`: signatures over bundles, in minisign's format.

use std::io::BufReader;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use chinwag_bundle::{
    ArchiveLimits, Bundle, Finding, Keyring, Password, Refusal, SigningKey, Take, TrustedKey,
};
use serde_json::json;

use super::bundle::told;
use super::files::{Over, Sight, minisig, open, read, with_ending, write};
use crate::args::plugin::bundle::{Keygen, Lock, Sign, Verify};
use crate::context::Context;
use crate::secret::{self, Asking};

pub(super) fn keygen(context: &Context, flags: &Keygen) -> Result<()> {
    let password = password(context, &flags.lock, Asking::New("New password for the key: "))?;
    let (key, text) = SigningKey::generate(as_password(password.as_deref())).map_err(refused)?;
    let public = key.public_key().map_err(refused)?;
    let (secret_file, public_file) = (with_ending(&flags.name, "key"), with_ending(&flags.name, "pub"));
    write(&secret_file, text.as_bytes(), Over::Refuse, Sight::Mine)?;
    write(&public_file, key.public_key_file().map_err(refused)?.as_bytes(), Over::Refuse, Sight::All)?;
    let done = format!(
        "Wrote {} (keep it to yourself) and {}; the key is {}.",
        secret_file.display(),
        public_file.display(),
        public.id()
    );
    context.output.change(&done, &json!({"key": public.id(), "secret": secret_file, "public": public_file}))
}

pub(super) fn sign(context: &Context, flags: &Sign) -> Result<()> {
    let text = read(&flags.key)?;
    let password = password(context, &flags.lock, Asking::Known("Password of the key: "))?;
    let key = SigningKey::parse(&text, as_password(password.as_deref())).map_err(refused)?;
    let id = key.public_key().map_err(refused)?.id();
    if flags.bundles.len() > 1 {
        context.output.expect_several();
    }
    for bundle in &flags.bundles {
        // Nobody should sign what no server takes.
        let checked = Bundle::check(BufReader::new(open(bundle)?), &ArchiveLimits::default(), Take::Whole);
        told(context, bundle, checked)?;
        let name = bundle.file_name().unwrap_or_default().to_string_lossy();
        let signature = key.sign(BufReader::new(open(bundle)?), &name, now()).map_err(refused)?;
        let file = minisig(bundle);
        write(&file, signature.as_bytes(), Over::Replace, Sight::All)?;
        let done = format!("Wrote {}, signed by {id}.", file.display());
        context.output.change(&done, &json!({"file": file, "key": id}))?;
    }
    Ok(())
}

pub(super) fn verify(context: &Context, flags: &Verify) -> Result<()> {
    let key = match Path::new(&flags.public_key) {
        path if path.is_file() => read(path)?,
        _ => flags.public_key.clone(),
    };
    let ring = Keyring::new(vec![TrustedKey::parse(&key).map_err(refused)?], Vec::new());
    let signature = read(&flags.signature.clone().unwrap_or_else(|| minisig(&flags.bundle)))?;
    let verified = ring.verify(BufReader::new(open(&flags.bundle)?), &signature, now())?;
    let fields = vec![
        ("key", verified.key.to_string()),
        ("comment", verified.comment.clone()),
        ("sha256", verified.digest.to_string()),
    ];
    context.output.one(&verified, fields)
}

fn password(context: &Context, lock: &Lock, asking: Asking<'_>) -> Result<Option<String>> {
    if lock.no_password { Ok(None) } else { secret::password(context, &lock.password, asking).map(Some) }
}

fn as_password(password: Option<&str>) -> Password<'_> {
    password.map_or(Password::None, Password::Is)
}

fn refused(finding: Finding) -> anyhow::Error {
    Refusal::from(finding).into()
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
