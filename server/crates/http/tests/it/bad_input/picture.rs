//! Pictures that are bombs, lies or programs, wherever a picture is taken.

use std::time::{Duration, Instant};

use chinwag_testkit::{Answer, Caller, TestApp};
use image::{Delay, Frame, ImageFormat, RgbaImage, codecs::gif::GifEncoder};
use reqwest::{Method, multipart::Form};
use serde_json::json;

use crate::file::{channel, fetch, part, picture, png_that_claims, upload};

/// An animation of many frames, each of one pixel on a large canvas.
fn endless_animation() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut bytes, 30);
    let delay = Delay::from_numer_denom_ms(20, 1);
    let still = |size| RgbaImage::from_pixel(size, size, image::Rgba([9, 9, 9, 255]));
    encoder.encode_frame(Frame::from_parts(still(64), 0, 0, delay)).unwrap();
    for _ in 0..10_000 {
        encoder.encode_frame(Frame::from_parts(still(1), 0, 0, delay)).unwrap();
    }
    drop(encoder);
    bytes
}

fn liars() -> Vec<(&'static str, Vec<u8>)> {
    let good = picture(40, 30, ImageFormat::Png);
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#.to_vec();
    let mut bmp = picture(4, 4, ImageFormat::Bmp);
    bmp[18..26].copy_from_slice(&[0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0x7f]);
    vec![
        ("a PNG of 2.5 billion pixels", png_that_claims(50_000, 50_000)),
        ("a PNG of no pixels", png_that_claims(0, 0)),
        ("a PNG wider than any", png_that_claims(u32::MAX, 1)),
        ("a BMP of 2^62 pixels", bmp),
        ("half a PNG", good[..good.len() / 2].to_vec()),
        ("a GIF that ends after its name", b"GIF89a".to_vec()),
        (
            "a WebP that lies about its length",
            b"RIFF\xff\xff\xff\xffWEBPVP8L\xff\xff\xff\xff/\xff\xff\xff\xff".to_vec(),
        ),
        ("a JPEG of markers alone", [b"\xff\xd8".to_vec(), b"\xff\xe1\xff\xff".repeat(50)].concat()),
        ("a drawing with a script", svg),
        ("a page", b"<html><script>alert(1)</script></html>".to_vec()),
        ("nothing", Vec::new()),
        ("zeros", vec![0; 100_000]),
    ]
}

async fn send(caller: &Caller, path: &str, bytes: Vec<u8>) -> Answer {
    let form = Form::new()
        .text("emoji", r#"{"name":"bomb","creator_id":"@me"}"#.replace("@me", caller.id().as_str()));
    caller.send(caller.request(Method::POST, path).multipart(form.part("image", part("a.png", bytes)))).await
}

#[tokio::test]
async fn a_picture_that_lies_is_refused_as_portrait_icon_emoji_and_brand_and_kept_as_a_mere_file() {
    let (app, ann, channel) = channel().await;
    let team = ann.get("/teams/name/one").await.expect(200).text("id");
    let mut config = ann.get("/config").await.expect(200).body;
    config["ServiceSettings"]["EnableCustomEmoji"] = json!(true);
    let _kept = ann.put("/config", &config).await.expect(200);
    for (what, bytes) in liars() {
        let started = Instant::now();
        for path in [
            "/users/me/image".to_owned(),
            format!("/teams/{team}/image"),
            "/emoji".into(),
            "/brand/image".into(),
        ] {
            let refused = send(&ann, &path, bytes.clone()).await;
            assert!(
                matches!(refused.status, 400 | 413),
                "{what} to {path}: {} {}",
                refused.status,
                refused.body
            );
            let id = refused.body["id"].as_str().unwrap().to_owned();
            let status = refused.status;
            refused.expect_error(status, &id);
        }
        if !bytes.is_empty() {
            let id = upload(&ann, &channel, "a.png", bytes.clone()).await;
            let (status, _, kept) = fetch(&ann, &format!("/files/{id}"), &[]).await;
            assert!(status == 200 && kept == bytes, "{what} comes back as it was");
            let preview = ann.get(&format!("/files/{id}/preview")).await;
            preview.expect_error(400, "api.file.get_file_preview.no_preview.app_error");
        }
        assert!(started.elapsed() < Duration::from_secs(5), "{what}: {:?}", started.elapsed());
    }
    let _served = app.anonymous().get("/system/ping").await.expect(200);
}

#[tokio::test]
async fn an_animation_of_ten_thousand_frames_is_refused_as_an_emoji_or_shrunk_soon_and_is_a_file_like_any() {
    let (_app, ann, channel) = channel().await;
    let mut config = ann.get("/config").await.expect(200).body;
    config["ServiceSettings"]["EnableCustomEmoji"] = json!(true);
    let _kept = ann.put("/config", &config).await.expect(200);
    let bytes = endless_animation();
    let started = Instant::now();
    for path in ["/emoji", "/users/me/image"] {
        let answer = send(&ann, path, bytes.clone()).await;
        assert!(matches!(answer.status, 200 | 201 | 400 | 413), "{path}: {} {}", answer.status, answer.body);
    }
    let id = upload(&ann, &channel, "long.gif", bytes).await;
    let (status, ..) = fetch(&ann, &format!("/files/{id}/preview"), &[]).await;
    assert!(matches!(status, 200 | 400), "{status}");
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    let _served = ann.get("/users/me").await.expect(200);
}

/// A picture that is also a page: served as what it was uploaded as, never as something that runs.
#[tokio::test]
async fn a_picture_that_is_also_a_page_never_runs() {
    let (_app, ann, channel): (TestApp, _, _) = channel().await;
    let both = [picture(4, 4, ImageFormat::Png), b"<html><script>alert(1)</script></html>".to_vec()].concat();
    for name in ["a.png", "a.html", "a.svg", "a.png.html", "a.xhtml"] {
        let id = upload(&ann, &channel, name, both.clone()).await;
        let (status, headers, _) = fetch(&ann, &format!("/files/{id}"), &[]).await;
        let header =
            |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        assert_eq!((status, header("x-content-type-options").as_str()), (200, "nosniff"), "{name}");
        assert!(header("content-security-policy").contains("sandbox"), "{name}");
        let (kind, how) = (header("content-type"), header("content-disposition"));
        let runs = ["html", "svg", "xml", "script"].iter().any(|word| kind.contains(word));
        assert!(!runs || how.starts_with("attachment"), "{name}: {kind} {how}");
    }
}
