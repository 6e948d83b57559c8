//! The files of a new plugin, by language. They lie beside the crate's code in `templates/`, with `.in` behind their
//! names, because they are none before the names are filled in.

use crate::args::plugin::author::Language;

/// A file of a new plugin.
pub(super) struct Template {
    /// Where it goes, from the plugin's folder.
    pub(super) path: &'static str,
    pub(super) text: &'static str,
}

macro_rules! templates {
    ($folder:literal: $($path:literal),* $(,)?) => {
        [$(Template {
            path: $path,
            text: include_str!(concat!("../../../templates/", $folder, "/", $path, ".in")),
        }),*]
    };
}

/// The files of a plugin in this language.
pub(super) fn of(language: Language) -> Vec<Template> {
    let mut all = Vec::from(templates!("any": "webapp/main.js", "public/README.txt"));
    match language {
        Language::Rust => all.extend(templates!(
            "rust": "Cargo.toml", "plugin.json", "src/lib.rs", "README.md", ".gitignore"
        )),
        Language::Javascript => {
            all.extend(templates!(
                "javascript": "package.json", "plugin.json", "src/plugin.js", "test/plugin.test.js", "wit/world.wit",
                "README.md", ".gitignore"
            ));
            all.extend(contract());
        }
        Language::Python => {
            all.extend(templates!(
                "python": "pyproject.toml", "plugin.json", "plugin.py", "test_plugin.py", "wit/world.wit", "README.md",
                ".gitignore"
            ));
            all.extend(contract());
        }
    }
    all
}

macro_rules! contract {
    ($($name:literal),* $(,)?) => {
        [$(Template {
            path: concat!("wit/deps/chinwag-plugin/", $name, ".wit"),
            text: include_str!(concat!("../../../../../../wit/0.1/", $name, ".wit")),
        }),*]
    };
}

/// The interfaces of the contract that the templates use, and those these need.
fn contract() -> [Template; 5] {
    contract!("types", "kv", "commands", "hook-activate", "hook-execute-command")
}
