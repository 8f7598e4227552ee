//! Clean ledgers in many layouts: a plan of the parent's generator, laid out there, with clean values in its cells and
//! further columns on its right.

use std::collections::{BTreeMap, BTreeSet};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::clean::{self, State};
use super::dice::Dice;
use super::table::{Key, Record, Table, Total};
use crate::generated::layout::{self, Laid};
use crate::generated::plan::{self, Between, Column, Plan};
use crate::generated::words::{self, HEADERS};

/// Columns that an export does not name and plans do not have.
const FURTHER: [(Key, &[&str]); 7] = [
    ("accept_date", &["验收时间", "整改验收时间"]),
    ("closed_flag", &["是否销号", "销号情况"]),
    ("overdue_flag", &["是否逾期", "是否超期"]),
    ("unfinished_reason", &["未完成原因", "到期未完成整改原因及下一步措施"]),
    ("amount_done", &["整改金额", "清退金额"]),
    ("desk_audit", &["内业核查"]),
    ("field_audit", &["外业核查"]),
];

/// Columns whose cells stay as the plan has them.
const KEPT: [Key; 4] = ["seq", "problem_id", "unit", "category"];

/// How a ledger is to look.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) sheet: String,
    pub(super) records: usize,
    /// Without merged cells, hidden rows and deep headers, which a csv cannot have.
    pub(super) plain: bool,
    /// The number of the first record.
    pub(super) first_number: usize,
    /// Columns it must have.
    pub(super) needs: &'static [Key],
}

/// Makes a ledger.
pub(super) fn ledger(runner: &mut TestRunner, dice: &mut Dice, wanted: &Wanted) -> Table {
    let plan = planned(runner, dice, wanted);
    let laid = layout::lay(&plan);
    let mut columns: BTreeMap<Key, usize> = BTreeMap::new();
    for (at, column) in plan.columns.iter().enumerate() {
        if let Column::Field(field) = column {
            columns.insert(HEADERS[*field].0, plan.offset.1 + at);
        }
    }
    let mut table = Table {
        name: wanted.sheet.clone(),
        sheet: laid.sheet.clone(),
        columns,
        records: Vec::new(),
        totals: Vec::new(),
        is_register: false,
        renumbered: false,
        is_joined: false,
        findings: Vec::new(),
    };
    add_columns(&mut table, &plan, &laid, dice);
    add_records(&mut table, &laid, wanted.first_number, dice);
    add_totals(&mut table, &laid, dice);
    table
}

fn planned(runner: &mut TestRunner, dice: &mut Dice, wanted: &Wanted) -> Plan {
    let mut next = || plan::plans().new_tree(runner).expect("a plan").current();
    let mut plan = next();
    while plan.records.len() < wanted.records {
        plan.records.extend(next().records);
    }
    plan.records.truncate(wanted.records);
    for (position, (key, _)) in HEADERS.iter().enumerate() {
        let needed = match *key {
            "deadline" | "lead_person" => true,
            "done_date" | "progress" | "evidence" | "feedback_date" => dice.chance(70),
            key => wanted.needs.contains(&key),
        };
        if needed && !plan.has(key) {
            let at = dice.below(plan.columns.len() + 1);
            plan.columns.insert(at, Column::Field(position));
            plan.groups.insert(at, (false, false, false));
        }
        // A header that asks wants 是 or 否, and a lone 完成时间 says by the other columns what it is.
        let words = HEADERS[position].1;
        let unfit = |word: &str| word.starts_with("是否") || word == words::LONE_DEADLINE;
        if (*key == "status" || *key == "deadline") && unfit(words[plan.words[position].0 % words.len()]) {
            plan.words[position].0 = 0;
        }
    }
    if wanted.plain {
        plan.depth = 1;
        plan.above.merged = false;
        plan.phantom = None;
        for record in &mut plan.records {
            record.hidden = false;
            record.same = plan::Same::default();
            record.before.retain(|between| !matches!(between, Between::Section(_)));
        }
    }
    plan
}

fn add_columns(table: &mut Table, plan: &Plan, laid: &Laid, dice: &mut Dice) {
    let mut next = plan.offset.1 + plan.columns.len();
    let headers = header_rows(laid);
    for (key, words) in FURTHER {
        let fits = key != "amount_done" || table.has("amount");
        if !fits || dice.chance(35) {
            continue;
        }
        let word = dice.pick(words);
        for (first, last) in &headers {
            table.sheet.spread((*first, next, *last, next), word);
        }
        table.columns.insert(key, next);
        next += 1;
    }
}

/// Returns the first and last row of every header, 0-based.
fn header_rows(laid: &Laid) -> Vec<(usize, usize)> {
    let depth = laid.header_rows.len();
    let mut headers = vec![(laid.header_rows[0] - 1, laid.header_rows[depth - 1] - 1)];
    let is_repeated = |(_, reasons): &&(usize, &'static [&'static str])| reasons.contains(&"repeated-header");
    let repeated: Vec<usize> = laid.skipped.iter().filter(is_repeated).map(|(row, _)| row - 1).collect();
    headers.extend(repeated.chunks(depth).map(|rows| (rows[0], rows[rows.len() - 1])));
    headers
}

fn add_records(table: &mut Table, laid: &Laid, first_number: usize, dice: &mut Dice) {
    for (at, expected) in laid.records.iter().enumerate() {
        let row = expected.row - 1;
        let number = first_number + at;
        let state = State::some(dice);
        let mut shared = BTreeSet::new();
        let mut kept = BTreeMap::new();
        for (key, column) in &table.columns {
            let is_inside =
                |area: &&(usize, usize, usize, usize)| (area.0..=area.2).contains(&row) && area.1 == *column && area.0 != area.2;
            if laid.sheet.merges.iter().any(|area| is_inside(&area)) {
                shared.insert(*key);
            } else if KEPT.contains(key)
                && let Some(written) = laid.sheet.cells.get(&(row, *column))
            {
                kept.insert(*key, written.clone());
            }
        }
        let unit = expected.values["unit"][0].as_str().expect("every record has a unit").to_owned();
        let mut values = clean::values(number, state, &|key| table.columns.contains_key(key), dice);
        values.extend(kept);
        table.records.push(Record { row, number, state, unit, values, shared, taken: false });
        // The first cell of a merged area holds what all its rows say.
        if table.records[at].shared.contains("problem")
            && let Some(written) = laid.sheet.cells.get(&(row, table.columns["problem"]))
        {
            debug_assert!(!written.shown().is_empty());
            table.sheet.put(row, table.columns["problem"], clean::problem(number));
        }
    }
}

/// Reads the totals among the rows that are no records; each adds up what it says it does.
///
/// Source: `domain.md` §7.1 row rule 8: 小计 is the part since the last total or section, the others are the whole.
fn add_totals(table: &mut Table, laid: &Laid, dice: &mut Dice) {
    let mut part = 0;
    let mut skipped = laid.skipped.clone();
    skipped.sort_by_key(|(row, _)| *row);
    for (row, reasons) in skipped {
        let row = row - 1;
        let before = table.records.iter().take_while(|record| record.row < row).count();
        match reasons {
            ["section"] => part = before,
            ["subtotal"] => {
                let (column, label) = laid.sheet.cells.range((row, 0)..).next().expect("a label").to_owned();
                let (column, label) = (column.1, label.shown());
                let counts = label.starts_with('共');
                let from = if label.starts_with('小') { part } else { 0 };
                let mut sums = BTreeMap::new();
                for key in ["amount", "amount_done"] {
                    if !counts && from < before && table.columns.get(key).is_some_and(|at| *at != column) && dice.chance(70) {
                        sums.insert(key, 0);
                    }
                }
                table.totals.push(Total { row, of: from..before, sums, count: counts.then_some((column, 0)) });
                part = before;
            }
            _ => {}
        }
    }
}
