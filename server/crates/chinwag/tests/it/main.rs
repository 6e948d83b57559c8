//! The binary itself, started as an operator starts it.

mod bad_input;
mod crash;
mod mattermost_api;
mod process;
mod start;
