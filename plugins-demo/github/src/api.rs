//! What GitHub is asked.

use chinwag_plugin::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{Settings, subscription};

/// How long an answer is kept, in seconds: everybody who looks at a link asks.
const KEPT: u64 = 300;

/// An issue or a pull request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Issue {
    pub(crate) number: u64,
    pub(crate) title: String,
    pub(crate) state: String,
    pub(crate) html_url: String,
}

pub(crate) fn issue(repository: &str, number: &str) -> Result<Issue> {
    let repository = subscription::repository(repository)?;
    let number: u64 = number
        .parse()
        .map_err(|_| Error::bad_request("github.number", format!("`{number}` is no number of an issue.")))?;
    let key = format!("issue:{repository}:{number}");
    if let Some(known) = kv::get(&key)? {
        return Ok(known);
    }
    let found: Issue = ask(&format!("https://api.github.com/repos/{repository}/issues/{number}"))?;
    kv::set_for(&key, &found, KEPT)?;
    Ok(found)
}

fn ask<T: serde::de::DeserializeOwned>(url: &str) -> Result<T> {
    let settings: Settings = config::read()?;
    let mut request = Request::get(url)
        .with_header("accept", "application/vnd.github+json")
        .with_header("user-agent", "Chinwag")
        .with_header("x-github-api-version", "2022-11-28");
    if !settings.token.is_empty() {
        request = request.with_header("authorization", format!("Bearer {}", settings.token));
    }
    let answer = request.send()?;
    match answer.status {
        200 => answer.read(),
        404 => Err(Error::not_found(
            "github.missing",
            "GitHub knows no such issue, or the token may not see it.",
        )),
        401 => Err(Error::new(
            502,
            "github.token",
            "GitHub does not take the access token: an administrator sets another.",
        )),
        403 | 429 => Err(Error::new(
            503,
            "github.often",
            "GitHub was asked too often: try again later, or set an access token.",
        )),
        status => Err(Error::new(502, "github.failed", format!("GitHub answered {status}."))),
    }
}
