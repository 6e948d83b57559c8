//! Whom a message mentions.
//!
//! Names after `@` are looked up as usernames; the words people chose for themselves (mention keys, first names)
//! are kept in memory for the few who have any.

use std::collections::{HashMap, HashSet};

use chinwag_model::{AppResult, UserId, notify::UserNotifyProps, post::outside_code, user::User};
use chinwag_store::Store;
use parking_lot::RwLock;

use crate::stored;

/// Most phrases of one user; the rest of an endless list is passed over.
const PHRASES_MAX: usize = 100;

/// What a message names, before it is known who is in the channel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Texts after `@`, lower case; with and without trailing punctuation.
    pub names: Vec<String>,
    /// `@all` or `@channel`.
    pub everybody: bool,
    /// `@here`.
    pub here: bool,
    /// Users whose own words appear.
    pub by_key: HashSet<UserId>,
}

/// Own words of users, by the first word of each phrase (lower case).
#[derive(Default)]
pub struct MentionKeys(RwLock<HashMap<String, Vec<(UserId, String)>>>);

impl MentionKeys {
    pub(crate) async fn load(store: &Store) -> AppResult<Self> {
        let keys = Self::default();
        let users = stored(store.read_long(|tx| Box::pin(chinwag_store::user::with_mention_keys(tx))).await)?;
        for user in users {
            keys.set(&user);
        }
        Ok(keys)
    }

    /// Takes over the words of a user whose settings or name changed.
    pub fn set(&self, user: &User) {
        let mut map = self.0.write();
        for phrases in map.values_mut() {
            phrases.retain(|(id, _)| *id != user.id);
        }
        map.retain(|_, phrases| !phrases.is_empty());
        if user.delete_at > 0 {
            return;
        }
        for phrase in phrases(user, &user.notify_props.clone().unwrap_or_default()) {
            let Some(first) = words(&phrase).next().map(str::to_owned) else { continue };
            map.entry(first).or_default().push((user.id, phrase));
        }
    }

    fn find(&self, text: &str) -> HashSet<UserId> {
        let map = self.0.read();
        if map.is_empty() {
            return HashSet::new();
        }
        let lower = text.to_lowercase();
        let mut found = HashSet::new();
        // A word that stands there a thousand times is looked at once: each phrase costs a walk through the message.
        let mut looked_at = HashSet::new();
        for word in words(&lower) {
            let Some(phrases) = map.get(word) else { continue };
            if !looked_at.insert(word) {
                continue;
            }
            for (user, phrase) in phrases {
                if *phrase == *word || holds_phrase(&lower, phrase) {
                    found.insert(*user);
                }
            }
        }
        found
    }

    /// What a message names.
    #[must_use]
    pub fn scan(&self, message: &str) -> Named {
        let prose = outside_code(message);
        let mut named = Named { by_key: self.find(&prose), ..Named::default() };
        if !prose.contains('@') {
            return named;
        }
        let mut seen = HashSet::new();
        for (at, _) in prose.match_indices('@') {
            let glued = prose[..at]
                .chars()
                .next_back()
                .is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '@'));
            if glued {
                continue;
            }
            let name: String = prose[at + 1..]
                .chars()
                .take_while(|c| is_name(*c))
                .take(64)
                .collect::<String>()
                .to_lowercase();
            for candidate in candidates(&name) {
                match candidate {
                    "all" | "channel" => named.everybody = true,
                    "here" => named.here = true,
                    other => {
                        if seen.insert(other.to_owned()) {
                            named.names.push(other.to_owned());
                        }
                    }
                }
            }
        }
        named.names.truncate(100);
        named
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}

/// The name itself, and with each trailing `.`, `-`, `_` taken off: "@bob." mentions bob.
fn candidates(name: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        out.push(rest);
        match rest.strip_suffix(['.', '-', '_']) {
            Some(shorter) => rest = shorter,
            None => break,
        }
    }
    out
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '@' | '#' | '.' | '+'))
        .map(|w| w.trim_matches(['.', '-']))
        .filter(|w| !w.is_empty())
}

fn holds_phrase(text: &str, phrase: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(phrase).any(|(at, found)| {
        edge(text[..at].chars().next_back()) && edge(text[at + found.len()..].chars().next())
    })
}

fn phrases(user: &User, props: &UserNotifyProps) -> Vec<String> {
    let mut out: Vec<String> = props
        .mention_keys
        .split(',')
        .map(|k| k.trim().to_lowercase())
        .filter(|k| !k.is_empty() && *k != user.username && *k != format!("@{}", user.username))
        .take(PHRASES_MAX)
        .collect();
    if props.first_name == "true" && !user.first_name.is_empty() {
        out.push(user.first_name.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(name: &str, keys: &str) -> User {
        User {
            id: UserId::generate(),
            username: name.into(),
            first_name: "Ann".into(),
            notify_props: Some(UserNotifyProps {
                mention_keys: keys.into(),
                first_name: "true".into(),
                ..UserNotifyProps::default()
            }),
            ..User::default()
        }
    }

    #[test]
    fn names_after_an_at_sign_are_found_and_those_in_code_or_addresses_are_not() {
        let named =
            MentionKeys::default().scan("hi @Bob. and (@ann-lee), mail x@example.org `@code` @@twice");
        assert_eq!(named.names, ["bob.", "bob", "ann-lee", "twice"].map(str::to_owned)[..3].to_vec());
        assert!(!named.everybody && !named.here);
    }

    #[test]
    fn everybody_and_here_are_told_apart() {
        let named = MentionKeys::default().scan("@all @here");
        assert!(named.everybody && named.here && named.names.is_empty());
    }

    #[test]
    fn own_words_first_names_and_phrases_count_as_whole_words_only() {
        let keys = MentionKeys::default();
        let ann = user("ann", "release train, ops");
        keys.set(&ann);
        assert!(keys.scan("the Release Train leaves").by_key.contains(&ann.id));
        assert!(keys.scan("ask ann!").by_key.contains(&ann.id));
        assert!(keys.scan("release the train").by_key.is_empty());
        assert!(keys.scan("annotate the chops").by_key.is_empty());
        keys.set(&User { notify_props: None, first_name: String::new(), ..ann });
        assert!(keys.scan("ask ann, ops").by_key.is_empty());
    }
}
