//! Chat's entities and the contract's records. What a record has no field for stands in its `extra`.

use chinwag_model::{
    Id, JsonMap,
    bot::Bot,
    channel::Channel,
    channel_member::ChannelMember,
    command::CommandResponse,
    file::FileInfo,
    post::Post,
    preference::Preference,
    reaction::Reaction,
    role::Role,
    status::Status,
    team::{Team, TeamMember},
    user::User,
};
use chinwag_plugin_contract::Paging;
use serde::Serialize;
use serde_json::Value;

use crate::bindings::chinwag::plugin::{bots, preferences, roles, types, users};

/// An object as text; nothing for none.
pub(crate) fn text(map: &JsonMap) -> String {
    if map.is_empty() { String::new() } else { serde_json::to_string(map).unwrap_or_default() }
}

/// An object from text; `None` when it is none.
pub(crate) fn object(text: &str) -> Option<JsonMap> {
    if text.trim().is_empty() {
        return Some(JsonMap::new());
    }
    serde_json::from_str(text).ok()
}

/// Fields of API v4 that a record does not have.
fn extra(entity: &impl Serialize, fields: &[&str]) -> String {
    let Ok(Value::Object(map)) = serde_json::to_value(entity) else { return String::new() };
    let rest: JsonMap = map
        .into_iter()
        .filter(|(key, value)| {
            fields.contains(&key.as_str()) && !value.is_null() && value.as_i64() != Some(0)
        })
        .collect();
    text(&rest)
}

pub(crate) fn id<K>(text: &str) -> Id<K> {
    text.parse().unwrap_or(Id::EMPTY)
}

pub(crate) fn page(page: types::Page) -> Paging {
    Paging { page: page.page, per_page: page.per_page }
}

pub(crate) fn post(post: &Post) -> types::Post {
    types::Post {
        id: post.id.to_string(),
        create_at: post.create_at,
        update_at: post.update_at,
        edit_at: post.edit_at,
        delete_at: post.delete_at,
        user_id: post.user_id.to_string(),
        channel_id: post.channel_id.to_string(),
        root_id: post.root_id.to_string(),
        message: post.message.clone(),
        kind: post.kind.clone(),
        props: text(&post.props),
        hashtags: post.hashtags.clone(),
        file_ids: post.file_ids.iter().map(ToString::to_string).collect(),
        is_pinned: post.is_pinned,
        extra: if post.reply_count == 0 && post.original_id.is_empty() {
            String::new()
        } else {
            extra(post, &["reply_count", "last_reply_at", "original_id"])
        },
    }
}

/// What a plugin may change of a post, taken over.
pub(crate) fn changed(mut post: Post, new: types::Post) -> Result<Post, String> {
    post.props = object(&new.props).ok_or("the props are no JSON object")?;
    post.file_ids = new
        .file_ids
        .iter()
        .map(|id| id.parse().map_err(|_| format!("`{id}` is no file's id")))
        .collect::<Result<_, _>>()?;
    post.message = new.message;
    post.kind = new.kind;
    Ok(post)
}

pub(crate) fn user(user: &User) -> types::User {
    types::User {
        id: user.id.to_string(),
        create_at: user.create_at,
        update_at: user.update_at,
        delete_at: user.delete_at,
        username: user.username.clone(),
        email: user.email.clone(),
        nickname: user.nickname.clone(),
        first_name: user.first_name.clone(),
        last_name: user.last_name.clone(),
        position: user.position.clone(),
        roles: user.roles.clone(),
        locale: user.locale.clone(),
        is_bot: user.is_bot,
        props: text(&user.props),
        extra: extra(user, &["timezone", "notify_props", "bot_description", "last_picture_update"]),
    }
}

pub(crate) fn team(team: &Team) -> types::Team {
    types::Team {
        id: team.id.to_string(),
        create_at: team.create_at,
        update_at: team.update_at,
        delete_at: team.delete_at,
        name: team.name.clone(),
        display_name: team.display_name.clone(),
        description: team.description.clone(),
        kind: team.kind.clone(),
        allow_open_invite: team.allow_open_invite,
        extra: extra(team, &["company_name", "allowed_domains", "last_team_icon_update"]),
    }
}

pub(crate) fn team_member(member: &TeamMember) -> types::TeamMember {
    types::TeamMember {
        team_id: member.team_id.to_string(),
        user_id: member.user_id.to_string(),
        roles: member.roles.clone(),
        delete_at: member.delete_at,
        scheme_admin: member.scheme_admin,
        scheme_guest: member.scheme_guest,
    }
}

pub(crate) fn channel(channel: &Channel) -> types::Channel {
    types::Channel {
        id: channel.id.to_string(),
        create_at: channel.create_at,
        update_at: channel.update_at,
        delete_at: channel.delete_at,
        team_id: channel.team_id.to_string(),
        kind: channel.kind.as_str().to_owned(),
        name: channel.name.clone(),
        display_name: channel.display_name.clone(),
        header: channel.header.clone(),
        purpose: channel.purpose.clone(),
        creator_id: channel.creator_id.to_string(),
        last_post_at: channel.last_post_at,
        total_msg_count: channel.total_msg_count,
        extra: extra(channel, &["props", "total_msg_count_root", "last_root_post_at"]),
    }
}

pub(crate) fn channel_member(member: &ChannelMember) -> types::ChannelMember {
    types::ChannelMember {
        channel_id: member.channel_id.to_string(),
        user_id: member.user_id.to_string(),
        roles: member.roles.clone(),
        scheme_admin: member.scheme_admin,
        scheme_guest: member.scheme_guest,
        msg_count: member.msg_count,
        mention_count: member.mention_count,
        last_viewed_at: member.last_viewed_at,
        notify_props: serde_json::to_string(&member.notify_props).unwrap_or_default(),
    }
}

pub(crate) fn reaction(reaction: &Reaction) -> types::Reaction {
    types::Reaction {
        user_id: reaction.user_id.to_string(),
        post_id: reaction.post_id.to_string(),
        channel_id: reaction.channel_id.to_string(),
        emoji_name: reaction.emoji_name.clone(),
        create_at: reaction.create_at,
    }
}

pub(crate) fn file(info: &FileInfo) -> types::FileInfo {
    types::FileInfo {
        id: info.id.to_string(),
        user_id: info.user_id.to_string(),
        post_id: info.post_id.to_string(),
        channel_id: info.channel_id.to_string(),
        create_at: info.create_at,
        delete_at: info.delete_at,
        name: info.name.clone(),
        extension: info.extension.clone(),
        size: info.size.unsigned_abs(),
        mime_type: info.mime_type.clone(),
        extra: extra(info, &["width", "height", "has_preview_image"]),
    }
}

pub(crate) fn bot(bot: &Bot) -> bots::Bot {
    bots::Bot {
        user_id: bot.user_id.to_string(),
        username: bot.username.clone(),
        display_name: bot.display_name.clone(),
        description: bot.description.clone(),
        owner_id: bot.owner_id.clone(),
        create_at: bot.create_at,
        update_at: bot.update_at,
        delete_at: bot.delete_at,
    }
}

pub(crate) fn status(status: &Status) -> users::Status {
    users::Status {
        user_id: status.user_id.to_string(),
        status: status.status.to_string(),
        manual: status.manual,
        last_activity_at: status.last_activity_at,
    }
}

pub(crate) fn preference(preference: &Preference) -> preferences::Preference {
    preferences::Preference {
        category: preference.category.clone(),
        name: preference.name.clone(),
        value: preference.value.clone(),
    }
}

pub(crate) fn role(role: &Role) -> roles::Role {
    roles::Role {
        id: role.id.to_string(),
        name: role.name.clone(),
        display_name: role.display_name.clone(),
        permissions: role.permissions.clone(),
        built_in: role.built_in,
    }
}

pub(crate) fn command_response(response: &CommandResponse) -> String {
    serde_json::to_string(response).unwrap_or_default()
}
