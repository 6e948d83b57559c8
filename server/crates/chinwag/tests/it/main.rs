//! The binary itself, started as an operator starts it.

mod crash;
mod process;
mod start;
