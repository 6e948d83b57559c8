//! The state of an instance: the engine's sandbox, HTTP, the plugin it belongs to, and the call in progress.

use std::sync::Arc;

use chinwag_bundle::{CapabilityKind, Denial, Need};
use chinwag_model::AppError;
use chinwag_plugin_contract::{Addresses, Asked, Authors, Caller};
use chinwag_plugin_engine::{HostState, Sandbox};
use wasmtime::component::ResourceTable;
use wasmtime_wasi::{WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::{bindings::chinwag::plugin::types::Error, outgoing::Outgoing, own::Own};

/// The state of one instance.
pub(crate) struct Guest {
    sandbox: Sandbox,
    http: WasiHttpCtx,
    outgoing: Outgoing,
    pub(crate) own: Arc<Own>,
    /// On whose behalf the call in progress runs.
    pub(crate) asked: Asked,
}

impl Guest {
    pub(crate) fn new(sandbox: Sandbox, own: Arc<Own>) -> Self {
        let mut http = WasiHttpCtx::new();
        http.set_field_size_limit(64 << 10);
        Self { sandbox, http, outgoing: Outgoing::new(own.clone()), own, asked: Asked::default() }
    }

    /// Insists on a grant.
    pub(crate) fn need(&self, need: &Need<'_>) -> Result<(), Error> {
        if self.own.grants.load().allows(need) {
            return Ok(());
        }
        Err(self.denied(need))
    }

    /// Insists on a grant that takes no argument.
    pub(crate) fn may(&self, kind: CapabilityKind) -> Result<(), Error> {
        self.need(&Need::of(kind))
    }

    fn denied(&self, need: &Need<'_>) -> Error {
        let denial = Denial::new(self.own.id.as_str(), need, &self.own.manifest.capabilities);
        Error {
            id: "plugin.capability.denied".into(),
            status: 403,
            message: denial.to_string(),
            detail: String::new(),
        }
    }

    /// Who calls chat.
    pub(crate) fn caller(&self) -> Caller {
        let grants = self.own.grants.load();
        let has = |kind| grants.allows(&Need::of(kind));
        Caller {
            plugin: self.own.id.to_string(),
            depth: self.asked.depth.saturating_add(1),
            request_id: self.asked.request_id.clone(),
            addresses: if has(CapabilityKind::UsersEmail) { Addresses::Shown } else { Addresses::Hidden },
            authors: if has(CapabilityKind::PostsModerate) { Authors::Anybody } else { Authors::OwnBots },
        }
    }

    /// Where calls to other plugins continue the chain.
    pub(crate) fn chain(&mut self) -> chinwag_plugin_engine::Chain {
        self.sandbox.chain()
    }
}

impl HostState for Guest {
    fn sandbox(&mut self) -> &mut Sandbox {
        &mut self.sandbox
    }
}

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        self.sandbox.ctx()
    }
}

impl WasiHttpView for Guest {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        let table: &mut ResourceTable = self.sandbox.table();
        WasiHttpCtxView { hooks: &mut self.outgoing, table, ctx: &mut self.http }
    }
}

/// The error of a call, from chat's.
pub(crate) fn error(error: AppError) -> Error {
    Error {
        id: error.id.into_owned(),
        status: error.status_code,
        message: error.message,
        detail: error.detailed_error,
    }
}

/// An error of the platform's own.
pub(crate) fn refuse(status: u16, id: &str, message: impl Into<String>) -> Error {
    Error { id: id.into(), status, message: message.into(), detail: String::new() }
}
