//! Outgoing HTTP as the rest of the server sees it, against small servers on loopback.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::sync::Arc;
use std::time::Duration;

use chinwag_outside::AllowedInternal;
use chinwag_outside::http_client::{FakeAnswer, HttpClient, HttpClientError, HttpSettings, OutRequest};
use http::header::{AUTHORIZATION, LOCATION};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use parking_lot::Mutex;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server that answers by path and remembers the raw requests.
struct Site {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Site {
    async fn start(answer: fn(&str, u16) -> Option<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, answer, port, Arc::clone(&log)));
            }
        });
        Self { port, heard }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

async fn serve(
    mut socket: TcpStream,
    answer: fn(&str, u16) -> Option<String>,
    port: u16,
    log: Arc<Mutex<Vec<String>>>,
) {
    let mut raw = vec![0; 65536];
    let count = socket.read(&mut raw).await.unwrap_or(0);
    let request = String::from_utf8_lossy(&raw[..count]).into_owned();
    let path = request.split(' ').nth(1).unwrap_or("").to_owned();
    log.lock().push(request);
    match answer(&path, port) {
        Some(text) => drop(socket.write_all(text.as_bytes()).await),
        None => std::future::pending().await,
    }
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn to(code: u16, location: &str) -> String {
    format!("HTTP/1.1 {code} Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

fn client(allowed: &str) -> HttpClient {
    HttpClient::new(HttpSettings {
        allowed_internal: AllowedInternal::parse(allowed).unwrap(),
        total_timeout: Duration::from_secs(5),
        ..HttpSettings::default()
    })
}

fn pages(path: &str, port: u16) -> Option<String> {
    match path {
        "/hello" => Some(ok("hello")),
        "/loop" => Some(to(302, "/loop")),
        "/five" => Some(to(302, "/r4")),
        "/r4" => Some(to(301, "r3")),
        "/r3" => Some(to(303, "/r2")),
        "/r2" => Some(to(307, "/r1")),
        "/r1" => Some(to(308, "/hello")),
        "/secret" => Some(to(307, &format!("http://localhost:{port}/hello"))),
        "/metadata" => Some(to(302, "http://169.254.169.254/latest/meta-data/")),
        "/file" => Some(to(302, "file:///etc/passwd")),
        "/mapped" => Some(to(302, "http://[::ffff:10.0.0.1]/")),
        "/big" => Some(ok(&"x".repeat(100_000))),
        "/endless" => {
            Some(format!("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{}", "x".repeat(50_000)))
        }
        _ => None,
    }
}

#[tokio::test]
async fn an_internal_server_is_refused_unless_the_administrator_allows_it() {
    let site = Site::start(pages).await;
    for url in [
        site.url("/hello"),
        format!("http://localhost:{}/hello", site.port),
        format!("http://0x7f.1:{}/hello", site.port),
    ] {
        let error = client("").send(OutRequest::get(&url)).await.unwrap_err();
        assert!(matches!(error, HttpClientError::Refused(_)), "{url}: {error}");
        assert!(error.to_string().contains("AllowedUntrustedInternalConnections"), "{error}");
    }
    assert!(site.heard.lock().is_empty(), "a refused call must not touch the network");

    let by_address = client("127.0.0.0/8").send(OutRequest::get(&site.url("/hello"))).await.unwrap();
    assert_eq!((by_address.status, &by_address.body[..]), (StatusCode::OK, &b"hello"[..]));
    let by_name = format!("http://localhost:{}/hello", site.port);
    assert_eq!(client("localhost").send(OutRequest::get(&by_name)).await.unwrap().body, "hello");
    assert!(client("localhost").send(OutRequest::get(&site.url("/hello"))).await.is_err());
}

#[tokio::test]
async fn only_absolute_web_addresses_can_be_called() {
    for url in [
        "",
        "/path",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://x",
        "http://",
        "http://[::1",
        "http://999.1.1.1/",
    ] {
        let error = client("0.0.0.0/0").send(OutRequest::get(url)).await.unwrap_err();
        assert!(matches!(error, HttpClientError::BadUrl { .. }), "{url}: {error}");
    }
}

#[tokio::test]
async fn redirects_are_followed_five_times_and_no_more() {
    let site = Site::start(pages).await;
    let answer = client("127.0.0.1").send(OutRequest::get(&site.url("/five"))).await.unwrap();
    assert_eq!((answer.body.as_ref(), answer.url.path()), (&b"hello"[..], "/hello"));
    let error = client("127.0.0.1").send(OutRequest::get(&site.url("/loop"))).await.unwrap_err();
    assert!(matches!(error, HttpClientError::TooManyRedirects { limit: 5, .. }), "{error}");
}

#[tokio::test]
async fn a_redirect_does_not_lead_to_an_internal_address_or_a_file() {
    let site = Site::start(pages).await;
    for path in ["/metadata", "/mapped"] {
        let error = client("127.0.0.1").send(OutRequest::get(&site.url(path))).await.unwrap_err();
        assert!(matches!(error, HttpClientError::Refused(_)), "{path}: {error}");
    }
    let error = client("127.0.0.1").send(OutRequest::get(&site.url("/file"))).await.unwrap_err();
    assert!(matches!(error, HttpClientError::BadUrl { .. }), "{error}");
}

#[tokio::test]
async fn credentials_stay_with_the_host_they_were_meant_for() {
    let site = Site::start(pages).await;
    let mut request = OutRequest::post(&site.url("/secret"), HeaderValue::from_static("text/plain"), "body");
    request.headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer topsecret"));
    request.headers.insert(HeaderName::from_static("x-api-key"), HeaderValue::from_static("topsecret"));
    client("127.0.0.1 localhost").send(request.clone()).await.unwrap();
    let heard = site.heard.lock().clone();
    assert!(heard[0].contains("topsecret") && !heard[1].contains("topsecret"), "{heard:?}");
    assert!(heard[1].starts_with("POST /hello") && heard[1].contains("text/plain"));

    request.url = site.url("/r1");
    client("127.0.0.1").send(request.clone()).await.unwrap();
    assert!(site.heard.lock()[3].contains("topsecret"), "the same host keeps them");

    request.url = site.url("/r3");
    client("127.0.0.1").send(request).await.unwrap();
    assert!(site.heard.lock()[5].starts_with("GET /r2"), "303 turns a POST into a GET");
}

#[tokio::test]
async fn answers_are_cut_off_at_their_size_and_time_limits() {
    let site = Site::start(pages).await;
    let limited =
        |path: &str, bytes| OutRequest { max_answer_bytes: Some(bytes), ..OutRequest::get(&site.url(path)) };
    let client = client("127.0.0.1");
    assert_eq!(client.send(limited("/big", 100_000)).await.unwrap().body.len(), 100_000);
    let error = client.send(limited("/big", 99_999)).await.unwrap_err();
    assert!(matches!(error, HttpClientError::AnswerTooLarge { limit_bytes: 99_999, .. }), "{error}");

    for path in ["/silent?token=secret", "/endless"] {
        let slow =
            OutRequest { timeout: Some(Duration::from_millis(80)), ..OutRequest::get(&site.url(path)) };
        let error = client.send(slow).await.unwrap_err();
        assert!(!error.to_string().contains("secret"), "queries stay out of messages: {error}");
        let ended_early = matches!(error, HttpClientError::Timeout { .. } | HttpClientError::Failed { .. });
        assert!(ended_early, "{error}");
    }
}

#[tokio::test]
async fn a_call_to_nowhere_says_why() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let error =
        client("127.0.0.1").send(OutRequest::get(&format!("http://127.0.0.1:{free}/"))).await.unwrap_err();
    assert!(error.to_string().contains("refused"), "{error}");
}

#[tokio::test]
async fn a_fake_client_answers_by_script_and_shows_what_was_asked() {
    let (client, fake) = HttpClient::fake();
    let location = HeaderValue::from_static("https://example.org/new");
    fake.answer("https://example.org/old", FakeAnswer::new(StatusCode::FOUND, "").header(LOCATION, location));
    fake.answer("https://example.org/new", FakeAnswer::new(StatusCode::OK, "one"));
    fake.answer("https://example.org/new", FakeAnswer::Fails("cable cut".into()));
    assert_eq!(client.send(OutRequest::get("https://example.org/old")).await.unwrap().body, "one");
    let error = client.send(OutRequest::get("https://example.org/new")).await.unwrap_err();
    assert!(error.to_string().contains("cable cut"));
    let error = client.send(OutRequest::get("https://example.org/other")).await.unwrap_err();
    assert!(matches!(error, HttpClientError::NotScripted { .. }));
    assert_eq!(fake.requests().len(), 4);
    assert_eq!(fake.requests()[0].method, Method::GET);
}
