//! `wag plugin`: bundles checked, packed, signed and verified by the very code the server runs, without a server.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, anyhow};
use chinwag_bundle::{
    ArchiveLimits, Bundle, Checked, Finding, GrantScreen, Grants, Keyring, Password, Refusal, SigningKey,
    Take, TrustedKey, check_folder, pack,
};
use serde_json::json;

use crate::args::Format;
use crate::args::plugin::{Check, Keygen, Lock, Pack, Plugin, Sign, Verify};
use crate::context::Context;
use crate::failure::Usage;
use crate::secret::{self, Asking};

pub(crate) fn run(context: &Context, command: Plugin) -> Result<()> {
    match command {
        Plugin::Check(flags) => check(context, &flags),
        Plugin::Pack(flags) => pack_folder(context, flags),
        Plugin::Keygen(flags) => keygen(context, &flags),
        Plugin::Sign(flags) => sign(context, &flags),
        Plugin::Verify(flags) => verify(context, &flags),
    }
}

fn check(context: &Context, flags: &Check) -> Result<()> {
    let limits = ArchiveLimits::default();
    let take = if flags.web_part_only { Take::WebPartOnly } else { Take::Whole };
    let checked = if flags.path.is_dir() {
        if flags.web_part_only {
            return Err(Usage("--web-part-only is for bundles; this is a folder".to_owned()).into());
        }
        check_folder(&flags.path, &limits)
    } else {
        Bundle::check(BufReader::new(open(&flags.path)?), &limits, take)
    };
    let checked = told(context, &flags.path, checked)?;
    show(context, &checked.value)
}

/// The thing itself when it is good; warnings are told, and so is every reason for a refusal.
fn told<T>(context: &Context, path: &Path, checked: Result<Checked<T>, Refusal>) -> Result<Checked<T>> {
    let (findings, refused) = match &checked {
        Ok(checked) => (checked.warnings.as_slice(), false),
        Err(refusal) => (refusal.findings(), true),
    };
    if context.output.format() == Format::Json {
        if refused {
            context.output.json(&json!({"ok": false, "findings": findings}))?;
        }
    } else {
        for finding in findings {
            let severity = if finding.is_error() { "error" } else { "warning" };
            context.output.note(&format!("{severity}: {finding}"));
        }
    }
    checked.map_err(|refusal| {
        let errors = findings_that_refuse(refusal.findings());
        anyhow!("{} would be refused: {errors}", path.display())
    })
}

fn findings_that_refuse(findings: &[Finding]) -> String {
    let errors: Vec<_> = findings.iter().filter(|finding| finding.is_error()).collect();
    match errors.as_slice() {
        [one] => one.words.clone(),
        several => format!("{} errors, the first of them: {}", several.len(), several[0].words),
    }
}

fn show(context: &Context, bundle: &Bundle) -> Result<()> {
    let manifest = &bundle.manifest;
    let screen = GrantScreen::new(manifest, &Grants::default());
    let version = manifest.version.as_ref().map(ToString::to_string).unwrap_or_default();
    if context.output.format() == Format::Json {
        return context.output.json(&json!({"ok": true, "bundle": bundle, "grants": screen}));
    }
    let kinds: Vec<_> = manifest.kinds.iter().map(|kind| kind.as_str()).collect();
    let asks: Vec<_> =
        screen.lines.iter().map(|line| format!("{} ({})", line.words, line.capability)).collect();
    let mut fields = vec![
        ("id", manifest.id.to_string()),
        ("name", manifest.name.clone()),
        ("version", version),
        ("kinds", kinds.join(", ")),
        ("files", format!("{}, {} bytes unpacked", bundle.files.len(), bundle.unpacked)),
    ];
    if bundle.size > 0 {
        fields.push(("size", format!("{} bytes", bundle.size)));
        fields.push(("sha256", bundle.digest.to_string()));
    }
    if let Some(web) = &bundle.web {
        fields.push(("web part", web.digest.integrity()));
    }
    fields.push(("asks for", if asks.is_empty() { "nothing".to_owned() } else { asks.join("\n") }));
    context.output.one(bundle, fields)
}

fn pack_folder(context: &Context, flags: Pack) -> Result<()> {
    let packed = told(context, &flags.folder, pack(&flags.folder, &ArchiveLimits::default()))?.value;
    let manifest = &packed.bundle.manifest;
    let usual = || match &manifest.version {
        Some(version) => PathBuf::from(format!("{}-{version}.tar.gz", manifest.id)),
        None => PathBuf::from(format!("{}.tar.gz", manifest.id)),
    };
    let output = flags.output.unwrap_or_else(usual);
    write(&output, &packed.bytes, if flags.force { Over::Replace } else { Over::Refuse }, Sight::All)?;
    let done = format!(
        "Wrote {} ({} bytes, sha256 {}).",
        output.display(),
        packed.bytes.len(),
        packed.bundle.digest
    );
    let thing = json!({"file": output, "bundle": packed.bundle});
    context.output.change(&done, &thing)
}

fn keygen(context: &Context, flags: &Keygen) -> Result<()> {
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

fn sign(context: &Context, flags: &Sign) -> Result<()> {
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

fn verify(context: &Context, flags: &Verify) -> Result<()> {
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

fn minisig(bundle: &Path) -> PathBuf {
    with_ending(bundle, "minisig")
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn open(path: &Path) -> Result<File> {
    File::open(path).with_context(|| format!("cannot read {}", path.display()))
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Over {
    Refuse,
    Replace,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sight {
    All,
    Mine,
}

fn write(path: &Path, bytes: &[u8], over: Over, sight: Sight) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true);
    match over {
        Over::Refuse => options.create_new(true),
        Over::Replace => options.create(true).truncate(true),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(if sight == Sight::Mine { 0o600 } else { 0o644 });
    }
    let cannot = || match over {
        Over::Refuse if path.exists() => format!("{} is there already, and is not replaced", path.display()),
        _ => format!("cannot write {}", path.display()),
    };
    let mut file = options.open(path).with_context(cannot)?;
    file.write_all(bytes).with_context(|| format!("cannot write {}", path.display()))
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
