//! YAML, the plain part of it: one document, texts as keys, no tags of one's own, aliases on a budget.
//!
//! saphyr-parser splits the text into events without recursion; the tree is built here, so that a few anchors cannot
//! become a billion values. Plain words are read by YAML 1.2: `yes` and `no` are texts.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::{Map, Number, Value};

use super::{MOST_DEPTH, MOST_VALUES, below, duplicate, too_deep};
use crate::code::Code;
use crate::finding::{Finding, shown};

/// Values that aliases may write out in all.
const MOST_COPIED: usize = 10_000;

pub(super) fn read(text: &str, found: &mut Vec<Finding>) -> Option<Value> {
    let mut tree = Tree::default();
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let (mark, reason) = (error.marker(), shown(error.info()));
                let place = format!("line {}, column {}", mark.line(), mark.col() + 1);
                if reason.contains("recursion") {
                    found.push(too_deep(format!("objects and lists are nested too deep at {place}")));
                    return None;
                }
                let words = format!("the text is not YAML at {place}: {reason}");
                found.push(Finding::manifest(Code::DocumentSyntax, "", words));
                return None;
            }
        };
        if let Event::DocumentStart(_) = event {
            documents += 1;
            if documents > 1 {
                let words = format!("a second document begins in line {}", span.start.line());
                found.push(Finding::manifest(Code::DocumentNotPlain, "", words));
                return None;
            }
            continue;
        }
        if let Err(refused) = tree.take(event, span, found) {
            found.push(*refused);
            return None;
        }
    }
    Some(tree.root.unwrap_or(Value::Null))
}

type Taken = Result<(), Box<Finding>>;

#[derive(Default)]
struct Tree {
    root: Option<Value>,
    open: Vec<Open>,
    anchors: HashMap<usize, (Value, usize)>,
    values: usize,
    copied: usize,
}

/// An object or a list whose end has not come yet.
struct Open {
    what: What,
    path: String,
    anchor: usize,
    values_before: usize,
}

enum What {
    List(Vec<Value>),
    Object { map: Map<String, Value>, key: Option<String> },
}

impl Tree {
    fn take(&mut self, event: Event<'_>, span: Span, found: &mut Vec<Finding>) -> Taken {
        let line = span.start.line();
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = match tag.as_deref() {
                    None => style != ScalarStyle::Plain,
                    Some(tag) if tag.is_yaml_core_schema() && tag.suffix == "str" => true,
                    Some(tag) => return Err(tagged(tag, line)),
                };
                let is_key = self.expects_key();
                let value = if is_text || is_key { Value::from(text.as_ref()) } else { plain(&text) };
                self.values += 1;
                if anchor > 0 {
                    self.anchors.insert(anchor, (value.clone(), 1));
                }
                self.put(value, line, found)
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_tag(tag.as_deref(), line)?;
                self.open(What::List(Vec::new()), anchor, line)
            }
            Event::MappingStart(anchor, tag) => {
                refuse_tag(tag.as_deref(), line)?;
                self.open(What::Object { map: Map::new(), key: None }, anchor, line)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(line, found),
            Event::Alias(anchor) => {
                let Some((value, size)) = self.anchors.get(&anchor).cloned() else {
                    let words = format!("line {line} speaks of an anchor that encloses it or is not there");
                    return Err(Box::new(Finding::manifest(Code::DocumentAliases, "", words)));
                };
                self.values += size;
                self.copied += size;
                if self.copied > MOST_COPIED {
                    let words = format!("aliases write out too many values, in line {line} at the latest");
                    let finding = Finding::manifest(Code::DocumentAliases, "", words);
                    return Err(Box::new(finding.limit(format!("{MOST_COPIED} values"))));
                }
                self.put(value, line, found)
            }
            _ => Ok(()),
        }
    }

    fn expects_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { what: What::Object { key: None, .. }, .. }))
    }

    fn open(&mut self, what: What, anchor: usize, line: usize) -> Taken {
        if self.expects_key() {
            let words = format!("a key in line {line} is not a text");
            return Err(Box::new(Finding::manifest(Code::DocumentNotPlain, "", words)));
        }
        if self.open.len() >= MOST_DEPTH {
            let words = format!("objects and lists are nested too deep in line {line}");
            return Err(Box::new(too_deep(words)));
        }
        let path = match self.open.last() {
            None => String::new(),
            Some(Open { what: What::List(list), path, .. }) => format!("{path}[{}]", list.len()),
            Some(Open { what: What::Object { key, .. }, path, .. }) => {
                below(path, key.as_deref().unwrap_or_default())
            }
        };
        self.open.push(Open { what, path, anchor, values_before: self.values });
        self.values += 1;
        Ok(())
    }

    fn close(&mut self, line: usize, found: &mut Vec<Finding>) -> Taken {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let value = match open.what {
            What::List(list) => Value::Array(list),
            What::Object { map, .. } => Value::Object(map),
        };
        if open.anchor > 0 {
            self.anchors.insert(open.anchor, (value.clone(), self.values - open.values_before));
        }
        self.put(value, line, found)
    }

    fn put(&mut self, value: Value, line: usize, found: &mut Vec<Finding>) -> Taken {
        if self.values > MOST_VALUES || found.len() > 100 {
            let words = format!("there are too many values, in line {line} at the latest");
            let finding = Finding::manifest(Code::DocumentTooLarge, "", words);
            return Err(Box::new(finding.limit(format!("{MOST_VALUES} values"))));
        }
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some(Open { what: What::List(list), .. }) => list.push(value),
            Some(Open { what: What::Object { map, key }, path, .. }) => match (key.take(), value) {
                (Some(name), value) => {
                    if map.contains_key(&name) {
                        found.push(duplicate(path, &name, Some(line)));
                    }
                    map.insert(name, value);
                }
                (None, Value::String(name)) => *key = Some(name),
                (None, _) => {
                    let words = format!("a key in line {line} is not a text");
                    return Err(Box::new(Finding::manifest(Code::DocumentNotPlain, path.clone(), words)));
                }
            },
        }
        Ok(())
    }
}

fn refuse_tag(tag: Option<&saphyr_parser::Tag>, line: usize) -> Taken {
    match tag {
        Some(tag) if !(tag.is_yaml_core_schema() && matches!(tag.suffix.as_str(), "map" | "seq")) => {
            Err(tagged(tag, line))
        }
        _ => Ok(()),
    }
}

fn tagged(tag: &saphyr_parser::Tag, line: usize) -> Box<Finding> {
    let words = format!("line {line} has the tag `{}`", shown(&tag.suffix));
    Box::new(Finding::manifest(Code::DocumentNotPlain, "", words).value(&tag.suffix))
}

/// An unquoted word by the core schema of YAML 1.2.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let unsigned = text.strip_prefix('+').unwrap_or(text);
        if let Ok(number) = unsigned.parse::<i64>() {
            return number.into();
        }
        return unsigned.parse::<u64>().map_or_else(|_| text.into(), Value::from);
    }
    let numeric = digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    match text.parse::<f64>().ok().filter(|_| numeric).and_then(Number::from_f64) {
        Some(number) => Value::Number(number),
        None => text.into(),
    }
}
