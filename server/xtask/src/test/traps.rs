//! The table of traps in server/docs/TESTING.md cannot lie: each file and each test it names is there.
//!
//! Holds the reader of that table and its test. The traps themselves are tested where the table says.

use crate::place::Place;

const HEADING: &str = "## The traps";

/// What the table names and what is not there, in words. `read` gives a file of the repository by its path.
fn missing(document: &str, read: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    let table = document.split(HEADING).nth(1).unwrap_or_default();
    let table = table.split("\n## ").next().unwrap_or_default();
    for row in table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| --- ")) {
        let Some(tests) = row.split(" | ").nth(1) else { continue };
        let mut file = String::new();
        for name in marked(tests) {
            if name.contains('/') {
                file = read(&name).unwrap_or_default();
                if file.is_empty() {
                    found.push(format!("{name} is not there"));
                }
            } else if !file.contains(&name) {
                found.push(format!("no test `{name}` in the file named before it"));
            }
        }
    }
    found
}

/// What stands between backquotes or quotation marks, in order.
fn marked(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['`', '"']) {
        let mark = &rest[start..=start];
        let Some(length) = rest[start + 1..].find(mark) else { break };
        names.push(rest[start + 1..start + 1 + length].to_owned());
        rest = &rest[start + length + 2..];
    }
    names
}

#[test]
fn every_trap_of_the_protocol_names_tests_that_are_there() {
    let root = Place::here().root;
    let read = |path: &str| std::fs::read_to_string(root.join(path)).ok();
    let document = read("server/docs/TESTING.md").expect("the document");
    assert!(document.contains(HEADING));
    assert_eq!(missing(&document, read), Vec::<String>::new());
}

#[test]
fn a_trap_whose_test_was_renamed_or_whose_file_moved_is_found() {
    let table = "## The traps, and\n\n| trap | test |\n| --- | --- |\n| 1 a | `t/a.rs` `holds`; `t/b.js` \"says so\" |\n\n## More\n| x | `y/z` |\n";
    let read = |path: &str| match path {
        "t/a.rs" => Some("fn holds() {}".to_owned()),
        "t/b.js" => Some("test('says so', …)".to_owned()),
        _ => None,
    };
    assert_eq!(missing(table, read), Vec::<String>::new());
    let renamed = missing(&table.replace("`holds`", "`held`"), read);
    assert_eq!(renamed, ["no test `held` in the file named before it"]);
    assert_eq!(missing(&table.replace("t/b.js", "t/c.js"), read).len(), 2);
}
