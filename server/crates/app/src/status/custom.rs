//! Statuses people write ("in a meeting"): kept in the user's props, the last few among their preferences.

use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, UserId, permission as p, preference::Preference, status::CustomStatus,
};
use chinwag_store::{StoreResult, Tx};

use crate::{Actor, App, stored};

/// Most characters of the text; more is cut off.
const TEXT_MAX: usize = 100;
/// How many are remembered.
const RECENT_MAX: usize = 5;
/// Where they are remembered.
const CATEGORY: &str = "custom_status";
const RECENT: &str = "recent_custom_statuses";
/// The key among a user's props.
const PROP: &str = "customStatus";
const DURATIONS: [&str; 7] =
    ["", "thirty_minutes", "one_hour", "four_hours", "today", "this_week", "date_and_time"];

impl App {
    fn access_custom_status(&self, actor: &Actor, user: UserId) -> AppResult<()> {
        if !self.config().ServiceSettings.enable_custom_user_statuses {
            return Err(AppError::not_implemented(
                "api.custom_status.disabled",
                "Custom statuses are switched off (ServiceSettings.EnableCustomUserStatuses).",
            ));
        }
        if actor.is(user) { Ok(()) } else { self.access_system(actor, p::EDIT_OTHER_USERS) }
    }

    /// Sets what a user says of themself.
    ///
    /// # Errors
    /// 501 when switched off, 403 for somebody else's, 400 when it is empty or its end cannot be.
    pub async fn do_set_custom_status(
        &self,
        actor: &Actor,
        user: UserId,
        custom: CustomStatus,
    ) -> AppResult<()> {
        self.access_custom_status(actor, user)?;
        let custom = self.check_custom_status(custom)?;
        let text = serde_json::to_string(&custom).map_err(AppError::internal)?;
        self.change_user(user, move |user| {
            user.props.insert(PROP.into(), text.into());
            Ok(())
        })
        .await?;
        self.change_recent(user, move |recent| {
            recent.retain(|old| old.emoji != custom.emoji || old.text != custom.text);
            recent.insert(0, custom);
            recent.truncate(RECENT_MAX);
        })
        .await
    }

    fn check_custom_status(&self, mut custom: CustomStatus) -> AppResult<CustomStatus> {
        custom.emoji = custom.emoji.trim().trim_matches(':').to_owned();
        custom.text = custom.text.trim().chars().take(TEXT_MAX).collect();
        if custom.emoji.is_empty() && custom.text.is_empty() {
            return Err(AppError::invalid_param_why("custom_status", "it needs an emoji or a text"));
        }
        if custom.emoji.is_empty() {
            custom.emoji = "speech_balloon".into();
        }
        if custom.emoji.len() > 64 {
            return Err(AppError::invalid_param_why("emoji", "its name is longer than 64 characters"));
        }
        if !DURATIONS.contains(&custom.duration.as_str()) {
            return Err(AppError::invalid_param_why(
                "duration",
                format!("`{}` is not known", custom.duration),
            ));
        }
        if !custom.duration.is_empty() {
            let ends = chrono::DateTime::parse_from_rfc3339(&custom.expires_at).map_err(|_| {
                AppError::invalid_param_why("expires_at", "it must be a time such as 2030-01-31T12:00:00Z")
            })?;
            if ends.timestamp_millis() < self.now() {
                return Err(AppError::invalid_param_why("expires_at", "this time has passed already"));
            }
        }
        Ok(custom)
    }

    /// Takes back what a user says of themself.
    ///
    /// # Errors
    /// 501 when switched off, 403 for somebody else's.
    pub async fn do_clear_custom_status(&self, actor: &Actor, user: UserId) -> AppResult<()> {
        self.access_custom_status(actor, user)?;
        self.change_user(user, |user| {
            user.props.insert(PROP.into(), "".into());
            Ok(())
        })
        .await
        .map(|_| ())
    }

    /// Forgets one of the statuses a user had lately.
    ///
    /// # Errors
    /// 501 when switched off, 403 for somebody else's.
    pub async fn do_forget_recent_status(
        &self,
        actor: &Actor,
        user: UserId,
        custom: CustomStatus,
    ) -> AppResult<()> {
        self.access_custom_status(actor, user)?;
        self.change_recent(user, move |recent| {
            recent.retain(|old| old.emoji != custom.emoji || old.text != custom.text);
        })
        .await
    }

    async fn change_recent(
        &self,
        user: UserId,
        change: impl FnOnce(&mut Vec<CustomStatus>) + Send + 'static,
    ) -> AppResult<()> {
        stored(self.store().write(move |tx| Box::pin(write_recent(tx, user, change))).await)?;
        Ok(())
    }
}

async fn write_recent(
    tx: &mut Tx,
    user: UserId,
    change: impl FnOnce(&mut Vec<CustomStatus>) + Send,
) -> StoreResult<()> {
    let old = chinwag_store::preference::get(tx, user, CATEGORY, RECENT).await?;
    let mut recent: Vec<CustomStatus> =
        old.and_then(|p| serde_json::from_str(&p.value).ok()).unwrap_or_default();
    change(&mut recent);
    let preference = Preference {
        user_id: user,
        category: CATEGORY.into(),
        name: RECENT.into(),
        value: serde_json::to_string(&recent)?,
    };
    chinwag_store::preference::set(tx, &preference).await?;
    tx.emit(Event::new("preferences_changed").with_json("preferences", &[preference]).to_user(user));
    Ok(())
}
