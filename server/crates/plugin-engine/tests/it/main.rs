//! The engine from outside: a well-behaved plugin beside hostile ones, and what becomes of each.
//!
//! Guests are written as text (`guests`), so no toolchain for wasm is needed. `house` is the set-up: an engine, the
//! host functions guests may call, and a good plugin that must answer whatever the others do.

#![allow(clippy::unwrap_used, reason = "a test stops where it stands")]

mod chains;
mod compile;
mod guests;
mod handles;
mod house;
mod inspect;
mod life;
mod logs;
mod loops;
mod memory;
mod pool;
mod traps;
mod values;
mod waiting;
