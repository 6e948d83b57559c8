//! Objects made for one request of the permission matrix, so that a row may destroy them.

use serde_json::{Value, json};

use super::world::{World, account};

impl World {
    /// Puts ids in place of `$names`; `$new_…` makes an object, `$self` is the actor, `$name` a word never used.
    pub(crate) async fn fill(&mut self, text: &str, actor: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            filled.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let end = rest.find(|c: char| !(c.is_ascii_lowercase() || c == '_')).unwrap_or(rest.len());
            let value = self.value(&rest[..end], actor).await;
            filled.push_str(&value);
            rest = &rest[end..];
        }
        filled + rest
    }

    async fn value(&mut self, name: &str, actor: &str) -> String {
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        self.count += 1;
        let word = format!("fresh{}", self.count);
        match name {
            "name" => word,
            "password" => chinwag_testkit::PASSWORD.into(),
            "unknown" => chinwag_model::PostId::generate().to_string(),
            "self" if actor == "system_admin" => self.names["admin"].clone(),
            "self" if actor == "anonymous" => self.names["pat"].clone(),
            "self" => self.names[actor].clone(),
            // Nothing need be made for who is turned away at the door.
            _ if actor == "anonymous" => chinwag_model::PostId::generate().to_string(),
            _ => {
                // The same object may be named twice in one row: in the address, then in the body. Where the address
                // was spoiled, the body makes it.
                let name = name.trim_start_matches("the_");
                let id = self.make_fresh(name, &word).await;
                let _before = self.names.insert(format!("the_{name}"), id.clone());
                id
            }
        }
    }

    async fn make_fresh(&mut self, name: &str, word: &str) -> String {
        match name {
            "new_user" | "new_teammate" | "new_guest" => self.new_person(name, word).await,
            "new_team" | "new_dead_team" => self.new_team(name, word).await,
            "new_pub" | "new_priv" | "new_open" | "new_dead_pub" => self.new_channel(name, word).await,
            "new_gm" => {
                let other = self.new_person("new_teammate", word).await;
                let group = json!([self.names["member"], self.names["admin"], other]);
                self.made("system_admin", "/channels/group", &group).await
            }
            "new_pub_post" | "new_priv_post" => {
                let channel = &self.names[name.trim_start_matches("new_").trim_end_matches("_post")];
                self.made("member", "/posts", &json!({"channel_id": channel, "message": "hi there"})).await
            }
            "new_hook" | "new_priv_hook" | "new_out_hook" | "new_command" => {
                self.new_integration(name, word).await
            }
            "new_bot" => {
                let bot = json!({"username": word});
                self.made("system_admin", "/bots", &bot).await
            }
            "new_token" => {
                let path = format!("/users/{}/tokens", self.names["pat"]);
                self.made("system_admin", &path, &json!({"description": "x"})).await
            }
            "new_file" => self.upload("priv", "loose.txt").await,
            "new_upload" => {
                let draft =
                    json!({"channel_id": self.names["priv"], "filename": "zqsecret.txt", "file_size": 5});
                self.made("member", "/uploads", &draft).await
            }
            "new_category" => {
                let team = &self.names["team"];
                let path = format!("/users/me/teams/{team}/channels/categories");
                let draft = json!({"user_id": self.names["member"], "team_id": team, "display_name": word});
                self.made("member", &path, &draft).await
            }
            "new_session" => {
                let before = self.sessions_of_member().await;
                let _session = self.app.log_in("mia").await;
                let after = self.sessions_of_member().await;
                after.into_iter().find(|id| !before.contains(id)).expect("a new session")
            }
            "new_scheduled" => {
                let draft = json!({"channel_id": self.names["priv"], "message": "zqsecret later",
                    "scheduled_at": 9_999_999_999_999_i64});
                self.made("member", "/posts/schedule", &draft).await
            }
            _ => panic!("matrix.tsv names ${name}, which nobody makes"),
        }
    }

    async fn made(&self, who: &str, path: &str, body: &Value) -> String {
        let answer = self.caller(who).post(path, body).await;
        let id = answer.body.get("id").or_else(|| answer.body.get("user_id")).and_then(Value::as_str);
        if let (200 | 201, Some(id)) = (answer.status, id) {
            return id.to_owned();
        }
        self.troubles
            .lock()
            .unwrap()
            .push(format!("{who} POST {path} {body}: {} {}", answer.status, answer.body));
        chinwag_model::PostId::generate().to_string()
    }

    async fn sessions_of_member(&self) -> Vec<String> {
        let own = self.caller("member").get("/users/me/sessions").await.body;
        let own = own.as_array().cloned().unwrap_or_default();
        own.iter().filter_map(|s| s["id"].as_str().map(str::to_owned)).collect()
    }

    async fn new_person(&self, name: &str, word: &str) -> String {
        let admin = self.caller("system_admin");
        let id = self.made("anonymous", "/users", &account(word)).await;
        if name == "new_guest" {
            let _guest = admin.post(&format!("/users/{id}/demote"), &json!({})).await.expect(200);
        }
        if name == "new_teammate" {
            let body = json!({"team_id": self.team.id, "user_id": id});
            let _in = admin.post(&format!("/teams/{}/members", self.team.id), &body).await;
        }
        id
    }

    /// A team whose administrator is the fixture's, with the member and the bot in it.
    async fn new_team(&self, name: &str, word: &str) -> String {
        let draft = json!({"name": word, "display_name": word, "type": "O"});
        let team = self.made("team_admin", "/teams", &draft).await;
        for who in ["member", "bot"] {
            let body = json!({"team_id": team, "user_id": self.names[who]});
            let path = format!("/teams/{team}/members");
            let _in = self.caller("system_admin").post(&path, &body).await;
        }
        if name == "new_dead_team" {
            let _gone = self.caller("system_admin").delete(&format!("/teams/{team}")).await;
        }
        team
    }

    /// A channel made by a plain person: the member is in the private one; the guest, the member, the bot and the
    /// team's administrator in the public one; nobody else in the open one.
    async fn new_channel(&self, name: &str, word: &str) -> String {
        let kind = if name == "new_priv" { "P" } else { "O" };

        let draft = json!({"team_id": self.team.id, "name": word, "display_name": word, "type": kind});
        let channel = self.made("pat", "/channels", &draft).await;
        let inside: &[&str] = match name {
            "new_priv" => &["member"],
            "new_open" => &[],
            _ => &["guest", "member", "bot", "team_admin"],
        };
        for who in inside {
            let body = json!({"user_id": self.names[*who]});
            let path = format!("/channels/{channel}/members");
            let _in = self.caller("pat").post(&path, &body).await;
        }
        if name == "new_dead_pub" {
            let _gone = self.caller("pat").delete(&format!("/channels/{channel}")).await;
        }
        channel
    }

    async fn new_integration(&self, name: &str, word: &str) -> String {
        let (team, channel) = (self.team.id, &self.names["pub"]);
        let (path, draft) = match name {
            "new_hook" => ("/hooks/incoming", json!({"channel_id": channel, "display_name": word})),
            "new_priv_hook" => {
                ("/hooks/incoming", json!({"channel_id": self.names["priv"], "display_name": word}))
            }
            "new_out_hook" => (
                "/hooks/outgoing",
                json!({"team_id": team, "channel_id": channel, "display_name": word, "trigger_words": [word],
                    "callback_urls": ["https://example.org/hook"]}),
            ),
            _ => (
                "/commands",
                json!({"team_id": team, "trigger": word, "method": "P", "url": "https://example.org/c"}),
            ),
        };
        self.made("system_admin", path, &draft).await
    }
}
