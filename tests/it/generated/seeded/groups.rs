//! Defects that several records make together, or a total. Sources: `domain.md` §7.1 and §7.2.

use super::clean::{self, State};
use super::dice::Dice;
use super::table::{Key, Record, Table};
use crate::generated::sheet::Written;

/// A defect of a table: the check that must find it, and what does it; `false` where the table does not lend itself to it.
pub(super) type Defect = (&'static str, fn(&mut Table, &mut Dice) -> bool);

pub(super) const DEFECTS: &[Defect] = &[
    ("duplicate-problem-id", duplicate_problem_id),
    ("duplicate-problem", duplicate_problem),
    ("repeated-progress", repeated_progress),
    ("bulk-closing", bulk_closing),
    ("total-mismatch", total_mismatch),
];

/// Takes so many untouched records of one unit, in the order they stand.
fn of_one_unit(table: &mut Table, dice: &mut Dice, count: usize, fits: impl Fn(&Record) -> bool) -> Option<Vec<usize>> {
    let free = |record: &&Record| !record.taken && record.state != State::Void && fits(record);
    let first = dice.below(table.records.len());
    for lead in (0..table.records.len()).map(|at| (at + first) % table.records.len()) {
        let unit = table.records[lead].unit.clone();
        let of_unit = (0..table.records.len()).filter(|at| table.records[*at].unit == unit && free(&&table.records[*at]));
        let taken: Vec<usize> = of_unit.take(count).collect();
        if taken.len() == count {
            for at in &taken {
                table.records[*at].taken = true;
            }
            return Some(taken);
        }
    }
    None
}

fn own(keys: &'static [Key]) -> impl Fn(&Record) -> bool {
    move |record| !keys.iter().any(|key| record.shared.contains(key))
}

fn duplicate_problem_id(table: &mut Table, dice: &mut Dice) -> bool {
    if !table.has("problem_id") || table.is_joined {
        return false;
    }
    let Some(two) = of_one_unit(table, dice, 2, own(&["problem_id", "problem"])) else { return false };
    let id = table.records[two[0]].values["problem_id"].clone();
    table.records[two[1]].values.insert("problem_id", id);
    table.expect("duplicate-problem-id", two[1], "problem_id");
    true
}

fn duplicate_problem(table: &mut Table, dice: &mut Dice) -> bool {
    if !table.has("problem_id") && !table.has("seq") {
        return false;
    }
    let Some(two) = of_one_unit(table, dice, 2, own(&["problem_id", "problem"])) else { return false };
    let problem = table.records[two[0]].text("problem");
    let again = if dice.chance(50) { format!("{} 。", problem.replace('，', "； ")) } else { problem };
    table.records[two[1]].set("problem", again);
    table.expect("duplicate-problem", two[1], "problem");
    true
}

/// Three times is allowed.
fn repeated_progress(table: &mut Table, dice: &mut Dice) -> bool {
    let count = 4 + dice.below(2);
    if !table.has("progress") {
        return false;
    }
    let Some(group) = of_one_unit(table, dice, count, |_| true) else { return false };
    let number = table.records[group[0]].number;
    for (nth, at) in group.into_iter().enumerate() {
        table.records[at].set("progress", format!("召开专题会议{number}次，研究建立制度3项，逐条对照抓好整改"));
        if nth >= 3 {
            table.expect("repeated-progress", at, "progress");
        }
    }
    true
}

/// Five on one day are a campaign, four are none.
fn bulk_closing(table: &mut Table, dice: &mut Dice) -> bool {
    let key = if table.has("closed_date") { "closed_date" } else { "done_date" };
    if !table.has(key) {
        return false;
    }
    let fits = move |record: &Record| {
        let state = if key == "closed_date" { record.state == State::Closed } else { record.state.is_finished() };
        state && own(&["problem_id", "problem"])(record) && clean::done_on(record.number) < clean::day(2026, 10, 20)
    };
    let Some(group) = of_one_unit(table, dice, 5, fits) else { return false };
    let day = clean::day(2026, 10, 20 + dice.below(8) as u32);
    for at in group {
        table.records[at].values.insert(key, Written::Date(day));
        if key == "done_date" && table.has("accept_date") {
            table.records[at].values.insert("accept_date", Written::Date(day));
        }
        // A flag that says 否 holds for a record that was finished late as well.
    }
    table.expect_sheet("bulk-closing");
    true
}

fn total_mismatch(table: &mut Table, dice: &mut Dice) -> bool {
    for at in dice.order(table.totals.len()) {
        let total = &mut table.totals[at];
        let right = total.sums.iter().find(|(_, error)| **error == 0).map(|(key, _)| *key);
        if let Some(key) = right {
            total.sums.insert(key, 1);
            let cell = crate::generated::layout::address(total.row, table.columns[key]);
            table.findings.push(("total-mismatch".to_owned(), cell));
            return true;
        }
        if let Some((column, error @ 0)) = &mut total.count {
            *error = 1;
            let cell = crate::generated::layout::address(total.row, *column);
            table.findings.push(("total-mismatch".to_owned(), cell));
            return true;
        }
    }
    false
}
