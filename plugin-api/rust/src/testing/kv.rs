//! The fake store of keys and values.

use super::{Chat, State};
use crate::kv::{Change, OnlyIf, Options};
use crate::{Error, Millis, Result};

#[derive(Clone)]
pub(super) struct Value {
    bytes: Vec<u8>,
    until: Millis,
}

impl State {
    fn value(&self, key: &str) -> Option<&[u8]> {
        let value = self.kv.get(key).filter(|value| value.until == 0 || value.until > self.now)?;
        Some(&value.bytes)
    }

    fn holds(&self, key: &str, options: &Options) -> bool {
        match (&options.only_if, self.value(key)) {
            (None, _) | (Some(OnlyIf::Absent), None) => true,
            (Some(OnlyIf::Is(wanted)), Some(is)) => wanted == is,
            _ => false,
        }
    }

    fn write(&mut self, key: String, bytes: Vec<u8>, options: &Options) {
        let seconds = Millis::try_from(options.expire_seconds).unwrap_or(Millis::MAX / 2000);
        let until = if seconds == 0 { 0 } else { self.now + seconds * 1000 };
        self.kv.insert(key, Value { bytes, until });
    }
}

fn check(key: &str, bytes: &[u8]) -> Result<()> {
    if key.is_empty() || key.len() > 150 || key.contains('\0') {
        let words = format!("`{key}` is no key: 1 to 150 bytes without NUL; it has {}.", key.len());
        return Err(Error::bad_request("plugin.kv.key", words));
    }
    if bytes.len() > 1 << 20 {
        let words = format!("The value of `{key}` has {} bytes; at most 1048576.", bytes.len());
        return Err(Error::new(413, "plugin.kv.value", words));
    }
    Ok(())
}

fn at_most_100(count: usize) -> Result<()> {
    if count > 100 {
        return Err(Error::bad_request("plugin.kv.many", format!("{count} at once; at most 100.")));
    }
    Ok(())
}

impl Chat {
    pub(crate) fn kv_get(&self, key: &str) -> Result<Option<Vec<u8>>> {
        let state = self.0.borrow();
        state.need("kv")?;
        check(key, &[])?;
        Ok(state.value(key).map(<[u8]>::to_vec))
    }

    pub(crate) fn kv_get_many(&self, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>> {
        at_most_100(keys.len())?;
        keys.iter().map(|key| self.kv_get(key)).collect()
    }

    pub(crate) fn kv_set(&self, key: &str, value: &[u8], options: Options) -> Result<bool> {
        let mut state = self.0.borrow_mut();
        state.need("kv")?;
        check(key, value)?;
        let holds = state.holds(key, &options);
        if holds {
            state.write(key.to_owned(), value.to_vec(), &options);
        }
        Ok(holds)
    }

    pub(crate) fn kv_delete(&self, key: &str) -> Result<bool> {
        let mut state = self.0.borrow_mut();
        state.need("kv")?;
        let was = state.value(key).is_some();
        state.kv.remove(key);
        Ok(was)
    }

    pub(crate) fn kv_keys(&self, prefix: &str, after: &str, limit: u32) -> Result<Vec<String>> {
        let state = self.0.borrow();
        state.need("kv")?;
        let fitting = state.kv.keys().filter(|key| key.starts_with(prefix) && key.as_str() > after);
        let living = fitting.filter(|key| state.value(key).is_some());
        Ok(living.take(limit.min(1000) as usize).cloned().collect())
    }

    pub(crate) fn kv_batch(&self, changes: Vec<Change>) -> Result<bool> {
        at_most_100(changes.len())?;
        let mut state = self.0.borrow_mut();
        state.need("kv")?;
        let before = state.kv.clone();
        for change in changes {
            match change {
                Change::Set { key, value, options } => {
                    let checked = check(&key, &value);
                    if checked.is_err() || !state.holds(&key, &options) {
                        state.kv = before;
                        return checked.map(|()| false);
                    }
                    state.write(key, value, &options);
                }
                Change::Delete { key } => {
                    state.kv.remove(&key);
                }
            }
        }
        Ok(true)
    }

    pub(crate) fn kv_delete_prefix(&self, prefix: &str) -> Result<u64> {
        let mut state = self.0.borrow_mut();
        state.need("kv")?;
        let before = state.kv.len();
        state.kv.retain(|key, _| !key.starts_with(prefix));
        Ok((before - state.kv.len()) as u64)
    }
}
