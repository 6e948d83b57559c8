//! `wag config`: reading and changing the server's configuration.
//!
//! The server's own answer says which settings there are and of what type; nothing is listed here.

use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, anyhow};
use chinwag_client::Client;
use serde_json::{Map, Value, json};

use crate::args::Format;
use crate::args::config::{Config, Reset};
use crate::context::Context;
use crate::failure::Usage;
use crate::output::clean_lines;

pub(crate) async fn run(context: &Context, command: Config) -> Result<()> {
    let client = context.client()?;
    match command {
        Config::Get(flags) => {
            let config = client.config().await?;
            let path = find(&config, &flags.setting)?;
            print(context, at(&config, &path).unwrap_or(&Value::Null))
        }
        Config::Set(flags) => set(context, &client, &flags.setting, &flags.values).await,
        Config::Show => context.output.json(&client.config().await?),
        Config::Edit => edit(context, &client).await,
        Config::Patch(which) => {
            let patch = read(&which.file)?;
            let now = client.patch_config(&patch).await?;
            context.output.change("The configuration was changed.", &now)
        }
        Config::Reload => {
            client.reload_config().await?;
            context.output.change("The server read its configuration again.", &json!({"status": "OK"}))
        }
        Config::Reset(flags) => reset(context, &client, flags).await,
        Config::Validate(which) => validate(context, &client, &which.file).await,
    }
}

/// The names on the way to a setting, spelled as the server does; the case of `text` does not matter. Below a
/// setting that is itself a map (states of plugins, for example) any name may follow.
fn find(config: &Value, text: &str) -> Result<Vec<String>> {
    let mut here = config;
    let mut path: Vec<String> = Vec::new();
    for name in text.split('.') {
        let known = here.as_object().and_then(|m| m.keys().find(|k| k.eq_ignore_ascii_case(name)));
        match known {
            Some(known) => {
                path.push(known.clone());
                here = &here[known];
            }
            None if path.len() >= 2 && (here.is_object() || here.is_null()) => {
                path.push(name.to_owned());
                here = &Value::Null;
            }
            None => return Err(unknown(here, &path, name)),
        }
    }
    Ok(path)
}

fn unknown(here: &Value, path: &[String], name: &str) -> anyhow::Error {
    let place =
        if path.is_empty() { "the configuration".to_owned() } else { format!("`{}`", path.join(".")) };
    let Some(map) = here.as_object() else {
        return anyhow!("{place} is a single setting: there is nothing called `{name}` in it");
    };
    let start: String = name.chars().take(3).collect::<String>().to_lowercase();
    let near: Vec<_> =
        map.keys().filter(|k| k.to_lowercase().starts_with(&start)).map(String::as_str).collect();
    let names = if near.is_empty() { map.keys().map(String::as_str).collect() } else { near };
    anyhow!("there is no `{name}` in {place}: there is {}", names.join(", "))
}

fn at<'a>(config: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(config, |here, name| here.get(name))
}

/// `value` wrapped in the objects that lead to it.
fn branch(path: &[String], value: Value) -> Value {
    path.iter().rev().fold(value, |inner, name| Value::Object(Map::from_iter([(name.clone(), inner)])))
}

fn print(context: &Context, value: &Value) -> Result<()> {
    let text = match (context.output.format(), value) {
        (Format::Json, value) => return context.output.json(value),
        (_, Value::Object(_)) => return context.output.json(value),
        (_, Value::String(text)) => text.clone(),
        (_, Value::Array(items)) => {
            let lines = items.iter().map(|i| i.as_str().map_or_else(|| i.to_string(), str::to_owned));
            lines.collect::<Vec<_>>().join("\n")
        }
        (_, other) => other.to_string(),
    };
    context.output.line(&clean_lines(&text))
}

async fn set(context: &Context, client: &Client, setting: &str, values: &[String]) -> Result<()> {
    let config = client.config().await?;
    let path = find(&config, setting)?;
    let name = path.join(".");
    if path.len() < 2 {
        return Err(Usage(format!(
            "`{name}` is a whole section: name a setting in it, or use `wag config patch`"
        ))
        .into());
    }
    let value = parse(&name, at(&config, &path).unwrap_or(&Value::Null), values)?;
    let now = client.patch_config(&branch(&path, value)).await?;
    let value = at(&now, &path).cloned().unwrap_or(Value::Null);
    context.output.change(&format!("{name} is now {value}."), &branch(&path, value.clone()))
}

/// The values as the type the setting has now.
fn parse(name: &str, old: &Value, values: &[String]) -> Result<Value> {
    if let Value::Array(_) = old {
        let empty = matches!(values, [only] if only == "[]");
        return Ok(if empty { json!([]) } else { json!(values) });
    }
    let [text] = values else {
        return Err(Usage(format!("{name} takes one value; {} were given", values.len())).into());
    };
    let wrong =
        |what: &str| Usage(format!("`{text}` is no value for {name}: it takes {what} (now {old})")).into();
    match old {
        Value::Bool(_) => text.parse().map(Value::Bool).map_err(|_| wrong("true or false")),
        Value::Number(_) => match serde_json::from_str(text) {
            Ok(number @ Value::Number(_)) => Ok(number),
            _ => Err(wrong("a number")),
        },
        Value::Object(_) => match serde_json::from_str(text) {
            Ok(object @ Value::Object(_)) => Ok(object),
            _ => Err(wrong("a JSON object")),
        },
        Value::Null => Ok(serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone()))),
        _ => Ok(Value::String(text.clone())),
    }
}

async fn edit(context: &Context, client: &Client) -> Result<()> {
    let before = client.config().await?;
    let mut file = tempfile::Builder::new().prefix("wag-config-").suffix(".json").tempfile()?;
    file.write_all(&serde_json::to_vec_pretty(&before)?)?;
    file.flush()?;
    let editor = ["VISUAL", "EDITOR"].iter().find_map(|v| std::env::var(v).ok().filter(|e| !e.is_empty()));
    let editor = editor.unwrap_or_else(|| "vi".to_owned());
    // An editor may come with arguments, so a shell takes it apart.
    let ended = Command::new("sh")
        .args(["-c", &format!("{editor} \"$1\""), "sh"])
        .arg(file.path())
        .status()
        .with_context(|| format!("cannot start the editor `{editor}`; set $EDITOR"))?;
    if !ended.success() {
        return Err(anyhow!("the editor `{editor}` failed ({ended}): nothing was changed"));
    }
    let sent = async {
        let after = read(file.path())?;
        if after == before {
            context.output.note("nothing was changed");
            return Ok(());
        }
        let now = client.replace_config(&after).await?;
        context.output.change("The configuration was changed.", &now)
    };
    match sent.await {
        Ok(()) => Ok(()),
        Err(error) => {
            let (_, kept) = file.keep()?;
            let text = format!("nothing was changed; your text is kept in {}", kept.display());
            Err(error.context(text))
        }
    }
}

fn read(path: &Path) -> Result<Value> {
    let text = match path == Path::new("-") {
        true => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map(|_| text)
        }
        false => std::fs::read_to_string(path),
    };
    let text = text.with_context(|| format!("cannot read {}", path.display()))?;
    let value: Value =
        serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))?;
    if value.is_object() { Ok(value) } else { Err(anyhow!("{} is JSON, but not an object", path.display())) }
}

async fn reset(context: &Context, client: &Client, flags: Reset) -> Result<()> {
    let mut config = client.config().await?;
    let paths: Vec<_> = flags.settings.iter().map(|s| find(&config, s)).collect::<Result<_>>()?;
    context.sure(flags.confirm.into(), &format!("{} will get the default.", flags.settings.join(", ")))?;
    for path in &paths {
        let Some((last, parents)) = path.split_last() else { continue };
        let parent = parents.iter().try_fold(&mut config, |here, name| here.get_mut(name));
        if let Some(map) = parent.and_then(Value::as_object_mut) {
            map.remove(last);
        }
    }
    // A setting that is missing gets its default from the server.
    let now = client.replace_config(&config).await?;
    context.output.expect_several();
    for path in &paths {
        let value = at(&now, path).cloned().unwrap_or(Value::Null);
        let name = path.join(".");
        let text = if value.is_object() {
            format!("{name} has its defaults.")
        } else {
            format!("{name} is {value}.")
        };
        context.output.change(&text, &branch(path, value))?;
    }
    Ok(())
}

async fn validate(context: &Context, client: &Client, path: &Path) -> Result<()> {
    let file = read(path)?;
    let known = client.config().await?;
    let mut faults = Vec::new();
    for (section, settings) in file.as_object().into_iter().flatten() {
        let Some(ours) = known.get(section) else {
            faults.push(json!({"setting": section, "fault": "the server knows no such section"}));
            continue;
        };
        let Some(settings) = settings.as_object() else {
            faults.push(
                json!({"setting": section, "fault": format!("must be an object, not {}", kind(settings))}),
            );
            continue;
        };
        for (key, value) in settings {
            let fault = match ours.get(key) {
                None => "the server knows no such setting".to_owned(),
                Some(own) if own.is_null() || value.is_null() || kind(own) == kind(value) => continue,
                Some(own) => format!("must be {}, not {}", kind(own), kind(value)),
            };
            faults.push(json!({"setting": format!("{section}.{key}"), "fault": fault}));
        }
    }
    if faults.is_empty() {
        let text = format!("{}: every setting is known and of the right type.", path.display());
        return context.output.change(&text, &json!([]));
    }
    context.output.list(&faults, &["SETTING", "FAULT"], |fault| {
        ["setting", "fault"].map(|k| fault[k].as_str().unwrap_or_default().to_owned()).to_vec()
    })?;
    Err(anyhow!("{} has {} faults", path.display(), faults.len()))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
