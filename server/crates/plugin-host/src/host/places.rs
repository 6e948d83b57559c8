//! teams and channels.

use chinwag_bundle::CapabilityKind as C;
use chinwag_model::channel::ChannelKind;

use super::people::json;
use crate::{
    bindings::chinwag::plugin::{
        channels, teams,
        types::{Channel, ChannelMember, Error, Page, Team, TeamMember},
    },
    convert::{self, id},
    guest::{Guest, error},
};

impl teams::Host for Guest {
    async fn get(&mut self, team: String) -> Result<Team, Error> {
        self.may(C::TeamsRead)?;
        self.own.chat.team(&self.caller(), id(&team)).await.map(|t| convert::team(&t)).map_err(error)
    }

    async fn get_by_name(&mut self, name: String) -> Result<Team, Error> {
        self.may(C::TeamsRead)?;
        self.own.chat.team_by_name(&self.caller(), &name).await.map(|t| convert::team(&t)).map_err(error)
    }

    async fn find(&mut self, page: Page) -> Result<Vec<Team>, Error> {
        self.may(C::TeamsRead)?;
        let found = self.own.chat.find_teams(&self.caller(), convert::page(page)).await.map_err(error)?;
        Ok(found.iter().map(convert::team).collect())
    }

    async fn of_user(&mut self, user: String) -> Result<Vec<Team>, Error> {
        self.may(C::TeamsRead)?;
        let found = self.own.chat.teams_of_user(&self.caller(), id(&user)).await.map_err(error)?;
        Ok(found.iter().map(convert::team).collect())
    }

    async fn create(&mut self, draft: String) -> Result<Team, Error> {
        self.may(C::TeamsWrite)?;
        let done = self.own.chat.create_team(&self.caller(), json(&draft)?).await;
        done.map(|t| convert::team(&t)).map_err(error)
    }

    async fn update(&mut self, team: String, patch: String) -> Result<Team, Error> {
        self.may(C::TeamsWrite)?;
        let done = self.own.chat.update_team(&self.caller(), id(&team), json(&patch)?).await;
        done.map(|t| convert::team(&t)).map_err(error)
    }

    async fn archive(&mut self, team: String) -> Result<(), Error> {
        self.may(C::TeamsWrite)?;
        self.own.chat.archive_team(&self.caller(), id(&team)).await.map_err(error)
    }

    async fn member(&mut self, team: String, user: String) -> Result<TeamMember, Error> {
        self.may(C::TeamsRead)?;
        let found = self.own.chat.team_member(&self.caller(), id(&team), id(&user)).await;
        found.map(|m| convert::team_member(&m)).map_err(error)
    }

    async fn members(&mut self, team: String, page: Page) -> Result<Vec<TeamMember>, Error> {
        self.may(C::TeamsRead)?;
        let found = self.own.chat.team_members(&self.caller(), id(&team), convert::page(page)).await;
        Ok(found.map_err(error)?.iter().map(convert::team_member).collect())
    }

    async fn add_member(&mut self, team: String, user: String) -> Result<TeamMember, Error> {
        self.may(C::TeamsWrite)?;
        let done = self.own.chat.add_team_member(&self.caller(), id(&team), id(&user)).await;
        done.map(|m| convert::team_member(&m)).map_err(error)
    }

    async fn remove_member(&mut self, team: String, user: String) -> Result<(), Error> {
        self.may(C::TeamsWrite)?;
        self.own.chat.remove_team_member(&self.caller(), id(&team), id(&user)).await.map_err(error)
    }

    async fn set_member_roles(&mut self, team: String, user: String, roles: String) -> Result<(), Error> {
        self.may(C::RolesWrite)?;
        let done = self.own.chat.set_team_member_roles(&self.caller(), id(&team), id(&user), &roles).await;
        done.map_err(error)
    }
}

impl Guest {
    /// Only channels whose kind the plugin may see.
    fn see(&self, channel: &chinwag_model::channel::Channel) -> Result<(), Error> {
        self.may(C::ChannelsRead)?;
        if channel.kind == ChannelKind::Open { Ok(()) } else { self.may(C::ChannelsReadPrivate) }
    }

    async fn channel_seen(&mut self, channel: &str) -> Result<chinwag_model::channel::Channel, Error> {
        self.may(C::ChannelsRead)?;
        let found = self.own.chat.channel(&self.caller(), id(channel)).await.map_err(error)?;
        self.see(&found)?;
        Ok(found)
    }
}

impl channels::Host for Guest {
    async fn get(&mut self, channel: String) -> Result<Channel, Error> {
        Ok(convert::channel(&self.channel_seen(&channel).await?))
    }

    async fn get_by_name(&mut self, team: String, name: String) -> Result<Channel, Error> {
        self.may(C::ChannelsRead)?;
        let found = self.own.chat.channel_by_name(&self.caller(), id(&team), &name).await.map_err(error)?;
        self.see(&found)?;
        Ok(convert::channel(&found))
    }

    async fn public_of_team(&mut self, team: String, page: Page) -> Result<Vec<Channel>, Error> {
        self.may(C::ChannelsRead)?;
        let found = self.own.chat.public_channels(&self.caller(), id(&team), convert::page(page)).await;
        Ok(found.map_err(error)?.iter().map(convert::channel).collect())
    }

    async fn of_user(&mut self, user: String, team: String) -> Result<Vec<Channel>, Error> {
        self.may(C::ChannelsRead)?;
        self.may(C::ChannelsReadPrivate)?;
        let found = self.own.chat.channels_of_user(&self.caller(), id(&user), id(&team)).await;
        Ok(found.map_err(error)?.iter().map(convert::channel).collect())
    }

    async fn search(&mut self, team: String, term: String) -> Result<Vec<Channel>, Error> {
        self.may(C::ChannelsRead)?;
        let found = self.own.chat.search_channels(&self.caller(), id(&team), &term).await.map_err(error)?;
        Ok(found.iter().filter(|c| self.see(c).is_ok()).map(convert::channel).collect())
    }

    async fn create(&mut self, draft: String) -> Result<Channel, Error> {
        self.may(C::ChannelsWrite)?;
        let done = self.own.chat.create_channel(&self.caller(), json(&draft)?).await;
        done.map(|c| convert::channel(&c)).map_err(error)
    }

    async fn update(&mut self, channel: String, patch: String) -> Result<Channel, Error> {
        self.may(C::ChannelsWrite)?;
        let done = self.own.chat.update_channel(&self.caller(), id(&channel), json(&patch)?).await;
        done.map(|c| convert::channel(&c)).map_err(error)
    }

    async fn archive(&mut self, channel: String) -> Result<(), Error> {
        self.may(C::ChannelsWrite)?;
        self.own.chat.archive_channel(&self.caller(), id(&channel)).await.map_err(error)
    }

    async fn restore(&mut self, channel: String) -> Result<Channel, Error> {
        self.may(C::ChannelsWrite)?;
        let done = self.own.chat.restore_channel(&self.caller(), id(&channel)).await;
        done.map(|c| convert::channel(&c)).map_err(error)
    }

    async fn direct(&mut self, a: String, b: String) -> Result<Channel, Error> {
        self.may(C::PostsWrite)?;
        let done = self.own.chat.direct_channel(&self.caller(), id(&a), id(&b)).await;
        done.map(|c| convert::channel(&c)).map_err(error)
    }

    async fn group(&mut self, users: Vec<String>) -> Result<Channel, Error> {
        self.may(C::PostsWrite)?;
        let users = users.iter().map(|one| id(one)).collect();
        let done = self.own.chat.group_channel(&self.caller(), users).await;
        done.map(|c| convert::channel(&c)).map_err(error)
    }

    async fn member(&mut self, channel: String, user: String) -> Result<ChannelMember, Error> {
        self.channel_seen(&channel).await?;
        let found = self.own.chat.channel_member(&self.caller(), id(&channel), id(&user)).await;
        found.map(|m| convert::channel_member(&m)).map_err(error)
    }

    async fn members(&mut self, channel: String, page: Page) -> Result<Vec<ChannelMember>, Error> {
        self.channel_seen(&channel).await?;
        let found = self.own.chat.channel_members(&self.caller(), id(&channel), convert::page(page)).await;
        Ok(found.map_err(error)?.iter().map(convert::channel_member).collect())
    }

    async fn add_member(&mut self, channel: String, user: String) -> Result<ChannelMember, Error> {
        self.may(C::ChannelsWrite)?;
        let done = self.own.chat.add_channel_member(&self.caller(), id(&channel), id(&user)).await;
        done.map(|m| convert::channel_member(&m)).map_err(error)
    }

    async fn remove_member(&mut self, channel: String, user: String) -> Result<(), Error> {
        self.may(C::ChannelsWrite)?;
        self.own.chat.remove_channel_member(&self.caller(), id(&channel), id(&user)).await.map_err(error)
    }

    async fn set_member_roles(&mut self, channel: String, user: String, roles: String) -> Result<(), Error> {
        self.may(C::RolesWrite)?;
        let caller = self.caller();
        let done = self.own.chat.set_channel_member_roles(&caller, id(&channel), id(&user), &roles).await;
        done.map_err(error)
    }

    async fn set_member_notify_props(
        &mut self,
        channel: String,
        user: String,
        props: String,
    ) -> Result<(), Error> {
        self.may(C::ChannelsWrite)?;
        let (caller, props) = (self.caller(), json(&props)?);
        let done = self.own.chat.set_channel_notify_props(&caller, id(&channel), id(&user), props).await;
        done.map_err(error)
    }

    async fn stats(&mut self, channel: String) -> Result<channels::ChannelStats, Error> {
        self.channel_seen(&channel).await?;
        let found = self.own.chat.channel_stats(&self.caller(), id(&channel)).await.map_err(error)?;
        Ok(channels::ChannelStats {
            member_count: found.member_count,
            guest_count: found.guest_count,
            pinned_post_count: found.pinnedpost_count,
            files_count: found.files_count,
        })
    }
}
