//! Roles and what they allow. Needs `roles:read`.

use crate::Result;
use crate::macros::{ask, record};
#[cfg(target_arch = "wasm32")]
use crate::macros::{many, one};
#[cfg(target_arch = "wasm32")]
use crate::wit::api::chinwag::plugin::roles as contract;

record! {
    /// A role.
    Role = contract::Role {
        /// Its id.
        id: String,
        /// Its name, such as `channel_admin`.
        name: String,
        /// The name people see.
        display_name: String,
        /// What it allows.
        permissions: Vec<String>,
        /// Whether it is one of the server's own.
        built_in: bool,
    }
}

ask! {
    /// A role.
    ///
    /// # Errors
    /// When there is none of this name.
    get_by_name(name: &str) -> Result<Role> { one(contract::get_by_name(name)) } else role_by_name;

    /// Every role.
    ///
    /// # Errors
    /// When `roles:read` was not granted.
    all() -> Result<Vec<Role>> { many(contract::all()) } else roles_all;

    /// Whether any of the roles grants the permission. For a person ask
    /// [`users::has_permission`](crate::users::has_permission).
    ///
    /// # Errors
    /// When `roles:read` was not granted.
    grant(names: &[String], permission: &str) -> Result<bool> { one(contract::grant(names, permission)) } else roles_grant;
}
