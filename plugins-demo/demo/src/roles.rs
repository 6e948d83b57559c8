//! The calls about roles.

use chinwag_plugin::prelude::*;

use crate::tour::Tour;

pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    tour.step("roles.get_by_name", roles::get_by_name("system_admin"))?;
    tour.step("roles.all", roles::all())?;
    tour.step("roles.grant", roles::grant(&["system_admin".into()], "manage_system")).map(drop)
}
