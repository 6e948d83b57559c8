//! The icon of a team. Decoding is in [`crate::picture`].

use bytes::Bytes;
use chinwag_model::{AppError, AppResult, TeamId, permission as p, team::Team};
use chinwag_outside::FileStoreError;

use crate::{Actor, App, picture};

/// Pixels of a side.
const SIDE: u32 = 128;
/// A stored icon is never larger; it is one we made.
const STORED_MAX: u64 = 4 << 20;

fn key(team: TeamId) -> String {
    format!("teams/{team}/icon.png")
}

impl App {
    /// The icon of a team and its version, for the ETag.
    ///
    /// # Errors
    /// 403 or 404 for the team; 404 when it has no icon.
    pub async fn team_icon(&self, actor: &Actor, id: TeamId) -> AppResult<(Bytes, String)> {
        let team = self.shown_team_by_id(actor, id).await?;
        let none =
            || AppError::new(404, "api.team.get_team_icon.read_file.app_error", "This team has no icon.");
        if team.last_team_icon_update == 0 {
            return Err(none());
        }
        match self.file_store().get_bytes(&key(id), STORED_MAX).await {
            Ok(bytes) => Ok((bytes, format!("{id}.{}", team.last_team_icon_update))),
            Err(FileStoreError::NotFound { .. }) => Err(none()),
            Err(error) => Err(AppError::internal(format!("team icon: {error}"))),
        }
    }

    /// Sets the icon of a team.
    ///
    /// # Errors
    /// 403 or 404 for the team; 400 when it is no picture or has too many pixels, 503 when too many are being worked
    /// on.
    pub async fn do_set_team_icon(&self, actor: &Actor, id: TeamId, bytes: Bytes) -> AppResult<()> {
        self.access_team(actor, id, p::MANAGE_TEAM).await?;
        let max_pixels = u64::try_from(self.config().FileSettings.max_image_resolution).unwrap_or(1 << 24);
        let made = self.pictures().run(move || picture::square_png(&bytes, SIDE, max_pixels)).await?;
        let png = made.map_err(|error| error.refuse("api.team.set_team_icon.decode.app_error"))?;
        self.file_store()
            .put_bytes(&key(id), png.into())
            .await
            .map_err(|error| AppError::internal(format!("team icon: {error}")))?;
        let now = self.now();
        self.set_icon_time(actor, id, move |old| now.max(old + 1)).await.map(|_| ())
    }

    /// Takes the icon of a team away.
    ///
    /// # Errors
    /// 403 or 404 for the team.
    pub async fn do_remove_team_icon(&self, actor: &Actor, id: TeamId) -> AppResult<Team> {
        self.access_team(actor, id, p::MANAGE_TEAM).await?;
        self.file_store()
            .delete(&key(id))
            .await
            .map_err(|error| AppError::internal(format!("team icon: {error}")))?;
        self.set_icon_time(actor, id, |_| 0).await
    }
}
