//! Names of time zones that a person may choose, as the IANA database has them.

/// Every name, in alphabetical order.
pub fn names() -> impl Iterator<Item = &'static str> {
    include_str!("timezones.txt").lines()
}
