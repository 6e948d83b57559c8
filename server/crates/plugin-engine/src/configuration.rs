//! wasmtime's configuration, one for the server and for the child that compiles.
//!
//! Holds every switch that is not wasmtime's default, with its reason. What is compiled with one and loaded with
//! another does not load, so there is one function for both.

use std::num::NonZeroUsize;
use wasmtime::{
    Config, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig, WasmBacktraceDetails, WasmFeatures,
};

const MIB: usize = 1 << 20;
/// Address space for each linear memory. With 4 GiB no access needs a bounds check.
const RESERVATION: u64 = 4 << 30;

/// Where the memory of instances comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Allocation {
    /// Pooled when the machine lets us reserve the address space, else on demand.
    #[default]
    Auto,
    /// Reserved once, in slots: instances start and end faster.
    Pooled,
    /// For each instance when it starts.
    OnDemand,
}

/// What is compiled must be loadable by every server of this version on this machine: nothing here depends on settings.
pub(crate) fn base() -> Config {
    let mut config = Config::new();
    config
        .epoch_interruption(true)
        .concurrency_support(false)
        .memory_reservation(RESERVATION)
        .memory_init_cow(true)
        .max_wasm_stack(512 << 10)
        .async_stack_size(2 * MIB)
        .wasm_backtrace_max_frames(NonZeroUsize::new(32))
        .wasm_backtrace_details(WasmBacktraceDetails::Disable)
        .native_unwind_info(true)
        .cranelift_opt_level(OptLevel::Speed)
        .shared_memory(false);
    for proposal in refused_proposals() {
        config.wasm_features(proposal, false);
    }
    config
}

/// Proposals no plugin may use: more address space than our limits speak of, threads, and what is not finished.
pub(crate) fn refused_proposals() -> [WasmFeatures; 8] {
    [
        WasmFeatures::MEMORY64,
        WasmFeatures::THREADS,
        WasmFeatures::SHARED_EVERYTHING_THREADS,
        WasmFeatures::STACK_SWITCHING,
        WasmFeatures::CM_ASYNC,
        WasmFeatures::CM_THREADING,
        WasmFeatures::CUSTOM_PAGE_SIZES,
        WasmFeatures::LEGACY_EXCEPTIONS,
    ]
}

/// The configuration with slots for so many instances.
pub(crate) fn pooled(instances: u32) -> Config {
    let memories = instances.saturating_mul(4);
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(instances)
        .total_core_instances(instances.saturating_mul(16))
        .total_memories(memories)
        .total_tables(instances.saturating_mul(8))
        .total_stacks(instances)
        .max_memory_size(RESERVATION as usize)
        .max_core_instances_per_component(64)
        .max_memories_per_component(8)
        .max_tables_per_component(64)
        .max_component_instance_size(8 * MIB)
        .max_core_instance_size(8 * MIB)
        // More than a plugin may have, so that its limit refuses in words and not the pool.
        .table_elements(1_000_000)
        .max_unused_warm_slots(16)
        .linear_memory_keep_resident(256 << 10)
        .table_keep_resident(64 << 10);
    let mut config = base();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    config
}

/// The configuration without slots.
pub(crate) fn on_demand() -> Config {
    let mut config = base();
    config.allocation_strategy(InstanceAllocationStrategy::OnDemand);
    config
}
