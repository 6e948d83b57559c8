//! Asking an address what is behind it, through the guarded client, within a few seconds and bytes.

use std::time::Duration;

use bytes::BytesMut;
use chinwag_model::{link_preview::LinkPreview, post::PostImage};
use chinwag_outside::{HttpClient, HttpClientError, OutRequest, http_client::OutStream};
use futures_util::StreamExt;
use http::{
    HeaderValue,
    header::{ACCEPT, CONTENT_TYPE},
};
use image::ImageFormat;

use crate::picture::{HEAD_BYTES, Header};

/// The whole call, redirects and what is read of the body included.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Bytes of a page in which its head is looked for.
const PAGE_BYTES: usize = 512 << 10;
/// Bytes of an animation whose frames are counted.
const ANIMATION_BYTES: usize = 4 << 20;
/// The client stops a body that is larger; what is needed has been read long before.
const ANSWER_BYTES: u64 = 64 << 20;

/// What is behind an address. Whatever goes wrong, there is nothing to show.
pub(super) async fn fetch(client: &HttpClient, url: &str) -> LinkPreview {
    match ask(client, url).await {
        Ok(preview) => preview,
        Err(error) => {
            tracing::debug!(%error, "a link has no preview");
            LinkPreview::Nothing
        }
    }
}

async fn ask(client: &HttpClient, url: &str) -> Result<LinkPreview, HttpClientError> {
    let mut request = OutRequest::get(url);
    let kinds = HeaderValue::from_static("text/html, application/xhtml+xml, image/*;q=0.9");
    request.headers.insert(ACCEPT, kinds);
    request.timeout = Some(TIMEOUT);
    request.max_answer_bytes = Some(ANSWER_BYTES);
    let mut answer = client.open(request).await?;
    if !answer.status.is_success() {
        return Ok(LinkPreview::Nothing);
    }
    let kind = answer.headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let kind = kind.to_ascii_lowercase();
    if kind.starts_with("image/svg") {
        let format = "svg".to_owned();
        return Ok(LinkPreview::Picture(PostImage { format, ..PostImage::default() }));
    }
    if kind.starts_with("image/") {
        let limit = if kind.starts_with("image/gif") { ANIMATION_BYTES } else { HEAD_BYTES };
        let bytes = beginning(&mut answer, limit).await?;
        return Ok(picture(&bytes));
    }
    if kind.starts_with("text/html") || kind.starts_with("application/xhtml") {
        let bytes = beginning(&mut answer, PAGE_BYTES).await?;
        return Ok(super::page::read(&text(&bytes, &kind), &answer.url));
    }
    Ok(LinkPreview::Nothing)
}

/// At most `limit` bytes of the body.
async fn beginning(answer: &mut OutStream, limit: usize) -> Result<BytesMut, HttpClientError> {
    let mut bytes = BytesMut::new();
    while bytes.len() < limit
        && let Some(chunk) = answer.body.next().await
    {
        let chunk = chunk?;
        bytes.extend_from_slice(&chunk[..chunk.len().min(limit - bytes.len())]);
    }
    Ok(bytes)
}

fn picture(bytes: &[u8]) -> LinkPreview {
    let Some(header) = Header::read(bytes) else { return LinkPreview::Nothing };
    LinkPreview::Picture(PostImage {
        width: header.width,
        height: header.height,
        format: header.format.extensions_str().first().map_or(String::new(), |name| name_of(name)),
        frame_count: if header.format == ImageFormat::Gif { gif_frames(bytes) } else { 0 },
    })
}

fn name_of(extension: &str) -> String {
    if extension == "jpg" { "jpeg".into() } else { extension.into() }
}

/// The page as text: by the content type, by its own word, else UTF-8.
fn text(bytes: &[u8], content_type: &str) -> String {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let named = |text: &str| {
        let label = text.split("charset=").nth(1)?.trim_start_matches(['"', '\'']);
        let end = label
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
            .unwrap_or(label.len());
        encoding_rs::Encoding::for_label(&label.as_bytes()[..end])
    };
    let encoding = named(content_type).or_else(|| named(&head)).unwrap_or(encoding_rs::UTF_8);
    encoding.decode(bytes).0.into_owned()
}

/// Counts the pictures of a GIF by walking its blocks; of one that breaks off, those that are there.
fn gif_frames(bytes: &[u8]) -> u32 {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut frames = 0;
    let Some(flags) = bytes.get(10) else { return 0 };
    let mut at = 13 + table(*flags);
    loop {
        match bytes.get(at) {
            Some(0x2c) => {
                let Some(flags) = bytes.get(at + 9) else { return frames };
                frames += 1;
                at += 10 + table(*flags) + 1;
            }
            Some(0x21) => at += 2,
            _ => return frames,
        }
        while let Some(length) = bytes.get(at) {
            at += 1 + usize::from(*length);
            if *length == 0 {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_an_animation_are_counted_also_when_it_breaks_off() {
        let mut gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff".to_vec();
        let frame = b"\x21\xf9\x04\0\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
        for _ in 0..3 {
            gif.extend_from_slice(frame);
        }
        assert_eq!(gif_frames(&gif[..gif.len() - 20]), 2);
        gif.push(0x3b);
        assert_eq!(gif_frames(&gif), 3);
        assert_eq!(gif_frames(b"GIF"), 0);
    }

    #[test]
    fn a_page_is_read_in_the_encoding_it_names() {
        assert_eq!(text(b"gr\xfc\xdfe", "text/html; charset=iso-8859-1"), "grüße");
        assert_eq!(
            text(b"<meta charset=\"windows-1252\">\xe4", "text/html"),
            "<meta charset=\"windows-1252\">ä"
        );
        assert_eq!(text("ä".as_bytes(), "text/html"), "ä");
    }
}
