//! Fake people and bots.

use super::{Chat, State, missing, page, patched};
use crate::bots::Bot;
use crate::preferences::Preference;
use crate::users::{Filter, Status, User};
use crate::{Error, Json, Page, Result};

impl Chat {
    /// A person of this name, with the address `<name>@example.org`.
    #[must_use = "the person's id is what tests need"]
    pub fn add_user(&self, username: &str) -> User {
        let mut state = self.0.borrow_mut();
        let user = User {
            id: state.id("user"),
            create_at: state.now,
            update_at: state.now,
            username: username.into(),
            email: format!("{username}@example.org"),
            roles: "system_user".into(),
            locale: "en".into(),
            ..User::default()
        };
        state.users.push(user.clone());
        user
    }

    /// Lets a person have a permission, everywhere.
    pub fn permit(&self, user_id: &str, permission: &str) {
        self.0.borrow_mut().permissions.push((user_id.into(), permission.into()));
    }

    pub(crate) fn user_get(&self, id: &str) -> Result<User> {
        let state = self.0.borrow();
        state.need("users:read")?;
        Ok(state.shown(state.user(id)?))
    }

    pub(crate) fn user_by_username(&self, username: &str) -> Result<User> {
        self.user_where(username, |user| user.username == username)
    }

    pub(crate) fn user_by_email(&self, email: &str) -> Result<User> {
        self.0.borrow().need("users:email")?;
        self.user_where(email, |user| user.email == email)
    }

    fn user_where(&self, name: &str, fits: impl Fn(&User) -> bool) -> Result<User> {
        let state = self.0.borrow();
        state.need("users:read")?;
        let found = state.users.iter().find(|user| fits(user)).ok_or_else(|| missing("user", name))?;
        Ok(state.shown(found))
    }

    pub(crate) fn users_get_many(&self, ids: &[String]) -> Result<Vec<User>> {
        at_most_200(ids.len())?;
        let state = self.0.borrow();
        state.need("users:read")?;
        Ok(state.users.iter().filter(|user| ids.contains(&user.id)).map(|user| state.shown(user)).collect())
    }

    pub(crate) fn users_find(&self, filter: &Filter, which: Page) -> Result<Vec<User>> {
        let state = self.0.borrow();
        state.need("users:read")?;
        let in_team = |user: &User| {
            state.team_members.iter().any(|at| at.team_id == filter.team_id && at.user_id == user.id)
        };
        let in_channel = |user: &User| {
            state.channel_members.iter().any(|at| at.channel_id == filter.channel_id && at.user_id == user.id)
        };
        let mut found: Vec<&User> = state
            .users
            .iter()
            .filter(|user| filter.team_id.is_empty() || in_team(user))
            .filter(|user| filter.channel_id.is_empty() || in_channel(user))
            .filter(|user| !filter.active || user.delete_at == 0)
            .collect();
        found.sort_by(|a, b| a.username.cmp(&b.username));
        Ok(page(found.into_iter().map(|user| state.shown(user)), which))
    }

    pub(crate) fn users_search(&self, term: &str, team_id: &str, limit: u32) -> Result<Vec<User>> {
        let filter = Filter { team_id: team_id.into(), ..Filter::default() };
        let term = term.trim_start_matches('@').to_lowercase();
        let names = |user: &User| {
            [&user.username, &user.nickname, &user.first_name, &user.last_name]
                .map(|name| name.to_lowercase())
        };
        let found = self.users_find(&filter, Page::FIRST)?.into_iter();
        let found = found.filter(|user| names(user).iter().any(|name| name.starts_with(&term)));
        Ok(found.take(limit as usize).collect())
    }

    pub(crate) fn user_update(&self, id: &str, patch: &Json) -> Result<User> {
        let mut state = self.0.borrow_mut();
        state.need("users:write")?;
        let mut user: User = patched(state.user(id)?, patch)?;
        user.id = id.into();
        user.update_at = state.now;
        state.users.iter_mut().filter(|old| old.id == id).for_each(|old| old.clone_from(&user));
        Ok(user)
    }

    pub(crate) fn user_create(&self, draft: &Json) -> Result<User> {
        self.0.borrow().need("users:write")?;
        let name = draft.get::<String>("username").unwrap_or_default();
        if name.is_empty() || self.0.borrow().users.iter().any(|user| user.username == name) {
            return Err(Error::bad_request(
                "app.user.username",
                format!("`{name}` cannot be the name of a new account."),
            ));
        }
        let user = self.add_user(&name);
        self.user_update(&user.id, draft)
    }

    pub(crate) fn user_activate(&self, id: &str) -> Result<()> {
        self.user_set_delete_at(id, 0)
    }

    pub(crate) fn user_deactivate(&self, id: &str) -> Result<()> {
        self.user_set_delete_at(id, self.now())
    }

    fn user_set_delete_at(&self, id: &str, delete_at: crate::Millis) -> Result<()> {
        let mut state = self.0.borrow_mut();
        state.need("users:write")?;
        state.user(id)?;
        state.users.iter_mut().filter(|user| user.id == id).for_each(|user| user.delete_at = delete_at);
        Ok(())
    }

    pub(crate) fn user_statuses(&self, ids: &[String]) -> Result<Vec<Status>> {
        at_most_200(ids.len())?;
        let state = self.0.borrow();
        state.need("users:read")?;
        let offline =
            |id: &String| Status { user_id: id.clone(), status: "offline".into(), ..Status::default() };
        Ok(ids.iter().map(|id| state.statuses.get(id).cloned().unwrap_or_else(|| offline(id))).collect())
    }

    pub(crate) fn user_set_status(&self, id: &str, status: &str) -> Result<Status> {
        let mut state = self.0.borrow_mut();
        state.need("users:status")?;
        state.user(id)?;
        if !["online", "away", "dnd", "offline"].contains(&status) {
            let words = format!("`{status}` is no status: online, away, dnd, offline.");
            return Err(Error::bad_request("app.status", words));
        }
        let status =
            Status { user_id: id.into(), status: status.into(), manual: true, last_activity_at: state.now };
        state.statuses.insert(id.into(), status.clone());
        Ok(status)
    }

    pub(crate) fn user_set_custom_status(
        &self,
        id: &str,
        emoji: &str,
        text: &str,
        _expires_at: crate::Millis,
    ) -> Result<()> {
        let mut state = self.0.borrow_mut();
        state.need("users:status")?;
        state.user(id)?;
        state.custom_statuses.insert(id.into(), (emoji.into(), text.into()));
        Ok(())
    }

    pub(crate) fn user_clear_custom_status(&self, id: &str) -> Result<()> {
        let mut state = self.0.borrow_mut();
        state.need("users:status")?;
        state.custom_statuses.remove(id);
        Ok(())
    }

    pub(crate) fn user_has_permission(
        &self,
        id: &str,
        permission: &str,
        _team_id: &str,
        _channel_id: &str,
    ) -> Result<bool> {
        let state = self.0.borrow();
        state.need("roles:read")?;
        state.user(id)?;
        Ok(state.permissions.contains(&(id.into(), permission.into())))
    }

    pub(crate) fn bot_ensure(&self, username: &str, display_name: &str, description: &str) -> Result<Bot> {
        self.0.borrow().need("bots")?;
        let known =
            self.0.borrow().bots.iter().find(|bot| bot.username == username).map(|bot| bot.user_id.clone());
        if known.is_none() && self.0.borrow().users.iter().any(|user| user.username == username) {
            return Err(Error::new(409, "app.bot.taken", format!("Somebody else is called `{username}`.")));
        }
        let user_id = known.unwrap_or_else(|| self.add_user(username).id);
        let mut state = self.0.borrow_mut();
        state.users.iter_mut().filter(|user| user.id == user_id).for_each(|user| user.is_bot = true);
        let bot = Bot {
            user_id: user_id.clone(),
            username: username.into(),
            display_name: display_name.into(),
            description: description.into(),
            owner_id: state.server.plugin_id.clone(),
            create_at: state.now,
            update_at: state.now,
            delete_at: 0,
        };
        state.bots.retain(|bot| bot.user_id != user_id);
        state.bots.push(bot.clone());
        Ok(bot)
    }

    pub(crate) fn bot_get(&self, user_id: &str) -> Result<Bot> {
        let state = self.0.borrow();
        state.need("bots")?;
        state.bots.iter().find(|bot| bot.user_id == user_id).cloned().ok_or_else(|| missing("bot", user_id))
    }

    pub(crate) fn bot_find(&self, which: Page) -> Result<Vec<Bot>> {
        let state = self.0.borrow();
        state.need("bots")?;
        Ok(page(state.bots.iter().cloned(), which))
    }

    pub(crate) fn bot_enable(&self, user_id: &str) -> Result<Bot> {
        self.bot_set_delete_at(user_id, 0)
    }

    pub(crate) fn bot_disable(&self, user_id: &str) -> Result<Bot> {
        self.bot_set_delete_at(user_id, self.now())
    }

    fn bot_set_delete_at(&self, user_id: &str, delete_at: crate::Millis) -> Result<Bot> {
        self.bot_get(user_id)?;
        self.0
            .borrow_mut()
            .bots
            .iter_mut()
            .filter(|bot| bot.user_id == user_id)
            .for_each(|bot| bot.delete_at = delete_at);
        self.bot_get(user_id)
    }

    pub(crate) fn bot_set_picture(&self, user_id: &str, picture: &[u8]) -> Result<()> {
        self.bot_get(user_id)?;
        self.0.borrow_mut().pictures.insert(user_id.into(), picture.to_vec());
        Ok(())
    }

    pub(crate) fn preferences_of_user(&self, user_id: &str, category: &str) -> Result<Vec<Preference>> {
        let state = self.0.borrow();
        state.need(&with_category("preferences:read", category))?;
        let all = state.preferences.get(user_id).into_iter().flatten();
        Ok(all.filter(|one| category.is_empty() || one.category == category).cloned().collect())
    }

    pub(crate) fn preferences_set(&self, user_id: &str, preferences: &[Preference]) -> Result<()> {
        self.preferences_delete(user_id, preferences)?;
        self.0.borrow_mut().preferences.entry(user_id.into()).or_default().extend_from_slice(preferences);
        Ok(())
    }

    pub(crate) fn preferences_delete(&self, user_id: &str, preferences: &[Preference]) -> Result<()> {
        let mut state = self.0.borrow_mut();
        for one in preferences {
            state.need(&with_category("preferences:write", &one.category))?;
        }
        let gone = |old: &Preference| {
            preferences.iter().any(|one| one.category == old.category && one.name == old.name)
        };
        state.preferences.entry(user_id.into()).or_default().retain(|old| !gone(old));
        Ok(())
    }
}

fn with_category(capability: &str, category: &str) -> String {
    if category.is_empty() { capability.to_owned() } else { format!("{capability}:{category}") }
}

fn at_most_200(count: usize) -> Result<()> {
    if count > 200 {
        return Err(Error::bad_request("app.user.many", format!("{count} at once; at most 200.")));
    }
    Ok(())
}

impl State {
    pub(super) fn user(&self, id: &str) -> Result<&User> {
        self.users.iter().find(|user| user.id == id).ok_or_else(|| missing("user", id))
    }

    /// As the plugin may see it.
    fn shown(&self, user: &User) -> User {
        let mut user = user.clone();
        if self.need("users:email").is_err() {
            user.email.clear();
        }
        user
    }
}
