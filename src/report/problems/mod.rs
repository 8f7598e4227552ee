//! `problems`: what the checks found, for the people who put it right, "核验问题".
//!
//! One file a sheet. Every finding stands in 明细, also those that do not count; what 概况 says adds up to it.

use std::collections::HashMap;
use std::ops::Range;

use crate::error::Error;
use crate::model::about::Severity;
use crate::model::checked::Checked;
use crate::model::document::Document;
use crate::model::finding::Finding;
use crate::model::place::Place;
use crate::model::source_file::SourceFile;
use crate::model::text::Text;
use crate::office::link;
use crate::office::xlsx::{Book, Properties};
use crate::report::page::heading;
use crate::report::{Case, Report};

mod basis;
mod list;
mod rules;
mod summary;
mod waivers;

/// The file's name.
pub const FILE: &str = "核验问题.xlsx";

/// Writes `核验问题.xlsx`.
#[derive(Debug)]
pub struct Problems;

impl Report for Problems {
    fn name(&self) -> &'static str {
        "problems"
    }

    fn title(&self) -> &'static str {
        "核验问题"
    }

    fn write(&self, case: &Case<'_>) -> Result<Vec<Document>, Error> {
        let author = case.office.map_or("", |office| office.name.as_str());
        let title = heading(case, "巡察整改台账核验问题");
        let mut book = Book::new(&Properties { title: &title, author, day: case.assessment.as_of })?;
        let entries = entries(case.checked);
        let links = Links::of(case.sources);
        summary::write(&mut book, case, &entries)?;
        list::write(&mut book, case, &entries, &links)?;
        rules::write(&mut book, case)?;
        waivers::write(&mut book, case, &links)?;
        basis::write(&mut book, case)?;
        let content = book.finish()?;
        Ok(vec![Document { path: FILE.to_owned(), title: self.title().to_owned(), content }])
    }
}

/// Whether a finding counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counting {
    Counted,
    Waived,
    Trial,
}

impl Counting {
    fn label(self) -> &'static str {
        match self {
            Self::Counted => "计数",
            Self::Waived => "豁免",
            Self::Trial => "试行",
        }
    }
}

/// A row of 明细.
#[derive(Clone, Copy, Debug)]
struct Entry<'a> {
    finding: &'a Finding,
    counting: Counting,
}

/// Returns every finding in the order of 明细: those that count, then the waived ones, then those on trial.
fn entries(checked: &Checked) -> Vec<Entry<'_>> {
    let counted = checked.findings.iter().map(|finding| Entry { finding, counting: Counting::Counted });
    let waived = checked.waived.iter().map(|waived| Entry { finding: &waived.finding, counting: Counting::Waived });
    let trial = checked.trial.iter().map(|finding| Entry { finding, counting: Counting::Trial });
    counted.chain(waived).chain(trial).collect()
}

/// How many findings there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    errors: usize,
    warnings: usize,
    infos: usize,
    waived: usize,
    trial: usize,
}

impl Tally {
    fn add(&mut self, entry: &Entry<'_>) {
        let count = match (entry.counting, entry.finding.severity) {
            (Counting::Waived, _) => &mut self.waived,
            (Counting::Trial, _) => &mut self.trial,
            (Counting::Counted, Severity::Error) => &mut self.errors,
            (Counting::Counted, Severity::Warning) => &mut self.warnings,
            (Counting::Counted, Severity::Info) => &mut self.infos,
        };
        *count += 1;
    }

    fn counted(&self) -> usize {
        self.errors + self.warnings + self.infos
    }

    /// Returns what the line `核验发现 N 处` says: what counts and what is waived.
    fn total(&self) -> usize {
        self.counted() + self.waived
    }
}

/// The ways from the workbook to the inputs.
#[derive(Debug)]
struct Links<'a>(HashMap<&'a Text, &'a str>);

impl<'a> Links<'a> {
    fn of(sources: &'a [SourceFile]) -> Self {
        Self(sources.iter().filter_map(|source| Some((&source.file, source.path.as_deref()?))).collect())
    }

    /// Returns the target of a link to a place; `None` where the file is not known or cannot be linked.
    fn to(&self, place: &Place) -> Option<String> {
        let path = self.0.get(&place.file)?;
        let end = path.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
        // Text files open on a sheet of another name than the one they were read as.
        let sheet = place.sheet.as_deref().filter(|_| !matches!(end.as_str(), "csv" | "tsv" | "txt"));
        let at = match (place.cell, place.row) {
            (Some(cell), _) => cell.to_string(),
            (None, Some(row)) => format!("A{}", row + 1),
            (None, None) => "A1".to_owned(),
        };
        link::target(path, sheet.map(|sheet| (sheet, at.as_str())))
    }
}

/// Returns the address as people read it: a cell, a row, a whole sheet or a whole file.
fn address(place: &Place) -> String {
    match (place.cell, place.row, &place.sheet) {
        (Some(cell), ..) => cell.to_string(),
        (None, Some(row), _) => format!("第{}行", row + 1),
        (None, None, Some(_)) => "整表".to_owned(),
        (None, None, None) => "整个文件".to_owned(),
    }
}

/// Splits so many rows over sheets that hold `room` each; without any row there is still one sheet.
fn parts(rows: usize, room: usize) -> Vec<Range<usize>> {
    let room = room.max(1);
    (0..rows.div_ceil(room).max(1)).map(|part| part * room..((part + 1) * room).min(rows)).collect()
}

/// Returns the name of a sheet's part, counted from 0: 明细, 明细（二）, 明细（三）….
fn part_name(name: &str, part: usize) -> String {
    const NUMERALS: [&str; 9] = ["二", "三", "四", "五", "六", "七", "八", "九", "十"];
    match part.checked_sub(1) {
        None => name.to_owned(),
        Some(at) => NUMERALS.get(at).map_or_else(|| format!("{name}（{}）", part + 1), |numeral| format!("{name}（{numeral}）")),
    }
}

#[cfg(test)]
mod tests;
