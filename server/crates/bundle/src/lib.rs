//! Plugin bundles: a manifest and files in a `.tar.gz`, read, checked, explained, signed, verified and packed.
//!
//! The server (at install) and `wag plugin check` (offline) run this very code, so that what one accepts the other
//! accepts too. What a plugin asks for is a [`Capability`], what an administrator allowed a [`Grants`].
//!
//! This crate knows files, texts and hashes. It must not know what a post or a channel is, nor how a component runs:
//! the names a component imports and exports are read here ([`Component`]), whether it is valid is found out where it
//! is compiled.
//!
//! Start at [`Bundle::check`] (read an archive, keep nothing), [`Staged::unpack`] (read it into a private folder) and
//! [`Manifest::read`]. Every problem is a [`Finding`] with a stable [`Code`].

mod archive;
mod bundle;
mod capability;
mod code;
mod component;
mod digest;
mod document;
mod fields;
mod finding;
mod kind;
mod manifest;
mod pack;
mod signature;
mod signing;
mod stage;
mod upgrade;

pub use archive::{ArchiveLimits, FileEntry};
pub use bundle::{Bundle, Take, WebBundle};
pub use capability::{
    Argument, Capability, CapabilityKind, CapabilityRow, Change, Denial, Grant, GrantLine, GrantScreen,
    GrantState, Grants, Need, Risk, changes,
};
pub use code::{Code, Severity};
pub use component::Component;
pub use digest::{Digest, fnv1a64, web_bundle_name};
pub use finding::{Checked, Finding, Place, Refusal};
pub use kind::WasmKind;
pub use manifest::{
    AskedLimit, AskedLimits, ClientManifest, ClientWebapp, ContractVersion, Delivery, HookWish, Hosting,
    Instances, Kind, LimitRow, MANIFEST_NAMES, Manifest, PluginId, Policy, Server, Setting, SettingOption,
    SettingSection, SettingType, SettingsSchema, Webapp,
};
pub use pack::{Packed, check_folder, pack};
pub use signature::{KeyId, Keyring, TrustedKey, Verified, check_same_signer};
pub use signing::{Password, SigningKey};
pub use stage::Staged;
pub use upgrade::{check_hooks, check_server_version, check_upgrade};
