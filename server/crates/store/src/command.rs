//! Custom slash commands.

use chinwag_model::{CommandId, Millis, TeamId, command::Command};

use crate::{Columns, StoreResult, Tx, params};

macro_rules! select {
    ($rest:expr) => {
        concat!(
            "SELECT id, token, create_at, update_at, delete_at, creator_id, team_id, trigger_word, method, username, icon_url, auto_complete, auto_complete_desc, auto_complete_hint, display_name, description, url FROM commands ",
            $rest
        )
    };
}

fn read(row: &mut Columns<'_>) -> StoreResult<Command> {
    Ok(Command {
        id: row.next()?,
        token: row.next()?,
        create_at: row.next()?,
        update_at: row.next()?,
        delete_at: row.next()?,
        creator_id: row.next()?,
        team_id: row.next()?,
        trigger: row.next()?,
        method: row.next()?,
        username: row.next()?,
        icon_url: row.next()?,
        auto_complete: row.next()?,
        auto_complete_desc: row.next()?,
        auto_complete_hint: row.next()?,
        display_name: row.next()?,
        description: row.next()?,
        url: row.next()?,
        plugin_id: String::new(),
    })
}

/// Adds a command, or writes what may change of one that is there.
///
/// # Errors
/// [`Conflict`](crate::StoreError::Conflict) when the team has another command with this trigger.
pub async fn save(tx: &mut Tx, command: &Command) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO commands (id, token, create_at, update_at, creator_id, team_id, trigger_word, method, username, icon_url, auto_complete, auto_complete_desc, auto_complete_hint, display_name, description, url)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         ON CONFLICT (id) DO UPDATE SET token = excluded.token, update_at = excluded.update_at, team_id = excluded.team_id, trigger_word = excluded.trigger_word,
             method = excluded.method, username = excluded.username, icon_url = excluded.icon_url, auto_complete = excluded.auto_complete,
             auto_complete_desc = excluded.auto_complete_desc, auto_complete_hint = excluded.auto_complete_hint,
             display_name = excluded.display_name, description = excluded.description, url = excluded.url",
        params![
            &command.id,
            &command.token,
            command.create_at,
            command.update_at,
            &command.creator_id,
            &command.team_id,
            &command.trigger,
            &command.method,
            &command.username,
            &command.icon_url,
            command.auto_complete,
            &command.auto_complete_desc,
            &command.auto_complete_hint,
            &command.display_name,
            &command.description,
            &command.url
        ],
    )
    .await?;
    Ok(())
}

/// One command that is not deleted.
///
/// # Errors
/// As the database answers.
pub async fn get(tx: &mut Tx, id: CommandId) -> StoreResult<Option<Command>> {
    tx.opt(select!("WHERE id = $1 AND delete_at = 0"), params![&id], read).await
}

/// The command of a team with this trigger.
///
/// # Errors
/// As the database answers.
pub async fn by_trigger(tx: &mut Tx, team: TeamId, trigger: &str) -> StoreResult<Option<Command>> {
    tx.opt(
        select!("WHERE team_id = $1 AND trigger_word = $2 AND delete_at = 0"),
        params![&team, trigger],
        read,
    )
    .await
}

/// Commands of a team, by trigger.
///
/// # Errors
/// As the database answers.
pub async fn of_team(tx: &mut Tx, team: TeamId) -> StoreResult<Vec<Command>> {
    tx.all(select!("WHERE team_id = $1 AND delete_at = 0 ORDER BY trigger_word"), params![&team], read).await
}

/// Deletes a command.
///
/// # Errors
/// As the database answers.
pub async fn delete(tx: &mut Tx, id: CommandId, now: Millis) -> StoreResult<()> {
    tx.execute("UPDATE commands SET delete_at = $2, update_at = $2 WHERE id = $1", params![&id, now]).await?;
    Ok(())
}
