//! The one dialect our SQL is written in, and its translation for SQLite.
//!
//! We write what PostgreSQL understands, with these habits: `$1` parameters; lists as `= ANY($n)` or
//! `<> ALL($n)`; `GREATEST`/`LEAST`; `ILIKE` with lower-case patterns; casts as `::bigint`, `::text`,
//! `::boolean`; `FOR UPDATE` where a row is locked. Upserts, `RETURNING` and window functions are the same in both.

/// The statement as SQLite takes it.
#[must_use]
pub fn sqlite(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 32);
    let mut rest = sql;
    while let Some((before, found, after)) = next_special(rest) {
        out.push_str(before);
        let consumed = match found {
            Special::Any => list(after, "IN (SELECT value FROM json_each(?", &mut out),
            Special::All => list(after, "NOT IN (SELECT value FROM json_each(?", &mut out),
            Special::Param => {
                out.push('?');
                0
            }
            Special::Replace(text) => {
                out.push_str(text);
                0
            }
        };
        rest = &after[consumed..];
    }
    out.push_str(rest);
    out
}

enum Special {
    Any,
    All,
    Param,
    Replace(&'static str),
}

const WORDS: [(&str, Special); 10] = [
    ("= ANY($", Special::Any),
    ("<> ALL($", Special::All),
    ("GREATEST(", Special::Replace("MAX(")),
    ("LEAST(", Special::Replace("MIN(")),
    (" ILIKE ", Special::Replace(" LIKE ")),
    ("::bigint", Special::Replace("")),
    ("::text", Special::Replace("")),
    ("::boolean", Special::Replace("")),
    (" FOR UPDATE", Special::Replace("")),
    ("$", Special::Param),
];

fn next_special(text: &str) -> Option<(&str, &'static Special, &str)> {
    WORDS
        .iter()
        .filter_map(|(word, special)| text.find(word).map(|at| (at, word.len(), special)))
        .min_by_key(|(at, len, _)| (*at, std::cmp::Reverse(*len)))
        .map(|(at, len, special)| (&text[..at], special, &text[at + len..]))
}

/// Writes the list form and says how many bytes of `after` (digits and the closing bracket) it used.
fn list(after: &str, open: &str, out: &mut String) -> usize {
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    out.push_str(open);
    out.push_str(&after[..digits]);
    out.push_str("))");
    digits + 1
}

#[cfg(test)]
mod tests {
    use super::sqlite;

    #[test]
    fn parameters_lists_and_functions_become_what_sqlite_knows() {
        assert_eq!(
            sqlite(
                "SELECT GREATEST(a, $2)::bigint FROM t WHERE id = ANY($1) AND b <> ALL($3) AND c = $10 FOR UPDATE"
            ),
            "SELECT MAX(a, ?2) FROM t WHERE id IN (SELECT value FROM json_each(?1)) AND b NOT IN (SELECT value FROM json_each(?3)) AND c = ?10"
        );
    }
}
