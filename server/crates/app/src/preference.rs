//! Preferences: settings that clients keep on the server; unknown categories are stored as given.

use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, PostId, UserId, permission as p,
    preference::{FLAGGED_POST, PREFERENCE_KEY_MAX, PREFERENCE_NAME_MAX, PREFERENCE_VALUE_MAX, Preference},
};

use crate::{
    Actor, App,
    category::{Favorite, follow_preferences},
    stored,
};

/// Preferences one request may change.
const AT_ONCE: usize = 100;

impl App {
    /// The preferences of a user are for themself and for those who edit other users.
    fn access_preferences(&self, actor: &Actor, user: UserId) -> AppResult<()> {
        if actor.is(user) { Ok(()) } else { self.access_system(actor, p::EDIT_OTHER_USERS) }
    }

    /// Every preference of a user.
    ///
    /// # Errors
    /// 403.
    pub async fn preferences(&self, actor: &Actor, user: UserId) -> AppResult<Vec<Preference>> {
        self.access_preferences(actor, user)?;
        stored(self.store().read(move |tx| Box::pin(chinwag_store::preference::of_user(tx, user))).await)
    }

    /// The preferences of one category.
    ///
    /// # Errors
    /// 403; 404 when there are none.
    pub async fn preferences_of_category(
        &self,
        actor: &Actor,
        user: UserId,
        category: &str,
    ) -> AppResult<Vec<Preference>> {
        self.access_preferences(actor, user)?;
        let wanted = category.to_owned();
        let found = stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move { chinwag_store::preference::of_category(tx, user, &wanted).await })
                })
                .await,
        )?;
        if found.is_empty() {
            return Err(AppError::new(
                404,
                "api.preference.preferences_category.get.app_error",
                format!("There are no preferences of the category `{category}`."),
            ));
        }
        Ok(found)
    }

    /// One preference.
    ///
    /// # Errors
    /// 403; 404 when it is not there.
    pub async fn preference(
        &self,
        actor: &Actor,
        user: UserId,
        category: &str,
        name: &str,
    ) -> AppResult<Preference> {
        self.access_preferences(actor, user)?;
        let (wanted, key) = (category.to_owned(), name.to_owned());
        stored(
            self.store()
                .read(move |tx| {
                    Box::pin(async move { chinwag_store::preference::get(tx, user, &wanted, &key).await })
                })
                .await,
        )?
        .ok_or_else(|| {
            AppError::new(
                404,
                "app.preference.get.app_error",
                format!("There is no preference `{name}` of the category `{category}`."),
            )
        })
    }

    /// Writes preferences of one user and tells their clients.
    ///
    /// # Errors
    /// 403 for somebody else's, 400 when a field is wrong or there are too many.
    pub async fn do_set_preferences(
        &self,
        actor: &Actor,
        user: UserId,
        preferences: Vec<Preference>,
    ) -> AppResult<()> {
        let preferences = self.check_preferences(actor, user, preferences)?;
        for preference in preferences.iter().filter(|p| p.category == FLAGGED_POST) {
            self.check_flag(actor, preference).await?;
        }
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        for preference in &preferences {
                            chinwag_store::preference::set(tx, preference).await?;
                        }
                        follow_preferences(tx, user, &preferences, Favorite::AsSet).await?;
                        tx.emit(
                            Event::new("preferences_changed")
                                .with_json("preferences", &preferences)
                                .to_user(user),
                        );
                        Ok(())
                    })
                })
                .await,
        )?;
        Ok(())
    }

    /// Removes preferences of one user and tells their clients.
    ///
    /// # Errors
    /// 403 for somebody else's, 400 when a field is wrong or there are too many.
    pub async fn do_delete_preferences(
        &self,
        actor: &Actor,
        user: UserId,
        preferences: Vec<Preference>,
    ) -> AppResult<()> {
        let preferences = self.check_preferences(actor, user, preferences)?;
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        for one in &preferences {
                            chinwag_store::preference::delete(tx, user, &one.category, &one.name).await?;
                        }
                        follow_preferences(tx, user, &preferences, Favorite::No).await?;
                        tx.emit(
                            Event::new("preferences_deleted")
                                .with_json("preferences", &preferences)
                                .to_user(user),
                        );
                        Ok(())
                    })
                })
                .await,
        )?;
        Ok(())
    }

    fn check_preferences(
        &self,
        actor: &Actor,
        user: UserId,
        mut preferences: Vec<Preference>,
    ) -> AppResult<Vec<Preference>> {
        self.access_preferences(actor, user)?;
        if preferences.is_empty() || preferences.len() > AT_ONCE {
            return Err(AppError::invalid_param_why(
                "preferences",
                format!("{} were given; 1 to {AT_ONCE} are allowed in one request", preferences.len()),
            ));
        }
        for preference in &mut preferences {
            if !preference.user_id.is_empty() && preference.user_id != user {
                return Err(AppError::forbidden(
                    "api.preference.update_preferences.set.app_error",
                    format!("A preference of `{}` cannot be set for `{user}`.", preference.user_id),
                ));
            }
            preference.user_id = user;
            check_preference(preference)?;
        }
        Ok(preferences)
    }

    /// A saved post must be one its reader may see.
    async fn check_flag(&self, actor: &Actor, preference: &Preference) -> AppResult<()> {
        let post: PostId = preference
            .name
            .parse()
            .map_err(|_| AppError::invalid_param_why("preference.name", "a saved post is named by its id"))?;
        self.access_post(actor, post).await.map(|_| ())
    }
}

fn check_preference(preference: &Preference) -> AppResult<()> {
    let refuse = |what: &str, text: &str, max: usize| {
        let n = text.chars().count();
        Err(AppError::bad_request(
            format!("model.preference.is_valid.{what}.app_error"),
            format!("The {what} of a preference must have at most {max} characters; it has {n}."),
        ))
    };
    let fits = |text: &str, max: usize| text.chars().count() <= max;
    if preference.category.is_empty() || !fits(&preference.category, PREFERENCE_KEY_MAX) {
        return refuse("category", &preference.category, PREFERENCE_KEY_MAX);
    }
    // The theme of all teams has an empty name.
    if !fits(&preference.name, PREFERENCE_NAME_MAX) {
        return refuse("name", &preference.name, PREFERENCE_NAME_MAX);
    }
    let length = preference.value.chars().count();
    if length > PREFERENCE_VALUE_MAX {
        return Err(AppError::bad_request(
            "model.preference.is_valid.value.app_error",
            format!(
                "The value of a preference has {length} characters; at most {PREFERENCE_VALUE_MAX} are allowed."
            ),
        ));
    }
    if preference.category == "theme"
        && serde_json::from_str::<chinwag_model::JsonMap>(&preference.value).is_err()
    {
        return Err(AppError::bad_request(
            "model.preference.is_valid.theme.app_error",
            "The value of a theme must be a JSON object.",
        ));
    }
    Ok(())
}
