//! Notification settings of a user and of a channel member: all values are texts, unknown keys are kept.

use serde::{Deserialize, Serialize};

macro_rules! string_props {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $default:expr,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name {
            $($(#[$fdoc])* pub $field: String,)*
            /// Keys of newer clients, kept as given.
            #[serde(flatten)]
            pub extra: std::collections::BTreeMap<String, String>,
        }
        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default.into(),)* extra: std::collections::BTreeMap::new() }
            }
        }
    };
}

string_props! {
    /// What a user wants to be told about.
    UserNotifyProps {
        /// Mail: "true" or "false".
        email: "true",
        /// Push: "all", "mention", "none".
        push: "mention",
        /// Desktop: "all", "mention", "none".
        desktop: "mention",
        /// Sound with desktop notifications.
        desktop_sound: "true",
        /// Comma-separated words that count as a mention.
        mention_keys: "",
        /// Whether @channel, @all and @here count.
        channel: "true",
        /// Push while: "online", "away", "offline".
        push_status: "online",
        /// Replies: "never", "root", "any".
        comments: "never",
        /// Whether the first name counts as a mention.
        first_name: "false",
        /// Threads on the desktop: "all", "mention".
        desktop_threads: "all",
        /// Threads by mail.
        email_threads: "all",
        /// Threads by push.
        push_threads: "all",
        /// Automatic answer switched on.
        auto_responder_active: "false",
        /// Automatic answer.
        auto_responder_message: "",
    }
}

string_props! {
    /// What a member wants to be told about one channel.
    ChannelNotifyProps {
        /// Desktop: "default", "all", "mention", "none".
        desktop: "default",
        /// Mail: "default", "true", "false".
        email: "default",
        /// Push: "default", "all", "mention", "none".
        push: "default",
        /// "all", or "mention" for a muted channel.
        mark_unread: "all",
        /// "default", "on", "off".
        ignore_channel_mentions: "default",
        /// "on" or "off".
        channel_auto_follow_threads: "off",
    }
}

impl ChannelNotifyProps {
    /// A muted channel counts mentions only.
    #[must_use]
    pub fn is_muted(&self) -> bool {
        self.mark_unread == "mention"
    }

    /// Sets the keys that `patch` names and keeps the others.
    pub fn merge(&mut self, patch: &std::collections::BTreeMap<String, String>) {
        for (key, value) in patch {
            match key.as_str() {
                "desktop" => self.desktop.clone_from(value),
                "email" => self.email.clone_from(value),
                "push" => self.push.clone_from(value),
                "mark_unread" => self.mark_unread.clone_from(value),
                "ignore_channel_mentions" => self.ignore_channel_mentions.clone_from(value),
                "channel_auto_follow_threads" => self.channel_auto_follow_threads.clone_from(value),
                _ => {
                    self.extra.insert(key.clone(), value.clone());
                }
            }
        }
        for key in ["user_id", "channel_id"] {
            self.extra.remove(key);
        }
    }
}
