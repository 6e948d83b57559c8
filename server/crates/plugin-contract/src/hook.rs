//! The names of the hooks, and sets of them as bits, so that asking "does anybody answer?" is one test.

/// A question or a word from chat to plugins. Names are those of the WIT interfaces without `hook-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Hook {
    /// `activate`
    Activate,
    /// `deactivate`
    Deactivate,
    /// `install`
    Install,
    /// `configuration-will-be-saved`
    ConfigurationWillBeSaved,
    /// `configuration-changed`
    ConfigurationChanged,
    /// `message-will-be-posted`
    MessageWillBePosted,
    /// `message-has-been-posted`
    MessageHasBeenPosted,
    /// `message-will-be-updated`
    MessageWillBeUpdated,
    /// `message-has-been-updated`
    MessageHasBeenUpdated,
    /// `message-has-been-deleted`
    MessageHasBeenDeleted,
    /// `messages-will-be-consumed`
    MessagesWillBeConsumed,
    /// `reaction-has-been-added`
    ReactionHasBeenAdded,
    /// `reaction-has-been-removed`
    ReactionHasBeenRemoved,
    /// `user-has-been-created`
    UserHasBeenCreated,
    /// `user-will-log-in`
    UserWillLogIn,
    /// `user-has-logged-in`
    UserHasLoggedIn,
    /// `user-has-been-deactivated`
    UserHasBeenDeactivated,
    /// `user-has-joined-team`
    UserHasJoinedTeam,
    /// `user-has-left-team`
    UserHasLeftTeam,
    /// `user-has-joined-channel`
    UserHasJoinedChannel,
    /// `user-has-left-channel`
    UserHasLeftChannel,
    /// `team-member-will-be-added`
    TeamMemberWillBeAdded,
    /// `channel-member-will-be-added`
    ChannelMemberWillBeAdded,
    /// `channel-has-been-created`
    ChannelHasBeenCreated,
    /// `channel-will-be-archived`
    ChannelWillBeArchived,
    /// `file-will-be-uploaded`
    FileWillBeUploaded,
    /// `file-will-be-downloaded`
    FileWillBeDownloaded,
    /// `execute-command`
    ExecuteCommand,
    /// `dialog-submitted`
    DialogSubmitted,
    /// `action-clicked`
    ActionClicked,
    /// `websocket-connected`
    WebsocketConnected,
    /// `websocket-disconnected`
    WebsocketDisconnected,
    /// `websocket-message`
    WebsocketMessage,
    /// `notification-will-be-pushed`
    NotificationWillBePushed,
    /// `preferences-have-changed`
    PreferencesHaveChanged,
    /// `tick`
    Tick,
    /// `called`
    Called,
    /// HTTP requests; not an interface of ours but `wasi:http/incoming-handler`.
    Http,
}

impl Hook {
    /// Every hook, in the order of their bits.
    pub const ALL: [Self; 38] = [
        Self::Activate,
        Self::Deactivate,
        Self::Install,
        Self::ConfigurationWillBeSaved,
        Self::ConfigurationChanged,
        Self::MessageWillBePosted,
        Self::MessageHasBeenPosted,
        Self::MessageWillBeUpdated,
        Self::MessageHasBeenUpdated,
        Self::MessageHasBeenDeleted,
        Self::MessagesWillBeConsumed,
        Self::ReactionHasBeenAdded,
        Self::ReactionHasBeenRemoved,
        Self::UserHasBeenCreated,
        Self::UserWillLogIn,
        Self::UserHasLoggedIn,
        Self::UserHasBeenDeactivated,
        Self::UserHasJoinedTeam,
        Self::UserHasLeftTeam,
        Self::UserHasJoinedChannel,
        Self::UserHasLeftChannel,
        Self::TeamMemberWillBeAdded,
        Self::ChannelMemberWillBeAdded,
        Self::ChannelHasBeenCreated,
        Self::ChannelWillBeArchived,
        Self::FileWillBeUploaded,
        Self::FileWillBeDownloaded,
        Self::ExecuteCommand,
        Self::DialogSubmitted,
        Self::ActionClicked,
        Self::WebsocketConnected,
        Self::WebsocketDisconnected,
        Self::WebsocketMessage,
        Self::NotificationWillBePushed,
        Self::PreferencesHaveChanged,
        Self::Tick,
        Self::Called,
        Self::Http,
    ];

    /// The name, as manifests, logs and metrics write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Activate => "activate",
            Self::Deactivate => "deactivate",
            Self::Install => "install",
            Self::ConfigurationWillBeSaved => "configuration-will-be-saved",
            Self::ConfigurationChanged => "configuration-changed",
            Self::MessageWillBePosted => "message-will-be-posted",
            Self::MessageHasBeenPosted => "message-has-been-posted",
            Self::MessageWillBeUpdated => "message-will-be-updated",
            Self::MessageHasBeenUpdated => "message-has-been-updated",
            Self::MessageHasBeenDeleted => "message-has-been-deleted",
            Self::MessagesWillBeConsumed => "messages-will-be-consumed",
            Self::ReactionHasBeenAdded => "reaction-has-been-added",
            Self::ReactionHasBeenRemoved => "reaction-has-been-removed",
            Self::UserHasBeenCreated => "user-has-been-created",
            Self::UserWillLogIn => "user-will-log-in",
            Self::UserHasLoggedIn => "user-has-logged-in",
            Self::UserHasBeenDeactivated => "user-has-been-deactivated",
            Self::UserHasJoinedTeam => "user-has-joined-team",
            Self::UserHasLeftTeam => "user-has-left-team",
            Self::UserHasJoinedChannel => "user-has-joined-channel",
            Self::UserHasLeftChannel => "user-has-left-channel",
            Self::TeamMemberWillBeAdded => "team-member-will-be-added",
            Self::ChannelMemberWillBeAdded => "channel-member-will-be-added",
            Self::ChannelHasBeenCreated => "channel-has-been-created",
            Self::ChannelWillBeArchived => "channel-will-be-archived",
            Self::FileWillBeUploaded => "file-will-be-uploaded",
            Self::FileWillBeDownloaded => "file-will-be-downloaded",
            Self::ExecuteCommand => "execute-command",
            Self::DialogSubmitted => "dialog-submitted",
            Self::ActionClicked => "action-clicked",
            Self::WebsocketConnected => "websocket-connected",
            Self::WebsocketDisconnected => "websocket-disconnected",
            Self::WebsocketMessage => "websocket-message",
            Self::NotificationWillBePushed => "notification-will-be-pushed",
            Self::PreferencesHaveChanged => "preferences-have-changed",
            Self::Tick => "tick",
            Self::Called => "called",
            Self::Http => "http",
        }
    }

    /// The hook of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hook| hook.name() == name)
    }

    const fn bit(self) -> u64 {
        1 << self as u8
    }
}

/// A set of hooks: 64 bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HookSet(u64);

impl HookSet {
    /// No hook.
    pub const EMPTY: Self = Self(0);

    /// Whether the hook is in it.
    #[must_use]
    pub const fn has(self, hook: Hook) -> bool {
        self.0 & hook.bit() != 0
    }

    /// With this hook as well.
    #[must_use]
    pub const fn with(self, hook: Hook) -> Self {
        Self(self.0 | hook.bit())
    }

    /// Hooks that are in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// As a number, for an atomic.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// From [`bits`](Self::bits).
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The hooks in it.
    pub fn iter(self) -> impl Iterator<Item = Hook> {
        Hook::ALL.into_iter().filter(move |hook| self.has(*hook))
    }
}

impl FromIterator<Hook> for HookSet {
    fn from_iter<I: IntoIterator<Item = Hook>>(hooks: I) -> Self {
        hooks.into_iter().fold(Self::EMPTY, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hook_has_a_bit_and_a_name_of_its_own() {
        for (at, hook) in Hook::ALL.into_iter().enumerate() {
            assert_eq!(hook as usize, at, "{}", hook.name());
            assert_eq!(Hook::named(hook.name()), Some(hook));
        }
        assert_eq!(Hook::named("no-such-hook"), None);
    }

    #[test]
    fn a_set_holds_what_was_put_in_and_nothing_else() {
        let set: HookSet = [Hook::Tick, Hook::Http].into_iter().collect();
        assert!(set.has(Hook::Tick) && set.has(Hook::Http) && !set.has(Hook::Activate));
        assert_eq!(set.iter().collect::<Vec<_>>(), [Hook::Tick, Hook::Http]);
        assert_eq!(HookSet::from_bits(set.bits()), set);
    }
}
