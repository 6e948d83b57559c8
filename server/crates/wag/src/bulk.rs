//! Doing the same to several things: go on when one fails, say so, and fail at the end.

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

use crate::context::Context;
use crate::failure::{self, Partly};

/// Fewer are over before anyone reads a bar.
const WORTH_A_BAR: usize = 5;

/// Does `work` to each of `things`. One thing fails with its own error; of several, each failure is told at
/// once and the end is a count.
pub(crate) async fn each(
    context: &Context,
    things: &[String],
    work: impl AsyncFn(&str) -> Result<()>,
) -> Result<()> {
    if let [only] = things {
        return work(only).await;
    }
    context.output.expect_several();
    let bar = (things.len() >= WORTH_A_BAR && context.output.shows_progress())
        .then(|| ProgressBar::new(things.len() as u64).with_style(style("{bar:30} {pos}/{len} {msg}")));
    context.output.set_bar(bar.clone());
    let mut failed = 0;
    for thing in things {
        if let Some(bar) = &bar {
            bar.set_message(crate::output::clean(thing));
        }
        if let Err(error) = work(thing).await {
            failed += 1;
            failure::tell(context, &error, thing);
        }
        if let Some(bar) = &bar {
            bar.inc(1);
        }
    }
    context.output.set_bar(None);
    match failed {
        0 => Ok(()),
        failed => Err(Partly { failed, all: things.len() }.into()),
    }
}

/// A style from a template that is known to be right; the plain bar if it is not.
pub(crate) fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
