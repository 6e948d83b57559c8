//! Operations of API v4 that do not work here: 501 with a proper body, from the list of all operations.

use std::collections::{HashMap, HashSet};

use axum::{
    Router,
    http::Method,
    routing::{MethodFilter, on},
};
use chinwag_model::AppError;

use crate::{HttpState, reply::ApiError};

/// One operation of API v4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Group, such as `posts`.
    pub tag: &'static str,
    /// HTTP method.
    pub method: &'static str,
    /// Path with `{names}`.
    pub path: &'static str,
    /// Name.
    pub id: &'static str,
    /// `T1`, `T2` or `T3`.
    pub tier: &'static str,
}

/// Every operation of API v4.
#[must_use]
pub fn operations() -> Vec<Operation> {
    include_str!("../operations.tsv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split('\t');
            Some(Operation {
                tag: cells.next()?,
                method: cells.next()?,
                path: cells.next()?,
                id: cells.next()?,
                tier: cells.next()?,
            })
        })
        .collect()
}

/// A path with its names taken out, so that `/users/{id}` and `/users/{user_id}` are the same.
pub(crate) fn shape(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect::<Vec<_>>().join("/")
}

/// Routes that answer 501 for every operation that is not in `offered`.
pub(crate) fn routes(offered: &[(Method, &'static str)]) -> Router<HttpState> {
    let mut done = HashSet::new();
    // The router wants one name for one place: that of an offered route of the same shape, where there is one.
    let mut named: HashMap<String, &str> = HashMap::new();
    for (method, path) in offered {
        named.entry(shape(path)).or_insert(path);
        done.insert((method.to_string(), shape(path)));
    }
    let mut router = Router::new();
    for operation in operations().into_iter().filter(|o| o.path.starts_with("/api/v4/")) {
        let shape = shape(operation.path);
        let path = named.get(&shape).copied().unwrap_or(operation.path);
        if !done.insert((operation.method.to_owned(), shape)) {
            continue;
        }
        let Some(filter) =
            Method::from_bytes(operation.method.as_bytes()).ok().and_then(|m| MethodFilter::try_from(m).ok())
        else {
            continue;
        };
        router = router.route(path, on(filter, move || async move { refuse(&operation) }));
    }
    router
}

fn refuse(operation: &Operation) -> ApiError {
    ApiError(AppError::not_implemented(
        "api.not_implemented.app_error",
        format!("This server does not offer {} ({} {}).", operation.id, operation.method, operation.path),
    ))
}
