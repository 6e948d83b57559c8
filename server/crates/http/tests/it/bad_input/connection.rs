//! Bytes on the wire: heads that are too large, too slow or say two things at once, and bodies that never come.

use std::time::{Duration, Instant};

use chinwag_testkit::{Settings, TestApp, open_server};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Longer than anything here may take.
const PATIENCE: Duration = Duration::from_secs(20);

async fn connect(app: &TestApp) -> TcpStream {
    TcpStream::connect(app.url().trim_start_matches("http://")).await.unwrap()
}

/// What comes until the server ends the connection, or `None` when it does not.
async fn rest(mut stream: TcpStream) -> Option<String> {
    let mut got = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut got)).await;
    // A reset is an end too; what came before it counts.
    read.ok().map(|_| String::from_utf8_lossy(&got).into_owned())
}

/// Sends bytes on a connection of their own, and gives what is answered until it ends.
async fn talk(app: &TestApp, bytes: &[u8]) -> Option<String> {
    let mut stream = connect(app).await;
    let _it_may_have_stopped_reading = stream.write_all(bytes).await;
    rest(stream).await
}

fn statuses(text: &str) -> Vec<u16> {
    text.match_indices("HTTP/1.1 ").filter_map(|(at, _)| text.get(at + 9..at + 12)?.parse().ok()).collect()
}

/// A server that waits only a moment, and does so for everything.
async fn impatient() -> TestApp {
    let mut config = open_server();
    config.ServiceSettings.read_timeout = 1;
    let head_within = Some(Duration::from_millis(500));
    TestApp::start_with(Settings { config: Some(config), head_within, ..Settings::default() }).await
}

#[tokio::test]
async fn a_request_whose_length_is_said_in_two_ways_is_never_read_as_two_requests() {
    let app = TestApp::start().await;
    let smuggled = "GET /api/v4/system/ping?smuggled HTTP/1.1\r\nhost: x\r\n\r\n";
    let chunked = format!("0\r\n\r\n{smuggled}");
    let all = chunked.len();
    let heads = [
        format!("Content-Length: {all}\r\nTransfer-Encoding: chunked"),
        format!("Transfer-Encoding: chunked\r\nContent-Length: {all}"),
        "Content-Length: 5\r\nContent-Length: 6".into(),
        "Content-Length: 5, 6".into(),
        "Content-Length: -1".into(),
        "Content-Length: +5".into(),
        "Content-Length: 0x5".into(),
        "Content-Length: 99999999999999999999".into(),
        "Content-Length: 5 5".into(),
        "Transfer-Encoding: xchunked".into(),
        "Transfer-Encoding: identity".into(),
        "Transfer-Encoding: chunked, identity".into(),
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity".into(),
        "Transfer-Encoding : chunked".into(),
        "Transfer-Encoding: \x0bchunked".into(),
        format!("Content-Length : {all}"),
        format!("Content-Length: {all}\r\n Transfer-Encoding: chunked"),
    ];
    for head in heads {
        let request = format!("POST /api/v4/users/login HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n{chunked}");
        let told = talk(&app, request.as_bytes()).await;
        let told = told.unwrap_or_else(|| panic!("{head:?}: the connection stays open"));
        let statuses = statuses(&told);
        assert!(statuses.len() == 1 && (400..500).contains(&statuses[0]), "{head:?}: {told}");
    }
    for chunks in ["FFFFFFFFFFFFFFFF1\r\nx", "-1\r\n\r\n", "2\r\nab2\r\n", "zz\r\n", "5;\x00\r\nhello"] {
        let head = "POST /api/v4/users/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
        let told = talk(&app, format!("{head}{chunks}\r\n{smuggled}").as_bytes()).await;
        let told = told.unwrap_or_else(|| panic!("{chunks:?}: the connection stays open"));
        assert!(statuses(&told).len() <= 1 && !told.contains(" 200 "), "{chunks:?}: {told}");
    }
    let _served = app.anonymous().get("/system/ping").await.expect(200);
}

#[tokio::test]
async fn a_head_that_is_too_large_or_no_head_at_all_is_refused_and_the_connection_ended() {
    let app = TestApp::start().await;
    let lines = |count: usize| (0..count).fold(String::new(), |all, n| all + &format!("x-{n}: y\r\n"));
    let many = format!("GET /api/v4/system/ping HTTP/1.1\r\nhost: x\r\n{}\r\n", lines(500));
    let huge = format!("GET /api/v4/system/ping HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "y".repeat(1 << 20));
    let address = format!("GET /api/v4/users?{} HTTP/1.1\r\nhost: x\r\n\r\n", "x".repeat(1 << 20));
    let told = |text: Option<String>| text.expect("the connection stays open");
    for (request, expected) in [(&many, 431), (&huge, 431), (&address, 431)] {
        let got = told(talk(&app, request.as_bytes()).await);
        let got = statuses(&got);
        // Who still sends when the connection ends may lose the answer.
        assert!(got == [expected] || got == [414] || got.is_empty(), "{got:?} for {}", &request[..40]);
    }
    assert_eq!(statuses(&told(talk(&app, many.as_bytes()).await)), [431]);
    let binary: Vec<u8> = (0..=255).cycle().take(5_000).collect();
    let garbage: [&[u8]; 7] = [
        &binary,
        b"\r\n\r\n\r\n\r\nHELLO\r\n\r\n",
        b"GET /api/v4/system/ping HTTP/9.9\r\n\r\n",
        b"GET  /api/v4/system/ping  HTTP/1.1\r\n\r\n",
        b"GET /api/v4/system/ping\x00 HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET /api/v4/system/ping HTTP/1.1\r\nho st: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a client of TLS says hello here",
    ];
    for bytes in garbage {
        let got = told(talk(&app, bytes).await);
        assert!(statuses(&got).iter().all(|s| *s == 400), "{:?}: {got}", String::from_utf8_lossy(bytes));
    }
    let _served = app.anonymous().get("/system/ping").await.expect(200);
}

#[tokio::test]
async fn whoever_connects_and_says_nothing_or_drips_a_head_is_cut_off_in_time_while_others_are_served() {
    let app = impatient().await;
    let silent = connect(&app).await;
    let mut half = connect(&app).await;
    half.write_all(b"PRI * HT").await.unwrap();
    let mut dripping = connect(&app).await;
    dripping.write_all(b"GET /api/v4/system/ping HTTP/1.1\r\nhost: x\r\n").await.unwrap();
    let crowd = futures_util::future::join_all((0..200).map(|_| connect(&app))).await;
    let started = Instant::now();
    let drip = async {
        while dripping.write_all(b"x: y\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let served = async {
        for _ in 0..20 {
            let _served = app.anonymous().get("/system/ping").await.expect(200);
        }
    };
    let (silent, half, (), ()) = tokio::join!(rest(silent), rest(half), drip, served);
    assert_eq!(silent.as_deref(), Some(""), "nothing was asked, so nothing is answered");
    assert!(half.is_some(), "half a greeting keeps no connection open");
    assert!(started.elapsed() < PATIENCE, "dripping goes on for ever");
    for one in crowd {
        assert!(rest(one).await.is_some(), "one of the crowd keeps its place");
    }
}

#[tokio::test]
async fn a_body_that_drips_or_never_comes_is_refused_with_the_setting_that_says_so() {
    let app = impatient().await;
    let ann = app.admin().await;
    let head = |path: &str, more: &str| {
        let token = ann.token();
        format!("POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: bearer {token}\r\n{more}\r\n")
    };
    let form = "content-type: multipart/form-data; boundary=b\r\ncontent-length: 90000\r\n";
    for (path, more, begin) in [
        ("/api/v4/posts", "content-length: 5000\r\n", "{\"message\":\""),
        ("/api/v4/posts", "transfer-encoding: chunked\r\n", "1\r\n{\r\n"),
        (
            "/api/v4/users/me/image",
            form,
            "--b\r\ncontent-disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\n",
        ),
    ] {
        let mut stream = connect(&app).await;
        stream.write_all(format!("{}{begin}", head(path, more)).as_bytes()).await.unwrap();
        let told = rest(stream).await.expect("a silent sender keeps its place");
        assert_eq!(statuses(&told), [408], "{path} {more}: {told}");
        let body = told.split("\r\n\r\n").nth(1).unwrap();
        let error: Value = serde_json::from_str(body).unwrap_or_else(|e| panic!("{e}: {told}"));
        assert_eq!(error["id"], "api.context.body_too_slow.app_error");
        assert!(error["message"].as_str().unwrap().contains("ServiceSettings.ReadTimeout"), "{error}");
    }
    let _served = ann.get("/users/me").await.expect(200);
}

#[tokio::test]
async fn a_body_larger_than_allowed_is_refused_whether_its_size_is_announced_or_not() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let ten_megabytes = format!("{{\"message\":\"{}\"}}", "x".repeat(10_000_000));
    let refused = ann.send(ann.request(reqwest::Method::POST, "/posts").body(ten_megabytes)).await;
    let id = "api.context.request_body_too_large.app_error";
    assert!(refused.body["message"].as_str().unwrap().contains("MaximumPayloadSizeBytes"));
    refused.expect_error(413, id);
    let announced = format!(
        "POST /api/v4/posts HTTP/1.1\r\nhost: x\r\nauthorization: bearer {}\r\ncontent-length: 1000000000\r\n\r\n",
        ann.token()
    );
    let told = talk(&app, announced.as_bytes()).await.expect("an end");
    assert_eq!(statuses(&told), [413], "a gigabyte is refused before it is sent: {told}");
    let mut stream = connect(&app).await;
    let head = announced.replace("content-length: 1000000000", "transfer-encoding: chunked");
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut reading, mut writing) = stream.into_split();
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x1_0000));
    let endless = async { while writing.write_all(chunk.as_bytes()).await.is_ok() {} };
    let answer = async {
        let mut got = vec![0; 4_096];
        let count = reading.read(&mut got).await.unwrap_or_default();
        String::from_utf8_lossy(&got[..count]).into_owned()
    };
    let told =
        tokio::time::timeout(PATIENCE, futures_util::future::select(Box::pin(endless), Box::pin(answer)));
    match told.await.expect("somebody ends an endless body") {
        futures_util::future::Either::Right((told, _)) => assert_eq!(statuses(&told), [413], "{told}"),
        futures_util::future::Either::Left(((), answer)) => {
            // The connection ended while we were sending: the answer may have been lost with it.
            let told = answer.await;
            assert!(statuses(&told) == [413] || told.is_empty(), "{told}");
        }
    }
    let _served = ann.get("/users/me").await.expect(200);
}

#[tokio::test]
async fn content_types_that_are_missing_repeated_or_wrong_change_nothing_about_json() {
    let app = TestApp::start().await;
    let ann = app.admin().await;
    let body = r#"["admin"]"#;
    for types in [
        "",
        "content-type: application/json\r\ncontent-type: text/html\r\n",
        "content-type: \r\n",
        "content-type: application/json; charset=utf-7\r\n",
        "content-type: multipart/form-data\r\n",
        "content-type: \u{e9}\r\n",
    ] {
        let request = format!(
            "POST /api/v4/users/usernames HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: bearer {}\r\n{types}content-length: {}\r\n\r\n{body}",
            ann.token(),
            body.len()
        );
        let told = talk(&app, request.as_bytes()).await.expect("an answer");
        assert_eq!(statuses(&told), [200], "{types:?}: {told}");
        assert!(told.contains("\"username\":\"admin\""), "{types:?}: {told}");
    }
}

#[tokio::test]
async fn addresses_that_climb_out_of_their_place_find_nothing() {
    let app = TestApp::start().await;
    for path in [
        "/../../etc/passwd",
        "/static/../../../../etc/passwd",
        "/static/..%2f..%2f..%2fetc/passwd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/....//....//etc/passwd",
        "/static/..\\..\\etc\\passwd",
        "/static/%00/etc/passwd",
        "/api/v4/../../etc/passwd",
        "/api/v4/users/..%2f..%2fconfig",
        "//etc/passwd",
        "/plugins/../config",
    ] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        let told = talk(&app, request.as_bytes()).await.expect("an answer");
        let got = statuses(&told);
        assert!(got.len() == 1 && (400..500).contains(&got[0]), "{path}: {told}");
        assert!(!told.contains("root:"), "{path}: {told}");
    }
}
