//! Making archives, good and bad, block by block.

use std::io::Write as _;

use chinwag_bundle::{ArchiveLimits, Bundle, Checked, Code, Refusal, Staged, Take};
use flate2::Compression;
use flate2::write::GzEncoder;

/// The first bytes of a component, and some more.
pub(crate) const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0and the rest of it";

/// A manifest with both parts.
pub(crate) const MANIFEST: &str = r#"{
    "id": "com.example.good", "name": "Good", "version": "1.2.0",
    "server": {"component": "server/plugin.wasm"},
    "webapp": {"bundle_path": "webapp/main.js"},
    "capabilities": ["posts:read", "kv"]
}"#;

/// A tar archive that is being written.
#[derive(Clone, Default)]
pub(crate) struct Tar(pub(crate) Vec<u8>);

impl Tar {
    /// A whole, good bundle, to which a test adds what is bad.
    pub(crate) fn good() -> Self {
        Self::default()
            .file("plugin.json", MANIFEST.as_bytes())
            .file("server/plugin.wasm", COMPONENT)
            .file("webapp/main.js", b"window.registerPlugin('com.example.good', {});")
    }

    pub(crate) fn file(self, name: impl AsRef<[u8]>, bytes: &[u8]) -> Self {
        self.header(&Header::new(name.as_ref(), b'0', bytes.len() as u64)).data(bytes)
    }

    pub(crate) fn folder(self, name: &str) -> Self {
        self.header(&Header::new(name.as_bytes(), b'5', 0))
    }

    pub(crate) fn entry(self, name: &str, kind: u8) -> Self {
        let header = Header::new(name.as_bytes(), kind, 0);
        self.header(&Header { link: b"target".to_vec(), ..header })
    }

    pub(crate) fn header(mut self, header: &Header) -> Self {
        self.0.extend_from_slice(&header.block());
        self
    }

    /// Data, filled up to a whole block.
    pub(crate) fn data(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self.0.resize(self.0.len().next_multiple_of(512), 0);
        self
    }

    /// A pax header for the next entry.
    pub(crate) fn pax(self, fields: &[(&str, &[u8])]) -> Self {
        let data = pax_fields(fields);
        self.header(&Header::new(b"PaxHeader/x", b'x', data.len() as u64)).data(&data)
    }

    /// GNU's header for a name that is too long.
    pub(crate) fn long_name(self, name: &[u8]) -> Self {
        let mut data = name.to_vec();
        data.push(0);
        self.header(&Header::new(b"././@LongLink", b'L', data.len() as u64)).data(&data)
    }

    pub(crate) fn end(mut self) -> Vec<u8> {
        self.0.resize(self.0.len() + 1024, 0);
        self.0
    }

    /// With its end, compressed.
    pub(crate) fn gz(self) -> Vec<u8> {
        gzip(&self.end())
    }
}

/// The fields of a pax header.
pub(crate) fn pax_fields(fields: &[(&str, &[u8])]) -> Vec<u8> {
    let mut data = Vec::new();
    for (key, value) in fields {
        let rest = key.len() + value.len() + 3;
        let mut length = rest + rest.to_string().len();
        if length.to_string().len() != rest.to_string().len() {
            length += 1;
        }
        data.extend_from_slice(format!("{length} {key}=").as_bytes());
        data.extend_from_slice(value);
        data.push(b'\n');
    }
    data
}

/// What a header says.
#[derive(Clone)]
pub(crate) struct Header {
    pub(crate) name: Vec<u8>,
    pub(crate) kind: u8,
    pub(crate) size: Vec<u8>,
    pub(crate) mode: &'static [u8],
    pub(crate) owner: &'static [u8],
    pub(crate) link: Vec<u8>,
    pub(crate) magic: &'static [u8],
    pub(crate) prefix: Vec<u8>,
}

impl Header {
    pub(crate) fn new(name: &[u8], kind: u8, size: u64) -> Self {
        Self {
            name: name.to_vec(),
            kind,
            size: format!("{size:011o}\0").into_bytes(),
            mode: b"0000644\0",
            owner: b"0001750\0",
            link: Vec::new(),
            magic: b"ustar\x0000",
            prefix: Vec::new(),
        }
    }

    pub(crate) fn block(&self) -> [u8; 512] {
        let mut block = [0; 512];
        let mut put = |at: usize, bytes: &[u8]| block[at..at + bytes.len()].copy_from_slice(bytes);
        put(0, &self.name);
        put(100, self.mode);
        put(108, self.owner);
        put(116, self.owner);
        put(124, &self.size);
        put(136, b"14700000000\0");
        put(156, &[self.kind]);
        put(157, &self.link);
        put(257, self.magic);
        put(345, &self.prefix);
        put(148, b"        ");
        let sum: u64 = block.iter().map(|byte| u64::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        block
    }
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Limits small enough to be broken quickly.
pub(crate) fn small() -> ArchiveLimits {
    ArchiveLimits {
        compressed: 256 * 1024,
        unpacked: 16 * 1024 * 1024,
        file: 12 * 1024 * 1024,
        entries: 50,
        ..ArchiveLimits::default()
    }
}

pub(crate) fn check(archive: &[u8]) -> Result<Checked<Bundle>, Refusal> {
    Bundle::check(archive, &small(), Take::Whole)
}

/// Checks that an archive is refused, looked at and unpacked alike, with this code, in words that hold these, and that
/// nothing is left on the disk.
#[track_caller]
pub(crate) fn refused(archive: &[u8], code: Code, words: &str) {
    let refusal = check(archive).expect_err("the archive must be refused");
    assert_eq!(refusal.code(), code, "{refusal}");
    assert!(refusal.to_string().contains(words), "`{words}` is not in: {refusal}");
    let parent = tempfile::tempdir().unwrap();
    let unpacked = Staged::unpack(archive, parent.path(), &small(), Take::Whole);
    assert_eq!(unpacked.expect_err("unpacking must be refused as well").code(), code);
    let left: Vec<_> = std::fs::read_dir(parent.path()).unwrap().collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

/// Checks that an archive loads; gives the codes of the warnings.
#[track_caller]
pub(crate) fn loads(archive: &[u8]) -> Vec<Code> {
    let checked = check(archive).unwrap_or_else(|refusal| panic!("the archive must load: {refusal}"));
    let parent = tempfile::tempdir().unwrap();
    let staged = Staged::unpack(archive, parent.path(), &small(), Take::Whole).unwrap().value;
    assert_eq!(staged.bundle, checked.value);
    checked.warnings.iter().map(|finding| finding.code).collect()
}
