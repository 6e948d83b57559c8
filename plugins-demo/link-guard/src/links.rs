//! Links in a text: where they begin and end, their host, and what of their query is a tracker.

/// A piece of a text.
pub(crate) enum Found<'a> {
    /// Anything else.
    Text(&'a str),
    /// A web address.
    Link(Link<'a>),
}

/// A web address, as it was written.
pub(crate) struct Link<'a>(&'a str);

/// A text in pieces: together they are the text.
pub(crate) fn of(text: &str) -> Vec<Found<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = begin(rest) {
        let (before, from) = rest.split_at(start);
        let end =
            from.find(|one: char| one.is_whitespace() || "<>\"'`()[]{}|".contains(one)).unwrap_or(from.len());
        // A full stop behind a link ends the sentence.
        let end = from[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']).len();
        let (link, after) = from.split_at(end);
        pieces.extend([Found::Text(before), Found::Link(Link(link))]);
        rest = after;
    }
    pieces.push(Found::Text(rest));
    pieces
}

/// Where a link begins: the scheme in any case, with something behind it.
fn begin(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let places = ["https://", "http://"].into_iter().flat_map(|scheme| {
        let places = lower.match_indices(scheme).map(|(at, _)| at);
        places
            .filter(|at| lower[at + scheme.len()..].starts_with(|one: char| one.is_alphanumeric()))
            .collect::<Vec<_>>()
    });
    places.min()
}

impl Link<'_> {
    /// As it was written.
    pub(crate) fn whole(&self) -> String {
        self.0.to_owned()
    }

    /// Its host, in lower case, without a port.
    pub(crate) fn host(&self) -> String {
        let rest = self.0.split_once("://").map_or(self.0, |(_, rest)| rest);
        let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        // What stands before an `@` is a name, made to look like a host at times.
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        host.split(':').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase()
    }

    /// Without the parts of its query that are trackers, and how many there were.
    pub(crate) fn without(&self, trackers: &str) -> (String, usize) {
        let (address, fragment) =
            self.0.split_once('#').map_or((self.0, None), |(before, after)| (before, Some(after)));
        let Some((path, query)) = address.split_once('?') else { return (self.whole(), 0) };
        let is_tracker = |part: &&str| {
            let name = part.split('=').next().unwrap_or_default();
            trackers.split_whitespace().any(|tracker| match tracker.strip_suffix('*') {
                Some(beginning) => name.starts_with(beginning),
                None => name == tracker,
            })
        };
        let (gone, kept): (Vec<&str>, Vec<&str>) = query.split('&').partition(is_tracker);
        if gone.is_empty() {
            return (self.whole(), 0);
        }
        let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
        let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        (format!("{path}{query}{fragment}"), gone.len())
    }
}
