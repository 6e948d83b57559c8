//! What leaves the machine, with a fake beside each: guarded HTTP ([`http_client`]), mail ([`mail`]) and
//! files ([`file_store`]).
//!
//! Nothing here knows the chat, its storage or its configuration file: callers turn settings into the plain
//! structs of each module. Which addresses may be called is decided in [`address_guard`].

pub mod address_guard;
pub mod file_store;
pub mod http_client;
pub mod mail;
mod tls;

pub use address_guard::{AddressGuard, AllowedInternal};
pub use file_store::{FileStore, FileStoreError, StoredFile, StoredStream};
pub use http_client::{HttpClient, HttpClientError, HttpSettings, OutAnswer, OutRequest};
pub use mail::{Mail, MailError, MailSettings, Mailer};
