//! What a component imports and exports, read from its bytes without running them; and what is refused unread.
//!
//! Holds the reading, the limits of size, and the comparison with what a host offers. Needs no engine. What the names
//! mean is the business of whoever uses it.

use std::collections::BTreeMap;
use wasmparser::component_types::ComponentEntityType;
use wasmparser::types::TypesRef;
use wasmparser::{Encoding, Parser, Payload, Validator, WasmFeatures};

/// How big and intricate a component may be before anybody tries to compile it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InspectLimits {
    /// Bytes of the component.
    pub bytes: usize,
    /// Core functions, all modules together.
    pub functions: u32,
    /// Bytes of one function's body.
    pub function_bytes: usize,
    /// Types, of all modules and components together.
    pub types: u32,
    /// Core modules and components inside.
    pub modules: u32,
    /// Components inside components.
    pub depth: usize,
    /// Imports and exports of the component itself.
    pub surface: usize,
    /// Linear memories, of all modules together.
    pub memories: u32,
}

impl Default for InspectLimits {
    fn default() -> Self {
        Self {
            bytes: 64 << 20,
            functions: 200_000,
            function_bytes: 1 << 20,
            types: 50_000,
            modules: 100,
            depth: 8,
            surface: 1000,
            memories: 8,
        }
    }
}

/// What stands on one side of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surface {
    /// The whole name, such as `wasi:cli/stderr@0.2.6` or `run`.
    pub name: String,
    /// The functions in it, when it is an interface; itself, when it is a function.
    pub functions: Vec<String>,
}

/// What a component imports and exports, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    /// What it wants from its host.
    pub imports: Vec<Surface>,
    /// What it offers.
    pub exports: Vec<Surface>,
    /// The smallest amount of memory it starts with, in bytes.
    pub initial_memory_bytes: u64,
}

/// Why bytes are no component we run.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum InspectError {
    /// Not WebAssembly at all.
    #[error(
        "this is not a WebAssembly component: it begins with {begin:02x?}, and should begin with `\\0asm`"
    )]
    NotWasm {
        /// The first bytes.
        begin: Vec<u8>,
    },
    /// A compiled form, which would run without being checked.
    #[error(
        "this is a compiled module (.cwasm). Give the component itself: compiled code is never taken from outside"
    )]
    Compiled,
    /// A core module.
    #[error(
        "this is a core WebAssembly module and not a component. Build it for the target `wasm32-wasip2`, or wrap it with `wasm-tools component new`"
    )]
    CoreModule,
    /// Broken, or it uses a proposal that is not allowed here.
    #[error(
        "the component is not valid: {words} (at byte {offset}). Plugins may not use threads, shared or 64-bit memories, and the asynchronous component model"
    )]
    Invalid {
        /// What the validator said.
        words: String,
        /// Where.
        offset: u64,
    },
    /// Too much of something.
    #[error("the component has {found} {what}; at most {limit} are allowed")]
    TooMuch {
        /// Of what.
        what: &'static str,
        /// How much; where counting stopped.
        found: u64,
        /// The limit.
        limit: u64,
    },
    /// It wants what is not offered.
    #[error("the component imports what this server does not offer: {}. Offered are: {}", .missing.join(", "), .offered.join(", "))]
    UnknownImports {
        /// What is missing.
        missing: Vec<String>,
        /// What is offered.
        offered: Vec<String>,
    },
}

/// Read a component.
///
/// # Errors
/// When the bytes are no component, a broken one, or one beyond the limits.
pub fn inspect(wasm: &[u8], limits: &InspectLimits) -> Result<Inspection, InspectError> {
    refuse_strangers(wasm)?;
    at_most("bytes", wasm.len() as u64, limits.bytes as u64)?;
    let mut reading = Reading { limits, counts: Counts::default(), found: Inspection::default(), depth: 0 };
    let mut validator = Validator::new_with_features(features());
    let mut functions = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(|error| invalid(&error))?;
        reading.count(&payload)?;
        match validator.payload(&payload).map_err(|error| invalid(&error))? {
            wasmparser::ValidPayload::Func(function, body) => functions.push((function, body)),
            wasmparser::ValidPayload::End(types) if reading.depth == 0 => {
                let types = types.as_ref();
                reading
                    .found
                    .imports
                    .iter_mut()
                    .for_each(|surface| name_functions(surface, types, Side::Import));
                reading
                    .found
                    .exports
                    .iter_mut()
                    .for_each(|surface| name_functions(surface, types, Side::Export));
            }
            _ => {}
        }
        if matches!(payload, Payload::End(_)) {
            reading.depth = reading.depth.saturating_sub(1);
        }
    }
    let mut allocations = wasmparser::FuncValidatorAllocations::default();
    for (function, body) in functions {
        let mut checker = function.into_validator(allocations);
        checker.validate(&body).map_err(|error| invalid(&error))?;
        allocations = checker.into_allocations();
    }
    Ok(reading.found)
}

fn features() -> WasmFeatures {
    let mut features = WasmFeatures::default();
    for refused in crate::configuration::refused_proposals() {
        features.remove(refused);
    }
    features.remove(WasmFeatures::GC);
    features
}

/// What is refused by its first bytes.
fn refuse_strangers(wasm: &[u8]) -> Result<(), InspectError> {
    let begin = &wasm[..wasm.len().min(8)];
    if begin.starts_with(b"\x7fELF") {
        return Err(InspectError::Compiled);
    }
    if !begin.starts_with(b"\0asm") {
        return Err(InspectError::NotWasm { begin: begin.to_vec() });
    }
    if begin.get(4..8) == Some(&[1, 0, 0, 0]) {
        return Err(InspectError::CoreModule);
    }
    Ok(())
}

fn at_most(what: &'static str, found: u64, limit: u64) -> Result<(), InspectError> {
    if found > limit { Err(InspectError::TooMuch { what, found, limit }) } else { Ok(()) }
}

fn invalid(error: &wasmparser::BinaryReaderError) -> InspectError {
    InspectError::Invalid { words: error.message().to_owned(), offset: error.offset() as u64 }
}

#[derive(Default)]
struct Counts {
    functions: u64,
    types: u64,
    modules: u64,
    memories: u64,
}

struct Reading<'a> {
    limits: &'a InspectLimits,
    counts: Counts,
    found: Inspection,
    depth: usize,
}

impl Reading<'_> {
    /// Count what a section announces, before the validator works on it.
    fn count(&mut self, payload: &Payload<'_>) -> Result<(), InspectError> {
        let limits = self.limits;
        match payload {
            Payload::Version { encoding: Encoding::Module, .. } if self.depth == 0 => {
                return Err(InspectError::CoreModule);
            }
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => {
                self.depth += 1;
                self.counts.modules += 1;
                at_most("levels of nesting", self.depth as u64, limits.depth as u64)?;
                at_most("modules and components inside", self.counts.modules, limits.modules.into())?;
            }
            Payload::TypeSection(section) => self.types(section.count())?,
            Payload::CoreTypeSection(section) => self.types(section.count())?,
            Payload::ComponentTypeSection(section) => self.types(section.count())?,
            Payload::FunctionSection(section) => {
                self.counts.functions += u64::from(section.count());
                at_most("functions", self.counts.functions, limits.functions.into())?;
            }
            Payload::CodeSectionEntry(body) => {
                let bytes = body.range().len() as u64;
                at_most("bytes in one function", bytes, limits.function_bytes as u64)?;
            }
            Payload::MemorySection(section) => self.memories(section)?,
            Payload::ComponentImportSection(section) if self.depth == 0 => {
                for import in section.clone() {
                    let import = import.map_err(|error| invalid(&error))?;
                    self.found.imports.push(Surface::named(import.name.name));
                }
                at_most("imports", self.found.imports.len() as u64, limits.surface as u64)?;
            }
            Payload::ComponentExportSection(section) if self.depth == 0 => {
                for export in section.clone() {
                    let export = export.map_err(|error| invalid(&error))?;
                    self.found.exports.push(Surface::named(export.name.name));
                }
                at_most("exports", self.found.exports.len() as u64, limits.surface as u64)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn types(&mut self, more: u32) -> Result<(), InspectError> {
        self.counts.types += u64::from(more);
        at_most("types", self.counts.types, self.limits.types.into())
    }

    fn memories(&mut self, section: &wasmparser::MemorySectionReader<'_>) -> Result<(), InspectError> {
        for memory in section.clone() {
            let memory = memory.map_err(|error| invalid(&error))?;
            self.counts.memories += 1;
            let bytes = memory.initial.saturating_mul(64 << 10);
            self.found.initial_memory_bytes = self.found.initial_memory_bytes.saturating_add(bytes);
        }
        at_most("memories", self.counts.memories, self.limits.memories.into())
    }
}

impl Surface {
    fn named(name: &str) -> Self {
        Self { name: name.to_owned(), functions: Vec::new() }
    }
}

#[derive(Clone, Copy)]
enum Side {
    Import,
    Export,
}

fn name_functions(surface: &mut Surface, types: TypesRef<'_>, side: Side) {
    let item = match side {
        Side::Import => types.component_item_for_import(&surface.name),
        Side::Export => types.component_item_for_export(&surface.name),
    };
    match item.map(|item| item.ty) {
        Some(ComponentEntityType::Func(_)) => surface.functions.push(surface.name.clone()),
        Some(ComponentEntityType::Instance(instance)) => {
            let exports = types[instance].exports.iter();
            let functions = exports.filter(|(_, item)| matches!(item.ty, ComponentEntityType::Func(_)));
            surface.functions = functions.map(|(name, _)| name.clone()).collect();
        }
        _ => {}
    }
}

/// The names a host offers to components.
///
/// Names with versions match as in wasmtime's linker: an offered `a:b/c@0.2.6` serves whoever asks for `0.2.0` or
/// `0.2.9`, and not whoever asks for `0.3.0`.
#[derive(Clone, Debug, Default)]
pub struct Offered {
    names: Vec<String>,
    tracks: BTreeMap<String, String>,
}

impl<N: Into<String>> FromIterator<N> for Offered {
    fn from_iter<I: IntoIterator<Item = N>>(names: I) -> Self {
        let mut offered = Self::default();
        for name in names {
            let name = name.into();
            if let Some(track) = track(&name) {
                offered.tracks.insert(track, name.clone());
            }
            offered.names.push(name);
        }
        offered
    }
}

impl Offered {
    /// The offered name that serves this import.
    pub fn serves(&self, import: &str) -> Option<&str> {
        let exact = self.names.iter().find(|name| *name == import);
        exact.or_else(|| self.tracks.get(&track(import)?)).map(String::as_str)
    }

    /// Check that everything a component imports is offered. Imports without functions are types only, and need
    /// nothing.
    ///
    /// # Errors
    /// With the list of what is not offered.
    pub fn check(&self, inspection: &Inspection) -> Result<(), InspectError> {
        let wanted = inspection.imports.iter().filter(|import| !import.functions.is_empty());
        let missing: Vec<String> = wanted
            .filter(|import| self.serves(&import.name).is_none())
            .map(|import| import.name.clone())
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(InspectError::UnknownImports { missing, offered: self.names.clone() })
    }
}

/// The name with as much of its version as must be equal: `a:b/c@1`, `a:b/c@0.2`. None when only the very same
/// version will do.
fn track(name: &str) -> Option<String> {
    let (interface, version) = name.split_once('@')?;
    if version.contains('-') {
        return None;
    }
    let version = version.split('+').next().unwrap_or_default();
    let mut numbers = version.split('.');
    let (major, minor) = (numbers.next()?, numbers.next()?);
    match (major, minor) {
        ("0", "0") => None,
        ("0", minor) => Some(format!("{interface}@0.{minor}")),
        (major, _) => Some(format!("{interface}@{major}")),
    }
}
