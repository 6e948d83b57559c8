//! Custom emoji: making, finding, showing, deleting. Standard emoji are the clients' own and are not kept here.

use std::io::Cursor;

use bytes::Bytes;
use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, EmojiId,
    emoji::{EMOJI_NAME_MAX, Emoji, is_emoji_name, is_standard_emoji},
    page::Page,
    permission as p,
};
use chinwag_store::StoreError;
pub use chinwag_store::emoji::{EmojiMatch, EmojiOrder};
use image::{
    AnimationDecoder, Frame, ImageFormat,
    codecs::gif::{GifDecoder, GifEncoder, Repeat},
    imageops,
};

use crate::{
    Actor, App,
    file::{Content, kept},
    picture::{self, Header, PictureError},
    stored,
};

/// Bytes of an emoji's picture.
pub const EMOJI_BYTES_MAX: usize = 512 << 10;
/// Names one request may ask for.
pub const EMOJI_NAMES_MAX: usize = 200;
/// Pixels of a side as it is kept.
const SIDE: u32 = 128;
/// Pixels of a side as it may be sent; it is made smaller.
const SENT_SIDE_MAX: u32 = 1028;
/// Frames of an animation that has to be made smaller.
const FRAMES_MAX: usize = 300;

fn key(id: EmojiId) -> String {
    format!("emoji/{id}/image")
}

/// The picture as it is kept: a small one as it came, a large one made smaller, animations included.
fn prepared(bytes: &Bytes) -> Result<Bytes, PictureError> {
    let pixels = u64::from(SENT_SIDE_MAX) * u64::from(SENT_SIDE_MAX);
    let header = Header::read(bytes)
        .filter(|h| matches!(h.format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif))
        .ok_or(PictureError::Unknown)?;
    if header.width > SENT_SIDE_MAX || header.height > SENT_SIDE_MAX {
        return Err(PictureError::TooLarge { width: header.width, height: header.height, limit: pixels });
    }
    let picture = picture::decode(bytes, pixels)?;
    if header.width <= SIDE && header.height <= SIDE {
        return Ok(bytes.clone());
    }
    if header.format == ImageFormat::Gif {
        return smaller_animation(bytes);
    }
    picture::png(&picture::shrink(&picture, SIDE, SIDE)).map(Bytes::from)
}

fn smaller_animation(bytes: &[u8]) -> Result<Bytes, PictureError> {
    let broken = |error: image::ImageError| PictureError::Broken(error.to_string());
    let frames = GifDecoder::new(Cursor::new(bytes)).map_err(broken)?.into_frames();
    let mut out = Vec::new();
    {
        let mut encoder = GifEncoder::new(&mut out);
        encoder.set_repeat(Repeat::Infinite).map_err(broken)?;
        for (number, frame) in frames.enumerate() {
            if number >= FRAMES_MAX {
                return Err(PictureError::Broken(format!(
                    "an animation larger than {SIDE} × {SIDE} pixels may have at most {FRAMES_MAX} frames"
                )));
            }
            let frame = frame.map_err(broken)?;
            let delay = frame.delay();
            let picture = image::DynamicImage::ImageRgba8(frame.into_buffer());
            let small = picture.resize(SIDE, SIDE, imageops::FilterType::Triangle).to_rgba8();
            encoder.encode_frame(Frame::from_parts(small, 0, 0, delay)).map_err(broken)?;
        }
    }
    Ok(Bytes::from(out))
}

fn check_name(name: &str) -> AppResult<()> {
    if !is_emoji_name(name) {
        let shown: String = name.chars().take(80).collect();
        return Err(AppError::bad_request(
            "model.emoji.name.app_error",
            format!(
                "`{shown}` cannot be an emoji's name: it takes 1 to {EMOJI_NAME_MAX} lower-case letters, digits, `_`, `-` and `+`."
            ),
        ));
    }
    if is_standard_emoji(name) {
        return Err(AppError::bad_request(
            "model.emoji.system_emoji_name.app_error",
            format!("`{name}` is the name of a standard emoji; choose another."),
        ));
    }
    Ok(())
}

/// 413 with the limit.
#[must_use]
pub fn emoji_too_large() -> AppError {
    AppError::new(
        413,
        "api.emoji.create.too_large.app_error",
        format!("The picture of an emoji may have at most {EMOJI_BYTES_MAX} bytes."),
    )
}

impl App {
    /// Insists that custom emoji are switched on.
    ///
    /// # Errors
    /// 501.
    pub fn check_emoji_enabled(&self) -> AppResult<()> {
        if self.config().ServiceSettings.enable_custom_emoji {
            return Ok(());
        }
        Err(AppError::not_implemented(
            "api.emoji.disabled.app_error",
            "Custom emoji are switched off on this server (ServiceSettings.EnableCustomEmoji).",
        ))
    }

    /// Insists that the actor may make emoji, before a picture is read.
    ///
    /// # Errors
    /// 501 while they are switched off, 403 without the permission.
    pub fn access_create_emoji(&self, actor: &Actor) -> AppResult<()> {
        self.check_emoji_enabled()?;
        self.access_system(actor, p::CREATE_EMOJIS)
    }

    /// Makes an emoji.
    ///
    /// # Errors
    /// 400 for a wrong or taken name or a picture that cannot be used, 413 for a large one, 403.
    pub async fn do_create_emoji(&self, actor: &Actor, draft: Emoji, picture: Bytes) -> AppResult<Emoji> {
        self.access_create_emoji(actor)?;
        let creator = actor.require_user()?;
        if !draft.creator_id.is_empty() && draft.creator_id != creator {
            return Err(AppError::forbidden(
                "api.emoji.create.other_user.app_error",
                "An emoji is made in one's own name: creator_id is somebody else.",
            ));
        }
        check_name(&draft.name)?;
        if picture.len() > EMOJI_BYTES_MAX {
            return Err(emoji_too_large());
        }
        let taken = || {
            AppError::bad_request(
                "api.emoji.create.duplicate.app_error",
                "There is an emoji of this name already; choose another.",
            )
        };
        if !self.emoji_by_names(vec![draft.name.clone()]).await?.is_empty() {
            return Err(taken());
        }
        let bytes = self.pictures().run(move || prepared(&picture)).await?;
        let bytes = bytes.map_err(|why| why.refuse("api.emoji.upload.image.app_error"))?;
        let now = self.now();
        let emoji = Emoji {
            id: EmojiId::at(now.unsigned_abs()),
            create_at: now,
            update_at: now,
            delete_at: 0,
            creator_id: creator,
            name: draft.name,
        };
        kept(self.file_store().put_bytes(&key(emoji.id), bytes).await)?;
        let row = emoji.clone();
        let written = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    chinwag_store::emoji::insert(tx, &row).await?;
                    tx.emit(Event::new("emoji_added").with_json("emoji", &row));
                    Ok(())
                })
            })
            .await;
        if let Err(error) = written {
            kept(self.file_store().delete(&key(emoji.id)).await)?;
            return Err(match error {
                StoreError::Conflict(_) => taken(),
                other => stored::<()>(Err(other)).err().unwrap_or_else(taken),
            });
        }
        Ok(emoji)
    }

    /// A page of all custom emoji.
    ///
    /// # Errors
    /// 501 while they are switched off.
    pub async fn emoji_list(&self, order: EmojiOrder, page: Page) -> AppResult<Vec<Emoji>> {
        self.check_emoji_enabled()?;
        stored(self.store().read(move |tx| Box::pin(chinwag_store::emoji::list(tx, order, page))).await)
    }

    /// One emoji.
    ///
    /// # Errors
    /// 501 while they are switched off, 404.
    pub async fn emoji(&self, id: EmojiId) -> AppResult<Emoji> {
        self.check_emoji_enabled()?;
        stored(self.store().read(move |tx| Box::pin(chinwag_store::emoji::get(tx, id))).await)?.ok_or_else(
            || {
                AppError::new(
                    404,
                    "app.emoji.get.no_result",
                    format!("There is no custom emoji with the id `{id}`."),
                )
            },
        )
    }

    /// Emoji of these names; those that are not there are left out.
    ///
    /// # Errors
    /// 501 while they are switched off, 400 for too many names.
    pub async fn emoji_by_names(&self, names: Vec<String>) -> AppResult<Vec<Emoji>> {
        self.check_emoji_enabled()?;
        if names.len() > EMOJI_NAMES_MAX {
            return Err(AppError::bad_request(
                "api.emoji.get_multiple_by_name_too_many.request_error",
                format!(
                    "{} names were given; at most {EMOJI_NAMES_MAX} can be asked for at once.",
                    names.len()
                ),
            ));
        }
        stored(
            self.store()
                .read(move |tx| Box::pin(async move { chinwag_store::emoji::by_names(tx, &names).await }))
                .await,
        )
    }

    /// The emoji of a name.
    ///
    /// # Errors
    /// 404 for unknown names and for standard emoji, which clients know by themselves.
    pub async fn emoji_by_name(&self, name: &str) -> AppResult<Emoji> {
        self.emoji_by_names(vec![name.to_owned()]).await?.pop().ok_or_else(|| {
            let shown: String = name.chars().take(EMOJI_NAME_MAX).collect();
            AppError::new(
                404,
                "app.emoji.get_by_name.no_result",
                format!("There is no custom emoji named `{shown}`."),
            )
        })
    }

    /// Emoji whose names hold a text.
    ///
    /// # Errors
    /// 501 while they are switched off.
    pub async fn search_emoji(&self, text: String, place: EmojiMatch) -> AppResult<Vec<Emoji>> {
        self.check_emoji_enabled()?;
        stored(
            self.store()
                .read_long(move |tx| {
                    Box::pin(async move { chinwag_store::emoji::search(tx, &text, place).await })
                })
                .await,
        )
    }

    /// Where the picture of an emoji is.
    ///
    /// # Errors
    /// 501 while they are switched off, 404.
    pub async fn emoji_content(&self, id: EmojiId) -> AppResult<Content> {
        let emoji = self.emoji(id).await?;
        let head = kept(self.file_store().get_stream(&key(id), Some(0..16)).await)?;
        let first = futures_util::StreamExt::into_future(head.content).await.0;
        let first = kept(first.unwrap_or_else(|| Ok(Bytes::new())))?;
        let mime = image::guess_format(&first).map_or("application/octet-stream", |f| f.to_mime_type());
        Ok(Content::of(key(id), emoji.name, mime, id.to_string()))
    }

    /// Deletes an emoji: one's own, or anybody's with a permission of its own.
    ///
    /// # Errors
    /// 404, 403.
    pub async fn do_delete_emoji(&self, actor: &Actor, id: EmojiId) -> AppResult<()> {
        let emoji = self.emoji(id).await?;
        self.access_system(actor, p::DELETE_EMOJIS)?;
        if !actor.is(emoji.creator_id) {
            self.access_system(actor, p::DELETE_OTHERS_EMOJIS)?;
        }
        let now = self.now();
        stored(self.store().write(move |tx| Box::pin(chinwag_store::emoji::delete(tx, id, now))).await)?;
        kept(self.file_store().delete(&key(id)).await)
    }
}
