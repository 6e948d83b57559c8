//! Welcome: an example of a bot, of a hook that is told of every event even after the server was down, and of work that
//! is due later.
//!
//! The manifest asks for durable delivery of `user-has-joined-team`: each event comes at least once. So greeting is written
//! to be harmless the second time. What is due later lies in the store of keys and values, under keys that sort by time,
//! and an hourly schedule looks for it: there may be thousands of people, and a plugin has at most 100 schedules.

#[cfg(test)]
mod tests;

use chinwag_plugin::prelude::*;
use serde::{Deserialize, Serialize};

const DAY: Millis = 24 * 60 * 60 * 1000;
/// How often due questions are looked for, in seconds.
const LOOK: u32 = 3600;

/// What the administrator set.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Settings {
    greeting: String,
    follow_up_days: i64,
    follow_up: String,
}

/// Who is to be asked.
#[derive(Serialize, Deserialize)]
struct Due {
    user_id: String,
    team_id: String,
}

/// The plugin.
#[derive(Default)]
pub struct Welcome;

fn bot() -> Result<String> {
    Ok(bots::ensure("welcome", "Welcome", "Greets whoever joins a team.")?.user_id)
}

/// Says something to a person in a direct message, with their name and the team's in its places.
fn tell(user: &User, team_id: &str, text: &str) -> Result<()> {
    let team = teams::get(team_id)?;
    let bot = bot()?;
    let text = text.replace("{name}", user.called()).replace("{team}", &team.display_name);
    let channel = channels::direct(&bot, &user.id)?;
    posts::create(Draft::to(&channel.id, text).by(&bot).of_kind("custom_welcome")).map(drop)
}

fn greet(user_id: &str, team_id: &str) -> Result<()> {
    let user = users::get(user_id)?;
    if user.is_bot {
        return Ok(());
    }
    let greeted = format!("greeted:{team_id}:{user_id}");
    if kv::get::<Millis>(&greeted)?.is_some() {
        return Ok(());
    }
    let settings: Settings = config::read()?;
    tell(&user, team_id, &settings.greeting)?;
    // Only now: should the server stop in between, a second greeting is better than none.
    kv::set(&greeted, &now())?;
    if settings.follow_up_days > 0 {
        let at = now() + settings.follow_up_days * DAY;
        let due = Due { user_id: user_id.to_owned(), team_id: team_id.to_owned() };
        kv::set(&format!("due:{at:015}:{user_id}"), &due)?;
    }
    Ok(())
}

/// Asks everybody whose time has come.
fn ask_due() -> Result<()> {
    let settings: Settings = config::read()?;
    let until = format!("due:{:015}", now());
    for key in kv::keys("due:")?.into_iter().take_while(|key| *key < until) {
        if let Some(due) = kv::get::<Due>(&key)? {
            // Somebody who has gone meanwhile must not keep all others waiting.
            let asked =
                users::get(&due.user_id).and_then(|user| tell(&user, &due.team_id, &settings.follow_up));
            if let Err(error) = asked {
                log::warn!("somebody could not be asked: {error}"; "user_id" => due.user_id);
            }
        }
        kv::delete(&key)?;
    }
    Ok(())
}

impl LifecycleHooks for Welcome {
    fn activate(&self) -> Result<()> {
        bot()?;
        schedule::every("look", LOOK, b"")?;
        commands::register(
            Command::new("welcome").about("Shows the greeting newcomers get, as you would get it"),
        )
    }
}

impl MemberHooks for Welcome {
    fn user_has_joined_team(&self, team_id: &str, user_id: &str, _actor_id: &str) -> Result<()> {
        greet(user_id, team_id)
    }
}

impl ScheduleHooks for Welcome {
    fn tick(&self, _name: &str, _due_at: Millis, _payload: Vec<u8>) -> Result<()> {
        ask_due()
    }
}

impl CommandHooks for Welcome {
    fn execute_command(&self, args: CommandArgs) -> Result<CommandResponse> {
        let settings: Settings = config::read()?;
        tell(&users::get(&args.user_id)?, &args.team_id, &settings.greeting)?;
        Ok(CommandResponse::ephemeral("Look at your direct messages."))
    }
}

register!(Welcome: Activate, UserHasJoinedTeam, Tick, ExecuteCommand);
