//! Tests of the whole server from outside, one module a noun.

mod post;
mod system;
mod preference;
mod role;
mod status;
