//! Which function answers which method and path.

use super::{Request, Response, query};
use crate::{Error, Result};

/// A function of the plugin that answers a request.
pub type Handler<P> = fn(&P, &Request) -> Result<Response>;

struct Route<P> {
    method: &'static str,
    path: &'static str,
    for_users: bool,
    handler: Handler<P>,
}

/// Finds the function for a request. `{name}` in a path stands for one part, `{name*}` at its end for the whole rest;
/// [`Request::param`] gives what stood there. The first route that fits answers.
///
/// What is not there is answered with 404, a path that has other methods with 405, an error of a function as API v4
/// writes errors.
pub struct Router<P> {
    routes: Vec<Route<P>>,
    for_users: bool,
}

impl<P> Default for Router<P> {
    fn default() -> Self {
        Self { routes: Vec::new(), for_users: false }
    }
}

impl<P> std::fmt::Debug for Router<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.routes.iter().map(|route| (route.method, route.path))).finish()
    }
}

impl<P> Router<P> {
    /// Without routes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A route of any method.
    #[must_use]
    pub fn route(mut self, method: &'static str, path: &'static str, handler: Handler<P>) -> Self {
        self.routes.push(Route { method, path, for_users: self.for_users, handler });
        self
    }

    /// Answers a `GET`.
    #[must_use]
    pub fn get(self, path: &'static str, handler: Handler<P>) -> Self {
        self.route("GET", path, handler)
    }

    /// Answers a `POST`.
    #[must_use]
    pub fn post(self, path: &'static str, handler: Handler<P>) -> Self {
        self.route("POST", path, handler)
    }

    /// Answers a `PUT`.
    #[must_use]
    pub fn put(self, path: &'static str, handler: Handler<P>) -> Self {
        self.route("PUT", path, handler)
    }

    /// Answers a `DELETE`.
    #[must_use]
    pub fn delete(self, path: &'static str, handler: Handler<P>) -> Self {
        self.route("DELETE", path, handler)
    }

    /// The routes that follow are for people who are logged in; others get 401.
    ///
    /// ```
    /// use chinwag_plugin::prelude::*;
    /// struct Lists;
    /// fn list(_: &Lists, request: &Request) -> Result<Response> {
    ///     Ok(Response::text(request.user()?))
    /// }
    /// let router = Router::new().for_users().get("/list", list);
    /// assert_eq!(router.handle(&Lists, Request::get("/list")).status, 401);
    /// assert_eq!(router.handle(&Lists, Request::get("/list").by("ann")).body_text(), "ann");
    /// ```
    #[must_use]
    pub fn for_users(mut self) -> Self {
        self.for_users = true;
        self
    }

    /// Answers a request.
    #[must_use]
    pub fn handle(&self, plugin: &P, mut request: Request) -> Response {
        let fitting: Vec<(&Route<P>, Params)> =
            self.routes.iter().filter_map(|route| Some((route, fits(route.path, request.path())?))).collect();
        let allowed: Vec<&str> = fitting.iter().map(|(route, _)| route.method).collect();
        if allowed.is_empty() {
            let words = format!("There is nothing at `{}`.", request.path());
            return Response::error(&Error::not_found("plugin.http.path", words));
        }
        let allowed = allowed.join(", ");
        let found = fitting.into_iter().find(|(route, _)| {
            route.method == request.method || (request.method == "HEAD" && route.method == "GET")
        });
        let Some((route, params)) = found else {
            let words = format!("`{}` answers {allowed}, and not {}.", request.path(), request.method);
            return Response::error(&Error::new(405, "plugin.http.method", words))
                .with_header("allow", allowed);
        };
        if route.for_users && request.user_id().is_none() {
            return Response::error(&Error::new(401, "plugin.http.login", "Log in first."));
        }
        request.params = params;
        (route.handler)(plugin, &request).unwrap_or_else(|error| Response::error(&error))
    }
}

type Params = Vec<(String, String)>;

/// What stands in a path in place of a route's names; none when it does not fit.
fn fits(route: &str, path: &str) -> Option<Params> {
    let mut params = Vec::new();
    let mut parts = path.trim_start_matches('/').split('/');
    for wanted in route.trim_start_matches('/').split('/') {
        let name = wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
        if let Some(name) = name.and_then(|name| name.strip_suffix('*')) {
            let rest: Vec<String> = parts.map(query::decoded).collect();
            params.push((name.to_owned(), rest.join("/")));
            return Some(params);
        }
        let part = query::decoded(parts.next()?);
        match name {
            Some(name) if !part.is_empty() => params.push((name.to_owned(), part)),
            None if part == wanted => {}
            _ => return None,
        }
    }
    parts.next().is_none().then_some(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(_: &(), request: &Request) -> Result<Response> {
        Ok(Response::text(format!("{}|{}", request.param("id"), request.param("rest"))))
    }

    fn failing(_: &(), _: &Request) -> Result<Response> {
        Err(Error::new(409, "changed", "Somebody was faster."))
    }

    #[test]
    fn a_request_finds_its_route_or_learns_why_not() {
        let router = Router::new()
            .get("/items/{id}", named)
            .post("/items/{id}", failing)
            .get("/f/{id}/{rest*}", named);
        let answer = |method: &str, url: &str| router.handle(&(), Request::new(method, url));
        assert_eq!(answer("GET", "/items/a%20b?x=1").body_text(), "a b|");
        assert_eq!(answer("HEAD", "/items/1").status, 200);
        assert_eq!(answer("GET", "/f/1/a/b").body_text(), "1|a/b");
        assert_eq!(answer("POST", "/items/1").status, 409);
        assert!(answer("POST", "/items/1").body_text().contains("Somebody was faster."));
        assert_eq!(answer("GET", "/items/").status, 404);
        assert_eq!(answer("GET", "/items/1/2").status, 404);
        let refused = answer("DELETE", "/items/1");
        assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, POST")));
    }
}
