//! Schedules: run by itself, once for all nodes.

use chinwag_plugin::prelude::*;

use crate::tour::Tour;
use crate::{Demo, seen};

const HOURLY: &str = "hourly";

/// The schedule the plugin always has.
pub(crate) fn start() -> Result<()> {
    schedule::every(HOURLY, 3600, b"")
}

impl ScheduleHooks for Demo {
    fn tick(&self, name: &str, due_at: Millis, payload: Vec<u8>) -> Result<()> {
        seen::count("tick");
        let late_ms = now() - due_at;
        log::info!("a schedule's time has come"; name, late_ms, "payload_bytes" => payload.len());
        kv::set("last-tick", &(name, due_at))
    }
}

/// The calls about schedules.
pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    tour.step("schedule.every", schedule::every("tour-every", 86_400, b"each day"))?;
    tour.step("schedule.cron", schedule::cron("tour-cron", "0 9 * * 1-5", "Europe/Berlin", b"work days"))?;
    tour.step("schedule.at", schedule::at("tour-once", now() + 1000, b"once"))?;
    tour.step("schedule.entries", schedule::entries())?;
    tour.step("schedule.cancel", schedule::cancel("tour-every"))?;
    schedule::cancel("tour-cron").map(drop)
}
