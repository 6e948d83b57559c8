//! The handlers, one module a noun; each gives its [`Routes`].

mod access_token;
mod audit;
mod bookmark;
mod bot;
mod brand;
mod category;
mod channel;
mod channel_member;
mod command;
mod config;
mod draft;
mod emoji;
mod file;
mod integration_action;
mod job;
mod limits;
mod link_preview;
mod operate;
mod plugin;
mod post;
mod preference;
mod reaction;
mod role;
mod scheduled_post;
mod search;
mod session;
mod status;
mod system;
mod team;
mod team_member;
mod thread;
mod upload;
mod user;
mod webhook;

use crate::router::Routes;

pub(crate) use plugin::open_routes as plugin_routes;

/// Every route that works.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .and(system::routes())
        .and(config::routes())
        .and(operate::routes())
        .and(plugin::routes())
        .and(session::routes())
        .and(user::routes())
        .and(access_token::routes())
        .and(audit::routes())
        .and(bot::routes())
        .and(preference::routes())
        .and(role::routes())
        .and(status::routes())
        .and(job::routes())
        .and(limits::routes())
        .and(link_preview::routes())
        .and(webhook::routes())
        .and(command::routes())
        .and(integration_action::routes())
        .and(team::routes())
        .and(team_member::routes())
        .and(bookmark::routes())
        .and(category::routes())
        .and(channel::routes())
        .and(channel_member::routes())
        .and(post::routes())
        .and(file::routes())
        .and(emoji::routes())
        .and(brand::routes())
        .and(upload::routes())
        .and(thread::routes())
        .and(reaction::routes())
        .and(search::routes())
        .and(draft::routes())
        .and(scheduled_post::routes())
        .and(crate::websocket::routes())
}
