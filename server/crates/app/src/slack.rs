//! Slack's way of writing links and mentions, turned into markdown; senders of web hooks rely on it.

use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::Value;

#[expect(clippy::expect_used, reason = "the pattern is fixed and tested")]
static MARKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"<(!|@|#|https?://|mailto:|ftp://)([^<>|\s]*)(?:\|([^<>]*))?>").expect("a pattern")
});

/// `<https://x|text>` becomes `[text](https://x)`, `<!channel>` becomes `@channel`, `<@name>` becomes `@name`.
#[must_use]
pub(crate) fn to_markdown(text: &str) -> String {
    if !text.contains('<') {
        return text.to_owned();
    }
    MARKS
        .replace_all(text, |found: &Captures<'_>| {
            let (mark, rest, label) = (&found[1], &found[2], found.get(3).map(|m| m.as_str()));
            match mark {
                "!" if rest == "everyone" => "@all".to_owned(),
                "!" => format!("@{}", rest.split('^').next().unwrap_or(rest)),
                "@" => format!("@{}", label.unwrap_or(rest)),
                "#" => format!("~{}", label.unwrap_or(rest)),
                _ => match label {
                    Some(label) if !label.is_empty() => format!("[{label}]({mark}{rest})"),
                    _ => format!("{mark}{rest}"),
                },
            }
        })
        .into_owned()
}

/// The same for the texts of attachments, and an id for every action that lacks one.
pub(crate) fn attachments(list: &mut [Value]) {
    for attachment in list.iter_mut() {
        for key in ["text", "pretext", "fallback"] {
            if let Some(Value::String(text)) = attachment.get_mut(key) {
                *text = to_markdown(text);
            }
        }
        for field in attachment.get_mut("fields").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(Value::String(text)) = field.get_mut("value") {
                *text = to_markdown(text);
            }
        }
    }
    name_actions(list);
}

/// Gives an id to every button and menu that lacks one.
pub(crate) fn name_actions(list: &mut [Value]) {
    for attachment in list.iter_mut() {
        for action in attachment.get_mut("actions").and_then(Value::as_array_mut).into_iter().flatten() {
            let lacks = action.get("id").and_then(Value::as_str).is_none_or(str::is_empty);
            if lacks && let Some(fields) = action.as_object_mut() {
                fields.insert("id".into(), chinwag_model::id::secret().into());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slack_links_and_mentions_become_markdown_and_plain_text_stays() {
        assert_eq!(
            to_markdown(
                "see <https://example.org/a?b=1|the page>, <https://example.org> <!here> <!everyone> <@bob>"
            ),
            "see [the page](https://example.org/a?b=1), https://example.org @here @all @bob"
        );
        assert_eq!(to_markdown("1 < 2 > 0 <b>"), "1 < 2 > 0 <b>");
    }
}
