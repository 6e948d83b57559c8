//! The table of capabilities: names, arguments, risks, and the words administrators read.
//!
//! A row is a promise: names stay. A new row is a compatible addition. Words follow “the plugin may …”.
//! `server/docs/PLUGIN-CONTRACT.md` shows the same table; a test compares them.

use std::fmt;

use serde::Serialize;

use super::Argument;

/// How much harm a capability could do in the wrong hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Risk {
    /// Touches only what is the plugin's own.
    Low,
    /// Sees or changes what belongs to people.
    Medium,
    /// Sees private things, acts as others, or opens the network.
    High,
}

impl Risk {
    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Risk::Low => "low",
            Risk::Medium => "medium",
            Risk::High => "high",
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CapabilityRow {
    /// The name, such as `posts:read`.
    pub name: &'static str,
    /// What may follow the name.
    pub argument: Argument,
    /// The name with an argument, as one would write it.
    pub example: &'static str,
    /// How much harm it could do.
    pub risk: Risk,
    /// Whether it must be allowed by name.
    pub explicit: bool,
    /// What it lets a plugin do, without an argument.
    pub words: &'static str,
    /// The same with the argument in place of `{}`; empty where there is none.
    pub words_with: &'static str,
}

macro_rules! capabilities {
    ($( $kind:ident $name:literal $argument:ident $example:literal $risk:ident $explicit:literal $words:literal $with:literal; )*) => {
        /// What a capability is about, apart from its argument.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum CapabilityKind { $( #[doc = concat!("`", $name, "`: ", $words)] $kind, )* }

        impl CapabilityKind {
            /// The table, sorted by name.
            pub const TABLE: &'static [CapabilityRow] = &[ $( CapabilityRow {
                name: $name,
                argument: Argument::$argument,
                example: $example,
                risk: Risk::$risk,
                explicit: $explicit,
                words: $words,
                words_with: $with,
            }, )* ];

            const KINDS: &'static [CapabilityKind] = &[ $( CapabilityKind::$kind, )* ];
        }
    };
}

capabilities! {
    Bots "bots" None "bots" Medium false
        "create bots, and act through the bots it created" "";
    ChannelsRead "channels:read" None "channels:read" Low false
        "see every public channel with its purpose and members" "";
    ChannelsReadPrivate "channels:read-private" None "channels:read-private" High false
        "see private channels and who talks to whom directly" "";
    ChannelsWrite "channels:write" None "channels:write" High false
        "create, change and archive channels, and add and remove their members" "";
    Commands "commands" None "commands" Low false
        "add slash commands and answer them" "";
    CommandsRun "commands:run" None "commands:run" Medium false
        "run slash commands in a person's name" "";
    ConfigRead "config:read" None "config:read" Medium false
        "read the server's settings, secrets left out" "";
    ConfigWrite "config:write" None "config:write" High true
        "change the server's settings" "";
    Dialogs "dialogs" None "dialogs" Low false
        "open dialogs for people who use it" "";
    EmojiRead "emoji:read" None "emoji:read" Low false
        "see the custom emoji" "";
    FilesRead "files:read" None "files:read" Medium false
        "read the files attached to messages it may read" "";
    FilesWrite "files:write" None "files:write" Medium false
        "upload files, and change or refuse files that people upload" "";
    GroupsRead "groups:read" None "groups:read" Low false
        "see groups and their members" "";
    GroupsWrite "groups:write" None "groups:write" High false
        "change groups and their members" "";
    Http "http" Host "http:api.github.com" Medium false
        "call every host on the internet" "call {}";
    HttpPrivate "http-private" PrivateHost "http-private:jira.internal" High true
        "call machines in your own network" "call {} in your own network";
    Jobs "jobs" None "jobs" Medium false
        "start jobs and read their results" "";
    Kv "kv" None "kv" Low false
        "keep data of its own on the server" "";
    Login "login" None "login" Medium false
        "be told of logins, and refuse them" "";
    Mail "mail" None "mail" Medium false
        "send e-mail in the server's name, and change e-mail notifications" "";
    PluginsCall "plugins:call" Plugin "plugins:call:com.example.todo" Medium false
        "call every other plugin" "call the plugin {}";
    PostsModerate "posts:moderate" None "posts:moderate" High false
        "change, refuse and delete the messages of others, and act in their names" "";
    PostsRead "posts:read" None "posts:read" Medium false
        "read every public channel's messages" "";
    PostsReadPrivate "posts:read-private" None "posts:read-private" High false
        "read messages in private channels and direct messages" "";
    PostsWrite "posts:write" None "posts:write" Medium false
        "post messages, and change and delete its own" "";
    PreferencesRead "preferences:read" Category "preferences:read:display_settings" Medium false
        "read everybody's preferences" "read everybody's preferences of the category {}";
    PreferencesWrite "preferences:write" Category "preferences:write:display_settings" Medium false
        "change everybody's preferences" "change everybody's preferences of the category {}";
    Push "push" None "push" Medium false
        "send push notifications, and change or refuse those of others" "";
    ReactionsWrite "reactions:write" None "reactions:write" Low false
        "add and remove reactions of its bots" "";
    RolesRead "roles:read" None "roles:read" Low false
        "ask what a person may do" "";
    RolesWrite "roles:write" None "roles:write" High true
        "change what people may do" "";
    Schedule "schedule" None "schedule" Low false
        "run by itself at set times" "";
    Serve "serve" None "serve" Medium false
        "answer web requests at its own address, also from people who are not logged in" "";
    Sessions "sessions" None "sessions" High true
        "create and end login sessions of everybody, and so act as them" "";
    TeamsRead "teams:read" None "teams:read" Low false
        "see every team and its members" "";
    TeamsWrite "teams:write" None "teams:write" High false
        "create, change and archive teams, and add and remove their members" "";
    UsersEmail "users:email" None "users:email" Medium false
        "see everybody's e-mail address" "";
    UsersRead "users:read" None "users:read" Low false
        "see everybody's profile and status, without e-mail addresses" "";
    UsersStatus "users:status" None "users:status" Medium false
        "change everybody's status" "";
    UsersWrite "users:write" None "users:write" High true
        "create, change and deactivate users" "";
    WebSocket "websocket" None "websocket" Low false
        "send live events to its web part, and hear from it" "";
}

impl CapabilityKind {
    /// All kinds, in the order of the table.
    pub fn all() -> impl Iterator<Item = CapabilityKind> {
        Self::KINDS.iter().copied()
    }

    /// Its row.
    #[must_use]
    pub const fn row(self) -> &'static CapabilityRow {
        &Self::TABLE[self as usize]
    }

    /// The name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// The kind a text names, and what follows the name.
    pub(super) fn split(text: &str) -> Option<(Self, Option<&str>)> {
        if let Some(kind) = Self::all().find(|kind| kind.as_str() == text) {
            return Some((kind, None));
        }
        let with_argument =
            |kind: Self| Some((kind, Some(text.strip_prefix(kind.as_str())?.strip_prefix(':')?)));
        // `posts:read:x` is `posts:read` with an argument it does not take, not an unknown name.
        Self::all().filter_map(with_argument).min_by_key(|(_, rest)| rest.map_or(0, str::len))
    }

    pub(super) const fn bit(self) -> u64 {
        1 << self as u8
    }
}

impl fmt::Display for CapabilityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

const _: () = assert!(CapabilityKind::TABLE.len() <= 64, "grants are a mask of 64 bits");
