//! Starting, stopping, settings; and the calls about the plugin itself: log, settings, context.

use chinwag_plugin::prelude::*;

use crate::tour::Tour;
use crate::{Demo, bots, command, schedule, seen};

impl LifecycleHooks for Demo {
    fn install(&self, previous_version: &str) -> Result<()> {
        log::info!("installed"; "previous_version" => if previous_version.is_empty() { "none" } else { previous_version });
        seen::count("install");
        Ok(())
    }

    fn activate(&self) -> Result<()> {
        // It goes on with what it was granted: an administrator may leave out any of these.
        let begun = [bots::ours().map(drop), commands::register(command::tree()), schedule::start()];
        for error in begun.into_iter().filter_map(Result::err) {
            if !error.is_denied() {
                return Err(error);
            }
            log::warn!("going on without it: {error}");
        }
        seen::count("activate");
        Ok(())
    }

    fn deactivate(&self) -> Result<()> {
        seen::count("deactivate");
        Ok(())
    }

    fn configuration_changed(&self, settings: Json) -> Result<()> {
        let color = settings.get::<String>("color").unwrap_or_default();
        let is_color = color.starts_with('#') && color.len() == 7;
        if !color.is_empty() && !is_color {
            return Err(Error::bad_request(
                "demo.color",
                format!("`{color}` is no colour: `#` and six digits."),
            ));
        }
        seen::count("configuration-changed");
        Ok(())
    }

    fn configuration_will_be_saved(&self, configuration: Json) -> Result<Verdict<Json>> {
        seen::count("configuration-will-be-saved");
        // An example of a rule a company may have: a server with this name is nobody's.
        let team: serde_json::Value = configuration.get("TeamSettings").unwrap_or_default();
        if team["SiteName"] == "demo refuses this" {
            return Ok(Verdict::Refuse("The demo plugin does not want this name.".into()));
        }
        Ok(Verdict::Keep)
    }
}

/// The calls about the plugin itself.
pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    let (about, server) = (context::current(), context::server());
    log::debug!("on tour"; "origin" => about.origin, "depth" => about.depth);
    log::info!("on tour"; "contract" => server.contract);
    log::warn!("a warning, for show");
    log::error!("an error, for show");
    tour.step("log.write, context.current, context.server", Ok(()))?;
    let settings = config::get();
    tour.step("config.set", config::set(&settings))?;
    let config = tour.step("config.server", config::server())?;
    let site = config.get::<serde_json::Value>("ServiceSettings").unwrap_or_default();
    log::info!("the server's own settings, secrets masked"; "site_url" => site["SiteURL"]);
    Ok(())
}
