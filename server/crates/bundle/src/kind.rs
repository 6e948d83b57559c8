//! What the file is that a manifest names as its component, by its first bytes.
//!
//! What a component imports and exports is looked at where components are run.

use crate::code::Code;
use crate::finding::Finding;

/// What a file is, as far as its first bytes tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WasmKind {
    /// A WebAssembly component.
    Component,
    /// A core module.
    Module,
    /// WebAssembly of a version nobody here knows.
    Unknown,
    /// What wasmtime makes of a component on one machine (`.cwasm`).
    Compiled,
    /// A native program.
    Native,
    /// WebAssembly as text (`.wat`).
    Text,
    /// None of these.
    #[default]
    Other,
}

impl WasmKind {
    /// Bytes that are looked at.
    pub const HEAD_BYTES: usize = 20;

    /// What a file is that begins with these bytes.
    #[must_use]
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0, b'a', b's', b'm', 0x0d, 0, 1, 0, ..] => Self::Component,
            [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => Self::Module,
            [0, b'a', b's', b'm', ..] => Self::Unknown,
            // ELF with the machine-independent marks wasmtime writes: OS/ABI 200, type none.
            [0x7f, b'E', b'L', b'F', _, _, _, 200, ..] => Self::Compiled,
            [0x7f, b'E', b'L', b'F', ..]
            | [b'M', b'Z', ..]
            | [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..]
            | [0xca, 0xfe, 0xba, 0xbe, ..]
            | [b'#', b'!', ..] => Self::Native,
            _ => {
                let text = head.trim_ascii_start();
                let is_text = text.starts_with(b"(component")
                    || text.starts_with(b"(module")
                    || text.starts_with(b";;");
                if is_text { Self::Text } else { Self::Other }
            }
        }
    }

    /// The refusal of a file that is no component, in words.
    pub(crate) fn refusal(self, path: &str) -> Option<Finding> {
        let (code, what) = match self {
            Self::Component => return None,
            Self::Module => (Code::ComponentIsModule, "a core module of WebAssembly, not a component"),
            Self::Compiled => (
                Code::ComponentIsCompiled,
                "already compiled for one machine (.cwasm), which is never trusted",
            ),
            Self::Native => (Code::ComponentIsNative, "a native program"),
            Self::Text => (Code::ComponentIsText, "WebAssembly in its text form"),
            Self::Unknown => (Code::ComponentNotWasm, "WebAssembly of a version that is not known here"),
            Self::Other => (Code::ComponentNotWasm, "no WebAssembly at all"),
        };
        Some(Finding::manifest(code, "server.component", format!("`{path}` is {what}")).value(path))
    }
}
