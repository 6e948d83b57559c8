//! `wag logs`: the server's latest log lines.

use anyhow::Result;

use crate::args::Format;
use crate::args::logs::Logs;
use crate::context::Context;
use crate::output::clean;

pub(crate) async fn run(context: &Context, flags: &Logs) -> Result<()> {
    let lines = context.client()?.logs(flags.number).await?;
    if context.output.format() == Format::Json {
        return context.output.json(&lines);
    }
    lines.iter().try_for_each(|line| context.output.line(&clean(line.trim_end())))
}
