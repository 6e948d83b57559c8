//! Downloading: to whom, in which form, how much of it.

use chinwag_testkit::{Settings, TestApp, open_server};
use reqwest::Method;
use serde_json::json;

use super::{channel, fetch, upload};

#[tokio::test]
async fn a_file_in_no_post_is_its_uploaders_and_one_in_a_post_is_for_the_channel() {
    let (app, ann, _) = channel().await;
    let (bob, eve) = (app.person("bob").await, app.person("eve").await);
    let team = ann.make_team("two").await;
    ann.add_to_team(&team, &[&bob, &eve]).await;
    let channel = bob.make_private_channel(&team, "room").await;
    let id = upload(&bob, &channel, "plan.txt", "the plan").await;
    let (file, info) = (format!("/files/{id}"), format!("/files/{id}/info"));
    let _own = bob.get(&file).await.expect(200);
    for stranger in [&eve] {
        stranger.get(&file).await.expect_error(403, "api.context.permissions.app_error");
        stranger.get(&info).await.expect_error(403, "api.context.permissions.app_error");
    }
    let post = json!({"channel_id": channel.id, "message": "look", "file_ids": [id]});
    let post = bob.post("/posts", &post).await.expect(201).body;
    assert_eq!(post["metadata"]["files"][0]["name"], "plan.txt");
    eve.get(&file).await.expect_error(403, "api.context.permissions.app_error");
    bob.add_to_channel(&channel, &[&eve]).await;
    assert_eq!(fetch(&eve, &file, &[]).await.2, b"the plan");
    assert_eq!(eve.get(&info).await.expect(200).body["post_id"], post["id"]);
    app.anonymous().get(&file).await.expect_error(401, "api.context.session_expired.app_error");
    let none = chinwag_model::FileId::generate();
    eve.get(&format!("/files/{none}")).await.expect_error(404, "app.file_info.get.app_error");
    eve.get("/files/NOT-AN-ID").await.expect_error(400, "api.context.invalid_url_param.app_error");
}

#[tokio::test]
async fn what_could_run_in_a_browser_is_a_download_of_a_harmless_type() {
    let (_app, ann, channel) = channel().await;
    let script = "<script>alert(document.cookie)</script>";
    for name in ["page.html", "page.xhtml", "draw.svg", "run.js", "feed.xml", "page.HTM"] {
        let id = upload(&ann, &channel, name, script).await;
        let (_, headers, bytes) = fetch(&ann, &format!("/files/{id}"), &[]).await;
        assert_eq!(bytes, script.as_bytes());
        let kind = headers["content-type"].to_str().unwrap();
        assert!(matches!(kind, "text/plain" | "application/octet-stream"), "{name} is told to be {kind}");
        let how = headers["content-disposition"].to_str().unwrap();
        assert!(how.starts_with("attachment;"), "{name}: {how}");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert!(headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    }
    let id = upload(&ann, &channel, "song.mp3", "abc").await;
    let (_, headers, _) = fetch(&ann, &format!("/files/{id}"), &[]).await;
    assert_eq!(headers["content-type"], "audio/mpeg");
    assert!(headers["content-disposition"].to_str().unwrap().starts_with("inline;"));
    let (_, headers, _) = fetch(&ann, &format!("/files/{id}?download=1"), &[]).await;
    assert!(headers["content-disposition"].to_str().unwrap().starts_with("attachment;"));
    let id = upload(&ann, &channel, "Größe \"1\".zip", "abc").await;
    let (_, headers, _) = fetch(&ann, &format!("/files/{id}"), &[]).await;
    let how = headers["content-disposition"].to_str().unwrap();
    assert!(how.ends_with("filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.zip"), "{how}");
}

#[tokio::test]
async fn parts_of_a_file_can_be_asked_for_and_what_one_has_is_not_sent_again() {
    let (_app, ann, channel) = channel().await;
    let id = upload(&ann, &channel, "ten.bin", "0123456789").await;
    let path = format!("/files/{id}");
    let (status, headers, bytes) = fetch(&ann, &path, &[("range", "bytes=2-4")]).await;
    assert_eq!((status, bytes.as_slice()), (206, b"234".as_slice()));
    assert_eq!(headers["content-range"], "bytes 2-4/10");
    assert_eq!(headers["content-length"], "3");
    assert_eq!(fetch(&ann, &path, &[("range", "bytes=-2")]).await.2, b"89");
    assert_eq!(fetch(&ann, &path, &[("range", "bytes=7-99")]).await.2, b"789");
    let (status, headers, _) = fetch(&ann, &path, &[("range", "bytes=10-")]).await;
    assert_eq!((status, &headers["content-range"]), (416, &"bytes */10".parse().unwrap()));
    let (status, headers, _) = fetch(&ann, &path, &[]).await;
    assert_eq!((status, &headers["accept-ranges"]), (200, &"bytes".parse().unwrap()));
    assert!(headers["cache-control"].to_str().unwrap().contains("private"));
    let tag = headers["etag"].to_str().unwrap();
    assert_eq!(fetch(&ann, &path, &[("if-none-match", tag)]).await.0, 304);
    assert_eq!(fetch(&ann, &path, &[("if-none-match", "")]).await.0, 200);
    let changed = [("range", "bytes=0-1"), ("if-range", "\"other\"")];
    assert_eq!(fetch(&ann, &path, &changed).await.0, 200);
    let head = ann.request(Method::HEAD, &path).send().await.unwrap();
    assert_eq!((head.status().as_u16(), &head.headers()["content-length"]), (200, &"10".parse().unwrap()));
}

#[tokio::test]
async fn a_public_link_needs_no_login_but_its_hash_and_the_setting() {
    let (_app, ann, channel) = channel().await;
    let id = upload(&ann, &channel, "a.txt", "x").await;
    ann.get(&format!("/files/{id}/link"))
        .await
        .expect_error(403, "api.file.get_public_link.disabled.app_error");

    let mut config = open_server();
    config.FileSettings.enable_public_link = true;
    config.FileSettings.public_link_salt = "salt-and-pepper".into();
    let app = TestApp::start_with(Settings { config: Some(config), ..Settings::default() }).await;
    let ann = app.admin().await;
    let team = ann.make_team("one").await;
    let channel = ann.make_channel(&team, "dev").await;
    let id = upload(&ann, &channel, "a.txt", "for all").await;
    ann.get(&format!("/files/{id}/link"))
        .await
        .expect_error(400, "api.file.get_public_link.no_post.app_error");
    let post = json!({"channel_id": channel.id, "message": "", "file_ids": [id]});
    let _post = ann.post("/posts", &post).await.expect(201);
    let link = ann.get(&format!("/files/{id}/link")).await.expect(200).text("link");
    let path = &link[link.find("/files/").unwrap()..];
    let read = |path: String| {
        let url = format!("{}{path}", app.url());
        async move { reqwest::Client::builder().no_proxy().build().unwrap().get(url).send().await.unwrap() }
    };
    assert_eq!(read(path.to_owned()).await.text().await.unwrap(), "for all");
    assert_eq!(read(format!("{path}x")).await.status().as_u16(), 400);
    assert_eq!(read(format!("/files/{id}/public")).await.status().as_u16(), 400);
}
