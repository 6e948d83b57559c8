//! Uploads that come in pieces.

use reqwest::Method;
use serde_json::json;

use super::{channel, fetch};

#[tokio::test]
async fn an_upload_goes_on_from_where_it_was_and_becomes_a_file_with_the_last_byte() {
    let (app, ann, channel) = channel().await;
    // Some clients say whose it is, in words.
    let draft =
        json!({"channel_id": channel.id, "filename": "../movie.txt", "file_size": 10, "user_id": "me"});
    let begun = ann.post("/uploads", &draft).await.expect(201).body;
    assert_eq!((&begun["type"], &begun["filename"]), (&json!("attachment"), &json!("movie.txt")));
    assert_eq!(begun["user_id"], json!(ann.id()));
    let path = format!("/uploads/{}", begun["id"].as_str().unwrap());
    let send = |body: &'static str| ann.send(ann.request(Method::POST, &path).body(body));
    let _more = send("01234").await.expect(204);
    assert_eq!(ann.get(&path).await.expect(200).body["file_offset"], 5);
    assert_eq!(ann.get("/users/me/uploads").await.expect(200).body[0]["id"], begun["id"]);
    let bob = app.person("bob").await;
    bob.get(&path).await.expect_error(403, "api.context.permissions.app_error");
    send("567890123").await.expect_error(400, "app.upload.upload_data.too_large.app_error");
    let file = send("56789").await.expect(200).body;
    assert_eq!((&file["name"], &file["size"]), (&json!("movie.txt"), &json!(10)));
    let id = file["id"].as_str().unwrap();
    assert_eq!(fetch(&ann, &format!("/files/{id}"), &[]).await.2, b"0123456789");
    ann.get(&path).await.expect_error(404, "app.upload.get.app_error");
    let keys = app.app.file_store().list("").await.unwrap();
    assert!(keys.len() == 1 && keys[0].starts_with("files/"), "only the file is left: {keys:?}");
}

#[tokio::test]
async fn pieces_of_a_large_upload_are_put_together_in_order() {
    let (_app, ann, channel) = channel().await;
    let bytes: Vec<u8> = (0..9_500_000u32).map(|n| (n / 1000) as u8).collect();
    let draft = json!({"channel_id": channel.id, "filename": "a.bin", "file_size": bytes.len()});
    let id = ann.post("/uploads", &draft).await.expect(201).text("id");
    let send =
        |part: &[u8]| ann.send(ann.request(Method::POST, &format!("/uploads/{id}")).body(part.to_vec()));
    let _more = send(&bytes[..4_300_000]).await.expect(204);
    let file = send(&bytes[4_300_000..]).await.expect(200).text("id");
    assert!(fetch(&ann, &format!("/files/{file}"), &[]).await.2 == bytes);
}

#[tokio::test]
async fn an_upload_is_refused_before_it_begins_when_it_could_not_end() {
    let (app, ann, channel) = channel().await;
    let bob = app.person("bob").await;
    let begin = |size: i64, kind: &str| json!({"channel_id": channel.id, "filename": "a", "file_size": size, "type": kind});
    bob.post("/uploads", &begin(5, "")).await.expect_error(403, "api.context.permissions.app_error");
    bob.post("/uploads", &begin(5, "import")).await.expect_error(403, "api.context.permissions.app_error");
    ann.post("/uploads", &begin(0, "")).await.expect_error(400, "api.context.invalid_body_param.app_error");
    ann.post("/uploads", &begin(5, "x")).await.expect_error(400, "api.context.invalid_body_param.app_error");
    ann.post("/uploads", &begin(1 << 50, ""))
        .await
        .expect_error(413, "api.file.upload_file.too_large_detailed.app_error");
    let import = ann.post("/uploads", &begin(3, "import")).await.expect(201).text("id");
    let _done =
        ann.send(ann.request(Method::POST, &format!("/uploads/{import}")).body("zip")).await.expect(200);
    let keys = app.app.file_store().list("import").await.unwrap();
    assert_eq!(keys, [format!("import/{import}_a")]);
}
