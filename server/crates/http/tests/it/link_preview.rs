//! Previews of links: who fetches what, who is told, and what is never asked.

use std::sync::atomic::{AtomicUsize, Ordering};

use chinwag_testkit::{Caller, Calls, Channel, FakeAnswer, Settings, Socket, TestApp, open_server};
use http::{StatusCode, header};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const PAGE: &str = "<html><head><meta property='og:title' content='A page'>
    <meta property='og:description' content='about things'><meta property='og:image' content='/shot.png'></head>";

fn page(html: &str) -> FakeAnswer {
    let kind = header::HeaderValue::from_static("text/html; charset=utf-8");
    FakeAnswer::new(StatusCode::OK, html.to_owned()).header(header::CONTENT_TYPE, kind)
}

fn picture(width: u32, height: u32) -> FakeAnswer {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(width, height).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let kind = header::HeaderValue::from_static("image/png");
    FakeAnswer::new(StatusCode::OK, bytes.into_inner()).header(header::CONTENT_TYPE, kind)
}

async fn room(app: &TestApp) -> (Caller, Channel) {
    let admin = app.admin().await;
    let team = admin.make_team("links").await;
    let channel = admin.make_channel(&team, "room").await;
    (admin, channel)
}

/// The next telling of a post.
async fn retold(socket: &mut Socket) -> Value {
    let frame = socket.expect("post_edited").await;
    Socket::inner(&frame, "post")
}

#[tokio::test]
async fn a_page_is_shown_once_it_has_answered_and_posting_does_not_wait_for_it() {
    let app = TestApp::start().await;
    let (ann, channel) = room(&app).await;
    app.outside.answer("https://example.org/a", page(PAGE));
    app.outside.answer("https://example.org/shot.png", picture(30, 20));
    let mut socket = ann.listen().await;

    let post = ann.say(channel.id, "see https://example.org/a and https://example.org/b").await;
    assert_eq!(post["metadata"]["embeds"], json!([{"type": "link", "url": "https://example.org/a"}]));

    let told = retold(&mut socket).await;
    assert_eq!((&told["id"], &told["edit_at"]), (&post["id"], &json!(0)), "nobody edited it");
    let embed = &told["metadata"]["embeds"][0];
    assert_eq!((&embed["type"], &embed["url"]), (&json!("opengraph"), &json!("https://example.org/a")));
    assert_eq!(embed["data"]["title"], "A page");
    assert_eq!(embed["data"]["description"], "about things");
    assert_eq!(embed["data"]["images"][0]["url"], "https://example.org/shot.png");
    let size = &told["metadata"]["images"]["https://example.org/shot.png"];
    assert_eq!((&size["width"], &size["height"], &size["format"]), (&json!(30), &json!(20), &json!("png")));

    let asked: Vec<String> = app.outside.requests().into_iter().map(|r| r.url).collect();
    assert_eq!(asked, ["https://example.org/a", "https://example.org/shot.png"], "only the first link");
    let read = ann.get(&format!("/posts/{}", post["id"].as_str().unwrap())).await.expect(200).body;
    assert_eq!(read["metadata"], told["metadata"]);
    assert!(read["update_at"].as_i64() > post["update_at"].as_i64(), "clients that keep a page ask anew");

    let again = ann.say(channel.id, "https://example.org/a").await;
    assert_eq!(again["metadata"]["embeds"][0]["type"], "opengraph", "known by now");
    assert_eq!(app.outside.requests().len(), 2);
}

#[tokio::test]
async fn pictures_of_a_message_are_measured_and_a_link_to_one_is_shown_as_one() {
    let app = TestApp::start().await;
    let (ann, channel) = room(&app).await;
    app.outside.answer("https://example.org/one.png", picture(7, 5));
    app.outside.answer("https://example.org/two.png", picture(4, 4));
    let mut socket = ann.listen().await;

    let _post = ann.say(channel.id, "![x](https://example.org/one.png) https://example.org/two.png").await;
    let told = retold(&mut socket).await;
    assert_eq!(told["metadata"]["embeds"][0], json!({"type": "image", "url": "https://example.org/two.png"}));
    assert_eq!(told["metadata"]["images"]["https://example.org/one.png"]["width"], 7);
    assert_eq!(told["metadata"]["images"]["https://example.org/two.png"]["height"], 4);

    let attached = json!({"channel_id": channel.id, "message": "https://example.org/two.png",
        "props": {"attachments": [{"text": "x", "image_url": "https://example.org/one.png"}]}});
    let post = ann.post("/posts", &attached).await.expect(201).body;
    assert_eq!(post["metadata"]["embeds"], json!([{"type": "message_attachment"}]), "and no second preview");
    assert_eq!(post["metadata"]["images"]["https://example.org/one.png"]["height"], 5);
}

#[tokio::test]
async fn what_is_switched_off_restricted_or_our_own_is_never_asked() {
    let mut config = open_server();
    config.ServiceSettings.site_url = "https://chat.example.org".into();
    config.ServiceSettings.restrict_link_previews = "secret.example, other.example".into();
    let app = TestApp::start_with(Settings { config: Some(config), ..Settings::default() }).await;
    let (ann, channel) = room(&app).await;
    app.outside.answer("https://fine.example/", page(PAGE));
    app.outside.answer("https://fine.example/shot.png", picture(1, 1));
    let mut socket = ann.listen().await;
    for link in ["https://secret.example/", "https://a.other.example/x", "https://chat.example.org/links/x"] {
        let post = ann.say(channel.id, link).await;
        assert_eq!(post["metadata"]["embeds"][0]["type"], "link");
        let refused = ann.post("/opengraph", &json!({"url": link})).await.expect(200).body;
        assert_eq!(refused, json!({"url": ""}));
    }
    let _fine = ann.say(channel.id, "https://fine.example/").await;
    let _told = retold(&mut socket).await;
    let asked: Vec<String> = app.outside.requests().into_iter().map(|r| r.url).collect();
    assert_eq!(asked, ["https://fine.example/", "https://fine.example/shot.png"]);
    let shown = ann.post("/opengraph", &json!({"url": "https://fine.example/"})).await.expect(200).body;
    assert_eq!(shown["title"], "A page");
    ann.post("/opengraph", &json!({"url": "file:///etc/passwd"}))
        .await
        .expect_error(400, "api.context.invalid_body_param.app_error");

    let off = json!({"ServiceSettings": {"EnableLinkPreviews": false}});
    let _off = ann.put("/config/patch", &off).await.expect(200);
    let post = ann.say(channel.id, "https://fine.example/").await;
    assert_eq!(post["metadata"], json!({}));
    ann.post("/opengraph", &json!({"url": "https://fine.example/"}))
        .await
        .expect_error(501, "api.post.link_preview_disabled.app_error");
}

/// A web server on this machine that counts who comes.
async fn inside(answer: String) -> (String, &'static AtomicUsize) {
    let visits: &'static AtomicUsize = Box::leak(Box::default());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            visits.fetch_add(1, Ordering::SeqCst);
            let mut request = [0; 4096];
            let _read = stream.read(&mut request).await;
            let _written = stream.write_all(answer.as_bytes()).await;
        }
    });
    (url, visits)
}

fn answer(head: &str, body: &str) -> String {
    format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn nothing_inside_is_asked_by_name_by_number_or_by_a_redirect_unless_it_is_allowed() {
    let (secret, visits) = inside(answer("200 OK\r\nContent-Type: text/html", "<title>Secret</title>")).await;
    let port = secret.trim_end_matches('/').rsplit(':').next().unwrap().to_owned();
    let hidden = [
        secret.clone(),
        format!("http://localhost:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0x7f.1:{port}/"),
    ];
    let app = TestApp::start_with(Settings { calls: Calls::Guarded, ..Settings::default() }).await;
    let admin = app.admin().await;
    for url in &hidden {
        let shown = admin.post("/opengraph", &json!({"url": url})).await.expect(200).body;
        assert_eq!(shown, json!({"url": ""}), "{url}");
    }
    assert_eq!(visits.load(Ordering::SeqCst), 0);

    // A host is allowed by name. It may be asked, and may not send on to an address.
    let elsewhere = format!("302 Found\r\nLocation: {secret}");
    let (open, door) = inside(answer(&elsewhere, "")).await;
    let port = open.trim_end_matches('/').rsplit(':').next().unwrap().to_owned();
    let mut config = open_server();
    config.ServiceSettings.allowed_untrusted_internal_connections = "localhost".into();
    let settings = Settings { calls: Calls::Guarded, config: Some(config), ..Settings::default() };
    let app = TestApp::start_with(settings).await;
    let admin = app.admin().await;
    let sent_on = json!({"url": format!("http://localhost:{port}/")});
    let shown = admin.post("/opengraph", &sent_on).await.expect(200).body;
    assert_eq!((shown, visits.load(Ordering::SeqCst)), (json!({"url": ""}), 0), "refused after the redirect");
    let direct = json!({"url": hidden[1]});
    let shown = admin.post("/opengraph", &direct).await.expect(200).body;
    assert_eq!((&shown["title"], visits.load(Ordering::SeqCst)), (&json!("Secret"), 1));
    assert_eq!(door.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_page_that_breaks_off_or_never_ends_leaves_a_plain_link() {
    let app = TestApp::start().await;
    let (ann, channel) = room(&app).await;
    app.outside.answer("https://example.org/gone", FakeAnswer::new(StatusCode::NOT_FOUND, PAGE));
    app.outside.answer("https://example.org/down", FakeAnswer::Fails("connection reset".into()));
    app.outside.answer(
        "https://example.org/odd",
        picture(1, 1).header(header::CONTENT_TYPE, header::HeaderValue::from_static("application/zip")),
    );
    let endless = format!("<html><head>{}<meta property='og:title' content='late'>", " ".repeat(600 << 10));
    app.outside.answer("https://example.org/endless", page(&endless));
    app.outside.answer("https://example.org/last", page("<title>Last</title>"));
    let mut socket = ann.listen().await;
    for name in ["gone", "down", "odd", "endless"] {
        let post = ann.say(channel.id, &format!("https://example.org/{name}")).await;
        assert_eq!(post["metadata"]["embeds"][0]["type"], "link");
    }
    let last = ann.say(channel.id, "https://example.org/last").await;
    let told = retold(&mut socket).await;
    assert_eq!(told["id"], last["id"], "nothing came of the others, so nobody was told");
    assert_eq!(told["metadata"]["embeds"][0]["data"]["title"], "Last");
}

#[tokio::test]
async fn pictures_of_others_are_shown_through_the_proxy_when_it_is_on_and_nothing_else_is() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let off = ann.get("/image?url=https://example.org/a.png").await;
    assert_eq!((off.status, &off.headers["location"]), (302, &"https://example.org/a.png".parse().unwrap()));
    assert!(app.outside.requests().is_empty(), "the server asks nobody");

    let on = json!({"ImageProxySettings": {"Enable": true}});
    let _on = ann.put("/config/patch", &on).await.expect(200);
    assert_eq!(ann.get("/config/client?format=old").await.body["HasImageProxy"], "true");
    app.outside.answer("https://example.org/a.png", picture(2, 2));
    app.outside.answer("https://example.org/page", page(PAGE));
    let svg = header::HeaderValue::from_static("image/svg+xml");
    let drawing =
        FakeAnswer::new(StatusCode::OK, "<svg onload='alert(1)'/>").header(header::CONTENT_TYPE, svg);
    app.outside.answer("https://example.org/drawing.svg", drawing);
    let shown = ann.get("/image?url=https://example.org/a.png").await.expect(200);
    assert_eq!(shown.headers["content-type"], "image/png");
    assert_eq!(shown.headers["content-security-policy"], "default-src 'none'; sandbox");
    for name in ["page", "drawing.svg"] {
        let refused = ann.get(&format!("/image?url=https://example.org/{name}")).await;
        refused.expect_error(400, "api.image.get.type.app_error");
    }
    let missing = ann.get("/image?url=https://example.org/none.png").await;
    missing.expect_error(404, "api.image.get.not_found.app_error");
    ann.get("/image?url=file:///etc/passwd").await.expect_error(400, "api.image.get.app_error");
    assert_eq!(app.anonymous().get("/image?url=https://example.org/a.png").await.status, 401);
}

#[tokio::test]
async fn where_a_short_address_leads_is_told_without_going_there() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let location = header::HeaderValue::from_static("https://long.example/page");
    let answer = FakeAnswer::new(StatusCode::MOVED_PERMANENTLY, "").header(header::LOCATION, location);
    app.outside.answer("https://s.example/x", answer);
    let told = ann.get("/redirect_location?url=https://s.example/x").await.expect(200).body;
    assert_eq!(told, json!({"location": "https://long.example/page"}));
    let asked: Vec<String> = app.outside.requests().into_iter().map(|r| r.url).collect();
    assert_eq!(asked, ["https://s.example/x"]);
    let nowhere = ann.get("/redirect_location?url=https://none.example/x").await.expect(200).body;
    assert_eq!(nowhere, json!({"location": ""}));
    ann.get("/redirect_location?url=nonsense")
        .await
        .expect_error(400, "api.context.invalid_url_param.app_error");
}
