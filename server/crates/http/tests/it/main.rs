//! Tests of the whole server from outside, one module a noun.

mod post;
mod preference;
mod role;
mod status;
mod system;
mod websocket;
