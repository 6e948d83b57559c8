//! What a guest writes to standard output and standard error, as the lines of a log.
//!
//! Holds the cutting into lines, the limits, the cleaning of control characters and the tail. Where lines go beside
//! the tail is the business of a [`LogSink`]. Writing never blocks a guest and never fails it: what is too much is
//! dropped and counted.

use crate::clock::Clock;
use crate::limits::LogLimits;
use bytes::Bytes;
use parking_lot::Mutex;
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamResult};

/// What one write may bring at most; WASI lets a guest allocate as much in the host.
const PERMIT: usize = 64 << 10;

/// Where a line was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogStream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// The engine itself, about lines it dropped.
    Engine,
}

/// One line a plugin wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Where it was written.
    pub stream: LogStream,
    /// Its text, without control characters and escape sequences.
    pub text: String,
}

/// Takes the lines a plugin writes. Called while the guest runs: it must be quick.
pub trait LogSink: Send + Sync {
    /// Take a line.
    fn line(&self, line: &LogLine);
}

impl<F: Fn(&LogLine) + Send + Sync> LogSink for F {
    fn line(&self, line: &LogLine) {
        self(line);
    }
}

/// The log of one plugin, its instances together. Cheap to copy.
#[derive(Clone)]
pub(crate) struct Output(Arc<Shared>);

struct Shared {
    limits: LogLimits,
    clock: Arc<dyn Clock>,
    sink: Option<Arc<dyn LogSink>>,
    state: Mutex<State>,
}

struct State {
    tail: VecDeque<(Origin, LogLine)>,
    written: u64,
    allowance: usize,
    filled: Instant,
    dropped: u64,
}

/// Which instance wrote a line, and the how manieth of all it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Origin {
    instance: u64,
    number: u64,
}

impl fmt::Debug for Output {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Output")
    }
}

impl Output {
    pub(crate) fn new(limits: LogLimits, clock: Arc<dyn Clock>, sink: Option<Arc<dyn LogSink>>) -> Self {
        let (allowance, filled) = (limits.burst_bytes, clock.now());
        let state = Mutex::new(State { tail: VecDeque::new(), written: 0, allowance, filled, dropped: 0 });
        Self(Arc::new(Shared { limits, clock, sink, state }))
    }

    /// A stream of an instance. Each has its own unfinished line.
    pub(crate) fn pipe(&self, stream: LogStream, instance: u64) -> Pipe {
        Pipe { output: self.clone(), stream, instance, unfinished: Arc::default() }
    }

    /// The last lines, the oldest first.
    pub(crate) fn tail(&self) -> Vec<LogLine> {
        self.0.state.lock().tail.iter().map(|(_, line)| line.clone()).collect()
    }

    /// How many lines were written so far: a mark for [`Output::stderr_since`].
    pub(crate) fn mark(&self) -> u64 {
        self.0.state.lock().written
    }

    /// What an instance wrote to standard error since a mark, as one text.
    pub(crate) fn stderr_since(&self, instance: u64, mark: u64) -> String {
        let state = self.0.state.lock();
        let its = |(origin, line): &&(Origin, LogLine)| {
            origin.instance == instance && origin.number >= mark && line.stream == LogStream::Stderr
        };
        let texts: Vec<&str> = state.tail.iter().filter(its).map(|(_, line)| line.text.as_str()).collect();
        texts.join("\n")
    }

    fn take(&self, stream: LogStream, instance: u64, raw: &[u8]) {
        let text = clean(raw);
        let mut lines = Vec::new();
        {
            let mut state = self.0.state.lock();
            self.refill(&mut state);
            let cost = text.len() + 1;
            if cost > state.allowance {
                state.dropped += cost as u64;
                return;
            }
            state.allowance -= cost;
            if state.dropped > 0 {
                let dropped = std::mem::take(&mut state.dropped);
                lines.push(LogLine {
                    stream: LogStream::Engine,
                    text: format!("{dropped} bytes were dropped: the plugin writes too much"),
                });
            }
            lines.push(LogLine { stream, text });
            for line in &lines {
                if state.tail.len() >= self.0.limits.tail_lines.max(1) {
                    state.tail.pop_front();
                }
                let origin = Origin { instance, number: state.written };
                state.written += 1;
                state.tail.push_back((origin, line.clone()));
            }
        }
        if let Some(sink) = &self.0.sink {
            lines.iter().for_each(|line| sink.line(line));
        }
    }

    fn refill(&self, state: &mut State) {
        let now = self.0.clock.now();
        let passed = now.saturating_duration_since(state.filled).as_secs_f64();
        let earned = (passed * self.0.limits.bytes_per_second as f64) as usize;
        if earned > 0 {
            state.allowance = state.allowance.saturating_add(earned).min(self.0.limits.burst_bytes);
            state.filled = now;
        }
    }
}

/// One stream of one instance.
#[derive(Clone, Debug)]
pub(crate) struct Pipe {
    output: Output,
    stream: LogStream,
    instance: u64,
    unfinished: Arc<Mutex<Unfinished>>,
}

#[derive(Debug, Default)]
struct Unfinished {
    bytes: Vec<u8>,
    cut: u64,
}

impl Pipe {
    fn take(&self, mut bytes: &[u8]) {
        let limit = self.output.0.limits.line_bytes;
        let mut unfinished = self.unfinished.lock();
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            unfinished.add(&bytes[..end], limit);
            self.finish(&mut unfinished);
            bytes = &bytes[end + 1..];
        }
        unfinished.add(bytes, limit);
    }

    fn finish(&self, unfinished: &mut Unfinished) {
        let mut line = std::mem::take(&mut unfinished.bytes);
        let cut = std::mem::take(&mut unfinished.cut);
        if cut > 0 {
            line.extend_from_slice(format!(" … and {cut} bytes more").as_bytes());
        }
        self.output.take(self.stream, self.instance, &line);
    }
}

impl Unfinished {
    fn add(&mut self, bytes: &[u8], limit: usize) {
        let room = limit.saturating_sub(self.bytes.len()).min(bytes.len());
        self.bytes.extend_from_slice(&bytes[..room]);
        self.cut += (bytes.len() - room) as u64;
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        if Arc::strong_count(&self.unfinished) == 1 {
            let mut unfinished = self.unfinished.lock();
            if !unfinished.bytes.is_empty() {
                self.finish(&mut unfinished);
            }
        }
    }
}

impl IsTerminal for Pipe {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Pipe {
    fn async_stream(&self) -> Box<dyn tokio::io::AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

#[wasmtime_wasi::async_trait]
impl Pollable for Pipe {
    async fn ready(&mut self) {}
}

impl OutputStream for Pipe {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.take(&bytes);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(PERMIT)
    }
}

impl tokio::io::AsyncWrite for Pipe {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        self.take(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// The text without escape sequences of terminals and without control characters, tabulators excepted.
fn clean(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let mut cleaned = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' => skip_sequence(&mut letters),
            '\u{9b}' => skip_control_sequence(&mut letters),
            '\t' => cleaned.push(letter),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            _ if letter.is_control() => {}
            _ => cleaned.push(letter),
        }
    }
    cleaned
}

type Letters<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// What follows an escape: a control sequence, a string that ends with BEL or ESC \, or one letter.
fn skip_sequence(letters: &mut Letters<'_>) {
    match letters.next() {
        Some('[') => skip_control_sequence(letters),
        Some(']' | 'P' | 'X' | '^' | '_') => {
            while let Some(letter) = letters.next() {
                if letter == '\u{7}' || (letter == '\u{1b}' && letters.next_if_eq(&'\\').is_some()) {
                    return;
                }
            }
        }
        _ => {}
    }
}

fn skip_control_sequence(letters: &mut Letters<'_>) {
    for letter in letters.by_ref() {
        if ('@'..='~').contains(&letter) {
            return;
        }
    }
}
