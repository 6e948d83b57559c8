//! What a socket hears in the bytes of a client, without a socket, a user or a database: the seam for fuzzing and
//! measuring. Frames are read with the limits of [`super::wire`] and requests by [`super::request`], as ever.

use std::io::{self, Read, Write};

use tungstenite::{
    Error, Message,
    protocol::{Role, WebSocketContext},
};

use super::{
    request::{self, BadRequest},
    socket, wire,
};

/// What was heard in the bytes of a client.
#[derive(Debug, Default)]
pub struct Frames {
    /// Each request in turn: its number and action, or the refusal that would be sent.
    pub heard: Vec<Result<(i64, String), String>>,
    /// Code and words of the close, when the bytes break the protocol.
    pub end: Option<(u16, String)>,
    /// Bytes the protocol itself answered (pongs, closes).
    pub answered: usize,
}

/// Reads bytes as an authenticated socket reads them; nothing is carried out.
#[must_use]
pub fn read_frames(bytes: &[u8]) -> Frames {
    let mut protocol = WebSocketContext::new(Role::Server, Some(wire::limits()));
    let mut line = Line { rest: bytes, answered: 0 };
    let mut frames = Frames::default();
    loop {
        let request = match protocol.read(&mut line) {
            Ok(Message::Text(text)) => request::from_text(&text),
            Ok(Message::Binary(bytes)) => request::from_binary(&bytes),
            Ok(Message::Close(_)) => break,
            Ok(_) => continue,
            Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) => {
                frames.end = socket::close_for(&error);
                break;
            }
        };
        frames.heard.push(match request {
            Ok(request) => Ok((request.seq, request.action)),
            Err(BadRequest { seq, error }) => Err(request::fail(seq, &error)),
        });
    }
    frames.answered = line.answered;
    frames
}

/// Bytes that have come, and none after them.
struct Line<'a> {
    rest: &'a [u8],
    answered: usize,
}

impl Read for Line<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        self.rest.read(bytes)
    }
}

impl Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.answered += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        [&[first, 0x80 | payload.len() as u8, 0, 0, 0, 0][..], payload].concat()
    }

    #[test]
    fn requests_are_heard_in_turn_until_the_bytes_end_or_break_the_protocol() {
        let ping = frame(0x81, br#"{"seq":1,"action":"ping"}"#);
        let bytes = [ping.clone(), frame(0x89, b"?"), frame(0x81, b"{"), ping, frame(0x83, b"x")].concat();
        let read = read_frames(&bytes);
        assert_eq!(read.heard.len(), 3);
        assert_eq!(read.heard[0], Ok((1, "ping".to_owned())));
        assert!(read.heard[1].as_ref().is_err_and(|reply| reply.contains("FAIL")));
        assert_eq!(read.end.map(|(code, _)| code), Some(1002));
        assert!(read_frames(b"").heard.is_empty());
    }
}
