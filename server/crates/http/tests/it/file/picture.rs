//! Pictures: their size at once, their previews soon, and no harm from bad ones.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use reqwest::multipart::Form;
use serde_json::json;

use super::{channel, fetch, part, send_form, upload};

pub(crate) fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let pixels = RgbaImage::from_fn(width, height, |x, y| Rgba([x as u8, y as u8, 90, 255]));
    let picture = DynamicImage::ImageRgba8(pixels);
    let picture = if format == ImageFormat::Jpeg { picture.to_rgb8().into() } else { picture };
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).expect("a picture");
    out.into_inner()
}

/// The beginning of a PNG that says it is `width` × `height`; nothing of the picture follows.
pub(crate) fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let mut head = b"IHDR".to_vec();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d".to_vec();
    png.extend(&head);
    png.extend(crc(&head).to_be_bytes());
    let data = b"IDATnothing of use";
    png.extend(14u32.to_be_bytes());
    png.extend(data);
    png.extend(crc(data).to_be_bytes());
    png
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 })
    })
}

#[tokio::test]
async fn a_pictures_size_is_known_at_once_and_its_previews_come_when_asked_for() {
    let (_app, ann, channel) = channel().await;
    for (name, format, mime) in [
        ("a.png", ImageFormat::Png, "image/png"),
        ("b.jpg", ImageFormat::Jpeg, "image/jpeg"),
        ("c.gif", ImageFormat::Gif, "image/gif"),
    ] {
        let form = Form::new()
            .text("channel_id", channel.id.to_string())
            .part("files", part(name, picture(240, 100, format)));
        let info = send_form(&ann, form).await.expect(201).body["file_infos"][0].clone();
        assert_eq!((&info["width"], &info["height"]), (&json!(240), &json!(100)), "{name}");
        assert_eq!((&info["mime_type"], &info["has_preview_image"]), (&json!(mime), &json!(true)), "{name}");
        let id = info["id"].as_str().unwrap();
        let (status, headers, bytes) = fetch(&ann, &format!("/files/{id}/thumbnail"), &[]).await;
        assert_eq!((status, &headers["content-type"]), (200, &"image/jpeg".parse().unwrap()), "{name}");
        let small = image::load_from_memory(&bytes).unwrap();
        assert_eq!((small.width(), small.height()), (120, 50), "{name}");
        let (status, _, bytes) = fetch(&ann, &format!("/files/{id}/preview"), &[]).await;
        assert_eq!((status, image::load_from_memory(&bytes).unwrap().width()), (200, 240), "{name}");
        let info = ann.get(&format!("/files/{id}/info")).await.expect(200).body;
        assert!(info["mini_preview"].as_str().is_some_and(|m| m.starts_with("/9j/")), "{info}");
    }
}

#[tokio::test]
async fn a_wide_picture_has_a_preview_of_at_most_1920_pixels() {
    let (_app, ann, channel) = channel().await;
    let id = upload(&ann, &channel, "wide.png", picture(3000, 30, ImageFormat::Png)).await;
    let (_, _, bytes) = fetch(&ann, &format!("/files/{id}/preview"), &[]).await;
    let preview = image::load_from_memory(&bytes).unwrap();
    assert_eq!((preview.width(), preview.height()), (1920, 19));
}

#[tokio::test]
async fn a_photo_held_upright_is_shown_upright() {
    let (_app, ann, channel) = channel().await;
    let plain = picture(60, 20, ImageFormat::Jpeg);
    // An EXIF block that says: turn by 90 degrees (orientation 6).
    let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let mut turned = plain[..2].to_vec();
    turned.extend([0xff, 0xe1]);
    turned.extend((u16::try_from(exif.len()).unwrap() + 2).to_be_bytes());
    turned.extend(exif);
    turned.extend(&plain[2..]);
    let id = upload(&ann, &channel, "photo.jpg", turned).await;
    let info = ann.get(&format!("/files/{id}/info")).await.expect(200).body;
    assert_eq!((&info["width"], &info["height"]), (&json!(20), &json!(60)));
    let (_, _, bytes) = fetch(&ann, &format!("/files/{id}/preview"), &[]).await;
    let preview = image::load_from_memory(&bytes).unwrap();
    assert_eq!((preview.width(), preview.height()), (20, 60));
}

#[tokio::test]
async fn a_picture_that_claims_billions_of_pixels_is_kept_as_a_file_and_never_decoded() {
    let (_app, ann, channel) = channel().await;
    let bomb = png_that_claims(60_000, 60_000);
    let id = upload(&ann, &channel, "bomb.png", bomb.clone()).await;
    let info = ann.get(&format!("/files/{id}/info")).await.expect(200).body;
    assert_eq!((&info["width"], info.get("has_preview_image")), (&json!(60_000), None));
    ann.get(&format!("/files/{id}/preview"))
        .await
        .expect_error(400, "api.file.get_file_preview.no_preview.app_error");
    ann.get(&format!("/files/{id}/thumbnail"))
        .await
        .expect_error(400, "api.file.get_file_thumbnail.no_thumbnail.app_error");
    assert_eq!(fetch(&ann, &format!("/files/{id}"), &[]).await.2, bomb);
}

#[tokio::test]
async fn a_damaged_picture_loses_the_promise_of_a_preview_and_stays_a_file() {
    let (_app, ann, channel) = channel().await;
    let damaged = png_that_claims(100, 100);
    let id = upload(&ann, &channel, "damaged.png", damaged.clone()).await;
    ann.get(&format!("/files/{id}/preview"))
        .await
        .expect_error(400, "api.file.get_file_preview.no_preview.app_error");
    let info = ann.get(&format!("/files/{id}/info")).await.expect(200).body;
    assert_eq!(info.get("has_preview_image"), None);
    assert_eq!(fetch(&ann, &format!("/files/{id}"), &[]).await.2, damaged);

    // In a post it may be that the damage is found first, or the post is made first and told again.
    let other = upload(&ann, &channel, "damaged.png", damaged).await;
    let draft = json!({"channel_id": channel.id, "message": "look", "file_ids": [other]});
    let post = ann.post("/posts", &draft).await.expect(201).text("id");
    assert_eq!(ann.get(&format!("/files/{other}/preview")).await.status, 400);
    let read = ann.get(&format!("/posts/{post}")).await.expect(200).body;
    assert_eq!(read["metadata"]["files"][0].get("has_preview_image"), None);
    let text = upload(&ann, &channel, "not.png", "no picture at all").await;
    ann.get(&format!("/files/{text}/preview"))
        .await
        .expect_error(400, "api.file.get_file_preview.no_preview.app_error");
}
