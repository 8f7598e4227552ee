//! `bulk-closing`: many problems of one unit were closed on one day.
//!
//! Source: `domain.md` §7.2, many rows closed on the same day.

use chrono::NaiveDate;

use crate::check::wording::names_day;
use crate::check::{Case, Check, Found, Limit, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::hash::{HashMap, HashSet};
use crate::model::ledger::{Rectification, TableId};
use crate::model::period::chinese_date;
use crate::model::place::CellRef;
use crate::model::text::Text;

/// One problem: its table with its number or, without one, with the cell or row it stands in.
type Problem<'a> = (TableId, Result<&'a Text, CellRef>);

/// Finds days on which a unit closed at least the limit of different problems.
#[derive(Debug)]
pub(crate) struct BulkClosing;

static ABOUT: About = About {
    id: "bulk-closing",
    title: "疑似集中突击销号",
    severity: Some(Severity::Warning),
    source: Clause::new("疑似虚假整改信号", "7.2 同日大量销号"),
    why: "许多问题同一天销号，可能没有逐项验收",
    remedy: "请核对这一天销号的问题是否都经过验收",
};

impl Check for BulkClosing {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn limit(&self) -> Option<Limit> {
        Some(Limit { default: 5, meaning: "同一单位同一天完成或销号的问题数，达到即提示" })
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::ClosedDate, Field::DoneDate])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let has_column = case.tables_with(Field::ClosedDate);
        let mut days: HashMap<(&Text, NaiveDate), HashSet<Problem<'_>>> = HashMap::default();
        for record in case.counted() {
            let (field, date) = match has_column[record.table as usize] {
                true => (Field::ClosedDate, record.closed_date),
                false => (Field::DoneDate, record.done_date),
            };
            if let (Some(unit), Some(day)) = (&record.unit, date)
                && record.text(field).is_none_or(|text| names_day(text))
            {
                days.entry((unit, day)).or_default().insert(problem(record));
            }
        }
        let mut bulk: Vec<_> = days.into_iter().filter(|(_, problems)| problems.len() >= found.limit() as usize).collect();
        bulk.sort_by_key(|(day, _)| *day);
        for ((unit, day), problems) in bulk {
            let table = problems.iter().map(|problem| problem.0).min().expect("a day that some problem was closed on");
            let message = format!("疑似集中突击：「{}」同一天有 {} 个问题完成或销号", chinese_date(day), problems.len());
            found.at_unit(table, unit, message);
        }
    }
}

/// Returns the problem that a record belongs to.
fn problem(record: &Rectification) -> Problem<'_> {
    let number = record.text(Field::ProblemId).filter(|_| record.is_filled(Field::ProblemId));
    let stands = || record.cells.at(Field::Problem).map_or(CellRef::new(record.row, 0), |(_, at)| at);
    (record.table, number.ok_or_else(stands))
}

#[cfg(test)]
mod tests {
    use super::BulkClosing;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    fn rows(fields: &[Field], rows: &[&[&str]]) -> Vec<String> {
        rows.iter().fold(LedgerBuilder::new(fields), |ledger, row| ledger.row(row)).run(&BulkClosing)
    }

    /// Boundary: five | four problems on one day.
    #[test]
    fn five_problems_on_one_day_are_found_once() {
        let fields = [Field::Unit, Field::ClosedDate];
        let row: &[&str] = &["县教育局", "2026-06-30"];
        assert!(rows(&fields, &[row; 4]).is_empty());
        assert_eq!(rows(&fields, &[row; 5]), ["- bulk-closing"]);
        assert_eq!(rows(&fields, &[row; 6]), ["- bulk-closing"]);
    }

    #[test]
    fn days_and_units_are_counted_apart() {
        let fields = [Field::Unit, Field::ClosedDate];
        let (one, other): (&[&str], &[&str]) = (&["县教育局", "2026-06-30"], &["县民政局", "2026-06-30"]);
        assert!(rows(&fields, &[one, one, one, one, other, &["县教育局", "2026-06-29"]]).is_empty());
    }

    #[test]
    fn measures_of_one_problem_count_once() {
        let numbered = [Field::Unit, Field::ProblemId, Field::ClosedDate];
        let row: &[&str] = &["县教育局", "1", "2026-06-30"];
        assert!(rows(&numbered, &[row; 6]).is_empty());
        let merged = [Field::Unit, Field::Problem, Field::ClosedDate];
        let (first, next): (&[&str], &[&str]) = (&["县教育局", "制度不健全", "2026-06-30"], &["县教育局", "↑", "2026-06-30"]);
        assert!(rows(&merged, &[first, next, next, next, next, next]).is_empty());
    }

    #[test]
    fn the_completion_date_serves_only_where_no_closing_date_can_stand() {
        let row: &[&str] = &["县教育局", "2026-06-30"];
        assert_eq!(rows(&[Field::Unit, Field::DoneDate], &[row; 5]), ["- bulk-closing"]);
        assert!(rows(&[Field::Unit, Field::DoneDate, Field::ClosedDate], &[row; 5]).is_empty());
    }

    #[test]
    fn a_month_is_not_one_day() {
        let row: &[&str] = &["县教育局", "2026-06"];
        assert!(rows(&[Field::Unit, Field::ClosedDate], &[row; 5]).is_empty());
    }
}
