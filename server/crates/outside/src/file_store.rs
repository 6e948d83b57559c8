//! Files the chat keeps outside the database: on disk, or in memory for tests.
//!
//! One concrete type over the `object_store` crate. Keys are relative paths with `/`; what they mean is the
//! caller's business. Writing is atomic: a file is there whole, or not at all. S3 is the same type with another
//! engine behind it, see [`FileStore::on_s3`].

use std::error::Error as StdError;
use std::ops::Range;
use std::path::Path as FsPath;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{GetOptions, GetRange, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload};
use sha2::{Digest as _, Sha256};

/// Longest key in bytes.
pub const MAX_KEY_BYTES: usize = 512;
/// Longest part of a key between slashes, in bytes; file systems allow 255 and staging adds a suffix.
pub const MAX_SEGMENT_BYTES: usize = 240;
/// Bytes held in memory for each running write; S3 wants parts of at least 5 MiB.
const PART_BYTES: usize = 5 * 1024 * 1024;

type BoxError = Box<dyn StdError + Send + Sync>;

/// Why a file could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum FileStoreError {
    /// The key is not a safe relative path.
    #[error("file key {key:?} is refused: {why}")]
    BadKey {
        /// The key, cut to 80 characters.
        key: String,
        /// What is wrong with it.
        why: String,
    },
    /// The content is longer than the caller allows; nothing was kept.
    #[error("file {key:?} is larger than the limit of {limit_bytes} bytes; nothing was stored or read")]
    TooLarge {
        /// The key.
        key: String,
        /// The limit that was passed.
        limit_bytes: u64,
    },
    /// There is no such file.
    #[error("file {key:?} does not exist")]
    NotFound {
        /// The key.
        key: String,
    },
    /// The wanted range lies outside the file.
    #[error("bytes {start}..{end} of file {key:?} cannot be read: it has {size} bytes")]
    BadRange {
        /// The key.
        key: String,
        /// First wanted byte.
        start: u64,
        /// One past the last wanted byte.
        end: u64,
        /// Size of the file in bytes.
        size: u64,
    },
    /// The sender's stream broke off; nothing was kept.
    #[error("the content of file {key:?} stopped coming: {source}; nothing was stored")]
    Source {
        /// The key.
        key: String,
        /// The stream's own error.
        source: BoxError,
    },
    /// The disk or the object storage failed.
    #[error(
        "file storage could not {action} {key:?}: {source}; check free space, permissions and the storage settings"
    )]
    Storage {
        /// What was tried, as a verb.
        action: &'static str,
        /// The key.
        key: String,
        /// The storage's own error.
        source: object_store::Error,
    },
    /// The directory for files cannot be used.
    #[error(
        "the directory for files {directory:?} cannot be used: {source}; create it and let the server's user write to it"
    )]
    Directory {
        /// The directory.
        directory: String,
        /// What the system said.
        source: BoxError,
    },
    /// The bucket cannot be used.
    #[error(
        "the S3 bucket {bucket:?} cannot be used: {source}; check FileSettings.AmazonS3Bucket, -Region, -Endpoint and the keys"
    )]
    Bucket {
        /// The bucket.
        bucket: String,
        /// What is wrong with the settings.
        source: BoxError,
    },
}

/// A bucket that speaks the S3 protocol.
#[derive(Clone)]
pub struct S3Settings {
    /// Name of the bucket.
    pub bucket: String,
    /// Region; `us-east-1` for most servers that are not Amazon's.
    pub region: String,
    /// Address of a server that is not Amazon's, as `https://host` or `http://host:port`.
    pub endpoint: Option<String>,
    /// Key id.
    pub access_key_id: String,
    /// Secret key.
    pub secret_access_key: String,
    /// Folder in the bucket that holds all files; may be empty.
    pub prefix: String,
}

impl std::fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3Settings")
            .field("bucket", &self.bucket)
            .field("region", &self.region)
            .field("endpoint", &self.endpoint)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

/// Whether a write also computes the SHA-256 of what it stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// No checksum.
    None,
    /// SHA-256, as lower-case hex in [`StoredFile::sha256`].
    Sha256,
}

/// What was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Size in bytes.
    pub bytes: u64,
    /// Lower-case hex SHA-256, when it was asked for.
    pub sha256: Option<String>,
}

/// A file being read.
pub struct StoredStream {
    /// Size of the whole file in bytes.
    pub total_bytes: u64,
    /// The bytes this stream holds.
    pub range: Range<u64>,
    /// The content.
    pub content: BoxStream<'static, Result<Bytes, FileStoreError>>,
}

impl std::fmt::Debug for StoredStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredStream")
            .field("total_bytes", &self.total_bytes)
            .field("range", &self.range)
            .finish_non_exhaustive()
    }
}

/// Where files are kept. Cheap to clone.
#[derive(Clone, Debug)]
pub struct FileStore {
    engine: Arc<dyn ObjectStore>,
}

impl FileStore {
    /// Files below `directory`, which is made if it is missing. Each write is flushed to the disk before it
    /// counts as done.
    ///
    /// # Errors
    /// [`FileStoreError::Directory`] when it cannot be made or opened.
    pub fn on_disk(directory: &FsPath) -> Result<Self, FileStoreError> {
        let failed = |source: BoxError| FileStoreError::Directory {
            directory: directory.display().to_string(),
            source,
        };
        std::fs::create_dir_all(directory).map_err(|error| failed(error.into()))?;
        let engine = LocalFileSystem::new_with_prefix(directory)
            .map_err(|error| failed(error.into()))?
            .with_automatic_cleanup(true)
            .with_fsync(true);
        Ok(Self { engine: Arc::new(engine) })
    }

    /// Files in a bucket that speaks the S3 protocol. Does not connect yet.
    ///
    /// # Errors
    /// [`FileStoreError::Bucket`] when the settings cannot be used.
    pub fn on_s3(settings: &S3Settings) -> Result<Self, FileStoreError> {
        crate::tls::ensure_provider();
        let failed = |source: BoxError| FileStoreError::Bucket { bucket: settings.bucket.clone(), source };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            .with_access_key_id(&settings.access_key_id)
            .with_secret_access_key(&settings.secret_access_key)
            // We delete one file at a time, and not every server knows the call for many.
            .with_disable_bulk_delete(true)
            .with_allow_http(settings.endpoint.as_deref().is_some_and(|url| url.starts_with("http://")));
        if let Some(endpoint) = &settings.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        let bucket = builder.build().map_err(|error| failed(error.into()))?;
        let prefix = settings.prefix.trim_matches('/');
        if prefix.is_empty() {
            return Ok(Self { engine: Arc::new(bucket) });
        }
        Ok(Self { engine: Arc::new(PrefixStore::new(bucket, checked_key(prefix)?)) })
    }

    /// Files in memory, for tests.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { engine: Arc::new(InMemory::new()) }
    }

    /// Stores a stream under `key`, replacing what was there. Nothing is kept when the stream fails, passes
    /// `limit_bytes`, or the call is dropped half-way.
    ///
    /// # Errors
    /// [`FileStoreError::TooLarge`] and [`FileStoreError::Source`] are the sender's fault, the rest is ours.
    pub async fn put_stream<S, E>(
        &self,
        key: &str,
        content: S,
        limit_bytes: u64,
        checksum: Checksum,
    ) -> Result<StoredFile, FileStoreError>
    where
        S: Stream<Item = Result<Bytes, E>>,
        E: Into<BoxError>,
    {
        let path = checked_key(key)?;
        let mut writer = Writer::new(self, key, path, limit_bytes, checksum);
        let mut content = std::pin::pin!(content);
        while let Some(chunk) = content.next().await {
            let stored = match chunk {
                Ok(bytes) => writer.write(bytes).await,
                Err(error) => Err(FileStoreError::Source { key: key.to_owned(), source: error.into() }),
            };
            if let Err(error) = stored {
                writer.abort().await;
                return Err(error);
            }
        }
        writer.finish().await
    }

    /// Stores `content` under `key`, replacing what was there.
    ///
    /// # Errors
    /// See [`FileStoreError`].
    pub async fn put_bytes(&self, key: &str, content: Bytes) -> Result<StoredFile, FileStoreError> {
        let path = checked_key(key)?;
        let bytes = content.len() as u64;
        self.engine.put(&path, content.into()).await.map_err(storage("write", key))?;
        Ok(StoredFile { bytes, sha256: None })
    }

    /// Opens a file, or the part of it in `range`; a range that ends behind the file is cut.
    ///
    /// # Errors
    /// [`FileStoreError::NotFound`]; [`FileStoreError::BadRange`] when the range is empty or starts behind the end.
    pub async fn get_stream(
        &self,
        key: &str,
        range: Option<Range<u64>>,
    ) -> Result<StoredStream, FileStoreError> {
        let path = checked_key(key)?;
        if let Some(range) = &range {
            self.check_range(key, range).await?;
        }
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let found = self.engine.get_opts(&path, options).await.map_err(storage("read", key))?;
        let (total_bytes, range) = (found.meta.size, found.range.clone());
        let key = key.to_owned();
        let content = found.into_stream().map_err(move |error| storage("read", &key)(error)).boxed();
        Ok(StoredStream { total_bytes, range, content })
    }

    async fn check_range(&self, key: &str, range: &Range<u64>) -> Result<(), FileStoreError> {
        let size = self.size(key).await?;
        if range.start >= range.end || range.start >= size {
            let Range { start, end } = *range;
            return Err(FileStoreError::BadRange { key: key.to_owned(), start, end, size });
        }
        Ok(())
    }

    /// Reads a whole file of at most `limit_bytes` into memory.
    ///
    /// # Errors
    /// [`FileStoreError::NotFound`], [`FileStoreError::TooLarge`] (before anything is read).
    pub async fn get_bytes(&self, key: &str, limit_bytes: u64) -> Result<Bytes, FileStoreError> {
        let path = checked_key(key)?;
        let found = self.engine.get(&path).await.map_err(storage("read", key))?;
        if found.meta.size > limit_bytes {
            return Err(FileStoreError::TooLarge { key: key.to_owned(), limit_bytes });
        }
        found.bytes().await.map_err(storage("read", key))
    }

    /// Removes a file. One that is not there counts as removed.
    ///
    /// # Errors
    /// [`FileStoreError::Storage`] when the storage fails.
    pub async fn delete(&self, key: &str) -> Result<(), FileStoreError> {
        let path = checked_key(key)?;
        match self.engine.delete(&path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(storage("delete", key)(error)),
        }
    }

    /// Whether there is a file with this key.
    ///
    /// # Errors
    /// [`FileStoreError::Storage`] when the storage fails.
    pub async fn exists(&self, key: &str) -> Result<bool, FileStoreError> {
        match self.size(key).await {
            Ok(_) => Ok(true),
            Err(FileStoreError::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Size of a file in bytes.
    ///
    /// # Errors
    /// [`FileStoreError::NotFound`].
    pub async fn size(&self, key: &str) -> Result<u64, FileStoreError> {
        let path = checked_key(key)?;
        Ok(self.engine.head(&path).await.map_err(storage("look up", key))?.size)
    }

    /// Keys of all files below `folder`, in no order; `""` means all.
    ///
    /// # Errors
    /// [`FileStoreError::Storage`] when the storage fails.
    pub async fn list(&self, folder: &str) -> Result<Vec<String>, FileStoreError> {
        let prefix = if folder.is_empty() { None } else { Some(checked_key(folder)?) };
        self.engine
            .list(prefix.as_ref())
            .map_ok(|found| found.location.to_string())
            .try_collect()
            .await
            .map_err(storage("list", folder))
    }
}

fn storage(action: &'static str, key: &str) -> impl FnOnce(object_store::Error) -> FileStoreError {
    let key = key.to_owned();
    move |error| match error {
        object_store::Error::NotFound { .. } => FileStoreError::NotFound { key },
        source => FileStoreError::Storage { action, key, source },
    }
}

fn checked_key(key: &str) -> Result<Path, FileStoreError> {
    let bad = |why: String| FileStoreError::BadKey { key: key.chars().take(80).collect(), why };
    if key.is_empty() {
        return Err(bad("it is empty".into()));
    }
    if key.len() > MAX_KEY_BYTES {
        return Err(bad(format!("it has {} bytes, the limit is {MAX_KEY_BYTES}", key.len())));
    }
    if key.starts_with('/') {
        return Err(bad("it is absolute; keys are relative, without a leading /".into()));
    }
    if let Some(c) = key.chars().find(|c| c.is_control() || matches!(c, '\\' | '#' | '%')) {
        return Err(bad(format!("it holds the character {c:?}, which keys may not")));
    }
    for segment in key.split('/') {
        if segment.is_empty() || segment == "." || segment == ".." {
            return Err(bad(format!("{segment:?} is not allowed between slashes")));
        }
        if segment.len() > MAX_SEGMENT_BYTES {
            return Err(bad(format!(
                "a part between slashes has {} bytes, the limit is {MAX_SEGMENT_BYTES}",
                segment.len()
            )));
        }
    }
    Path::parse(key).map_err(|error| bad(error.to_string()))
}

/// One running write: collects a part, sends it on, and puts the file in place at the end.
struct Writer<'a> {
    store: &'a FileStore,
    key: &'a str,
    path: Path,
    limit_bytes: u64,
    written: u64,
    part: BytesMut,
    upload: Option<Box<dyn MultipartUpload>>,
    sha256: Option<Sha256>,
}

impl<'a> Writer<'a> {
    fn new(store: &'a FileStore, key: &'a str, path: Path, limit_bytes: u64, checksum: Checksum) -> Self {
        let sha256 = (checksum == Checksum::Sha256).then(Sha256::new);
        Self { store, key, path, limit_bytes, written: 0, part: BytesMut::new(), upload: None, sha256 }
    }

    async fn write(&mut self, mut bytes: Bytes) -> Result<(), FileStoreError> {
        self.written = self.written.saturating_add(bytes.len() as u64);
        if self.written > self.limit_bytes {
            return Err(FileStoreError::TooLarge { key: self.key.to_owned(), limit_bytes: self.limit_bytes });
        }
        if let Some(hash) = &mut self.sha256 {
            hash.update(&bytes);
        }
        while !bytes.is_empty() {
            let room = PART_BYTES - self.part.len();
            self.part.extend_from_slice(&bytes.split_to(room.min(bytes.len())));
            if self.part.len() == PART_BYTES {
                self.send_part().await?;
            }
        }
        Ok(())
    }

    async fn send_part(&mut self) -> Result<(), FileStoreError> {
        let upload = match &mut self.upload {
            Some(upload) => upload,
            none => {
                let started = self.store.engine.put_multipart(&self.path).await;
                none.insert(started.map_err(storage("write", self.key))?)
            }
        };
        let payload = PutPayload::from_bytes(self.part.split().freeze());
        upload.put_part(payload).await.map_err(storage("write", self.key))
    }

    async fn finish(mut self) -> Result<StoredFile, FileStoreError> {
        if self.upload.is_none() {
            let whole = self.part.split().freeze();
            self.store.engine.put(&self.path, whole.into()).await.map_err(storage("write", self.key))?;
        } else if let Err(error) = self.complete().await {
            self.abort().await;
            return Err(error);
        }
        let sha256 = self.sha256.take().map(|hash| hex::encode(hash.finalize()));
        Ok(StoredFile { bytes: self.written, sha256 })
    }

    async fn complete(&mut self) -> Result<(), FileStoreError> {
        if !self.part.is_empty() {
            self.send_part().await?;
        }
        if let Some(upload) = &mut self.upload {
            upload.complete().await.map_err(storage("write", self.key))?;
        }
        Ok(())
    }

    async fn abort(&mut self) {
        if let Some(mut upload) = self.upload.take()
            && let Err(error) = upload.abort().await
        {
            tracing::warn!(key = self.key, %error, "the rest of a broken-off write could not be removed");
        }
    }
}
