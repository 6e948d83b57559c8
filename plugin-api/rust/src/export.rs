//! Between the contract's hooks and the traits of `hooks`: one instance of the plugin, types there and back.

use std::any::Any;
use std::cell::OnceCell;
use std::marker::PhantomData;

use crate::hooks::{self, Permit, PostVerdict, PushVerdict, Verdict};
use crate::preferences::Preference;
use crate::wit::api::chinwag::plugin::types;
use crate::{Error, Plugin, wit};

/// Answers for a plugin of this type.
pub struct Adapter<P>(PhantomData<P>);

thread_local! {
    static PLUGIN: OnceCell<&'static dyn Any> = const { OnceCell::new() };
}

/// The plugin, made at the first call: a component holds one, an instance has one thread, and both live as long.
pub(crate) fn plugin<P: Plugin>() -> &'static P {
    let made = PLUGIN.with(|plugin| *plugin.get_or_init(|| Box::leak(Box::new(P::default()))));
    made.downcast_ref::<P>().unwrap_or_else(|| unreachable!("a component registers one plugin"))
}

fn words(error: Error) -> String {
    error.to_string()
}

fn all<W, O: From<W>>(list: Vec<W>) -> Vec<O> {
    list.into_iter().map(O::from).collect()
}

/// A hook of the contract by the method of a family's trait.
macro_rules! hook {
    ($module:ident $interface:ident $family:ident: $method:ident($($arg:ident: $type:ty => $given:expr),*) -> $answer:ty = $lower:expr) => {
        impl<P: Plugin + hooks::$family> wit::$module::exports::chinwag::plugin::$interface::Guest for Adapter<P> {
            fn $method($($arg: $type),*) -> Result<$answer, String> {
                plugin::<P>().$method($($given),*).map($lower).map_err(words)
            }
        }
    };
}

/// What a hook says that only permits or refuses.
macro_rules! permit {
    ($module:ident $interface:ident) => {
        impl From<Permit> for wit::$module::exports::chinwag::plugin::$interface::Verdict {
            fn from(permit: Permit) -> Self {
                match permit {
                    Permit::Keep => Self::Keep,
                    Permit::Refuse(words) => Self::Refuse(words),
                }
            }
        }
    };
}

/// What a hook says that may change something.
macro_rules! verdict {
    ($module:ident $interface:ident $of:ty) => {
        impl From<Verdict<$of>> for wit::$module::exports::chinwag::plugin::$interface::Verdict {
            fn from(verdict: Verdict<$of>) -> Self {
                match verdict {
                    Verdict::Keep => Self::Keep,
                    Verdict::Replace(other) => Self::Replace(other.into()),
                    Verdict::Refuse(words) => Self::Refuse(words),
                }
            }
        }
    };
}

hook!(activate hook_activate LifecycleHooks: activate() -> () = |()| ());
hook!(deactivate hook_deactivate LifecycleHooks: deactivate() -> () = |()| ());
hook!(install hook_install LifecycleHooks: install(previous: String => &previous) -> () = |()| ());
hook!(configuration_changed hook_configuration_changed LifecycleHooks: configuration_changed(settings: String => settings.into()) -> () = |()| ());
hook!(configuration_will_be_saved hook_configuration_will_be_saved LifecycleHooks: configuration_will_be_saved(configuration: String => configuration.into()) -> wit::configuration_will_be_saved::exports::chinwag::plugin::hook_configuration_will_be_saved::Verdict = Into::into);
verdict!(configuration_will_be_saved hook_configuration_will_be_saved crate::Json);
hook!(message_will_be_posted hook_message_will_be_posted MessageHooks: message_will_be_posted(post: types::Post => post.into()) -> wit::message_will_be_posted::exports::chinwag::plugin::hook_message_will_be_posted::Verdict = Into::into);
hook!(message_has_been_posted hook_message_has_been_posted MessageHooks: message_has_been_posted(post: types::Post => post.into()) -> () = |()| ());
hook!(message_will_be_updated hook_message_will_be_updated MessageHooks: message_will_be_updated(new: types::Post => new.into(), old: types::Post => old.into()) -> wit::message_will_be_updated::exports::chinwag::plugin::hook_message_will_be_updated::Verdict = Into::into);
verdict!(message_will_be_updated hook_message_will_be_updated crate::posts::Post);
hook!(message_has_been_updated hook_message_has_been_updated MessageHooks: message_has_been_updated(post: types::Post => post.into()) -> () = |()| ());
hook!(message_has_been_deleted hook_message_has_been_deleted MessageHooks: message_has_been_deleted(post: types::Post => post.into()) -> () = |()| ());
hook!(messages_will_be_consumed hook_messages_will_be_consumed MessageHooks: messages_will_be_consumed(reader: String => &reader, posts: Vec<types::Post> => all(posts)) -> Vec<types::Post> = all);
hook!(reaction_has_been_added hook_reaction_has_been_added ReactionHooks: reaction_has_been_added(reaction: types::Reaction => reaction.into()) -> () = |()| ());
hook!(reaction_has_been_removed hook_reaction_has_been_removed ReactionHooks: reaction_has_been_removed(reaction: types::Reaction => reaction.into()) -> () = |()| ());
hook!(user_has_been_created hook_user_has_been_created UserHooks: user_has_been_created(user: types::User => user.into()) -> () = |()| ());
hook!(user_will_log_in hook_user_will_log_in UserHooks: user_will_log_in(user: types::User => user.into()) -> wit::user_will_log_in::exports::chinwag::plugin::hook_user_will_log_in::Verdict = Into::into);
permit!(user_will_log_in hook_user_will_log_in);
hook!(user_has_logged_in hook_user_has_logged_in UserHooks: user_has_logged_in(user: types::User => user.into()) -> () = |()| ());
hook!(user_has_been_deactivated hook_user_has_been_deactivated UserHooks: user_has_been_deactivated(user: types::User => user.into()) -> () = |()| ());
hook!(preferences_have_changed hook_preferences_have_changed UserHooks: preferences_have_changed(user: String => &user, list: Vec<(String, String, String)> => all::<_, Preference>(list)) -> () = |()| ());
hook!(user_has_joined_team hook_user_has_joined_team MemberHooks: user_has_joined_team(place: String => &place, user: String => &user, actor: String => &actor) -> () = |()| ());
hook!(user_has_left_team hook_user_has_left_team MemberHooks: user_has_left_team(place: String => &place, user: String => &user, actor: String => &actor) -> () = |()| ());
hook!(user_has_joined_channel hook_user_has_joined_channel MemberHooks: user_has_joined_channel(place: String => &place, user: String => &user, actor: String => &actor) -> () = |()| ());
hook!(user_has_left_channel hook_user_has_left_channel MemberHooks: user_has_left_channel(place: String => &place, user: String => &user, actor: String => &actor) -> () = |()| ());
hook!(team_member_will_be_added hook_team_member_will_be_added MemberHooks: team_member_will_be_added(place: String => &place, user: String => &user, actor: String => &actor) -> wit::team_member_will_be_added::exports::chinwag::plugin::hook_team_member_will_be_added::Verdict = Into::into);
permit!(team_member_will_be_added hook_team_member_will_be_added);
hook!(channel_member_will_be_added hook_channel_member_will_be_added MemberHooks: channel_member_will_be_added(place: String => &place, user: String => &user, actor: String => &actor) -> wit::channel_member_will_be_added::exports::chinwag::plugin::hook_channel_member_will_be_added::Verdict = Into::into);
permit!(channel_member_will_be_added hook_channel_member_will_be_added);
hook!(channel_has_been_created hook_channel_has_been_created ChannelHooks: channel_has_been_created(channel: types::Channel => channel.into()) -> () = |()| ());
hook!(channel_will_be_archived hook_channel_will_be_archived ChannelHooks: channel_will_be_archived(channel: types::Channel => channel.into()) -> wit::channel_will_be_archived::exports::chinwag::plugin::hook_channel_will_be_archived::Verdict = Into::into);
permit!(channel_will_be_archived hook_channel_will_be_archived);
hook!(file_will_be_uploaded hook_file_will_be_uploaded FileHooks: file_will_be_uploaded(info: types::FileInfo => info.into(), content: Vec<u8> => content) -> wit::file_will_be_uploaded::exports::chinwag::plugin::hook_file_will_be_uploaded::Verdict = Into::into);
verdict!(file_will_be_uploaded hook_file_will_be_uploaded crate::hooks::NewFile);
hook!(file_will_be_downloaded hook_file_will_be_downloaded FileHooks: file_will_be_downloaded(info: types::FileInfo => info.into(), user: String => &user, part: String => &part) -> wit::file_will_be_downloaded::exports::chinwag::plugin::hook_file_will_be_downloaded::Verdict = Into::into);
permit!(file_will_be_downloaded hook_file_will_be_downloaded);
hook!(execute_command hook_execute_command CommandHooks: execute_command(args: wit::execute_command::exports::chinwag::plugin::hook_execute_command::CommandArgs => args.into()) -> wit::execute_command::exports::chinwag::plugin::hook_execute_command::CommandResponse = Into::into);
hook!(dialog_submitted hook_dialog_submitted InteractionHooks: dialog_submitted(submission: wit::dialog_submitted::exports::chinwag::plugin::hook_dialog_submitted::Submission => submission.into()) -> wit::dialog_submitted::exports::chinwag::plugin::hook_dialog_submitted::Answer = Into::into);
hook!(action_clicked hook_action_clicked InteractionHooks: action_clicked(click: wit::action_clicked::exports::chinwag::plugin::hook_action_clicked::Click => click.into()) -> wit::action_clicked::exports::chinwag::plugin::hook_action_clicked::Answer = Into::into);
hook!(websocket_connected hook_websocket_connected WebSocketHooks: websocket_connected(connection: String => &connection, user: String => &user) -> () = |()| ());
hook!(websocket_disconnected hook_websocket_disconnected WebSocketHooks: websocket_disconnected(connection: String => &connection, user: String => &user) -> () = |()| ());
hook!(websocket_message hook_websocket_message WebSocketHooks: websocket_message(connection: String => &connection, user: String => &user, action: String => &action, data: String => data.into()) -> () = |()| ());
hook!(notification_will_be_pushed hook_notification_will_be_pushed NotificationHooks: notification_will_be_pushed(user: String => &user, notification: String => notification.into()) -> wit::notification_will_be_pushed::exports::chinwag::plugin::hook_notification_will_be_pushed::Verdict = Into::into);
hook!(tick hook_tick ScheduleHooks: tick(name: String => &name, due_at: i64 => due_at, payload: Vec<u8> => payload) -> () = |()| ());
hook!(called hook_called CallHooks: called(caller: String => &caller, method: String => &method, payload: Vec<u8> => payload) -> Vec<u8> = |answer| answer);

impl From<PostVerdict>
    for wit::message_will_be_posted::exports::chinwag::plugin::hook_message_will_be_posted::Verdict
{
    fn from(verdict: PostVerdict) -> Self {
        match verdict {
            PostVerdict::Keep => Self::Keep,
            PostVerdict::Replace(post) => Self::Replace(post.into()),
            PostVerdict::Refuse(words) => Self::Refuse(words),
            PostVerdict::Discard => Self::Discard,
        }
    }
}

impl From<PushVerdict>
    for wit::notification_will_be_pushed::exports::chinwag::plugin::hook_notification_will_be_pushed::Verdict
{
    fn from(verdict: PushVerdict) -> Self {
        match verdict {
            PushVerdict::Keep => Self::Keep,
            PushVerdict::Replace(notification) => Self::Replace(notification.into()),
            PushVerdict::Discard => Self::Discard,
        }
    }
}

impl From<hooks::NewFile> for (String, Vec<u8>) {
    fn from(file: hooks::NewFile) -> Self {
        (file.name, file.content)
    }
}
