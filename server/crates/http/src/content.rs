//! Sending stored bytes to browsers: safe types and dispositions, ranges, and answers for those who have them.
//!
//! Files come from people one need not trust, and are served from the same address as the web app: what could run
//! there is a download (see `chinwag_model::file::served_as`), and everything else is in a sandbox.

use std::ops::Range;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use chinwag_app::{App, Content};
use chinwag_model::{
    AppError,
    file::{Disposition, served_as},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::reply::Reply;

/// How long a browser may keep the bytes without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// It asks each time (and is told 304), because the file may be deleted.
    AskEachTime,
    /// For a day.
    Day,
}

/// What the client asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a Method,
    pub(crate) headers: &'a HeaderMap,
    /// `Attachment` forces a download.
    pub(crate) disposition: Disposition,
    pub(crate) keep: Keep,
}

/// Characters of a file name that go into `filename*` as they are.
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'~').remove(b'!');

/// Answers with the content, a part of it, or 304.
///
/// # Errors
/// 404 when the bytes are gone, 416 for a range behind the end.
pub(crate) async fn send(app: &App, asked: Asked<'_>, content: &Content) -> Reply {
    let etag = format!("\"{}\"", content.version);
    let size = app.content_size(content).await?;
    let known = asked.headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    if known.is_some_and(|tags| tags.split(',').any(|t| t.trim().trim_start_matches("W/") == etag)) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        describe(&mut response, asked, content, &etag)?;
        return Ok(response);
    }
    let same = asked.headers.get(header::IF_RANGE).is_none_or(|v| v.as_bytes() == etag.as_bytes());
    let wanted = asked.headers.get(header::RANGE).filter(|_| same).and_then(|v| v.to_str().ok());
    let part = match wanted.map_or(Wanted::Whole, |text| range(text, size)) {
        Wanted::Whole => None,
        Wanted::Part(part) => Some(part),
        Wanted::Nothing => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            set(&mut response, header::CONTENT_RANGE, &format!("bytes */{size}"))?;
            return Ok(response);
        }
    };
    let length = part.as_ref().map_or(size, |p| p.end - p.start);
    let body = if asked.method == Method::HEAD || length == 0 {
        Body::empty()
    } else {
        Body::from_stream(app.read_content(content, part.clone()).await?.bytes)
    };
    let mut response = Response::new(body);
    if let Some(part) = part {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        set(&mut response, header::CONTENT_RANGE, &format!("bytes {}-{}/{size}", part.start, part.end - 1))?;
    }
    set(&mut response, header::CONTENT_LENGTH, &length.to_string())?;
    describe(&mut response, asked, content, &etag)?;
    Ok(response)
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) -> Result<(), AppError> {
    let value = HeaderValue::from_str(value).map_err(AppError::internal)?;
    response.headers_mut().insert(name, value);
    Ok(())
}

fn describe(
    response: &mut Response,
    asked: Asked<'_>,
    content: &Content,
    etag: &str,
) -> Result<(), AppError> {
    let (kind, natural) = served_as(&content.mime_type);
    let how = if asked.disposition == Disposition::Attachment { asked.disposition } else { natural };
    let how = if how == Disposition::Inline { "inline" } else { "attachment" };
    let plain: String = content
        .name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\') || c == ' ' { c } else { '_' })
        .collect();
    let encoded = utf8_percent_encode(&content.name, NAME);
    set(response, header::CONTENT_TYPE, kind)?;
    set(
        response,
        header::CONTENT_DISPOSITION,
        &format!("{how};filename=\"{plain}\"; filename*=UTF-8''{encoded}"),
    )?;
    set(response, header::ETAG, etag)?;
    let keep = match asked.keep {
        Keep::AskEachTime => "private, no-cache",
        Keep::Day => "private, max-age=86400",
    };
    set(response, header::CACHE_CONTROL, keep)?;
    set(response, header::ACCEPT_RANGES, "bytes")?;
    // A browser's own PDF viewer does not work inside a sandbox.
    let policy = if kind == "application/pdf" {
        "frame-ancestors 'self'"
    } else {
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
    };
    set(response, header::CONTENT_SECURITY_POLICY, policy)
}

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Whole,
    Part(Range<u64>),
    Nothing,
}

/// One range of bytes. Several at once, and what cannot be read, are answered with the whole.
fn range(text: &str, size: u64) -> Wanted {
    let Some(text) = text.trim().strip_prefix("bytes=") else { return Wanted::Whole };
    let Some((from, to)) = text.split_once('-').filter(|_| !text.contains(',') && size > 0) else {
        return Wanted::Whole;
    };
    let (from, to) = (from.trim(), to.trim());
    if from.is_empty() {
        return match to.parse::<u64>() {
            Ok(0) => Wanted::Nothing,
            Ok(last) => Wanted::Part(size.saturating_sub(last)..size),
            Err(_) => Wanted::Whole,
        };
    }
    let Ok(from) = from.parse::<u64>() else { return Wanted::Whole };
    let to = match to {
        "" => size,
        to => match to.parse::<u64>() {
            Ok(to) if to >= from => to.saturating_add(1).min(size),
            _ => return Wanted::Whole,
        },
    };
    if from >= size { Wanted::Nothing } else { Wanted::Part(from..to) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_to_the_file_and_those_behind_it_are_refused() {
        assert_eq!(range("bytes=0-4", 10), Wanted::Part(0..5));
        assert_eq!(range("bytes=5-", 10), Wanted::Part(5..10));
        assert_eq!(range("bytes=-3", 10), Wanted::Part(7..10));
        assert_eq!(range("bytes=-30", 10), Wanted::Part(0..10));
        assert_eq!(range("bytes=8-100", 10), Wanted::Part(8..10));
        assert_eq!(range("bytes=10-", 10), Wanted::Nothing);
        assert_eq!(range("bytes=-0", 10), Wanted::Nothing);
        for whole in ["bytes=4-2", "bytes=a-b", "bytes=0-1,3-4", "lines=1-2", "bytes=", "bytes=-"] {
            assert_eq!(range(whole, 10), Wanted::Whole, "{whole}");
        }
        assert_eq!(range("bytes=0-", 0), Wanted::Whole);
    }
}
