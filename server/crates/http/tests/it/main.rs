//! Tests of the whole server from outside, one module a noun.

mod bookmark;
mod bot;
mod brand;
mod category;
mod channel;
mod channel_member;
mod command;
mod draft;
mod emoji;
mod file;
mod integration_action;
mod mention;
mod post;
mod preference;
mod reaction;
mod role;
mod search;
mod status;
mod system;
mod team;
mod team_member;
mod thread;
mod user;
mod user_list;
mod webhook;
mod websocket;
