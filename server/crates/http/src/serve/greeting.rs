//! A connection whose client must say something before long.
//!
//! Which version of HTTP a client speaks is told by its first bytes, and nobody limits how long they may take to come:
//! hyper's limit for heads begins behind them. Without this, whoever connects and says nothing keeps a place for ever.

use std::{
    future::Future,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

/// So many bytes decide which version it is: the preface of HTTP/2.
const DECIDES: usize = 24;

/// A stream that fails to be read when its first bytes do not come in time.
pub(super) struct Greeting<S> {
    stream: S,
    /// Until the first bytes have come.
    waiting: Option<(Pin<Box<Sleep>>, usize)>,
}

impl<S> Greeting<S> {
    pub(super) fn new(stream: S, within: Duration) -> Self {
        Self { stream, waiting: Some((Box::pin(sleep(within)), 0)) }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Greeting<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        let Some((limit, seen)) = &mut self.waiting else { return read };
        *seen += buffer.filled().len() - before;
        if *seen >= DECIDES {
            self.waiting = None;
        } else if read.is_pending() && limit.as_mut().poll(context).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Greeting<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
