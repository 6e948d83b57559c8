//! The calls about bots, and the plugin's own.

use chinwag_plugin::prelude::*;

use crate::tour::Tour;

/// The smallest PNG there is: one pixel.
pub(crate) const PICTURE: [u8; 67] = [
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 58,
    126, 155, 85, 0, 0, 0, 10, 73, 68, 65, 84, 120, 156, 99, 104, 0, 0, 0, 130, 0, 129, 119, 205, 114, 182,
    0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
];

/// The account the plugin acts as.
pub(crate) fn ours() -> Result<String> {
    Ok(bots::ensure("demo", "Demo", "Shows what plugins can do.")?.user_id)
}

pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    let bot = tour.step("bots.ensure", bots::ensure("demo-second", "Second", "For a moment."))?;
    tour.step("bots.get", bots::get(&bot.user_id))?;
    tour.step("bots.find", bots::find(Page::FIRST))?;
    tour.attempt("bots.set_picture", bots::set_picture(&bot.user_id, &PICTURE));
    tour.step("bots.disable", bots::disable(&bot.user_id))?;
    tour.step("bots.enable", bots::enable(&bot.user_id)).map(drop)
}
