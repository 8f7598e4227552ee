//! A ledger as planned: its records and how they are laid out. One plan gives the sheet and what must be read from it.
//!
//! Plans that say two things at once are not made:
//! - a category column and section rows in one table (which one counts is nowhere said);
//! - an empty unit cell beside a unit in the rows above;
//! - a row that holds nothing but a unit or a category (a section heading, or a record still to be written);
//! - two columns of one meaning, except 备注 and 自用备注 (§1.3 keeps those apart);
//! - 是 and 否 under a header that does not ask, 完成时间 as the deadline beside another date column.

use std::fmt;

use chrono::{Months, NaiveDate};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::sheet::Written;
use super::switches;
use super::words::{self, HEADERS};

/// The most columns a table has: every field, some others, some gaps.
const COLUMNS: usize = HEADERS.len() + 8;

pub(super) const UNITS: [&str; 5] = ["县水利局", "城关镇", "县教育局党组", "某县交通投资集团", "县委统战部（台办）"];
pub(super) const CATEGORIES: [&str; 4] = ["基层党组织建设", "群众身边不正之风", "财务管理", "工程招投标\n方面"];
const PROBLEMS: [&str; 6] = [
    "采购程序不规范，有3笔未比价",
    "1.档案管理混乱，缺失5份；\n2.未按期归档",
    "（1）会议记录不全",
    "合计有12人超标准领取补贴",
    "党员教育走过场，“三会一课”流于形式，支部书记抓党建工作责任不实，一年内未召开专题会议研究，对上级督导反馈的问题整改不力",
    "公务接待超标准",
];
const MEASURES: [&str; 5] = [
    "修订采购办法并开展自查",
    "1.补齐档案；2.建立登记制度",
    "召开支部大会",
    "退缴费用",
    "一是完善制度；二是开展培训；\n三是加强督查",
];
const LEADS: [&str; 4] = ["张三", "王五（副局长）", "张三、王五", "党组书记"];
const PERSONS: [&str; 4] = ["李四", "赵六\n孙七", "办公室(李四);", "各党支部书记"];
const FREE: [&str; 5] =
    ["修订采购办法1份，自查采购项目12个，印发通报2期", "已补齐3份", "《采购管理办法》", "相关材料12份", "印发文件〔2026〕5号"];

/// The rows above a header, in the order they stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Above {
    pub(super) annex: bool,
    pub(super) title: bool,
    pub(super) info: bool,
    pub(super) cut_off: bool,
    pub(super) money: bool,
    /// Whether the rows are merged across the table, as titles are.
    pub(super) merged: bool,
}

/// A row between two records that is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Between {
    Empty,
    Section(usize),
    Subtotal(usize),
    Header,
    Numbered,
    Page,
    Example,
}

/// What a record shares with the one above, in merged cells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Same {
    pub(super) unit: bool,
    pub(super) category: bool,
    pub(super) problem_id: bool,
    pub(super) problem: bool,
}

/// One record; indices into the lists of words.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) same: Same,
    pub(super) hidden: bool,
    pub(super) before: Vec<Between>,
    pub(super) unit: usize,
    pub(super) category: usize,
    pub(super) problem: usize,
    pub(super) measure: usize,
    pub(super) lead: Option<usize>,
    pub(super) person: Option<usize>,
    pub(super) cycle: Option<usize>,
    pub(super) feedback: Option<(usize, NaiveDate)>,
    pub(super) deadline: (usize, NaiveDate),
    pub(super) status: Option<usize>,
    pub(super) done: Option<(usize, NaiveDate)>,
    pub(super) closed: Option<(usize, NaiveDate)>,
    pub(super) free: Vec<Option<usize>>,
    pub(super) amount: Option<usize>,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Column {
    /// A field, by its position in `HEADERS`.
    Field(usize),
    /// A column that is not exported, by its position in `OTHERS`.
    Other(usize),
    /// Nothing at all.
    Gap,
}

/// A ledger.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) records: Vec<Record>,
    pub(super) columns: Vec<Column>,
    /// The word and the ornament of every field's header.
    pub(super) words: Vec<(usize, usize)>,
    pub(super) above: Above,
    /// How deep the header is meant to be.
    pub(super) depth: usize,
    /// For each column whether it joins the group, and the group in the group, of the column on its left.
    pub(super) groups: Vec<(bool, bool, bool)>,
    pub(super) offset: (usize, usize),
    pub(super) tail: Vec<usize>,
    pub(super) phantom: Option<(usize, usize)>,
    /// How problem numbers and serials are written.
    pub(super) numbering: (usize, usize),
}

impl Plan {
    /// Returns the column of a field, by its key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.columns.iter().any(|column| matches!(column, Column::Field(field) if HEADERS[*field].0 == key))
    }

    /// Returns a field's header as written, without ornaments.
    pub(super) fn word(&self, field: usize) -> &'static str {
        let (key, words) = HEADERS[field];
        let word = words[self.words[field].0 % words.len()];
        let other_dates = ["feedback_date", "done_date", "closed_date"].iter().any(|key| self.has(key));
        let lone = word == words::LONE_DEADLINE;
        match key {
            "problem" if word == "问题的具体内容" && !switches::DETAILS_AS_THE_ONLY_PROBLEM => words[0],
            "deadline" if lone && other_dates => words[0],
            "done_date"
                if ["办结时间", "完成日期"].contains(&word)
                    && !self.has("deadline")
                    && !switches::DONE_DATES_WITHOUT_A_DEADLINE =>
            {
                words[0]
            }
            "done_date" if lone && !self.has("deadline") => words[0],
            _ => word,
        }
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let laid = super::layout::lay(self);
        write!(f, "\n{}", laid.sheet.table("台账"))?;
        if let Some((row, column)) = laid.sheet.phantom {
            write!(f, "(a space in row {}, column {})", row + 1, column + 1)?;
        }
        Ok(())
    }
}

pub(super) fn plans() -> impl Strategy<Value = Plan> {
    let above = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(annex, title, info, cut_off, money, merged)| Above {
            annex: annex && title,
            title,
            info,
            cut_off: cut_off && !(annex && info),
            money: money && info,
            merged,
        },
    );
    let header = (vec((0usize..20, 0usize..12), HEADERS.len()), 1usize..=3, vec(any::<(bool, bool, bool)>(), COLUMNS));
    let place = ((0usize..3, 0usize..3), option::of((40usize..3000, 0usize..60)), (0usize..6, 0usize..4));
    let rows = (vec(record(), 1..10), vec(0usize..11, 0..4));
    (columns(), above, header, place, rows).prop_map(|(columns, above, header, place, rows)| {
        let (words, depth, groups) = header;
        let (offset, phantom, numbering) = place;
        let (records, tail) = rows;
        Plan { records, columns, words, above, depth, groups, offset, tail, phantom, numbering }
    })
}

/// Some of the fields, always enough to tell a ledger by; other columns and gaps; in any order.
fn columns() -> impl Strategy<Value = Vec<Column>> {
    let kept = vec(prop::bool::weighted(0.7), HEADERS.len());
    let others = prop::sample::subsequence((0..words::OTHERS.len()).collect::<Vec<_>>(), 0..5);
    (kept, others, 0usize..3)
        .prop_map(|(kept, others, gaps)| {
            let needed = |key: &str| ["problem", "measure", "status"].contains(&key);
            let fields = (0..HEADERS.len()).filter(|field| kept[*field] || needed(HEADERS[*field].0));
            let mut columns: Vec<Column> = fields.map(Column::Field).collect();
            columns.extend(others.into_iter().map(Column::Other));
            columns.extend(std::iter::repeat_n(Column::Gap, gaps));
            columns
        })
        .prop_shuffle()
        .prop_map(|columns| if switches::EMPTY_COLUMNS_ANYWHERE { columns } else { with_harmless_gaps(columns) })
}

/// Keeps the gaps that leave everything a ledger is told by on one side.
fn with_harmless_gaps(columns: Vec<Column>) -> Vec<Column> {
    let tells = |column: &Column| matches!(column, Column::Field(field) if ["problem", "measure", "problem_id"].contains(&HEADERS[*field].0));
    let first = columns.iter().position(tells).expect("a problem column");
    let last = columns.iter().rposition(tells).expect("a problem column");
    let kept = columns.iter().enumerate().filter(|(at, column)| **column != Column::Gap || !(first..last).contains(at));
    kept.map(|(_, column)| *column).collect()
}

fn record() -> impl Strategy<Value = Record> {
    let same = any::<(bool, bool, bool, bool)>().prop_map(|(unit, category, problem_id, problem)| Same {
        unit,
        category,
        problem_id,
        problem: problem && problem_id,
    });
    let form = (same, prop::bool::weighted(0.1), vec(between(), 0..3));
    let what = (0..UNITS.len(), 0..CATEGORIES.len(), 0..PROBLEMS.len(), 0..MEASURES.len());
    let who = (option::of(0..LEADS.len()), option::of(0..PERSONS.len()));
    let when = (
        option::of(0..words::CYCLES.len()),
        option::weighted(0.8, (0usize..13, date(0, 5))),
        (0..words::DEADLINES, date(3, 24)),
        option::of((0usize..13, date(2, 10))),
        option::of((0usize..13, date(2, 10))),
    );
    let rest = (option::weighted(0.9, 0..words::STATUSES.len()), vec(option::of(0..FREE.len()), 5), option::of(0usize..6));
    (form, what, who, when, rest).prop_map(|(form, what, who, when, rest)| Record {
        same: form.0,
        hidden: form.1,
        before: form.2,
        unit: what.0,
        category: what.1,
        problem: what.2,
        measure: what.3,
        lead: who.0,
        person: who.1,
        cycle: when.0,
        feedback: when.1,
        deadline: when.2,
        done: when.3,
        closed: when.4,
        status: rest.0,
        free: rest.1,
        amount: rest.2,
    })
}

fn between() -> impl Strategy<Value = Between> {
    prop_oneof![
        6 => Just(Between::Empty),
        3 => (0usize..4).prop_map(Between::Section),
        2 => (0usize..5).prop_map(Between::Subtotal),
        1 => Just(Between::Header),
        1 => Just(Between::Numbered),
        1 => Just(Between::Page),
        1 => Just(Between::Example),
    ]
}

/// Days from the beginning of 2026, by months.
fn date(from: u32, to: u32) -> impl Strategy<Value = NaiveDate> {
    (from..to, 1u32..=31).prop_map(|(month, day)| {
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a date") + Months::new(month);
        (1..=day).rev().find_map(|day| chrono::Datelike::with_day(&first, day)).expect("every month has a first day")
    })
}

impl Record {
    /// Returns what is typed into a cell of a free field.
    pub(super) fn free(&self, at: usize) -> Option<&'static str> {
        self.free[at].map(|index| FREE[index])
    }

    pub(super) fn problem(&self) -> &'static str {
        let problem = PROBLEMS[self.problem];
        if problem.starts_with("合计") && !switches::PROBLEMS_THAT_BEGIN_LIKE_TOTALS { PROBLEMS[0] } else { problem }
    }

    pub(super) fn measure(&self) -> &'static str {
        MEASURES[self.measure]
    }

    pub(super) fn lead(&self) -> Option<&'static str> {
        let lead = self.lead.map(|index| LEADS[index])?;
        Some(if lead == "党组书记" && !switches::LEADERS_BY_POST_ONLY { LEADS[0] } else { lead })
    }

    pub(super) fn person(&self) -> Option<&'static str> {
        self.person.map(|index| PERSONS[index])
    }

    /// Returns the amount as typed, and as a decimal. §7.1: thousands separators, 万元 and 约 are taken off.
    pub(super) fn amount(&self) -> Option<(Written, &'static str)> {
        let text = |text: &str| Written::Text(text.to_owned());
        self.amount.map(|form| match form {
            0 => (Written::Number(12.5), "12.5"),
            1 => (text("3.20"), "3.2"),
            2 => (text("1,234.5"), "1234.5"),
            3 => (text("8万元"), "8"),
            4 => (text("约3万元"), "3"),
            _ => (Written::Number(0.3), "0.3"),
        })
    }
}
