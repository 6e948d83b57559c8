//! A small HTTP/1.1 client for prepared requests over one kept-alive connection.
//!
//! It exists because the tool shares the cores with the server: a request is one `write` of bytes made
//! beforehand, an answer one or a few `read`s, and nothing is parsed that is not needed.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::target::Target;

/// Largest answer in bytes.
const MAX_ANSWER: usize = 64 * 1024 * 1024;
/// Longest time for one request.
const PATIENCE: Duration = Duration::from_secs(30);

/// One request as bytes, ready to be sent often.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(crate) bytes: Vec<u8>,
}

impl Prepared {
    /// Builds a request to `/api/v4` + `path`.
    pub(crate) fn new(target: &Target, method: &str, path: &str, token: &str, body: Option<&Value>) -> Self {
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut head = format!("{method} {}/api/v4{path} HTTP/1.1\r\nHost: {}\r\n", target.base, target.host);
        if !token.is_empty() {
            head.push_str(&format!("Authorization: Bearer {token}\r\n"));
        }
        if !body.is_empty() {
            head.push_str("Content-Type: application/json\r\n");
        }
        if !body.is_empty() || method != "GET" {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        Self { bytes: format!("{head}\r\n{body}").into_bytes() }
    }

    /// Where `marker` is, for requests that change a little each time.
    pub(crate) fn find(&self, marker: &str) -> Option<usize> {
        memchr::memmem::find(&self.bytes, marker.as_bytes())
    }
}

/// What the server answered.
#[derive(Debug)]
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    /// The header `Token`, which logging in gives.
    pub(crate) token: Option<String>,
    pub(crate) body: &'a [u8],
}

impl Answer<'_> {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Status and the server's error words, for messages.
    pub(crate) fn words(&self) -> String {
        let known: Option<Value> = serde_json::from_slice(self.body).ok();
        let field =
            |name| known.as_ref().and_then(|error| error.get(name)).and_then(Value::as_str).unwrap_or("");
        match (field("id"), field("message")) {
            ("", "") => {
                format!("{} {}", self.status, String::from_utf8_lossy(&self.body[..self.body.len().min(120)]))
            }
            (id, message) => format!("{} {id}: {message}", self.status),
        }
    }
}

/// One connection.
#[derive(Debug)]
pub(crate) struct Wire {
    target: Target,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
}

struct Head {
    status: u16,
    token: Option<String>,
    length: usize,
    framing: Framing,
    closes: bool,
}

#[derive(Clone, Copy)]
enum Framing {
    Empty,
    Bytes(usize),
    Chunked,
}

impl Wire {
    pub(crate) fn new(target: &Target) -> Self {
        Self { target: target.clone(), stream: None, buffer: Vec::new() }
    }

    /// Sends one request and reads its answer whole; connects first when there is no connection.
    pub(crate) async fn send(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        let done = match tokio::time::timeout(PATIENCE, self.exchange(request)).await {
            Ok(done) => done,
            Err(_) => Err(anyhow!("no answer within {} s", PATIENCE.as_secs())),
        };
        match done {
            Ok((head, body)) => {
                if head.closes {
                    self.stream = None;
                }
                Ok(Answer { status: head.status, token: head.token, body: &self.buffer[body] })
            }
            Err(error) => {
                self.stream = None;
                Err(error)
            }
        }
    }

    async fn exchange(&mut self, request: &[u8]) -> Result<(Head, std::ops::Range<usize>)> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => connect(&self.target).await?,
        };
        stream.write_all(request).await.context("sending failed")?;
        self.buffer.clear();
        let head = loop {
            more(&mut stream, &mut self.buffer).await?;
            if let Some(head) = parse_head(&self.buffer)? {
                break head;
            }
        };
        let start = head.length;
        let end = match head.framing {
            Framing::Empty => start,
            Framing::Bytes(count) => {
                while self.buffer.len() < start + count {
                    more(&mut stream, &mut self.buffer).await?;
                }
                start + count
            }
            Framing::Chunked => dechunk(&mut stream, &mut self.buffer, start).await?,
        };
        self.stream = Some(stream);
        Ok((head, start..end))
    }
}

pub(crate) async fn connect(target: &Target) -> Result<TcpStream> {
    let stream = TcpStream::connect(target.address)
        .await
        .with_context(|| format!("no connection to {}; is the server running there?", target.host))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

async fn more(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<()> {
    if buffer.len() > MAX_ANSWER {
        bail!("the answer is larger than {MAX_ANSWER} bytes");
    }
    buffer.reserve(16 * 1024);
    if stream.read_buf(buffer).await.context("reading failed")? == 0 {
        bail!("the server closed the connection in the middle");
    }
    Ok(())
}

fn parse_head(buffer: &[u8]) -> Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(length) = parsed.parse(buffer).context("this is not an HTTP answer")?
    else {
        return Ok(None);
    };
    let status = parsed.code.unwrap_or(0);
    let (mut token, mut framing, mut closes) = (None, Framing::Empty, false);
    for header in parsed.headers.iter() {
        let value = std::str::from_utf8(header.value).unwrap_or("").trim();
        if header.name.eq_ignore_ascii_case("content-length") {
            framing = Framing::Bytes(value.parse().with_context(|| format!("content-length {value:?}"))?);
        } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
            framing = Framing::Chunked;
        } else if header.name.eq_ignore_ascii_case("token") {
            token = Some(value.to_owned());
        } else if header.name.eq_ignore_ascii_case("connection") {
            closes = value.eq_ignore_ascii_case("close");
        }
    }
    if status == 204 || status == 304 {
        framing = Framing::Empty;
    }
    Ok(Some(Head { status, token, length, framing, closes }))
}

/// Reads chunks until the last one and moves their content together; gives the end of the content.
async fn dechunk(stream: &mut TcpStream, buffer: &mut Vec<u8>, start: usize) -> Result<usize> {
    let (mut read, mut end) = (start, start);
    loop {
        match httparse::parse_chunk_size(&buffer[read..]).map_err(|_| anyhow!("a chunk has no size"))? {
            httparse::Status::Partial => more(stream, buffer).await?,
            httparse::Status::Complete((head, size)) => {
                let size = usize::try_from(size)?.min(MAX_ANSWER + 1);
                read += head;
                while buffer.len() < read + size + 2 {
                    more(stream, buffer).await?;
                }
                buffer.copy_within(read..read + size, end);
                end += size;
                read += size + 2;
                if size == 0 {
                    return Ok(end);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Prepared, Wire};
    use crate::target::Target;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    async fn server(answers: Vec<Vec<&'static str>>) -> Target {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            socket.set_nodelay(true).unwrap();
            for pieces in answers {
                let mut request = [0; 4096];
                assert!(socket.read(&mut request).await.unwrap() > 0);
                for piece in pieces {
                    socket.write_all(piece.as_bytes()).await.unwrap();
                    tokio::task::yield_now().await;
                }
            }
        });
        Target::parse(&format!("http://127.0.0.1:{port}")).unwrap()
    }

    #[tokio::test]
    async fn answers_of_every_framing_are_read_over_one_connection() {
        let target = server(vec![
            vec!["HTTP/1.1 200 OK\r\nTo", "ken: abc\r\nContent-Length: 5\r\n\r\nhe", "llo"],
            vec![
                "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6",
                "\r\n world\r\n0\r",
                "\n\r\n",
            ],
            vec!["HTTP/1.1 304 Not Modified\r\n\r\n"],
            vec!["HTTP/1.1 403 Forbidden\r\nContent-Length: 27\r\n\r\n{\"id\":\"a.b\",\"message\":\"no\"}"],
        ])
        .await;
        let request = Prepared::new(&target, "GET", "/users/me", "t", None);
        let mut wire = Wire::new(&target);
        let first = wire.send(&request.bytes).await.unwrap();
        assert_eq!((first.status, first.body, first.token.as_deref()), (200, &b"hello"[..], Some("abc")));
        let second = wire.send(&request.bytes).await.unwrap();
        assert_eq!((second.status, second.body), (201, &b"hello world"[..]));
        assert_eq!(wire.send(&request.bytes).await.unwrap().status, 304);
        let refused = wire.send(&request.bytes).await.unwrap();
        assert!(!refused.is_success());
        assert_eq!(refused.words(), "403 a.b: no");
    }

    #[tokio::test]
    async fn a_broken_answer_is_an_error_and_not_a_hang() {
        for broken in [
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
            "garbage\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\n",
        ] {
            let target = server(vec![vec![broken]]).await;
            let request = Prepared::new(&target, "GET", "/x", "", None);
            assert!(Wire::new(&target).send(&request.bytes).await.is_err(), "{broken}");
        }
    }
}
