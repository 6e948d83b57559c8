//! What a component says about itself by the names it imports and exports: the hooks it answers, the interfaces it
//! uses, the line of the contract it was built for.
//!
//! Only names are read, for people to look at. Whether the component is valid, and whether the shapes behind the names
//! are the contract's, is found out where components are compiled and started.

use std::collections::BTreeSet;

use serde::Serialize;
use wasmparser::{Parser, Payload};

use crate::code::Code;
use crate::finding::Finding;

/// The package whose interfaces are the contract.
const CONTRACT: &str = "chinwag:plugin/";
/// What the names of hooks' interfaces begin with.
const HOOK: &str = "hook-";

/// The names of a component.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Component {
    /// The hooks it answers, without `hook-`: `message-will-be-posted`.
    pub hooks: BTreeSet<String>,
    /// The interfaces of the contract it uses: `kv`, `posts`.
    pub uses: BTreeSet<String>,
    /// Whether it answers web requests at `/plugins/ID/…`.
    pub answers_http: bool,
    /// Whether it sends web requests.
    pub sends_http: bool,
    /// Whether it can be run as a command, as steps of jobs are.
    pub runs: bool,
    /// The lines of the contract it names; one, unless it was put together of parts that differ.
    pub contracts: BTreeSet<String>,
}

impl Component {
    /// Reads the names.
    ///
    /// # Errors
    /// When the bytes are no component, or one that ends too early or is broken where names are.
    pub fn read(bytes: &[u8]) -> Result<Self, Finding> {
        let broken = |error: wasmparser::BinaryReaderError| {
            let words = format!("the component is broken at byte {}: {}", error.offset(), error.message());
            Finding::manifest(Code::ComponentBroken, "server.component", words)
        };
        let mut found = Self::default();
        let mut depth = 0_u32;
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.map_err(broken)? {
                Payload::Version { encoding: wasmparser::Encoding::Module, .. } if depth == 0 => {
                    let words = "this is a core module of WebAssembly, not a component";
                    return Err(Finding::manifest(Code::ComponentIsModule, "server.component", words));
                }
                Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                Payload::ComponentImportSection(section) if depth == 0 => {
                    for import in section {
                        found.imports(import.map_err(broken)?.name.name);
                    }
                }
                Payload::ComponentExportSection(section) if depth == 0 => {
                    for export in section {
                        found.exports(export.map_err(broken)?.name.name);
                    }
                }
                _ => {}
            }
        }
        Ok(found)
    }

    fn imports(&mut self, name: &str) {
        if let Some(interface) = self.of_contract(name) {
            self.uses.insert(interface);
        }
        self.sends_http |= name.starts_with("wasi:http/outgoing-handler");
    }

    fn exports(&mut self, name: &str) {
        if let Some(interface) = self.of_contract(name)
            && let Some(hook) = interface.strip_prefix(HOOK)
        {
            self.hooks.insert(hook.to_owned());
        }
        self.answers_http |= name.starts_with("wasi:http/incoming-handler");
        self.runs |= name.starts_with("wasi:cli/run");
    }

    /// The interface's name when it is one of the contract; remembers the contract's line.
    fn of_contract(&mut self, name: &str) -> Option<String> {
        let rest = name.strip_prefix(CONTRACT)?;
        let (interface, version) = rest.split_once('@').unwrap_or((rest, ""));
        if !version.is_empty() {
            self.contracts.insert(version.to_owned());
        }
        Some(interface.to_owned())
    }
}
