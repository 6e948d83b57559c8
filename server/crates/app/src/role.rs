//! Roles: kept in memory for permission checks on every request, listed, and changed by administrators.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use arc_swap::ArcSwap;
use chinwag_events::Event;
use chinwag_model::{
    AppError, AppResult, Millis, RoleId, permission as p,
    role::{self, Role},
};
use chinwag_store::Store;

use crate::{Actor, App, stored};

/// The roles in force; replaced whole when one changes.
pub(crate) struct Roles(ArcSwap<Table>);

struct Table {
    list: Vec<Role>,
    sets: HashMap<String, HashSet<String>>,
}

impl Roles {
    pub(crate) async fn load(store: &Store, now: Millis) -> AppResult<Self> {
        stored(
            store
                .write(move |tx| {
                    Box::pin(async move {
                        for (name, display_name, scheme_managed, permissions) in role::built_in() {
                            let role = Role {
                                id: RoleId::generate(),
                                name: name.into(),
                                display_name: display_name.into(),
                                create_at: now,
                                update_at: now,
                                permissions: permissions.into_iter().map(str::to_owned).collect(),
                                scheme_managed,
                                built_in: true,
                                ..Role::default()
                            };
                            chinwag_store::role::insert_missing(tx, &role).await?;
                        }
                        Ok(())
                    })
                })
                .await,
        )?;
        let roles = Self(ArcSwap::from_pointee(Table { list: Vec::new(), sets: HashMap::new() }));
        roles.reload(store).await?;
        Ok(roles)
    }

    pub(crate) async fn reload(&self, store: &Store) -> AppResult<()> {
        let list = stored(store.read(|tx| Box::pin(chinwag_store::role::all(tx))).await)?;
        let sets = list.iter().map(|r| (r.name.clone(), r.permissions.iter().cloned().collect())).collect();
        self.0.store(Arc::new(Table { list, sets }));
        Ok(())
    }

    /// Whether any of the space-separated `roles` gives `permission`.
    pub(crate) fn grant(&self, roles: &str, permission: &str) -> bool {
        let table = self.0.load();
        roles.split_whitespace().any(|r| table.sets.get(r).is_some_and(|set| set.contains(permission)))
    }

    pub(crate) fn list(&self) -> Vec<Role> {
        self.0.load().list.clone()
    }

    pub(crate) fn exists(&self, name: &str) -> bool {
        self.0.load().sets.contains_key(name)
    }
}

impl App {
    /// Whether the actor holds `permission` through a system role.
    #[must_use]
    pub fn can(&self, actor: &Actor, permission: &str) -> bool {
        self.inner.roles.grant(&actor.session.roles, permission)
    }

    /// Insists that the actor holds `permission` through a system role.
    ///
    /// # Errors
    /// 403.
    pub fn access_system(&self, actor: &Actor, permission: &str) -> AppResult<()> {
        if self.can(actor, permission) { Ok(()) } else { Err(AppError::permission(permission)) }
    }

    /// Every role, by name.
    #[must_use]
    pub fn roles(&self) -> Vec<Role> {
        self.inner.roles.list()
    }

    /// Insists that every space-separated name is a role's.
    ///
    /// # Errors
    /// 400 with the unknown name.
    pub fn check_role_names(&self, roles: &str) -> AppResult<()> {
        match roles.split_whitespace().find(|r| !self.inner.roles.exists(r)) {
            None => Ok(()),
            Some(unknown) => Err(AppError::bad_request(
                "api.roles.unknown.app_error",
                format!("There is no role `{unknown}`."),
            )),
        }
    }

    /// Every role, for those who administer.
    ///
    /// # Errors
    /// 403.
    pub fn all_roles(&self, actor: &Actor) -> AppResult<Vec<Role>> {
        self.access_system(actor, p::MANAGE_SYSTEM)?;
        Ok(self.roles())
    }

    /// One role.
    ///
    /// # Errors
    /// 404.
    pub fn role(&self, id: RoleId) -> AppResult<Role> {
        self.find_role(|r| r.id == id)
    }

    /// One role by name.
    ///
    /// # Errors
    /// 404.
    pub fn role_by_name(&self, name: &str) -> AppResult<Role> {
        self.find_role(|r| r.name == name)
    }

    fn find_role(&self, wanted: impl Fn(&Role) -> bool) -> AppResult<Role> {
        self.roles().into_iter().find(wanted).ok_or_else(|| AppError::not_found("role"))
    }

    /// The roles of these names; unknown names are left out.
    ///
    /// # Errors
    /// 400 when no name is given, too many, or one that cannot be a role's.
    pub fn roles_by_names(&self, names: &[String]) -> AppResult<Vec<Role>> {
        let names: HashSet<&str> = names.iter().map(|n| n.trim()).filter(|n| !n.is_empty()).collect();
        if names.is_empty() || names.len() > NAMES_AT_ONCE {
            return Err(AppError::invalid_param_why(
                "rolenames",
                format!("{} names were given; 1 to {NAMES_AT_ONCE} are allowed", names.len()),
            ));
        }
        if let Some(bad) = names.iter().find(|n| !is_word(n)) {
            return Err(AppError::invalid_param_why(
                "rolename",
                format!("`{bad}` cannot be the name of a role"),
            ));
        }
        Ok(self.roles().into_iter().filter(|r| names.contains(r.name.as_str())).collect())
    }

    /// Replaces the permissions of a role and tells every client. The role of system administrators stays as it is.
    ///
    /// # Errors
    /// 403 without the permission, 404 for an unknown role, 400 for a name that cannot be a permission's.
    pub async fn do_patch_role(
        &self,
        actor: &Actor,
        id: RoleId,
        permissions: Option<Vec<String>>,
    ) -> AppResult<Role> {
        self.access_system(actor, p::SYSCONSOLE_WRITE_PERMISSIONS)?;
        let mut role = self.role(id)?;
        let Some(mut permissions) = permissions else { return Ok(role) };
        if role.name == "system_admin" {
            return Err(AppError::forbidden(
                "api.roles.patch_roles.not_allowed_permission.error",
                "The role of system administrators holds every permission and cannot be changed.",
            ));
        }
        // Whoever could give themself a permission they lack would be an administrator in disguise.
        let added = permissions.iter().find(|x| !role.permissions.contains(x) && !self.can(actor, x));
        if let Some(added) = added.filter(|_| !self.can(actor, p::MANAGE_SYSTEM)) {
            return Err(AppError::permission(added));
        }
        if let Some(bad) = permissions.iter().find(|x| !is_word(x)) {
            return Err(AppError::bad_request(
                "model.role.is_valid.permission.app_error",
                format!("`{}` cannot be the name of a permission.", bad.chars().take(64).collect::<String>()),
            ));
        }
        permissions.sort_unstable();
        permissions.dedup();
        role.permissions = permissions;
        role.update_at = self.now();
        let row = role.clone();
        stored(
            self.store()
                .write(move |tx| {
                    Box::pin(async move {
                        chinwag_store::role::set_permissions(tx, row.id, &row.permissions, row.update_at)
                            .await?;
                        tx.emit(Event::new("role_updated").with_json("role", &row));
                        Ok(())
                    })
                })
                .await,
        )?;
        self.inner.roles.reload(self.store()).await?;
        self.forget_sessions();
        Ok(role)
    }
}

/// Names of roles one request may ask for.
const NAMES_AT_ONCE: usize = 100;

/// Names of roles and permissions: lower-case letters, digits and underscores.
fn is_word(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 64
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
