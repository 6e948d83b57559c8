//! The line that makes a type a plugin: which hooks the component exports.

use crate::Hook;

/// A type that was given to [`register!`](crate::register).
pub trait Plugin: Default + 'static {
    /// The hooks the server asks.
    const HOOKS: &'static [Hook];
}

/// Makes a type the plugin, and names the hooks the server asks it. A hook that is not named is never asked, and costs
/// nothing; the type must implement the trait of [`hooks`](crate::hooks) the hook belongs to.
///
/// ```
/// use chinwag_plugin::prelude::*;
///
/// #[derive(Default)]
/// struct Counter;
///
/// impl LifecycleHooks for Counter {
///     fn activate(&self) -> Result<()> {
///         commands::register(Command::new("count"))
///     }
/// }
///
/// impl CommandHooks for Counter {
///     fn execute_command(&self, _args: CommandArgs) -> Result<CommandResponse> {
///         let count = kv::get::<u64>("count")?.unwrap_or(0) + 1;
///         kv::set("count", &count)?;
///         Ok(CommandResponse::ephemeral(format!("{count} so far.")))
///     }
/// }
///
/// register!(Counter: Activate, ExecuteCommand);
///
/// assert_eq!(Counter::HOOKS, [Hook::Activate, Hook::ExecuteCommand]);
/// ```
#[macro_export]
macro_rules! register {
    ($plugin:ty: $($hook:ident),+ $(,)?) => {
        impl $crate::Plugin for $plugin {
            const HOOKS: &'static [$crate::Hook] = &[$($crate::Hook::$hook),+];
        }
        $( $crate::__export!($hook, $plugin); )+
    };
}

/// Exports one hook of a plugin's component.
#[doc(hidden)]
#[macro_export]
macro_rules! __export {
    (Http, $plugin:ty) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            type Adapter = $crate::__private::Adapter<$plugin>;
    $crate::__private::wasip2::http::proxy::export!(Adapter with_types_in $crate::__private::wasip2);
        };
        $crate::__answers!(HttpHooks, $plugin);
    };
    (ActionClicked, $plugin:ty) => {
        $crate::__export!(InteractionHooks, action_clicked, $plugin);
    };
    (Activate, $plugin:ty) => {
        $crate::__export!(LifecycleHooks, activate, $plugin);
    };
    (Called, $plugin:ty) => {
        $crate::__export!(CallHooks, called, $plugin);
    };
    (ChannelHasBeenCreated, $plugin:ty) => {
        $crate::__export!(ChannelHooks, channel_has_been_created, $plugin);
    };
    (ChannelMemberWillBeAdded, $plugin:ty) => {
        $crate::__export!(MemberHooks, channel_member_will_be_added, $plugin);
    };
    (ChannelWillBeArchived, $plugin:ty) => {
        $crate::__export!(ChannelHooks, channel_will_be_archived, $plugin);
    };
    (ConfigurationChanged, $plugin:ty) => {
        $crate::__export!(LifecycleHooks, configuration_changed, $plugin);
    };
    (ConfigurationWillBeSaved, $plugin:ty) => {
        $crate::__export!(LifecycleHooks, configuration_will_be_saved, $plugin);
    };
    (Deactivate, $plugin:ty) => {
        $crate::__export!(LifecycleHooks, deactivate, $plugin);
    };
    (DialogSubmitted, $plugin:ty) => {
        $crate::__export!(InteractionHooks, dialog_submitted, $plugin);
    };
    (ExecuteCommand, $plugin:ty) => {
        $crate::__export!(CommandHooks, execute_command, $plugin);
    };
    (FileWillBeDownloaded, $plugin:ty) => {
        $crate::__export!(FileHooks, file_will_be_downloaded, $plugin);
    };
    (FileWillBeUploaded, $plugin:ty) => {
        $crate::__export!(FileHooks, file_will_be_uploaded, $plugin);
    };
    (Install, $plugin:ty) => {
        $crate::__export!(LifecycleHooks, install, $plugin);
    };
    (MessageHasBeenDeleted, $plugin:ty) => {
        $crate::__export!(MessageHooks, message_has_been_deleted, $plugin);
    };
    (MessageHasBeenPosted, $plugin:ty) => {
        $crate::__export!(MessageHooks, message_has_been_posted, $plugin);
    };
    (MessageHasBeenUpdated, $plugin:ty) => {
        $crate::__export!(MessageHooks, message_has_been_updated, $plugin);
    };
    (MessageWillBePosted, $plugin:ty) => {
        $crate::__export!(MessageHooks, message_will_be_posted, $plugin);
    };
    (MessageWillBeUpdated, $plugin:ty) => {
        $crate::__export!(MessageHooks, message_will_be_updated, $plugin);
    };
    (MessagesWillBeConsumed, $plugin:ty) => {
        $crate::__export!(MessageHooks, messages_will_be_consumed, $plugin);
    };
    (NotificationWillBePushed, $plugin:ty) => {
        $crate::__export!(NotificationHooks, notification_will_be_pushed, $plugin);
    };
    (PreferencesHaveChanged, $plugin:ty) => {
        $crate::__export!(UserHooks, preferences_have_changed, $plugin);
    };
    (ReactionHasBeenAdded, $plugin:ty) => {
        $crate::__export!(ReactionHooks, reaction_has_been_added, $plugin);
    };
    (ReactionHasBeenRemoved, $plugin:ty) => {
        $crate::__export!(ReactionHooks, reaction_has_been_removed, $plugin);
    };
    (TeamMemberWillBeAdded, $plugin:ty) => {
        $crate::__export!(MemberHooks, team_member_will_be_added, $plugin);
    };
    (Tick, $plugin:ty) => {
        $crate::__export!(ScheduleHooks, tick, $plugin);
    };
    (UserHasBeenCreated, $plugin:ty) => {
        $crate::__export!(UserHooks, user_has_been_created, $plugin);
    };
    (UserHasBeenDeactivated, $plugin:ty) => {
        $crate::__export!(UserHooks, user_has_been_deactivated, $plugin);
    };
    (UserHasJoinedChannel, $plugin:ty) => {
        $crate::__export!(MemberHooks, user_has_joined_channel, $plugin);
    };
    (UserHasJoinedTeam, $plugin:ty) => {
        $crate::__export!(MemberHooks, user_has_joined_team, $plugin);
    };
    (UserHasLeftChannel, $plugin:ty) => {
        $crate::__export!(MemberHooks, user_has_left_channel, $plugin);
    };
    (UserHasLeftTeam, $plugin:ty) => {
        $crate::__export!(MemberHooks, user_has_left_team, $plugin);
    };
    (UserHasLoggedIn, $plugin:ty) => {
        $crate::__export!(UserHooks, user_has_logged_in, $plugin);
    };
    (UserWillLogIn, $plugin:ty) => {
        $crate::__export!(UserHooks, user_will_log_in, $plugin);
    };
    (WebsocketConnected, $plugin:ty) => {
        $crate::__export!(WebSocketHooks, websocket_connected, $plugin);
    };
    (WebsocketDisconnected, $plugin:ty) => {
        $crate::__export!(WebSocketHooks, websocket_disconnected, $plugin);
    };
    (WebsocketMessage, $plugin:ty) => {
        $crate::__export!(WebSocketHooks, websocket_message, $plugin);
    };
    ($family:ident, $module:ident, $plugin:ty) => {
        #[cfg(target_arch = "wasm32")]
        const _: () = {
            type Adapter = $crate::__private::Adapter<$plugin>;
    $crate::wit::$module::export!(Adapter with_types_in $crate::wit::$module);
        };
        $crate::__answers!($family, $plugin);
    };
    ($other:ident, $plugin:ty) => {
        compile_error!(concat!(
            "there is no hook `",
            stringify!($other),
            "`: see chinwag_plugin::Hook for their names"
        ));
    };
}

/// Says, when it is forgotten, which trait a hook belongs to.
#[doc(hidden)]
#[macro_export]
macro_rules! __answers {
    ($family:ident, $plugin:ty) => {
        const _: fn(&$plugin) -> &dyn $crate::hooks::$family = |plugin| plugin;
    };
}
