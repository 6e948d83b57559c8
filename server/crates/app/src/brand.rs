//! The brand image: the picture a server shows on its login page.

use bytes::Bytes;
use chinwag_model::{AppError, AppResult, id, permission as p};

use crate::{
    Actor, App,
    file::{Content, kept, too_large},
    picture,
};

const FOLDER: &str = "brand";

/// Bytes of a brand image as it may be sent.
pub const BRAND_BYTES_MAX: usize = 10 << 20;

impl App {
    /// Insists that the actor may change the brand image, before a picture is read.
    ///
    /// # Errors
    /// 403.
    pub fn access_brand(&self, actor: &Actor) -> AppResult<()> {
        self.access_system(actor, p::EDIT_BRAND)
    }

    async fn brand_keys(&self) -> AppResult<Vec<String>> {
        let mut keys = kept(self.file_store().list(FOLDER).await)?;
        keys.sort_unstable();
        Ok(keys)
    }

    /// Replaces the brand image.
    ///
    /// # Errors
    /// 403, 413, 400 when it is not a picture that can be used.
    pub async fn do_set_brand(&self, actor: &Actor, picture: Bytes) -> AppResult<()> {
        self.access_brand(actor)?;
        if picture.len() > BRAND_BYTES_MAX {
            return Err(too_large(BRAND_BYTES_MAX as u64));
        }
        let max_pixels = self.max_pixels();
        let made = self
            .pictures()
            .run(move || picture::decode(&picture, max_pixels).and_then(|decoded| picture::png(&decoded)))
            .await?;
        let made = made.map_err(|why| why.refuse("brand.save_brand_image.decode.app_error"))?;
        let before = self.brand_keys().await?;
        let key = format!("{FOLDER}/{:020}-{}.png", self.now(), id::secret());
        kept(self.file_store().put_bytes(&key, Bytes::from(made)).await)?;
        for old in before {
            kept(self.file_store().delete(&old).await)?;
        }
        Ok(())
    }

    /// Where the brand image is.
    ///
    /// # Errors
    /// 404 when there is none.
    pub async fn brand_content(&self) -> AppResult<Content> {
        let key = self.brand_keys().await?.pop().ok_or_else(no_image)?;
        let version = key.replace(['/', '.'], "-");
        Ok(Content::of(key, "brand.png".into(), "image/png", version))
    }

    /// Removes the brand image.
    ///
    /// # Errors
    /// 403, 404 when there is none.
    pub async fn do_delete_brand(&self, actor: &Actor) -> AppResult<()> {
        self.access_brand(actor)?;
        let keys = self.brand_keys().await?;
        if keys.is_empty() {
            return Err(no_image());
        }
        for key in keys {
            kept(self.file_store().delete(&key).await)?;
        }
        Ok(())
    }
}

fn no_image() -> AppError {
    AppError::new(404, "api.admin.get_brand_image.app_error", "This server has no brand image.")
}
