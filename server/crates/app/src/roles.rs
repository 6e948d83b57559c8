//! Roles in memory, for permission checks on every request.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use arc_swap::ArcSwap;
use chinwag_model::{
    AppError, AppResult, Millis, RoleId,
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
}
