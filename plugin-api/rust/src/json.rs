//! A text that holds JSON: read only when somebody asks, so that hooks which do not care do not pay.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::Result;

/// JSON as text. Empty means an empty object.
///
/// ```
/// use chinwag_plugin::Json;
///
/// let mut props = Json::from(r#"{"from_bot":"true"}"#);
/// assert_eq!(props.get::<String>("from_bot").as_deref(), Some("true"));
/// props.set("count", 3)?;
/// assert_eq!(props.get("count"), Some(3));
/// # Ok::<(), chinwag_plugin::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Json(String);

impl Json {
    /// JSON from anything that can be written as such.
    ///
    /// # Errors
    /// When it cannot (maps whose keys are no texts).
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self> {
        Ok(Self(serde_json::to_string(value)?))
    }

    /// What it says, as a type of yours.
    ///
    /// # Errors
    /// When it is not of that shape.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        let text = if self.0.trim().is_empty() { "{}" } else { &self.0 };
        Ok(serde_json::from_str(text)?)
    }

    /// One field of the object; none when it is not there or not of that shape.
    #[must_use]
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        let mut map: Map<String, Value> = self.read().ok()?;
        serde_json::from_value(map.remove(key)?).ok()
    }

    /// Sets one field of the object.
    ///
    /// # Errors
    /// When this is no object, or the value cannot be written as JSON.
    pub fn set(&mut self, key: &str, value: impl Serialize) -> Result<()> {
        let mut map: Map<String, Value> = self.read()?;
        map.insert(key.to_owned(), serde_json::to_value(value)?);
        *self = Self::of(&map)?;
        Ok(())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self.0.trim(), "" | "{}")
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Self(value.to_string())
    }
}

impl From<Json> for String {
    fn from(json: Json) -> Self {
        json.0
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.read::<Value>().map_err(serde::ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Self::from)
    }
}
