//! Bundles from outside: what loads, what is refused, in which words, and that nothing is left behind.
//!
//! The groups of bad input every plugin server must stand, and where each is tried:
//!
//! | group | what | where |
//! | --- | --- | --- |
//! | 1, 2, 13 | traversal, absolute names, drives, shares, long and odd names | `names.rs` |
//! | 3, 4, 5, 12, 14 | links, devices, sparse files, modes and owners | `entries.rs` |
//! | 6 | names twice, by case, by Unicode | `names.rs` |
//! | 7, 8 | pax against ustar, long names, macOS | `headers.rs` |
//! | 9, 10, 11, 15, 16, 18 | bombs, many entries, ends, zip, uploads that stop, sizes | `shape.rs` |
//! | 17 | two uploads at once | `stage.rs` |
//! | 19, 21, 22, 23, 24 | ids, texts, unknown fields, versions, paths | `manifest.rs`, `document.rs`, `capability.rs` |
//! | 20, 26 | signers, signatures | `signature.rs` |
//! | 25 | settings | `settings.rs` |
//! | 27, 28 | hashes of the web part, hooks declared and exported | `parts.rs`, `component.rs` |

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod archives;
mod capability;
mod component;
mod contract;
mod document;
mod entries;
mod headers;
mod manifest;
mod names;
mod pack;
mod parts;
mod properties;
mod settings;
mod shape;
mod signature;
mod stage;
