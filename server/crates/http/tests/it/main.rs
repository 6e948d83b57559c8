//! Tests of the whole server from outside, one module a noun.

mod bookmark;
mod bot;
mod brand;
mod category;
mod channel;
mod channel_member;
mod command;
mod emoji;
mod file;
mod post;
mod preference;
mod role;
mod status;
mod system;
mod team;
mod team_member;
mod user;
mod user_list;
mod webhook;
mod websocket;
