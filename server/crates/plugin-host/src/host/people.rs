//! users, preferences, roles, bots.

use chinwag_bundle::{CapabilityKind as C, Need};
use chinwag_plugin_contract::{BotSpec, Scope, UserFilter};
use serde_json::Value;

use crate::{
    bindings::chinwag::plugin::{
        bots, preferences, roles,
        types::{Error, Page, User},
        users,
    },
    convert::{self, id},
    guest::{Guest, error, refuse},
};

/// A body given as JSON text.
pub(super) fn json(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text)
        .map_err(|e| refuse(400, "plugin.json.app_error", format!("This is no JSON: {e}.")))
}

impl users::Host for Guest {
    async fn get(&mut self, user: String) -> Result<User, Error> {
        self.may(C::UsersRead)?;
        self.own.chat.user(&self.caller(), id(&user)).await.map(|u| convert::user(&u)).map_err(error)
    }

    async fn get_by_username(&mut self, username: String) -> Result<User, Error> {
        self.may(C::UsersRead)?;
        let found = self.own.chat.user_by_username(&self.caller(), &username).await;
        found.map(|u| convert::user(&u)).map_err(error)
    }

    async fn get_by_email(&mut self, email: String) -> Result<User, Error> {
        self.may(C::UsersRead)?;
        self.may(C::UsersEmail)?;
        let found = self.own.chat.user_by_email(&self.caller(), &email).await;
        found.map(|u| convert::user(&u)).map_err(error)
    }

    async fn get_many(&mut self, ids: Vec<String>) -> Result<Vec<User>, Error> {
        self.may(C::UsersRead)?;
        let ids = ids.iter().map(|one| id(one)).collect();
        let found = self.own.chat.users(&self.caller(), ids).await.map_err(error)?;
        Ok(found.iter().map(convert::user).collect())
    }

    async fn find(&mut self, filter: users::Filter, page: Page) -> Result<Vec<User>, Error> {
        self.may(C::UsersRead)?;
        let filter = UserFilter {
            team_id: id(&filter.team_id),
            channel_id: id(&filter.channel_id),
            active: filter.active,
        };
        let found = self.own.chat.find_users(&self.caller(), filter, convert::page(page)).await;
        Ok(found.map_err(error)?.iter().map(convert::user).collect())
    }

    async fn search(&mut self, term: String, team_id: String, limit: u32) -> Result<Vec<User>, Error> {
        self.may(C::UsersRead)?;
        let found = self.own.chat.search_users(&self.caller(), &term, id(&team_id), limit).await;
        Ok(found.map_err(error)?.iter().map(convert::user).collect())
    }

    async fn update(&mut self, user: String, patch: String) -> Result<User, Error> {
        self.may(C::UsersWrite)?;
        let done = self.own.chat.update_user(&self.caller(), id(&user), json(&patch)?).await;
        done.map(|u| convert::user(&u)).map_err(error)
    }

    async fn create(&mut self, draft: String) -> Result<User, Error> {
        self.may(C::UsersWrite)?;
        let done = self.own.chat.create_user(&self.caller(), json(&draft)?).await;
        done.map(|u| convert::user(&u)).map_err(error)
    }

    async fn set_active(&mut self, user: String, active: bool) -> Result<(), Error> {
        self.may(C::UsersWrite)?;
        self.own.chat.set_user_active(&self.caller(), id(&user), active).await.map_err(error)
    }

    async fn statuses(&mut self, ids: Vec<String>) -> Result<Vec<users::Status>, Error> {
        self.may(C::UsersRead)?;
        let ids = ids.iter().map(|one| id(one)).collect();
        let found = self.own.chat.statuses(&self.caller(), ids).await.map_err(error)?;
        Ok(found.iter().map(convert::status).collect())
    }

    async fn set_status(&mut self, user: String, status: String) -> Result<users::Status, Error> {
        self.may(C::UsersStatus)?;
        let done = self.own.chat.set_status(&self.caller(), id(&user), &status).await;
        done.map(|s| convert::status(&s)).map_err(error)
    }

    async fn set_custom_status(
        &mut self,
        user: String,
        emoji: String,
        text: String,
        expires_at: i64,
    ) -> Result<(), Error> {
        self.may(C::UsersStatus)?;
        let status = Some((emoji, text, expires_at));
        self.own.chat.set_custom_status(&self.caller(), id(&user), status).await.map_err(error)
    }

    async fn clear_custom_status(&mut self, user: String) -> Result<(), Error> {
        self.may(C::UsersStatus)?;
        self.own.chat.set_custom_status(&self.caller(), id(&user), None).await.map_err(error)
    }

    async fn has_permission(
        &mut self,
        user: String,
        permission: String,
        team_id: String,
        channel_id: String,
    ) -> Result<bool, Error> {
        self.may(C::RolesRead)?;
        let scope = match (team_id.as_str(), channel_id.as_str()) {
            ("", "") => Scope::System,
            (team, "") => Scope::Team(id(team)),
            (_, channel) => Scope::Channel(id(channel)),
        };
        self.own.chat.has_permission(&self.caller(), id(&user), &permission, scope).await.map_err(error)
    }
}

impl preferences::Host for Guest {
    async fn of_user(
        &mut self,
        user: String,
        category: String,
    ) -> Result<Vec<preferences::Preference>, Error> {
        let need = if category.is_empty() {
            Need::of(C::PreferencesRead)
        } else {
            Need::read_preferences(&category)
        };
        self.need(&need)?;
        let found = self.own.chat.preferences(&self.caller(), id(&user), &category).await.map_err(error)?;
        Ok(found.iter().map(convert::preference).collect())
    }

    async fn set(&mut self, user: String, all: Vec<preferences::Preference>) -> Result<(), Error> {
        self.need_categories(&all)?;
        let all = all.into_iter().map(preference).collect();
        self.own.chat.set_preferences(&self.caller(), id(&user), all).await.map_err(error)
    }

    async fn delete(&mut self, user: String, all: Vec<preferences::Preference>) -> Result<(), Error> {
        self.need_categories(&all)?;
        let all = all.into_iter().map(preference).collect();
        self.own.chat.delete_preferences(&self.caller(), id(&user), all).await.map_err(error)
    }
}

impl Guest {
    fn need_categories(&self, all: &[preferences::Preference]) -> Result<(), Error> {
        all.iter().try_for_each(|one| self.need(&Need::write_preferences(&one.category)))
    }
}

fn preference(one: preferences::Preference) -> chinwag_model::preference::Preference {
    chinwag_model::preference::Preference {
        category: one.category,
        name: one.name,
        value: one.value,
        ..Default::default()
    }
}

impl roles::Host for Guest {
    async fn get_by_name(&mut self, name: String) -> Result<roles::Role, Error> {
        self.may(C::RolesRead)?;
        self.own.chat.role_by_name(&self.caller(), &name).await.map(|r| convert::role(&r)).map_err(error)
    }

    async fn all(&mut self) -> Result<Vec<roles::Role>, Error> {
        self.may(C::RolesRead)?;
        Ok(self.own.chat.roles(&self.caller()).await.map_err(error)?.iter().map(convert::role).collect())
    }

    async fn grant(&mut self, names: Vec<String>, permission: String) -> Result<bool, Error> {
        self.may(C::RolesRead)?;
        Ok(self.own.chat.roles_grant(&names, &permission))
    }
}

impl bots::Host for Guest {
    async fn ensure(
        &mut self,
        username: String,
        display_name: String,
        description: String,
    ) -> Result<bots::Bot, Error> {
        self.may(C::Bots)?;
        let spec = BotSpec { username, display_name, description };
        self.own.chat.ensure_bot(&self.caller(), spec).await.map(|b| convert::bot(&b)).map_err(error)
    }

    async fn get(&mut self, user: String) -> Result<bots::Bot, Error> {
        self.may(C::Bots)?;
        self.own.chat.bot(&self.caller(), id(&user)).await.map(|b| convert::bot(&b)).map_err(error)
    }

    async fn find(&mut self, page: Page) -> Result<Vec<bots::Bot>, Error> {
        self.may(C::Bots)?;
        let found = self.own.chat.find_bots(&self.caller(), convert::page(page)).await.map_err(error)?;
        Ok(found.iter().map(convert::bot).collect())
    }

    async fn set_active(&mut self, user: String, active: bool) -> Result<bots::Bot, Error> {
        self.may(C::Bots)?;
        let done = self.own.chat.set_bot_active(&self.caller(), id(&user), active).await;
        done.map(|b| convert::bot(&b)).map_err(error)
    }

    async fn set_picture(&mut self, user: String, picture: Vec<u8>) -> Result<(), Error> {
        self.may(C::Bots)?;
        self.own.chat.set_bot_picture(&self.caller(), id(&user), picture.into()).await.map_err(error)
    }
}
