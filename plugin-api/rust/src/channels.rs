//! Channels and who is in them. Reading public ones needs `channels:read`, private ones and direct messages
//! `channels:read-private` as well; changing needs `channels:write`.

use crate::macros::{ask, record};
#[cfg(target_arch = "wasm32")]
use crate::macros::{many, one};
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::{channels as contract, types};
use crate::{Json, Millis, Page, Result};

record! {
    /// A channel.
    Channel = types::Channel {
        /// Its id.
        id: String,
        /// When it was made.
        create_at: Millis,
        /// When it was changed.
        update_at: Millis,
        /// When it was archived; 0 for never.
        delete_at: Millis,
        /// Empty for direct and group messages.
        team_id: String,
        /// `O` public, `P` private, `D` direct, `G` group.
        #[serde(rename = "type")]
        kind: String,
        /// Its name in addresses.
        name: String,
        /// The name people see.
        display_name: String,
        /// The line at its top.
        header: String,
        /// What it is for.
        purpose: String,
        /// Who made it.
        creator_id: String,
        /// When somebody posted last.
        last_post_at: Millis,
        /// Messages in it.
        total_msg_count: i64,
        /// What API v4 knows of it beside this.
        extra: Json,
    }
}

record! {
    /// A membership of a channel.
    ChannelMember = types::ChannelMember {
        /// The channel.
        channel_id: String,
        /// Who.
        user_id: String,
        /// Space-separated roles.
        roles: String,
        /// Whether they administrate it.
        scheme_admin: bool,
        /// Whether they are a guest.
        scheme_guest: bool,
        /// Messages they saw.
        msg_count: i64,
        /// Mentions they did not see.
        mention_count: i64,
        /// When they looked last.
        last_viewed_at: Millis,
        /// What they want to be told of.
        notify_props: Json,
    }
}

record! {
    /// How much is in a channel.
    Stats = contract::ChannelStats {
        /// Members, guests included.
        member_count: i64,
        /// Guests.
        guest_count: i64,
        /// Pinned messages.
        pinned_post_count: i64,
        /// Files.
        files_count: i64,
    }
}

ask! {
    /// A channel.
    ///
    /// ```
    /// # let chat = chinwag_plugin::testing::Chat::new();
    /// # let town = chat.add_channel("town");
    /// assert_eq!(chinwag_plugin::channels::get(&town.id)?.name, "town");
    /// # Ok::<(), chinwag_plugin::Error>(())
    /// ```
    ///
    /// # Errors
    /// When it is not there, or the plugin may not see it.
    get(id: &str) -> Result<Channel> { one(contract::get(id)) } else channel_get;

    /// By its name in addresses.
    ///
    /// # Errors
    /// As [`get`].
    get_by_name(team_id: &str, name: &str) -> Result<Channel> {
        one(contract::get_by_name(team_id, name))
    } else channel_by_name;

    /// Public channels of a team.
    ///
    /// # Errors
    /// When the team is not there.
    public_of_team(team_id: &str, page: Page) -> Result<Vec<Channel>> {
        many(contract::public_of_team(team_id, page.into()))
    } else channels_public_of_team;

    /// Channels of a person in a team, their direct messages included.
    ///
    /// # Errors
    /// When the person is not there.
    of_user(user_id: &str, team_id: &str) -> Result<Vec<Channel>> {
        many(contract::of_user(user_id, team_id))
    } else channels_of_user;

    /// Channels whose names hold the words.
    ///
    /// # Errors
    /// When the team is not there.
    search(team_id: &str, term: &str) -> Result<Vec<Channel>> { many(contract::search(team_id, term)) } else channels_search;

    /// Makes a channel; the object is the body of `POST /channels`.
    ///
    /// # Errors
    /// When a field is wrong or the name is taken.
    create(draft: &Json) -> Result<Channel> { one(contract::create(draft.as_str())) } else channel_create;

    /// Changes fields; the object is the body of `PUT /channels/{id}/patch`.
    ///
    /// # Errors
    /// When a field is wrong.
    update(id: &str, patch: &Json) -> Result<Channel> { one(contract::update(id, patch.as_str())) } else channel_update;

    /// Archives a channel.
    ///
    /// # Errors
    /// When it is not there.
    archive(id: &str) -> Result<()> { one(contract::archive(id)) } else channel_archive;

    /// Takes it out of the archive.
    ///
    /// # Errors
    /// When it is not there.
    restore(id: &str) -> Result<Channel> { one(contract::restore(id)) } else channel_restore;

    /// The direct messages of two people; made when they are not there yet.
    ///
    /// # Errors
    /// When one of them is not there.
    direct(user_a: &str, user_b: &str) -> Result<Channel> { one(contract::direct(user_a, user_b)) } else channel_direct;

    /// The group messages of three to eight people; made when they are not there yet.
    ///
    /// # Errors
    /// When one of them is not there, or there are fewer or more.
    group(user_ids: &[String]) -> Result<Channel> { one(contract::group(user_ids)) } else channel_group;

    /// A membership.
    ///
    /// # Errors
    /// When there is none.
    member(channel_id: &str, user_id: &str) -> Result<ChannelMember> {
        one(contract::member(channel_id, user_id))
    } else channel_member;

    /// Who is in it.
    ///
    /// # Errors
    /// When it is not there.
    members(channel_id: &str, page: Page) -> Result<Vec<ChannelMember>> {
        many(contract::members(channel_id, page.into()))
    } else channel_members;

    /// Makes somebody a member.
    ///
    /// # Errors
    /// When the channel or the person is not there, or another plugin refuses.
    add_member(channel_id: &str, user_id: &str) -> Result<ChannelMember> {
        one(contract::add_member(channel_id, user_id))
    } else channel_add_member;

    /// Ends a membership.
    ///
    /// # Errors
    /// When there is none.
    remove_member(channel_id: &str, user_id: &str) -> Result<()> {
        one(contract::remove_member(channel_id, user_id))
    } else channel_remove_member;

    /// Sets a member's roles, space-separated.
    ///
    /// # Errors
    /// When there is no such member or role.
    set_member_roles(channel_id: &str, user_id: &str, roles: &str) -> Result<()> {
        one(contract::set_member_roles(channel_id, user_id, roles))
    } else channel_set_member_roles;

    /// Sets what a member wants to be told of: an object of text to text, as in API v4.
    ///
    /// # Errors
    /// When there is no such member or a value is wrong.
    set_member_notify_props(channel_id: &str, user_id: &str, props: &Json) -> Result<()> {
        one(contract::set_member_notify_props(channel_id, user_id, props.as_str()))
    } else channel_set_member_notify_props;

    /// How much is in it.
    ///
    /// # Errors
    /// When it is not there.
    stats(channel_id: &str) -> Result<Stats> { one(contract::stats(channel_id)) } else channel_stats;
}
