//! Demo on the fake server, with what its manifest asks for.

use chinwag_plugin::prelude::*;
use chinwag_plugin::testing::Chat;
use serde_json::json;

use crate::{Demo, seen};

struct Here {
    chat: Chat,
    ann: User,
    town: Channel,
}

fn here() -> Here {
    let chat = Chat::with_manifest(include_str!("../plugin.json"));
    chat.start(&Demo).unwrap();
    let (ann, town) = (chat.add_user("ann"), chat.add_channel("town"));
    chat.join(&ann.id, &town.id);
    Here { chat, ann, town }
}

impl Here {
    fn posts(&self, text: &str) -> Result<Option<Post>> {
        self.chat.person_posts(&Demo, &self.ann.id, &self.town.id, text)
    }

    fn types(&self, text: &str) -> Result<CommandResponse> {
        self.chat.person_types(&Demo, &self.ann.id, &self.town.id, text)
    }
}

#[test]
fn messages_change_only_when_they_ask_for_it() {
    let here = here();
    assert_eq!(here.posts("hello").unwrap().unwrap().message, "hello");
    assert_eq!(here.posts("demo:shout hello").unwrap().unwrap().message, "HELLO");
    assert!(here.posts("demo:refuse").unwrap_err().message.contains("asked to be refused"));
    assert!(here.posts("demo:discard").unwrap().is_none());
    assert!(here.posts("demo:fail").is_err());
    assert_eq!(here.chat.posts().len(), 2);
}

#[test]
fn an_echo_answers_once_and_not_itself() {
    let here = here();
    let post = here.posts("demo:echo hello").unwrap().unwrap();
    let echo = here.chat.posts().into_iter().find(|other| other.root_id == post.id).unwrap();
    Demo.message_has_been_posted(echo).unwrap();
    assert_eq!(here.chat.posts().len(), 2);
}

#[test]
fn a_secret_is_shown_to_its_author_alone() {
    let here = here();
    let posts = vec![here.posts("demo:secret 42").unwrap().unwrap(), here.posts("hello").unwrap().unwrap()];
    assert!(Demo.messages_will_be_consumed(&here.ann.id, posts.clone()).unwrap().is_empty());
    let shown = Demo.messages_will_be_consumed("somebody", posts).unwrap();
    assert_eq!(shown.len(), 1);
    assert!(!shown[0].message.contains("42"));
}

#[test]
fn one_call_is_made_by_its_name_and_says_what_came_of_it() {
    let here = here();
    assert_eq!(here.types("/demo call roles.all").unwrap_err().status, 403);
    here.chat.permit(&here.ann.id, "manage_system");
    let told = |command: &str| here.types(&format!("/demo call {command}")).unwrap().text;
    assert!(told(&format!("users.get [\"{}\"]", here.ann.id)).contains("✓ {"));
    assert!(told("users.get [7]").contains("✗ Argument 1"));
    assert!(told("users.fetch").contains("no call `users.fetch`"));
    assert_eq!(here.types("/demo call users.get [").unwrap_err().status, 400);
}

#[test]
fn a_tour_makes_every_call_and_is_for_administrators() {
    let here = here();
    assert_eq!(here.types("/demo tour all").unwrap_err().status, 403);
    here.chat.permit(&here.ann.id, "manage_system");
    here.chat.add_role("system_admin", &["manage_system"]);
    here.chat.answer_http(|_| Ok(Response::text("example")));
    here.chat.answer_calls(|id, method, _| Demo.called(id, method, vec![]));
    let answer = here.types("/demo tour all").unwrap().text;
    assert!(!answer.contains('✗'), "{answer}");
    for call in [
        "kv.batch",
        "users.create",
        "teams.archive",
        "channels.group",
        "posts.search",
        "reactions.remove",
        "files.reader.read",
        "bots.set_picture",
        "commands.execute",
        "websocket.typing",
        "preferences.delete",
        "roles.grant",
        "schedule.cancel",
        "plugins.call",
        "mail.send",
        "http (out)",
        "config.server",
    ] {
        assert!(answer.contains(&format!("`{call}` ✓")), "{call} is missing in\n{answer}");
    }
    assert!(here.types("/demo tour nowhere").unwrap_err().message.contains("`nowhere`"));
}

#[test]
fn what_was_asked_is_counted_unless_the_administrator_does_not_want_it() {
    let here = here();
    here.posts("one").unwrap();
    here.posts("two").unwrap();
    assert_eq!(seen::all().unwrap()["message-will-be-posted"], 2);
    assert!(here.types("/demo seen").unwrap().text.contains("| `message-has-been-posted` | 2 |"));
    here.chat.set_settings(r#"{"record": false}"#);
    here.posts("three").unwrap();
    assert_eq!(seen::all().unwrap()["message-will-be-posted"], 2);
}

#[test]
fn places_that_say_so_take_nobody_in_and_are_kept() {
    let here = here();
    let bob = here.chat.add_user("bob");
    here.chat.person_joins_channel(&Demo, &bob.id, &here.town.id).unwrap();
    channels::update(&here.town.id, &json!({"purpose": "demo:closed demo:keep"}).into()).unwrap();
    let refused = here.chat.person_joins_channel(&Demo, &bob.id, &here.town.id).unwrap_err();
    assert_eq!(refused.status, 403);
    let town = channels::get(&here.town.id).unwrap();
    assert!(matches!(Demo.channel_will_be_archived(town).unwrap(), Permit::Refuse(_)));
}

#[test]
fn a_dialog_says_what_is_wrong_and_a_button_counts() {
    let here = here();
    here.types("/demo dialog").unwrap();
    assert_eq!(here.chat.dialogs()[0].get::<String>("callback_id").as_deref(), Some("demo"));
    let submission = |name: &str| DialogSubmission {
        user_id: here.ann.id.clone(),
        channel_id: here.town.id.clone(),
        values: json!({"name": name, "size": "large"}).into(),
        ..DialogSubmission::default()
    };
    assert_eq!(Demo.dialog_submitted(submission(" ")).unwrap().errors[0].0, "name");
    Demo.dialog_submitted(submission("Ann")).unwrap();
    assert!(here.chat.shown_to(&here.ann.id)[0].message.starts_with("Ann chose large"));

    here.types("/demo button").unwrap();
    let post = here.chat.posts().pop().unwrap();
    let click = |name: &str, count: u64| chinwag_plugin::dialogs::Click {
        name: name.into(),
        post_id: post.id.clone(),
        context: json!({"count": count}).into(),
        ..Default::default()
    };
    let update = Demo.action_clicked(click("count", 4)).unwrap().update.unwrap();
    assert!(update.props.as_str().contains("Pressed 5×"));
    assert!(Demo.action_clicked(click("nothing", 0)).unwrap().ephemeral_text.contains("`nothing`"));
}

#[test]
fn files_are_changed_and_refused_by_their_names() {
    let here = here();
    let info = |name: &str| FileInfo {
        name: name.into(),
        extension: "txt".into(),
        user_id: here.ann.id.clone(),
        ..FileInfo::default()
    };
    let shouted = Demo.file_will_be_uploaded(info("demo-shout.txt"), b"hello".to_vec()).unwrap();
    assert_eq!(
        shouted,
        Verdict::Replace(NewFile { name: "DEMO-SHOUT.TXT".into(), content: b"HELLO".to_vec() })
    );
    assert!(matches!(
        Demo.file_will_be_uploaded(info("demo-refuse.txt"), vec![]).unwrap(),
        Verdict::Refuse(_)
    ));
    assert_eq!(Demo.file_will_be_uploaded(info("a.txt"), vec![]).unwrap(), Verdict::Keep);
    assert_eq!(
        Demo.file_will_be_downloaded(info("demo-mine.txt"), &here.ann.id, "file").unwrap(),
        Permit::Keep
    );
    assert!(matches!(
        Demo.file_will_be_downloaded(info("demo-mine.txt"), "bob", "file").unwrap(),
        Permit::Refuse(_)
    ));
}

#[test]
fn web_requests_are_answered_also_to_strangers_but_not_everywhere() {
    let here = here();
    let ask = |request: Request| here.chat.request(&Demo, request);
    assert_eq!(ask(Request::get("/hello?name=B%C3%B6b")).body_text(), "Hello, Böb!");
    assert_eq!(ask(Request::post("/echo").with_body("back")).body_text(), "back");
    assert_eq!(ask(Request::get("/me")).status, 401);
    assert!(ask(Request::get("/me").by(&here.ann.id)).body_text().contains("\"ann\""));
    assert_eq!(ask(Request::get("/nowhere")).status, 404);
}

#[test]
fn the_hourly_schedule_runs_and_is_written_down() {
    let here = here();
    here.chat.run_due(&Demo);
    assert_eq!(kv::get_bytes("last-tick").unwrap(), None, "an hour has not passed");
    here.chat.advance_seconds(3600);
    here.chat.run_due(&Demo);
    assert_eq!(kv::get::<(String, Millis)>("last-tick").unwrap().unwrap().0, "hourly");
}

#[test]
fn the_plugin_refuses_settings_names_and_logins_by_its_rules() {
    let here = here();
    assert!(
        Demo.configuration_changed(json!({"color": "red"}).into()).unwrap_err().message.contains("`red`")
    );
    let named = |name: &str| {
        Demo.configuration_will_be_saved(json!({"TeamSettings": {"SiteName": name}}).into()).unwrap()
    };
    assert_eq!(named("Ours"), Verdict::Keep);
    assert!(matches!(named("demo refuses this"), Verdict::Refuse(_)));
    let gone = User { position: "demo: may not log in".into(), ..here.ann.clone() };
    assert!(matches!(Demo.user_will_log_in(gone).unwrap(), Permit::Refuse(_)));
    assert_eq!(Demo.user_will_log_in(here.ann).unwrap(), Permit::Keep);
}

#[test]
fn notifications_may_be_quiet_or_say_less() {
    let _here = here();
    let push =
        |message: &str| Demo.notification_will_be_pushed("ann", json!({"message": message}).into()).unwrap();
    assert_eq!(push("hello"), PushVerdict::Keep);
    assert_eq!(push("demo:quiet"), PushVerdict::Discard);
    assert!(matches!(push("demo:secret 42"), PushVerdict::Replace(less) if !less.as_str().contains("42")));
}
