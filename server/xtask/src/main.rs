//! The two commands of the house (run, test) and their parts.

fn main() {}
