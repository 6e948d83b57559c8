//! Fake teams and channels.

use super::{Chat, State, missing, page, patched};
use crate::channels::{Channel, ChannelMember, Stats};
use crate::teams::{Team, TeamMember};
use crate::{Error, Json, Page, Result};

impl Chat {
    /// An open team of this name.
    #[must_use = "the team's id is what tests need"]
    pub fn add_team(&self, name: &str) -> Team {
        let mut state = self.0.borrow_mut();
        let team = Team {
            id: state.id("team"),
            create_at: state.now,
            update_at: state.now,
            name: name.into(),
            display_name: name.into(),
            kind: "O".into(),
            ..Team::default()
        };
        state.teams.push(team.clone());
        team
    }

    /// A public channel of this name, in the first team there is (one is made when there is none).
    #[must_use = "the channel's id is what tests need"]
    pub fn add_channel(&self, name: &str) -> Channel {
        let first = self.0.borrow().teams.first().map(|team| team.id.clone());
        let team_id = first.unwrap_or_else(|| self.add_team("team").id);
        self.add_channel_of(&team_id, name, "O")
    }

    /// A channel of a kind: `O` public, `P` private, `D` direct, `G` group.
    #[must_use = "the channel's id is what tests need"]
    pub fn add_channel_of(&self, team_id: &str, name: &str, kind: &str) -> Channel {
        let mut state = self.0.borrow_mut();
        let channel = Channel {
            id: state.id("chan"),
            create_at: state.now,
            update_at: state.now,
            team_id: team_id.into(),
            kind: kind.into(),
            name: name.into(),
            display_name: name.into(),
            ..Channel::default()
        };
        state.channels.push(channel.clone());
        channel
    }

    /// Makes somebody a member of a channel and of its team, without asking the plugin.
    pub fn join(&self, user_id: &str, channel_id: &str) {
        let mut state = self.0.borrow_mut();
        let team_id = state.channel(channel_id).map(|channel| channel.team_id.clone()).unwrap_or_default();
        state.join_team(&team_id, user_id);
        state.join_channel(channel_id, user_id);
    }

    pub(crate) fn team_get(&self, id: &str) -> Result<Team> {
        let state = self.0.borrow();
        state.need("teams:read")?;
        state.team(id).cloned()
    }

    pub(crate) fn team_by_name(&self, name: &str) -> Result<Team> {
        let state = self.0.borrow();
        state.need("teams:read")?;
        state.teams.iter().find(|team| team.name == name).cloned().ok_or_else(|| missing("team", name))
    }

    pub(crate) fn teams_find(&self, which: Page) -> Result<Vec<Team>> {
        let state = self.0.borrow();
        state.need("teams:read")?;
        Ok(page(state.teams.iter().cloned(), which))
    }

    pub(crate) fn teams_of_user(&self, user_id: &str) -> Result<Vec<Team>> {
        let state = self.0.borrow();
        state.need("teams:read")?;
        state.user(user_id)?;
        let is_in =
            |team: &&Team| state.team_members.iter().any(|at| at.team_id == team.id && at.user_id == user_id);
        Ok(state.teams.iter().filter(is_in).cloned().collect())
    }

    pub(crate) fn team_create(&self, draft: &Json) -> Result<Team> {
        self.0.borrow().need("teams:write")?;
        let name = draft.get::<String>("name").unwrap_or_default();
        if name.is_empty() || self.0.borrow().teams.iter().any(|team| team.name == name) {
            return Err(Error::bad_request(
                "app.team.name",
                format!("`{name}` cannot be the name of a new team."),
            ));
        }
        let team = self.add_team(&name);
        self.team_update(&team.id, draft)
    }

    pub(crate) fn team_update(&self, id: &str, patch: &Json) -> Result<Team> {
        let mut state = self.0.borrow_mut();
        state.need("teams:write")?;
        let mut team: Team = patched(state.team(id)?, patch)?;
        team.id = id.into();
        team.update_at = state.now;
        state.teams.iter_mut().filter(|old| old.id == id).for_each(|old| old.clone_from(&team));
        Ok(team)
    }

    pub(crate) fn team_archive(&self, id: &str) -> Result<()> {
        let now = self.now();
        self.team_update(id, &serde_json::json!({"delete_at": now}).into()).map(drop)
    }

    pub(crate) fn team_member(&self, team_id: &str, user_id: &str) -> Result<TeamMember> {
        let state = self.0.borrow();
        state.need("teams:read")?;
        let found = state.team_members.iter().find(|at| at.team_id == team_id && at.user_id == user_id);
        found.cloned().ok_or_else(|| missing("member", user_id))
    }

    pub(crate) fn team_members(&self, team_id: &str, which: Page) -> Result<Vec<TeamMember>> {
        let state = self.0.borrow();
        state.need("teams:read")?;
        state.team(team_id)?;
        Ok(page(state.team_members.iter().filter(|at| at.team_id == team_id).cloned(), which))
    }

    pub(crate) fn team_add_member(&self, team_id: &str, user_id: &str) -> Result<TeamMember> {
        let mut state = self.0.borrow_mut();
        state.need("teams:write")?;
        state.team(team_id)?;
        state.user(user_id)?;
        Ok(state.join_team(team_id, user_id))
    }

    pub(crate) fn team_remove_member(&self, team_id: &str, user_id: &str) -> Result<()> {
        let mut state = self.0.borrow_mut();
        state.need("teams:write")?;
        let before = state.team_members.len();
        state.team_members.retain(|at| at.team_id != team_id || at.user_id != user_id);
        if state.team_members.len() == before { Err(missing("member", user_id)) } else { Ok(()) }
    }

    pub(crate) fn team_set_member_roles(&self, team_id: &str, user_id: &str, roles: &str) -> Result<()> {
        let mut state = self.0.borrow_mut();
        state.need("roles:write")?;
        let found = state.team_members.iter_mut().find(|at| at.team_id == team_id && at.user_id == user_id);
        found.map(|at| roles.clone_into(&mut at.roles)).ok_or_else(|| missing("member", user_id))
    }

    pub(crate) fn channel_get(&self, id: &str) -> Result<Channel> {
        let state = self.0.borrow();
        let channel = state.channel(id)?;
        state.may_see(channel)?;
        Ok(channel.clone())
    }

    pub(crate) fn channel_by_name(&self, team_id: &str, name: &str) -> Result<Channel> {
        let state = self.0.borrow();
        let found = state.channels.iter().find(|channel| channel.team_id == team_id && channel.name == name);
        let found = found.ok_or_else(|| missing("channel", name))?;
        state.may_see(found)?;
        Ok(found.clone())
    }

    pub(crate) fn channels_public_of_team(&self, team_id: &str, which: Page) -> Result<Vec<Channel>> {
        let state = self.0.borrow();
        state.need("channels:read")?;
        state.team(team_id)?;
        let public =
            state.channels.iter().filter(|channel| channel.team_id == team_id && channel.kind == "O");
        Ok(page(public.cloned(), which))
    }

    pub(crate) fn channels_of_user(&self, user_id: &str, team_id: &str) -> Result<Vec<Channel>> {
        let state = self.0.borrow();
        state.need("channels:read")?;
        state.need("channels:read-private")?;
        state.user(user_id)?;
        let is_in = |channel: &&Channel| {
            let member =
                state.channel_members.iter().any(|at| at.channel_id == channel.id && at.user_id == user_id);
            member
                && (channel.team_id == team_id || channel.team_id.is_empty())
                && state.may_see(channel).is_ok()
        };
        Ok(state.channels.iter().filter(is_in).cloned().collect())
    }

    pub(crate) fn channels_search(&self, team_id: &str, term: &str) -> Result<Vec<Channel>> {
        let found = self.channels_public_of_team(team_id, Page::FIRST)?.into_iter();
        Ok(found
            .filter(|channel| channel.name.contains(term) || channel.display_name.contains(term))
            .collect())
    }

    pub(crate) fn channel_create(&self, draft: &Json) -> Result<Channel> {
        self.0.borrow().need("channels:write")?;
        let text = |name: &str| draft.get::<String>(name).unwrap_or_default();
        let (team_id, name, kind) = (text("team_id"), text("name"), text("type"));
        self.0.borrow().team(&team_id)?;
        let taken =
            self.0.borrow().channels.iter().any(|channel| channel.team_id == team_id && channel.name == name);
        if name.is_empty() || taken {
            return Err(Error::bad_request(
                "app.channel.name",
                format!("`{name}` cannot be the name of a new channel."),
            ));
        }
        let channel = self.add_channel_of(&team_id, &name, &kind);
        self.channel_update(&channel.id, draft)
    }

    pub(crate) fn channel_update(&self, id: &str, patch: &Json) -> Result<Channel> {
        let mut state = self.0.borrow_mut();
        state.need("channels:write")?;
        let mut channel: Channel = patched(state.channel(id)?, patch)?;
        channel.id = id.into();
        channel.update_at = state.now;
        state.channels.iter_mut().filter(|old| old.id == id).for_each(|old| old.clone_from(&channel));
        Ok(channel)
    }

    pub(crate) fn channel_archive(&self, id: &str) -> Result<()> {
        let now = self.now();
        self.channel_update(id, &serde_json::json!({"delete_at": now}).into()).map(drop)
    }

    pub(crate) fn channel_restore(&self, id: &str) -> Result<Channel> {
        self.channel_update(id, &serde_json::json!({"delete_at": 0}).into())
    }

    pub(crate) fn channel_direct(&self, user_a: &str, user_b: &str) -> Result<Channel> {
        let mut pair = [user_a.to_owned(), user_b.to_owned()];
        pair.sort();
        self.channel_of_people(&pair, &pair.join("__"), "D")
    }

    pub(crate) fn channel_group(&self, user_ids: &[String]) -> Result<Channel> {
        if !(3..=8).contains(&user_ids.len()) {
            let words = format!("A group has 3 to 8 people, not {}.", user_ids.len());
            return Err(Error::bad_request("app.channel.group", words));
        }
        let mut ids = user_ids.to_vec();
        ids.sort();
        self.channel_of_people(&ids, &ids.join("_"), "G")
    }

    fn channel_of_people(&self, ids: &[String], name: &str, kind: &str) -> Result<Channel> {
        self.0.borrow().need("posts:write")?;
        for id in ids {
            self.0.borrow().user(id)?;
        }
        let known = self.0.borrow().channels.iter().find(|channel| channel.name == name).cloned();
        let channel = known.unwrap_or_else(|| self.add_channel_of("", name, kind));
        for id in ids {
            self.0.borrow_mut().join_channel(&channel.id, id);
        }
        Ok(channel)
    }

    pub(crate) fn channel_member(&self, channel_id: &str, user_id: &str) -> Result<ChannelMember> {
        let state = self.0.borrow();
        state.may_see(state.channel(channel_id)?)?;
        let found =
            state.channel_members.iter().find(|at| at.channel_id == channel_id && at.user_id == user_id);
        found.cloned().ok_or_else(|| missing("member", user_id))
    }

    pub(crate) fn channel_members(&self, channel_id: &str, which: Page) -> Result<Vec<ChannelMember>> {
        let state = self.0.borrow();
        state.may_see(state.channel(channel_id)?)?;
        Ok(page(state.channel_members.iter().filter(|at| at.channel_id == channel_id).cloned(), which))
    }

    pub(crate) fn channel_add_member(&self, channel_id: &str, user_id: &str) -> Result<ChannelMember> {
        let mut state = self.0.borrow_mut();
        state.need("channels:write")?;
        state.channel(channel_id)?;
        state.user(user_id)?;
        Ok(state.join_channel(channel_id, user_id))
    }

    pub(crate) fn channel_remove_member(&self, channel_id: &str, user_id: &str) -> Result<()> {
        let mut state = self.0.borrow_mut();
        state.need("channels:write")?;
        let before = state.channel_members.len();
        state.channel_members.retain(|at| at.channel_id != channel_id || at.user_id != user_id);
        if state.channel_members.len() == before { Err(missing("member", user_id)) } else { Ok(()) }
    }

    pub(crate) fn channel_set_member_roles(
        &self,
        channel_id: &str,
        user_id: &str,
        roles: &str,
    ) -> Result<()> {
        self.channel_change_member("roles:write", channel_id, user_id, |at| roles.clone_into(&mut at.roles))
    }

    pub(crate) fn channel_set_member_notify_props(
        &self,
        channel_id: &str,
        user_id: &str,
        props: &Json,
    ) -> Result<()> {
        self.channel_change_member("channels:write", channel_id, user_id, |at| {
            at.notify_props = props.clone()
        })
    }

    fn channel_change_member(
        &self,
        capability: &str,
        channel_id: &str,
        user_id: &str,
        change: impl FnOnce(&mut ChannelMember),
    ) -> Result<()> {
        let mut state = self.0.borrow_mut();
        state.need(capability)?;
        let found =
            state.channel_members.iter_mut().find(|at| at.channel_id == channel_id && at.user_id == user_id);
        found.map(change).ok_or_else(|| missing("member", user_id))
    }

    pub(crate) fn channel_stats(&self, channel_id: &str) -> Result<Stats> {
        let state = self.0.borrow();
        state.may_see(state.channel(channel_id)?)?;
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let members = || state.channel_members.iter().filter(|at| at.channel_id == channel_id);
        Ok(Stats {
            member_count: count(members().count()),
            guest_count: count(members().filter(|at| at.scheme_guest).count()),
            pinned_post_count: count(
                state.posts.iter().filter(|post| post.channel_id == channel_id && post.is_pinned).count(),
            ),
            files_count: count(state.files.iter().filter(|(file, _)| file.channel_id == channel_id).count()),
        })
    }
}

impl State {
    pub(super) fn team(&self, id: &str) -> Result<&Team> {
        self.teams.iter().find(|team| team.id == id).ok_or_else(|| missing("team", id))
    }

    pub(super) fn channel(&self, id: &str) -> Result<&Channel> {
        self.channels.iter().find(|channel| channel.id == id).ok_or_else(|| missing("channel", id))
    }

    fn may_see(&self, channel: &Channel) -> Result<()> {
        self.need("channels:read")?;
        if channel.kind == "O" { Ok(()) } else { self.need("channels:read-private") }
    }

    pub(super) fn join_team(&mut self, team_id: &str, user_id: &str) -> TeamMember {
        if let Some(known) =
            self.team_members.iter().find(|at| at.team_id == team_id && at.user_id == user_id)
        {
            return known.clone();
        }
        let roles = "team_user".into();
        let member =
            TeamMember { team_id: team_id.into(), user_id: user_id.into(), roles, ..TeamMember::default() };
        self.team_members.push(member.clone());
        member
    }

    pub(super) fn join_channel(&mut self, channel_id: &str, user_id: &str) -> ChannelMember {
        if let Some(known) =
            self.channel_members.iter().find(|at| at.channel_id == channel_id && at.user_id == user_id)
        {
            return known.clone();
        }
        let roles = "channel_user".into();
        let member = ChannelMember {
            channel_id: channel_id.into(),
            user_id: user_id.into(),
            roles,
            ..ChannelMember::default()
        };
        self.channel_members.push(member.clone());
        member
    }
}
