//! People: accounts, logins, statuses, preferences.

use chinwag_plugin::preferences::Preference;
use chinwag_plugin::prelude::*;
use chinwag_plugin::users::Filter;
use serde_json::json;

use crate::tour::Tour;
use crate::{Demo, seen};

impl UserHooks for Demo {
    fn user_has_been_created(&self, _user: User) -> Result<()> {
        seen::count("user-has-been-created");
        Ok(())
    }

    fn user_will_log_in(&self, user: User) -> Result<Permit> {
        seen::count("user-will-log-in");
        // An example of a rule: whoever has this position has left.
        if user.position == "demo: may not log in" {
            return Ok(Permit::Refuse("The demo plugin does not let you in.".into()));
        }
        Ok(Permit::Keep)
    }

    fn user_has_logged_in(&self, _user: User) -> Result<()> {
        seen::count("user-has-logged-in");
        Ok(())
    }

    fn user_has_been_deactivated(&self, _user: User) -> Result<()> {
        seen::count("user-has-been-deactivated");
        Ok(())
    }

    fn preferences_have_changed(&self, _user_id: &str, _preferences: Vec<Preference>) -> Result<()> {
        seen::count("preferences-have-changed");
        Ok(())
    }
}

/// The calls about people. The account it makes is deactivated at the end.
pub(crate) fn tour(tour: &mut Tour) -> Result<()> {
    let me = tour.step("users.get", users::get(&tour.here.user_id))?;
    tour.step("users.get_by_username", users::get_by_username(&me.username))?;
    tour.step("users.get_by_email", users::get_by_email(&me.email))?;
    let both = [me.id.clone(), tour.bot.clone()];
    tour.step("users.get_many", users::get_many(&both))?;
    let filter = Filter { team_id: tour.here.team_id.clone(), active: true, ..Filter::default() };
    tour.step("users.find", users::find(&filter, Page::FIRST))?;
    tour.step("users.search", users::search(&me.username, "", 10))?;
    tour.step("users.statuses", users::statuses(&both))?;
    tour.step(
        "users.has_permission",
        users::has_permission(&me.id, "create_post", "", &tour.here.channel_id),
    )?;
    let name = tour.new_name("user");
    let draft = json!({"username": name, "email": format!("{name}@example.org"), "password": "Sh0rt-lived-for-a-tour"});
    let new = tour.step("users.create", users::create(&draft.into()))?;
    tour.step("users.update", users::update(&new.id, &json!({"nickname": "On tour"}).into()))?;
    tour.step("users.set_status", users::set_status(&new.id, "dnd"))?;
    tour.step("users.set_custom_status", users::set_custom_status(&new.id, "wave", "on tour", 0))?;
    tour.step("users.clear_custom_status", users::clear_custom_status(&new.id))?;
    tour.step("users.deactivate", users::deactivate(&new.id))?;
    tour.step("users.activate", users::activate(&new.id))?;
    users::deactivate(&new.id)
}
