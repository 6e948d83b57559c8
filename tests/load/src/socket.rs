//! A small WebSocket client: upgrade, log in, read text frames, answer pings.
//!
//! Only what listening needs; the server's frames are not masked and never compressed because nothing is offered.

use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::options::SocketLogin;
use crate::target::Target;
use crate::wire;

/// Longest time from connecting to `hello`.
const PATIENCE: Duration = Duration::from_secs(30);
/// Largest frame in bytes.
const MAX_FRAME: usize = 4 * 1024 * 1024;

const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;

/// A logged-in socket.
#[derive(Debug)]
pub(crate) struct Socket {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// Bytes of `buffer` that belong to frames already given out.
    used: usize,
}

impl Socket {
    /// Connects, logs in and waits for `hello`.
    pub(crate) async fn open(target: &Target, token: &str, login: SocketLogin) -> Result<Self> {
        tokio::time::timeout(PATIENCE, Self::upgrade(target, token, login))
            .await
            .map_err(|_| anyhow!("the socket got no hello within {} s", PATIENCE.as_secs()))?
    }

    async fn upgrade(target: &Target, token: &str, login: SocketLogin) -> Result<Self> {
        let authorization = match login {
            SocketLogin::Header => format!("Authorization: Bearer {token}\r\n"),
            SocketLogin::Challenge => String::new(),
        };
        let request = format!(
            "GET {}/api/v4/websocket HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bG9hZC1sb2FkLWxvYWQtMQ==\r\n{authorization}\r\n",
            target.base, target.host
        );
        let mut stream = wire::connect(target).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut socket = Self { stream, buffer: Vec::new(), used: 0 };
        socket.read_upgrade().await?;
        if login == SocketLogin::Challenge {
            let challenge =
                format!(r#"{{"seq":1,"action":"authentication_challenge","data":{{"token":"{token}"}}}}"#);
            socket.write_frame(TEXT, challenge.as_bytes()).await?;
        }
        loop {
            let frame = socket.next_text().await.context("before hello")?;
            if memchr::memmem::find(frame, br#""hello""#).is_some() {
                return Ok(socket);
            }
        }
    }

    async fn read_upgrade(&mut self) -> Result<()> {
        loop {
            self.more().await?;
            let mut headers = [httparse::EMPTY_HEADER; 64];
            let mut answer = httparse::Response::new(&mut headers);
            if let httparse::Status::Complete(length) = answer.parse(&self.buffer)? {
                if answer.code != Some(101) {
                    let text = String::from_utf8_lossy(&self.buffer[length..]).into_owned();
                    bail!("the server refused the WebSocket: {} {text}", answer.code.unwrap_or(0));
                }
                self.used = length;
                return Ok(());
            }
        }
    }

    /// Waits for the next text frame.
    pub(crate) async fn next_text(&mut self) -> Result<&[u8]> {
        loop {
            self.buffer.drain(..self.used);
            self.used = 0;
            let (kind, content) = loop {
                match frame_in(&self.buffer)? {
                    Some(found) => break found,
                    None => self.more().await?,
                }
            };
            self.used = content.end;
            match kind {
                TEXT => return Ok(&self.buffer[content]),
                PING => {
                    let echo = self.buffer[content].to_vec();
                    self.write_frame(PING + 1, &echo).await?;
                }
                CLOSE => {
                    let why =
                        String::from_utf8_lossy(self.buffer[content].get(2..).unwrap_or(b"")).into_owned();
                    bail!("the server closed the socket: {why:?}");
                }
                _ => {}
            }
        }
    }

    async fn more(&mut self) -> Result<()> {
        if self.buffer.capacity() == self.buffer.len() {
            self.buffer.reserve(2048);
        }
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server cut the socket");
        }
        Ok(())
    }

    /// Clients must mask; a mask of zeros is one.
    async fn write_frame(&mut self, kind: u8, content: &[u8]) -> Result<()> {
        let mut frame = vec![0x80 | kind];
        match u8::try_from(content.len()) {
            Ok(short) if short < 126 => frame.push(0x80 | short),
            _ => {
                frame.push(0x80 | 126);
                frame.extend(u16::try_from(content.len())?.to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(content);
        Ok(self.stream.write_all(&frame).await?)
    }
}

/// The first whole frame in `buffer`: its kind and where its content is.
fn frame_in(buffer: &[u8]) -> Result<Option<(u8, std::ops::Range<usize>)>> {
    let [first, second, ..] = *buffer else { return Ok(None) };
    if second & 0x80 != 0 {
        bail!("the server sent a masked frame");
    }
    let (start, length) = match second {
        126 => match buffer.get(2..4) {
            Some(bytes) => (4, usize::from(u16::from_be_bytes([bytes[0], bytes[1]]))),
            None => return Ok(None),
        },
        127 => match buffer.get(2..10).and_then(|bytes| <[u8; 8]>::try_from(bytes).ok()) {
            Some(bytes) => (10, usize::try_from(u64::from_be_bytes(bytes))?),
            None => return Ok(None),
        },
        short => (2, usize::from(short)),
    };
    if length > MAX_FRAME {
        bail!("a frame of {length} bytes is larger than the limit of {MAX_FRAME}");
    }
    Ok((buffer.len() >= start + length).then_some((first & 0x0f, start..start + length)))
}

#[cfg(test)]
mod tests {
    use super::frame_in;

    #[test]
    fn frames_of_every_length_are_found_once_they_are_whole() {
        for length in [0, 5, 125, 126, 65_535, 65_536] {
            let mut frame = vec![0x81];
            match length {
                0..126 => frame.push(length as u8),
                126..65_536 => {
                    frame.push(126);
                    frame.extend((length as u16).to_be_bytes());
                }
                _ => {
                    frame.push(127);
                    frame.extend((length as u64).to_be_bytes());
                }
            }
            frame.extend(vec![b'x'; length]);
            let (kind, content) = frame_in(&frame).unwrap().unwrap();
            assert_eq!((kind, content.len(), content.end), (1, length, frame.len()));
            assert!(frame_in(&frame[..frame.len() - 1]).unwrap().is_none());
        }
        assert!(frame_in(&[0x81, 0x85, 0, 0, 0, 0]).is_err());
        assert!(frame_in(&[0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255]).is_err());
    }
}
