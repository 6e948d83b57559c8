//! JSON, strictly: no comments, no keys twice, no NaN, limited depth.
//!
//! serde_json reads; this module sees keys that come twice, which it would swallow, and limits the depth.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{MOST_DEPTH, MOST_VALUES, below, duplicate, too_deep};
use crate::code::Code;
use crate::finding::{Finding, shown};

const TOO_DEEP: &str = "nested too deep";
const TOO_MANY: &str = "too many values";

pub(super) fn read(text: &str, found: &mut Vec<Finding>) -> Option<Value> {
    let seen = Seen::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = At { seen: &seen, path: String::new(), depth: 0 }
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    found.append(&mut seen.found.borrow_mut());
    match read {
        Ok(value) => Some(value),
        Err(error) => {
            found.push(explain(text, &error));
            None
        }
    }
}

/// What went wrong, in our words.
fn explain(text: &str, error: &serde_json::Error) -> Finding {
    let (line, column) = (error.line(), error.column());
    let place = format!("line {line}, column {column}");
    let said = error.to_string();
    if said.starts_with(TOO_DEEP) || said.contains("recursion limit") {
        return too_deep(format!("objects and lists are nested too deep at {place}"));
    }
    if said.starts_with(TOO_MANY) {
        let words = format!("there are too many values, at {place}");
        return Finding::manifest(Code::DocumentTooLarge, "", words).limit(format!("{MOST_VALUES} values"));
    }
    let rest: String = text
        .lines()
        .nth(line.saturating_sub(1))
        .map(|text| text.chars().skip(column.saturating_sub(1)).collect())
        .unwrap_or_default();
    if rest.trim_start().starts_with(['/', '#']) {
        let words = format!("JSON has no comments; there is one at {place}");
        return Finding::manifest(Code::DocumentComment, "", words);
    }
    let reason = said.split(" at line ").next().unwrap_or(&said);
    let words = format!("the text is not JSON at {place}: {}", shown(reason));
    Finding::manifest(Code::DocumentSyntax, "", words)
}

#[derive(Default)]
struct Seen {
    found: RefCell<Vec<Finding>>,
    values: RefCell<usize>,
}

/// A place in the tree, as a reader of the value that stands there.
struct At<'a> {
    seen: &'a Seen,
    path: String,
    depth: usize,
}

impl At<'_> {
    fn child<E: serde::de::Error>(&self, path: String) -> Result<At<'_>, E> {
        *self.seen.values.borrow_mut() += 1;
        if *self.seen.values.borrow() > MOST_VALUES {
            return Err(E::custom(TOO_MANY));
        }
        Ok(At { seen: self.seen, path, depth: self.depth + 1 })
    }

    fn check_depth<E: serde::de::Error>(&self) -> Result<(), E> {
        if self.depth >= MOST_DEPTH { Err(E::custom(TOO_DEEP)) } else { Ok(()) }
    }
}

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for At<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        self.check_depth::<A::Error>()?;
        let mut list = Vec::new();
        while let Some(value) =
            sequence.next_element_seed(self.child::<A::Error>(format!("{}[{}]", self.path, list.len()))?)?
        {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.check_depth::<A::Error>()?;
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let value = entries.next_value_seed(self.child::<A::Error>(below(&self.path, &key))?)?;
            if map.contains_key(&key) {
                self.seen.found.borrow_mut().push(duplicate(&self.path, &key, None));
                if self.seen.found.borrow().len() > 100 {
                    return Err(A::Error::custom("too many keys are there twice"));
                }
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}
