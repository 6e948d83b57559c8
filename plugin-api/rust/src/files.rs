//! Files. Reading needs `files:read`, writing `files:write`.

use crate::macros::{ask, record};
#[cfg(target_arch = "wasm32")]
use crate::macros::{many, one};
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::{files as contract, types};
use crate::{Millis, Result};

/// The most bytes that cross at once.
#[cfg(target_arch = "wasm32")]
const CHUNK: u32 = 256 << 10;

record! {
    /// A file; its bytes are read apart.
    FileInfo = types::FileInfo {
        /// Its id.
        id: String,
        /// Who uploaded it.
        user_id: String,
        /// Empty until the file is posted.
        post_id: String,
        /// Its channel.
        channel_id: String,
        /// When it was uploaded.
        create_at: Millis,
        /// When it was deleted; 0 for never.
        delete_at: Millis,
        /// Its name.
        name: String,
        /// What stands behind the last dot of its name.
        extension: String,
        /// Bytes.
        size: u64,
        /// What it is, such as `image/png`.
        mime_type: String,
        /// What API v4 knows of it beside this.
        extra: crate::Json,
    }
}

ask! {
    /// What is known of a file.
    ///
    /// # Errors
    /// When it is not there, or the plugin may not read its channel.
    info(id: &str) -> Result<FileInfo> { one(contract::info(id)) } else file_info;

    /// The files of a post.
    ///
    /// # Errors
    /// When the plugin may not read the post.
    of_post(post_id: &str) -> Result<Vec<FileInfo>> { many(contract::of_post(post_id)) } else files_of_post;

    /// A link everybody can open, when the server allows public links.
    ///
    /// # Errors
    /// When it does not.
    public_link(id: &str) -> Result<String> { one(contract::public_link(id)) } else file_public_link;

    /// The bytes of a file, all at once; [`Reader`] gives them bit by bit.
    ///
    /// # Errors
    /// As [`info`].
    read(id: &str) -> Result<Vec<u8>> {
        let mut reader = Reader::open(id)?;
        let mut all = Vec::new();
        loop {
            let some = reader.next_bytes()?;
            if some.is_empty() {
                return Ok(all);
            }
            all.extend(some);
        }
    } else file_read;

    /// A new file for a channel; its id goes into a [`Draft`](crate::posts::Draft).
    ///
    /// ```
    /// use chinwag_plugin::prelude::*;
    /// # let chat = chinwag_plugin::testing::Chat::new();
    /// # let (bot, town) = (bots::ensure("helper", "Helper", "")?, chat.add_channel("town"));
    /// let file = files::create(&town.id, &bot.user_id, "list.csv", b"milk;2")?;
    /// posts::create(Draft::to(&town.id, "The list:").with_file(file.id.clone()))?;
    /// assert_eq!(files::read(&file.id)?, b"milk;2");
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// When it is too large, or the channel is not there.
    create(channel_id: &str, user_id: &str, name: &str, bytes: &[u8]) -> Result<FileInfo> {
        let writer = contract::create(channel_id, user_id, name)?;
        for some in bytes.chunks(CHUNK as usize) {
            writer.write(some)?;
        }
        one(writer.finish())
    } else file_create;
}

/// A file that is read bit by bit, so that it need not fit into memory.
///
/// ```
/// use chinwag_plugin::files::{self, Reader};
/// # let chat = chinwag_plugin::testing::Chat::new();
/// # let (ann, town) = (chat.add_user("ann"), chat.add_channel("town"));
/// # let file = files::create(&town.id, &ann.id, "a.txt", b"hello")?;
/// let mut reader = Reader::open(&file.id)?;
/// let mut size = 0;
/// loop {
///     let some = reader.next_bytes()?;
///     if some.is_empty() {
///         break;
///     }
///     size += some.len();
/// }
/// assert_eq!(size, 5);
/// # Ok::<(), chinwag_plugin::Error>(())
/// ```
#[derive(Debug)]
pub struct Reader {
    #[cfg(target_arch = "wasm32")]
    reader: contract::Reader,
    #[cfg(not(target_arch = "wasm32"))]
    rest: Vec<u8>,
}

impl Reader {
    /// From the file's start.
    ///
    /// # Errors
    /// As [`info`].
    pub fn open(id: &str) -> Result<Self> {
        #[cfg(target_arch = "wasm32")]
        {
            Ok(Self { reader: contract::open(id)? })
        }
        #[cfg(not(target_arch = "wasm32"))]
        {
            Ok(Self { rest: read(id)? })
        }
    }

    /// The next bytes, at most 256 KiB; empty at the end.
    ///
    /// # Errors
    /// When the file store fails.
    pub fn next_bytes(&mut self) -> Result<Vec<u8>> {
        #[cfg(target_arch = "wasm32")]
        {
            Ok(self.reader.read(CHUNK)?)
        }
        #[cfg(not(target_arch = "wasm32"))]
        {
            let most = self.rest.len().min(256 << 10);
            Ok(self.rest.drain(..most).collect())
        }
    }
}
