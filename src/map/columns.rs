//! What the columns of a header mean, and who gives way when several claim one meaning.
//!
//! Source: `domain.md` §1.3, matching order and conflict rules.

use std::cmp::Reverse;

use crate::map::dictionary::{Dictionary, Strength};
use crate::map::{fold, monthly, pinned, status};
use crate::model::field::Field;
use crate::model::ledger::{Column, TableKind};
use crate::model::place::column_letters;
use crate::model::profile::PinnedTable;
use crate::model::text::Text;
use crate::model::workbook::{Row, Value};

/// What is said of a column in no dictionary, until the header is settled.
const NOT_KNOWN: &str = "没有认出";

/// Names, for each column in no dictionary, the nearest known header for people to judge.
pub(super) fn suggest(kind: TableKind, columns: &mut [Column]) {
    for column in columns.iter_mut().filter(|column| column.why == NOT_KNOWN) {
        let leaf = fold::header(column.header.rsplit('▸').next().unwrap_or_default());
        if let Some((word, field)) = Dictionary::of(kind).nearest(&leaf) {
            column.why = format!("没有认出；最接近「{word}」（{}）", field.label());
        }
    }
}

/// A column while its meaning is being settled.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    column: u16,
    parts: Vec<String>,
    leaf: String,
    /// What it means, as far as is settled.
    pub(super) field: Option<Field>,
    /// How surely it was recognised.
    pub(super) strength: Option<Strength>,
    rarity: u16,
    /// Whether an office confirmed it; then no rule changes it.
    pinned: bool,
    why: String,
    /// The header names a month: the column is one of several that are filled month by month.
    monthly: bool,
}

impl Candidate {
    pub(super) fn new(kind: TableKind, column: u16, parts: &[String], layout: Option<&PinnedTable>) -> Self {
        let dictionary = Dictionary::of(kind);
        let leaf = parts.last().map(|part| fold::header(part)).unwrap_or_default();
        let path: String = parts.iter().map(|part| fold::header(part)).collect();
        let by_parent = || dictionary.whole(&path).map(|meaning| (meaning, Strength::Whole));
        let by_leaf = dictionary.recognise(&leaf).filter(|(_, strength)| *strength == Strength::Whole);
        let found = by_leaf.or_else(by_parent).or_else(|| dictionary.recognise(&leaf));
        let mut candidate = Self {
            column,
            parts: parts.to_vec(),
            leaf,
            field: None,
            strength: None,
            rarity: 0,
            pinned: false,
            why: String::new(),
            monthly: false,
        };
        let monthly = if kind == TableKind::Rectification { monthly::of_header(parts.iter().map(String::as_str)) } else { None };
        if let Some((field, why)) = layout.and_then(|layout| pinned::meaning(layout, parts)) {
            let monthly = monthly.is_some_and(|(of_month, _)| Some(of_month) == field);
            let strength = field.map(|_| Strength::Whole);
            return Self { field, strength, pinned: true, why: why.to_owned(), monthly, ..candidate };
        }
        if let Some((field, _)) = monthly {
            candidate.take(field, format!("按月填的「{}」，取不晚于报告月份、有内容的最后一列", field.label()));
            (candidate.strength, candidate.monthly) = (Some(Strength::Part), true);
            return candidate;
        }
        match found {
            Some((meaning, strength)) => {
                let how = if strength == Strength::Whole { "表头就是" } else { "表头里含有" };
                candidate.take(meaning.field, format!("{how}「{}」的用词", meaning.field.label()));
                candidate.strength = Some(strength);
                candidate.rarity = meaning.rarity;
            }
            None => candidate.why = NOT_KNOWN.to_owned(),
        }
        candidate
    }

    /// Gives the column another meaning, unless its own was confirmed.
    pub(super) fn take(&mut self, field: Field, why: impl Into<String>) {
        if self.pinned {
            return;
        }
        self.field = Some(field);
        self.why = why.into();
    }

    fn drop_field(&mut self, why: String) {
        self.field = None;
        self.strength = None;
        self.why = why;
    }

    /// Returns what decides between columns with one meaning; the greatest counts.
    fn standing(&self) -> (bool, Option<Strength>, Reverse<u16>, Reverse<u16>) {
        (self.pinned, self.strength, Reverse(self.rarity), Reverse(self.column))
    }

    fn under(&self, word: &str) -> bool {
        self.parts[..self.parts.len().saturating_sub(1)].iter().any(|part| fold::header(part).contains(word))
    }

    pub(super) fn into_column(self) -> Column {
        Column { index: self.column, header: Text::from(self.parts.join("▸")), field: self.field, why: self.why }
    }
}

/// Applies the rules for headers that mean different things in different company. Source: `domain.md` §1.3.
pub(super) fn settle_conflicts(kind: TableKind, candidates: &mut [Candidate]) {
    if kind == TableKind::Rectification {
        settle_sub_units(candidates);
        settle_done_date(candidates);
        settle_difficulty(candidates);
        settle_problem_detail(candidates);
    }
    settle_duplicates(candidates);
}

/// 具体责任单位 below 单位名称 is a part of the inspected unit, below a list it is the unit in charge (L1).
fn settle_sub_units(candidates: &mut [Candidate]) {
    for candidate in candidates.iter_mut() {
        if candidate.leaf == "具体责任单位" && candidate.under("单位名称") {
            candidate.take(Field::SubUnit, "上级表头是「单位名称」，指下级单位");
        }
    }
}

/// 完成时间 alone is the deadline when no other column holds a planned date (rule 1).
fn settle_done_date(candidates: &mut [Candidate]) {
    let planned = candidates.iter().any(|candidate| candidate.field == Some(Field::Deadline));
    if planned {
        return;
    }
    for candidate in candidates.iter_mut() {
        if candidate.field == Some(Field::DoneDate) && candidate.leaf == "完成时间" {
            candidate.take(Field::Deadline, "表中没有别的时限列，这一列就是整改时限");
            return;
        }
    }
}

/// 存在问题 beside another problem column holds this month's difficulties (rule 3).
fn settle_difficulty(candidates: &mut [Candidate]) {
    let problems = candidates.iter().filter(|candidate| candidate.field == Some(Field::Problem)).count();
    for candidate in candidates.iter_mut() {
        if problems > 1 && candidate.field == Some(Field::Problem) && candidate.leaf == "存在问题" {
            candidate.take(Field::Difficulty, "表中另有反馈问题列，这一列记的是困难");
        }
    }
}

/// Of two problem columns the one with the less usual word holds the details.
fn settle_problem_detail(candidates: &mut [Candidate]) {
    let is_problem = |candidate: &Candidate| candidate.field == Some(Field::Problem);
    if !candidates.iter().any(is_problem) {
        if let Some(details) = candidates.iter_mut().find(|candidate| candidate.field == Some(Field::ProblemDetail)) {
            details.take(Field::Problem, "表中没有别的问题列，这一列就是反馈问题");
        }
        return;
    }
    let taken = candidates.iter().any(|candidate| candidate.field == Some(Field::ProblemDetail));
    let best = candidates.iter().filter(|candidate| is_problem(candidate)).map(Candidate::standing).max();
    let second = candidates.iter_mut().filter(|c| is_problem(c) && Some(c.standing()) != best).max_by_key(|c| c.standing());
    if let (Some(second), false) = (second, taken) {
        second.take(Field::ProblemDetail, "表中另有反馈问题列，这一列记的是具体内容");
    }
}

/// Of several columns with one meaning the surest counts, then the one with the more usual word, then the first;
/// the others stay unmapped and say so.
fn settle_duplicates(candidates: &mut [Candidate]) {
    for position in 0..candidates.len() {
        let Some(field) = candidates[position].field else { continue };
        // Monthly columns of one meaning stand together, unless one without a month has it.
        let monthly = |candidate: &Candidate| candidate.monthly || candidate.field != Some(field);
        if candidates.iter().all(monthly) {
            continue;
        }
        let rivals = (0..candidates.len()).filter(|other| candidates[*other].field == Some(field));
        let best = rivals.max_by_key(|other| candidates[*other].standing()).unwrap_or(position);
        if best != position {
            let winner = column_letters(candidates[best].column);
            candidates[position].drop_field(format!("与 {winner} 列都像「{}」，以 {winner} 列为准", field.label()));
        }
    }
}

/// Columns whose meaning only their values tell: 整改完成情况 full of status words is the status (rule 2).
pub(super) fn settle_by_values(columns: &mut [Column], below: &[Row]) {
    if columns.iter().any(|column| column.field == Some(Field::Status)) {
        return;
    }
    let dictionary = Dictionary::of(TableKind::Rectification);
    let reports_progress = |column: &Column| {
        let leaf = column.header.rsplit('▸').next().unwrap_or_default();
        let monthly = monthly::of_header(column.header.split('▸')).is_some_and(|(field, _)| field == Field::Progress);
        monthly || dictionary.whole(&fold::header(leaf)).is_some_and(|meaning| meaning.field == Field::Progress)
    };
    for position in 0..columns.len() {
        if !matches!(columns[position].field, None | Some(Field::Progress)) || !reports_progress(&columns[position]) {
            continue;
        }
        let index = columns[position].index;
        let values: Vec<_> =
            below.iter().filter_map(|row| row.get(index)).filter(|v| !v.is_blank()).map(Value::display).collect();
        let statuses = values.iter().filter(|value| value.chars().count() <= 12 && status::status(value).is_some()).count();
        if values.is_empty() || statuses * 10 < values.len() * 8 {
            continue;
        }
        if monthly::of_header(columns[position].header.split('▸')).is_some() {
            let monthly = |column: &&mut Column| column.field == Some(Field::Progress);
            for column in columns.iter_mut().filter(monthly) {
                column.field = Some(Field::Status);
                column.why = "按月填的，值是状态用词；取不晚于报告月份、有内容的最后一列".to_owned();
            }
            return;
        }
        let was_progress = columns[position].field == Some(Field::Progress);
        columns[position].field = Some(Field::Status);
        columns[position].why = format!("{} 个值里有 {statuses} 个是状态用词，这一列是整改状态", values.len());
        let next = columns.iter().position(|column| column.field.is_none() && reports_progress(column));
        if let (true, Some(next)) = (was_progress, next) {
            columns[next].field = Some(Field::Progress);
            columns[next].why = "表头就是「整改进展」的用词".to_owned();
        }
        return;
    }
}
