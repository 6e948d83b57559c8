//! Link Guard: an example of hooks that change and refuse messages while their author waits.
//!
//! Refuses messages with links to hosts the administrator does not want, and takes trackers out of all others. The
//! manifest says `"policy": "closed"`: when the plugin fails, the message is refused and not let through unseen. What a
//! link is, is in `links.rs`.

mod links;
#[cfg(test)]
mod tests;

use chinwag_plugin::prelude::*;
use serde::Deserialize;

use crate::links::{Found, Link};

/// What the administrator set.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Settings {
    blocked_hosts: String,
    refusal: String,
    clean_links: bool,
    trackers: String,
}

/// What becomes of a text.
enum Outcome {
    Keep,
    Replace { text: String, removed: usize },
    Refuse(String),
}

/// The plugin.
#[derive(Default)]
pub struct LinkGuard;

impl Settings {
    fn judge(&self, text: &str) -> Outcome {
        let mut cleaned = String::with_capacity(text.len());
        let mut removed = 0;
        for found in links::of(text) {
            match found {
                Found::Text(text) => cleaned.push_str(text),
                Found::Link(link) => {
                    if let Some(host) = self.unwanted(&link) {
                        return Outcome::Refuse(self.refusal.replace("{host}", &host));
                    }
                    let (clean, gone) =
                        if self.clean_links { link.without(&self.trackers) } else { (link.whole(), 0) };
                    cleaned.push_str(&clean);
                    removed += gone;
                }
            }
        }
        if removed == 0 { Outcome::Keep } else { Outcome::Replace { text: cleaned, removed } }
    }

    fn unwanted(&self, link: &Link<'_>) -> Option<String> {
        let host = link.host();
        let blocked = self.blocked_hosts.lines().map(|line| line.trim().to_ascii_lowercase());
        let mut blocked = blocked.filter(|line| !line.is_empty());
        let is_it = |blocked: &String| {
            host.strip_suffix(blocked.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        blocked.any(|line| is_it(&line)).then_some(host.clone())
    }
}

fn changed(mut post: Post, text: String, removed: usize) -> Result<Post> {
    post.message = text;
    // The web part shows it below the message.
    post.props.set("link_guard_removed", removed)?;
    Ok(post)
}

impl MessageHooks for LinkGuard {
    fn message_will_be_posted(&self, post: Post) -> Result<PostVerdict> {
        Ok(match config::kept::<Settings>()?.judge(&post.message) {
            Outcome::Keep => PostVerdict::Keep,
            Outcome::Replace { text, removed } => PostVerdict::Replace(changed(post, text, removed)?),
            Outcome::Refuse(words) => PostVerdict::Refuse(words),
        })
    }

    fn message_will_be_updated(&self, new: Post, _old: Post) -> Result<Verdict<Post>> {
        Ok(match config::kept::<Settings>()?.judge(&new.message) {
            Outcome::Keep => Verdict::Keep,
            Outcome::Replace { text, removed } => Verdict::Replace(changed(new, text, removed)?),
            Outcome::Refuse(words) => Verdict::Refuse(words),
        })
    }
}

register!(LinkGuard: MessageWillBePosted, MessageWillBeUpdated);
