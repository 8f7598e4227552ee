//! What the columns of a header mean, and who gives way when several claim one meaning.
//!
//! Source: `domain.md` §1.3, matching order and conflict rules.

use std::cmp::Reverse;

use crate::map::dictionary::{Dictionary, Strength};
use crate::map::{fold, monthly, pinned, status, ticks};
use crate::model::field::Field;
use crate::model::ledger::{Column, TableKind};
use crate::model::place::column_letters;
use crate::model::profile::PinnedTable;
use crate::model::text::Text;
use crate::model::workbook::{Row, Value};

/// What is said of a column in no dictionary, until the header is settled.
const NOT_KNOWN: &str = "没有认出";

/// What is said of a 完成时间 that was taken for the deadline of its table.
const PROMOTED: &str = "表中没有别的时限列，这一列就是整改时限";

/// Says whether a column was taken for the deadline only because its table has no other.
pub(super) fn is_deadline_for_want_of_another(column: &Column) -> bool {
    column.field == Some(Field::Deadline) && column.why == PROMOTED
}

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
    /// The column is one of several with one meaning: filled month by month, or ticked.
    monthly: bool,
}

impl Candidate {
    pub(super) fn new(kind: TableKind, column: u16, parts: &[String], layout: Option<&PinnedTable>) -> Self {
        let dictionary = Dictionary::of(kind);
        let leaf = parts.last().map(|part| fold::header(part)).unwrap_or_default();
        // 整改情况▸完成▸时间 is 完成时间: the whole path first, then what is left without the parents at its top.
        let paths = (0..parts.len()).map(|from| parts[from..].iter().map(|part| fold::header(part)).collect::<String>());
        let by_parent = || paths.clone().find_map(|path| dictionary.whole(&path)).map(|meaning| (meaning, Strength::Whole));
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
        settle_planned_and_actual(candidates);
        settle_done_date(candidates);
        settle_difficulty(candidates);
        settle_problem_detail(candidates);
        settle_ticks(candidates);
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

/// Words of a header whose dates are planned, not reached.
const PLANNED: [&str; 8] = ["拟", "计划", "预计", "预期", "节点", "要求", "目标", "应"];

/// Words of a header whose dates are reached.
const ACTUAL: [&str; 1] = ["实际"];

/// 计划完成日期 and 拟完成时间 are the deadline, 实际完成日期 is when the work was done, whatever else is in the word.
fn settle_planned_and_actual(candidates: &mut [Candidate]) {
    let has_deadline = candidates.iter().any(|candidate| candidate.field == Some(Field::Deadline));
    for candidate in candidates.iter_mut() {
        let names = |words: &[&str]| words.iter().any(|word| candidate.leaf.contains(word));
        // 相应 in a parent says nothing, 应 in 应完成时间 does.
        let below = |words: &[&str]| words.iter().any(|word| word.chars().count() > 1 && candidate.under(word));
        let (planned, actual) = if names(&PLANNED) || names(&ACTUAL) {
            (names(&PLANNED), names(&ACTUAL))
        } else {
            // A group 整改计划 may hold 整改时限 and 完成时间 both.
            (below(&PLANNED) && !has_deadline, below(&ACTUAL))
        };
        match (candidate.field, planned, actual) {
            (Some(Field::DoneDate), true, false) => candidate.take(Field::Deadline, "表头说的是计划的日期，是整改时限"),
            (Some(Field::Deadline), false, true) => candidate.take(Field::DoneDate, "表头说的是实际的日期，是完成时间"),
            _ => {}
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
            candidate.take(Field::Deadline, PROMOTED);
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

/// 已完成 | 基本完成 | 未完成 beside each other are ticked, and are the status where no other column is.
fn settle_ticks(candidates: &mut [Candidate]) {
    if candidates.iter().any(|candidate| candidate.field == Some(Field::Status)) {
        return;
    }
    let is_heading = |candidate: &Candidate| candidate.field.is_none() && !candidate.pinned && ticks::is_heading(&candidate.leaf);
    let beside = |one: &Candidate, other: &Candidate| is_heading(one) && is_heading(other) && one.column + 1 == other.column;
    let ticked = candidates.chunk_by(beside).find(|run| run.len() > 1).map(|run| (run[0].column, run.len()));
    let Some((first, count)) = ticked else { return };
    for candidate in candidates.iter_mut().filter(|candidate| candidate.column >= first).take(count) {
        candidate.take(Field::Status, ticks::TICKED);
        // They stand together as columns of several months do.
        (candidate.strength, candidate.monthly) = (Some(Strength::Whole), true);
    }
}

/// Returns how the reason of a column begins that gave way to another.
fn lost_to(winner: &str, field: Field) -> String {
    format!("与 {winner} 列都像「{}」，以 ", field.label())
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
            candidates[position].drop_field(format!("{}{winner} 列为准", lost_to(&winner, field)));
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
        let winner = column_letters(index);
        let gave_way = lost_to(&winner, Field::Progress);
        let losers = columns.iter().enumerate().filter(|(_, column)| column.field.is_none() && column.why.starts_with(&gave_way));
        // What gave way to a column that turned out to be another gets its meaning back; the plainest word first.
        let next = losers.max_by_key(|(at, column)| (reports_progress(column), std::cmp::Reverse(*at))).map(|(at, _)| at);
        if let (true, Some(next)) = (was_progress, next) {
            columns[next].field = Some(Field::Progress);
            columns[next].why = format!("表头是「整改进展」的用词；{winner} 列是整改状态");
            let (heir, stale) = (column_letters(columns[next].index), gave_way);
            for column in columns.iter_mut().filter(|column| column.field.is_none() && column.why.starts_with(&stale)) {
                column.why = format!("{}{heir} 列为准", lost_to(&heir, Field::Progress));
            }
        }
        return;
    }
}

#[cfg(test)]
mod tests {
    use crate::map::header::{self, Header, Sought};
    use crate::model::field::Field;
    use crate::model::ledger::TableKind;
    use crate::model::workbook::{Row, Value};

    /// Reads a header of these rows, with these rows below it.
    fn header(rows: &[&[&str]]) -> Header {
        let cells = |texts: &[&str]| {
            (0u16..).zip(texts).filter(|(_, t)| !t.is_empty()).map(|(c, t)| (c, Value::Text((*t).into()))).collect()
        };
        let rows: Vec<Row> = (0u32..).zip(rows).map(|(index, texts)| Row { index, hidden: false, cells: cells(texts) }).collect();
        header::find(&rows, &[], Sought { kinds: &[TableKind::Rectification], layouts: &[], parts: false }).expect("a header")
    }

    /// Returns what the columns behind 序号, 反馈问题 and 整改措施 mean.
    fn behind(headers: &[&str]) -> Vec<&'static str> {
        let row = [&["序号", "反馈问题", "整改措施"], headers].concat();
        let header = header(&[&row]);
        header.columns.iter().skip(3).map(|column| column.field.map_or("-", Field::key)).collect()
    }

    #[test]
    fn planned_dates_are_the_deadline_and_actual_ones_the_completion() {
        for (planned, actual) in [
            ("计划完成日期", "实际完成日期"),
            ("拟完成时间", "完成时间"),
            ("完成时间节点", "实际完成时间"),
            ("整改时间", "完成时间"),
            ("计划完成时间", "完成时间"),
            ("完成时间", "实际完成时间"),
            ("应完成时间", "办结时间"),
            ("要求整改完成日期", "整改完成日期"),
            ("整改时限", "实际整改时间"),
            ("预计办结日期", "办结日期"),
        ] {
            assert_eq!(behind(&[planned, "整改状态", actual]), ["deadline", "status", "done_date"], "{planned} and {actual}");
            assert_eq!(behind(&[actual, "整改状态", planned]), ["done_date", "status", "deadline"], "{actual} and {planned}");
        }
        assert_eq!(behind(&["整改状态", "完成时间"]), ["status", "deadline"], "alone it is the deadline");
        assert_eq!(behind(&["整改状态", "实际完成时间"]), ["status", "done_date"], "what is reached is never the deadline");
    }

    #[test]
    fn headings_offices_use_are_known() {
        for (expected, headings) in [
            ("deadline", &["时间节点", "整改时间", "完成节点"][..]),
            ("status", &["完成与否", "办理状态"]),
            ("progress", &["当前进展", "推进情况"]),
            ("lead_person", &["包联领导", "牵头县级领导"]),
            ("resp_person", &["责任人员", "责任人及职务", "责任股室及责任人"]),
            ("amount", &["问题资金（万元）"]),
            ("problem_detail", &["主要表现"]),
            ("difficulty", &["存在的困难和问题"]),
        ] {
            for heading in headings {
                assert_eq!(behind(&[heading]), [expected], "{heading}");
            }
        }
        for heading in [
            "问题表述",
            "主要问题",
            "反馈的主要问题",
            "巡察反馈的主要问题",
            "存在的主要问题",
            "巡察指出的问题",
            "反馈意见",
            "指出问题",
            "突出问题",
        ] {
            let header = header(&[&["序号", heading, "整改措施", "整改状态"]]);
            assert_eq!(header.field(1), Some(Field::Problem), "{heading}");
        }
    }

    #[test]
    fn words_split_over_three_levels_are_put_together() {
        let header = header(&[
            &["序号", "反馈问题", "", "整改措施", "整改情况", ""],
            &["", "类别", "内容", "", "状态", "完成"],
            &["", "", "表述", "", "", "时间"],
        ]);
        let fields: Vec<_> = header.columns.iter().map(|column| column.field.map_or("-", Field::key)).collect();
        assert_eq!(fields, ["seq", "category", "problem", "measure", "status", "done_date"], "{:?}", header.columns);
    }

    #[test]
    fn a_column_that_gave_way_to_one_that_is_another_gets_its_meaning_back() {
        let header = header(&[
            &["序号", "反馈问题", "整改措施", "进展情况及成效", "完成情况", "工作进展"],
            &["1", "甲", "乙", "已修订制度3件并印发执行", "已完成", "已修订"],
            &["2", "丙", "丁", "已修订制度3件并印发执行", "整改中", "在修订"],
        ]);
        let told = |column: usize| (header.columns[column].field.map(Field::key), header.columns[column].why.as_str());
        assert_eq!(told(4), (Some("status"), "2 个值里有 2 个是状态用词，这一列是整改状态"));
        assert_eq!(told(5), (Some("progress"), "表头是「整改进展」的用词；E 列是整改状态"), "a whole word goes first");
        assert_eq!(told(3), (None, "与 F 列都像「整改进展」，以 F 列为准"));
    }

    #[test]
    fn columns_to_tick_are_the_status_together() {
        assert_eq!(behind(&["已完成", "基本完成", "未完成", "责任人"]), ["status", "status", "status", "resp_person"]);
        assert_eq!(behind(&["已完成", "责任人", "未完成"]), ["-", "resp_person", "-"], "apart they are not ticked");
        assert_eq!(behind(&["整改状态", "已完成", "未完成"]), ["status", "-", "-"], "the status has its column");
    }

    #[test]
    fn the_word_above_tells_planned_dates_from_actual_ones() {
        let header =
            header(&[&["反馈问题", "整改措施", "计划", "", "实际", ""], &["", "", "开始时间", "完成时间", "完成时间", "责任人"]]);
        let field = |column| header.field(column).map(Field::key);
        assert_eq!((field(3), field(4)), (Some("deadline"), Some("done_date")));
        let header = self::header(&[&["反馈问题", "整改措施", "整改计划", ""], &["", "", "整改时限", "完成时间"]]);
        let field = |column| header.field(column).map(Field::key);
        assert_eq!((field(2), field(3)), (Some("deadline"), Some("done_date")));
    }
}
