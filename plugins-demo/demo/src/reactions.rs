//! Reactions, told of when they come and go; and the calls about them.

use chinwag_plugin::prelude::*;

use crate::tour::Tour;
use crate::{Demo, seen};

impl ReactionHooks for Demo {
    fn reaction_has_been_added(&self, _reaction: Reaction) -> Result<()> {
        seen::count("reaction-has-been-added");
        Ok(())
    }

    fn reaction_has_been_removed(&self, _reaction: Reaction) -> Result<()> {
        seen::count("reaction-has-been-removed");
        Ok(())
    }
}

/// The calls about reactions.
pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    let bot = tour.bot.clone();
    let post = posts::create(Draft::to(&tour.here.channel_id, "A post to react to.").by(&bot))?;
    tour.step("reactions.add", reactions::add(&bot, &post.id, "wave"))?;
    tour.step("reactions.of_post", reactions::of_post(&post.id))?;
    tour.step("reactions.remove", reactions::remove(&bot, &post.id, "wave"))?;
    posts::delete(&post.id)
}
