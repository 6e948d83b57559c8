//! What `wit/0.1` becomes in Rust. Generated; the names are the contract's.
#![allow(missing_docs, unreachable_pub, clippy::all, clippy::pedantic, reason = "generated code")]

wasmtime::component::bindgen!({
    path: "../../../wit/0.1",
    world: "everything",
    imports: { default: async },
    exports: { default: async },
    require_store_data_send: true,
    additional_derives: [Clone],
    with: {
        "chinwag:plugin/files.reader": crate::host::files::Reader,
        "chinwag:plugin/files.writer": crate::host::files::Writer,
    },
});
