//! The binary itself, started as an operator starts it.

mod crash;
mod mattermost_api;
mod process;
mod start;
