//! Where a server is: a URL, or a Unix socket on this machine.
//!
//! Holds the checks on both. It opens nothing; the connection is made in [`crate::transport`].

use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};

use url::Url;

use crate::error::Error;

/// The place requests go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// `http://` or `https://`, with the path the server lives under, without a slash at the end.
    Web(Url),
    /// A Unix socket whose owner alone may use it.
    Local(PathBuf),
}

impl Address {
    /// Reads a URL as people write it: a trailing slash or `/api/v4` is dropped.
    ///
    /// # Errors
    /// [`Error::Address`] for anything but `http` and `https`, and for URLs with credentials or a query.
    pub fn web(value: &str) -> Result<Self, Error> {
        let bad = |reason: &str| Error::Address { value: value.to_owned(), reason: reason.to_owned() };
        let trimmed = value.trim().trim_end_matches('/');
        let trimmed = trimmed.strip_suffix("/api/v4").unwrap_or(trimmed);
        if !trimmed.contains("://") {
            return Err(bad("write the scheme too, for example https://chat.example.com"));
        }
        let mut url = Url::parse(trimmed).map_err(|e| bad(&format!("{e}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(bad("the scheme must be http or https"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(bad("leave user and password out of it; `wag auth login` asks for them"));
        }
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self::Web(url))
    }

    /// Checks a socket file: it must be a socket, and nobody but its owner may use it.
    ///
    /// # Errors
    /// [`Error::Socket`] saying what is there instead.
    pub fn local(path: &Path) -> Result<Self, Error> {
        let bad = |reason: String| Error::Socket { path: path.display().to_string(), reason };
        let found = std::fs::symlink_metadata(path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => {
                bad("there is none: is the server running on this machine, with \
                 ServiceSettings.EnableLocalMode on? Give its path with --local-socket or WAG_LOCAL_SOCKET"
                    .to_owned())
            }
            _ => bad(e.to_string()),
        })?;
        if !found.file_type().is_socket() {
            return Err(bad("this file is not a socket".to_owned()));
        }
        let mode = found.permissions().mode() & 0o777;
        if mode != 0o600 {
            return Err(bad(format!(
                "its mode is {mode:04o} and must be 0600, or others on this machine could administer the server"
            )));
        }
        Ok(Self::Local(path.to_path_buf()))
    }

    /// For messages.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Web(url) => url.as_str().trim_end_matches('/').to_owned(),
            Self::Local(path) => format!("local socket {}", path.display()),
        }
    }

    /// What stands before `/api/v4` in requests.
    pub(crate) fn base(&self) -> String {
        match self {
            Self::Web(url) => url.as_str().trim_end_matches('/').to_owned(),
            Self::Local(_) => "http://localhost".to_owned(),
        }
    }
}
