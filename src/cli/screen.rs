//! The only code that prints: results to stdout, messages to stderr. A closed pipe ends quietly.

use std::io::{ErrorKind, IsTerminal, Write};

use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table, TableStyle};

use crate::error::Error;
use crate::model::about::Severity;

/// Where results and messages go.
#[derive(Debug)]
pub(super) struct Screen {
    colour: bool,
}

impl Screen {
    /// Opens the screen.
    pub(super) fn new() -> Self {
        let wanted = anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never;
        Self { colour: wanted && std::io::stdout().is_terminal() }
    }

    /// Prints a result, ending with a line end; nothing for an empty one.
    pub(super) fn out(&self, text: &str) {
        if text.is_empty() {
            return;
        }
        let mut stdout = std::io::stdout().lock();
        let result =
            stdout.write_all(text.as_bytes()).and_then(|()| if text.ends_with('\n') { Ok(()) } else { stdout.write_all(b"\n") });
        end_quietly(result.and_then(|()| stdout.flush()));
    }

    /// Prints a message.
    pub(super) fn note(&self, text: &str) {
        let mut stderr = anstream::stderr().lock();
        end_quietly(writeln!(stderr, "{text}"));
    }

    /// Prints an error.
    pub(super) fn error(&self, error: &Error) {
        self.note(&format!("错误：{error}"));
    }

    /// Starts a table with these headings; columns named in `right` are numbers.
    pub(super) fn table(&self, headings: &[&str], right: &[&str]) -> Rows {
        let mut table = Table::new();
        table.load_style(TableStyle::new()).set_content_arrangement(ContentArrangement::Disabled);
        if !self.colour {
            table.force_no_tty();
        }
        table.set_header(headings.iter().map(|heading| Cell::new(heading).add_attribute(Attribute::Bold)));
        for (index, heading) in headings.iter().enumerate() {
            if let Some(column) = table.column_mut(index) {
                column.set_padding((0, 2));
                if right.contains(heading) {
                    column.set_cell_alignment(CellAlignment::Right);
                }
            }
        }
        Rows { table }
    }

    /// Returns a word in a colour, where the screen has any.
    pub(super) fn coloured(&self, word: &str, colour: Option<Color>) -> String {
        let code = match colour {
            Some(Color::Red) => "31",
            Some(Color::DarkGrey) => "90",
            _ => return word.to_owned(),
        };
        if self.colour { format!("\u{1b}[{code}m{word}\u{1b}[0m") } else { word.to_owned() }
    }

    /// Returns a severity's word, in colour where the screen has any.
    pub(super) fn severity(&self, severity: Severity) -> String {
        let colour = match severity {
            Severity::Error => "31",
            Severity::Warning => "33",
            Severity::Info => "36",
        };
        if self.colour { format!("\u{1b}[{colour}m{}\u{1b}[0m", severity.label()) } else { severity.label().to_owned() }
    }
}

/// A table being filled.
#[derive(Debug)]
pub(super) struct Rows {
    table: Table,
}

impl Rows {
    /// Adds a row; its first cell is in the colour, where one is given. Cells left out at the end are empty.
    pub(super) fn add(&mut self, cells: Vec<String>, colour: Option<Color>) {
        let cells = cells.into_iter().enumerate().map(|(index, text)| match colour {
            Some(colour) if index == 0 => Cell::new(clean(text)).fg(colour),
            _ => Cell::new(clean(text)),
        });
        self.table.add_row(cells.collect::<Vec<_>>());
    }

    /// Draws the table without blanks at line ends.
    pub(super) fn draw(&self) -> String {
        let lines: Vec<String> =
            self.table.lines().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect();
        lines.join("\n")
    }
}

/// Takes control characters and marks that turn the direction of writing out of text that came from a file: a terminal would obey them.
pub(super) fn clean(text: String) -> String {
    let turns = |c: char| matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if c.is_control() || turns(c) { ' ' } else { c }).collect()
}

/// Ends the program when nobody reads on; other failures of a screen cannot be told to anyone.
#[expect(clippy::exit, reason = "a closed pipe ends quietly with 0, as the contract asks")]
fn end_quietly(result: std::io::Result<()>) {
    if result.is_err_and(|cause| cause.kind() == ErrorKind::BrokenPipe) {
        std::process::exit(0);
    }
}
