//! Printing: the same results as a table, as tab-separated lines, or as JSON.
//!
//! Results go to standard output; notes, errors and progress to standard error. Text from the server never
//! reaches the terminal with control characters in it.

use std::cell::{Cell, RefCell};
use std::io::{IsTerminal, Write};

use anyhow::Result;
use chrono::{DateTime, Utc};
use comfy_table::{Attribute, Cell as TableCell, ColumnConstraint, ContentArrangement, Row, Table, presets};
use indicatif::ProgressBar;
use serde::Serialize;
use serde_json::Value;

use crate::args::{Format, Globals};

/// Where results go.
pub(crate) struct Output {
    format: Format,
    quiet: bool,
    no_color: bool,
    several: Cell<bool>,
    changes: RefCell<Vec<Value>>,
    bar: RefCell<Option<ProgressBar>>,
}

impl Output {
    pub(crate) fn new(globals: &Globals) -> Self {
        let chosen = if globals.json { Some(Format::Json) } else { globals.format };
        let usual = if std::io::stdout().is_terminal() { Format::Table } else { Format::Plain };
        let dumb = std::env::var_os("TERM").is_some_and(|t| t == "dumb");
        let asked = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        Self {
            format: chosen.unwrap_or(usual),
            quiet: globals.quiet,
            no_color: globals.no_color || dumb || asked,
            several: Cell::new(false),
            changes: RefCell::default(),
            bar: RefCell::default(),
        }
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }

    pub(crate) fn colours(&self, stream: &impl IsTerminal) -> bool {
        !self.no_color && stream.is_terminal()
    }

    /// Prints rows. The first column is never cut; the others give way to the terminal's width.
    pub(crate) fn list<T: Serialize>(
        &self,
        rows: &[T],
        columns: &[&str],
        cells: impl Fn(&T) -> Vec<String>,
    ) -> Result<()> {
        match self.format {
            Format::Json => self.json(&rows),
            Format::Plain => rows.iter().try_for_each(|row| {
                let cells: Vec<_> = cells(row).iter().map(|c| clean(c)).collect();
                self.line(&cells.join("\t"))
            }),
            Format::Table if rows.is_empty() => {
                self.note("nothing to list");
                Ok(())
            }
            Format::Table => self.table(rows, columns, cells),
        }
    }

    fn table<T>(&self, rows: &[T], columns: &[&str], cells: impl Fn(&T) -> Vec<String>) -> Result<()> {
        let mut table = Self::bare_table();
        let heading = columns.iter().map(|name| {
            let cell = TableCell::new(name);
            if self.colours(&std::io::stdout()) { cell.add_attribute(Attribute::Bold) } else { cell }
        });
        table.set_header(heading.collect::<Vec<_>>());
        for row in rows {
            let mut line = Row::from(cells(row).iter().map(|c| clean(c)).collect::<Vec<_>>());
            line.max_height(1);
            table.add_row(line);
        }
        self.print_table(table)
    }

    fn bare_table() -> Table {
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_truncation_indicator("…");
        if let Some(width) = width() {
            table.set_width(width);
        }
        table
    }

    fn print_table(&self, mut table: Table) -> Result<()> {
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        if let Some(first) = table.column_mut(0) {
            first.set_constraint(ColumnConstraint::ContentWidth);
        }
        self.line(&table.trim_fmt())
    }

    /// Prints one thing: names and values, or the whole object as JSON.
    pub(crate) fn one<T: Serialize>(&self, thing: &T, fields: Vec<(&str, String)>) -> Result<()> {
        match self.format {
            Format::Json => self.json(thing),
            Format::Plain => {
                fields.iter().try_for_each(|(name, value)| self.line(&format!("{name}\t{}", clean(value))))
            }
            Format::Table => {
                let mut table = Self::bare_table();
                for (name, value) in &fields {
                    table.add_row(vec![(*name).to_owned(), clean_lines(value)]);
                }
                self.print_table(table)
            }
        }
    }

    /// Tells that something was done; as JSON, the thing it was done to.
    pub(crate) fn change(&self, text: &str, thing: &impl Serialize) -> Result<()> {
        match self.format {
            Format::Json => {
                self.changes.borrow_mut().push(serde_json::to_value(thing)?);
                Ok(())
            }
            _ if self.quiet => Ok(()),
            _ => self.line(&clean(text)),
        }
    }

    /// From now on results are an array in JSON, even if there is one.
    pub(crate) fn expect_several(&self) {
        self.several.set(true);
    }

    /// Prints what was kept back: in JSON, the changes as one document.
    pub(crate) fn finish(&self) -> Result<()> {
        if self.format != Format::Json {
            return Ok(());
        }
        let mut changes = self.changes.take();
        match (changes.len(), self.several.get()) {
            (0, false) => Ok(()),
            (1, false) => self.json(&changes.remove(0)),
            _ => self.json(&changes),
        }
    }

    /// Prints one JSON document.
    pub(crate) fn json(&self, value: &impl Serialize) -> Result<()> {
        self.several.set(false);
        self.line(&serde_json::to_string_pretty(value)?)
    }

    /// Prints a line as it is; the caller has cleaned it.
    pub(crate) fn line(&self, text: &str) -> Result<()> {
        self.aside(|| writeln!(std::io::stdout().lock(), "{text}"))?;
        Ok(())
    }

    /// Tells a person something on standard error, unless they asked for quiet.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.aside(|| {
                let _ = writeln!(std::io::stderr(), "{}", clean_lines(text));
            });
        }
    }

    /// Runs `print` while no progress bar is in the way.
    pub(crate) fn aside<R>(&self, print: impl FnOnce() -> R) -> R {
        match self.bar.borrow().as_ref() {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Whether somebody watches standard error and wants to see progress.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && self.format != Format::Json && std::io::stderr().is_terminal()
    }

    /// The bar that prints must not collide with; none ends it.
    pub(crate) fn set_bar(&self, bar: Option<ProgressBar>) {
        if let Some(old) = self.bar.replace(bar) {
            old.finish_and_clear();
        }
    }
}

/// Columns of the terminal; COLUMNS where there is none. Without either, nothing is cut.
fn width() -> Option<u16> {
    if std::io::stdout().is_terminal() {
        return None;
    }
    std::env::var("COLUMNS").ok()?.parse().ok().filter(|w| *w >= 20)
}

/// One line without control characters, so a message cannot drive the terminal.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// As [`clean`], with line breaks kept.
pub(crate) fn clean_lines(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

/// A time in milliseconds as people read it, in UTC; nothing for 0.
pub(crate) fn time(milliseconds: i64) -> String {
    match DateTime::<Utc>::from_timestamp_millis(milliseconds) {
        Some(time) if milliseconds > 0 => time.format("%Y-%m-%d %H:%M:%SZ").to_string(),
        _ => String::new(),
    }
}

/// `yes` or nothing, for cells.
pub(crate) fn mark(set: bool) -> String {
    if set { "yes".to_owned() } else { String::new() }
}
