//! A WebSocket client that sees everything: raw frames, close codes, what does not come.

use std::time::Duration;

use chinwag_testkit::TestApp;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{self, Message, client::IntoClientRequest},
};

const PATIENCE: Duration = Duration::from_secs(20);

/// What came from the server.
#[derive(Debug, PartialEq)]
pub(crate) enum Told {
    Frame(Value),
    /// Closed with this code and these words.
    Closed(u16, String),
    /// The connection ended without a goodbye.
    Cut,
}

pub(crate) struct Client {
    pub(crate) stream: WebSocketStream<TcpStream>,
}

impl Client {
    /// Opens `path` with headers; the handshake must succeed.
    pub(crate) async fn open(app: &TestApp, path: &str, headers: &[(&'static str, String)]) -> Self {
        Self::try_open(app, path, headers).await.expect("a WebSocket")
    }

    /// Opens `path` with headers; gives the status when the server refuses.
    pub(crate) async fn try_open(
        app: &TestApp,
        path: &str,
        headers: &[(&'static str, String)],
    ) -> Result<Self, u16> {
        Self::try_open_with_buffer(app, path, headers, None).await
    }

    /// As [`Client::try_open`], with a receive buffer of so many bytes in the kernel.
    pub(crate) async fn try_open_with_buffer(
        app: &TestApp,
        path: &str,
        headers: &[(&'static str, String)],
        buffer: Option<u32>,
    ) -> Result<Self, u16> {
        let url = format!("{}{path}", app.url().replacen("http", "ws", 1));
        let mut request = url.into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let socket = TcpSocket::new_v4().unwrap();
        if let Some(bytes) = buffer {
            socket.set_recv_buffer_size(bytes).unwrap();
        }
        let address = app.url().trim_start_matches("http://").parse().unwrap();
        let tcp = socket.connect(address).await.unwrap();
        match client_async(request, tcp).await {
            Ok((stream, _)) => Ok(Self { stream }),
            Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    /// Opens a socket with a token in the header and takes its hello.
    pub(crate) async fn greeted(app: &TestApp, token: &str) -> (Self, String) {
        let mut client = Self::open(app, "/api/v4/websocket", &bearer(token)).await;
        let hello = client.frame().await;
        assert_eq!((&hello["event"], &hello["seq"]), (&json!("hello"), &json!(0)), "{hello}");
        let id = hello["data"]["connection_id"].as_str().unwrap().to_owned();
        (client, id)
    }

    pub(crate) async fn next(&mut self) -> Told {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.stream.next()).await.expect("nothing came");
            match message {
                Some(Ok(Message::Text(text))) => return Told::Frame(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Told::Closed(frame.code.into(), frame.reason.to_string());
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(other)) => panic!("{other:?}"),
                Some(Err(_)) | None => return Told::Cut,
            }
        }
    }

    pub(crate) async fn frame(&mut self) -> Value {
        match self.next().await {
            Told::Frame(frame) => frame,
            other => panic!("a frame should have come, not {other:?}"),
        }
    }

    /// The next event of this name; nothing else but statuses may come before.
    pub(crate) async fn event(&mut self, name: &str) -> Value {
        loop {
            let frame = self.frame().await;
            if frame["event"] == name {
                return frame;
            }
            assert_eq!(frame["event"], "status_change", "{frame}");
        }
    }

    /// Sends a request and gives the next reply, passing over events.
    pub(crate) async fn ask(&mut self, request: Value) -> Value {
        self.say(&request.to_string()).await;
        self.reply().await
    }

    /// The next reply, passing over events.
    pub(crate) async fn reply(&mut self) -> Value {
        loop {
            let frame = self.frame().await;
            if frame.get("seq_reply").is_some() {
                assert_eq!((frame.get("seq"), frame.get("event")), (None, None), "{frame}");
                return frame;
            }
        }
    }

    pub(crate) async fn say(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    pub(crate) async fn challenge(&mut self, seq: i64, token: &str) {
        let request = json!({"seq": seq, "action": "authentication_challenge", "data": {"token": token}});
        self.say(&request.to_string()).await;
    }

    /// Reads until the server closes; gives the code.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            match self.next().await {
                Told::Frame(_) => {}
                Told::Closed(code, words) => {
                    assert!(!words.is_empty(), "a close says why");
                    return code;
                }
                Told::Cut => panic!("the server cut the connection without a goodbye"),
            }
        }
    }
}

pub(crate) fn bearer(token: &str) -> [(&'static str, String); 1] {
    [("authorization", format!("BEARER {token}"))]
}
