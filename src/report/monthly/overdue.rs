//! 五、超期和临期清单: what is past its deadline and what soon will be, with days, leader and the letters written earlier.

use chrono::NaiveDate;

use crate::model::field::Field;
use crate::model::ledger::Status;
use crate::report::monthly::before::month_name;
use crate::report::monthly::facts::{Facts, Row};
use crate::report::monthly::part::{Item, NOTHING, Part, Table, Value, cut};

/// Longest text of a problem, in characters.
const PROBLEM: usize = 60;
/// Longest names of leaders, in characters.
const LEADER: usize = 20;

/// Both lists.
#[derive(Clone, Debug)]
pub(super) struct Lists {
    overdue: Vec<Line>,
    near: Vec<Line>,
    /// Records in neither list although they belong there, for they must not be shown.
    withheld: [u64; 2],
    /// Letters urging the overdue units were on record.
    has_letters: bool,
}

/// One record.
#[derive(Clone, Debug)]
struct Line {
    unit: String,
    label: String,
    problem: String,
    deadline: Option<NaiveDate>,
    days: i64,
    leader: String,
    letters: String,
}

impl Lists {
    /// Picks them: the longest overdue first, the soonest due first.
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let soon: i64 = facts.case.policy.ladder.warning_days.into();
        let is_near =
            |row: &&Row<'_>| row.standing.days_left.is_some_and(|days| days <= soon) && row.record.status != Status::Continuing;
        let late = facts.rows.iter().filter(|row| row.standing.overdue);
        let near = facts.rows.iter().filter(is_near);
        let hidden = |row: &&Row<'_>| row.withheld;
        let withheld = [late.clone().filter(hidden).count() as u64, near.clone().filter(hidden).count() as u64];
        let mut overdue: Vec<Line> =
            late.filter(|row| !row.withheld).map(|row| line(facts, row, row.standing.days_late.unwrap_or(0), true)).collect();
        overdue.sort_by_key(|line| std::cmp::Reverse(line.days));
        let mut near: Vec<Line> =
            near.filter(|row| !row.withheld).map(|row| line(facts, row, row.standing.days_left.unwrap_or(0), false)).collect();
        near.sort_by_key(|line| line.days);
        let has_letters = facts.case.past.iter().any(|past| past.letters.iter().any(|letter| &*letter.kind == "督办函"));
        Self { overdue, near, withheld, has_letters }
    }

    /// Says it.
    pub(super) fn part(&self, facts: &Facts<'_>) -> Part {
        let days = facts.case.policy.ladder.warning_days;
        let mut items = vec![Item::List("超期清单"), Item::Sentence(self.say_overdue())];
        if !self.overdue.is_empty() {
            let mut columns =
                vec![("单位", 16), ("编号", 10), ("反馈问题", 40), ("整改时限", 15), ("超期天数", 7), ("责任领导", 10)];
            if self.has_letters {
                columns.push(("以往督办函", 14));
            }
            let mut table = Table::new("超期未完成问题清单", &columns);
            table.is_list = true;
            table.rows = self.overdue.iter().map(|line| line.cells(self.has_letters)).collect();
            items.push(Item::Table(table));
        }
        items.push(Item::List("临期清单"));
        items.push(Item::Sentence(match (self.near.len(), self.withheld[1]) {
            (0, 0) => format!("没有{days}日内到期的问题。"),
            (count, 0) => format!("{days}日内到期、尚未完成的{count}个，按到期先后列出。"),
            (count, hidden) => format!("{days}日内到期、尚未完成的{}个，{}", count as u64 + hidden, unlisted(count, hidden)),
        }));
        if !self.near.is_empty() {
            let columns = [("单位", 16), ("编号", 10), ("反馈问题", 44), ("整改时限", 15), ("剩余天数", 7), ("责任领导", 10)];
            let mut table = Table::new("临期问题清单", &columns);
            table.is_list = true;
            table.rows = self.near.iter().map(|line| line.cells(false)).collect();
            items.push(Item::Table(table));
        }
        Part { title: "超期清单和临期清单", items }
    }

    fn say_overdue(&self) -> String {
        let count = self.overdue.len();
        let mut text = match (count, self.withheld[0]) {
            (0, 0) => return "没有超期未完成的问题。".to_owned(),
            (_, 0) => format!("超期未完成的{count}个，按超期天数从多到少列出"),
            (_, hidden) => {
                return format!("超期未完成的{}个，{}", count as u64 + hidden, unlisted(count, hidden));
            }
        };
        let bands = [("超过90天", 91, i64::MAX), ("31至90天", 31, 90), ("30天以内", 1, 30)];
        let counted = bands.iter().filter_map(|(name, from, to)| {
            let count = self.overdue.iter().filter(|line| (*from..=*to).contains(&line.days)).count();
            (count > 0).then(|| format!("{name}的{count}个"))
        });
        text.push_str(&format!("；其中{}。", counted.collect::<Vec<_>>().join("，")));
        let nobody = self.overdue.iter().filter(|line| line.leader == NOTHING).count();
        if nobody > 0 {
            text.push_str(&format!("{nobody}个没有写明责任领导。"));
        }
        if !self.has_letters {
            text.push_str("存档中没有以往月份的督办函。");
        }
        text
    }
}

fn unlisted(shown: usize, hidden: u64) -> String {
    let shown = if shown == 0 { String::new() } else { format!("下表列出{shown}个；") };
    format!("{shown}{hidden}个在问题线索类表中或者标有密级，只计数，不在本报告列出。")
}

impl Line {
    fn cells(&self, with_letters: bool) -> Vec<Value> {
        let mut cells = vec![
            Value::text(self.unit.as_str()),
            Value::text(self.label.as_str()),
            Value::text(self.problem.as_str()),
            Value::Day(self.deadline),
            Value::Count(self.days.unsigned_abs()),
            Value::text(self.leader.as_str()),
        ];
        if with_letters {
            cells.push(Value::text(self.letters.as_str()));
        }
        cells
    }
}

fn line(facts: &Facts<'_>, row: &Row<'_>, days: i64, with_letters: bool) -> Line {
    let leader = row.record.text(Field::LeadPerson).filter(|_| row.record.is_filled(Field::LeadPerson));
    let deadline = row.record.deadline.date;
    Line {
        unit: row.unit.to_string(),
        label: row.record.label().map_or_else(|| NOTHING.to_owned(), |label| cut(label, 16)),
        problem: row.problem().map_or_else(|| "（台账没有写）".to_owned(), |text| cut(text, PROBLEM)),
        deadline,
        days,
        leader: leader.map_or_else(|| NOTHING.to_owned(), |leader| cut(leader, LEADER)),
        letters: if with_letters { letters(facts, row, deadline) } else { String::new() },
    }
}

/// Names the months whose letter to the unit spoke of the record: it was overdue already.
fn letters(facts: &Facts<'_>, row: &Row<'_>, deadline: Option<NaiveDate>) -> String {
    let past = facts.case.past.iter().filter(|past| past.kept.month < facts.case.month);
    let spoke = past.filter(|past| {
        let to_unit = past.letters.iter().any(|letter| &*letter.kind == "督办函" && letter.receiver == *row.unit);
        to_unit && deadline.is_some_and(|deadline| deadline < past.kept.as_of)
    });
    let months: Vec<String> = spoke.map(|past| month_name(past.kept.month)).collect();
    match months.as_slice() {
        [] => NOTHING.to_owned(),
        [.., last] if months.len() > 2 => format!("{}次，最近{last}", months.len()),
        months => months.join("、"),
    }
}
