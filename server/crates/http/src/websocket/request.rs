//! What a client asks over the socket, in JSON or MessagePack, and the form of the answer.
//!
//! Parsing is forgiving about extra keys and strict about nothing that a real client sends; bad input gives a `FAIL` that
//! says what was wrong. What actions do is in [`super::action`].

use chinwag_model::{AppError, AppResult, JsonMap};
use serde::Serialize;
use serde_json::{Value, json};

/// How deep values may be nested in MessagePack; JSON has the parser's own limit of 128.
const MAX_DEPTH: usize = 64;

/// One request.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Request {
    /// The client's number, repeated in the answer; 0 when it could not be read.
    pub(super) seq: i64,
    /// What to do.
    pub(super) action: String,
    /// Parameters; empty for `null`.
    pub(super) data: JsonMap,
}

/// A request that cannot be carried out, with the number to answer to.
#[derive(Debug)]
pub(super) struct BadRequest {
    pub(super) seq: i64,
    pub(super) error: AppError,
}

/// Reads a text frame.
pub(super) fn from_text(text: &str) -> Result<Request, BadRequest> {
    let value = serde_json::from_str(text).map_err(|error| unreadable("JSON", &error))?;
    from_value(value)
}

/// Reads a binary frame.
pub(super) fn from_binary(bytes: &[u8]) -> Result<Request, BadRequest> {
    let mut reader = rmp_serde::Deserializer::from_read_ref(bytes);
    reader.set_max_depth(MAX_DEPTH);
    let value = serde::Deserialize::deserialize(&mut reader);
    from_value(value.map_err(|error| unreadable("MessagePack", &error))?)
}

fn unreadable(format: &str, error: &dyn std::fmt::Display) -> BadRequest {
    let words = format!(
        "This is no request. Text frames hold a JSON object such as {{\"seq\":1,\"action\":\"ping\"}}, binary frames the same as MessagePack; reading it as {format} failed: {error}."
    );
    BadRequest { seq: 0, error: AppError::bad_request("api.web_socket_router.bad_request.app_error", words) }
}

fn from_value(value: Value) -> Result<Request, BadRequest> {
    let Value::Object(mut request) = value else {
        return Err(unreadable("an object", &"it is something else"));
    };
    let seq = request.get("seq").and_then(whole_number).unwrap_or_default();
    let refuse = |seq, id, words: &str| Err(BadRequest { seq, error: AppError::bad_request(id, words) });
    if seq <= 0 {
        let words = "`seq` must be a whole number from 1 on; count your requests with it.";
        return refuse(0, "api.web_socket_router.bad_seq.app_error", words);
    }
    let action = match request.remove("action") {
        Some(Value::String(action)) if !action.is_empty() => action,
        _ => {
            let words = "`action` must be a text that names what to do, such as \"ping\".";
            return refuse(seq, "api.web_socket_router.no_action.app_error", words);
        }
    };
    let data = match request.remove("data") {
        Some(Value::Object(data)) => data,
        None | Some(Value::Null) => JsonMap::new(),
        Some(_) => {
            let words = "`data` must be an object or null.";
            return refuse(seq, "api.web_socket_router.bad_data.app_error", words);
        }
    };
    Ok(Request { seq, action, data })
}

/// Whole numbers also as floats, which is how some MessagePack writers put all numbers.
fn whole_number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let number = value.as_f64()?;
        (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
    })
}

impl Request {
    /// A text parameter; `None` when it is missing or something else.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.data.get(key)?.as_str()
    }

    /// A parameter that must be there.
    pub(super) fn required<'a, T>(
        &'a self,
        key: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> AppResult<T> {
        self.data.get(key).and_then(read).ok_or_else(|| {
            AppError::bad_request(
                "api.websocket_handler.invalid_param.app_error",
                format!("Invalid or missing {key} parameter."),
            )
        })
    }
}

/// The answer to a request that was carried out; `data` is left out when it is `None`.
pub(super) fn ok(seq: i64, data: Option<&Value>) -> String {
    match data {
        Some(data) => json!({"status": "OK", "data": data, "seq_reply": seq}).to_string(),
        None => json!({"status": "OK", "seq_reply": seq}).to_string(),
    }
}

/// The answer to a request that was not.
pub(super) fn fail(seq: i64, error: &AppError) -> String {
    #[derive(Serialize)]
    struct Fail<'a> {
        status: &'static str,
        error: &'a AppError,
        seq_reply: i64,
    }
    serde_json::to_string(&Fail { status: "FAIL", error, seq_reply: seq }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn json_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map("seq|action|data|[a-z]{1,3}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_request_or_a_refusal(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = from_binary(&bytes);
            let _ = from_text(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn json_and_message_pack_of_the_same_value_are_read_alike(value in json_value()) {
            let text = from_text(&value.to_string());
            let binary = from_binary(&rmp_serde::to_vec_named(&value).unwrap());
            match (text, binary) {
                (Ok(text), Ok(binary)) => prop_assert_eq!(text, binary),
                (Err(text), Err(binary)) => prop_assert_eq!(text.error.id, binary.error.id),
                (text, binary) => prop_assert!(false, "{:?} against {:?}", text, binary),
            }
        }
    }
}
