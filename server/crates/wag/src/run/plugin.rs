//! `wag plugin`: what administrators and authors do with plugins.
//!
//! `bundle` and `signing` need no server; `install`, `consent` and `watch` are the administrator's side of one;
//! `new`, `build`, `dev` and `bench` are the author's.

mod bench;
mod build;
mod bundle;
mod consent;
mod dev;
mod files;
mod install;
mod new;
mod signing;
mod templates;
mod watch;

use anyhow::Result;
use chinwag_client::plugin::Manifest;

use crate::args::plugin::{Marketplace, Plugin};
use crate::context::Context;

pub(crate) async fn run(context: &Context, command: Plugin) -> Result<()> {
    match command {
        Plugin::Add(flags) => install::add(context, &flags).await,
        Plugin::InstallUrl(flags) => install::install_urls(context, &flags).await,
        Plugin::Enable(flags) => consent::enable(context, &flags).await,
        Plugin::Disable(which) => consent::disable(context, &which.plugins).await,
        Plugin::Delete(flags) => install::delete(context, &flags).await,
        Plugin::Rollback(flags) => install::roll_back(context, &flags.plugin).await,
        Plugin::List(_) => install::list(context).await,
        Plugin::Status(flags) => watch::status(context, &flags).await,
        Plugin::Logs(flags) => watch::logs(context, &flags).await,
        Plugin::Top(flags) => watch::top(context, &flags).await,
        Plugin::Grant(flags) => consent::grant(context, &flags).await,
        Plugin::Marketplace(Marketplace::List(flags)) => install::offers(context, &flags).await,
        Plugin::Marketplace(Marketplace::Install(flags)) => install::from_marketplace(context, &flags).await,
        Plugin::Check(flags) => bundle::check(context, &flags).await,
        Plugin::New(flags) => new::write_plugin(context, &flags),
        Plugin::Build(flags) => build::build_and_tell(context, &flags),
        Plugin::Pack(flags) => bundle::pack_folder(context, flags),
        Plugin::Dev(flags) => dev::develop(context, &flags).await,
        Plugin::Bench(flags) => bench::measure(context, &flags).await,
        Plugin::Keygen(flags) => signing::keygen(context, &flags),
        Plugin::Sign(flags) => signing::sign(context, &flags),
        Plugin::Verify(flags) => signing::verify(context, &flags),
    }
}

/// Id and version, as messages name a plugin.
fn named(manifest: &Manifest) -> String {
    match manifest.version.as_str() {
        "" => manifest.id.clone(),
        version => format!("{} {version}", manifest.id),
    }
}
