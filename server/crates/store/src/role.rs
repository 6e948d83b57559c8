//! Roles: names with their permissions.

use chinwag_model::{RoleId, role::Role};

use crate::{Columns, StoreResult, Tx, params, params::json};

const COLUMNS: &str = "SELECT id, name, display_name, description, create_at, update_at, delete_at, permissions, scheme_managed, built_in FROM roles ORDER BY name";

fn read(row: &mut Columns<'_>) -> StoreResult<Role> {
    Ok(Role {
        id: row.next()?,
        name: row.next()?,
        display_name: row.next()?,
        description: row.next()?,
        create_at: row.next()?,
        update_at: row.next()?,
        delete_at: row.next()?,
        permissions: row.json()?,
        scheme_managed: row.next()?,
        built_in: row.next()?,
    })
}

/// Every role, by name.
///
/// # Errors
/// As the database answers.
pub async fn all(tx: &mut Tx) -> StoreResult<Vec<Role>> {
    tx.all(COLUMNS, &[], read).await
}

/// Adds a role unless one of its name is there.
///
/// # Errors
/// As the database answers.
pub async fn insert_missing(tx: &mut Tx, role: &Role) -> StoreResult<()> {
    tx.execute(
        "INSERT INTO roles (id, name, display_name, description, create_at, update_at, permissions, scheme_managed, built_in)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (name) DO NOTHING",
        params![
            &role.id,
            &role.name,
            &role.display_name,
            &role.description,
            role.create_at,
            role.update_at,
            json(&role.permissions),
            role.scheme_managed,
            role.built_in
        ],
    )
    .await?;
    Ok(())
}

/// Replaces the permissions of a role.
///
/// # Errors
/// As the database answers.
pub async fn set_permissions(tx: &mut Tx, id: RoleId, permissions: &[String], now: i64) -> StoreResult<()> {
    tx.execute(
        "UPDATE roles SET permissions = $2, update_at = $3 WHERE id = $1",
        params![&id, json(permissions), now],
    )
    .await?;
    Ok(())
}
