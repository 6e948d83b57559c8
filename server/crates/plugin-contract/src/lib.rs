//! What chat and plugins are to each other: [`Hooks`] (chat asks plugins), [`ChatApi`] (plugins ask chat),
//! [`Keeping`] (what the platform keeps in chat's database) and [`Lifecycle`] (what administrators do).
//!
//! Traits and the values they hand over, nothing else. Nothing here knows wasmtime, WIT, the store or HTTP; how a
//! plugin is run is the business of `plugin-host`, what chat does that of `app`.

mod caller;
mod chat;
mod happened;
mod hook;
mod hooks;
mod keeping;
mod lifecycle;
mod request;

pub use caller::{Addresses, Authors, Caller, DEPTH_MAX};
pub use chat::{
    Announced, BotSpec, ChatApi, CommandSpec, Draft, FileWriter, Messages, Paging, People, Places, Scope,
    UserFilter, Window, Wires, WsAudience,
};
pub use happened::{Happened, Move};
pub use hook::{Hook, HookSet};
pub use hooks::{
    Asked, Click, ClickAnswer, CommandCall, DialogAnswer, DialogCall, Download, Hooks, NoPlugins, Upload,
    Uploaded,
};
pub use keeping::{Keeping, KvChange, KvOnlyIf, KvWrite, NextTime, PluginRecord, Previous, ScheduleRecord};
pub use lifecycle::{Force, Install, KeepData, Lifecycle, Listed, PluginState, PluginStatus, Source};
pub use request::{Body, PluginRequest, PluginResponse};
