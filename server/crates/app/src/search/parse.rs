//! From what people type into a search box to terms and filters. Pure: no database, no panic, whatever is typed.
//!
//! `word`, `wor*`, `"a phrase"`, `#tag`, `-word`, `from:name`, `in:channel`, `in:@name`, `before:`, `after:`, `on:` with
//! `YYYY-MM-DD`, each filter also with `-` before it and with a space behind its colon.

use chinwag_model::Millis;
use chinwag_store::search::Term;
use chrono::NaiveDate;

/// A search taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Terms to find.
    pub terms: Vec<Term>,
    /// Terms that must not be there.
    pub excluded: Vec<Term>,
    /// Authors by username.
    pub from: Vec<String>,
    /// Not these authors.
    pub not_from: Vec<String>,
    /// Channels by name; `@name` for direct messages.
    pub channels: Vec<String>,
    /// Not these channels.
    pub not_channels: Vec<String>,
    /// Days.
    pub dates: Vec<DateRule>,
}

/// A day, and which side of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateRule {
    /// Before, after or on it.
    pub when: When,
    /// When the day begins in UTC.
    pub start: Millis,
    /// Whether these posts are left out.
    pub negated: bool,
}

/// Which side of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Before it begins.
    Before,
    /// After it has ended.
    After,
    /// Within it.
    On,
}

/// Most terms and filters; the rest is passed over.
const PARTS_MAX: usize = 64;

impl Query {
    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A piece of the text: a word, or what was in quotes.
struct Piece<'a> {
    text: &'a str,
    quoted: bool,
    negated: bool,
}

/// Takes a search apart.
#[must_use]
pub fn parse_search(text: &str) -> Query {
    let mut query = Query::default();
    let mut pieces = pieces(text).into_iter().take(PARTS_MAX).peekable();
    while let Some(piece) = pieces.next() {
        if piece.quoted {
            query.add_term(phrase(piece.text), piece.negated);
            continue;
        }
        let Some((flag, value)) = flag(piece.text) else {
            query.add_term(term(piece.text), piece.negated);
            continue;
        };
        let value = if value.is_empty() {
            // `from: bob`: the value is the next piece.
            pieces
                .next_if(|next| !next.negated && (next.quoted || self::flag(next.text).is_none()))
                .map(|next| next.text)
        } else {
            Some(value)
        };
        if let Some(value) = value {
            query.add_filter(flag, value, piece.negated);
        }
    }
    query
}

/// Words and quoted parts. A quote that is never closed is read as if it were not there.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (negated, body) = match rest.strip_prefix('-') {
            Some(body) if !body.starts_with(char::is_whitespace) && !body.is_empty() => (true, body),
            _ => (false, rest),
        };
        let closed = body.strip_prefix('"').and_then(|inside| inside.split_once('"'));
        if let Some((inside, after)) = closed {
            found.push(Piece { text: inside, quoted: true, negated });
            rest = after.trim_start();
            continue;
        }
        let end = body.find(char::is_whitespace).unwrap_or(body.len());
        // `from:"bob"` and `say"hello there"`: a word ends where a closed quote begins.
        let quote = body[..end].find('"').filter(|at| *at > 0 && body[at + 1..].contains('"'));
        let end = quote.unwrap_or(end);
        found.push(Piece { text: &body[..end], quoted: false, negated });
        rest = body[end..].trim_start();
    }
    found
}

#[derive(Clone, Copy)]
enum Flag {
    From,
    In,
    Date(When),
}

fn flag(word: &str) -> Option<(Flag, &str)> {
    let (name, value) = word.split_once(':')?;
    let flag = match name.to_ascii_lowercase().as_str() {
        "from" => Flag::From,
        "in" | "channel" => Flag::In,
        "before" => Flag::Date(When::Before),
        "after" => Flag::Date(When::After),
        "on" => Flag::Date(When::On),
        _ => return None,
    };
    Some((flag, value))
}

fn phrase(text: &str) -> Option<Term> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.contains(char::is_alphanumeric).then_some(Term::Phrase(words))
}

fn term(word: &str) -> Option<Term> {
    let (body, prefix) = match word.trim_end_matches('*') {
        body if body.len() < word.len() => (body, true),
        body => (body, false),
    };
    let body = body.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '#' | '_'));
    if let Some(tag) = body.strip_prefix('#') {
        let tag = tag.trim_matches(|c: char| !c.is_alphanumeric() && c != '_');
        if tag.is_empty() {
            return None;
        }
        let tag = format!("#{}", tag.to_lowercase());
        return Some(if prefix { Term::TagPrefix(tag) } else { Term::Tag(tag) });
    }
    if !body.contains(char::is_alphanumeric) {
        return None;
    }
    Some(if prefix { Term::Prefix(body.into()) } else { Term::Phrase(body.into()) })
}

impl Query {
    fn add_term(&mut self, term: Option<Term>, negated: bool) {
        let list = if negated { &mut self.excluded } else { &mut self.terms };
        list.extend(term);
    }

    fn add_filter(&mut self, flag: Flag, value: &str, negated: bool) {
        let value = value.to_lowercase();
        match flag {
            Flag::From => {
                let list = if negated { &mut self.not_from } else { &mut self.from };
                let name = value.trim_start_matches('@').trim_end_matches([',', ';']);
                if !name.is_empty() {
                    list.push(name.to_owned());
                }
            }
            Flag::In => {
                let list = if negated { &mut self.not_channels } else { &mut self.channels };
                let name = value.trim_start_matches(['~', '#']).trim_end_matches([',', ';']);
                if !name.trim_start_matches('@').is_empty() {
                    list.push(name.to_owned());
                }
            }
            Flag::Date(when) => {
                let day = NaiveDate::parse_from_str(&value, "%Y-%m-%d").ok();
                let start = day
                    .filter(|d| (1970..=9999).contains(&chrono::Datelike::year(d)))
                    .and_then(|d| d.and_hms_opt(0, 0, 0))
                    .map(|t| t.and_utc().timestamp_millis());
                self.dates.extend(start.map(|start| DateRule { when, start, negated }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn phrase(text: &str) -> Term {
        Term::Phrase(text.into())
    }

    #[test]
    fn words_phrases_prefixes_and_tags_are_told_apart() {
        let query = parse_search(r#"plain, "two  words" pre* #Tag #be* -not -"not this" -#out (x)"#);
        assert_eq!(
            query.terms,
            [
                phrase("plain"),
                phrase("two words"),
                Term::Prefix("pre".into()),
                Term::Tag("#tag".into()),
                Term::TagPrefix("#be".into()),
                phrase("x")
            ]
        );
        assert_eq!(query.excluded, [phrase("not"), phrase("not this"), Term::Tag("#out".into())]);
    }

    #[test]
    fn filters_take_their_value_with_and_without_a_space_and_can_be_turned_round() {
        let query = parse_search("from:@Bob FROM: ann -from:eve in:~Dev in: @bob channel:ops -in:off word");
        assert_eq!(query.from, ["bob", "ann"]);
        assert_eq!(query.not_from, ["eve"]);
        assert_eq!(query.channels, ["dev", "@bob", "ops"]);
        assert_eq!(query.not_channels, ["off"]);
        assert_eq!(query.terms, [phrase("word")]);
    }

    #[test]
    fn days_are_read_and_what_is_no_day_is_passed_over() {
        let query = parse_search("on:1970-01-02 before:2020-13-45 -after:1970-01-01 after:soon");
        let day = 86_400_000;
        assert_eq!(
            query.dates,
            [
                DateRule { when: When::On, start: day, negated: false },
                DateRule { when: When::After, start: 0, negated: true }
            ]
        );
        assert!(parse_search("before:never *** - ").is_empty());
    }

    #[test]
    fn an_unclosed_quote_is_a_word_and_an_address_is_no_filter() {
        assert_eq!(
            parse_search("say \"hello there").terms,
            [phrase("say"), phrase("hello"), phrase("there")]
        );
        assert_eq!(parse_search("https://example.org/a").terms, [phrase("https://example.org/a")]);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_taken_apart_and_every_term_has_something_to_find(text in "\\PC*") {
            let query = parse_search(&text);
            for term in query.terms.iter().chain(&query.excluded) {
                let (Term::Phrase(text) | Term::Prefix(text) | Term::Tag(text) | Term::TagPrefix(text)) = term;
                prop_assert!(text.contains(|c: char| c.is_alphanumeric() || c == '_'));
            }
        }

        #[test]
        fn quotes_dashes_and_stars_in_any_order_do_no_harm(text in "[-\"*#: a@~\\n]{0,40}") {
            let _query = parse_search(&text);
        }
    }
}
