//! `wag roles`: who administers the server.

use anyhow::Result;

use super::user::each_user;
use crate::args::roles::Roles;
use crate::context::Context;

const ADMIN: &str = "system_admin";
const MEMBER: &str = "system_user";

pub(crate) async fn run(context: &Context, command: Roles) -> Result<()> {
    let client = context.client()?;
    let (users, admin) = match &command {
        Roles::SystemAdmin(which) => (&which.users, true),
        Roles::Member(which) => (&which.users, false),
    };
    each_user(context, &client, users, async |user| {
        let mut roles: Vec<&str> = user.roles.split_whitespace().filter(|r| *r != ADMIN).collect();
        if !roles.contains(&MEMBER) {
            roles.insert(0, MEMBER);
        }
        if admin {
            roles.push(ADMIN);
        }
        client.set_system_roles(user.id, &roles.join(" ")).await?;
        let mut now = user.clone();
        now.roles = roles.join(" ");
        let word = if admin { "a system administrator" } else { "an ordinary member" };
        context.output.change(&format!("{} is {word}.", user.username), &now)
    })
    .await
}
