//! Pictures that people send: reading their headers, decoding them within limits, making smaller ones.
//!
//! Nothing here trusts a picture. Its size is read from the header before a byte is decoded, decoding has a bound
//! of pixels and of memory, and all of it runs in a small pool of blocking workers ([`Pictures`]) away from the
//! threads that serve requests. Used for files (`file/preview`), avatars, team icons, emoji and the brand image.
//! Nothing here knows where pictures are kept.

use std::{
    io::Cursor,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use chinwag_model::{AppError, AppResult};
use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
    imageops::FilterType,
    metadata::Orientation,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bytes a decoder may use, whatever the settings allow in pixels.
const MEMORY_MAX: u64 = 300 << 20;
/// Requests that may wait for a worker; more are refused, so that a flood of pictures cannot pile up in memory.
const WAITING_MAX: usize = 64;
/// Bytes from the start of a file in which its header is looked for.
pub(crate) const HEAD_BYTES: usize = 256 << 10;
/// Quality of the JPEGs we make, of 100.
const JPEG_QUALITY: u8 = 85;

/// Why a picture is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Not one of the formats we read.
    #[error("it is not a PNG, JPEG, GIF, WebP or BMP picture")]
    Unknown,
    /// More pixels than allowed.
    #[error("it has {width} × {height} pixels; at most {limit} pixels are allowed, so make it smaller")]
    TooLarge {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
        /// Pixels in all.
        limit: u64,
    },
    /// The decoder gave up.
    #[error("it is damaged: {0}")]
    Broken(String),
}

impl PictureError {
    /// 400 with an id of the caller's.
    #[must_use]
    pub fn refuse(&self, id: &'static str) -> AppError {
        AppError::bad_request(id, format!("The picture cannot be used: {self}."))
    }
}

/// What a picture's header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Its format, for the content type.
    pub format: ImageFormat,
    /// Pixels as shown: turned as the camera says.
    pub width: u32,
    /// Pixels as shown.
    pub height: u32,
}

impl Header {
    /// Reads the header; `None` when this is not a picture we know. `head` is the whole file or its beginning.
    #[must_use]
    pub fn read(head: &[u8]) -> Option<Self> {
        let format = known_format(head)?;
        let (width, height) = dimensions(head, format).or_else(|| webp_dimensions(head))?;
        Some(Self { format, width, height })
    }

    /// Content type.
    #[must_use]
    pub fn mime_type(&self) -> &'static str {
        self.format.to_mime_type()
    }

    /// Whether it is small enough to be decoded.
    #[must_use]
    pub fn fits(&self, max_pixels: u64) -> bool {
        u64::from(self.width) * u64::from(self.height) <= max_pixels
    }
}

/// The format by the first bytes, if it is one we decode.
fn known_format(head: &[u8]) -> Option<ImageFormat> {
    image::guess_format(head).ok().filter(|format| {
        matches!(
            format,
            ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif | ImageFormat::WebP | ImageFormat::Bmp
        )
    })
}

fn dimensions(head: &[u8], format: ImageFormat) -> Option<(u32, u32)> {
    let mut decoder = reader(head, format).into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let turned = matches!(
        decoder.orientation().unwrap_or(Orientation::NoTransforms),
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    Some(if turned { (height, width) } else { (width, height) })
}

/// The size of an extended WebP from the beginning of the file alone, which its decoder cannot do.
fn webp_dimensions(head: &[u8]) -> Option<(u32, u32)> {
    let canvas = head.get(24..30).filter(|_| head.get(8..16) == Some(b"WEBPVP8X"))?;
    let size = |at: usize| {
        1 + u32::from(canvas[at]) + (u32::from(canvas[at + 1]) << 8) + (u32::from(canvas[at + 2]) << 16)
    };
    Some((size(0), size(3)))
}

fn reader(bytes: &[u8], format: ImageFormat) -> ImageReader<Cursor<&[u8]>> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    reader
}

/// Decodes a picture (of an animation the first frame) and turns it as the camera says.
///
/// # Errors
/// [`PictureError`]; nothing is decoded when the header already says too much.
pub fn decode(bytes: &[u8], max_pixels: u64) -> Result<DynamicImage, PictureError> {
    let format = known_format(bytes).ok_or(PictureError::Unknown)?;
    let broken = |error: image::ImageError| PictureError::Broken(error.to_string());
    let mut decoder = reader(bytes, format).into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    let too_large = u64::from(width) * u64::from(height) > max_pixels || decoder.total_bytes() > MEMORY_MAX;
    if too_large {
        return Err(PictureError::TooLarge { width, height, limit: max_pixels });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Makes a picture fit into a box; one that fits already is left as it is.
#[must_use]
pub fn shrink(picture: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    if picture.width() <= width && picture.height() <= height {
        return picture.clone();
    }
    // A quick average first: the good filter is slow on what comes out of a camera.
    let (near_w, near_h) = (width.saturating_mul(2), height.saturating_mul(2));
    if picture.width() > near_w.saturating_mul(2) && picture.height() > near_h.saturating_mul(2) {
        return picture.thumbnail(near_w, near_h).resize(width, height, FilterType::CatmullRom);
    }
    picture.resize(width, height, FilterType::CatmullRom)
}

/// A JPEG; what is transparent becomes white.
///
/// # Errors
/// [`PictureError::Broken`] when the picture is too long for the format.
pub fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY);
    let written = if picture.color().has_alpha() {
        on_white(picture).write_with_encoder(encoder)
    } else {
        DynamicImage::ImageRgb8(picture.to_rgb8()).write_with_encoder(encoder)
    };
    written.map_err(|error| PictureError::Broken(error.to_string()))?;
    Ok(out)
}

fn on_white(picture: &DynamicImage) -> DynamicImage {
    let seen = picture.to_rgba8();
    let mut flat = image::RgbImage::new(seen.width(), seen.height());
    for (to, from) in flat.pixels_mut().zip(seen.pixels()) {
        let [red, green, blue, alpha] = from.0.map(u32::from);
        let over = |colour: u32| u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255);
        to.0 = [over(red), over(green), over(blue)];
    }
    DynamicImage::ImageRgb8(flat)
}

/// A PNG.
///
/// # Errors
/// [`PictureError::Broken`] when it cannot be written.
pub fn png(picture: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let mut out = Vec::new();
    DynamicImage::ImageRgba8(picture.to_rgba8())
        .write_with_encoder(PngEncoder::new(&mut out))
        .map_err(|error| PictureError::Broken(error.to_string()))?;
    Ok(out)
}

/// A square PNG of `side` pixels from the middle of a picture: avatars and team icons.
///
/// # Errors
/// As [`decode`].
pub fn square_png(bytes: &[u8], side: u32, max_pixels: u64) -> Result<Vec<u8>, PictureError> {
    let picture = decode(bytes, max_pixels)?;
    let edge = picture.width().min(picture.height());
    let (left, top) = ((picture.width() - edge) / 2, (picture.height() - edge) / 2);
    let middle = picture.crop_imm(left, top, edge, edge);
    if edge > side * 4 {
        return png(&middle.thumbnail_exact(side * 2, side * 2).resize_exact(
            side,
            side,
            FilterType::CatmullRom,
        ));
    }
    png(&middle.resize_exact(side, side, FilterType::CatmullRom))
}

/// The workers that decode pictures. Cheap to clone.
#[derive(Clone)]
pub struct Pictures {
    workers: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

/// The right to use a worker.
pub(crate) struct Worker(OwnedSemaphorePermit);

impl Pictures {
    /// A pool of `workers`; 0 and less means half the machine's cores, so that chat goes on beside it.
    #[must_use]
    pub fn new(workers: i64) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let workers = usize::try_from(workers).ok().filter(|n| *n > 0).unwrap_or((cores / 2).max(1));
        Self { workers: Arc::new(Semaphore::new(workers.min(64))), waiting: Arc::default() }
    }

    /// Waits for a worker.
    ///
    /// # Errors
    /// 503 at once when too many wait already.
    pub(crate) async fn worker(&self) -> AppResult<Worker> {
        let busy = || {
            AppError::unavailable(
                "app.picture.busy.app_error",
                format!("More than {WAITING_MAX} pictures are waiting to be worked on; try again shortly."),
            )
        };
        let place = Place::take(&self.waiting).ok_or_else(busy)?;
        let permit = self.workers.clone().acquire_owned().await.map_err(|_| busy())?;
        drop(place);
        Ok(Worker(permit))
    }

    /// Runs `work` on a worker.
    ///
    /// # Errors
    /// 503 at once when too many wait already; 500 when `work` panicked.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> AppResult<T> {
        self.worker().await?.run(work).await
    }
}

impl Worker {
    /// Runs `work`, then gives the worker back.
    pub(crate) async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> AppResult<T> {
        let done = tokio::task::spawn_blocking(move || {
            let answer = work();
            drop(self.0);
            answer
        });
        done.await.map_err(|error| AppError::internal(format!("a picture could not be worked on: {error}")))
    }
}

/// A place in the queue, given back when dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>) -> Option<Self> {
        let place = Self(waiting.clone());
        let before = waiting.fetch_add(1, Ordering::Relaxed);
        (before < WAITING_MAX).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(width, height, image::Rgba([200, 10, 10, 128])))
    }

    #[test]
    fn the_size_is_known_from_the_beginning_of_a_file_and_other_bytes_are_no_picture() {
        let bytes = png(&picture(300, 200)).unwrap();
        let header = Header::read(&bytes[..60]).unwrap();
        assert_eq!((header.width, header.height, header.mime_type()), (300, 200, "image/png"));
        assert!(Header::read(b"<html>").is_none() && Header::read(b"").is_none());
        let photo = jpeg(&picture(30, 20)).unwrap();
        let header = Header::read(&photo).unwrap();
        assert_eq!((header.width, header.height, header.mime_type()), (30, 20, "image/jpeg"));
    }

    #[test]
    fn a_picture_with_more_pixels_than_allowed_is_refused_with_its_size_and_the_limit() {
        let bytes = png(&picture(100, 100)).unwrap();
        let error = decode(&bytes, 9_999).unwrap_err();
        assert_eq!(error, PictureError::TooLarge { width: 100, height: 100, limit: 9_999 });
        assert!(decode(&bytes, 10_000).is_ok());
        assert!(matches!(decode(&bytes[..80], 10_000), Err(PictureError::Broken(_))));
    }

    #[test]
    fn a_wide_picture_becomes_a_square_and_a_large_one_shrinks_into_its_box() {
        let bytes = png(&picture(1000, 400)).unwrap();
        let square = decode(&square_png(&bytes, 64, 1 << 20).unwrap(), 1 << 20).unwrap();
        assert_eq!((square.width(), square.height()), (64, 64));
        let small = shrink(&picture(1000, 400), 120, 100);
        assert_eq!((small.width(), small.height()), (120, 48));
    }
}
