//! The query of an address and percent signs, as browsers write them.

/// The pairs of a query.
pub(super) fn pairs(query: &str) -> impl Iterator<Item = (String, String)> + '_ {
    query.split('&').filter(|part| !part.is_empty()).map(|part| {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        (decoded(&key.replace('+', " ")), decoded(&value.replace('+', " ")))
    })
}

/// A part of an address without its percent signs. What is not UTF-8 afterwards is shown as `�`.
pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_browsers_write_it() {
        let all: Vec<_> = pairs("a=1&b=two+words&c=%C3%A4%2B&d&&e=100%").collect();
        let wanted = [("a", "1"), ("b", "two words"), ("c", "ä+"), ("d", ""), ("e", "100%")];
        assert_eq!(all, wanted.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }
}
