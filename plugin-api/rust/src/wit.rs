//! What the contract becomes in Rust, generated: `api` holds what a plugin calls, every other module one hook.
//!
//! Nothing here is for plugins: the crate's own types stand in front. Each hook has a world of its own (`wit/hooks.wit`),
//! because a component must export only what it answers.
#![allow(missing_docs, unsafe_code, unreachable_pub, clippy::all, reason = "generated code")]

/// Everything a plugin may call.
pub mod api {
    wit_bindgen::generate!({
        path: "../../wit/0.1",
        world: "imports",
        generate_all,
    });
}

/// A hook by itself; one that names a type of the contract shares it with `api`.
macro_rules! hook {
    ($module:ident $world:literal) => {
        hook!($module $world {});
    };
    ($module:ident $world:literal types) => {
        hook!($module $world { "chinwag:plugin/types@0.1.0": crate::wit::api::chinwag::plugin::types });
    };
    ($module:ident $world:literal { $($with:tt)* }) => {
        pub mod $module {
            wit_bindgen::generate!({
                path: ["../../wit/0.1", "wit"],
                world: $world,
                pub_export_macro: true,
                with: { $($with)* },
            });
        }
    };
}

hook!(action_clicked "chinwag:hooks/action-clicked" types);
hook!(activate "chinwag:hooks/activate");
hook!(called "chinwag:hooks/called");
hook!(channel_has_been_created "chinwag:hooks/channel-has-been-created" types);
hook!(channel_member_will_be_added "chinwag:hooks/channel-member-will-be-added");
hook!(channel_will_be_archived "chinwag:hooks/channel-will-be-archived" types);
hook!(configuration_changed "chinwag:hooks/configuration-changed" types);
hook!(configuration_will_be_saved "chinwag:hooks/configuration-will-be-saved" types);
hook!(deactivate "chinwag:hooks/deactivate");
hook!(dialog_submitted "chinwag:hooks/dialog-submitted" types);
hook!(execute_command "chinwag:hooks/execute-command" types);
hook!(file_will_be_downloaded "chinwag:hooks/file-will-be-downloaded" types);
hook!(file_will_be_uploaded "chinwag:hooks/file-will-be-uploaded" types);
hook!(install "chinwag:hooks/install");
hook!(message_has_been_deleted "chinwag:hooks/message-has-been-deleted" types);
hook!(message_has_been_posted "chinwag:hooks/message-has-been-posted" types);
hook!(message_has_been_updated "chinwag:hooks/message-has-been-updated" types);
hook!(message_will_be_posted "chinwag:hooks/message-will-be-posted" types);
hook!(message_will_be_updated "chinwag:hooks/message-will-be-updated" types);
hook!(messages_will_be_consumed "chinwag:hooks/messages-will-be-consumed" types);
hook!(notification_will_be_pushed "chinwag:hooks/notification-will-be-pushed" types);
hook!(preferences_have_changed "chinwag:hooks/preferences-have-changed");
hook!(reaction_has_been_added "chinwag:hooks/reaction-has-been-added" types);
hook!(reaction_has_been_removed "chinwag:hooks/reaction-has-been-removed" types);
hook!(team_member_will_be_added "chinwag:hooks/team-member-will-be-added");
hook!(tick "chinwag:hooks/tick" types);
hook!(user_has_been_created "chinwag:hooks/user-has-been-created" types);
hook!(user_has_been_deactivated "chinwag:hooks/user-has-been-deactivated" types);
hook!(user_has_joined_channel "chinwag:hooks/user-has-joined-channel");
hook!(user_has_joined_team "chinwag:hooks/user-has-joined-team");
hook!(user_has_left_channel "chinwag:hooks/user-has-left-channel");
hook!(user_has_left_team "chinwag:hooks/user-has-left-team");
hook!(user_has_logged_in "chinwag:hooks/user-has-logged-in" types);
hook!(user_will_log_in "chinwag:hooks/user-will-log-in" types);
hook!(websocket_connected "chinwag:hooks/websocket-connected");
hook!(websocket_disconnected "chinwag:hooks/websocket-disconnected");
hook!(websocket_message "chinwag:hooks/websocket-message" types);
