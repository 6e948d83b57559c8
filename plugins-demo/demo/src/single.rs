//! One call by its name in the contract, its arguments as a JSON list: `/demo call users.get ["id"]`, or a request
//! `{"call": "users.get", "arguments": ["id"]}` to `/plugins/demo/call`. Every function there is has its line here.

use chinwag_plugin::files::{self as stored, Reader};
use chinwag_plugin::kv::Change;
use chinwag_plugin::log::Level;
use chinwag_plugin::posts::Window;
use chinwag_plugin::preferences::Preference;
use chinwag_plugin::prelude::*;
use chinwag_plugin::users::Filter;
use chinwag_plugin::websocket::Audience;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::vec::IntoIter;

/// How much of an answer's body is shown.
const SHOWN: usize = 2000;

/// What a call is given, one after the other.
struct Given {
    rest: IntoIter<Value>,
    count: usize,
}

impl Given {
    /// The next argument; one that is not given is `null`.
    fn next<T: DeserializeOwned>(&mut self) -> Result<T> {
        self.count += 1;
        let value = self.rest.next().unwrap_or_default();
        serde_json::from_value(value).map_err(|error| {
            Error::bad_request(
                "demo.argument",
                format!("Argument {} is not what it should be: {error}.", self.count),
            )
        })
    }

    fn text(&mut self) -> Result<String> {
        self.next()
    }

    /// The next argument, a JSON object that is handed on as it is.
    fn json(&mut self) -> Result<Json> {
        self.next()
    }

    /// The next argument, or what it is when it is not given.
    fn or<T: DeserializeOwned>(&mut self, otherwise: T) -> Result<T> {
        Ok(self.next::<Option<T>>()?.unwrap_or(otherwise))
    }
}

/// Makes one call and gives its answer.
pub(crate) fn call(name: &str, arguments: Vec<Value>) -> Result<Value> {
    let given = &mut Given { rest: arguments.into_iter(), count: 0 };
    let (interface, function) = name.split_once('.').unwrap_or((name, ""));
    let answer = match interface {
        "bots" => bot(function, given),
        "channels" => channel(function, given),
        "config" | "context" | "log" => own(name, given),
        "files" => file(function, given),
        "kv" => key(function, given),
        "posts" => post(function, given),
        "reactions" | "preferences" | "roles" => beside(name, given),
        "schedule" => later(function, given),
        "teams" => team(function, given),
        "users" => user(function, given),
        _ => other(name, given),
    };
    answer?.ok_or_else(|| {
        Error::not_found("demo.call", format!("There is no call `{name}`; the contract has all names."))
    })
}

/// The answer of a call, or `None` when there is no such call.
type Answer = Result<Option<Value>>;

fn said<T: Serialize>(answer: Result<T>) -> Answer {
    Ok(Some(serde_json::to_value(answer?)?))
}

fn bot(function: &str, given: &mut Given) -> Answer {
    match function {
        "ensure" => said(bots::ensure(&given.text()?, &given.text()?, &given.text()?)),
        "get" => said(bots::get(&given.text()?)),
        "find" => said(bots::find(Page::FIRST)),
        "set-active" => {
            let (id, active) = (given.text()?, given.next::<bool>()?);
            said(if active { bots::enable(&id) } else { bots::disable(&id) })
        }
        "set-picture" => said(bots::set_picture(&given.text()?, &crate::bots::PICTURE)),
        _ => Ok(None),
    }
}

fn channel(function: &str, given: &mut Given) -> Answer {
    match function {
        "get" => said(channels::get(&given.text()?)),
        "get-by-name" => said(channels::get_by_name(&given.text()?, &given.text()?)),
        "public-of-team" => said(channels::public_of_team(&given.text()?, Page::FIRST)),
        "of-user" => said(channels::of_user(&given.text()?, &given.text()?)),
        "search" => said(channels::search(&given.text()?, &given.text()?)),
        "create" => said(channels::create(&given.json()?)),
        "update" => said(channels::update(&given.text()?, &given.json()?)),
        "archive" => said(channels::archive(&given.text()?)),
        "restore" => said(channels::restore(&given.text()?)),
        "direct" => said(channels::direct(&given.text()?, &given.text()?)),
        "group" => said(channels::group(&given.next::<Vec<String>>()?)),
        "member" => said(channels::member(&given.text()?, &given.text()?)),
        "members" => said(channels::members(&given.text()?, Page::FIRST)),
        "add-member" => said(channels::add_member(&given.text()?, &given.text()?)),
        "remove-member" => said(channels::remove_member(&given.text()?, &given.text()?)),
        "set-member-roles" => {
            said(channels::set_member_roles(&given.text()?, &given.text()?, &given.text()?))
        }
        "set-member-notify-props" => {
            said(channels::set_member_notify_props(&given.text()?, &given.text()?, &given.json()?))
        }
        "stats" => said(channels::stats(&given.text()?)),
        _ => Ok(None),
    }
}

fn own(name: &str, given: &mut Given) -> Answer {
    match name {
        "config.get" => said(Ok(config::get())),
        "config.set" => said(config::set(&given.json()?)),
        "config.server" => said(config::server()),
        "context.current" => said(Ok(context::current())),
        "context.server-info" => said(Ok(context::server())),
        "log.write" => {
            let (text, times) = (given.text()?, given.or(1_u32)?);
            (0..times).for_each(|_| log::write(Level::Info, &text, &[]));
            said(Ok(()))
        }
        _ => Ok(None),
    }
}

fn file(function: &str, given: &mut Given) -> Answer {
    match function {
        "info" => said(stored::info(&given.text()?)),
        "of-post" => said(stored::of_post(&given.text()?)),
        // Opened and read from its start.
        "open" => said(Reader::open(&given.text()?).and_then(|mut reader| reader.next_bytes()).map(text_of)),
        // Made, written and finished.
        "create" => {
            let (channel, user, name, text) = (given.text()?, given.text()?, given.text()?, given.text()?);
            said(stored::create(&channel, &user, &name, text.as_bytes()))
        }
        "public-link" => said(stored::public_link(&given.text()?)),
        _ => Ok(None),
    }
}

fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

fn key(function: &str, given: &mut Given) -> Answer {
    match function {
        "get" => said(kv::get::<Value>(&given.text()?)),
        "get-many" => said(kv::get_many::<Value>(&given.next::<Vec<String>>()?)),
        "set" => said(kv::set(&given.text()?, &given.next::<Value>()?)),
        "delete" => said(kv::delete(&given.text()?)),
        "keys" => said(kv::keys(&given.text()?)),
        // A value for each key, all together.
        "batch" => {
            let all: serde_json::Map<String, Value> = given.next()?;
            let changes = all.iter().map(|(key, value)| Change::set(key, value)).collect::<Result<_>>()?;
            said(kv::batch(changes))
        }
        "delete-prefix" => said(kv::delete_prefix(&given.text()?)),
        _ => Ok(None),
    }
}

fn post(function: &str, given: &mut Given) -> Answer {
    match function {
        "create" => said(posts::create(given.next::<Draft>()?)),
        "update" => said(posts::update(&given.text()?, &given.text()?, &Json::default())),
        "delete" => said(posts::delete(&given.text()?)),
        "get" => said(posts::get(&given.text()?)),
        "thread" => said(posts::thread(&given.text()?)),
        "of-channel" => said(posts::of_channel(&given.text()?, Window::Latest(Page::FIRST))),
        "search" => said(posts::search(&given.text()?, &given.text()?, &given.text()?, 20)),
        "pin" => said(posts::pin(&given.text()?)),
        "unpin" => said(posts::unpin(&given.text()?)),
        "send-ephemeral" => said(posts::send_ephemeral(&given.text()?, given.next::<Draft>()?)),
        "update-ephemeral" => {
            said(posts::update_ephemeral(&given.text()?, &given.text()?, given.next::<Draft>()?))
        }
        "delete-ephemeral" => said(posts::delete_ephemeral(&given.text()?, &given.text()?, &given.text()?)),
        _ => Ok(None),
    }
}

fn beside(name: &str, given: &mut Given) -> Answer {
    match name {
        "reactions.add" => said(reactions::add(&given.text()?, &given.text()?, &given.text()?)),
        "reactions.remove" => said(reactions::remove(&given.text()?, &given.text()?, &given.text()?)),
        "reactions.of-post" => said(reactions::of_post(&given.text()?)),
        "preferences.of-user" => said(preferences::of_user(&given.text()?, &given.text()?)),
        "preferences.set" => said(preferences::set(&given.text()?, &given.next::<Vec<Preference>>()?)),
        "preferences.delete" => said(preferences::delete(&given.text()?, &given.next::<Vec<Preference>>()?)),
        "roles.get-by-name" => said(roles::get_by_name(&given.text()?)),
        "roles.all" => said(roles::all()),
        "roles.grant" => said(roles::grant(&given.next::<Vec<String>>()?, &given.text()?)),
        _ => Ok(None),
    }
}

fn later(function: &str, given: &mut Given) -> Answer {
    match function {
        "every" => said(schedule::every(&given.text()?, given.next()?, b"")),
        "cron" => said(schedule::cron(&given.text()?, &given.text()?, &given.text()?, b"")),
        "at" => said(schedule::at(&given.text()?, given.next()?, b"")),
        "cancel" => said(schedule::cancel(&given.text()?)),
        "entries" => said(schedule::entries()),
        _ => Ok(None),
    }
}

fn team(function: &str, given: &mut Given) -> Answer {
    match function {
        "get" => said(teams::get(&given.text()?)),
        "get-by-name" => said(teams::get_by_name(&given.text()?)),
        "find" => said(teams::find(Page::FIRST)),
        "of-user" => said(teams::of_user(&given.text()?)),
        "create" => said(teams::create(&given.json()?)),
        "update" => said(teams::update(&given.text()?, &given.json()?)),
        "archive" => said(teams::archive(&given.text()?)),
        "member" => said(teams::member(&given.text()?, &given.text()?)),
        "members" => said(teams::members(&given.text()?, Page::FIRST)),
        "add-member" => said(teams::add_member(&given.text()?, &given.text()?)),
        "remove-member" => said(teams::remove_member(&given.text()?, &given.text()?)),
        "set-member-roles" => said(teams::set_member_roles(&given.text()?, &given.text()?, &given.text()?)),
        _ => Ok(None),
    }
}

fn user(function: &str, given: &mut Given) -> Answer {
    match function {
        "get" => said(users::get(&given.text()?)),
        "get-by-username" => said(users::get_by_username(&given.text()?)),
        "get-by-email" => said(users::get_by_email(&given.text()?)),
        "get-many" => said(users::get_many(&given.next::<Vec<String>>()?)),
        "find" => said(users::find(&given.or(Filter::default())?, Page::FIRST)),
        "search" => said(users::search(&given.text()?, "", 20)),
        "update" => said(users::update(&given.text()?, &given.json()?)),
        "create" => said(users::create(&given.json()?)),
        "set-active" => {
            let (id, active) = (given.text()?, given.next::<bool>()?);
            said(if active { users::activate(&id) } else { users::deactivate(&id) })
        }
        "statuses" => said(users::statuses(&given.next::<Vec<String>>()?)),
        "set-status" => said(users::set_status(&given.text()?, &given.text()?)),
        "set-custom-status" => {
            said(users::set_custom_status(&given.text()?, &given.text()?, &given.text()?, 0))
        }
        "clear-custom-status" => said(users::clear_custom_status(&given.text()?)),
        "has-permission" => said(users::has_permission(
            &given.text()?,
            &given.text()?,
            &given.or(String::new())?,
            &given.or(String::new())?,
        )),
        _ => Ok(None),
    }
}

fn other(name: &str, given: &mut Given) -> Answer {
    match name {
        "commands.register" => said(commands::register(Command::new(given.text()?).about("For a moment"))),
        "commands.unregister" => said(commands::unregister(&given.text()?, &given.text()?)),
        "commands.execute" => {
            said(commands::execute(&given.text()?, &given.text()?, &given.text()?, &given.text()?))
        }
        "dialogs.open" => {
            said(Dialog::new("demo", "A dialog").text("name", "Your name").open(&given.text()?))
        }
        "mail.send" => said(mail::send(&given.text()?, &given.text()?, &given.text()?)),
        "plugins.all" => said(plugins::all()),
        "plugins.call" => said(plugins::call(&given.text()?, &given.text()?, &[]).map(text_of)),
        "websocket.publish" => {
            let (event, payload, channel) = (given.text()?, given.next::<Value>()?, given.text()?);
            said(websocket::publish(&event, &payload, &Audience::channel(channel)))
        }
        "websocket.typing" => said(websocket::typing(&given.text()?, &given.text()?, "")),
        "http.send" => sent(given),
        _ => Ok(None),
    }
}

/// A request to the outside, which goes by `wasi:http`.
fn sent(given: &mut Given) -> Answer {
    let mut request = Request::new(given.text()?, given.text()?);
    request.headers = given.or(Vec::new())?;
    request.body = given.or(String::new())?.into_bytes();
    let answer = request.send()?;
    let shown = &answer.body[..answer.body.len().min(SHOWN)];
    let body = text_of(shown.to_vec());
    Ok(Some(
        json!({"status": answer.status, "headers": answer.headers, "bytes": answer.body.len(), "body": body}),
    ))
}
