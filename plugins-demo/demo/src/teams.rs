//! The calls about teams. The team it makes is archived at the end.

use chinwag_plugin::prelude::*;
use serde_json::json;

use crate::tour::Tour;

pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    let (user, team_id) = (tour.here.user_id.clone(), tour.here.team_id.clone());
    let team = tour.step("teams.get", teams::get(&team_id))?;
    tour.step("teams.get_by_name", teams::get_by_name(&team.name))?;
    tour.step("teams.find", teams::find(Page::FIRST))?;
    tour.step("teams.of_user", teams::of_user(&user))?;
    let draft = json!({"name": tour.new_name("team"), "display_name": "On tour", "type": "I"});
    let new = tour.step("teams.create", teams::create(&draft.into()))?;
    tour.step("teams.update", teams::update(&new.id, &json!({"description": "For a moment"}).into()))?;
    tour.step("teams.add_member", teams::add_member(&new.id, &user))?;
    tour.step("teams.member", teams::member(&new.id, &user))?;
    tour.step("teams.members", teams::members(&new.id, Page::FIRST))?;
    let roles = teams::set_member_roles(&new.id, &user, "team_user team_admin");
    tour.step("teams.set_member_roles", roles)?;
    tour.step("teams.remove_member", teams::remove_member(&new.id, &user))?;
    tour.step("teams.archive", teams::archive(&new.id))
}
