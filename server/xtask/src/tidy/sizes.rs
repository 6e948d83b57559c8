//! Rules about how long things may be.
//!
//! Holds the two hard limits and their rules. The usual sizes (40 and 400) are a habit, explained in
//! server/docs/STYLE.md; only the hard ones are a test. A file or function that is rightly longer is excused by name
//! and reason in `tidy::EXCUSES`.

use super::Finding;
use super::house::House;
use super::source::functions;

/// Lines a file of code may have.
const FILE_LINES: usize = 800;
/// Lines of code a Rust function may have, without blank lines and comments.
const FUNCTION_LINES: usize = 100;
/// What counts as code.
const CODE: [&str; 10] = ["rs", "ts", "tsx", "js", "jsx", "mjs", "cjs", "py", "css", "sql"];

/// No file of code is longer than the limit.
pub(super) fn files(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in house.files.iter().filter(|file| CODE.contains(&file.extension())) {
        let lines = file.text.lines().count();
        if lines > FILE_LINES {
            let words = format!("{lines} lines, {FILE_LINES} are the limit: split it by what it holds");
            found.push(Finding::new(&file.path, words));
        }
    }
    found
}

/// No Rust function is longer than the limit.
pub(super) fn rust_functions(house: &House) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in house.rust() {
        for function in
            functions(&file.scanned().code).iter().filter(|function| function.length > FUNCTION_LINES)
        {
            let (name, length) = (&function.name, function.length);
            let words = format!("`{name}` has {length} lines of code, {FUNCTION_LINES} are the limit");
            found.push(Finding::at(&file.path, function.line, words));
        }
    }
    found
}

#[cfg(test)]
pub(super) mod samples {
    //! Small houses that break the rules of this module, and their repaired twins.
    use super::*;
    use crate::tidy::house::File;

    fn code(path: &str, text: String) -> House {
        House { files: vec![File::new(path, text)], ..House::default() }
    }

    fn function(lines: usize) -> String {
        format!("fn long() {{\n{}}}\n", "    step();\n".repeat(lines - 2))
    }

    pub(in crate::tidy) fn broken() -> Vec<(&'static str, House)> {
        vec![
            ("file-sizes", code("server/crates/app/src/post.rs", "// x\n".repeat(FILE_LINES + 1))),
            ("file-sizes", code("webapp/src/post.tsx", "// x\n".repeat(FILE_LINES + 1))),
            ("function-sizes", code("server/crates/app/src/post.rs", function(FUNCTION_LINES + 1))),
        ]
    }

    pub(in crate::tidy) fn sound() -> Vec<(&'static str, House)> {
        let commented = function(FUNCTION_LINES).replacen("step();", "step();\n\n    // why", 1);
        vec![
            ("file-sizes", code("server/crates/app/src/post.rs", "// x\n".repeat(FILE_LINES))),
            ("function-sizes", code("server/crates/app/src/post.rs", commented)),
        ]
    }
}
