//! The calls about preferences. That they change is told to the hook in `users.rs`.

use chinwag_plugin::preferences::{self, Preference};
use chinwag_plugin::prelude::*;

use crate::tour::Tour;

pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    let user = tour.here.user_id.clone();
    let all = [Preference::new("pp_demo", "tour", "taken")];
    tour.step("preferences.set", preferences::set(&user, &all))?;
    tour.step("preferences.of_user", preferences::of_user(&user, "pp_demo"))?;
    tour.step("preferences.delete", preferences::delete(&user, &all))
}
