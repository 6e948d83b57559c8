//! The calls about keys and values.

use chinwag_plugin::kv::Change;
use chinwag_plugin::prelude::*;

use crate::tour::Tour;

pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    tour.step("kv.set", kv::set("tour:a", &1))?;
    tour.step("kv.get", kv::get::<u32>("tour:a"))?;
    tour.step("kv.set (for an hour)", kv::set_for("tour:b", "goes by itself", 3600))?;
    let there = tour.step("kv.set (where there is none)", kv::insert("tour:a", &2))?;
    if there {
        return Err(Error::from("a key that was there was written over"));
    }
    tour.step(
        "kv.update",
        kv::update("tour:a", |count: &mut u32| {
            *count += 1;
            Ok(())
        }),
    )?;
    tour.step("kv.get_many", kv::get_many_bytes(&["tour:a".into(), "tour:none".into()]))?;
    tour.step("kv.keys", kv::keys("tour:"))?;
    let changes = vec![Change::set("tour:c", "together")?, Change::delete("tour:b")];
    tour.step("kv.batch", kv::batch(changes))?;
    tour.step("kv.delete", kv::delete("tour:c"))?;
    tour.step("kv.delete_prefix", kv::delete_prefix("tour:")).map(drop)
}
