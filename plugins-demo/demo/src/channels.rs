//! Channels: made, about to be archived; and the calls about them.

use chinwag_plugin::prelude::*;
use serde_json::json;

use crate::tour::Tour;
use crate::{Demo, seen};

impl ChannelHooks for Demo {
    fn channel_has_been_created(&self, _channel: Channel) -> Result<()> {
        seen::count("channel-has-been-created");
        Ok(())
    }

    fn channel_will_be_archived(&self, channel: Channel) -> Result<Permit> {
        seen::count("channel-will-be-archived");
        if channel.purpose.contains("demo:keep") {
            return Ok(Permit::Refuse("This channel is kept, says the demo plugin.".into()));
        }
        Ok(Permit::Keep)
    }
}

/// The calls about channels. The channel it makes is archived at the end.
pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    let (here, bot) = (tour.here.clone(), tour.bot.clone());
    let channel = tour.step("channels.get", channels::get(&here.channel_id))?;
    tour.step("channels.get_by_name", channels::get_by_name(&here.team_id, &channel.name))?;
    tour.step("channels.public_of_team", channels::public_of_team(&here.team_id, Page::FIRST))?;
    tour.step("channels.of_user", channels::of_user(&here.user_id, &here.team_id))?;
    tour.step("channels.search", channels::search(&here.team_id, "demo"))?;
    let name = tour.new_name("channel");
    let draft = json!({"team_id": here.team_id, "name": name, "display_name": "On tour", "type": "O"});
    let new = tour.step("channels.create", channels::create(&draft.into()))?;
    tour.step("channels.update", channels::update(&new.id, &json!({"purpose": "For a moment"}).into()))?;
    tour.step("channels.add_member", channels::add_member(&new.id, &here.user_id))?;
    tour.step("channels.member", channels::member(&new.id, &here.user_id))?;
    tour.step("channels.members", channels::members(&new.id, Page::FIRST))?;
    let roles = channels::set_member_roles(&new.id, &here.user_id, "channel_user channel_admin");
    tour.step("channels.set_member_roles", roles)?;
    let quiet = json!({"desktop": "mention"}).into();
    let props = channels::set_member_notify_props(&new.id, &here.user_id, &quiet);
    tour.step("channels.set_member_notify_props", props)?;
    tour.step("channels.stats", channels::stats(&new.id))?;
    tour.step("channels.remove_member", channels::remove_member(&new.id, &here.user_id))?;
    tour.step("channels.archive", channels::archive(&new.id))?;
    tour.step("channels.restore", channels::restore(&new.id))?;
    channels::archive(&new.id)?;
    tour.step("channels.direct", channels::direct(&bot, &here.user_id))?;
    let third = bots::ensure("demo-third", "Third", "Makes a group of three.")?;
    tour.step("channels.group", channels::group(&[bot, here.user_id, third.user_id])).map(drop)
}
