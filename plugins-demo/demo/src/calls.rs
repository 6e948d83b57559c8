//! Calls between plugins.

use chinwag_plugin::prelude::*;

use crate::tour::Tour;
use crate::{Demo, seen};

impl CallHooks for Demo {
    fn called(&self, caller: &str, method: &str, payload: Vec<u8>) -> Result<Vec<u8>> {
        seen::count("called");
        match method {
            "echo" => Ok(payload),
            "who" => Ok(caller.as_bytes().to_vec()),
            other => {
                Err(Error::not_found("demo.method", format!("There is no `{other}`: `echo` and `who`.")))
            }
        }
    }
}

/// The calls about plugins: it calls itself, on another instance.
pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    tour.step("plugins.all", plugins::all())?;
    let own = context::server().plugin_id;
    tour.attempt("plugins.call", plugins::call(&own, "who", b""));
    Ok(())
}
