//! Tests of the whole server from outside, one module a noun.

#![allow(
    clippy::unwrap_used,
    clippy::large_futures,
    reason = "a test stops where it stands, and a whole server in it is large"
)]

mod bad_input;
mod bookmark;
mod bot;
mod brand;
mod category;
mod channel;
mod channel_member;
mod command;
mod draft;
mod emoji;
mod file;
mod integration_action;
mod job;
mod link_preview;
mod matrix;
mod mention;
mod permalink;
mod post;
mod preference;
mod proxy;
mod reaction;
mod role;
mod search;
mod status;
mod system;
mod team;
mod team_member;
mod thread;
mod traps;
mod user;
mod user_list;
mod webhook;
mod websocket;
