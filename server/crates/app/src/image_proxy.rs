//! Pictures of other servers, asked by this one so that those do not learn who looks; and where an address sends on to.
//!
//! Everything goes through the guarded client. What comes back is passed on only when it is a picture that no browser
//! runs (SVG is one that it does).

use std::time::Duration;

use bytes::Bytes;
use chinwag_model::{AppError, AppResult};
use chinwag_outside::{
    HttpClientError, OutRequest,
    http_client::{OutStream, Redirects},
};
use futures_util::stream::BoxStream;
use http::{
    HeaderValue,
    header::{ACCEPT, CONTENT_TYPE, LOCATION},
};

use crate::{Actor, App, link_preview::find::usable};

/// The whole call.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of a picture.
const PICTURE_BYTES: u64 = 20 << 20;

/// A picture of another server.
pub enum ProxiedImage {
    /// The proxy is off: ask there.
    Elsewhere(String),
    /// The picture.
    Here {
        /// Its type.
        mime_type: String,
        /// Its bytes, as they come.
        bytes: BoxStream<'static, Result<Bytes, HttpClientError>>,
    },
}

impl std::fmt::Debug for ProxiedImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Elsewhere(url) => f.debug_tuple("Elsewhere").field(url).finish(),
            Self::Here { mime_type, .. } => {
                f.debug_struct("Here").field("mime_type", mime_type).finish_non_exhaustive()
            }
        }
    }
}

impl App {
    /// A picture by its address on another server.
    ///
    /// # Errors
    /// 400 for what is no address, one of this server, or an answer that is no picture; 404 when there is no answer.
    pub async fn proxied_image(&self, _actor: &Actor, url: &str) -> AppResult<ProxiedImage> {
        let url = usable(url).filter(|url| self.may_ask(url)).ok_or_else(|| {
            AppError::bad_request(
                "api.image.get.app_error",
                "`url` must be the absolute http:// or https:// address of a picture on another server.",
            )
        })?;
        if !self.config().ImageProxySettings.enable {
            return Ok(ProxiedImage::Elsewhere(url));
        }
        let mut request = OutRequest::get(&url);
        request.headers.insert(ACCEPT, HeaderValue::from_static("image/*"));
        request.timeout = Some(TIMEOUT);
        request.max_answer_bytes = Some(PICTURE_BYTES);
        let gone = |why: String| {
            AppError::new(404, "api.image.get.not_found.app_error", "The picture is not there.").detail(why)
        };
        let OutStream { status, headers, body, .. } =
            self.http_client()?.open(request).await.map_err(|error| gone(error.to_string()))?;
        if !status.is_success() {
            return Err(gone(format!("it answered {status}")));
        }
        let kind = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let mime_type = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !mime_type.starts_with("image/") || mime_type.starts_with("image/svg") {
            return Err(AppError::bad_request(
                "api.image.get.type.app_error",
                "There is no picture at this address that can be shown.",
            )
            .detail(format!("its type is {mime_type}")));
        }
        Ok(ProxiedImage::Here { mime_type, bytes: body })
    }

    /// Where an address sends on to; empty when it does not, or when links are not asked.
    ///
    /// # Errors
    /// 400 for what is no address.
    pub async fn redirect_location(&self, _actor: &Actor, url: &str) -> AppResult<String> {
        let url = usable(url).ok_or_else(|| AppError::invalid_url_param("url", url))?;
        if !self.config().ServiceSettings.enable_link_previews || !self.may_ask(&url) {
            return Ok(String::new());
        }
        let mut request = OutRequest::new(http::Method::HEAD, &url);
        request.timeout = Some(TIMEOUT);
        request.redirects = Redirects::Show;
        let answer = match self.http_client()?.send(request).await {
            Ok(answer) => answer,
            Err(error) => {
                tracing::debug!(%error, "an address was not asked where it sends on to");
                return Ok(String::new());
            }
        };
        let location = answer.headers.get(LOCATION).filter(|_| answer.status.is_redirection());
        Ok(location.and_then(|v| v.to_str().ok()).map_or_else(String::new, str::to_owned))
    }
}
