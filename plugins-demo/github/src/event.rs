//! Events in words.

use serde_json::Value;

/// Commits that are named; of more only the number is told.
const COMMITS: usize = 5;

/// What happened, where.
pub(crate) struct Told {
    pub(crate) repository: String,
    pub(crate) words: String,
}

/// An event in words; none when it is not worth any.
pub(crate) fn told(kind: &str, event: &Value) -> Option<Told> {
    let repository = event["repository"]["full_name"].as_str()?.to_owned();
    let who = plain(&event["sender"]["login"]);
    let action = plain(&event["action"]);
    let words = match kind {
        "ping" => format!("**{repository}** is connected."),
        "push" => push(event, &who)?,
        "issues" if ["opened", "closed", "reopened"].contains(&action.as_str()) => {
            format!("**{who}** {action} issue {}", link(&event["issue"]))
        }
        "pull_request" if ["opened", "closed", "reopened", "ready_for_review"].contains(&action.as_str()) => {
            let merged = event["pull_request"]["merged"] == true;
            let done = if merged { "merged" } else { &action.replace('_', " ") };
            format!("**{who}** {done} pull request {}", link(&event["pull_request"]))
        }
        "issue_comment" if action == "created" => {
            let text = plain(&event["comment"]["body"]);
            let quoted: Vec<String> = text.lines().take(5).map(|line| format!("> {line}")).collect();
            format!("**{who}** commented on {}\n{}", link(&event["issue"]), quoted.join("\n"))
        }
        "release" if action == "published" => {
            let release = &event["release"];
            format!("**{who}** published [{}]({})", plain(&release["tag_name"]), plain(&release["html_url"]))
        }
        _ => return None,
    };
    Some(Told { words: format!("{words}\n`{repository}`"), repository })
}

fn push(event: &Value, who: &str) -> Option<String> {
    let commits = event["commits"].as_array().filter(|commits| !commits.is_empty())?;
    let branch = plain(&event["ref"]);
    let branch = branch.strip_prefix("refs/heads/").unwrap_or(&branch);
    let count = if commits.len() == 1 { "a commit".to_owned() } else { format!("{} commits", commits.len()) };
    let mut words = format!("**{who}** pushed [{count}]({}) to `{branch}`", plain(&event["compare"]));
    for commit in commits.iter().take(COMMITS) {
        let id: String = plain(&commit["id"]).chars().take(7).collect();
        let subject = plain(&commit["message"]);
        let subject = subject.lines().next().unwrap_or_default();
        words += &format!("\n- [`{id}`]({}) {subject}", plain(&commit["url"]));
    }
    if commits.len() > COMMITS {
        words += &format!("\n- and {} more", commits.len() - COMMITS);
    }
    Some(words)
}

fn link(issue: &Value) -> String {
    format!("[#{} {}]({})", issue["number"], plain(&issue["title"]), plain(&issue["html_url"]))
}

/// A text from outside: nobody is mentioned by what a stranger writes.
fn plain(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('@', "@\u{200b}")
}
