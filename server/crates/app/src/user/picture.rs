//! Profile pictures: the one a person chose, or a letter on a colour. Decoding is in `picture`; drawing the letter
//! in [`letter`].

mod letter;

use bytes::Bytes;
use chinwag_model::{AppError, AppResult, UserId, permission as p, user::User};
use chinwag_outside::FileStoreError;

use crate::{Actor, App, picture};

/// Pixels of a side.
const SIDE: u32 = 128;
/// A stored picture is never larger; it is one we made.
const STORED_MAX: u64 = 4 << 20;

/// A picture and what it is made of, for the ETag.
#[derive(Debug, Clone)]
pub struct Portrait {
    /// PNG.
    pub bytes: Bytes,
    /// Changes when the picture does.
    pub version: String,
}

fn key(user: UserId) -> String {
    format!("users/{user}/profile.png")
}

impl App {
    /// A user whom the actor may see, for their picture; its version is known before the picture is read.
    ///
    /// # Errors
    /// 404; 403 for a guest who may not see them.
    pub async fn portrait_version(&self, actor: &Actor, id: UserId) -> AppResult<(User, String)> {
        let user = self.access_user(actor, id).await?;
        let version = format!("{}.{}.{}", user.id, user.last_picture_update, letter::of(&user.username));
        Ok((user, version))
    }

    /// The picture of a user: the one they chose, else the drawn one.
    ///
    /// # Errors
    /// When the file store does not answer.
    pub async fn portrait(&self, user: &User) -> AppResult<Bytes> {
        if user.last_picture_update == 0 {
            return self.drawn_portrait(user).await;
        }
        match self.file_store().get_bytes(&key(user.id), STORED_MAX).await {
            Ok(bytes) => Ok(bytes),
            Err(FileStoreError::NotFound { .. }) => self.drawn_portrait(user).await,
            Err(error) => Err(AppError::internal(format!("profile picture: {error}"))),
        }
    }

    /// The picture of somebody who chose none: the first letter of their name on a colour of their own.
    ///
    /// # Errors
    /// 503 when too many pictures are being worked on.
    pub async fn drawn_portrait(&self, user: &User) -> AppResult<Bytes> {
        let (name, id) = (user.username.clone(), user.id);
        let drawn = self.pictures().run(move || letter::draw(&name, id, SIDE)).await?;
        drawn.map(Bytes::from).map_err(|error| AppError::internal(error.to_string()))
    }

    /// Sets a user's picture.
    ///
    /// # Errors
    /// 403, 404; 400 when it is no picture or has too many pixels, 503 when too many are being worked on.
    pub async fn do_set_portrait(&self, actor: &Actor, id: UserId, bytes: Bytes) -> AppResult<()> {
        self.access_portrait(actor, id).await?;
        let max_pixels = u64::try_from(self.config().FileSettings.max_image_resolution).unwrap_or(1 << 24);
        let made = self.pictures().run(move || picture::square_png(&bytes, SIDE, max_pixels)).await?;
        let png = made.map_err(|error| error.refuse("api.user.upload_profile_user.decode.app_error"))?;
        self.file_store()
            .put_bytes(&key(id), png.into())
            .await
            .map_err(|error| AppError::internal(format!("profile picture: {error}")))?;
        self.picture_changed(id).await
    }

    /// Takes a user's picture away.
    ///
    /// # Errors
    /// 403, 404.
    pub async fn do_reset_portrait(&self, actor: &Actor, id: UserId) -> AppResult<()> {
        self.access_portrait(actor, id).await?;
        self.file_store()
            .delete(&key(id))
            .await
            .map_err(|error| AppError::internal(format!("profile picture: {error}")))?;
        self.picture_changed(id).await
    }

    async fn access_portrait(&self, actor: &Actor, id: UserId) -> AppResult<()> {
        if actor.is(id) {
            return Ok(());
        }
        let user = self.access_user_edit(actor, id).await?;
        if user.is_bot && !self.manages_bot(actor, id).await? {
            return Err(AppError::permission(p::MANAGE_OTHERS_BOTS));
        }
        Ok(())
    }

    async fn picture_changed(&self, id: UserId) -> AppResult<()> {
        let now = self.now();
        self.change_user(id, move |user| {
            user.last_picture_update = now.max(user.last_picture_update + 1);
            Ok(())
        })
        .await
        .map(|_| ())
    }
}
