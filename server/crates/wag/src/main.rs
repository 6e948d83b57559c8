//! The command line that administers a Chinwag server.

fn main() {}
