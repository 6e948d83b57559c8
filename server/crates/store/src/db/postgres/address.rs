//! The address of a PostgreSQL: what the driver reads itself, and how the connection is to be protected, which it does
//! not read (`sslmode`, `sslrootcert`).

use std::path::PathBuf;

use crate::{StoreError, StoreResult};

/// How a connection is protected, in libpq's words and with its meaning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum SslMode {
    /// In the clear.
    Disable,
    /// Encrypted where the server offers it; whoever answers is believed.
    #[default]
    Prefer,
    /// Encrypted; whoever answers is believed, unless roots are named.
    Require,
    /// Encrypted, with a certificate of a known authority.
    VerifyCa,
    /// Encrypted, with a certificate of a known authority for the very host.
    VerifyFull,
}

impl SslMode {
    fn parse(text: &str) -> StoreResult<Self> {
        Ok(match text {
            "disable" => Self::Disable,
            "prefer" | "allow" => Self::Prefer,
            "require" => Self::Require,
            "verify-ca" => Self::VerifyCa,
            "verify-full" => Self::VerifyFull,
            other => {
                return Err(StoreError::Unavailable(format!(
                    "sslmode is `{other}`; it may be disable, prefer, require, verify-ca or verify-full"
                )));
            }
        })
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Prefer => "prefer",
            Self::Require => "require",
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
        }
    }
}

/// Which authorities are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Roots {
    /// Those of the operating system.
    #[default]
    System,
    /// Those in a file of PEM certificates.
    File(PathBuf),
}

/// An address, taken apart.
#[derive(Debug, Clone)]
pub(super) struct Address {
    pub(super) config: tokio_postgres::Config,
    pub(super) mode: SslMode,
    pub(super) roots: Roots,
}

impl Address {
    /// Reads `postgres://…` or `host=… user=…`.
    pub(super) fn parse(text: &str) -> StoreResult<Self> {
        let (rest, own) = take_apart(text);
        let mut config: tokio_postgres::Config = rest.parse().map_err(|e: tokio_postgres::Error| {
            let why = std::error::Error::source(&e).map_or_else(|| e.to_string(), ToString::to_string);
            StoreError::Unavailable(format!("the address of the database cannot be read: {why}"))
        })?;
        let value = |name: &str| own.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let mut mode = value("sslmode").map(SslMode::parse).transpose()?.unwrap_or_default();
        let roots = match value("sslrootcert") {
            None | Some("system") => Roots::System,
            Some(path) => Roots::File(path.into()),
        };
        // As libpq has it: who names authorities wants them asked.
        if mode == SslMode::Require && matches!(roots, Roots::File(_)) {
            mode = SslMode::VerifyCa;
        }
        config.ssl_mode(match mode {
            SslMode::Disable => tokio_postgres::config::SslMode::Disable,
            SslMode::Prefer => tokio_postgres::config::SslMode::Prefer,
            _ => tokio_postgres::config::SslMode::Require,
        });
        Ok(Self { config, mode, roots })
    }
}

/// The address without our parameters, and these.
fn take_apart(text: &str) -> (String, Vec<(String, String)>) {
    let ours = |key: &str| matches!(key, "sslmode" | "sslrootcert");
    let mut taken = Vec::new();
    if let Some((address, query)) = text.split_once('?').filter(|_| text.contains("://")) {
        let mut rest = Vec::new();
        for part in query.split('&').filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some((key, value)) if ours(key) => {
                    let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
                    taken.push((key.to_owned(), value.into_owned()));
                }
                _ => rest.push(part),
            }
        }
        let mark = if rest.is_empty() { "" } else { "?" };
        return (format!("{address}{mark}{}", rest.join("&")), taken);
    }
    if text.contains("://") {
        return (text.to_owned(), taken);
    }
    let mut rest = Vec::new();
    for part in text.split_whitespace() {
        match part.split_once('=') {
            Some((key, value)) if ours(key) => {
                taken.push((key.to_owned(), value.trim_matches('\'').to_owned()));
            }
            _ => rest.push(part),
        }
    }
    (rest.join(" "), taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_an_address_are_read_with_how_it_is_protected() {
        for (text, mode, roots) in [
            ("postgres://u:p@db/chat", SslMode::Prefer, Roots::System),
            ("postgres://u:p@db/chat?sslmode=disable", SslMode::Disable, Roots::System),
            (
                "postgres://u@db/chat?connect_timeout=3&sslmode=verify-full",
                SslMode::VerifyFull,
                Roots::System,
            ),
            (
                "postgres://u@db/chat?sslmode=verify-ca&sslrootcert=%2Fetc%2Fca.pem",
                SslMode::VerifyCa,
                Roots::File("/etc/ca.pem".into()),
            ),
            ("host=db user=u sslmode=require dbname=chat", SslMode::Require, Roots::System),
            (
                "host=db user=u sslmode=require sslrootcert='/etc/ca.pem'",
                SslMode::VerifyCa,
                Roots::File("/etc/ca.pem".into()),
            ),
        ] {
            let read = Address::parse(text).unwrap();
            assert_eq!((read.mode, read.roots), (mode, roots), "{text}");
            assert_eq!(read.config.get_user(), Some("u"), "{text}");
        }
    }

    #[test]
    fn a_mode_that_is_none_is_named_with_those_there_are() {
        let refused = Address::parse("postgres://u@db/chat?sslmode=always").unwrap_err().to_string();
        assert!(refused.contains("`always`") && refused.contains("verify-full"), "{refused}");
        let refused = Address::parse("postgres://u@db/chat?colour=red").unwrap_err().to_string();
        assert!(refused.contains("colour"), "{refused}");
    }
}
