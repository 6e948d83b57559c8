//! Every route in one table, so that what is offered can be listed and the rest answered with 501.

use std::collections::HashSet;

use axum::{
    Router,
    handler::Handler,
    http::Method,
    middleware,
    routing::{MethodFilter, on},
};
use chinwag_model::AppError;
use tower::ServiceBuilder;

use crate::{
    HttpState, api,
    envelope::envelope,
    leftover::read_leftover,
    limits::{Limiter, limits},
    not_offered,
    proxy::trusted_address,
    reply::ApiError,
    web,
};

/// Routes of one noun, and the list of them.
pub(crate) struct Routes {
    router: Router<HttpState>,
    list: Vec<(Method, &'static str)>,
}

impl Routes {
    pub(crate) fn new() -> Self {
        Self { router: Router::new(), list: Vec::new() }
    }

    fn add<T: 'static, H: Handler<T, HttpState>>(
        mut self,
        method: Method,
        path: &'static str,
        handler: H,
    ) -> Self {
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
        self.router = self.router.route(path, on(filter, handler));
        self.list.push((method, path));
        self
    }

    pub(crate) fn get<T: 'static, H: Handler<T, HttpState>>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::GET, path, handler)
    }

    pub(crate) fn post<T: 'static, H: Handler<T, HttpState>>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::POST, path, handler)
    }

    pub(crate) fn put<T: 'static, H: Handler<T, HttpState>>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::PUT, path, handler)
    }

    #[allow(dead_code, reason = "the nouns that use it come one by one")]
    pub(crate) fn patch<T: 'static, H: Handler<T, HttpState>>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::PATCH, path, handler)
    }

    #[allow(dead_code, reason = "the nouns that use it come one by one")]
    pub(crate) fn delete<T: 'static, H: Handler<T, HttpState>>(self, path: &'static str, handler: H) -> Self {
        self.add(Method::DELETE, path, handler)
    }

    pub(crate) fn and(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self
    }
}

/// Every operation that works: method and path as the list of operations writes them.
#[must_use]
pub fn offered() -> HashSet<(String, String)> {
    with_head(&api::routes().list).into_iter().map(|(m, p)| (m.to_string(), p.to_owned())).collect()
}

/// What answers GET answers HEAD too.
fn with_head(list: &[(Method, &'static str)]) -> Vec<(Method, &'static str)> {
    let heads =
        list.iter().filter(|(method, _)| *method == Method::GET).map(|(_, path)| (Method::HEAD, *path));
    list.iter().cloned().chain(heads).collect()
}

/// The whole service. The layers stand once around the table: as layers of the router they would be built again for
/// each of its hundreds of routes, and stay in memory.
pub fn router(state: HttpState) -> Router {
    let routes = api::routes();
    let missing = not_offered::routes(&with_head(&routes.list));
    let table = routes
        .router
        .merge(missing)
        .merge(api::plugin_routes())
        .fallback(web::fallback)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(state.clone());
    let around = ServiceBuilder::new()
        .layer(crate::compress::layer())
        .layer(middleware::from_fn_with_state(state.clone(), envelope))
        .layer(middleware::from_fn_with_state(state.clone(), trusted_address))
        .layer(middleware::from_fn(read_leftover))
        .layer(middleware::from_fn_with_state((state, Limiter::default()), limits))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(panicked));
    Router::new().fallback_service(around.service(table))
}

async fn method_not_allowed(method: Method, uri: axum::http::Uri) -> ApiError {
    ApiError(AppError::new(
        405,
        "api.context.method_not_allowed.app_error",
        format!("{} does not answer to {method}.", uri.path()),
    ))
}

fn panicked(panic: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    tracing::error!(what, "a handler panicked");
    axum::response::IntoResponse::into_response(ApiError(AppError::internal("panic")))
}
