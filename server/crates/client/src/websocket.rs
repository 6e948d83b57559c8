//! Following what happens: the server's events over its WebSocket.
//!
//! Authenticates by header, keeps the connection alive, notices missing events, and after a broken connection
//! resumes where it stopped if the server still can. Waiting between attempts is the caller's business.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use http::HeaderValue;
use http::header::AUTHORIZATION;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async_tls};

use crate::{Address, Client, Error, Refusal, Result};

/// One ping this often keeps the connection alive; silence for two of them ends it.
const PING_EVERY: Duration = Duration::from_secs(30);

const CALL: &str = "GET /websocket";

/// An event of the server.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Event {
    /// Its name, such as `posted`.
    pub event: String,
    /// What happened; some values are JSON inside a string.
    pub data: Value,
    /// Whom it concerns.
    pub broadcast: Value,
    /// Counts events of this connection from 0.
    pub seq: i64,
}

/// What following yields.
#[derive(Clone, Debug)]
pub enum Heard {
    /// A new connection that knows nothing of an earlier one: what happened in between has to be asked for.
    Began,
    /// Something happened.
    Event(Box<Event>),
    /// The connection broke, or an event was missing. [`Events::next`] connects again.
    Lost(String),
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}
type Socket = WebSocketStream<MaybeTlsStream<Box<dyn Wire>>>;

/// A follower of the server's events.
pub struct Events {
    client: Client,
    socket: Option<Socket>,
    connection: String,
    next_seq: i64,
    pings: u64,
    silent: bool,
}

impl Client {
    /// Begins to follow events; the connection is made by the first [`Events::next`].
    #[must_use]
    pub fn events(&self) -> Events {
        Events {
            client: self.clone(),
            socket: None,
            connection: String::new(),
            next_seq: 0,
            pings: 0,
            silent: false,
        }
    }
}

impl Events {
    /// What happens next. Waits for it; connects first if there is no connection.
    ///
    /// # Errors
    /// Connecting failed or was refused. A connection that breaks later is [`Heard::Lost`].
    pub async fn next(&mut self) -> Result<Heard> {
        let mut socket = match self.socket.take() {
            Some(socket) => socket,
            None => self.connect().await?,
        };
        loop {
            let event = match self.frame(&mut socket).await {
                Ok(Some(event)) => event,
                Ok(None) => continue,
                Err(reason) => return Ok(Heard::Lost(reason)),
            };
            if event.event == "hello" {
                event.data["connection_id"].as_str().unwrap_or_default().clone_into(&mut self.connection);
                self.next_seq = event.seq + 1;
                self.socket = Some(socket);
                return Ok(Heard::Began);
            }
            if event.seq != self.next_seq {
                // Only a new connection with a fresh count is right again.
                self.connection.clear();
                return Ok(Heard::Lost(format!("event {} came where {} was due", event.seq, self.next_seq)));
            }
            self.next_seq += 1;
            self.socket = Some(socket);
            return Ok(Heard::Event(Box::new(event)));
        }
    }

    async fn connect(&mut self) -> Result<Socket> {
        let patience = self.client.patience();
        self.silent = false;
        let opened = tokio::time::timeout(patience, self.open()).await;
        opened.unwrap_or_else(|_| {
            let address = self.client.address().text();
            Err(Error::TimedOut { address, call: CALL.to_owned(), seconds: patience.as_secs() })
        })
    }

    async fn open(&self) -> Result<Socket> {
        let address = self.client.address();
        let unreachable =
            |e: std::io::Error| Error::Unreachable { address: address.text(), reason: e.to_string() };
        let wire: Box<dyn Wire> = match address {
            Address::Local(path) => Box::new(UnixStream::connect(path).await.map_err(unreachable)?),
            Address::Web(url) => {
                let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
                let port = url.port_or_known_default().unwrap_or(80);
                Box::new(TcpStream::connect((host, port)).await.map_err(unreachable)?)
            }
        };
        let request = self.request().map_err(|e| refused(e, address.text()))?;
        match client_async_tls(request, wire).await {
            Ok((socket, _)) => Ok(socket),
            Err(e) => Err(refused(e, address.text())),
        }
    }

    fn request(&self) -> std::result::Result<Request, tungstenite::Error> {
        let base = self.client.address().base().replacen("http", "ws", 1);
        let mut url = format!("{base}/api/v4/websocket");
        if !self.connection.is_empty() {
            url.push_str(&format!("?connection_id={}&sequence_number={}", self.connection, self.next_seq));
        }
        let mut request = url.into_client_request()?;
        if let Some(token) = self.client.token() {
            let value = HeaderValue::from_str(&format!("Bearer {token}")).map_err(http::Error::from)?;
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        Ok(request)
    }

    /// One frame: an event, or something that is none, or the reason why there is nothing more.
    async fn frame(&mut self, socket: &mut Socket) -> std::result::Result<Option<Event>, String> {
        let Ok(frame) = tokio::time::timeout(PING_EVERY, socket.next()).await else {
            if self.silent {
                return Err("the server fell silent".to_owned());
            }
            self.silent = true;
            self.pings += 1;
            let ping = json!({"seq": self.pings, "action": "ping"}).to_string();
            return socket.send(Message::text(ping)).await.map(|()| None).map_err(|e| e.to_string());
        };
        self.silent = false;
        match frame {
            None => Err("the server closed the connection".to_owned()),
            Some(Err(e)) => Err(e.to_string()),
            Some(Ok(Message::Close(Some(why)))) if !why.reason.is_empty() => Err(why.reason.to_string()),
            Some(Ok(Message::Close(_))) => Err("the server closed the connection".to_owned()),
            Some(Ok(Message::Text(text))) => event_of(&text),
            Some(Ok(_)) => Ok(None),
        }
    }
}

fn event_of(text: &str) -> std::result::Result<Option<Event>, String> {
    let frame: Value = serde_json::from_str(text).map_err(|e| format!("a frame is not JSON: {e}"))?;
    if frame.get("event").is_none() {
        return Ok(None);
    }
    serde_json::from_value(frame).map(Some).map_err(|e| format!("an event has an unknown shape: {e}"))
}

fn refused(error: tungstenite::Error, address: String) -> Error {
    if let tungstenite::Error::Http(response) = &error {
        let status_code = response.status().as_u16();
        let body = response.body().as_deref().unwrap_or_default();
        return match serde_json::from_slice::<Refusal>(body) {
            Ok(refusal) => Error::Refused(Box::new(Refusal { status_code, ..refusal })),
            Err(_) => Error::NotApi {
                address,
                call: CALL.to_owned(),
                status: status_code,
                content_type: "not a WebSocket".to_owned(),
                excerpt: String::from_utf8_lossy(body).chars().take(120).collect(),
            },
        };
    }
    Error::Unreachable { address, reason: error.to_string() }
}
