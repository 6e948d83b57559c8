//! The links of a message: the first one, which gets a preview, and the pictures the message shows.

use chinwag_model::post::outside_code;

/// Longest address that is looked at, in bytes.
pub(super) const URL_MAX: usize = 2048;
/// Most pictures of a message that are measured.
const PICTURES_MAX: usize = 5;

/// The links of a message, code left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Links {
    /// The first address that is no picture's.
    pub(crate) first: Option<String>,
    /// Addresses of pictures, in order.
    pub(crate) pictures: Vec<String>,
}

/// Finds the links of a text in Markdown.
pub(crate) fn links(message: &str) -> Links {
    let mut found = Links::default();
    if !message.contains("://") && !message.contains("www.") {
        return found;
    }
    let prose = outside_code(message);
    let named = named(&prose);
    let mut first: Option<(usize, String)> = None;
    let mut consider = |at: usize, url: String| {
        if first.as_ref().is_none_or(|(earlier, _)| at < *earlier) {
            first = Some((at, url));
        }
    };
    for link in &named {
        let Some(url) = usable(&prose[link.from..link.to]) else { continue };
        if !link.picture {
            consider(link.from, url);
        } else if found.pictures.len() < PICTURES_MAX && !found.pictures.contains(&url) {
            found.pictures.push(url);
        }
    }
    for (at, text) in bare(&prose, &named) {
        if let Some(url) = usable(&text) {
            consider(at, url);
        }
    }
    found.first = first.map(|(_, url)| url);
    found
}

/// An absolute web address of a sensible length.
pub(crate) fn usable(text: &str) -> Option<String> {
    let web = text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"))
        || text.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://"));
    let url = url::Url::parse(text).ok().filter(|_| web && text.len() <= URL_MAX)?;
    url.host_str().is_some_and(|host| !host.is_empty()).then(|| text.to_owned())
}

/// `[text](address)` or `![text](address)`: where the address stands.
struct Named {
    from: usize,
    to: usize,
    picture: bool,
}

fn named(prose: &str) -> Vec<Named> {
    let bytes = prose.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(place) = prose[at..].find("](") {
        let close = at + place;
        at = close + 2;
        let Some(open) = opening(bytes, close) else { continue };
        let Some((from, to)) = destination(prose, at) else { continue };
        found.push(Named { from, to, picture: open > 0 && bytes[open - 1] == b'!' });
        at = to;
    }
    found
}

/// The `[` that belongs to the `]` at `close`.
fn opening(bytes: &[u8], close: usize) -> Option<usize> {
    let mut depth = 0_u32;
    for at in (0..close).rev() {
        match bytes[at] {
            b']' => depth += 1,
            b'[' if depth == 0 => return Some(at),
            b'[' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The address behind an opening parenthesis, without its brackets.
fn destination(prose: &str, after: usize) -> Option<(usize, usize)> {
    let rest = &prose[after..];
    let start = after + (rest.len() - rest.trim_start().len());
    if prose[start..].starts_with('<') {
        let end = prose[start..].find('>')?;
        return Some((start + 1, start + end));
    }
    let mut depth = 0_u32;
    for (offset, letter) in prose[start..].char_indices() {
        match letter {
            '(' => depth += 1,
            ')' if depth == 0 => return Some((start, start + offset)),
            ')' => depth -= 1,
            _ if letter.is_whitespace() => return Some((start, start + offset)),
            _ => {}
        }
    }
    None
}

/// Addresses written out in the text, outside those that are already found.
fn bare(prose: &str, named: &[Named]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for start in ["http://", "https://", "www."] {
        for (at, _) in prose.match_indices(start) {
            let inside = named.iter().any(|link| (link.from..link.to).contains(&at));
            let attached = prose[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '/');
            if inside || attached {
                continue;
            }
            let text = cut(&prose[at..]);
            let scheme = if start == "www." { "http://" } else { "" };
            found.push((at, format!("{scheme}{text}")));
        }
    }
    found
}

/// An address up to where it ends in running text.
fn cut(rest: &str) -> &str {
    let end = rest
        .find(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '|' | '[' | ']'))
        .unwrap_or(rest.len());
    let mut text = &rest[..end];
    loop {
        let shorter = text.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']);
        let unbalanced =
            shorter.ends_with(')') && shorter.matches(')').count() > shorter.matches('(').count();
        let shorter = if unbalanced { &shorter[..shorter.len() - 1] } else { shorter };
        if shorter.len() == text.len() {
            return text;
        }
        text = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(message: &str) -> Option<String> {
        links(message).first
    }

    #[test]
    fn the_first_link_is_found_however_it_is_written() {
        for (message, url) in [
            ("see https://example.org/a, then https://example.org/b", "https://example.org/a"),
            ("(see https://example.org/a_(b)).", "https://example.org/a_(b)"),
            ("<https://example.org/x>", "https://example.org/x"),
            ("[text](https://example.org/x \"title\") https://example.org/y", "https://example.org/x"),
            ("[t](<https://example.org/a>) http://example.org/z", "https://example.org/a"),
            ("look at www.example.org!", "http://www.example.org"),
            ("![shown](https://example.org/p.png) https://example.org/x", "https://example.org/x"),
            ("[![shown](https://example.org/p.png)](https://example.org/x)", "https://example.org/x"),
        ] {
            assert_eq!(first(message).as_deref(), Some(url), "{message}");
        }
    }

    #[test]
    fn code_other_schemes_and_parts_of_words_are_no_links() {
        for message in [
            "`https://example.org`",
            "```\nhttps://example.org\n```",
            "ftp://example.org javascript://x",
            "xhttps://example.org",
            "http:// https://",
            "[x](/team/channel)",
        ] {
            assert_eq!(first(message), None, "{message}");
        }
        let long = format!("https://example.org/{}", "a".repeat(URL_MAX));
        assert_eq!(first(&long), None);
    }

    #[test]
    fn pictures_are_listed_once_each_and_only_a_few() {
        let message = "![a](https://e.org/1.png) ![b](https://e.org/1.png =20x20) ![c](relative.png)";
        assert_eq!(links(message).pictures, ["https://e.org/1.png"]);
        assert_eq!(links(message).first, None);
        let many: String = (0..20).map(|n| format!("![x](https://e.org/{n}.png) ")).collect();
        assert_eq!(links(&many).pictures.len(), PICTURES_MAX);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(\\PC|[\\[\\]()!<>`]|https://|www\\.){0,60}") {
            let _found = links(&text);
        }
    }
}
