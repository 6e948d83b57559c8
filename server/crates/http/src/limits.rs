//! How many requests one client may make (`RateLimitSettings`; off by default). Floods of logins have limits of
//! their own in `app`, which are always on.
//!
//! A bucket of `MaxBurst` requests for each client is filled by `PerSec` a second. The operator's local socket and
//! everything outside `/api/` are free.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{Request, State},
    http::HeaderValue,
    middleware::Next,
    response::{IntoResponse, Response},
};
use chinwag_model::{AppError, Millis, config::RateLimitSettings, error::Wait};
use parking_lot::Mutex;

use crate::{
    HttpState,
    extract::{LocalSocket, PeerAddress, bearer, cookie},
    reply::ApiError,
};

/// The clients' buckets.
#[derive(Clone, Default)]
pub(crate) struct Limiter(Arc<Mutex<HashMap<String, Bucket>>>);

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Millis,
}

/// What a request left in its bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Taken {
    limit: u32,
    left: u32,
    /// Seconds until the bucket is full again.
    full_in: u32,
}

impl Limiter {
    /// Takes one request out of a bucket.
    ///
    /// # Errors
    /// 429 when it is empty.
    fn take(&self, key: String, settings: &RateLimitSettings, now: Millis) -> Result<Taken, AppError> {
        let per_sec = settings.per_sec.clamp(1, 1_000_000) as f64;
        let burst = settings.max_burst.clamp(1, 1_000_000) as f64;
        let refilled = |b: &Bucket| (b.left + (now - b.at).max(0) as f64 * per_sec / 1000.0).min(burst);
        let seconds = |missing: f64| (missing / per_sec).ceil().max(1.0) as u32;
        let mut buckets = self.0.lock();
        let kept = usize::try_from(settings.memory_store_size).unwrap_or(10_000).max(100);
        if buckets.len() >= kept && !buckets.contains_key(&key) {
            buckets.retain(|_, b| refilled(b) < burst);
            if buckets.len() >= kept {
                // More clients at once than there is room for: better to forgive than to grow.
                buckets.clear();
            }
        }
        let bucket = buckets.entry(key).or_insert(Bucket { left: burst, at: now });
        bucket.left = refilled(bucket);
        bucket.at = now;
        let limit = burst as u32;
        if bucket.left < 1.0 {
            let wait = seconds(1.0 - bucket.left);
            return Err(AppError::too_many(
                "api.rate_limit.app_error",
                format!(
                    "Too many requests: more than {} at once and {} a second; try again in {wait} s.",
                    burst, per_sec
                ),
                Wait { seconds: wait, limit },
            ));
        }
        bucket.left -= 1.0;
        Ok(Taken { limit, left: bucket.left as u32, full_in: seconds(burst - bucket.left) })
    }
}

/// Who asks, as far as the settings tell clients apart; `None` for those who are free.
fn client(request: &Request, settings: &RateLimitSettings) -> Option<String> {
    if request.extensions().get::<LocalSocket>().is_some() || !request.uri().path().starts_with("/api/") {
        return None;
    }
    let token = settings
        .vary_by_user
        .then(|| {
            cookie(request.headers(), "MMAUTHTOKEN").or_else(|| bearer(request.headers()).map(str::to_owned))
        })
        .flatten();
    let address = request.extensions().get::<PeerAddress>().map(|p| p.0.as_str()).unwrap_or_default();
    let by_address = settings.vary_by_remote_addr || token.is_none();
    Some(format!("{} {}", if by_address { address } else { "" }, token.unwrap_or_default()))
}

/// The layer.
pub(crate) async fn limits(
    State((state, limiter)): State<(HttpState, Limiter)>,
    request: Request,
    next: Next,
) -> Response {
    let config = state.app.config();
    let settings = &config.RateLimitSettings;
    let Some(key) = settings.enable.then(|| client(&request, settings)).flatten() else {
        return next.run(request).await;
    };
    let taken = match limiter.take(key, settings, state.app.now()) {
        Ok(taken) => taken,
        Err(error) => return ApiError(error).into_response(),
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert("x-ratelimit-limit", HeaderValue::from(taken.limit));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(taken.left));
    headers.insert("x-ratelimit-reset", HeaderValue::from(taken.full_in));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_beyond_its_burst_waits_until_its_bucket_fills_and_others_do_not() {
        let settings = RateLimitSettings { per_sec: 2, max_burst: 3, ..RateLimitSettings::default() };
        let limiter = Limiter::default();
        let take = |who: &str, at| limiter.take(who.into(), &settings, at);
        assert_eq!((0..3).map(|_| take("a", 0).unwrap().left).collect::<Vec<_>>(), [2, 1, 0]);
        let refused = take("a", 0).unwrap_err();
        assert_eq!((refused.status_code, refused.wait.unwrap()), (429, Wait { seconds: 1, limit: 3 }));
        assert!(take("b", 0).is_ok());
        assert!(take("a", 500).is_ok() && take("a", 500).is_err());
    }

    #[test]
    fn many_clients_do_not_grow_the_memory_without_end() {
        let settings = RateLimitSettings {
            per_sec: 1,
            max_burst: 2,
            memory_store_size: 100,
            ..RateLimitSettings::default()
        };
        let limiter = Limiter::default();
        for n in 0..1_000 {
            limiter.take(n.to_string(), &settings, 0).unwrap();
        }
        assert!(limiter.0.lock().len() <= 100);
    }
}
