//! A bundle: the archive's files and the manifest, and whether the two agree.
//!
//! The same check for an archive that is only looked at, one that is unpacked (`stage.rs`), and a folder that is to
//! be packed (`pack.rs`).

use std::io::Read;

use serde::Serialize;

use crate::archive::{self, ArchiveLimits, Contents, FileEntry, Nowhere};
use crate::code::Code;
use crate::digest::Digest;
use crate::document;
use crate::finding::{Checked, Finding, Refusal, conclude};
use crate::kind::WasmKind;
use crate::manifest::{MANIFEST_NAMES, Manifest};

/// What is taken of a bundle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Take {
    /// All of it.
    #[default]
    Whole,
    /// The web part alone, as if the manifest did not speak of a server part. For bundles with native programs.
    WebPartOnly,
}

/// A bundle that was checked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bundle {
    /// Its manifest; without the server part when only the web part was taken.
    pub manifest: Manifest,
    /// Its files, sorted by path from the bundle's root.
    pub files: Vec<FileEntry>,
    /// The hash of the archive; of nothing when a folder was checked.
    pub digest: Digest,
    /// Bytes of the archive.
    pub size: u64,
    /// Bytes unpacked.
    pub unpacked: u64,
    /// The file of the web part.
    #[serde(skip)]
    pub web: Option<WebBundle>,
    /// The one folder at the top in which everything lay, or nothing.
    #[serde(skip)]
    pub(crate) top: String,
    /// The name of the manifest's file.
    #[serde(skip)]
    pub(crate) manifest_name: String,
}

/// The file of the web part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebBundle {
    /// Its SHA-256: [`Digest::integrity`] is what browsers check.
    pub digest: Digest,
    /// Its FNV-1a, which is in its served name.
    pub fnv1a64: u64,
}

impl WebBundle {
    /// Checks that the file on disk is still the one that was installed.
    ///
    /// # Errors
    /// When its bytes are others.
    pub fn check_bytes(&self, bytes: &[u8]) -> Result<(), Finding> {
        let found = Digest::of(bytes);
        if found == self.digest {
            return Ok(());
        }
        let words =
            format!("the web part's file has the hash {found}, and was installed with {}", self.digest);
        Err(Finding::manifest(Code::WebBundleHash, "webapp.bundle_path", words).value(found))
    }
}

impl Bundle {
    /// Reads and checks an archive, and keeps nothing of it on disk.
    ///
    /// # Errors
    /// The first problem of the archive, or all problems of the manifest and of the files it names.
    pub fn check(source: impl Read, limits: &ArchiveLimits, take: Take) -> Result<Checked<Self>, Refusal> {
        let contents =
            archive::read(source, limits, &mut Nowhere).map_err(|finding| Refusal::from(*finding))?;
        Self::conclude(contents, take)
    }

    /// A file by its path from the bundle's root.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&FileEntry> {
        self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok().map(|at| &self.files[at])
    }

    /// Puts contents and manifest together.
    pub(crate) fn conclude(contents: Contents, take: Take) -> Result<Checked<Self>, Refusal> {
        let (top, name, bytes) = find_manifest(&contents)?;
        if bytes.len() as u64 > document::MOST_BYTES {
            let size = contents.files.iter().find(|file| file.path == format!("{top}{name}"));
            return Err(document::too_large(size.map_or(bytes.len() as u64, |file| file.size)).into());
        }
        let read = match take {
            Take::Whole => Manifest::read(&name, &bytes),
            Take::WebPartOnly => Manifest::read_web_part(&name, &bytes),
        };
        let (manifest, mut findings) = match read {
            Ok(Checked { value, warnings }) => (value, warnings),
            Err(refusal) => {
                let mut findings = contents.warnings;
                findings.extend(refusal.findings().iter().cloned());
                return conclude(None, findings);
            }
        };
        findings.extend(contents.warnings);
        let mut files = contents.files;
        for file in &mut files {
            file.path.drain(..top.len());
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut bundle = Self {
            manifest,
            files,
            digest: contents.digest,
            size: contents.compressed,
            unpacked: contents.unpacked,
            web: None,
            top,
            manifest_name: name,
        };
        bundle.check_component(&mut findings);
        bundle.check_web(&mut findings);
        bundle.check_icon(&mut findings);
        if take == Take::WebPartOnly {
            bundle.files.retain(|file| file.kind != WasmKind::Native);
        }
        conclude(Some(bundle), findings)
    }

    fn check_component(&self, findings: &mut Vec<Finding>) {
        let Some(path) = self.manifest.server.as_ref().and_then(|server| server.component.as_deref()) else {
            return;
        };
        match self.file(path) {
            None => findings.push(self.missing(Code::ComponentMissing, "server.component", path)),
            Some(file) => findings.extend(file.kind.refusal(path)),
        }
    }

    fn check_web(&mut self, findings: &mut Vec<Finding>) {
        let Some(web) = &self.manifest.webapp else { return };
        let Some(file) = self.file(&web.bundle_path) else {
            let place = "webapp.bundle_path";
            findings.push(self.missing(Code::WebBundleMissing, place, &web.bundle_path));
            return;
        };
        let found = WebBundle { digest: file.sha256, fnv1a64: file.fnv1a64 };
        if !web.integrity.is_empty() && web.integrity != found.digest.integrity() {
            let words = format!("`{}` has the hash {}", web.bundle_path, found.digest.integrity());
            let finding = Finding::manifest(Code::WebBundleHash, "webapp.integrity", words);
            findings.push(finding.value(&web.integrity));
        }
        self.web = Some(found);
    }

    fn check_icon(&self, findings: &mut Vec<Finding>) {
        let path = &self.manifest.icon_path;
        if !path.is_empty() && self.file(path).is_none() {
            findings.push(self.missing(Code::IconMissing, "icon_path", path));
        }
    }

    fn missing(&self, code: Code, field: &str, path: &str) -> Finding {
        let near = self.files.iter().find(|file| file.path.eq_ignore_ascii_case(path));
        let name = path.rsplit('/').next().unwrap_or(path);
        let near = near.or_else(|| self.files.iter().find(|file| file.path.rsplit('/').next() == Some(name)));
        let hint = near.map(|file| format!("; there is `{}`", file.path)).unwrap_or_default();
        Finding::manifest(code, field, format!("the bundle has no file `{path}`{hint}")).value(path)
    }
}

/// The top folder with its `/` (or nothing), the manifest's name and its bytes.
fn find_manifest(contents: &Contents) -> Result<(String, String, Vec<u8>), Refusal> {
    let inside = |top: &str| {
        let found = contents.manifests.iter().filter(|(path, _)| match path.strip_prefix(top) {
            Some(name) => !name.contains('/'),
            None => false,
        });
        found.collect::<Vec<_>>()
    };
    let mut top = String::new();
    let mut found = inside("");
    if found.is_empty() {
        let first = contents.files.first().and_then(|file| file.path.split_once('/'));
        let one = first.map(|(folder, _)| format!("{folder}/"));
        if let Some(one) =
            one.filter(|one| contents.files.iter().all(|file| file.path.starts_with(one.as_str())))
        {
            found = inside(&one);
            top = one;
        }
    }
    match found.as_slice() {
        [(path, bytes)] => Ok((top.clone(), path[top.len()..].to_owned(), bytes.clone())),
        [] => {
            let elsewhere = contents
                .manifests
                .first()
                .map(|(path, _)| format!("; `{path}` is not it, because other things lie beside its folder"));
            let names = MANIFEST_NAMES.join(", ");
            let words = format!("none of {names} is in the bundle{}", elsewhere.unwrap_or_default());
            Err(Finding::archive(Code::ManifestMissing, words).into())
        }
        several => {
            let names: Vec<_> = several.iter().map(|(path, _)| format!("`{path}`")).collect();
            let words = format!("there are {} manifests: {}", names.len(), names.join(", "));
            Err(Finding::archive(Code::ManifestSeveral, words).into())
        }
    }
}
