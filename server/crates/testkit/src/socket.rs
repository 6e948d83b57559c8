//! A WebSocket client that insists on gapless sequence numbers.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

/// How long a test waits for something that must come.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open WebSocket.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    next_seq: u64,
    sent: i64,
    /// Data of the `hello` event.
    pub hello: Value,
}

impl Socket {
    /// Opens a socket with a token in the header and receives `hello`.
    pub async fn open(url: &str, token: &str) -> Self {
        Self::open_at(url, "/api/v4/websocket", Some(token)).await
    }

    /// Opens a socket at a path (with a query), with or without a token, and receives `hello`.
    pub async fn open_at(url: &str, path: &str, token: Option<&str>) -> Self {
        let address = format!("{}{path}", url.replacen("http", "ws", 1));
        let mut request = address.into_client_request().expect("an address");
        if let Some(token) = token {
            let value = format!("Bearer {token}").parse().expect("a header");
            request.headers_mut().insert("Authorization", value);
        }
        let (stream, _) = connect_async(request).await.expect("a WebSocket");
        let mut socket = Self { stream, next_seq: 0, sent: 0, hello: Value::Null };
        if token.is_some() {
            socket.hello = socket.expect("hello").await["data"].clone();
        }
        socket
    }

    /// The next frame as JSON; events are checked for gaps.
    ///
    /// # Panics
    /// When nothing comes in time, the socket closes, or a sequence number is missing.
    pub async fn next(&mut self) -> Value {
        self.next_or_closed().await.expect("the socket was closed")
    }

    /// The next frame, or `None` when the server closed the socket.
    ///
    /// # Panics
    /// When nothing comes in time or a sequence number is missing.
    pub async fn next_or_closed(&mut self) -> Option<Value> {
        loop {
            let message =
                tokio::time::timeout(PATIENCE, self.stream.next()).await.expect("nothing came in time")?;
            let Ok(message) = message else { return None };
            match message {
                Message::Text(text) => {
                    let frame: Value = serde_json::from_str(&text).expect("JSON");
                    if frame.get("event").is_some() {
                        assert_eq!(frame["seq"], self.next_seq, "a gap before {frame}");
                        self.next_seq += 1;
                    }
                    return Some(frame);
                }
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }

    /// The next event of this name; others are passed over.
    ///
    /// # Panics
    /// As [`next`](Self::next).
    pub async fn expect(&mut self, event: &str) -> Value {
        loop {
            let frame = self.next().await;
            if frame["event"] == event {
                return frame;
            }
        }
    }

    /// The JSON inside a text of an event's data, such as `post` of `posted`.
    ///
    /// # Panics
    /// When it is not such a text.
    #[must_use]
    pub fn inner(frame: &Value, key: &str) -> Value {
        serde_json::from_str(frame["data"][key].as_str().expect("a text")).expect("JSON in the text")
    }

    /// Every event until one of this name, which is included.
    ///
    /// # Panics
    /// As [`next`](Self::next).
    pub async fn until(&mut self, event: &str) -> Vec<Value> {
        let mut seen = Vec::new();
        loop {
            let frame = self.next().await;
            let last = frame["event"] == event;
            seen.push(frame);
            if last {
                return seen;
            }
        }
    }

    /// Sends a request and gives its reply; events that come before are passed over.
    ///
    /// # Panics
    /// As [`next`](Self::next).
    pub async fn ask(&mut self, action: &str, data: Value) -> Value {
        self.sent += 1;
        let seq = self.sent;
        self.send_raw(json!({"seq": seq, "action": action, "data": data}).to_string()).await;
        loop {
            let frame = self.next().await;
            if frame["seq_reply"] == seq {
                return frame;
            }
        }
    }

    /// Sends a text frame as it is.
    ///
    /// # Panics
    /// When the socket is gone.
    pub async fn send_raw(&mut self, text: String) {
        self.stream.send(Message::Text(text.into())).await.expect("an open socket");
    }

    /// Cuts the connection without a goodbye.
    pub fn cut(self) {
        drop(self.stream);
    }
}
