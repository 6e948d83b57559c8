//! Rust source as the rules read it: code apart from comments and strings, and the functions in it.
//!
//! Holds a scanner, not a parser: it knows where comments, strings and braces are, which is all the rules need, and
//! it takes milliseconds to compile and to run. What the rules are is in `sizes` and `words`.

/// A Rust file taken apart.
#[derive(Debug, Default)]
pub(crate) struct Scanned {
    /// The text with comments and the insides of strings and characters blanked. Lines stay where they were.
    pub(crate) code: String,
    /// The string literals and the line (from 1) each starts on.
    pub(crate) strings: Vec<(usize, String)>,
}

/// One function that has a body or a semicolon.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    /// Its name.
    pub(crate) name: String,
    /// The line (from 1) its `fn` stands on.
    pub(crate) line: usize,
    /// Lines of code from `fn` to the closing brace: blank lines and comments do not count.
    pub(crate) length: usize,
    /// Declared `pub`, without a restriction.
    pub(crate) public: bool,
    /// Its parameters as written, white space folded.
    pub(crate) parameters: Vec<String>,
}

/// Take a file apart.
pub(crate) fn scan(text: &str) -> Scanned {
    let bytes = text.as_bytes();
    let mut scanner =
        Scanner { bytes, code: Vec::with_capacity(bytes.len()), strings: Vec::new(), line: 1, at: 0 };
    scanner.run();
    Scanned { code: String::from_utf8_lossy(&scanner.code).into_owned(), strings: scanner.strings }
}

struct Scanner<'a> {
    bytes: &'a [u8],
    code: Vec<u8>,
    strings: Vec<(usize, String)>,
    line: usize,
    at: usize,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'/') => self.blank_to(self.end_of_line()),
                (b'/', b'*') => self.blank_to(self.end_of_block_comment()),
                (b'"', _) => self.string(0),
                (b'\'', _) => self.quote(),
                (b'r', b'"' | b'#') if !self.inside_name() => self.raw(),
                _ => self.keep(),
            }
        }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Whether the byte here continues a name: then `r` is a letter and not the mark of a raw string. `br` and `cr`
    /// are marks too.
    fn inside_name(&self) -> bool {
        let before = |back: usize| self.at.checked_sub(back).map_or(b' ', |index| self.bytes[index]);
        is_name(before(1)) && (is_name(before(2)) || !matches!(before(1), b'b' | b'c'))
    }

    fn keep(&mut self) {
        let byte = self.bytes[self.at];
        self.line += usize::from(byte == b'\n');
        self.code.push(byte);
        self.at += 1;
    }

    fn blank_to(&mut self, end: usize) {
        while self.at < end {
            let byte = self.bytes[self.at];
            self.line += usize::from(byte == b'\n');
            self.code.push(if byte == b'\n' { b'\n' } else { b' ' });
            self.at += 1;
        }
    }

    fn end_of_line(&self) -> usize {
        let rest = &self.bytes[self.at..];
        self.at + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())
    }

    fn end_of_block_comment(&self) -> usize {
        let mut depth = 0;
        let mut at = self.at;
        while at < self.bytes.len() {
            match (self.bytes[at], self.bytes.get(at + 1)) {
                (b'/', Some(b'*')) => (depth, at) = (depth + 1, at + 2),
                (b'*', Some(b'/')) => (depth, at) = (depth - 1, at + 2),
                _ => at += 1,
            }
            if depth == 0 {
                return at;
            }
        }
        self.bytes.len()
    }

    /// A string that ends with a quote and `marks` number signs; without marks, a backslash escapes.
    fn string(&mut self, marks: usize) {
        let line = self.line;
        self.keep();
        let start = self.at;
        let mut end = start;
        while end < self.bytes.len() {
            if marks == 0 && self.bytes[end] == b'\\' {
                end += 2;
                continue;
            }
            let closing = self.bytes[end + 1..].iter().take_while(|byte| **byte == b'#').count();
            if self.bytes[end] == b'"' && closing >= marks {
                break;
            }
            end += 1;
        }
        let end = end.min(self.bytes.len());
        self.strings.push((line, String::from_utf8_lossy(&self.bytes[start..end]).into_owned()));
        self.blank_to(end);
        self.blank_to((end + 1 + marks).min(self.bytes.len()));
    }

    fn raw(&mut self) {
        let marks = self.bytes[self.at + 1..].iter().take_while(|byte| **byte == b'#').count();
        if self.peek(1 + marks) != b'"' {
            return self.keep();
        }
        self.blank_to(self.at + 1 + marks);
        self.string(marks);
    }

    /// A character literal, or the mark of a lifetime or label.
    fn quote(&mut self) {
        if self.peek(1) == b'\\' {
            let rest = &self.bytes[(self.at + 3).min(self.bytes.len())..];
            let length = rest.iter().position(|byte| *byte == b'\'').unwrap_or(rest.len());
            return self.blank_to((self.at + 4 + length).min(self.bytes.len()));
        }
        let width = match self.peek(1) {
            0..=0x7f => 1,
            0x80..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xff => 4,
        };
        if self.peek(1 + width) == b'\'' { self.blank_to(self.at + 2 + width) } else { self.keep() }
    }
}

/// Whether this byte may stand in a name.
pub(crate) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Every name in blanked code with its line (from 1).
pub(crate) fn names(code: &str) -> impl Iterator<Item = (usize, &str)> {
    code.lines().enumerate().flat_map(|(index, line)| {
        line.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))
            .filter(|word| !word.is_empty())
            .map(move |word| (index + 1, word))
    })
}

/// The functions of blanked code, nested ones too.
pub(crate) fn functions(code: &str) -> Vec<Function> {
    let bytes = code.as_bytes();
    let mut found = Vec::new();
    let mut line = 1;
    for at in 0..bytes.len() {
        line += usize::from(bytes[at] == b'\n');
        let starts = bytes[at..].starts_with(b"fn ") && (at == 0 || !is_name(bytes[at - 1]));
        if starts && let Some(function) = function_at(code, at, line) {
            found.push(function);
        }
    }
    found
}

fn function_at(code: &str, at: usize, line: usize) -> Option<Function> {
    let bytes = code.as_bytes();
    let start = at + 3 + bytes[at + 3..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let name_length = bytes[start..].iter().take_while(|byte| is_name(**byte) || **byte == b'#').count();
    if name_length == 0 {
        return None;
    }
    let open = bytes[start..].iter().position(|byte| matches!(byte, b'(' | b'<'))? + start;
    let open = if bytes[open] == b'<' { closing(bytes, open)? + 1 } else { open };
    let open = open + bytes[open..].iter().position(|byte| *byte == b'(')?;
    let close = closing(bytes, open)?;
    let end = end_of_body(bytes, close + 1)?;
    Some(Function {
        name: code[start..start + name_length].to_owned(),
        line,
        length: code[at..=end].lines().filter(|line| !line.trim().is_empty()).count(),
        public: is_public(&code[..at]),
        parameters: split_parameters(&code[open + 1..close]),
    })
}

/// The index that closes the bracket at `open`. `->` closes nothing.
fn closing(bytes: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let angle = bytes[open] == b'<';
    for at in open..bytes.len() {
        match bytes[at] {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.checked_sub(1)?,
            b'<' if angle => depth += 1,
            b'>' if angle && bytes[at - 1] != b'-' => depth = depth.checked_sub(1)?,
            _ => continue,
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

fn end_of_body(bytes: &[u8], from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for at in from..bytes.len() {
        match bytes[at] {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.checked_sub(1)?,
            b';' if depth == 0 => return Some(at),
            b'{' if depth == 0 => return closing(bytes, at),
            _ => {}
        }
    }
    None
}

fn is_public(before: &str) -> bool {
    let mut words = before.split_whitespace().rev();
    words.find(|word| !matches!(*word, "async" | "const" | "unsafe" | "extern" | "default" | "\""))
        == Some("pub")
}

fn split_parameters(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_i32;
    let mut before = ' ';
    for letter in text.chars() {
        match letter {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '>' if before != '-' => depth -= 1,
            _ => {}
        }
        before = letter;
        if letter == ',' && depth == 0 {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(letter);
        }
    }
    parts
        .iter()
        .map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|p| !p.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_not_code_and_lines_stay() {
        let text = "let a = \"fn b() {\"; // fn c() {\n/* fn /* d */ { */ let e = 'x'; let q = '\"';\n\
                    let f: &'static str = r#\"a \" fn\"#; let g = b\"x\\\"y\"; let s = '\\'';\nfn real() {}";
        let scanned = scan(text);
        assert_eq!(scanned.code.lines().count(), 4);
        assert_eq!(functions(&scanned.code).len(), 1);
        assert!(scanned.code.contains("'static str"));
        let strings: Vec<_> = scanned.strings.iter().map(|(line, text)| (*line, text.as_str())).collect();
        assert_eq!(strings, [(1, "fn b() {"), (3, "a \" fn"), (3, "x\\\"y")]);
    }

    #[test]
    fn a_function_is_measured_from_its_signature_to_its_brace() {
        let code = scan("/// doc\npub async fn one<F: Fn(u8) -> Vec<u8>>(\n  a: [u8; 4],\n  on: bool,\n) -> u8\nwhere F: Copy {\n\n  // why\n  if true { 1 } else { 2 }\n}\nfn two();").code;
        let found = functions(&code);
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].name.as_str(), found[0].line, found[0].length, found[0].public),
            ("one", 2, 7, true)
        );
        assert_eq!(found[0].parameters, ["a: [u8; 4]", "on: bool"]);
        assert_eq!((found[1].name.as_str(), found[1].length, found[1].public), ("two", 1, false));
    }

    #[test]
    fn only_plain_pub_is_public() {
        let publics = |text: &str| functions(&scan(text).code).iter().filter(|f| f.public).count();
        assert_eq!(publics("pub fn a() {} pub const fn b() {} pub unsafe extern \"C\" fn c() {}"), 3);
        assert_eq!(publics("pub(crate) fn a() {} fn b() {} pub struct S; impl S { fn c() {} }"), 0);
        assert_eq!(publics("type F = fn (u8); pub struct S { f: fn(bool) }"), 0);
    }

    #[test]
    fn a_file_that_breaks_off_is_read_to_its_end() {
        for text in ["fn a(", "fn a<", "\"", "r#\"x", "/*", "'\\", "'", "fn ", "fn a() {", "b'", "\"\\"] {
            let _ = functions(&scan(text).code);
        }
    }
}
