//! Custom emoji from outside.

use chinwag_testkit::{Answer, Caller, Settings, TestApp, open_server};
use image::{Frame, ImageFormat, RgbaImage, codecs::gif::GifEncoder};
use reqwest::{Method, multipart::Form};
use serde_json::json;

use crate::file::{fetch, keys_left, part, picture};

async fn create(caller: &Caller, name: &str, picture: Vec<u8>) -> Answer {
    let emoji = json!({"name": name, "creator_id": caller.id()}).to_string();
    let form = Form::new().part("image", part("e.png", picture)).text("emoji", emoji);
    caller.send(caller.request(Method::POST, "/emoji").multipart(form)).await
}

fn small() -> Vec<u8> {
    picture(32, 32, ImageFormat::Png)
}

#[tokio::test]
async fn an_emoji_is_made_found_shown_and_deleted_by_its_maker() {
    let app = TestApp::start().await;
    let (_ann, bob, eve) = (app.admin().await, app.person("bob").await, app.person("eve").await);
    let mut socket = eve.listen().await;
    let made = create(&bob, "party_parrot", small()).await.expect(200).body;
    let told = socket.expect("emoji_added").await;
    assert!(told["data"]["emoji"].as_str().is_some_and(|e| e.contains("party_parrot")), "{told}");
    let id = made["id"].as_str().unwrap();
    let image = format!("/emoji/{id}/image");
    let (status, headers, bytes) = fetch(&eve, &image, &[]).await;
    assert_eq!((status, headers["content-type"].to_str().unwrap()), (200, "image/png"));
    assert_eq!(bytes, small());
    assert_eq!(eve.get("/emoji/name/party_parrot").await.expect(200).body["id"], made["id"]);
    assert_eq!(eve.get(&format!("/emoji/{id}")).await.expect(200).body["name"], "party_parrot");
    let names = json!(["party_parrot", "not_there", "smile"]);
    assert_eq!(eve.post("/emoji/names", &names).await.expect(200).body.as_array().unwrap().len(), 1);
    eve.delete(&format!("/emoji/{id}")).await.expect_error(403, "api.context.permissions.app_error");
    let _gone = bob.delete(&format!("/emoji/{id}")).await.expect(200);
    eve.get(&image).await.expect_error(404, "app.emoji.get.no_result");
    eve.get("/emoji/name/party_parrot").await.expect_error(404, "app.emoji.get_by_name.no_result");
    assert_eq!(keys_left(&app).await, Vec::<String>::new());
    let _again = create(&bob, "party_parrot", small()).await.expect(200);
}

#[tokio::test]
async fn emoji_are_listed_by_name_and_found_by_what_their_names_hold() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    for name in ["zebra_1", "quux", "mad_quux", "qa"] {
        let _made = create(&ann, name, small()).await.expect(200);
    }
    let names = |answer: Answer| -> Vec<String> {
        let list = answer.expect(200).body;
        list.as_array().unwrap().iter().map(|e| e["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(ann.get("/emoji?sort=name").await), ["mad_quux", "qa", "quux", "zebra_1"]);
    assert_eq!(names(ann.get("/emoji").await)[0], "zebra_1");
    assert_eq!(names(ann.get("/emoji?sort=name&per_page=2&page=1").await), ["quux", "zebra_1"]);
    assert_eq!(names(ann.get("/emoji?per_page=2&page=9").await), Vec::<String>::new());
    assert_eq!(names(ann.get("/emoji/autocomplete?name=qu").await), ["quux"]);
    let search = |term: &str, prefix: bool| {
        let (ann, body) = (ann.clone(), json!({"term": term, "prefix_only": prefix}));
        async move { ann.post("/emoji/search", &body).await }
    };
    assert_eq!(names(search("quux", false).await), ["mad_quux", "quux"]);
    assert_eq!(names(search("quux", true).await), ["quux"]);
    assert_eq!(names(search("%", false).await), Vec::<String>::new());
    assert_eq!(names(search("a_1", false).await), ["zebra_1"]);
    search("", false).await.expect_error(400, "api.context.invalid_body_param.app_error");
    ann.get("/emoji?sort=size").await.expect_error(400, "api.context.invalid_url_param.app_error");
    ann.get("/emoji/autocomplete").await.expect_error(400, "api.context.invalid_url_param.app_error");
    let many: Vec<String> = (0..201).map(|n| format!("n{n}")).collect();
    ann.post("/emoji/names", &json!(many))
        .await
        .expect_error(400, "api.emoji.get_multiple_by_name_too_many.request_error");
}

#[tokio::test]
async fn a_name_that_is_taken_standard_or_malformed_is_refused_and_so_is_a_bad_picture() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let _made = create(&ann, "mine", small()).await.expect(200);
    create(&ann, "mine", small()).await.expect_error(400, "api.emoji.create.duplicate.app_error");
    create(&ann, "smile", small()).await.expect_error(400, "model.emoji.system_emoji_name.app_error");
    for bad in ["", "Has Space", "ä", &"n".repeat(65)] {
        create(&ann, bad, small()).await.expect_error(400, "model.emoji.name.app_error");
    }
    for bad in [b"no picture".to_vec(), picture(1029, 4, ImageFormat::Png), picture(40, 40, ImageFormat::Bmp)]
    {
        create(&ann, "other", bad).await.expect_error(400, "api.emoji.upload.image.app_error");
    }
    create(&ann, "large", vec![1; 600_000]).await.expect_error(413, "api.emoji.create.too_large.app_error");
    let elses = json!({"name": "x", "creator_id": chinwag_model::UserId::generate()}).to_string();
    let form = Form::new().part("image", part("e.png", small())).text("emoji", elses);
    ann.send(ann.request(Method::POST, "/emoji").multipart(form))
        .await
        .expect_error(403, "api.emoji.create.other_user.app_error");
    let form = Form::new().part("image", part("e.png", small()));
    ann.send(ann.request(Method::POST, "/emoji").multipart(form))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");
    assert_eq!(app.app.file_store().list("").await.unwrap().len(), 1, "only the good one is kept");
}

#[tokio::test]
async fn a_large_picture_becomes_small_and_an_animation_keeps_moving() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let show = |id: String| {
        let ann = ann.clone();
        async move { fetch(&ann, &format!("/emoji/{id}/image"), &[]).await }
    };
    let id = create(&ann, "wide", picture(512, 256, ImageFormat::Png)).await.expect(200).text("id");
    let (_, _, bytes) = show(id).await;
    let shown = image::load_from_memory(&bytes).unwrap();
    assert_eq!((shown.width(), shown.height()), (128, 64));
    let mut gif = Vec::new();
    let frames = [10, 200].map(|c| Frame::new(RgbaImage::from_pixel(256, 256, image::Rgba([c, c, c, 255]))));
    GifEncoder::new(&mut gif).encode_frames(frames).unwrap();
    let id = create(&ann, "moving", gif).await.expect(200).text("id");
    let (_, headers, bytes) = show(id).await;
    assert_eq!(headers["content-type"], "image/gif");
    let decoder = image::codecs::gif::GifDecoder::new(std::io::Cursor::new(&bytes)).unwrap();
    let frames = image::AnimationDecoder::into_frames(decoder).collect_frames().unwrap();
    assert_eq!((frames.len(), frames[0].buffer().width()), (2, 128));
}

#[tokio::test]
async fn a_server_without_custom_emoji_has_none() {
    let mut config = open_server();
    config.ServiceSettings.enable_custom_emoji = false;
    let app = TestApp::start_with(Settings { config: Some(config), ..Settings::default() }).await;
    let ann = app.admin().await;
    create(&ann, "mine", small()).await.expect_error(501, "api.emoji.disabled.app_error");
    ann.get("/emoji").await.expect_error(501, "api.emoji.disabled.app_error");
}
