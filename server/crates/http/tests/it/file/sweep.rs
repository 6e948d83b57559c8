//! What nobody needs is removed, and nothing else.

use serde_json::json;

use super::{channel, fetch, keys_left, upload};

const DAY: i64 = 24 * 3_600_000;

#[tokio::test]
async fn a_file_that_was_never_posted_is_removed_after_a_day_and_a_posted_one_stays() {
    let (app, ann, channel) = channel().await;
    let (lost, posted) =
        (upload(&ann, &channel, "lost", "1").await, upload(&ann, &channel, "kept", "2").await);
    let post = json!({"channel_id": channel.id, "message": "", "file_ids": [posted]});
    let _post = ann.post("/posts", &post).await.expect(201);
    assert_eq!(app.app.sweep_files().await.unwrap().removed, 0);
    assert_eq!(fetch(&ann, &format!("/files/{lost}"), &[]).await.0, 200);
    app.clock.advance(DAY + 1000);
    let swept = app.app.sweep_files().await.unwrap();
    assert_eq!((swept.unattached, swept.removed), (1, 1));
    ann.get(&format!("/files/{lost}")).await.expect_error(404, "app.file_info.get.app_error");
    assert_eq!(fetch(&ann, &format!("/files/{posted}"), &[]).await.2, b"2");
    assert_eq!(keys_left(&app).await.len(), 1);
}

#[tokio::test]
async fn an_upload_that_was_given_up_is_removed_with_its_pieces() {
    let (app, ann, channel) = channel().await;
    let draft = json!({"channel_id": channel.id, "filename": "a", "file_size": 10});
    let id = ann.post("/uploads", &draft).await.expect(201).text("id");
    let some = ann.request(reqwest::Method::POST, &format!("/uploads/{id}")).body("abc");
    let _more_expected = ann.send(some).await.expect(204);
    assert_eq!(app.app.file_store().list("").await.unwrap().len(), 1);
    app.clock.advance(DAY + 1000);
    assert_eq!(app.app.sweep_files().await.unwrap().uploads, 1);
    assert_eq!(keys_left(&app).await, Vec::<String>::new());
    ann.get(&format!("/uploads/{id}")).await.expect_error(404, "app.upload.get.app_error");
}
