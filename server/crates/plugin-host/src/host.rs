//! What plugins may call: one module a noun, each function asks for its grant first and then chat.

mod commands;
pub(crate) mod files;
mod own_things;
mod people;
mod places;
mod posts;
mod schedule;
mod wires;

use crate::{bindings::chinwag::plugin::types, guest::Guest};

impl types::Host for Guest {}

pub(crate) use schedule::next_time;
