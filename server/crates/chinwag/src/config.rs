//! Finding the settings: the file, then the environment over it.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use chinwag_app::{ConfigFile, check_config};
use chinwag_model::config::Config;
use serde_json::{Map, Value};

use crate::Where;

/// Reads the file (making it with defaults when it is missing) and the environment.
///
/// # Errors
/// When the file cannot be read or a value cannot work.
pub(crate) fn load(place: &Where) -> anyhow::Result<ConfigFile> {
    make_private(&place.data)
        .with_context(|| format!("the data folder {} cannot be made", place.data.display()))?;
    let path = path(place);
    let config = if path.exists() { read(&path)? } else { write_defaults(&path)? };
    let overrides = overrides(&config, std::env::vars())?;
    let file = ConfigFile::of_file(path, config, overrides)
        .context("an environment variable does not fit its setting")?;
    check_config(&file.current()).map_err(|e| anyhow::anyhow!(e.message))?;
    Ok(file)
}

/// Messages and password hashes are for this account alone; a folder that is there keeps its mode.
fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn path(place: &Where) -> PathBuf {
    place.config.clone().unwrap_or_else(|| place.data.join("config.json"))
}

fn read(path: &Path) -> anyhow::Result<Config> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not a configuration", path.display()))
}

fn write_defaults(path: &Path) -> anyhow::Result<Config> {
    let mut config = Config::default();
    config.FileSettings.public_link_salt = chinwag_model::id::secret();
    let text = serde_json::to_vec_pretty(&config)?;
    std::fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok(config)
}

/// `CHINWAG_<SECTION>_<KEY>`, upper case and without underscores inside the two parts, such as
/// `CHINWAG_SERVICESETTINGS_SITEURL`; and `DATABASE_URL`, which chooses PostgreSQL.
fn overrides(config: &Config, vars: impl Iterator<Item = (String, String)>) -> anyhow::Result<Value> {
    let json = serde_json::to_value(config)?;
    let mut out = Map::new();
    let mut set = |section: &str, key: &str, value: Value| {
        let entry = out.entry(section.to_owned()).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(keys) = entry {
            keys.insert(key.to_owned(), value);
        }
    };
    for (name, text) in vars {
        if name == "DATABASE_URL" && !text.is_empty() {
            set("SqlSettings", "DriverName", "postgres".into());
            set("SqlSettings", "DataSource", text.into());
            continue;
        }
        let Some(rest) = name.strip_prefix("CHINWAG_") else { continue };
        let Some((section, key)) = rest.split_once('_') else { continue };
        let section =
            if section.ends_with("SETTINGS") { section.to_owned() } else { format!("{section}SETTINGS") };
        let Some((section, keys)) = find(&json, &section) else { continue };
        let Some((key, old)) = find(keys, &key.replace('_', "")) else {
            bail!("the environment variable {name} names no setting of {section}");
        };
        set(
            section,
            key,
            value_like(old, &text).with_context(|| format!("the environment variable {name} is `{text}`"))?,
        );
    }
    Ok(if out.is_empty() { Value::Null } else { Value::Object(out) })
}

fn find<'a>(object: &'a Value, name: &str) -> Option<(&'a str, &'a Value)> {
    let fields = object.as_object()?;
    fields.iter().find(|(k, _)| k.eq_ignore_ascii_case(name)).map(|(k, v)| (k.as_str(), v))
}

fn value_like(old: &Value, text: &str) -> anyhow::Result<Value> {
    Ok(match old {
        Value::Bool(_) => Value::Bool(text.parse().context("it must be true or false")?),
        Value::Number(_) => Value::from(text.parse::<i64>().context("it must be a whole number")?),
        Value::String(_) => Value::from(text),
        _ => serde_json::from_str(text).context("it must be JSON")?,
    })
}

/// `chinwag config check`.
///
/// # Errors
/// With what is wrong.
pub(crate) fn check(place: &Where) -> anyhow::Result<()> {
    let path = path(place);
    if !path.exists() {
        bail!("there is no configuration at {}; `chinwag serve` makes one", path.display());
    }
    let file = load(place)?;
    println!("{} is good.", path.display());
    if let Some(sections) = file.overridden().as_object().filter(|s| !s.is_empty()) {
        for (section, keys) in sections {
            for key in keys.as_object().into_iter().flat_map(Map::keys) {
                println!("{section}.{key} is set by the environment.");
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_wins_over_the_file_and_a_wrong_value_is_named() {
        let vars = [
            ("CHINWAG_SERVICESETTINGS_SITEURL", "http://chat.example.org"),
            ("CHINWAG_TEAM_MAXUSERSPERTEAM", "7"),
            ("DATABASE_URL", "postgres://db"),
            ("CHINWAG_DATA", "x"),
        ];
        let vars = vars.map(|(k, v)| (k.to_owned(), v.to_owned()));
        let out = overrides(&Config::default(), vars.into_iter()).unwrap();
        assert_eq!(out["ServiceSettings"]["SiteURL"], "http://chat.example.org");
        assert_eq!(out["TeamSettings"]["MaxUsersPerTeam"], 7);
        assert_eq!(out["SqlSettings"]["DriverName"], "postgres");
        let wrong = [("CHINWAG_TEAMSETTINGS_MAXUSERSPERTEAM".to_owned(), "many".to_owned())];
        let error = format!("{:#}", overrides(&Config::default(), wrong.into_iter()).unwrap_err());
        assert!(error.contains("many") && error.contains("MAXUSERSPERTEAM"), "{error}");
    }
}
