//! The part of a request's body that nobody read, because the answer was a refusal before it was needed.
//!
//! Holds the layer that reads a small rest away and announces the end of the connection for a large one. Without it
//! the connection is closed behind an answer that did not say so, and the client's next request on it is lost: clients
//! that send the head and the body apart (Python's httpx) fail on the call after a refusal.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, HttpBody},
    extract::Request,
    http::{HeaderValue, Version, header},
    middleware::Next,
    response::Response,
};
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use tokio::sync::oneshot;

/// More than this is not read for nothing.
const SMALL: u64 = 256 * 1024;
/// Nor is it waited for longer than this.
const PATIENCE: Duration = Duration::from_secs(1);

/// The layer around everything that answers.
pub(crate) async fn read_leftover(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let one_at_a_time = request.version() < Version::HTTP_2;
    let waits_for_go_ahead = request.headers().contains_key(header::EXPECT);
    let (give_back, mut given_back) = oneshot::channel();
    let lent = request.map(|body| Body::new(Lent { body: Some(body), give_back: Some(give_back) }));
    let mut response = next.run(lent).await;
    if let (true, Ok(rest)) = (one_at_a_time, given_back.try_recv())
        && (waits_for_go_ahead || !is_read_away(rest).await)
    {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Reads the rest of a body if it is small and comes soon.
async fn is_read_away(mut rest: Body) -> bool {
    let all = async {
        let mut seen = 0;
        loop {
            if seen + rest.size_hint().lower() > SMALL {
                return false;
            }
            match rest.frame().await {
                None => return true,
                Some(Err(_)) => return false,
                Some(Ok(frame)) => seen += frame.data_ref().map_or(0, |data| data.len() as u64),
            }
        }
    };
    tokio::time::timeout(PATIENCE, all).await.unwrap_or(false)
}

/// A body that comes back when its reader drops it before its end.
struct Lent {
    body: Option<Body>,
    give_back: Option<oneshot::Sender<Body>>,
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let frame = Pin::new(body).poll_frame(context);
        if matches!(frame, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let (Some(body), Some(give_back)) = (self.body.take(), self.give_back.take())
            && !body.is_end_stream()
        {
            let _nobody_waits = give_back.send(body);
        }
    }
}
