//! The rows below a header: which are records, which are passed over and why, what merged cells repeat.
//!
//! Source: `domain.md` §1.2 (body merges, section rows, subtotals and footers) and §9.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rust_decimal::Decimal;

use crate::map::amount;
use crate::map::facts;
use crate::map::fold::{self, fold};
use crate::map::furniture::{
    Numbering, SECTION, is_example, is_footer, is_note, is_note_label, is_number_row, is_page_line, is_signed_footer, looks_back,
    numbered, stated_count, total_row,
};
use crate::map::header::Header;
use crate::map::merges::Merges;
use crate::map::total::Sum;
use crate::model::field::Field;
use crate::model::ledger::{SkipReason, TableKind};
use crate::model::place::{Area, CellRef};
use crate::model::remark::RemarkKind;
use crate::model::text::Text;
use crate::model::workbook::{Row, Value, is_invisible};

/// A mapped cell of a record row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Filled {
    /// What its column means.
    pub(super) field: Field,
    /// Its cell; for a merged value the merge's first cell.
    pub(super) at: CellRef,
    /// Its value.
    pub(super) value: Value,
}

/// A row that holds a record.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Mapped {
    /// Its position, 0-based.
    pub(super) row: u32,
    /// Whether it is hidden.
    pub(super) hidden: bool,
    /// Its mapped cells, left to right.
    pub(super) cells: Vec<Filled>,
    /// Filled cells of columns that mean nothing known, for tables whose own headers are the keys.
    pub(super) unknown: Vec<(u16, Value)>,
    /// The text of the section row above, where there is one.
    pub(super) section: Option<(CellRef, Text)>,
    /// The unit a section row above names.
    pub(super) unit: Option<(CellRef, Text)>,
    /// The column the record stands in, where the table lies on its side; `None` where it stands in its row.
    pub(super) column: Option<u16>,
}

impl Mapped {
    /// Says whether a cell is the record's own; others are merged with those of the record before.
    pub(super) fn owns(&self, at: CellRef) -> bool {
        self.column.map_or(at.row == self.row, |column| at.column == column)
    }
}

/// How much a heading reads like the name of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// It is one.
    Yes,
    /// It may be one that nobody listed.
    Maybe,
    /// It is none.
    No,
}

/// What a row below the header turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Class {
    /// A record.
    Record(Mapped),
    /// Passed over.
    Skipped(SkipReason),
    /// Nothing in it at all.
    Empty,
}

/// Something noticed about a row that concerns a single cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Notice {
    /// What was noticed.
    pub(super) kind: RemarkKind,
    /// The column's meaning.
    pub(super) field: Option<Field>,
    /// The cell.
    pub(super) at: CellRef,
    /// The value seen.
    pub(super) value: Text,
    /// Words for people.
    pub(super) detail: String,
}

/// The state of reading one table's body.
#[derive(Debug)]
pub(super) struct Body<'a> {
    header: &'a Header,
    merges: Merges<'a>,
    /// The units of money, by column.
    money_units: BTreeMap<u16, Text>,
    section: Option<(CellRef, Text)>,
    unit: Option<(CellRef, Text)>,
    /// The ways of numbering that only headings have.
    of_headings: Vec<Numbering>,
    /// The value of the last record that has one, by position of the column in the header.
    above: Vec<Option<Value>>,
    total: Sums,
    part: Sums,
    in_footer: bool,
    records: u32,
    /// What was noticed on the way.
    pub(super) notices: Vec<Notice>,
    /// Labels of a form below its list.
    pub(super) trailer: Vec<facts::Labelled>,
}

/// Running sums to hold a total row against.
#[derive(Debug, Default)]
struct Sums {
    rows: u32,
    problems: std::collections::BTreeSet<CellRef>,
    amounts: BTreeMap<u16, Sum>,
}

/// Fields that say where a record belongs, not what it is: alone they make no record.
const BELONGING: [Field; 14] = [
    Field::Seq,
    Field::ProblemId,
    Field::Session,
    Field::Year,
    Field::Round,
    Field::Team,
    Field::Source,
    Field::Unit,
    Field::SubUnit,
    Field::Category,
    Field::Category2,
    Field::Dept,
    Field::RiskType,
    Field::Remark,
];

/// How many characters the longest sign for "as above" has: 同上。
const LONGEST_MARK: usize = 3;

impl<'a> Body<'a> {
    /// Starts below a header; `merges` are the sheet's, by first cell, `money` the unit its info row names.
    pub(super) fn new(header: &'a Header, first_row: u32, merges: &'a [Area], money: Option<&Text>) -> Self {
        let unit = |header: &str| amount::unit(header).or_else(|| money.cloned());
        let merges = Merges::from(merges, first_row);
        Self {
            header,
            merges,
            money_units: header.columns.iter().filter_map(|c| Some((c.index, unit(&c.header)?))).collect(),
            section: None,
            unit: None,
            of_headings: Vec::new(),
            above: vec![None; header.columns.len()],
            total: Sums::default(),
            part: Sums::default(),
            in_footer: false,
            records: 0,
            notices: Vec::new(),
            trailer: Vec::new(),
        }
    }

    /// Learns from the rows to come which numbers are those of headings: of 一, (一) and 1 the ones without a record.
    pub(super) fn look_ahead(&mut self, rows: &[Row]) {
        let mut with_records = Vec::new();
        for row in rows {
            let own = filled(row);
            if let Some((column, value)) = own.first()
                && self.is_serial(*column)
                && self.is_record_like(&meant(&own))
            {
                with_records.push(numbered(&value.display()).map(|(numbering, _)| numbering));
            }
        }
        if !with_records.is_empty() {
            let headings = [Numbering::Chinese, Numbering::Bracketed].into_iter();
            self.of_headings = headings.filter(|numbering| !with_records.contains(&Some(*numbering))).collect();
        }
    }

    fn is_serial(&self, column: u16) -> bool {
        matches!(self.header.field(column), Some(Field::Seq | Field::ProblemId))
    }

    /// Says what a row is, and remembers what the rows below need of it; `likeness` knows the units.
    ///
    /// The values of a record are taken out of the row.
    pub(super) fn read(&mut self, row: &mut Row, likeness: &dyn Fn(&str) -> Likeness) -> Class {
        self.merges.enter(row);
        let own = filled(row);
        if own.is_empty() {
            return Class::Empty;
        }
        if let Some(reason) = self.passed_over(row, &own, likeness) {
            return Class::Skipped(reason);
        }
        let has_unreadable = self.has_unreadable(&own);
        let unknown = self.unknown(&own);
        let mapped = self.map(row, unknown);
        let bears = !mapped.unknown.is_empty()
            || self.lists_names()
            || mapped.cells.iter().any(|cell| {
                let merged_from_above = cell.at.row < row.index;
                !merged_from_above && !BELONGING.contains(&cell.field) && !cell.value.is_placeholder()
            });
        if !bears && !has_unreadable {
            return Class::Skipped(if self.in_footer { SkipReason::Footer } else { SkipReason::Blank });
        }
        self.records += 1;
        self.total.add(&mapped, &self.money_units);
        self.part.add(&mapped, &self.money_units);
        Class::Record(mapped)
    }

    /// In directories and other short lists the name alone makes a record.
    fn lists_names(&self) -> bool {
        !matches!(self.header.kind, TableKind::Rectification | TableKind::Risk)
    }

    /// Error values and formulas without result are contents too, though they show none.
    fn has_unreadable(&self, own: &[(u16, &Value)]) -> bool {
        let is_unreadable = |value: &Value| matches!(value, Value::Error(_) | Value::FormulaWithoutValue);
        let is_bearing = |column| self.header.field(column).is_some_and(|field| !BELONGING.contains(&field));
        own.iter().any(|(column, value)| is_unreadable(value) && is_bearing(*column))
    }

    fn passed_over(&mut self, row: &Row, own: &[(u16, &Value)], likeness: &dyn Fn(&str) -> Likeness) -> Option<SkipReason> {
        let first = own[0].1.display();
        let folded = fold(&first).into_owned();
        if self.header.repeats(row) {
            return Some(SkipReason::RepeatedHeader);
        }
        if self.records == 0 && is_number_row(own) {
            return Some(SkipReason::Note);
        }
        let numbered = folded.parse::<u32>().is_ok();
        let labels = if numbered { 1 } else { 2 };
        if own.iter().take(labels).any(|(_, value)| is_example(&fold(&value.display()))) {
            return Some(SkipReason::Example);
        }
        let noted = is_note(&folded) || (is_note_label(&folded) && self.is_serial(own[0].0));
        let looks_back = own.len() == 1 && looks_back(&folded);
        if (noted && !self.tells_a_problem(own)) || is_page_line(&folded) || looks_back {
            return Some(SkipReason::Note);
        }
        // A waiver may name the rule 合计与明细不符.
        if self.header.kind != TableKind::Waivers
            && let Some(grand) = total_row(own)
            && !self.tells_a_problem(own)
        {
            self.hold_against(row, own, grand);
            return Some(SkipReason::Subtotal);
        }
        if is_signed_footer(&folded) || (is_footer(&folded) && !self.is_record_like(own)) {
            self.in_footer = true;
            return Some(SkipReason::Footer);
        }
        if self.label_row(row, own) {
            self.in_footer = true;
            return Some(SkipReason::Footer);
        }
        self.numbered_heading(row, own, likeness).or_else(|| self.section_row(row, own, &first, &folded, likeness))
    }

    /// Takes a heading whose number has a cell of its own: 一 | 党的建设方面.
    fn numbered_heading(&mut self, row: &Row, own: &[(u16, &Value)], likeness: &dyn Fn(&str) -> Likeness) -> Option<SkipReason> {
        let [(first, number), texts @ ..] = own else { return None };
        if self.of_headings.is_empty() || !self.is_serial(*first) {
            return None;
        }
        let (numbering, _) = numbered(&number.display())?;
        let texts = meant(texts);
        let [(column, Value::Text(text))] = texts[..] else { return None };
        if !self.of_headings.contains(&numbering) || self.header.field(column) == Some(Field::Unit) {
            return None;
        }
        self.begin_section(CellRef::new(row.index, column), fold::tidy(text), likeness);
        Some(SkipReason::Section)
    }

    /// Between headings that are units an unknown one is a unit too: its rows are not those of the unit above.
    fn is_unit(&self, likeness: Likeness) -> bool {
        likeness == Likeness::Yes || (likeness == Likeness::Maybe && self.unit.is_some())
    }

    /// Remembers a heading for the rows below: their unit, or their category.
    fn begin_section(&mut self, at: CellRef, name: &str, likeness: &dyn Fn(&str) -> Likeness) {
        self.part = Sums::default();
        if self.is_unit(likeness(name)) {
            (self.unit, self.section) = (Some((at, Text::from(name))), None);
        } else {
            self.section = Some((at, Text::from(name)));
        }
    }

    /// Takes a form's label row below its list.
    fn label_row(&mut self, row: &Row, own: &[(u16, &Value)]) -> bool {
        let is_short_row = self.header.kind == TableKind::Risk && own.len() <= 4;
        if !is_short_row || facts::label(&own[0].1.display()).is_none() {
            return false;
        }
        self.trailer.extend(facts::labels(row));
        true
    }

    /// Takes a row that holds one text only: a section heading, which gives the rows below their category.
    fn section_row(
        &mut self,
        row: &Row,
        own: &[(u16, &Value)],
        first: &str,
        folded: &str,
        likeness: &dyn Fn(&str) -> Likeness,
    ) -> Option<SkipReason> {
        let (column, value) = own[0];
        if own.iter().any(|(_, other)| *other != value) || !matches!(value, Value::Text(_)) {
            return None;
        }
        let wide = self.merges.width_at(CellRef::new(row.index, column)) >= 3;
        let field = self.header.field(column);
        let outside = field.is_none_or(|field| BELONGING.contains(&field));
        let numbered = SECTION.is_match(folded);
        let name = SECTION.replace(fold::tidy(first), "").into_owned();
        let is_unit = own.len() == 1 && self.is_unit(likeness(fold::tidy(&name)));
        if !(wide
            || is_unit
            || (numbered && (outside || own.len() > 1))
            || (numbered && folded.chars().count() <= 40 && self.header.columns.len() > 4))
        {
            return None;
        }
        if facts::is_title(first) && wide {
            return Some(SkipReason::Title);
        }
        if self.in_footer {
            return Some(SkipReason::Footer);
        }
        self.begin_section(CellRef::new(row.index, column), fold::tidy(&name), likeness);
        Some(SkipReason::Section)
    }

    fn is_record_like(&self, own: &[(u16, &Value)]) -> bool {
        let filled = |wanted: &[Field]| {
            own.iter().any(|(column, _)| self.header.field(*column).is_some_and(|field| wanted.contains(&field)))
        };
        filled(&[Field::Problem, Field::RiskPoint, Field::RiskDesc])
            && filled(&[Field::Measure, Field::Deadline, Field::Status, Field::Level])
    }

    /// Says whether a row tells a problem and what is done about it: 决算汇总 is then a power, 累计拖欠 a problem.
    fn tells_a_problem(&self, own: &[(u16, &Value)]) -> bool {
        let told = |wanted: &[Field]| {
            own.iter().any(|(column, value)| {
                let fits = self.header.field(*column).is_some_and(|field| wanted.contains(&field));
                fits && matches!(value, Value::Text(text) if text.chars().count() >= 2)
            })
        };
        told(&[Field::Measure]) && told(&[Field::Problem, Field::RiskPoint, Field::RiskDesc])
    }

    /// Returns the cells of columns that mean nothing known, where their headers are the keys.
    fn unknown(&self, own: &[(u16, &Value)]) -> Vec<(u16, Value)> {
        if self.header.kind != TableKind::Figures {
            return Vec::new();
        }
        let unknown = own.iter().filter(|(column, _)| self.header.field(*column).is_none());
        unknown.map(|(column, value)| (*column, (*value).clone())).collect()
    }

    fn map(&mut self, row: &mut Row, unknown: Vec<(u16, Value)>) -> Mapped {
        let mut cells = Vec::with_capacity(self.header.columns.len());
        for (position, column) in self.header.columns.iter().enumerate() {
            let Some(field) = column.field else { continue };
            let here = CellRef::new(row.index, column.index);
            let before = row.cells.partition_point(|(c, _)| *c < column.index);
            let own = row.cells[before..].iter_mut().take_while(|(c, _)| *c == column.index);
            let (at, value) = match own.map(|(_, value)| value).find(|value| !value.is_blank()) {
                Some(value) => (here, std::mem::replace(value, Value::Bool(false))),
                None => match self.merges.value(here) {
                    Some((at, value)) => (at, value),
                    None => continue,
                },
            };
            let value = self.resolve_ditto(field, position, at, value);
            self.above[position] = Some(value.clone());
            cells.push(Filled { field, at, value });
        }
        let (section, unit) = (self.section.clone(), self.unit.clone());
        Mapped { row: row.index, hidden: row.hidden, cells, unknown, section, unit, column: None }
    }

    /// Replaces 同上, 上同 and 〃 by the value of the record above.
    fn resolve_ditto(&mut self, field: Field, position: usize, at: CellRef, value: Value) -> Value {
        let Value::Text(text) = &value else { return value };
        // Almost every text is longer than a mark, and folding it would be most of the work of reading it.
        if text.chars().filter(|c| !is_invisible(*c)).nth(LONGEST_MARK).is_some() {
            return value;
        }
        let folded = fold(text);
        let is_mark = |word: &str| matches!(word, "同上" | "上同" | "〃" | "″" | "\"" | "''" | "同上。" | "同前");
        if !is_mark(&folded) && !is_mark(fold::tidy(text)) {
            return value;
        }
        let Some(above) = self.above[position].clone() else { return value };
        let detail = format!("「{}」按上一行的「{}」理解", fold::tidy(text), above.display());
        self.notices.push(Notice { kind: RemarkKind::Ditto, field: Some(field), at, value: text.clone(), detail });
        above
    }

    /// Compares a total row with the rows above it. Source: `domain.md` §7.1 row rule 8.
    fn hold_against(&mut self, row: &Row, own: &[(u16, &Value)], grand: bool) {
        let sums = if grand { &self.total } else { &self.part };
        let mut notices = Vec::new();
        for (column, value) in own {
            let at = CellRef::new(row.index, *column);
            let field = self.header.field(*column);
            let is_money = matches!(field, Some(Field::Amount | Field::AmountDone));
            if let Some((stated, unit)) = amount::money(value, self.money_units.get(column)).filter(|_| is_money) {
                let nothing = || Sum::of(Decimal::ZERO, unit.clone());
                let sum = sums.amounts.get(column).cloned().unwrap_or_else(nothing);
                if let Some((stated, actual, unit)) = sum.differs(stated, unit.as_ref()) {
                    let detail = format!("这里写的是 {stated}{unit}，上面各行相加是 {actual}{unit}");
                    notices.push(Notice { kind: RemarkKind::TotalMismatch, field, at, value: value.display().into(), detail });
                }
            } else if let Some(stated) = stated_count(&value.display())
                && stated != sums.rows
                && stated as usize != sums.problems.len()
            {
                let detail = format!("这里写的是 {stated} 项，上面实有 {} 项", sums.rows);
                notices.push(Notice { kind: RemarkKind::TotalMismatch, field, at, value: value.display().into(), detail });
            }
        }
        self.notices.extend(notices);
        self.part = Sums::default();
    }
}

/// Returns the cells of a row that hold something.
fn filled(row: &Row) -> Vec<(u16, &Value)> {
    let mut filled = Vec::with_capacity(row.cells.len());
    filled.extend(row.cells.iter().filter(|(_, value)| !value.is_blank()).map(|(column, value)| (*column, value)));
    filled
}

/// Leaves out cells that only say that there is nothing.
fn meant<'v>(own: &[(u16, &'v Value)]) -> Vec<(u16, &'v Value)> {
    own.iter().filter(|(_, value)| !value.is_placeholder()).copied().collect()
}

impl Sums {
    fn add(&mut self, mapped: &Mapped, units: &BTreeMap<u16, Text>) {
        self.rows += 1;
        for cell in &mapped.cells {
            match cell.field {
                Field::Problem => drop(self.problems.insert(cell.at)),
                Field::Amount | Field::AmountDone if cell.at.row == mapped.row => {
                    let column = cell.at.column;
                    if let Some((amount, unit)) = amount::money(&cell.value, units.get(&column)) {
                        match self.amounts.entry(column) {
                            Entry::Occupied(sum) => sum.into_mut().add(amount, unit.as_ref()),
                            Entry::Vacant(none) => drop(none.insert(Sum::of(amount, unit))),
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
