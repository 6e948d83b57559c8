//! Uploading: what is taken in by which form of request, and what is refused.

use chinwag_testkit::{Settings, TestApp};
use reqwest::{Method, multipart::Form};
use serde_json::json;

use super::{channel, fetch, keys_left, part, send_form, upload};

#[tokio::test]
async fn a_form_may_name_its_channel_after_its_files_and_client_ids_come_back_in_order() {
    let (_app, ann, channel) = channel().await;
    let form = Form::new()
        .part("files", part("one.txt", "first"))
        .text("client_ids", "a1")
        .part("files", part("two.md", "second"))
        .text("client_ids", "b2")
        .text("channel_id", channel.id.to_string());
    let answer = send_form(&ann, form).await.expect(201).body;
    assert_eq!(answer["client_ids"], json!(["a1", "b2"]));
    let infos = answer["file_infos"].as_array().unwrap();
    assert_eq!((infos.len(), &infos[0]["name"], &infos[1]["name"]), (2, &json!("one.txt"), &json!("two.md")));
    assert_eq!(infos[0]["size"], 5);
    assert_eq!((&infos[0]["extension"], &infos[0]["mime_type"]), (&json!("txt"), &json!("text/plain")));
    assert_eq!(infos[0]["channel_id"], json!(channel.id));
    let (_, _, bytes) = fetch(&ann, &format!("/files/{}", infos[1]["id"].as_str().unwrap()), &[]).await;
    assert_eq!(bytes, b"second");
    let one_id_for_two = Form::new()
        .text("channel_id", channel.id.to_string())
        .text("client_ids", "only")
        .part("files", part("a", "1"))
        .part("files", part("b", "2"));
    send_form(&ann, one_id_for_two)
        .await
        .expect_error(400, "api.file.upload_file.incorrect_number_of_client_ids.app_error");
}

#[tokio::test]
async fn a_body_is_one_file_when_the_address_names_channel_and_file() {
    let (_app, ann, channel) = channel().await;
    let raw = |path: String, body: &'static str| ann.request(Method::POST, &path).body(body);
    let path = format!("/files?channel_id={}&filename=notes.txt&client_ids=x", channel.id);
    let answer = ann.send(raw(path, "hello")).await.expect(201).body;
    assert_eq!(
        (&answer["file_infos"][0]["name"], &answer["client_ids"]),
        (&json!("notes.txt"), &json!(["x"]))
    );
    let empty = format!("/files?channel_id={}&filename=empty.bin", channel.id);
    let answer = ann.send(raw(empty, "")).await.expect(201).body;
    assert_eq!(answer["file_infos"][0]["size"], 0);
    let id = answer["file_infos"][0]["id"].as_str().unwrap();
    assert_eq!(fetch(&ann, &format!("/files/{id}"), &[]).await.2, b"");
    for missing in ["/files?filename=x".to_owned(), format!("/files?channel_id={}", channel.id)] {
        ann.send(raw(missing, "x")).await.expect_error(400, "api.context.invalid_url_param.app_error");
    }
}

#[tokio::test]
async fn names_that_play_tricks_become_plain_and_long_ones_keep_their_extension() {
    let (_app, ann, channel) = channel().await;
    let name_of = |given: String| {
        let (ann, channel) = (ann.clone(), channel.clone());
        async move {
            let form =
                Form::new().text("channel_id", channel.id.to_string()).part("files", part(&given, "x"));
            send_form(&ann, form).await.expect(201).body["file_infos"][0]["name"].as_str().unwrap().to_owned()
        }
    };
    assert_eq!(name_of("../../etc/passwd".into()).await, "passwd");
    assert_eq!(name_of("Größe 日本.pdf".into()).await, "Größe 日本.pdf");
    let long = name_of(format!("{}.txt", "n".repeat(300))).await;
    assert!(long.len() == 255 && long.ends_with(".txt"), "{long}");
    let nul = format!("/files?channel_id={}&filename=..%2Fa%00b.txt", channel.id);
    let answer = ann.send(ann.request(Method::POST, &nul).body("x")).await.expect(201).body;
    assert_eq!(answer["file_infos"][0]["name"], "ab.txt");
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_in_words_and_nothing_of_the_upload_stays() {
    let mut config = chinwag_testkit::open_server();
    config.FileSettings.max_file_size = 1000;
    let app = TestApp::start_with(Settings { config: Some(config), ..Settings::default() }).await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    let form = Form::new()
        .text("channel_id", channel.id.to_string())
        .part("files", part("fits.txt", vec![b'a'; 1000]))
        .part("files", part("large.txt", vec![b'a'; 1001]));
    let refused = send_form(&ann, form).await.expect(413);
    assert!(refused.text("message").contains("1000 bytes"), "{}", refused.body);
    assert_eq!(refused.text("id"), "api.file.upload_file.too_large_detailed.app_error");
    assert_eq!(keys_left(&app).await, Vec::<String>::new());
    let path = format!("/files?channel_id={}&filename=big", channel.id);
    let raw = ann.request(Method::POST, &path).body(vec![b'a'; 3_000_000]);
    ann.send(raw).await.expect_error(413, "api.file.upload_file.too_large_detailed.app_error");
    assert_eq!(keys_left(&app).await, Vec::<String>::new());
    let _fits = upload(&ann, &channel, "fits.txt", vec![b'a'; 1000]).await;
}

#[tokio::test]
async fn a_file_larger_than_a_json_body_may_be_is_taken() {
    let (_app, ann, channel) = channel().await;
    let large = vec![b'z'; 12_000_000];
    let id = upload(&ann, &channel, "large.bin", large.clone()).await;
    assert!(fetch(&ann, &format!("/files/{id}"), &[]).await.2 == large);
}

#[tokio::test]
async fn who_may_not_upload_to_a_channel_leaves_nothing_behind_wherever_the_channel_is_named() {
    let (app, ann, _) = channel().await;
    let bob = app.person("bob").await;
    let team = ann.make_team("two").await;
    let secret = ann.make_private_channel(&team, "secret").await;
    let form = |id: String| Form::new().part("files", part("a.txt", "x")).text("channel_id", id);
    send_form(&bob, form(secret.id.to_string())).await.expect_error(403, "api.context.permissions.app_error");
    let path = format!("/files?channel_id={}&filename=x", secret.id);
    let raw = bob.request(Method::POST, &path).body("x");
    bob.send(raw).await.expect_error(403, "api.context.permissions.app_error");
    let nowhere = chinwag_model::ChannelId::generate().to_string();
    let _no_such = send_form(&bob, form(nowhere)).await.expect(404);
    send_form(&bob, form("?".into())).await.expect_error(400, "api.context.invalid_body_param.app_error");
    send_form(&app.anonymous(), form(secret.id.to_string()))
        .await
        .expect_error(401, "api.context.session_expired.app_error");
    assert_eq!(keys_left(&app).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_upload_without_files_or_with_too_many_or_with_a_broken_form_is_told_what_to_do() {
    let (app, ann, channel) = channel().await;
    let begin = || Form::new().text("channel_id", channel.id.to_string());
    send_form(&ann, begin()).await.expect_error(400, "api.file.upload_file.no_files.app_error");
    let mut eleven = begin();
    for n in 0..11 {
        eleven = eleven.part("files", part(&format!("{n}.txt"), "x"));
    }
    let refused = send_form(&ann, eleven).await.expect(400);
    assert!(refused.text("message").contains("10"), "{}", refused.body);
    let broken = ann
        .request(Method::POST, "/files")
        .header("content-type", "multipart/form-data; boundary=x")
        .body("--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a\"\r\n\r\nno end");
    ann.send(broken).await.expect_error(400, "api.file.upload_file.read_request.app_error");
    assert_eq!(keys_left(&app).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_server_without_attachments_takes_none() {
    let mut config = chinwag_testkit::open_server();
    config.FileSettings.enable_file_attachments = false;
    let app = TestApp::start_with(Settings { config: Some(config), ..Settings::default() }).await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    let form = Form::new().text("channel_id", channel.id.to_string()).part("files", part("a", "x"));
    send_form(&ann, form).await.expect_error(501, "api.file.attachments.disabled.app_error");
}
