//! The compiler's child as a program of its own, for the tests and benches of this crate.
//!
//! The server needs no second program: it starts itself again with a hidden subcommand that does the same.

fn main() -> std::process::ExitCode {
    chinwag_plugin_engine::compile_child_main()
}
