//! Joining and leaving teams and channels.

use chinwag_plugin::prelude::*;

use crate::{Demo, seen};

impl MemberHooks for Demo {
    fn user_has_joined_team(&self, _team_id: &str, _user_id: &str, _actor_id: &str) -> Result<()> {
        seen::count("user-has-joined-team");
        Ok(())
    }

    fn user_has_left_team(&self, _team_id: &str, _user_id: &str, _actor_id: &str) -> Result<()> {
        seen::count("user-has-left-team");
        Ok(())
    }

    fn user_has_joined_channel(&self, _channel_id: &str, _user_id: &str, _actor_id: &str) -> Result<()> {
        seen::count("user-has-joined-channel");
        Ok(())
    }

    fn user_has_left_channel(&self, _channel_id: &str, _user_id: &str, _actor_id: &str) -> Result<()> {
        seen::count("user-has-left-channel");
        Ok(())
    }

    fn team_member_will_be_added(&self, team_id: &str, _user_id: &str, _actor_id: &str) -> Result<Permit> {
        seen::count("team-member-will-be-added");
        closed(&teams::get(team_id)?.description)
    }

    fn channel_member_will_be_added(
        &self,
        channel_id: &str,
        _user_id: &str,
        _actor_id: &str,
    ) -> Result<Permit> {
        seen::count("channel-member-will-be-added");
        closed(&channels::get(channel_id)?.purpose)
    }
}

/// An example of a rule: a place that says so takes nobody in.
fn closed(description: &str) -> Result<Permit> {
    if description.contains("demo:closed") {
        return Ok(Permit::Refuse("Nobody is taken in here, says the demo plugin.".into()));
    }
    Ok(Permit::Keep)
}
