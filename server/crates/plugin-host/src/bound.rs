//! The hooks a component exports, and their typed functions for each instance. A hook that is not exported is not there;
//! one whose shape is wrong fails when the first instance is made.

use chinwag_plugin_contract::{Hook, HookSet};
use wasmtime::{
    Store,
    component::{Component, Instance, InstancePre},
};
use wasmtime_wasi_http::p2::bindings::exports::wasi::http::incoming_handler;

use crate::{bindings::exports::chinwag::plugin as x, guest::Guest};

macro_rules! hooks {
    ($( $field:ident $module:ident $hook:ident; )*) => {
        /// Where the hooks are in a component.
        #[derive(Clone)]
        pub(crate) struct Indices {
            $( $field: Option<x::$module::GuestIndices>, )*
            http: Option<incoming_handler::GuestIndices>,
        }

        /// The typed functions of an instance.
        pub(crate) struct Bound {
            $( pub(crate) $field: Option<x::$module::Guest>, )*
            pub(crate) http: Option<incoming_handler::Guest>,
        }

        impl Indices {
            /// Looks for every hook.
            ///
            /// # Errors
            /// When an exported hook lacks its function.
            pub(crate) fn new(component: &Component, pre: &InstancePre<Guest>) -> wasmtime::Result<Self> {
                Ok(Self {
                    $( $field: match component.get_export_index(None, &export_name(Hook::$hook)) {
                        Some(_) => Some(x::$module::GuestIndices::new(pre)?),
                        None => None,
                    }, )*
                    http: incoming_handler::GuestIndices::new(pre).ok(),
                })
            }

            /// The hooks that are there.
            pub(crate) fn set(&self) -> HookSet {
                let mut set = HookSet::EMPTY;
                $( if self.$field.is_some() { set = set.with(Hook::$hook); } )*
                if self.http.is_some() { set = set.with(Hook::Http); }
                set
            }

            /// Loads the typed functions of an instance: here shapes are checked.
            ///
            /// # Errors
            /// When a hook's shape is another than the contract's.
            pub(crate) fn load(&self, store: &mut Store<Guest>, instance: &Instance) -> wasmtime::Result<Bound> {
                Ok(Bound {
                    $( $field: self.$field.as_ref().map(|i| i.load(&mut *store, instance)).transpose()?, )*
                    http: self.http.as_ref().map(|i| i.load(&mut *store, instance)).transpose()?,
                })
            }
        }
    };
}

hooks! {
    activate hook_activate Activate;
    deactivate hook_deactivate Deactivate;
    install hook_install Install;
    configuration_will_be_saved hook_configuration_will_be_saved ConfigurationWillBeSaved;
    configuration_changed hook_configuration_changed ConfigurationChanged;
    message_will_be_posted hook_message_will_be_posted MessageWillBePosted;
    message_has_been_posted hook_message_has_been_posted MessageHasBeenPosted;
    message_will_be_updated hook_message_will_be_updated MessageWillBeUpdated;
    message_has_been_updated hook_message_has_been_updated MessageHasBeenUpdated;
    message_has_been_deleted hook_message_has_been_deleted MessageHasBeenDeleted;
    messages_will_be_consumed hook_messages_will_be_consumed MessagesWillBeConsumed;
    reaction_has_been_added hook_reaction_has_been_added ReactionHasBeenAdded;
    reaction_has_been_removed hook_reaction_has_been_removed ReactionHasBeenRemoved;
    user_has_been_created hook_user_has_been_created UserHasBeenCreated;
    user_will_log_in hook_user_will_log_in UserWillLogIn;
    user_has_logged_in hook_user_has_logged_in UserHasLoggedIn;
    user_has_been_deactivated hook_user_has_been_deactivated UserHasBeenDeactivated;
    user_has_joined_team hook_user_has_joined_team UserHasJoinedTeam;
    user_has_left_team hook_user_has_left_team UserHasLeftTeam;
    user_has_joined_channel hook_user_has_joined_channel UserHasJoinedChannel;
    user_has_left_channel hook_user_has_left_channel UserHasLeftChannel;
    team_member_will_be_added hook_team_member_will_be_added TeamMemberWillBeAdded;
    channel_member_will_be_added hook_channel_member_will_be_added ChannelMemberWillBeAdded;
    channel_has_been_created hook_channel_has_been_created ChannelHasBeenCreated;
    channel_will_be_archived hook_channel_will_be_archived ChannelWillBeArchived;
    file_will_be_uploaded hook_file_will_be_uploaded FileWillBeUploaded;
    file_will_be_downloaded hook_file_will_be_downloaded FileWillBeDownloaded;
    execute_command hook_execute_command ExecuteCommand;
    dialog_submitted hook_dialog_submitted DialogSubmitted;
    action_clicked hook_action_clicked ActionClicked;
    websocket_connected hook_websocket_connected WebsocketConnected;
    websocket_disconnected hook_websocket_disconnected WebsocketDisconnected;
    websocket_message hook_websocket_message WebsocketMessage;
    notification_will_be_pushed hook_notification_will_be_pushed NotificationWillBePushed;
    preferences_have_changed hook_preferences_have_changed PreferencesHaveChanged;
    tick hook_tick Tick;
    called hook_called Called;
}

/// The name under which a component exports a hook.
fn export_name(hook: Hook) -> String {
    format!("chinwag:plugin/hook-{}@{}", hook.name(), crate::CONTRACT)
}
