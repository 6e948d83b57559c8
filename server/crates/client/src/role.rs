//! Roles and what they allow. Which roles a user has is in [`crate::user`].

use chinwag_model::RoleId;
use chinwag_model::role::Role;
use serde_json::json;

use crate::{Client, Result};

impl Client {
    /// All roles.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn roles(&self) -> Result<Vec<Role>> {
        self.get(&["roles"]).read().await
    }

    /// A role by name, such as `system_user`.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn role_by_name(&self, name: &str) -> Result<Role> {
        self.get(&["roles", "name", name]).read().await
    }

    /// Sets what a role allows, whole.
    ///
    /// # Errors
    /// See [`crate::Error`].
    pub async fn set_permissions(&self, role: RoleId, permissions: &[String]) -> Result<Role> {
        self.put(&["roles", role.as_str(), "patch"]).json(&json!({"permissions": permissions})).read().await
    }
}
