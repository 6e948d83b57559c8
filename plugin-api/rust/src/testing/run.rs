//! What happens on a server, with the plugin asked as the server would: only the hooks it registered.

use super::Chat;
use crate::commands::{CommandArgs, CommandResponse};
use crate::context::About;
use crate::hooks::{
    CommandHooks, Hook, HttpHooks, LifecycleHooks, MemberHooks, MessageHooks, Permit, PostVerdict,
    ScheduleHooks,
};
use crate::http::{Request, Response};
use crate::posts::{Draft, Post};
use crate::{Error, Plugin, Result};

fn answers<P: Plugin>(hook: Hook) -> bool {
    P::HOOKS.contains(&hook)
}

/// A test that counts on a hook nobody would ask is wrong.
fn insist<P: Plugin>(hooks: &[Hook]) {
    let any = hooks.iter().any(|hook| answers::<P>(*hook));
    assert!(any, "none of {hooks:?} is in register!(…), so the server would never ask the plugin");
}

impl Chat {
    /// Installs and starts the plugin.
    ///
    /// # Errors
    /// What the plugin says.
    pub fn start<P: Plugin + LifecycleHooks>(&self, plugin: &P) -> Result<()> {
        if answers::<P>(Hook::Install) {
            plugin.install("")?;
        }
        if answers::<P>(Hook::ConfigurationChanged) {
            plugin.configuration_changed(self.config_get())?;
        }
        if answers::<P>(Hook::Activate) {
            plugin.activate()?;
        }
        Ok(())
    }

    /// Somebody posts. None when the plugin discards it.
    ///
    /// # Errors
    /// The plugin's refusal (400), or what it fails with.
    ///
    /// # Panics
    /// When the plugin registered no hook for it.
    pub fn person_posts<P: Plugin + MessageHooks>(
        &self,
        plugin: &P,
        user_id: &str,
        channel_id: &str,
        message: &str,
    ) -> Result<Option<Post>> {
        insist::<P>(&[Hook::MessageWillBePosted, Hook::MessageHasBeenPosted]);
        self.person_posts_draft(plugin, user_id, Draft::to(channel_id, message))
    }

    /// The same with everything a draft may say.
    ///
    /// # Errors
    /// As [`Chat::person_posts`].
    pub fn person_posts_draft<P: Plugin + MessageHooks>(
        &self,
        plugin: &P,
        user_id: &str,
        draft: Draft,
    ) -> Result<Option<Post>> {
        let mut draft = draft;
        if answers::<P>(Hook::MessageWillBePosted) {
            let asked = Post {
                user_id: user_id.into(),
                channel_id: draft.channel_id.clone(),
                root_id: draft.root_id.clone(),
                message: draft.message.clone(),
                props: draft.props.clone(),
                file_ids: draft.file_ids.clone(),
                ..Post::default()
            };
            match plugin.message_will_be_posted(asked)? {
                PostVerdict::Keep => {}
                PostVerdict::Replace(post) => (draft.message, draft.props) = (post.message, post.props),
                PostVerdict::Refuse(words) => return Err(Error::bad_request("plugin.refused", words)),
                PostVerdict::Discard => return Ok(None),
            }
        }
        let post = self.keep(draft, user_id.to_owned())?;
        if answers::<P>(Hook::MessageHasBeenPosted) {
            plugin.message_has_been_posted(post.clone())?;
        }
        Ok(Some(post))
    }

    /// Somebody types a command.
    ///
    /// # Errors
    /// What the plugin fails with.
    ///
    /// # Panics
    /// When the plugin did not register the hook, or there is no such command.
    pub fn person_types<P: Plugin + CommandHooks>(
        &self,
        plugin: &P,
        user_id: &str,
        channel_id: &str,
        command: &str,
    ) -> Result<CommandResponse> {
        insist::<P>(&[Hook::ExecuteCommand]);
        let (team_id, site_url) = {
            let state = self.0.borrow();
            let team_id = state.channel(channel_id)?.team_id.clone();
            (team_id, state.server.site_url.clone())
        };
        let args = CommandArgs {
            user_id: user_id.into(),
            team_id,
            channel_id: channel_id.into(),
            command: command.into(),
            trigger_id: "trigger".into(),
            site_url,
            ..CommandArgs::default()
        };
        let known = self.commands().iter().any(|known| known.trigger == args.trigger());
        assert!(known, "no command `/{}` is registered: does the test start the plugin?", args.trigger());
        self.as_person(user_id, || plugin.execute_command(args))
    }

    /// A web request to the plugin.
    ///
    /// # Panics
    /// When the plugin did not register the hook.
    pub fn request<P: Plugin + HttpHooks>(&self, plugin: &P, request: Request) -> Response {
        insist::<P>(&[Hook::Http]);
        let user_id = request.user_id().unwrap_or_default().to_owned();
        self.as_person(&user_id, || plugin.handle(request))
    }

    /// Somebody joins a team.
    ///
    /// # Errors
    /// The plugin's refusal (403), or what it fails with.
    ///
    /// # Panics
    /// When the plugin registered no hook for it.
    pub fn person_joins_team<P: Plugin + MemberHooks>(
        &self,
        plugin: &P,
        user_id: &str,
        team_id: &str,
    ) -> Result<()> {
        insist::<P>(&[Hook::TeamMemberWillBeAdded, Hook::UserHasJoinedTeam]);
        if answers::<P>(Hook::TeamMemberWillBeAdded) {
            permitted(plugin.team_member_will_be_added(team_id, user_id, "")?)?;
        }
        self.0.borrow_mut().join_team(team_id, user_id);
        if answers::<P>(Hook::UserHasJoinedTeam) {
            plugin.user_has_joined_team(team_id, user_id, "")?;
        }
        Ok(())
    }

    /// Somebody joins a channel.
    ///
    /// # Errors
    /// The plugin's refusal (403), or what it fails with.
    ///
    /// # Panics
    /// When the plugin registered no hook for it.
    pub fn person_joins_channel<P: Plugin + MemberHooks>(
        &self,
        plugin: &P,
        user_id: &str,
        channel_id: &str,
    ) -> Result<()> {
        insist::<P>(&[Hook::ChannelMemberWillBeAdded, Hook::UserHasJoinedChannel]);
        if answers::<P>(Hook::ChannelMemberWillBeAdded) {
            permitted(plugin.channel_member_will_be_added(channel_id, user_id, "")?)?;
        }
        self.join(user_id, channel_id);
        if answers::<P>(Hook::UserHasJoinedChannel) {
            plugin.user_has_joined_channel(channel_id, user_id, "")?;
        }
        Ok(())
    }

    /// Runs every schedule that is due, the earliest first, each at most once.
    ///
    /// # Panics
    /// When the plugin did not register the hook, or fails.
    pub fn run_due<P: Plugin + ScheduleHooks>(&self, plugin: &P) {
        let now = self.now();
        let mut due: Vec<_> =
            self.0.borrow().schedules.iter().filter(|entry| entry.next_at <= now).cloned().collect();
        due.sort_by_key(|entry| entry.next_at);
        for entry in due {
            self.tick(plugin, &entry.name).expect("the plugin's tick failed");
        }
    }

    /// Runs one schedule now, due or not: for those by cron, which the fake server does not read.
    ///
    /// # Errors
    /// What the plugin fails with.
    ///
    /// # Panics
    /// When the plugin did not register the hook, or there is no such schedule.
    pub fn tick<P: Plugin + ScheduleHooks>(&self, plugin: &P, name: &str) -> Result<()> {
        insist::<P>(&[Hook::Tick]);
        let entry = {
            let mut state = self.0.borrow_mut();
            let now = state.now;
            let at = state.schedules.iter().position(|entry| entry.name == name);
            let at = at.unwrap_or_else(|| panic!("there is no schedule `{name}`"));
            let entry = state.schedules[at].clone();
            match entry.rule.strip_prefix("@every ").and_then(|seconds| seconds.parse::<i64>().ok()) {
                Some(seconds) => state.schedules[at].next_at = now + seconds * 1000,
                None if entry.rule.is_empty() => drop(state.schedules.remove(at)),
                None => {}
            }
            entry
        };
        plugin.tick(name, entry.next_at.min(self.now()), entry.payload)
    }

    fn as_person<T>(&self, user_id: &str, work: impl FnOnce() -> T) -> T {
        let about = About { user_id: user_id.into(), origin: "rest".into(), ..About::default() };
        let before = std::mem::replace(&mut self.0.borrow_mut().about, about);
        let done = work();
        self.set_context(before);
        done
    }
}

fn permitted(permit: Permit) -> Result<()> {
    match permit {
        Permit::Keep => Ok(()),
        Permit::Refuse(words) => Err(Error::new(403, "plugin.refused", words)),
    }
}
