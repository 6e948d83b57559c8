//! Sets the stage through the API: administrator, team, users, channels.
//!
//! Users and team have fixed names and are found again by the next run; every run has its own channels.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::options::Options;
use crate::target::Target;
use crate::wire::{Prepared, Wire};

/// A logged-in user.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) user_id: String,
    pub(crate) token: String,
}

/// Everything a run needs on the server.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) target: Target,
    pub(crate) team_id: String,
    pub(crate) users: Vec<Session>,
    pub(crate) channels: Vec<String>,
}

impl Stage {
    /// Logs in and makes what is missing, with `channels` new channels that all users are in.
    pub(crate) async fn set(options: &Options, channels: u16) -> Result<Self> {
        let mut hand = Hand::new(Target::parse(&options.url)?);
        let admin = hand.administrator(options).await?;
        let team_id = hand.team(&admin).await?;
        let mut users = if options.users == 0 { vec![admin.clone()] } else { Vec::new() };
        for number in 1..=options.users {
            let user = hand.user(&admin, &format!("load-user-{number:04}"), &options.password).await?;
            hand.join_team(&admin, &team_id, &user.user_id).await?;
            users.push(user);
        }
        let mut made = Vec::new();
        for number in 0..channels {
            made.push(hand.channel(&admin, &team_id, number).await?);
        }
        let stage = Self { target: hand.target.clone(), team_id, users, channels: made };
        for channel in stage.channels.iter().filter(|_| options.users > 0) {
            stage.fill_channel(&mut hand, &admin, channel).await?;
        }
        Ok(stage)
    }

    /// The same, in a channel that is there already.
    pub(crate) async fn set_in(options: &Options, channel: &str) -> Result<Self> {
        let mut stage = Self::set(options, 0).await?;
        let mut hand = Hand::new(stage.target.clone());
        let admin = hand.administrator(options).await?;
        let found = hand.call("GET", &format!("/channels/{channel}"), &admin.token, None).await?;
        stage.team_id = text(&found, "team_id")?;
        for user in stage.users.iter().filter(|_| options.users > 0) {
            hand.join_team(&admin, &stage.team_id, &user.user_id).await?;
        }
        if options.users > 0 {
            stage.fill_channel(&mut hand, &admin, channel).await?;
        }
        stage.channels.push(channel.to_owned());
        Ok(stage)
    }

    async fn fill_channel(&self, hand: &mut Hand, admin: &Session, channel: &str) -> Result<()> {
        for user in &self.users {
            let body = json!({ "user_id": user.user_id });
            let path = format!("/channels/{channel}/members");
            hand.call("POST", &path, &admin.token, Some(&body))
                .await
                .context("adding a user to the channel")?;
        }
        Ok(())
    }

    /// The user that client or socket `number` acts as.
    pub(crate) fn user(&self, number: usize) -> &Session {
        &self.users[number % self.users.len()]
    }

    /// The channel that client `number` works in.
    pub(crate) fn channel(&self, number: usize) -> &str {
        &self.channels[number % self.channels.len()]
    }
}

/// One connection that makes things.
struct Hand {
    target: Target,
    wire: Wire,
}

impl Hand {
    fn new(target: Target) -> Self {
        Self { wire: Wire::new(&target), target }
    }

    async fn call(&mut self, method: &str, path: &str, token: &str, body: Option<&Value>) -> Result<Value> {
        let request = Prepared::new(&self.target, method, path, token, body);
        let answer = self.wire.send(&request.bytes).await.with_context(|| format!("{method} {path}"))?;
        if !answer.is_success() {
            bail!("{method} {path}: the server answered {}", answer.words());
        }
        serde_json::from_slice(answer.body)
            .with_context(|| format!("{method} {path}: the answer is not JSON"))
    }

    async fn login(&mut self, name: &str, password: &str) -> Result<Session> {
        let body = json!({ "login_id": name, "password": password });
        let request = Prepared::new(&self.target, "POST", "/users/login", "", Some(&body));
        let answer = self.wire.send(&request.bytes).await?;
        if !answer.is_success() {
            bail!("logging in as {name:?}: the server answered {}", answer.words());
        }
        let user: Value = serde_json::from_slice(answer.body)?;
        let token = answer.token.with_context(|| format!("logging in as {name:?}: no Token header"))?;
        Ok(Session { user_id: text(&user, "id")?, token })
    }

    async fn administrator(&mut self, options: &Options) -> Result<Session> {
        match self.login(&options.admin, &options.password).await {
            Ok(session) => return Ok(session),
            Err(error) if error.to_string().contains("logging in") => {}
            Err(error) => return Err(error),
        }
        let body = new_user(&options.admin, &options.password);
        self.call("POST", "/users", "", Some(&body)).await.with_context(|| {
            format!(
                "{:?} cannot log in with this password and could not be created; name an administrator with --admin and --password, or use an empty server",
                options.admin
            )
        })?;
        self.login(&options.admin, &options.password).await
    }

    async fn user(&mut self, admin: &Session, name: &str, password: &str) -> Result<Session> {
        if let Ok(session) = self.login(name, password).await {
            return Ok(session);
        }
        let made = self.call("POST", "/users", &admin.token, Some(&new_user(name, password))).await;
        made.with_context(|| format!("creating {name:?}; is {:?} an administrator?", admin.user_id))?;
        self.login(name, password).await
    }

    /// The team of earlier runs, or a new one; the administrator is in it either way.
    async fn team(&mut self, admin: &Session) -> Result<String> {
        let mine = self.call("GET", "/users/me/teams", &admin.token, None).await?;
        let earlier = mine.as_array().into_iter().flatten().find(|team| team["name"] == "load");
        if let Some(team) = earlier {
            return text(team, "id");
        }
        if let Ok(team) = self.call("GET", "/teams/name/load", &admin.token, None).await {
            let team_id = text(&team, "id")?;
            self.join_team(admin, &team_id, &admin.user_id).await?;
            return Ok(team_id);
        }
        let body = json!({ "name": "load", "display_name": "Load", "type": "O" });
        text(&self.call("POST", "/teams", &admin.token, Some(&body)).await?, "id")
    }

    async fn join_team(&mut self, admin: &Session, team_id: &str, user_id: &str) -> Result<()> {
        let body = json!({ "team_id": team_id, "user_id": user_id });
        let path = format!("/teams/{team_id}/members");
        self.call("POST", &path, &admin.token, Some(&body)).await.context("adding a user to the team")?;
        Ok(())
    }

    async fn channel(&mut self, admin: &Session, team_id: &str, number: u16) -> Result<String> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
        let name = format!("load-{now:x}-{number}");
        let body = json!({ "team_id": team_id, "name": name, "display_name": name, "type": "O" });
        text(&self.call("POST", "/channels", &admin.token, Some(&body)).await?, "id")
    }
}

fn new_user(name: &str, password: &str) -> Value {
    json!({ "username": name, "password": password, "email": format!("{name}@load.example.org") })
}

fn text(object: &Value, field: &str) -> Result<String> {
    let found = object.get(field).and_then(Value::as_str);
    found.map(str::to_owned).with_context(|| format!("the server's answer has no {field}: {object}"))
}
