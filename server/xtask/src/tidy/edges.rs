//! The walls of the house: which crate may depend on which, and what each must never know.
//!
//! Holds the table as data, and the rules that read it. A new edge is one line here, and the slowest review of all.
//! server/docs/ARCHITECTURE.md explains the table. Crates that do not stand yet have their row already, so that the
//! walls are there before the rooms.

use super::Finding;
use super::house::{File, House, Need};
use super::source::names;

/// One package's row.
struct Row {
    /// The package's name.
    package: &'static str,
    /// Where it lies.
    folder: &'static str,
    /// Packages of ours it may be built with.
    may: &'static [&'static str],
    /// Groups of other people's packages it must not be built with.
    never: &'static [&'static [&'static str]],
    /// Names that must not stand in its code.
    never_names: &'static [&'static str],
}

const ASYNC: &[&str] =
    &["tokio", "tokio-util", "futures", "futures-util", "futures-core", "async-trait", "smol"];
const SQL: &[&str] = &[
    "rusqlite",
    "libsqlite3-sys",
    "tokio-postgres",
    "deadpool-postgres",
    "postgres",
    "sqlx",
    "diesel",
    "sea-orm",
];
const SERVES: &[&str] = &["axum", "hyper", "hyper-util", "tower", "tower-http", "tokio-tungstenite", "warp"];
const CALLS: &[&str] = &["reqwest", "ureq", "lettre", "object_store"];
/// Names of methods, headers and statuses. `outside` speaks them, so `app` may too; what is below it may not.
const HTTP_WORDS: &[&str] = &["http"];
const WASM: &[&str] = &["wasmtime", "wasmtime-wasi", "wasmtime-wasi-http", "wit-bindgen", "wasmer", "wasmi"];

/// Any package may have these for its tests.
const FOR_TESTS: &[&str] = &["chinwag-testkit", "chinwag-client"];

/// The packages through which the wasm engine is reached; everything else is built and tested without it.
const KNOW_THE_ENGINE: &[&str] = &["chinwag-plugin-engine", "chinwag-plugin-host", "chinwag"];
const ENGINE: &[&str] = &["wasmtime", "cranelift"];

/// The folders in whose code a string may be an SQL statement.
const SPEAK_SQL: &[&str] = &["server/crates/store/", "server/crates/testkit/", "server/xtask/", "tests/"];
const SQL_STATEMENTS: &[&str] = &[
    "SELECT ",
    "INSERT INTO ",
    "INSERT OR ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "CREATE INDEX ",
    "ALTER TABLE ",
    "DROP TABLE ",
    "PRAGMA ",
];

const TABLE: &[Row] = &[
    Row {
        package: "chinwag-model",
        folder: "server/crates/model/",
        may: &[],
        never: &[ASYNC, SQL, SERVES, CALLS, WASM, HTTP_WORDS],
        never_names: &["async", "await"],
    },
    Row {
        package: "chinwag-bundle",
        folder: "server/crates/bundle/",
        may: &[],
        never: &[SQL, SERVES, CALLS, WASM, HTTP_WORDS],
        never_names: &["chinwag_model"],
    },
    Row {
        package: "chinwag-plugin-contract",
        folder: "server/crates/plugin-contract/",
        may: &["chinwag-model", "chinwag-bundle"],
        never: &[SQL, SERVES, CALLS, WASM, HTTP_WORDS],
        never_names: &["wasmtime", "wit_bindgen"],
    },
    Row {
        package: "chinwag-events",
        folder: "server/crates/events/",
        may: &["chinwag-model"],
        never: &[SERVES, CALLS, WASM, HTTP_WORDS],
        never_names: &["WebSocket", "TcpStream", "Permission"],
    },
    Row {
        package: "chinwag-store",
        folder: "server/crates/store/",
        may: &["chinwag-model", "chinwag-events"],
        never: &[SERVES, CALLS, WASM, HTTP_WORDS],
        never_names: &["Permission", "StatusCode", "HeaderMap"],
    },
    Row {
        package: "chinwag-outside",
        folder: "server/crates/outside/",
        may: &["chinwag-model"],
        never: &[SQL, SERVES, WASM],
        never_names: &[],
    },
    Row {
        package: "chinwag-plugin-engine",
        folder: "server/crates/plugin-engine/",
        may: &[],
        never: &[SQL, SERVES, CALLS],
        never_names: &["Post", "Channel", "Team", "Manifest"],
    },
    Row {
        package: "chinwag-app",
        folder: "server/crates/app/",
        may: &[
            "chinwag-model",
            "chinwag-store",
            "chinwag-events",
            "chinwag-outside",
            "chinwag-plugin-contract",
            "chinwag-bundle",
        ],
        never: &[SQL, SERVES, CALLS, WASM],
        never_names: &["axum", "StatusCode", "HeaderMap"],
    },
    Row {
        package: "chinwag-http",
        folder: "server/crates/http/",
        may: &["chinwag-model", "chinwag-app", "chinwag-events", "chinwag-plugin-contract"],
        never: &[SQL, WASM],
        never_names: &["rusqlite", "tokio_postgres"],
    },
    Row {
        package: "chinwag-automation",
        folder: "server/crates/automation/",
        may: &[
            "chinwag-model",
            "chinwag-app",
            "chinwag-events",
            "chinwag-store",
            "chinwag-outside",
            "chinwag-plugin-contract",
        ],
        never: &[SQL, SERVES, CALLS, WASM],
        never_names: &["axum"],
    },
    Row {
        package: "chinwag-plugin-host",
        folder: "server/crates/plugin-host/",
        may: &[
            "chinwag-model",
            "chinwag-bundle",
            "chinwag-plugin-contract",
            "chinwag-outside",
            "chinwag-plugin-engine",
        ],
        never: &[SQL, &["axum", "tower", "tower-http"]],
        never_names: &["axum"],
    },
    Row {
        package: "chinwag",
        folder: "server/crates/chinwag/",
        may: &[
            "chinwag-model",
            "chinwag-bundle",
            "chinwag-plugin-contract",
            "chinwag-events",
            "chinwag-store",
            "chinwag-outside",
            "chinwag-plugin-engine",
            "chinwag-app",
            "chinwag-http",
            "chinwag-automation",
            "chinwag-plugin-host",
        ],
        never: &[SQL],
        never_names: &[],
    },
    Row {
        package: "chinwag-client",
        folder: "server/crates/client/",
        may: &["chinwag-model", "chinwag-bundle"],
        never: &[SQL, &["axum"], WASM],
        never_names: &[],
    },
    Row {
        package: "wag",
        folder: "server/crates/wag/",
        may: &["chinwag-model", "chinwag-bundle", "chinwag-client"],
        never: &[SQL, &["axum"], WASM],
        never_names: &[],
    },
    Row {
        package: "chinwag-testkit",
        folder: "server/crates/testkit/",
        may: &[
            "chinwag-model",
            "chinwag-bundle",
            "chinwag-plugin-contract",
            "chinwag-events",
            "chinwag-store",
            "chinwag-outside",
            "chinwag-app",
            "chinwag-http",
            "chinwag-client",
        ],
        never: &[WASM],
        never_names: &[],
    },
    Row {
        package: "chinwag-tests",
        folder: "tests/",
        may: &["chinwag-model", "chinwag-client", "chinwag-testkit", "chinwag-store", "chinwag-events"],
        never: &[WASM],
        never_names: &[],
    },
    Row {
        package: "chinwag-fuzz",
        folder: "tests/fuzz/",
        may: &["chinwag-model", "chinwag-app", "chinwag-http", "chinwag-testkit", "chinwag-bundle"],
        never: &[WASM],
        never_names: &[],
    },
    Row {
        package: "chinwag-load",
        folder: "tests/load/",
        may: &["chinwag-model", "chinwag-store", "chinwag-events"],
        never: &[WASM],
        never_names: &[],
    },
    Row {
        package: "chinwag-plugin",
        folder: "plugin-api/rust/",
        may: &[],
        never: &[SQL, SERVES],
        never_names: &[],
    },
    Row {
        package: "xtask",
        folder: "server/xtask/",
        may: &[],
        never: &[ASYNC, SQL, SERVES, CALLS, WASM],
        never_names: &[],
    },
];

/// Every edge between our packages stands in the table.
pub(super) fn edges(house: &House) -> Vec<Finding> {
    let ours = &house.packages.ours;
    let mut found = Vec::new();
    for (package, needs) in ours {
        let Some(row) = TABLE.iter().find(|row| row.package == package) else {
            let words = format!(
                "package `{package}` has no row in the table of edges: add it, with what it must never know"
            );
            found.push(Finding::new("server/xtask/src/tidy/edges.rs", words));
            continue;
        };
        for (name, need) in needs.iter().filter(|(name, _)| ours.contains_key(name)) {
            let for_tests = *need == Need::Test && (FOR_TESTS.contains(&name.as_str()) || name == package);
            if !for_tests && !row.may.contains(&name.as_str()) {
                let may = if row.may.is_empty() { "none of ours".to_owned() } else { row.may.join(", ") };
                let words = format!("`{package}` depends on `{name}`; it may depend on: {may}");
                found.push(Finding::new(format!("{}Cargo.toml", row.folder), words));
            }
        }
    }
    found
}

/// No package is built with what it must never know, and none of its code names it.
pub(super) fn never_knows(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in TABLE {
        for (name, need) in house.packages.ours.get(row.package).into_iter().flatten() {
            if *need == Need::Build && row.never.iter().any(|group| group.contains(&name.as_str())) {
                let words = format!("`{}` must never know `{name}`", row.package);
                found.push(Finding::new(format!("{}Cargo.toml", row.folder), words));
            }
        }
        let source = format!("{}src/", row.folder);
        for file in house.rust().filter(|file| file.path.starts_with(&source) && !row.never_names.is_empty())
        {
            for (line, name) in names(&file.scanned().code).filter(|(_, name)| row.never_names.contains(name))
            {
                let words = format!("`{}` must never know `{name}`", row.package);
                found.push(Finding::at(&file.path, line, words));
            }
        }
    }
    found
}

/// The wasm engine is reached only through the packages that own it.
pub(super) fn engine_walled_in(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for (package, reached) in &house.packages.reached {
        let engine = reached.keys().find(|name| ENGINE.iter().any(|engine| name.starts_with(engine)));
        if let Some(engine) = engine.filter(|_| !KNOW_THE_ENGINE.contains(&package.as_str())) {
            let mut way = vec![engine.as_str()];
            while let Some(via) = way.last().and_then(|last| reached.get(*last)) {
                way.insert(way.len(), via);
            }
            way.reverse();
            let words = format!("`{package}` reaches the wasm engine: {}", way.join(" → "));
            found.push(Finding::new("Cargo.toml", words));
        }
    }
    found
}

/// SQL is spoken in `store` and nowhere else in the server.
pub(super) fn sql_stays_in_store(house: &House) -> Vec<Finding> {
    let elsewhere = |file: &&File| !SPEAK_SQL.iter().any(|folder| file.path.starts_with(folder));
    let mut found = Vec::new();
    for file in house.rust().filter(|file| file.path.starts_with("server/")).filter(elsewhere) {
        for (line, text) in &file.scanned().strings {
            if SQL_STATEMENTS.iter().any(|start| text.trim_start().starts_with(start)) {
                found.push(Finding::at(&file.path, *line, "an SQL statement outside `store`"));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_has_one_row_and_a_row_names_only_packages_of_the_table() {
        for (index, row) in TABLE.iter().enumerate() {
            assert!(
                !TABLE[..index].iter().any(|other| other.package == row.package),
                "two rows: {}",
                row.package
            );
            let strangers = row.may.iter().find(|name| !TABLE.iter().any(|other| other.package == **name));
            assert_eq!(strangers, None, "in the row of {}", row.package);
        }
    }
}

#[cfg(test)]
pub(super) mod samples {
    //! Small houses that break the rules of this module, and their repaired twins.
    use super::*;

    fn depends(package: &str, on: &str, need: Need) -> House {
        let mut house = House::default();
        for name in [package, on] {
            if TABLE.iter().any(|row| row.package == name) || name.starts_with("chinwag") {
                house.packages.ours.entry(name.into()).or_default();
            }
        }
        house.packages.ours.entry(package.into()).or_default().push((on.into(), need));
        house
    }

    fn reaches(package: &str) -> House {
        let mut house = House::default();
        let way = [("wasmtime", "middle"), ("middle", package)].map(|(a, b)| (a.into(), b.into()));
        house.packages.reached.insert(package.into(), way.into());
        house
    }

    fn code(path: &str, text: &str) -> House {
        House { files: vec![File::new(path, text)], ..House::default() }
    }

    pub(in crate::tidy) fn broken() -> Vec<(&'static str, House)> {
        vec![
            ("edges", depends("chinwag-http", "chinwag-store", Need::Build)),
            ("edges", depends("chinwag-http", "chinwag-store", Need::Test)),
            ("edges", depends("chinwag-store", "chinwag-app", Need::Build)),
            ("edges", depends("chinwag-app", "chinwag-testkit", Need::Build)),
            ("edges", depends("chinwag-unheard-of", "serde", Need::Build)),
            ("never-knows", depends("chinwag-app", "axum", Need::Build)),
            ("never-knows", depends("chinwag-model", "tokio", Need::Build)),
            ("never-knows", depends("chinwag-store", "http", Need::Build)),
            ("never-knows", depends("chinwag-http", "rusqlite", Need::Build)),
            ("never-knows", code("server/crates/store/src/post.rs", "fn f(p: Permission) {}")),
            ("engine", reaches("chinwag-http")),
            ("sql", code("server/crates/http/src/post.rs", "fn f() { q(\"SELECT id FROM posts\") }")),
            ("sql", code("server/crates/app/src/post.rs", "const Q: &str = r#\"\n  DELETE FROM posts\"#;")),
        ]
    }

    pub(in crate::tidy) fn sound() -> Vec<(&'static str, House)> {
        vec![
            ("edges", depends("chinwag-http", "chinwag-app", Need::Build)),
            ("edges", depends("chinwag-app", "chinwag-testkit", Need::Test)),
            ("never-knows", depends("chinwag-http", "axum", Need::Build)),
            ("never-knows", depends("chinwag-app", "http", Need::Build)),
            ("never-knows", depends("chinwag-model", "tokio", Need::Test)),
            (
                "never-knows",
                code("server/crates/store/src/post.rs", "// a Permission is not ours\nfn f() {}"),
            ),
            ("engine", reaches("chinwag-plugin-host")),
            ("sql", code("server/crates/store/src/post.rs", "fn f() { q(\"SELECT id FROM posts\") }")),
            ("sql", code("server/crates/http/src/post.rs", "fn f() { say(\"Select a file\") } // SELECT x")),
        ]
    }
}
