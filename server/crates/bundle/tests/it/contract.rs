//! What PLUGIN-CONTRACT.md says is what the code does.

use std::fmt::Write as _;

use chinwag_bundle::{ArchiveLimits, Argument, AskedLimit, CapabilityKind, Code, Kind, Manifest, Severity};

const CONTRACT: &str = include_str!("../../../../docs/PLUGIN-CONTRACT.md");

fn between<'a>(start: &str, end: &str) -> &'a str {
    let from = CONTRACT.find(start).unwrap_or_else(|| panic!("`{start}` is not there")) + start.len();
    CONTRACT[from..].split(end).next().unwrap()
}

#[test]
fn the_table_of_capabilities_is_that_of_the_code() {
    let mut table = String::from("| capability | argument | written | risk | by name | the plugin may … |\n");
    table.push_str("| --- | --- | --- | --- | --- | --- |\n");
    for row in CapabilityKind::TABLE {
        let argument = match row.argument {
            Argument::None => "–",
            Argument::Host => "host",
            Argument::PrivateHost => "own host",
            Argument::Plugin => "plugin, or none",
            Argument::Category => "category, or none",
        };
        let words = match row.words_with {
            "" => row.words.to_owned(),
            with => format!("{}; with an argument: {}", row.words, with.replace("{}", "…")),
        };
        let by_name = if row.explicit { "yes" } else { "–" };
        let (name, example, risk) = (row.name, row.example, row.risk.as_str());
        writeln!(table, "| `{name}` | {argument} | `{example}` | {risk} | {by_name} | {words} |").unwrap();
    }
    assert!(CONTRACT.contains(&table), "the table in PLUGIN-CONTRACT.md must be:\n\n{table}");
}

#[test]
fn the_table_of_limits_is_that_of_the_code() {
    let mut table =
        String::from("| limit | usual | least | most | what is counted |\n| --- | --- | --- | --- | --- |\n");
    for row in AskedLimit::TABLE {
        writeln!(table, "| `{}` | {} | {} | {} | {} |", row.name, row.usual, row.least, row.most, row.words)
            .unwrap();
    }
    assert!(CONTRACT.contains(&table), "the table in PLUGIN-CONTRACT.md must be:\n\n{table}");
}

#[test]
fn the_example_is_a_manifest_without_a_warning() {
    let example = between("```json\n", "```");
    let read = Manifest::read("plugin.json", example.as_bytes()).unwrap();
    assert_eq!(read.warnings, []);
}

#[test]
fn the_limits_of_archives_and_the_kinds_are_as_written() {
    let limits = ArchiveLimits::default();
    let table = between("| bytes as they come |", "Refused:");
    let mib = |bytes: u64| format!("{} MiB", bytes / 1024 / 1024);
    for expected in [
        mib(limits.compressed),
        mib(limits.unpacked),
        mib(limits.file),
        format!("{} times", limits.ratio),
        format!("{} bytes", limits.path_bytes),
        format!("{} folders", limits.depth),
        "| entries | 10,000 |".to_owned(),
    ] {
        assert!(
            table.contains(&expected) || format!("| bytes as they come |{table}").contains(&expected),
            "{expected}"
        );
    }
    assert_eq!(limits.entries, 10_000);
    for kind in Kind::ALL {
        assert!(CONTRACT.contains(&format!("`{}`", kind.as_str())));
    }
}

#[test]
fn codes_that_are_written_exist_and_all_codes_have_their_own_name_and_advice() {
    let mut names: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    names.sort_unstable();
    assert!(names.windows(2).all(|two| two[0] != two[1]), "each name once");
    for code in Code::ALL {
        assert!(code.advice().len() > 10, "{code}");
        assert!(matches!(code.severity(), Severity::Error | Severity::Warning));
    }
    for word in
        CONTRACT.split('`').filter(|word| word.starts_with("signature.") || word.starts_with("manifest."))
    {
        assert!(names.contains(&word), "{word} is no code");
    }
}
