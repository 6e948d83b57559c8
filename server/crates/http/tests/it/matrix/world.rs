//! The fixture of the permission matrix: a team with a public and a private channel, direct messages, another team,
//! and something of every kind in them. What is made for one request alone is in `fresh.rs`.

use std::{collections::BTreeMap, sync::Mutex};

use chinwag_testkit::{Answer, Caller, Channel, PASSWORD, Settings, Team, TestApp, open_server};
use reqwest::{Method, multipart};
use serde_json::{Value, json};

/// A server with people and things in it.
pub(crate) struct World {
    pub(crate) app: TestApp,
    pub(crate) people: BTreeMap<&'static str, Caller>,
    pub(crate) team: Team,
    pub(crate) names: BTreeMap<String, String>,
    pub(crate) count: u32,
    /// Why something could not be made for a request.
    pub(crate) troubles: Mutex<Vec<String>>,
}

/// Texts that only the private channel, direct messages and the other team hold.
const SECRET: &str = "zqsecret";

impl World {
    pub(crate) async fn make() -> Self {
        let app = TestApp::start_with(Settings { config: Some(config()), ..Settings::default() }).await;
        let admin = app.admin().await;
        let mut people = BTreeMap::from([("system_admin", admin.clone()), ("anonymous", app.anonymous())]);
        let named = [
            ("outsider", "olga"),
            ("guest", "gus"),
            ("member", "mia"),
            ("team_admin", "tara"),
            ("pat", "pat"),
            ("quin", "quin"),
            ("stan", "stan"),
        ];
        for (role, name) in named {
            let _there = people.insert(role, app.person(name).await);
        }
        let draft = json!({"name": "team-one", "display_name": "Team One", "type": "O"});
        let body = admin.post("/teams", &draft).await.expect(201).body;
        let team = Team { id: body["id"].as_str().and_then(|id| id.parse().ok()).expect("an id"), body };
        let mut world =
            Self { app, people, team, names: BTreeMap::new(), count: 0, troubles: Mutex::default() };
        world.populate().await;
        world
    }

    pub(crate) fn caller(&self, who: &str) -> Caller {
        self.people[who].clone()
    }

    /// Adds a name of the fixture.
    pub(crate) fn set(&mut self, name: &str, value: impl ToString) {
        let _before = self.names.insert(name.into(), value.to_string());
    }

    async fn populate(&mut self) {
        let admin = self.caller("system_admin");
        for name in ["outsider", "guest", "member", "team_admin", "pat", "quin", "stan", "system_admin"] {
            let id = self.caller(name).id();
            self.set(if name == "system_admin" { "admin" } else { name }, id);
        }
        let guest = self.names["guest"].clone();
        let _guest = admin.post(&format!("/users/{guest}/demote"), &json!({})).await.expect(200);
        // Who is made a guest is logged out.
        let _before = self.people.insert("guest", self.app.log_in("gus").await);
        let team = self.team.clone();
        self.set("team", team.id);
        self.set("team_name", "team-one");
        self.set("invite", team.body["invite_id"].as_str().expect("an invitation"));
        self.make_bot().await;
        for name in ["guest", "member", "bot", "team_admin", "pat", "quin"] {
            let body = json!({"team_id": team.id, "user_id": self.names[name]});
            let _in = admin.post(&format!("/teams/{}/members", team.id), &body).await.expect(201);
        }
        let roles = json!({"roles": "team_user team_admin"});
        let path = format!("/teams/{}/members/{}/roles", team.id, self.names["team_admin"]);
        let _made = admin.put(&path, &roles).await.expect(200);
        self.make_channels(&admin, &team).await;
        self.make_other_team().await;
        self.make_posts().await;
        self.make_things(&admin).await;
    }

    async fn make_bot(&mut self) {
        let admin = self.caller("system_admin");
        let bot = admin.post("/bots", &json!({"username": "robo"})).await.expect(201).text("user_id");
        let made = admin.post(&format!("/users/{bot}/tokens"), &json!({"description": "t"})).await;
        let token = made.expect(200);
        let _there = self.people.insert("bot", admin.with_token(&token.text("token")));
        self.set("bot", bot);
    }

    async fn make_channels(&mut self, admin: &Caller, team: &Team) {
        let public = admin.make_channel(team, "pub-room").await;
        let private = admin.make_private_channel(team, &format!("{SECRET}-room")).await;
        let open = admin.make_channel(team, "open-room").await;
        for (channel, people) in [
            (&public, &["guest", "member", "bot", "team_admin", "pat", "quin"][..]),
            (&private, &["member", "pat"]),
        ] {
            for name in people {
                self.join(admin, channel, name).await;
            }
        }
        for (name, channel) in [("pub", &public), ("priv", &private), ("open", &open)] {
            self.set(name, channel.id);
            self.set(&format!("{name}_name"), channel.body["name"].as_str().expect("a name"));
        }
        let direct = json!([self.names["member"], self.names["admin"]]);
        let direct = admin.post("/channels/direct", &direct).await.expect(201).text("id");
        self.set("dm", direct);
        let private = json!([self.names["member"], self.names["pat"]]);
        let private = self.caller("member").post("/channels/direct", &private).await.expect(201).text("id");
        self.set("private_dm", private);
        let group = json!([self.names["member"], self.names["admin"], self.names["pat"]]);
        let group = admin.post("/channels/group", &group).await.expect(201).text("id");
        self.set("gm", group);
    }

    pub(crate) async fn join(&self, adder: &Caller, channel: &Channel, who: &str) {
        let body = json!({"user_id": self.names[who]});
        let _in = adder.post(&format!("/channels/{}/members", channel.id), &body).await.expect(201);
    }

    async fn make_other_team(&mut self) {
        let stan = self.caller("stan");
        let draft = json!({"name": "zqsecret-team", "display_name": "zqsecret team", "type": "I"});
        let body = stan.post("/teams", &draft).await.expect(201).body;
        let team = Team { id: body["id"].as_str().and_then(|id| id.parse().ok()).expect("an id"), body };
        let closed = stan.make_private_channel(&team, "zqsecret-lair").await;
        let open = stan.make_channel(&team, "zqsecret-hall").await;
        let post = stan.say(open.id, "zqsecret plans").await["id"].as_str().expect("an id").to_owned();
        self.set("foreign_team", team.id);
        self.set("foreign_team_name", "zqsecret-team");
        self.set("foreign_invite", team.body["invite_id"].as_str().expect("an invitation"));
        self.set("foreign_priv", closed.id);
        self.set("foreign_pub", open.id);
        self.set("foreign_post", post);
    }

    async fn make_posts(&mut self) {
        let member = self.caller("member");
        for (name, text) in [("pub", "hello all"), ("priv", "zqsecret words"), ("dm", "zqsecret whisper")] {
            let root = member.say(self.names[name].parse().expect("an id"), text).await;
            let reply = member.reply(&root, &format!("{text} again")).await;
            self.set(&format!("{name}_post"), root["id"].as_str().expect("an id"));
            self.set(&format!("{name}_reply"), reply["id"].as_str().expect("an id"));
            let reaction =
                json!({"user_id": self.names["member"], "post_id": root["id"], "emoji_name": "smile"});
            let _smiled = member.post("/reactions", &reaction).await.expect(200);
        }
        let admin = self.caller("system_admin");
        let open = admin.say(self.names["open"].parse().expect("an id"), "open words").await;
        self.set("open_post", open["id"].as_str().expect("an id"));
        for name in ["pub", "priv"] {
            let file = self.upload(name, if name == "priv" { "zqsecret.txt" } else { "notes.txt" }).await;
            let draft = json!({"channel_id": self.names[name], "message": "file", "file_ids": [file]});
            let _post = member.post("/posts", &draft).await.expect(201);
            self.set(&format!("{name}_file"), file);
        }
    }

    pub(crate) async fn upload(&self, channel: &str, name: &str) -> String {
        let member = self.caller("member");
        let path = format!("/files?channel_id={}&filename={name}", self.names[channel]);
        let answer = member.send(member.request(Method::POST, &path).body("file text")).await.expect(201);
        answer.body["file_infos"][0]["id"].as_str().expect("an id").to_owned()
    }

    async fn make_things(&mut self, admin: &Caller) {
        let (member, team) = (self.names["member"].clone(), self.names["team"].clone());
        for (name, channel) in [("hook", "pub")] {
            let draft = json!({"channel_id": self.names[channel], "display_name": name});
            let hook = admin.post("/hooks/incoming", &draft).await.expect(201).text("id");
            self.set(name, hook);
        }
        let roles = admin.post("/roles/names", &json!(["team_user"])).await.expect(200).body;
        self.set("role", roles[0]["id"].as_str().expect("an id"));
        let mia = self.caller("member");
        let preference = json!([{"user_id": member, "category": "theme", "name": "one", "value": "{  }"}]);
        let _kept = mia.put("/users/me/preferences", &preference).await.expect(200);
        let path = format!("/users/me/teams/{team}/channels/categories");
        let own = mia.get(&path).await.expect(200).body;
        self.set("order_of_member", &own["order"]);
        self.set("channels_category", format!("channels_{member}_{team}"));
        let category = |list: &Value| list["categories"].as_array().expect("categories").last().cloned();
        self.set("category_of_member", category(&own).expect("a category"));
    }

    /// Ids and texts of what is closed to strangers: no answer to them holds one they did not send.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let closed = ["priv", "dm", "gm", "foreign"];
        let is_closed = |name: &str| closed.iter().any(|c| name.starts_with(c)) && !name.ends_with("name");
        let ids = self.names.iter().filter(|(name, _)| is_closed(name)).map(|(_, id)| id.clone());
        ids.chain([SECRET.to_owned()]).filter(|s| s.len() >= SECRET.len()).collect()
    }

    /// Everything that has a name or id: a refusal holds none that was not asked for.
    pub(crate) fn names_of_everything(&self) -> Vec<String> {
        let ids = self.names.values().filter(|v| v.len() == 26).cloned();
        let texts = ["hello all", "open words", "pub-room", "open-room", "Team One", "@example.org"];
        ids.chain(texts.map(str::to_owned)).chain(self.secrets()).collect()
    }

    pub(crate) async fn send(&self, actor: &str, method: &str, path: &str, body: &str) -> Answer {
        let caller = self.caller(actor);
        let method: Method = method.parse().expect("a method");
        let from_root = ["/api/", "/hooks/", "/metrics"].iter().any(|root| path.starts_with(root));
        let path = if from_root { path.to_owned() } else { format!("/api/..{path}") };
        let request = caller.request(method, &path);
        let request = match body {
            "" => request,
            "@image" => {
                let picture = multipart::Part::bytes(picture()).file_name("a.png");
                request.multipart(multipart::Form::new().part("image", picture))
            }
            _ if body.starts_with('@') => request.body(body[1..].to_owned()),
            _ => {
                let _json: Value = serde_json::from_str(body).unwrap_or_else(|e| panic!("{body}: {e}"));
                request.header("content-type", "application/json").body(body.to_owned())
            }
        };
        caller.send(request).await
    }
}

fn config() -> chinwag_model::config::Config {
    let mut config = open_server();
    config.ServiceSettings.enable_user_access_tokens = true;
    config.ServiceSettings.enable_bot_account_creation = true;
    config.ServiceSettings.enable_incoming_webhooks = true;
    config.ServiceSettings.enable_outgoing_webhooks = true;
    config.ServiceSettings.enable_commands = true;
    config
}

fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(8, 8).write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

/// Password and address of a person made on the way.
pub(crate) fn account(name: &str) -> Value {
    json!({"username": name, "email": format!("{name}@example.org"), "password": PASSWORD})
}
